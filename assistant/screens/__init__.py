"""What is seen: the only room that knows Textual.

A screen keeps no facts, no step and no decision; it asks the desk and draws.
"""
