"""Roles: what whoever runs this process may have written. Asked by the hand that writes: no door can forget it."""

from __future__ import annotations

import os
from enum import StrEnum
from json import loads
from typing import TYPE_CHECKING

from assistant.journal import own
from assistant.journal.refusals import CannotOpen, NotWritten, Why

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from assistant.call.events import Encoded

VARIABLE = "ASSISTANT_ROLE"


class Role(StrEnum):
    """What somebody is to a record."""

    OPERATOR = "operator"  # has cases of their own
    TRAINER = "trainer"  # writes on practice cases only
    SUPERVISOR = "supervisor"  # writes; signs by a key of their own, and not by this word
    AUDITOR = "auditor"  # reads and verifies


_OPENED = "SELECT raw FROM event WHERE case_id = ? AND type = 'case.opened' ORDER BY seq LIMIT 1"


def of_process() -> Role | None:
    """Return the role the house has given this process; None where it gives out none.

    Raise CannotOpen for a word we do not know: whatever it was meant to bar would be let through.
    """
    said = os.environ.get(VARIABLE, "")
    if said and said not in set(Role):
        raise CannotOpen(Why.ROLE, f"{VARIABLE} is none of {', '.join(Role)}")
    return Role(said) if said else None


def refuse(connection: sqlite3.Connection, role: Role | None, case_id: str, happened: Sequence[Encoded]) -> None:
    """Raise NotWritten where a role may not have this written.

    A role only narrows: what takes a supervisor takes a registered one's signature, whatever
    the role is (`signing`), so that a signature from elsewhere holds at an operator's seat.
    """
    kinds = [each.kind for each in happened]
    if role is Role.AUDITOR:
        raise NotWritten(Why.ROLE, f"{role}: {', '.join(kinds)}")
    if role is Role.TRAINER and not _practised(connection, case_id, happened):
        raise NotWritten(Why.ROLE, f"{role}: {case_id or 'the record itself'}")


def _practised(connection: sqlite3.Connection, case_id: str, happened: Sequence[Encoded]) -> bool:
    """Whether a case was opened as an example, or is being so now."""
    if case_id == own.NO_CASE:
        return False
    row = connection.execute(_OPENED, (case_id,)).fetchone()
    opened = [loads(row[0])["data"]] if row else [each.data for each in happened if each.kind == "case.opened"]
    return bool(opened) and opened[0].get("example") is True
