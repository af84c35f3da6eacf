"""The book: one seat's journal. What is not in it did not happen.

An event is acknowledged when COMMIT has returned with the disk's word for it, and not
before. 0.6 ms a key, measured with synchronous=FULL: there is nothing to batch.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from assistant.call.events import Event
from assistant.journal import audit, reading, schema
from assistant.journal.door import (
    GUARDS,
    PRAGMAS,
    Connect,
    Latch,
    SqliteError,
    make_file,
    make_folder,
    opening,
    place,
    plain,
    reason,
    settle,
)
from assistant.journal.ids import Ids
from assistant.journal.pen import Pen
from assistant.journal.reading import CaseRow, Head
from assistant.journal.record import Entry, epoch_ms, stamp
from assistant.journal.refusals import CannotOpen, NotWritten, Why

if TYPE_CHECKING:
    import sqlite3

WAL_BYTES_MAX = 4 * 1024 * 1024
"""From here on, the desk asks for a checkpoint at the next quiet moment."""


class Book:
    """One seat's journal, open. Use it from the thread that opened it."""

    def __init__(
        self, path: Path, latch: Latch | None, now: Callable[[], datetime], actor: str, connect: Connect
    ) -> None:
        """Enter; `open` and `read` are the ways here."""
        self.path = path
        self.barred: Why | None = None if latch else Why.READING
        self._latch = latch
        self._now = now
        self._connect = connect
        self._ids = Ids()
        self._place = place(path)
        self._kept: Head = (0, schema.GENESIS)  # the last event acknowledged
        self._connection: sqlite3.Connection | None = self._entered()
        self._pen = Pen(reading.journal_id(self._connection), actor, now, self._ids)
        self._kept = reading.head(self._connection)

    @classmethod
    def open(cls, path: Path, *, now: Callable[[], datetime], actor: str, connect: Connect = plain) -> Self:
        """Open the journal for writing, made where there is none, or raise CannotOpen.

        A journal that this program should not write into is opened all the same, to be
        read: `barred` says why, and an append is refused.
        """
        with opening(), contextlib.ExitStack() as undo:
            path = path.absolute()
            make_folder(path.parent)
            latch = Latch(path.parent)
            undo.callback(latch.release)
            make_file(path)
            book = cls(path, latch, now, actor, connect)
            undo.pop_all()
            return book

    @classmethod
    def read(cls, path: Path, *, connect: Connect = plain) -> Self:
        """Open a journal to be read, even while another process writes it."""
        if not path.is_file():
            raise CannotOpen(Why.MISSING, str(path))
        with opening():
            return cls(path.absolute(), None, datetime.now, "", connect)

    def append(self, case_id: str, event: Event) -> Entry:
        """Keep one event, or raise NotWritten."""
        (kept,) = self.append_all(case_id, (event,))
        return kept

    def append_all(self, case_id: str, events: Sequence[Event]) -> tuple[Entry, ...]:
        """Keep all of these events, or none of them and raise NotWritten."""
        connection = self._writable()
        written: list[Entry] = []
        committing = False
        try:
            connection.execute("BEGIN IMMEDIATE")
            self._check_kept(connection)
            head = reading.head(connection)
            for event in events:
                written.append(self._pen.write(connection, head, case_id, event))
                head = (written[-1].seq, written[-1].leaf)
            committing = True
            connection.execute("COMMIT")
        except (SqliteError, OSError) as error:
            trouble = self._trouble(written, error) if committing else self._undone(error)
            if trouble:
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
        return tuple(written)

    def events(self, case_id: str) -> list[Event]:
        """Return what happened on a case; kinds that are not ours to know are left out."""
        return [each.event for each in self.entries(case_id) if each.event is not None]

    def unknown_kinds(self, case_id: str) -> Mapping[str, int]:
        """Return how often each kind was left out of `events`, as a later program wrote it."""
        return Counter(each.kind for each in self.entries(case_id) if each.event is None)

    def entries(self, case_id: str) -> list[Entry]:
        """Return the case's events as they were kept, for the timeline."""
        with opening():
            return reading.entries(self._live(), case_id)

    def cases(self) -> list[CaseRow]:
        """Return every case, in the order they were opened."""
        with opening():
            return reading.cases(self._live())

    def begun_since(self, at: datetime) -> dict[str, list[Entry]]:
        """Return how each case began that was opened, or given a line, since then."""
        with opening():
            return reading.begun_since(self._live(), stamp(at))

    def next_case_id(self) -> str:
        """Return the id of the next case. It is taken once an event is kept under it."""
        with opening():
            return reading.next_case_id(self._live())

    def head(self) -> Head:
        """Return the last event's number and seal; (0, zeros) in an empty journal."""
        with opening():
            return reading.head(self._live())

    def first_break(self) -> int | None:
        """Return the number of the first event that does not hold, or None where all do."""
        return audit.first_break(self._live(), self._pen.journal)

    def wal_bytes(self) -> int:
        """Return the size of what waits to be moved into the main file."""
        try:
            return self.path.with_name(f"{self.path.name}-wal").stat().st_size
        except OSError:
            return 0

    def checkpoint_wal(self) -> bool:
        """Move what waits into the main file, at a quiet moment; say whether it worked.

        Where it did not, nothing is lost: it waits on. Erased words leave the disk with it.
        """
        if self.barred or not self._connection:
            return False
        try:
            row = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except SqliteError:
            return False
        return bool(row[0] == 0)

    def close(self) -> None:
        """Move what waits, and let the next one in. Twice is once."""
        self.checkpoint_wal()
        self._drop()
        self.barred = Why.CLOSED
        if self._latch:
            self._latch.release()
            self._latch = None

    def __enter__(self) -> Self:
        """Stay open for a block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def _writable(self) -> sqlite3.Connection:
        """Return the connection for an append, or raise NotWritten."""
        if self.barred:
            raise NotWritten(self.barred)
        if place(self.path) != self._place:
            raise NotWritten(Why.MOVED, str(self.path))
        try:
            return self._live()
        except CannotOpen as error:
            raise NotWritten(error.why, error.detail) from error

    def _live(self) -> sqlite3.Connection:
        """Return the connection, made anew if trouble has cost us the last one."""
        if self._connection is None:
            if self.barred is Why.CLOSED:
                raise CannotOpen(Why.CLOSED)
            with opening():
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
            if self._latch and version <= schema.VERSION:
                self._prepare(connection, version)
            elif version == 0:
                raise CannotOpen(Why.MISSING, "nothing was ever written")
            self.barred = schema.bar(connection) or (None if self._latch else Why.READING)
            if self.barred:
                settle(connection, GUARDS)
            self._check_kept(connection)
            undo.pop_all()
        return connection

    def _prepare(self, connection: sqlite3.Connection, version: int) -> None:
        settle(connection, PRAGMAS)
        if version < schema.VERSION:
            schema.migrate(connection, self._ids.next(epoch_ms(self._now())))
        for (last,) in connection.execute("SELECT id FROM event ORDER BY seq DESC LIMIT 1"):
            with contextlib.suppress(ValueError):  # a forged id is for the audit to find
                self._ids.above(last)

    def _check_kept(self, connection: sqlite3.Connection) -> None:
        """Raise CannotOpen unless the last event we acknowledged is still there."""
        seq, sealed = self._kept
        if seq and reading.leaf_at(connection, seq) != sealed:
            raise CannotOpen(Why.MOVED, f"event {seq} is gone or another")

    def _undone(self, error: BaseException) -> Why:
        """Take back what was begun. Where even that fails, closing does it."""
        try:
            if self._connection and self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except SqliteError:
            self._drop()
        return reason(error)

    def _trouble(self, written: Sequence[Entry], error: BaseException) -> Why | None:
        """Say what a COMMIT that raised has come to; None where it was kept after all.

        It may have been: so we come in afresh and look, and never just try again. What
        is found is copied into the main file before it counts, for the sync that failed
        may have left it in memory only.
        """
        self._drop()
        try:
            connection = self._live()
            if not all(reading.leaf_at(connection, each.seq) == each.leaf for each in written):
                return reason(error)
        except (CannotOpen, SqliteError):
            return Why.UNSURE
        return None if self.checkpoint_wal() else Why.UNSURE

    def _drop(self) -> None:
        if self._connection:
            with contextlib.suppress(SqliteError):
                self._connection.close()
        self._connection = None
