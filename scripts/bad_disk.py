"""A disk that loses, tears and refuses: what the journal is tried on. Needs apsw, which the checks' environment has.

SQLite's own pages are written through this; the journal's own hand does the writing. The
disk remembers what was synced and what was not, and can say at any moment what a power
cut would have left: some of the unsynced writes, in any order, torn at 512 bytes.
"""

from __future__ import annotations

import itertools
import random
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import apsw

SECTOR = 512
_NUMBER = itertools.count()


class Lost(NamedTuple):
    """What a power cut left of every file, and how much had been acknowledged by then."""

    files: dict[str, bytes]
    acknowledged: int


class Fault(NamedTuple):
    """From the n-th operation of a kind on, so many of them fail in this way."""

    kind: str
    first: int
    many: int
    error: type[Exception]


class Disk(apsw.VFS):
    """A file system of its own over the machine's."""

    def __init__(self, chance: random.Random, cuts: Iterable[int] = (), fault: Fault | None = None) -> None:
        """Cut the power at these operations (and go on), or fail by plan."""
        self.name = f"bad-disk-{next(_NUMBER)}"
        self.states: list[Lost] = []
        self.acknowledged = 0
        self._chance, self._cuts, self._fault = chance, frozenset(cuts), fault
        self._operations = 0
        self._seen: dict[str, int] = {}
        self._durable: dict[str, bytearray] = {}
        self._pending: dict[str, list[tuple[int, bytes | None]]] = {}
        super().__init__(self.name, "")

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:  # noqa: ANN401, N802  # apsw's own shape
        """Open a file of ours."""
        return File(self, name, flags)

    def opened(self, path: str) -> None:
        """Take what lies there for durable, the first time."""
        if path not in self._durable:
            file = Path(path)
            self._durable[path] = bytearray(file.read_bytes() if file.exists() else b"")
            self._pending[path] = []

    def written(self, path: str, at: int, data: bytes | None) -> None:
        """Take down a write, or with no data a cut to that length; nothing of it is durable yet."""
        self._happened("write" if data is not None else "truncate")
        self._pending[path].append((at, data))

    def synced(self, path: str) -> None:
        """Make durable what was written in this file."""
        self._happened("sync")
        for at, data in self._pending[path]:
            _apply(self._durable[path], at, data)
        self._pending[path].clear()

    def whole(self) -> None:
        """Fail no more."""
        self._fault = None

    def _happened(self, kind: str) -> None:
        self._operations += 1
        if self._operations in self._cuts:
            self.states.append(Lost({path: self._left(path) for path in self._durable}, self.acknowledged))
        self._seen[kind] = self._seen.get(kind, 0) + 1
        fault = self._fault
        if fault and fault.kind == kind and fault.first <= self._seen[kind] < fault.first + fault.many:
            raise fault.error("planned")

    def _left(self, path: str) -> bytes:
        image, mood = bytearray(self._durable[path]), self._chance.choice(("none", "some", "torn", "all"))
        for at, data in self._pending[path]:
            if mood == "none" or (mood != "all" and self._chance.random() < 0.5):  # noqa: PLR2004  # a coin
                continue
            if data is None or mood != "torn":
                _apply(image, at, data)
                continue
            for begin in range(0, len(data), SECTOR):
                if self._chance.random() < 0.5:  # noqa: PLR2004  # a coin
                    _apply(image, at + begin, data[begin : begin + SECTOR])
        return bytes(image)


def _apply(image: bytearray, at: int, data: bytes | None) -> None:
    if data is None:
        del image[at:]
        return
    image.extend(bytes(max(0, at - len(image))))
    image[at : at + len(data)] = data


class File(apsw.VFSFile):
    """A file on the bad disk: read through, written through, and watched."""

    def __init__(self, disk: Disk, name: Any, flags: list[int]) -> None:  # noqa: ANN401  # apsw's own shape
        """Open it on the machine's own disk."""
        self._disk = disk
        self._path = str(name.filename() if hasattr(name, "filename") else name)
        disk.opened(self._path)
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802  # apsw's own name
        """Write."""
        self._disk.written(self._path, offset, bytes(data))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802  # apsw's own name
        """Cut."""
        self._disk.written(self._path, newsize, None)
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: ARG002, N802  # apsw's own name
        """Make durable; the machine's own disk need not."""
        self._disk.synced(self._path)


class Rows(list[Any]):
    """What a statement returned."""

    def fetchone(self) -> Any:  # noqa: ANN401  # a row, or None
        """Return the first row."""
        return self[0] if self else None

    def fetchall(self) -> list[Any]:
        """Return all rows."""
        return self


class Line:
    """A connection over the bad disk that speaks as Python's own does."""

    def __init__(self, path: Path, disk: Disk, synchronous: int = 2) -> None:
        """Connect; `synchronous` may be less than what was asked for, as a negative control."""
        self._synchronous = synchronous
        with _translated():
            self._db = apsw.Connection(str(path), vfs=disk.name)
            self._db.execute("PRAGMA locking_mode = EXCLUSIVE")  # there is no shared memory on this disk

    @property
    def in_transaction(self) -> bool:
        """Whether something was begun."""
        return self._db.in_transaction

    def execute(self, sql: str, values: Any = ()) -> Rows:  # noqa: ANN401  # bindings
        """Do as asked."""
        if sql.startswith("PRAGMA synchronous"):
            self._db.execute(f"PRAGMA synchronous = {self._synchronous}")
            return Rows([(2,)])
        with _translated():
            return Rows(self._db.execute(sql, values))

    def executemany(self, sql: str, values: Any) -> Rows:  # noqa: ANN401  # bindings
        """Do as asked, once for each."""
        with _translated():
            return Rows(self._db.executemany(sql, values))

    def close(self) -> None:
        """Let go."""
        with _translated():
            self._db.close()


class _translated:  # noqa: N801  # reads as a word
    """Says what apsw says in the words of Python's own SQLite."""

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        """Translate."""
        if isinstance(error, apsw.Error):
            full = isinstance(error, apsw.FullError)
            raise sqlite3.OperationalError("database or disk is full" if full else str(error)) from error


def on(disk: Disk, synchronous: int = 2) -> Callable[[Path], Any]:
    """Return the way to connect over this disk."""
    return lambda path: Line(path, disk, synchronous)


def laid_out(state: Lost, folder: Path) -> Iterator[Path]:
    """Lay out what a power cut left, as the next start finds it."""
    for path, content in state.files.items():
        name = Path(path).name
        (folder / name).unlink(missing_ok=True)
        if content or not name.endswith("-wal"):
            (folder / name).write_bytes(content)
            (folder / name).chmod(0o600)
        yield folder / name
