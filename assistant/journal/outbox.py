"""The outbox: a seat's journal as it is sent, read without ever holding up its writer.

The log is the outbox; there is no second list of what is still to be sent. Each look
is one statement on a connection that can neither write nor clear the log away.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from assistant.journal import reading, schema
from assistant.journal.door import GUARDS, SqliteError, opening, read_only, settle
from assistant.journal.refusals import CannotOpen, Why

if TYPE_CHECKING:
    from pathlib import Path

BATCH = 500
_EVENTS = "SELECT seq, raw FROM event WHERE seq > ? ORDER BY seq LIMIT ?"
_SECRETS = "SELECT seq, name, salt, value FROM secret WHERE seq > ? AND seq <= ? ORDER BY seq, name"


class Sealed(NamedTuple):
    """An event as it leaves the seat: the sealed bytes, and the words that were not erased."""

    seq: int
    raw: str
    secrets: Sequence[tuple[str, bytes, str]]  # name, salt, value


class Outbox:
    """A journal, open to be sent; or CannotOpen."""

    def __init__(self, path: Path) -> None:
        """Open it where there is one."""
        if not path.is_file():
            raise CannotOpen(Why.MISSING, str(path))
        with opening():
            self._connection = read_only(path)
            settle(self._connection, GUARDS)
            if schema.version_of(self._connection) == 0:
                raise CannotOpen(Why.MISSING, "nothing was ever written")
            self.journal = reading.journal_id(self._connection)

    def head(self) -> reading.Head:
        """Return the last event's number and seal."""
        with opening():
            return reading.head(self._connection)

    def leaf_at(self, seq: int) -> bytes | None:
        """Return the seal of an event, or None where there is none."""
        with opening():
            return reading.leaf_at(self._connection, seq)

    def batch(self, after: int, most: int = BATCH) -> list[Sealed]:
        """Return the next events after a number."""
        with opening():
            events = self._connection.execute(_EVENTS, (after, most)).fetchall()
            words: dict[int, list[tuple[str, bytes, str]]] = {}
            for seq, *word in self._connection.execute(_SECRETS, (after, after + len(events))).fetchall():
                words.setdefault(seq, []).append(tuple(word))
        return [Sealed(seq, raw, words.get(seq, ())) for seq, raw in events]

    def close(self) -> None:
        """Close the file."""
        with suppress(SqliteError):
            self._connection.close()
