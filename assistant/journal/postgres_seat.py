"""The seat's side of the server: all that a seat's login may do is in these six calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from assistant.journal.postgres_door import asking
from assistant.journal.postgres_schema import entered
from assistant.journal.schema import GENESIS

if TYPE_CHECKING:
    import psycopg

    from assistant.journal.outbox import Sealed

_INGEST = """SELECT head_seq, head_leaf, forked FROM assistant.ingest(
  %s, %s, %s::text[], %s::bigint[], %s::text[], %s::bytea[], %s::text[])"""


class Taken(NamedTuple):
    """How far the server is, and whether what it was sent is another history than the one it keeps."""

    seq: int
    leaf: bytes
    forked: bool = False


class SeatServer:
    """The server as a seat knows it. Any call may raise NoServer; after that, connect anew."""

    def __init__(self, dsn: str) -> None:
        """Connect, and see that the tables are ours."""
        self._connection: psycopg.Connection = entered(dsn)

    def head(self, journal: str) -> Taken:
        """Return how far the server has this journal; (0, zeros) where it knows nothing of it."""
        seq, leaf = self._row("SELECT seq, leaf FROM assistant.seat_head(%s)", journal)
        return Taken(seq or 0, leaf or GENESIS)

    def leaf_at(self, journal: str, seq: int) -> bytes | None:
        """Return the seal the server keeps for an event."""
        found: bytes | None = self._row("SELECT assistant.seat_leaf(%s, %s)", journal, seq)[0]
        return found

    def ingest(self, journal: str, batch: Sequence[Sealed]) -> Taken:
        """Have a batch taken in, whole or not at all."""
        words = [(each.seq, *secret) for each in batch for secret in each.secrets]
        columns = [list(column) for column in zip(*words, strict=True)] if words else [[], [], [], []]
        return Taken(*self._row(_INGEST, journal, batch[0].seq, [each.raw for each in batch], *columns))

    def letters(self, journal: str) -> list[tuple[str, str]]:
        """Return the letters that wait for this seat: id and text."""
        with asking():
            rows = self._connection.execute("SELECT id, body FROM assistant.seat_letters(%s)", (journal,))
            return rows.fetchall()

    def fetched(self, journal: str, ids: Sequence[str]) -> None:
        """Tell that these letters lie in the seat's post box."""
        self._row("SELECT assistant.seat_fetched(%s, %s::text[])", journal, list(ids))

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _row(self, sql: str, *given: object) -> tuple:  # type: ignore[type-arg]  # whatever the statement gives
        with asking():
            return self._connection.execute(sql, given).fetchone() or ()
