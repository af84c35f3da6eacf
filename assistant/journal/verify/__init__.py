"""How a stranger holds a record against itself and against the notes that left the seat.

Imports nothing of ours and nothing but Python's own library: `alone.py` writes all of
it into one file, which is handed over beside a copy of the journal.
"""
