"""What can be asked of an open journal, without reading more of it than the answer needs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from json import loads
from typing import TYPE_CHECKING

from assistant.journal.record import Entry, entry
from assistant.journal.refusals import CannotOpen, Why
from assistant.journal.schema import GENESIS

if TYPE_CHECKING:
    import sqlite3

Head = tuple[int, bytes]
"""The last event's number and seal."""

_CASE_NUMBER = re.compile(r"K-([0-9]{1,9})")

# One seek a case, not one step an event: the index is walked from case to case.
_CASE_IDS = """
WITH RECURSIVE known (name) AS (
  SELECT min(case_id) FROM event WHERE case_id > ''
  UNION ALL SELECT (SELECT min(case_id) FROM event WHERE case_id > name) FROM known
  WHERE name IS NOT NULL)
SELECT name FROM known WHERE name IS NOT NULL"""

# The count is the one thing that grows with the events; it reads the index alone.
_CASES = f"""
SELECT name, first.at, last.at, events, last.seq, last.raw
FROM (SELECT name, (SELECT min(seq) FROM event WHERE case_id = name) AS first_seq,
             (SELECT max(seq) FROM event WHERE case_id = name) AS last_seq,
             (SELECT count(*) FROM event WHERE case_id = name) AS events
      FROM ({_CASE_IDS}))
JOIN event AS first ON first.seq = first_seq JOIN event AS last ON last.seq = last_seq
ORDER BY first_seq"""  # noqa: S608  # made of our own two texts


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case in the list of cases."""

    case_id: str
    first_at: str
    last_at: str
    events: int
    last_seq: int
    actor: str  # of the last event
    step: str | None  # the step the case went to, where that is the last event


def entries(connection: sqlite3.Connection, case_id: str) -> list[Entry]:
    """Return the case's events as they were kept."""
    secrets: dict[int, dict[str, str]] = {}
    query = "SELECT secret.seq, name, value FROM event JOIN secret ON secret.seq = event.seq WHERE case_id = ?"
    for seq, name, value in connection.execute(query, (case_id,)):
        secrets.setdefault(seq, {})[name] = value
    query = "SELECT seq, raw, leaf FROM event WHERE case_id = ? ORDER BY seq"
    rows = connection.execute(query, (case_id,))
    return [entry(raw, sealed, secrets.get(seq, {})) for seq, raw, sealed in rows]


def cases(connection: sqlite3.Connection) -> list[CaseRow]:
    """Return every case, in the order they were opened."""
    found = []
    for name, first_at, last_at, events, last_seq, raw in connection.execute(_CASES):
        last = loads(raw)
        step = last["data"].get("step") if last["type"] == "step.moved" else None
        found.append(CaseRow(name, first_at, last_at, events, last_seq, last["actor"], step))
    return found


def begun_since(connection: sqlite3.Connection, at: str) -> dict[str, list[Entry]]:
    """Return how each case began that was opened, or given a line, at or after a time.

    Events stand in the order they were kept, so the first of them is found by halving.
    """
    low, high = 1, head(connection)[0] + 1
    while low < high:
        middle = (low + high) // 2
        row = connection.execute("SELECT at FROM event WHERE seq = ?", (middle,)).fetchone()
        low, high = (middle + 1, high) if row and row[0] < at else (low, middle)
    query = "SELECT case_id, raw, leaf FROM event WHERE seq >= ? AND type IN ('case.opened', 'line.added') ORDER BY seq"
    found: dict[str, list[Entry]] = {}
    for case_id, raw, sealed in connection.execute(query, (low,)):
        found.setdefault(case_id, []).append(entry(raw, sealed, {}))
    return found


def next_case_id(connection: sqlite3.Connection) -> str:
    """Return the id after the highest number given to a case."""
    names = (_CASE_NUMBER.fullmatch(name) for (name,) in connection.execute(_CASE_IDS))
    return f"K-{max((int(each[1]) for each in names if each), default=0) + 1:04d}"


def head(connection: sqlite3.Connection) -> Head:
    """Return the last event's number and seal; (0, zeros) in an empty journal."""
    rows = connection.execute("SELECT seq, leaf FROM event ORDER BY seq DESC LIMIT 1")
    return rows.fetchone() or (0, GENESIS)


def leaf_at(connection: sqlite3.Connection, seq: int) -> bytes | None:
    """Return the seal kept with an event, or None where there is no such event."""
    row = connection.execute("SELECT leaf FROM event WHERE seq = ?", (seq,)).fetchone()
    return row[0] if row else None


def journal_id(connection: sqlite3.Connection) -> str:
    """Return the name each record of this journal carries."""
    row = connection.execute("SELECT value FROM meta WHERE key = 'journal'").fetchone()
    if row is None:
        raise CannotOpen(Why.CHANGED, "it has lost its name")
    return str(row[0])
