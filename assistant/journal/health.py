"""Health: what a journal's promises rest on, looked at one by one. Nothing is left changed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from assistant.journal import door, encryption, places, schema, showing
from assistant.journal.book import Book
from assistant.journal.keeper import KEY, PUBLIC
from assistant.journal.refusals import CannotOpen, Why
from assistant.journal.reserve import Reserve
from assistant.journal.verify.notes import Key

OK, NOTE, BAD = "ok", "note", "bad"
LITTLE_BYTES, TOO_LITTLE_BYTES = 200_000_000, 2_000_000
RESET_RACE = ((3, 7, 0), (3, 51, 3))
"""From the first of these to before the second, two connections that write at once may damage a log."""


class Check(NamedTuple):
    """One thing that was looked at: its name, how it stands, and what was found."""

    name: str
    state: str
    value: str


def look(path: Path, now: datetime) -> Iterator[Check]:
    """Look at everything, and stop at nothing."""
    folder = path.parent
    yield _sqlite()
    if not folder.is_dir():
        yield Check("folder", NOTE, f"{folder}: -")
        return
    yield from _guarded("folder", lambda: _folder(folder))
    yield from _guarded("settings", lambda: _settings(folder))
    yield from _guarded("space", lambda: _space(folder))
    yield Check("reserve", OK if Reserve(folder).whole() else NOTE, "128 KiB" if Reserve(folder).whole() else "-")
    yield from _guarded("lock", lambda: _lock(folder))
    yield from _guarded("key", lambda: _key(folder))
    if path.is_file():
        yield from _guarded("encryption", lambda: _encryption(path))
        yield from _guarded("journal", lambda: _journal(path))
        yield from _guarded("end", lambda: _end(path))
        yield from _guarded("clock", lambda: _clock(path, now))
    else:
        yield Check("journal", NOTE, "-")


def _guarded(name: str, check: Callable[[], Check]) -> Iterator[Check]:
    try:
        yield check()
    except CannotOpen as refused:
        yield Check(name, BAD, f"{refused.why}: {refused.detail}")
    except (door.SqliteError, OSError, ValueError) as error:
        yield Check(name, BAD, str(error))


def _sqlite() -> Check:
    found = door.library()
    if found < door.SQLITE_MIN:
        return Check("sqlite", BAD, ".".join(map(str, found)))
    racing = RESET_RACE[0] <= found < RESET_RACE[1]
    return Check("sqlite_race" if racing else "sqlite", NOTE if racing else OK, ".".join(map(str, found)))


def _folder(folder: Path) -> Check:
    places.refuse_network(folder)
    door.make_folder(folder)
    return Check("folder", OK, f"{folder} ({places.kind_of(folder) or '?'})")


def _settings(folder: Path) -> Check:
    """Try a throw-away file with every setting, for some disks agree and then do otherwise."""
    with TemporaryDirectory(prefix="probe-", dir=folder) as probe:
        connection = door.plain(Path(probe) / "probe.db")
        try:
            door.settle(connection, door.PRAGMAS)
            connection.execute("CREATE TABLE probe (x)")
            connection.execute("INSERT INTO probe VALUES (1)")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            ((one,),) = connection.execute("SELECT x FROM probe").fetchall()
        finally:
            connection.close()
    told = ", ".join(f"{name}={value}" for name, value in door.PRAGMAS.items())
    return Check("settings", OK if one == 1 else BAD, told)


def _space(folder: Path) -> Check:
    free = places.free_bytes(folder)
    state = BAD if free < TOO_LITTLE_BYTES else NOTE if free < LITTLE_BYTES else OK
    return Check("space", state, f"{free // 1_000_000} MB")


def _lock(folder: Path) -> Check:
    try:
        door.Latch(folder).release()
    except CannotOpen as refused:
        if refused.why is Why.HELD:
            return Check("lock", NOTE, refused.detail)
        raise
    return Check("lock", OK, "-")


def _key(folder: Path) -> Check:
    secret, public = folder / KEY, folder / PUBLIC
    place = encryption.place_of(folder)
    if not secret.exists() and not (place and place.seat_key):
        return Check("key", NOTE, "-")
    if place and place.seat_key:
        encryption.from_keyring(f"{place.name}-seat")
        return Check("key", OK, "keyring")
    key = Key.read(public.read_text("utf-8"))
    mine = sys.platform == "win32" or (secret.stat().st_mode & 0o077 == 0 and secret.stat().st_uid == os.geteuid())
    return Check("key", OK if mine else BAD, f"{key.name}+{key.hash.hex()}")


def _journal(path: Path) -> Check:
    with Book.read(path) as book:
        barred = book.barred
        told = f"version {schema.VERSION}, {book.head()[0]} events, log {book.wal_bytes() // 1024} KiB"
    return Check("journal", OK if barred is Why.READING else BAD, told if barred is Why.READING else str(barred))


def _encryption(path: Path) -> Check:
    """Say whether the record is encrypted and where its key is, and see that the two fit."""
    place = encryption.place_of(path.parent)
    if not door.is_encrypted(path) or place is None:
        return Check("encryption", OK, "-")
    Book.read(path).close()
    where = f": {place.name}" if place.kept is encryption.Kept.FILE else ""
    return Check("encryption", NOTE if where else OK, f"{place.kept}{where}")


def _end(path: Path) -> Check:
    """Hold the last note and what came after it, as every opening does."""
    public = path.with_name(PUBLIC)
    key = Key.read(public.read_text("utf-8")) if public.is_file() else None
    with Book.read(path) as book:
        found = book.shown(lambda connection: showing.from_note(connection, key))
    wrong = " ".join(f"{each['code']} #{each['seq']}" for each in found["findings"])
    return Check("end", BAD if wrong else OK, wrong or f"#{found['from']} - #{found['events']}")


def _clock(path: Path, now: datetime) -> Check:
    with Book.read(path) as book:
        query = "SELECT at FROM event ORDER BY seq DESC LIMIT 1"
        row = book.shown(lambda connection: connection.execute(query).fetchone())
    ahead = row is not None and datetime.fromisoformat(row[0]) > now
    return Check("clock", BAD if ahead else OK, now.isoformat(timespec="seconds"))
