"""What happens on a case, and what is said: events, the case, script, ladder, mail.

May import rules and listen. Pure: dates and the time of day are handed in.
"""
