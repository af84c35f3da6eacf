"""The keeper of the key: signs how far a journal has come, so that its end can be held against it elsewhere.

A note says: so many events, and one hash over all of them. Once it has left the seat in
a mail, a tail cut off or a history rewritten no longer agrees with it.
"""

from __future__ import annotations

import base64
import contextlib
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.journal import reading
from assistant.journal.door import ENCRYPTION
from assistant.journal.frontier import Frontier
from assistant.journal.refusals import CannotOpen, Why

if TYPE_CHECKING:
    import sqlite3

    from assistant.journal.encryption import KeyPlace

KEY, PUBLIC, LAST = "seat.key", "seat.pub", "last.note"
SEED_BYTES = 32


class Keeper:
    """Keeps the seat's key in its folder, readable by its owner alone."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; the key is made with the first note."""
        self._folder = folder
        self._seat: tuple[bytes, bytes] | None = None  # the secret and the public half
        self.signed = 0
        """How many events the last note speaks of."""

    def take_up(self, connection: sqlite3.Connection) -> Frontier:
        """Return the frontier kept with the last note; raise CannotOpen where the two disagree."""
        query = "SELECT size, note, frontier FROM checkpoint ORDER BY size DESC LIMIT 1"
        size, text, kept = connection.execute(query).fetchone() or (0, "", b"")
        self.signed = size
        if kept is None:  # signed before frontiers were kept
            return Frontier()
        try:
            frontier = Frontier(size, kept)
        except ValueError as error:
            raise CannotOpen(Why.CHANGED, str(error)) from error
        if size and base64.b64encode(frontier.root()).decode() not in text:
            raise CannotOpen(Why.CHANGED, f"the note of {size} is another")
        return frontier

    def older(self, connection: sqlite3.Connection) -> Why | None:
        """Return RESTORED where the journal ends before what was signed and laid beside it."""
        with contextlib.suppress(OSError, ValueError):
            origin, size, root, *_ = (self._folder / LAST).read_text(encoding="utf-8")[:2_000].split("\n")
            row = connection.execute("SELECT note FROM checkpoint WHERE size = ?", (int(size),)).fetchone()
            if origin == f"journal/{reading.journal_id(connection)}" and (row is None or root not in row[0]):
                return Why.RESTORED
        return None

    def sign(self, connection: sqlite3.Connection, frontier: Frontier) -> str | None:
        """Sign this far, keep the note in the journal and beside it, and return it."""
        size = frontier.size
        row = connection.execute("SELECT note FROM checkpoint WHERE size = ?", (size,)).fetchone()
        if row or not size:
            return str(row[0]) if row else None
        note = self._note(f"journal/{reading.journal_id(connection)}", size, frontier.root())
        connection.execute("INSERT INTO checkpoint VALUES (?, ?, ?)", (size, note, frontier.kept()))
        self.signed = size
        _put(self._folder / LAST, note.encode())
        return note

    def _note(self, origin: str, size: int, root: bytes) -> str:
        from assistant.journal.verify.curve import sign  # noqa: PLC0415  # a start must not pay for it
        from assistant.journal.verify.notes import DASH, key_hash  # noqa: PLC0415  # likewise

        seed, public = self._seat = self._seat or _key(self._folder)
        body = f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"
        name = name_of(public)
        blob = key_hash(name, public) + sign(seed, public, body.encode())
        return f"{body}\n{DASH} {name} {base64.b64encode(blob).decode()}\n"


def name_of(public: bytes) -> str:
    """Return the name of a seat: the beginning of its key, for people tell names apart, not numbers."""
    return f"seat/{public.hex()[:8]}"


def key_text(public: bytes) -> str:
    """Return a public key as signed notes write it."""
    from assistant.journal.verify.notes import key_hash  # noqa: PLC0415  # only where it is written

    name = name_of(public)
    return f"{name}+{key_hash(name, public).hex()}+{base64.b64encode(bytes((1,)) + public).decode()}"


def _key(folder: Path) -> tuple[bytes, bytes]:
    """Return the seat's key, made where there is none; raise CannotOpen where others may read it."""
    from assistant.journal.verify.curve import public_of  # noqa: PLC0415  # a start must not pay for it

    path = folder / KEY
    if not path.exists() and (lent := _lent(folder)):
        public = public_of(lent)
        _put(folder / PUBLIC, f"{key_text(public)}\n".encode())
        return lent, public
    seed = seed_of(path)
    if seed is None:
        raise CannotOpen(Why.SHARED, "the seat's key is no plain file, or others may read it")
    public = public_of(seed)
    _put(folder / PUBLIC, f"{key_text(public)}\n".encode())
    return seed, public


def seed_of(path: Path) -> bytes | None:
    """Return the secret half of a key, made where there is none; None where it is no plain file of its owner's."""
    with contextlib.suppress(FileExistsError):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(handle, os.urandom(SEED_BYTES))
            os.fsync(handle)
        finally:
            os.close(handle)
    found = path.lstat()
    if path.is_symlink() or found.st_size != SEED_BYTES or (os.name == "posix" and found.st_mode & 0o077):
        return None
    return path.read_bytes()


def _lent(folder: Path) -> bytes | None:
    """Return the seat's key where it lies in the keyring, None where it does not; or raise CannotOpen."""
    if not (folder / ENCRYPTION).exists():
        return None
    from assistant.journal import encryption  # noqa: PLC0415  # a plain record must not pay for it

    place = encryption.place_of(folder)
    return bytes.fromhex(encryption.from_keyring(f"{place.name}-seat")) if place and place.seat_key else None


def into_keyring(folder: Path, place: KeyPlace) -> None:
    """Move the seat's key out of its file into the keyring, or raise CannotOpen; nothing is lost on the way."""
    from assistant.journal import encryption, recasting  # noqa: PLC0415  # only where it is asked for

    seed, _ = _key(folder)
    encryption.into_keyring(f"{place.name}-seat", seed.hex())
    encryption.write_place(folder, replace(place, seat_key=True))
    handle = os.open(folder / KEY, os.O_RDWR)
    try:
        recasting.wipe(handle)
    finally:
        os.close(handle)
    (folder / KEY).unlink()


def out_of_keyring(folder: Path, place: KeyPlace) -> None:
    """Put the seat's key back into its file, or raise CannotOpen."""
    from assistant.journal import encryption  # noqa: PLC0415  # only where it is asked for

    _put(folder / KEY, bytes.fromhex(encryption.from_keyring(f"{place.name}-seat")))
    encryption.write_place(folder, replace(place, seat_key=False))
    encryption.out_of_keyring(f"{place.name}-seat")


def _put(path: Path, content: bytes) -> None:
    """Put a file in place of another, whole or not at all."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, content)
    finally:
        os.close(handle)
    new.replace(path)
