"""The seats' folders, read for the figures: one record after the other, never written, never held in memory whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

from assistant.journal import reading
from assistant.journal.book import Book
from assistant.journal.door import read_only
from assistant.journal.record import Entry, entry
from assistant.journal.refusals import CannotOpen

if TYPE_CHECKING:
    import sqlite3

BATCH = 2_000
NAME = "journal.db"
_ROWS = "SELECT raw, leaf FROM event WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?"


class Row(Protocol):
    """One seat of a store."""

    @property
    def journal(self) -> str:
        """The name its records carry."""


class Store(Protocol):
    """Any store of many journals, on disks or on a server."""

    def seats(self) -> Sequence[Row]:
        """Return its seats."""

    def entries(self, journal: str, after: int) -> Iterable[Entry]:
        """Return what happened there after an event, in order."""


Told = Callable[[int, int], None]
"""How far the reading has come: events read, and how many there are."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One record, open to be read up to `head`: what is written meanwhile is for the next time."""

    book: Book
    journal: str
    head: int


def every(store: Store) -> Iterator[tuple[str, Entry]]:
    """Walk every event of a store, one journal after the other."""
    for seat in store.seats():
        for each in store.entries(seat.journal, 0):
            yield seat.journal, each


def folders(paths: Iterable[Path]) -> list[Path]:
    """Return the folders that hold a record: each path given, or those in it; each once, and none passed over."""
    found: dict[Path, None] = {}
    for path in paths:
        inside = [] if (path / NAME).exists() or not path.is_dir() else sorted(path.iterdir())
        held = [each for each in inside if (each / NAME).is_file()]
        found |= dict.fromkeys(each.resolve() for each in held or [path])
    return list(found)


class Folders:
    """The records of these folders, as a store."""

    def __init__(self, paths: Iterable[Path], refused: Callable[[Path, CannotOpen], None]) -> None:
        """Open what can be opened, and hand over what cannot. A record that is there twice counts once."""
        self._open = ExitStack()
        self._seats: dict[str, Seat] = {}
        self.doubled: list[Path] = []  # a copy of another, the same or shorter
        self.forked: list[Path] = []  # the same record with another history: counted once, and not to be trusted
        for path in folders(paths):
            try:
                self._take(path, Book.read(path / NAME, connect=read_only))
            except CannotOpen as why:
                refused(path, why)

    def _take(self, path: Path, book: Book) -> None:
        self._open.callback(book.close)
        journal: str = book.shown(reading.journal_id)
        seat = Seat(book, journal, book.head()[0])
        other = self._seats.get(journal)
        if other is None or seat.head > other.head:
            self._seats[journal] = seat
        if other is not None:
            (self.doubled if _same(seat, other) else self.forked).append(path)

    def __enter__(self) -> Self:
        """Stay open for a block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close every record."""
        self._open.close()

    def seats(self) -> Sequence[Seat]:
        """Return the records, by their names."""
        return [self._seats[name] for name in sorted(self._seats)]

    def entries(self, journal: str, after: int) -> Iterator[Entry]:
        """Walk the events of a record after one of them, without anybody's words."""
        seat = self._seats[journal]
        while after < seat.head:
            rows = seat.book.shown(partial(_rows, after=after, head=seat.head))
            if not rows:
                return
            for raw, leaf in rows:
                found = entry(raw, leaf, {})
                after = found.seq
                yield found


def _rows(db: sqlite3.Connection, after: int, head: int) -> list[tuple[str, bytes]]:
    return db.execute(_ROWS, (after, head, BATCH)).fetchall()


def _same(one: Seat, other: Seat) -> bool:
    """Whether two records of one name agree as far as both go."""
    at = min(one.head, other.head)
    first, second = (each.book.shown(lambda db: reading.leaf_at(db, at)) for each in (one, other))
    return bool(first == second)
