"""The book: one seat's journal. What is not in it did not happen.

An event is acknowledged when COMMIT has returned with the disk's word for it, and not
before. Whoever appends waits for that: half a millisecond a key, measured with
synchronous=FULL, is no time to draw anything in. Looking is done on a connection that
cannot write, so that it goes on when writing does not.
"""

from __future__ import annotations

import contextlib
import weakref
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from assistant.call.events import Event, encode
from assistant.journal import audit, reading, roles, schema, signing
from assistant.journal.clock import Clock
from assistant.journal.door import (
    GUARDS,
    NEW,
    Connect,
    Latch,
    SqliteError,
    as_found,
    make_file,
    make_folder,
    opening,
    place,
    settle,
    wal_bytes,
)
from assistant.journal.erasing import rub_out
from assistant.journal.hand import Hand, Lot
from assistant.journal.places import refuse_network
from assistant.journal.reading import CaseRow, Head
from assistant.journal.record import Entry, stamp
from assistant.journal.refusals import CannotOpen, NotWritten, Why
from assistant.journal.writer import Job, Writer

if TYPE_CHECKING:
    import sqlite3

PATIENCE_SECONDS = 10.0
"""So long a disk may take over one event before the operator is told that it does not answer."""


class Book:
    """One seat's journal, open. Use it from the thread that opened it."""

    def __init__(self, path: Path, latch: Latch | None, writer: Writer | None, barred: Why | None) -> None:
        """Enter; `open` and `read` are the ways here."""
        self.path = path
        self.barred = barred
        self.actor = ""  # who writes here, where somebody does
        self._latch = latch
        self._writer = writer
        self._late: Job | None = None  # the disk was too slow with it
        self._place = place(path)
        self._connect: Connect = as_found
        self._connection: sqlite3.Connection | None = None

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        now: Callable[[], datetime],
        actor: str,
        connect: Connect = as_found,
        steady: Callable[[], float] | None = None,
    ) -> Self:
        """Open the journal for writing, made where there is none, or raise CannotOpen.

        A journal that this program should not write into is opened all the same, to be
        read: `barred` says why, and an append is refused. So is one for an auditor.
        """
        role = roles.of_process()
        if role is roles.Role.AUDITOR:
            book = cls.read(path, connect=connect)
            book.barred = Why.ROLE
            return book
        with opening(), contextlib.ExitStack() as undo:
            path = path.absolute()
            make_folder(path.parent)
            refuse_network(path.parent)
            latch = Latch(path.parent)
            undo.callback(latch.release)
            make_file(path)
            _sweep(path)
            hand = Hand(path, actor, Clock(now, steady), connect)
            hand.role = role
            writer = Writer(hand)
            undo.callback(writer.end)
            book = cls(path, latch, writer, _barred(writer))
            book.actor = actor
            weakref.finalize(book, writer.leave).atexit = False  # a book nobody holds any more keeps no thread
            book.look(connect)
            undo.pop_all()
            return book

    @classmethod
    def read(cls, path: Path, *, connect: Connect = as_found) -> Self:
        """Open a journal to be read, even while another process writes it."""
        if not path.is_file():
            raise CannotOpen(Why.MISSING, str(path))
        with opening():
            book = cls(path.absolute(), None, None, Why.READING)
            book.look(connect)
            book.barred = schema.bar(book._live()) or Why.READING  # our own
            return book

    def look(self, connect: Connect) -> None:
        """Connect to be read, through this door from now on; whoever opens a book has done so."""
        self._connect = connect
        self._live()

    @property
    def stopped(self) -> Why | None:
        """Why nothing is being recorded, or None where all is well. Looking goes on all the same."""
        if self._late and not self._late.done(0):
            return Why.SLOW
        return self.barred or (self._writer.stopped if self._writer else None)

    def append(self, case_id: str, event: Event) -> Entry:
        """Keep one event, or raise NotWritten."""
        (kept,) = self.append_all(case_id, (event,))
        return kept

    def append_all(self, case_id: str, events: Sequence[Event]) -> tuple[Entry, ...]:
        """Keep all of these events, or none of them and raise NotWritten."""
        kept: tuple[Entry, ...] = self._asked(Lot(case_id, tuple(encode(each) for each in events)))
        return kept

    def ask(self, deed: Callable[[Hand], Any]) -> Any:  # noqa: ANN401  # whatever the hand is asked for
        """Have the hand do something that is no event of a case, or raise NotWritten."""
        return self._asked(deed)

    def sign(self) -> str | None:
        """Sign what is there and return the note; None where there is nothing, or it cannot be signed now."""
        with contextlib.suppress(NotWritten, CannotOpen, OSError, SqliteError):
            note: str | None = self._asked(lambda hand: hand.sign())
            return note
        return None

    def last_note(self) -> str | None:
        """Return the last note that was signed."""
        with opening():
            row = self._live().execute("SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1").fetchone()
        return str(row[0]) if row else None

    def shown(self, look: Callable[[sqlite3.Connection], Any]) -> Any:  # noqa: ANN401  # whatever is looked for
        """Return what somebody outside is shown."""
        with opening():
            return look(self._live())

    def events(self, case_id: str) -> list[Event]:
        """Return what happened on a case; kinds that are not ours to know are left out."""
        return [each.event for each in self.entries(case_id) if each.event is not None]

    def unknown_kinds(self, case_id: str) -> Mapping[str, int]:
        """Return how often each kind was left out of `events`, as a later program wrote it."""
        return Counter(each.kind for each in self.entries(case_id) if each.event is None)

    def entries(self, case_id: str) -> list[Entry]:
        """Return the case's events as they were kept, for the timeline."""
        with opening():
            return signing.held_to(self._live(), reading.entries(self._live(), case_id))

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
        return audit.first_break(self._live(), reading.journal_id(self._live()))

    def wal_bytes(self) -> int:
        """Return the size of what waits to be moved into the main file."""
        return wal_bytes(self.path)

    def checkpoint_wal(self) -> bool:
        """Move what waits into the main file now, and say whether it worked; the writer does so by itself.

        Where it did not, nothing is lost: it waits on. Erased words leave the disk with it.
        """
        if self.barred or not self._writer:
            return False
        return bool(self._writer.ask(lambda hand: hand.checkpoint_wal()).result())

    def rub_out(self) -> bool:
        """Write the file anew without what was erased, however long it takes, and say whether nothing is left."""
        return bool(self._writer and self._writer.ask(rub_out).result())

    def close(self) -> None:
        """Move what waits, and let the next one in. Twice is once."""
        self._drop()
        if self._writer:
            self._writer.end()
            self._writer = None
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

    def _asked(self, what: Lot | Callable[[Hand], Any]) -> Any:  # noqa: ANN401  # whatever the hand is asked for
        """Hand something in and wait for it, but not for ever."""
        if self.barred or not self._writer:
            raise NotWritten(self.barred or Why.READING)
        self._look_after_late()
        job = self._writer.hand_in(what) if isinstance(what, Lot) else self._writer.ask(what)
        if not job.done(PATIENCE_SECONDS):
            self._late = job
            raise NotWritten(Why.SLOW, f"no answer in {PATIENCE_SECONDS:.0f} s")
        return job.result()

    def _look_after_late(self) -> None:
        """Refuse while the disk has not answered; and once after it did, for the caller does not know of it."""
        if self._late is None:
            return
        if not self._late.done(0):
            raise NotWritten(Why.SLOW, "the disk has not answered yet")
        self._late = None
        raise NotWritten(Why.LATE, "look at the case again")

    def _live(self) -> sqlite3.Connection:
        """Return the connection to look through."""
        if self._connection is None:
            if self.barred is Why.CLOSED:
                raise CannotOpen(Why.CLOSED)
            if place(self.path) != self._place:
                raise CannotOpen(Why.MOVED, str(self.path))
            with opening():
                self._connection = self._entered()
        return self._connection

    def _entered(self) -> sqlite3.Connection:
        with contextlib.ExitStack() as undo:
            connection = self._connect(self.path)
            undo.callback(connection.close)
            if schema.version_of(connection) == 0:
                raise CannotOpen(Why.MISSING, "nothing was ever written")
            settle(connection, GUARDS)
            undo.pop_all()
        return connection

    def _drop(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = None


def _barred(writer: Writer) -> Why | None:
    """Have the writer open the file; return why it should not write there, or raise CannotOpen."""
    try:
        barred: Why | None = writer.ask(lambda hand: hand.enter()).result()
    except CannotOpen as refused:
        if refused.why is not Why.CHANGED:
            raise
        return refused.why
    return barred


def _sweep(path: Path) -> None:
    """Take away what was left where somebody was killed while they wrote the record anew."""
    if path.with_name(f"{path.name}{NEW}").exists():
        from assistant.journal.recasting import sweep  # noqa: PLC0415  # hardly ever, and not at each start

        sweep(path)
