"""What is practised: scenarios played at a desk of their own, and scored.

May use the desk, the seat and every room below; knows no screen, and keeps no real case.
"""
