"""The hand: the one connection that writes in a journal. Used from one thread, the writer's.

An event is acknowledged when COMMIT has returned with the disk's word for it, and not
before. After any trouble the file is opened afresh and looked at; nothing is tried again
blindly, for a COMMIT that raised may have kept the event.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.call.events import Encoded
from assistant.journal import audit, own, reading, roles, schema, signing
from assistant.journal.clock import Clock
from assistant.journal.door import PRAGMAS, Connect, SqliteError, opening, place, reason, settle, wal_bytes
from assistant.journal.frontier import Frontier
from assistant.journal.ids import Ids
from assistant.journal.keeper import Keeper
from assistant.journal.pen import Pen
from assistant.journal.reading import Head
from assistant.journal.record import Entry, epoch_ms
from assistant.journal.refusals import CannotOpen, NotWritten, Why
from assistant.journal.reserve import Reserve

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class Lot:
    """Events of one case that are kept together or not at all."""

    case_id: str
    events: tuple[Encoded, ...]


class Hand:
    """Writes lots of events, moves what waits into the main file, and signs what is there."""

    def __init__(self, path: Path, actor: str, clock: Clock, connect: Connect) -> None:
        """Make ready; `enter` opens the file."""
        self.path = path
        self._actor, self._clock, self._connect = actor, clock, connect
        self._ids = Ids()
        self._place = place(path)
        self._kept: Head = (0, schema.GENESIS)  # the last event acknowledged
        self._connection: sqlite3.Connection | None = None
        self._pen: Pen | None = None
        self._reserve = Reserve(path.parent)
        self.keeper = Keeper(path.parent)
        self.role: roles.Role | None = None
        self.frontier = Frontier()

    def enter(self) -> Why | None:
        """Open the file; return why it should not be written in, or raise CannotOpen."""
        with opening():
            connection = self._live()
        barred = schema.bar(connection) or self.keeper.older(connection)
        if not barred:
            self._reserve.make()
        return barred

    def keep(
        self, lots: Sequence[Lot], first: Callable[[sqlite3.Connection], None] | None = None
    ) -> list[tuple[Entry, ...]]:
        """Keep all of these lots, or none of them and raise NotWritten. What is to be done first is done with them."""
        connection = self._writable()
        kept: list[tuple[Entry, ...]] = []
        committing = False
        try:
            connection.execute("BEGIN IMMEDIATE")
            self._check_kept(connection)
            if first:
                first(connection)
            kept += self._written(connection, lots)
            head = reading.head(connection)
            committing = True
            connection.execute("COMMIT")
        except (SqliteError, OSError) as error:
            trouble = self._trouble(kept, error) if committing else self._undone(error)
            if trouble:
                self._make_room(trouble)
                raise NotWritten(trouble, str(error)) from error
        except (ValueError, TypeError) as error:
            self._undone(error)
            raise NotWritten(Why.UNFIT, str(error)) from error
        except CannotOpen as error:
            self._undone(error)
            raise NotWritten(error.why, error.detail) from error
        except BaseException as error:
            self._undone(error)
            raise
        self._kept = head
        return kept

    def checkpoint_wal(self) -> bool:
        """Move what waits into the main file; say whether it worked. Where it did not, nothing is lost."""
        if not self._connection:
            return False
        try:
            row = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except SqliteError:
            return False
        return bool(row[0] == 0)

    def sign(self) -> str | None:
        """Sign what is there, once for a size; return the note, or None where there is nothing, or no key."""
        connection = self._writable()
        self._grow(connection)
        return self.keeper.sign(connection, self.frontier)

    def wal_bytes(self) -> int:
        """Return the size of what waits to be moved into the main file."""
        return wal_bytes(self.path)

    def unsigned(self) -> int:
        """Return how many events no note speaks of yet."""
        return self._kept[0] - self.keeper.signed

    def connection(self) -> sqlite3.Connection:
        """Return the connection, for what is asked of the writer and is no event; or raise NotWritten."""
        return self._writable()

    def leave(self) -> None:
        """Move what waits, and close."""
        self.checkpoint_wal()
        self._drop()

    def _written(self, connection: sqlite3.Connection, lots: Sequence[Lot]) -> list[tuple[Entry, ...]]:
        assert self._pen is not None  # noqa: S101  # whoever has a connection has a pen
        head = reading.head(connection)
        kept = []
        for lot in lots:
            roles.refuse(connection, self.role, lot.case_id, lot.events)
            signing.refuse_unsigned(connection, lot.case_id, self._actor, lot.events)
            kept.append(self._pen.write(connection, head, lot.case_id, lot.events))
            head = (kept[-1][-1].seq, kept[-1][-1].leaf) if lot.events else head
        return kept

    def _writable(self) -> sqlite3.Connection:
        if place(self.path) != self._place:
            raise NotWritten(Why.MOVED, str(self.path))
        if not self._reserve.make():
            raise NotWritten(Why.FULL, "the room kept for the last event is gone")
        try:
            with opening():
                return self._live()
        except CannotOpen as error:
            raise NotWritten(error.why, error.detail) from error

    def _live(self) -> sqlite3.Connection:
        """Return the connection, made anew if trouble has cost us the last one."""
        if self._connection is None:
            self._connection = self._entered()
        return self._connection

    def _entered(self) -> sqlite3.Connection:
        """Connect, look at what is there before anything is set, and set what we rest on."""
        if place(self.path) != self._place:
            raise CannotOpen(Why.MOVED, str(self.path))
        with contextlib.ExitStack() as undo:
            connection = self._connect(self.path)
            undo.callback(connection.close)
            version = schema.version_of(connection)
            if version <= schema.VERSION:
                self._prepare(connection, version)
            self._check_kept(connection)
            if not schema.bar(connection):
                self.frontier = self.keeper.take_up(connection)
                audit.check_tail(connection, self.frontier)
            self._pen = Pen(reading.journal_id(connection), self._actor, self._clock, self._ids)
            self._kept = reading.head(connection)
            undo.pop_all()
        return connection

    def _prepare(self, connection: sqlite3.Connection, version: int) -> None:
        settle(connection, PRAGMAS)
        if version < schema.VERSION:
            schema.migrate(connection, self._ids.next(epoch_ms(self._clock.now())))
        for last, at in connection.execute("SELECT id, at FROM event ORDER BY seq DESC LIMIT 1"):
            with contextlib.suppress(ValueError):  # what was forged is for the audit to find
                self._ids.above(last)
                if not self._kept[0]:
                    self._clock.seen(datetime.fromisoformat(at))

    def _grow(self, connection: sqlite3.Connection) -> None:
        rows = connection.execute("SELECT leaf FROM event WHERE seq > ? ORDER BY seq", (self.frontier.size,))
        self.frontier.extend(row[0] for row in rows)

    def _check_kept(self, connection: sqlite3.Connection) -> None:
        """Raise CannotOpen unless the last event we acknowledged is still there."""
        seq, sealed = self._kept
        if seq and reading.leaf_at(connection, seq) != sealed:
            raise CannotOpen(Why.MOVED, f"event {seq} is gone or another")

    def _undone(self, error: BaseException) -> Why:
        """Take back what was begun. After trouble with the disk the file is opened afresh, and looked at."""
        why = reason(error)
        try:
            if self._connection and self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except SqliteError:
            self._drop()
        if isinstance(error, SqliteError | OSError) and why is not Why.HELD:
            self._drop()
        return why

    def _trouble(self, kept: Sequence[Sequence[Entry]], error: BaseException) -> Why | None:
        """Say what a COMMIT that raised has come to; None where it was kept after all.

        It may have been: so we come in afresh and look, and never just try again. What
        is found is copied into the main file before it counts, for the sync that failed
        may have left it in memory only.
        """
        self._drop()
        try:
            connection = self._live()
            if not all(reading.leaf_at(connection, each.seq) == each.leaf for lot in kept for each in lot):
                return reason(error)
        except (CannotOpen, SqliteError):
            return Why.UNSURE
        return None if self.checkpoint_wal() else Why.UNSURE

    def _make_room(self, why: Why) -> None:
        """On a full disk, give the reserve away for one last event: that the record stopped here."""
        if why is not Why.FULL or not self._reserve.spend():
            return
        with contextlib.suppress(SqliteError, OSError, CannotOpen, ValueError):
            connection = self._live()
            connection.execute("BEGIN IMMEDIATE")
            self._written(connection, [Lot(own.NO_CASE, (own.stopped(why.value),))])
            head = reading.head(connection)
            connection.execute("COMMIT")
            self._kept = head
            return
        self._drop()

    def _drop(self) -> None:
        if self._connection:
            with contextlib.suppress(SqliteError):
                self._connection.close()
        self._connection = None
