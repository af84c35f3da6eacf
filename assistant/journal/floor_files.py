"""The floor on one machine: the seats' own files, read and never written; letters go into the seats' post boxes.

Looking is cheap where nothing has happened: one `stat` of a seat's two files. A seat
whose files changed is read twice, for a change within one tick of the clock looks like none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assistant.journal import reading, schema
from assistant.journal.door import GUARDS, opening, read_only, settle
from assistant.journal.floor import FloorShut, Fork, SeatRow
from assistant.journal.letters import Letter
from assistant.journal.record import Entry, entry
from assistant.journal.refusals import CannotOpen, Why
from assistant.journal.signing import registered
from assistant.journal.verify.signers import Signers

if TYPE_CHECKING:
    import sqlite3

JOURNAL = "journal.db"
SEATS_MAX = 1_000

_SECRETS = "SELECT seq, name, value FROM secret WHERE seq > ?"
_EVENTS = "SELECT seq, raw, leaf FROM event WHERE seq > ? ORDER BY seq"

Stamp = tuple[tuple[int, int, int], tuple[int, int, int]]
"""Inode, size and time of the main file and of what waits to be moved into it."""


class Box(Protocol):
    """A seat's post box."""

    def put(self, letter: Letter) -> None:
        """Leave a letter."""

    def names(self) -> frozenset[str]:
        """Return the ids of the letters that were not taken yet."""


@dataclass(slots=True)
class _Known:
    """What was read of a seat, and under which stamp."""

    row: SeatRow
    stamp: Stamp
    leaf: bytes
    sure: bool = False


class Folders:
    """The seats in some folders: each folder given, or each child of it that holds a journal."""

    def __init__(self, paths: Iterable[Path], box: Callable[[Path], Box]) -> None:
        """Look into these folders; `box` opens the post box of one."""
        self._paths, self._box = tuple(paths), box
        self._known: dict[Path, _Known] = {}
        self._folder: dict[str, Path] = {}
        self._forks: dict[tuple[str, int], Fork] = {}
        self.unread: dict[Path, str] = {}
        """The seats that could not be read, and why; the others are shown all the same."""

    def seats(self) -> Sequence[SeatRow]:
        """Return all seats, by name."""
        self.unread = {}
        found: dict[str, tuple[SeatRow, Path]] = {}
        for folder in self._found():
            try:
                row = self._row(folder)
            except CannotOpen as shut:
                self.unread[folder] = shut.why.value
                continue
            other = found.get(row.journal)
            if other is not None:
                self._two_of_one(row, folder, other)
            if other is None or other[0].head < row.head:
                found[row.journal] = (row, folder)
        self._folder = {journal: folder for journal, (_, folder) in found.items()}
        return sorted((row for row, _ in found.values()), key=lambda row: (row.name, row.journal))

    def entries(self, journal: str, after: int) -> Sequence[Entry]:
        """Return a seat's events after a number, in their order, with the private words that are still there.

        Of a seat with two histories nothing more: what was read of the one would be continued with the other.
        """
        if any(each.journal == journal for each in self._forks.values()):
            return ()
        with self._reading(self.folder(journal)) as connection:
            connection.execute("BEGIN")  # one moment for both: a word erased in between would be missed
            events = connection.execute(_EVENTS, (after,)).fetchall()
            secrets: dict[int, dict[str, str]] = {}
            for seq, name, value in connection.execute(_SECRETS, (after,)):
                secrets.setdefault(seq, {})[name] = value
            connection.execute("COMMIT")
        return [entry(raw, leaf, secrets.get(seq, {})) for seq, raw, leaf in events]

    def people(self, journal: str) -> Signers:
        """Return who may sign at a seat."""
        with self._reading(self.folder(journal)) as connection:
            return registered(connection)

    def forks(self) -> Sequence[Fork]:
        """Return where a seat has two histories."""
        return tuple(self._forks.values())

    def send(self, letter: Letter) -> None:
        """Put a letter into its seat's post box."""
        try:
            self._box(self.folder(letter.journal)).put(letter)
        except OSError as error:
            raise FloorShut("unsent", error.strerror or "") from error

    def untaken(self, journal: str) -> frozenset[str]:
        """Return the letters that still lie in a seat's post box."""
        return self._box(self.folder(journal)).names()

    def close(self) -> None:
        """Let go; nothing is held between two looks."""

    def folder(self, journal: str) -> Path:
        """Return where a seat's files lie, or raise FloorShut."""
        if journal not in self._folder:
            raise FloorShut("no_seat", journal)
        return self._folder[journal]

    def _found(self) -> Iterator[Path]:
        seen: set[Path] = set()
        for path in self._paths:
            inside = [path] if path.joinpath(JOURNAL).is_file() else _children(path)
            for folder in inside:
                if folder not in seen and len(seen) < SEATS_MAX:
                    seen.add(folder)
                    yield folder

    def _row(self, folder: Path) -> SeatRow:
        """Return how far a seat has come; where its files did not change, without opening them."""
        stamp = (_stamp(folder / JOURNAL), _stamp(folder / f"{JOURNAL}-wal"))
        known = self._known.get(folder)
        if known is not None and known.stamp == stamp and known.sure:
            return known.row
        with self._reading(folder) as connection:
            name, (head, leaf) = reading.journal_id(connection), reading.head(connection)
            last = connection.execute("SELECT at FROM event WHERE seq = ?", (head,)).fetchone()
            row = SeatRow(name, folder.name, head, str(last[0]) if last else "")
            if known is not None and known.row.journal == name:
                self._look_back(connection, known, row)
        self._known[folder] = _Known(row, stamp, leaf, known is not None and known.stamp == stamp)
        return row

    def _look_back(self, connection: sqlite3.Connection, known: _Known, row: SeatRow) -> None:
        """Where the last event we knew is gone or another, the seat has a second history."""
        other = reading.leaf_at(connection, known.row.head) if known.row.head else known.leaf
        if other != known.leaf:
            self._forked(row, known.row.head, known.leaf, other or b"")

    def _two_of_one(self, row: SeatRow, folder: Path, other: tuple[SeatRow, Path]) -> None:
        """Compare two folders of one journal: a copy of the same history is none of another."""
        seq = min(row.head, other[0].head)
        with suppress(CannotOpen), self._reading(folder) as one, self._reading(other[1]) as two:
            kept, found = reading.leaf_at(two, seq), reading.leaf_at(one, seq)
            if kept != found:
                self._forked(row, seq, kept or b"", found or b"")

    def _forked(self, row: SeatRow, seq: int, kept: bytes, other: bytes) -> None:
        fork = Fork(row.journal, seq, kept.hex(), other.hex(), row.last_at)
        self._forks.setdefault((row.journal, seq), fork)

    @contextmanager
    def _reading(self, folder: Path) -> Iterator[sqlite3.Connection]:
        with opening(), closing(read_only(folder / JOURNAL)) as connection:
            if schema.version_of(connection) == 0:
                raise CannotOpen(Why.MISSING, "nothing was ever written")
            settle(connection, GUARDS)
            yield connection


def _children(path: Path) -> list[Path]:
    try:
        return sorted(each for each in path.iterdir() if each.joinpath(JOURNAL).is_file())
    except OSError as error:
        raise FloorShut("no_folder", str(path)) from error


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0, 0)
    return found.st_ino, found.st_size, found.st_mtime_ns
