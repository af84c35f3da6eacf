"""The door: who may come in, one at a time, and with which settings the file is opened."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.journal.refusals import CannotOpen, Why

if TYPE_CHECKING:
    import sqlite3
else:
    # The choice sqlite_utils makes as well: a connection of one is an error to the other.
    try:
        import pysqlite3 as sqlite3
    except ImportError:
        import sqlite3

SqliteError: type[Exception] = sqlite3.Error
Connect = Callable[[Path], "sqlite3.Connection"]
Place = tuple[int, int]

_SAYS = {
    "disk is full": Why.FULL,
    "malformed": Why.DAMAGED,
    "not a database": Why.NOT_OURS,
    "locked": Why.HELD,
    "readonly": Why.READ_ONLY,
}
_ERRNO = {
    errno.ENOSPC: Why.FULL,
    errno.EDQUOT: Why.FULL,
    errno.EROFS: Why.READ_ONLY,
    errno.EACCES: Why.READ_ONLY,
    errno.EPERM: Why.READ_ONLY,
}

SQLITE_MIN = (3, 37)  # STRICT tables

GUARDS: Mapping[str, str | int] = {
    "busy_timeout": 5000,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "temp_store": 2,  # memory: nothing private in a file we do not know of
    "query_only": 1,
}
"""For reading, by which nothing is written, not even a change of mode."""

PRAGMAS: Mapping[str, str | int] = {
    **GUARDS,
    "query_only": 0,
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: what was acknowledged survives a power cut
    "wal_autocheckpoint": 0,  # by us, between calls; also, a COMMIT that fails has then failed
    "foreign_keys": 1,
    "recursive_triggers": 1,  # so that REPLACE meets the guard against DELETE
    "secure_delete": 1,  # an erased secret is overwritten
    "fullfsync": 1,  # macOS; no effect elsewhere
    "checkpoint_fullfsync": 1,
}
"""For writing. Each is set and asked for again at every opening."""


def plain(path: Path) -> sqlite3.Connection:
    """Connect to the file, with every transaction ours to begin and to end."""
    if sqlite3.sqlite_version_info < SQLITE_MIN:
        raise CannotOpen(Why.OLD_SQLITE, sqlite3.sqlite_version)
    return sqlite3.connect(path, isolation_level=None)


ENCRYPTION = "encryption.toml"
"""Beside an encrypted record: where its key lies."""

NEW = ".new"
"""What the name of a record ends in while it is written anew."""

_PLAIN = b"SQLite format 3\0"


_begins: dict[Place, bool] = {}
"""Whether a file that was looked at begins as an encrypted one does."""


def is_encrypted(path: Path) -> bool:
    """Whether the file is one that a key belongs to: that is said beside it, and it does not begin as a plain one does.

    A file is looked at once a process, before anybody connects to it: closing it would take
    the locks away that SQLite holds on it here, and another process would then delete its log.
    """
    if not path.with_name(ENCRYPTION).is_file():
        return False
    found = place(path)
    if found is None:
        return False
    if found not in _begins:
        with path.open("rb") as file:
            begins = file.read(len(_PLAIN))
        _begins[found] = len(begins) == len(_PLAIN) and begins != _PLAIN
    return _begins[found]


def as_found(path: Path) -> sqlite3.Connection:
    """Connect to the file as it lies there: to a plain one at once, to an encrypted one with its key, or not at all."""
    if not is_encrypted(path):
        return plain(path)
    from assistant.journal.encryption import connect  # noqa: PLC0415  # a plain record must not pay for it

    return connect(path)


def read_only(path: Path) -> sqlite3.Connection:
    """Connect so that SQLite itself cannot write: as the last one out it would else move the log into the file."""
    if is_encrypted(path):
        from assistant.journal.encryption import connect  # noqa: PLC0415  # a plain record must not pay for it

        return connect(path, looking=True)
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)


def error_named(name: str) -> type[Exception]:
    """Return the library's own error of this name."""
    found: type[Exception] = getattr(sqlite3, name)
    return found


def library() -> tuple[int, ...]:
    """Return the version of SQLite itself."""
    return sqlite3.sqlite_version_info


def settle(connection: sqlite3.Connection, pragmas: Mapping[str, str | int]) -> None:
    """Set these, and raise CannotOpen if one of them did not take."""
    for name, wanted in pragmas.items():
        connection.execute(f"PRAGMA {name} = {wanted}").fetchall()
        (found,) = connection.execute(f"PRAGMA {name}").fetchone()
        if found != wanted:
            raise CannotOpen(Why.UNSAFE, f"{name} is {found}")


@contextlib.contextmanager
def opening() -> Iterator[None]:
    """Turn what the system and SQLite say while we open or read into CannotOpen."""
    try:
        yield
    except (SqliteError, OSError) as error:
        raise CannotOpen(reason(error), str(error)) from error


def reason(error: BaseException) -> Why:
    """Tell what the operator can do something about from everything else.

    By SQLite's own words: not every build of it hands its codes on to Python.
    """
    number = getattr(error, "errno", None)
    if number in _ERRNO:
        return _ERRNO[number]
    return next((why for words, why in _SAYS.items() if words in str(error)), Why.FAILED)


def make_folder(path: Path) -> None:
    """Make the folder, for us alone; refuse one in which others could swap the file."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.stat()
    _refuse_foreign(found)
    if os.name == "posix" and found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise CannotOpen(Why.SHARED, f"others may write in {path}")


def make_file(path: Path) -> None:
    """Make the file where there is none, or see that the one there is ours alone.

    SQLite follows symbolic links without a word, and gives the files it makes beside
    this one the same mode. That is why the file is made here, and not by SQLite.
    """
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode):
        raise CannotOpen(Why.LINKED, f"{path} is no plain file")
    if found.st_nlink != 1:
        raise CannotOpen(Why.SHARED, f"{path} has another name as well")
    _refuse_foreign(found)
    if os.name == "posix" and stat.S_IMODE(found.st_mode) != stat.S_IRUSR | stat.S_IWUSR:
        path.chmod(0o600)


def place(path: Path) -> Place | None:
    """Return which file this is, so that another under the same name is noticed."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def wal_bytes(path: Path) -> int:
    """Return the size of what waits to be moved into the main file."""
    try:
        return path.with_name(f"{path.name}-wal").stat().st_size
    except OSError:
        return 0


def _refuse_foreign(found: os.stat_result) -> None:
    if sys.platform != "win32" and found.st_uid != os.geteuid():
        raise CannotOpen(Why.FOREIGN, f"owner {found.st_uid}")


class Latch:
    """The folder's latch: shut by one process at a time, and let go when that process ends."""

    __slots__ = ("_handle",)

    def __init__(self, folder: Path) -> None:
        """Shut the latch, or raise CannotOpen saying who holds it."""
        note = folder / "held-by"
        self._handle = _opened(folder)
        try:
            _shut(self._handle)
        except OSError as error:
            os.close(self._handle)
            if isinstance(error, BlockingIOError):
                raise CannotOpen(Why.HELD, _read(note)) from error
            raise
        with contextlib.suppress(OSError):  # a courtesy to whoever comes second
            note.write_text(f"process {os.getpid()}", encoding="utf-8")

    def release(self) -> None:
        """Let go."""
        os.close(self._handle)


def _read(note: Path) -> str:
    try:
        return note.read_text(encoding="utf-8")[:80]
    except (OSError, ValueError):
        return "a process that left no name"


if sys.platform == "win32":  # pragma: no cover  # Windows has no flock, and no folder handles

    def _opened(folder: Path) -> int:
        return os.open(folder / "latch", os.O_RDWR | os.O_CREAT)

    def _shut(handle: int) -> None:
        import msvcrt  # noqa: PLC0415  # Windows only

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError as error:  # Windows says "permission denied" for a lock that is held
            raise BlockingIOError from error

else:

    def _opened(folder: Path) -> int:
        return os.open(folder, os.O_RDONLY)

    def _shut(handle: int) -> None:
        import fcntl  # noqa: PLC0415  # not on Windows

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
