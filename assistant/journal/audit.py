"""The audit: a journal, or its end, read through, and the first place where it does not hold.

Found: a changed, removed or slipped-in event, a column that says other than the sealed
bytes, a changed secret. Not found, by this alone: a tail cut off, or everything from
some event on written anew. A chain proves nothing against the owner of the file until
its head is somewhere else; `verify` holds it against the notes that left the seat.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from json import loads
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from assistant.journal.door import SqliteError
from assistant.journal.reading import journal_id, leaf_at
from assistant.journal.refusals import CannotOpen, Why
from assistant.journal.schema import GENESIS
from assistant.journal.seal import commit, leaf

if TYPE_CHECKING:
    import sqlite3

    from assistant.journal.frontier import Frontier

Row = Sequence[Any]
FIRST = -(2**63)

# Text as bytes: what is hashed is what is stored, even where it is no longer text.
_AFTER = """
SELECT e.seq, e.id, e.case_id, e.type, e.at, e.prev, CAST(e.raw AS BLOB), e.leaf,
       s.name, s.salt, CAST(s.value AS BLOB)
FROM event e LEFT JOIN secret s ON s.seq = e.seq WHERE e.seq > ? ORDER BY e.seq, s.name"""

_STRAY = """
SELECT min(seq) FROM secret WHERE NOT EXISTS (SELECT 1 FROM event WHERE event.seq = secret.seq)"""


def first_break(connection: sqlite3.Connection, journal: str, after: int = 0) -> int | None:
    """Return the number of the first event after some number that does not hold, or None where all do.

    One pass, one event in memory at a time. A secret that is missing was erased, as it may be.
    """
    seq = after
    try:
        prev = (leaf_at(connection, after) or b"") if after else GENESIS
        for seq, (_, rows) in enumerate(
            groupby(connection.execute(_AFTER, (after or FIRST,)), itemgetter(0)), start=after + 1
        ):
            sealed = _sealed(list(rows), journal, seq, prev)
            if sealed is None:
                return seq
            prev = sealed
        if after:
            return None
        (stray,) = connection.execute(_STRAY).fetchone()
    except SqliteError:  # the file itself is damaged hereabouts
        return seq + 1
    return None if stray is None else int(stray)


def check_tail(connection: sqlite3.Connection, frontier: Frontier) -> None:
    """Raise CannotOpen unless what came after the last note holds, and let the frontier grow over it.

    A journal that was never signed is not read through here: opening must not grow with it.
    """
    if not frontier.size:
        return
    broken = first_break(connection, journal_id(connection), frontier.size)
    if broken is not None:
        raise CannotOpen(Why.CHANGED, f"event {broken} does not hold")
    rows = connection.execute("SELECT leaf FROM event WHERE seq > ? ORDER BY seq", (frontier.size,))
    frontier.extend(row[0] for row in rows)


def _sealed(rows: Sequence[Row], journal: str, seq: int, prev: bytes) -> bytes | None:
    """Return the seal of an event that holds, with its secrets, or None."""
    raw, kept = rows[0][6], bytes(rows[0][7])
    if leaf(raw) != kept:
        return None
    try:
        record = loads(raw)
        columns = [record[name] for name in ("seq", "id", "case", "type", "at", "prev")]
        whole = columns == list(rows[0][:6]) and _opened(record["pii"], rows)
        whole = whole and (record["j"], record["seq"], record["prev"]) == (journal, seq, prev.hex())
    except (ValueError, TypeError, KeyError):
        return None
    return kept if whole else None


def _opened(promises: dict[str, str], rows: Iterable[Row]) -> bool:
    """Whether each secret that is there is the one that was promised."""
    secrets: Iterator[Row] = (row[8:] for row in rows if row[8] is not None)
    return all(promises[name] == commit(salt, name, value.decode()) for name, salt, value in secrets)
