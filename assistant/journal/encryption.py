"""Encryption: where the key of an encrypted record lies, and how it is come by. Never guessed, never gone without.

Beside the record stands in plain words which it is: the keyring of the system, a file by
explicit choice, or a passphrase somebody types. No secret stands there.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import tomllib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.journal.door import ENCRYPTION
from assistant.journal.keyhole import KEYHOLE
from assistant.journal.keyring import COST, PASSPHRASE_MIN
from assistant.journal.refusals import CannotOpen, Why

if TYPE_CHECKING:
    import sqlite3

SERVICE = "operator-assistant"
UNSAFE = "keyrings.alt"
"""Backends that write what they are given into plain files: no keyring, whatever they are called."""

_BYTES_MAX = 4_000


class Kept(StrEnum):
    """Where a key lies."""

    KEYRING = "keyring"
    FILE = "file"
    PASSPHRASE = "passphrase"  # noqa: S105  # the name of a way, no secret


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """Where the key of a record lies: its name in the keyring, its file, or what a passphrase is salted with."""

    kept: Kept
    name: str
    seat_key: bool = False  # the seat's own key for notes lies in the keyring as well


def connect(path: Path, *, looking: bool = False) -> sqlite3.Connection:
    """Connect to an encrypted record with its key, or raise CannotOpen saying what is missing."""
    cipher = library()
    try:
        connection: sqlite3.Connection = cipher.connect(path, key_of(path.parent), looking=looking)
    except CannotOpen as refused:
        if refused.why is Why.WRONG_KEY:  # a passphrase may be typed once more
            KEYHOLE.keys.pop(path.parent.resolve(), None)
        raise
    return connection


def library() -> Any:  # noqa: ANN401  # a module that may be absent
    """Return what reads and writes encrypted files, or raise CannotOpen where the extra is not installed."""
    try:
        from assistant.journal import cipher  # noqa: PLC0415  # an extra, and a plain record must not pay for it
    except ImportError as error:
        raise CannotOpen(Why.NO_CIPHER, str(error)) from error
    return cipher


def place_of(folder: Path) -> KeyPlace | None:
    """Return where the key of the record in this folder lies; None where nothing says so."""
    try:
        with (folder / ENCRYPTION).open("rb") as file:
            given = tomllib.loads(file.read(_BYTES_MAX).decode("utf-8"))
        return KeyPlace(Kept(given["kept"]), str(given["name"]), given.get("seat_key") is True)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError) as error:
        raise CannotOpen(Why.NO_KEY, f"{ENCRYPTION}: {error}") from error


def write_place(folder: Path, place: KeyPlace) -> None:
    """Write down where the key lies, whole or not at all."""
    text = "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in asdict(place).items())
    new = folder / f"{ENCRYPTION}.new"
    new.unlink(missing_ok=True)
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(handle)
    new.replace(folder / ENCRYPTION)


def key_of(folder: Path) -> str:
    """Return the key of the record in this folder, or raise CannotOpen."""
    folder = folder.resolve()
    if folder not in KEYHOLE.keys:
        place = place_of(folder)
        if place is None:
            raise CannotOpen(Why.NO_KEY, f"no {ENCRYPTION}")
        KEYHOLE.keys[folder] = _found(place, folder)
    return KEYHOLE.keys[folder]


def _found(place: KeyPlace, folder: Path) -> str:
    if place.kept is Kept.KEYRING:
        return from_keyring(place.name)
    if place.kept is Kept.FILE:
        return from_file(Path(place.name))
    if KEYHOLE.ask is None:
        raise CannotOpen(Why.NO_KEY, "nobody to ask for the passphrase")
    return from_passphrase(KEYHOLE.ask(folder), place.name)


def from_passphrase(passphrase: str, salt: str) -> str:
    """Return the key that a passphrase makes; too short a one makes none."""
    if len(passphrase) < PASSPHRASE_MIN:
        raise CannotOpen(Why.WRONG_KEY, "too short a passphrase")
    key = hashlib.scrypt(passphrase.encode(), salt=bytes.fromhex(salt), n=COST, r=8, p=1, maxmem=2**26, dklen=32)
    return key.hex()


def from_file(path: Path) -> str:
    """Return the key that lies in a file, which its owner alone may read."""
    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode) or (os.name == "posix" and found.st_mode & 0o077):
            raise CannotOpen(Why.NO_KEY, f"{path} is no plain file, or others may read it")
        with path.open(encoding="ascii") as file:
            return file.read(_BYTES_MAX).strip()
    except (OSError, ValueError) as error:
        raise CannotOpen(Why.NO_KEY, f"{path}: {error}") from error


def from_keyring(name: str) -> str:
    """Return what lies in the keyring of the system under a name, or raise CannotOpen."""
    found = _keyring(lambda ring: ring.get_password(SERVICE, name))
    if not found:
        raise CannotOpen(Why.NO_KEY, "it is not in the keyring")
    return str(found)


def into_keyring(name: str, secret: str) -> None:
    """Lay something into the keyring and see that it is there, or raise CannotOpen."""
    _keyring(lambda ring: ring.set_password(SERVICE, name, secret))
    if from_keyring(name) != secret:
        raise CannotOpen(Why.NO_KEYRING, "it did not keep what it was given")


def out_of_keyring(name: str) -> None:
    """Take something out of the keyring, or raise CannotOpen."""
    _keyring(lambda ring: ring.delete_password(SERVICE, name))


def _keyring(do: Callable[[Any], Any]) -> Any:  # noqa: ANN401  # whatever the library gives
    try:
        import keyring  # noqa: PLC0415  # an extra
    except ImportError as error:
        raise CannotOpen(Why.NO_KEYRING, str(error)) from error
    ring = keyring.get_keyring()
    rings = [ring, *getattr(ring, "backends", ())]
    if any(type(each).__module__.startswith(UNSAFE) for each in rings):
        raise CannotOpen(Why.NO_KEYRING, f"{UNSAFE} keeps secrets in plain files")
    try:
        return do(ring)
    except keyring.errors.KeyringError as error:
        raise CannotOpen(Why.NO_KEYRING, f"{type(error).__name__}: {error}") from error
