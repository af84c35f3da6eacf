"""Recasting: a record written anew, encrypted or plain, and put in place of the old one once it is proved the same."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.journal import encryption, schema
from assistant.journal.audit import first_break
from assistant.journal.door import (
    ENCRYPTION,
    NEW,
    SQLITE_MIN,
    Latch,
    is_encrypted,
    library,
    make_file,
    opening,
    wal_bytes,
)
from assistant.journal.encryption import KeyPlace, key_of, write_place
from assistant.journal.keyhole import KEYHOLE
from assistant.journal.reading import head, journal_id
from assistant.journal.refusals import CannotOpen, Why

if TYPE_CHECKING:
    import sqlite3

BLOCK = b"\0" * 65_536
BESIDE = ("-wal", "-shm")


def recast(path: Path, key: str | None, place: KeyPlace | None) -> int:
    """Encrypt a record by a key, or make it plain where there is none; return how many events it holds.

    Until the new file is synced and proved the same, row by row, the old one is the
    record; from one moment to the next the new one is. Nobody else may have it open.
    """
    if not path.is_file():
        raise CannotOpen(Why.MISSING, str(path))
    with opening(), contextlib.ExitStack() as undo:
        latch = Latch(path.parent)
        undo.callback(latch.release)
        make_file(path)
        new = path.with_name(f"{path.name}{NEW}")
        sweep(path)
        make_file(new)
        undo.callback(sweep, path)
        events = _written(path, new, key)
        if place:
            write_place(path.parent, place)
        _swap(path, new)
    KEYHOLE.keys.pop(path.parent.resolve(), None)
    if key is None:
        path.with_name(ENCRYPTION).unlink(missing_ok=True)
    return events


def sweep(path: Path) -> None:
    """Overwrite and take away what was left of a record written anew: it may hold every word in plain."""
    for end in ("", "-journal", *BESIDE):
        left = path.with_name(f"{path.name}{NEW}{end}")
        with contextlib.suppress(FileNotFoundError):
            found = left.lstat()
            if stat.S_ISREG(found.st_mode) and found.st_nlink == 1:  # what bears another name is not ours to empty
                gone = os.open(left, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
                try:
                    wipe(gone)
                finally:
                    os.close(gone)
            left.unlink()


def copy_out(path: Path, to: Path) -> None:
    """Write an encrypted record into a plain file, which is there and empty: what an auditor is handed."""
    cipher = encryption.library()
    old = cipher.connect(path, key_of(path.parent))
    try:
        cipher.export(old, to, None)
    finally:
        old.close()


def wipe(gone: int) -> None:
    """Overwrite an open file with zeros, sync it and cut it to nothing; what the disk keeps elsewhere stays there."""
    left = os.lseek(gone, 0, os.SEEK_END)
    os.lseek(gone, 0, os.SEEK_SET)
    while left > 0:
        left -= os.write(gone, BLOCK[:left])
    os.fsync(gone)
    os.ftruncate(gone, 0)


def _written(path: Path, new: Path, key: str | None) -> int:
    """Write the new file and hold it against the old one."""
    cipher = encryption.library()
    with contextlib.ExitStack() as undo:
        old = cipher.connect(path, key_of(path.parent) if is_encrypted(path) else None)
        undo.callback(old.close)
        _refuse_barred(old)
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        if wal_bytes(path):
            raise CannotOpen(Why.HELD, "somebody is reading it")
        cipher.export(old, new, key)
        made = cipher.connect(new, key)
        undo.callback(made.close)
        if not _same(old, made) or first_break(made, journal_id(made)) is not None:
            raise CannotOpen(Why.FAILED, "the new file is not what the old one is")
        return head(made)[0]


def _refuse_barred(old: sqlite3.Connection) -> None:
    if library() < SQLITE_MIN or schema.version_of(old) == 0:
        raise CannotOpen(Why.MISSING, "nothing was ever written")
    barred = schema.bar(old)
    if barred:
        raise CannotOpen(barred)
    broken = first_break(old, journal_id(old))
    if broken is not None:
        raise CannotOpen(Why.DAMAGED, f"event {broken} does not hold")


def _same(old: sqlite3.Connection, made: sqlite3.Connection) -> bool:
    """Whether two files hold the same tables with the same rows, under the same guards."""
    tables = [name for (name,) in old.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    if schema.bar(made) or schema.schema_hash(old) != schema.schema_hash(made):
        return False
    try:
        rows = (
            zip(*(each.execute(f"SELECT * FROM {table}") for each in (old, made)), strict=True)  # noqa: S608  # our own tables
            for table in tables
        )
        return all(a == b for pairs in rows for a, b in pairs)
    except ValueError:  # one of them has more
        return False


def _swap(path: Path, new: Path) -> None:
    """Put the new file in place of the old one, from one moment to the next, and overwrite the old one."""
    if wal_bytes(path):
        raise CannotOpen(Why.HELD, "somebody is reading it")
    _sync(new)
    gone = os.open(path, os.O_RDWR)
    try:
        new.replace(path)
        _sync(path.parent)
        for end in BESIDE:
            path.with_name(f"{path.name}{end}").unlink(missing_ok=True)
        wipe(gone)
    finally:
        os.close(gone)


def _sync(path: Path) -> None:
    if path.is_dir() and os.name != "posix":  # pragma: no cover  # Windows has no folder handles
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
