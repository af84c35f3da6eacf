"""Similar cases, counted from the record: nobody is asked, so nobody can deny them (P20)."""

from __future__ import annotations

from datetime import datetime, timedelta

from assistant.call.case import Case, fold
from assistant.call.similar import DAYS, wrong_pair
from assistant.journal.book import Book
from assistant.rules.roles import Roles


def similar_cases(book: Book, case_id: str, case: Case, roles: Roles, now: datetime) -> int:
    """Count the other real cases of the same mix-up in the last 30 days."""
    pair = wrong_pair(case.lines, roles)
    if pair is None or case.example:
        return 0
    begun = book.begun_since(now - timedelta(days=DAYS))
    begun.pop(case_id, None)
    others = (fold(each.event for each in entries if each.event) for entries in begun.values())
    return sum(1 for other in others if _alike(other, case) and wrong_pair(other.lines, roles) == pair)


def _alike(other: Case, case: Case) -> bool:
    return not other.example and other.pack == case.pack
