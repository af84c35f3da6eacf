"""What is kept: an append-only, sealed record of every event on disk.

May import call and rules. Only the desk appends to it.
"""
