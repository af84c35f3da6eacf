"""The doors: what people and programs type. JSON in, JSON out, sensible exit codes.

May import every room below. Only the seat opens a screen; nothing else loads Textual.
"""
