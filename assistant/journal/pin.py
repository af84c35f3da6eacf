"""The PIN of a seat: kept as a scrypt hash beside the record, readable by its owner alone."""

from __future__ import annotations

import hmac
import json
import os
import unicodedata
from typing import TYPE_CHECKING

from assistant.journal.keyring import COST, NoKey, stretched

if TYPE_CHECKING:
    from pathlib import Path

FILE = "lock.json"
PIN_MIN, PIN_MAX = 6, 64
_SALT_BYTES = 16
_FILE_MAX = 1_000


def is_set(data: Path) -> bool:
    """Whether there is a PIN, even one that cannot be read: what is damaged does not open by itself."""
    return os.path.lexists(data / FILE)


def put(data: Path, pin: str, cost: int = COST) -> None:
    """Set the PIN, whole or not at all, or raise NoKey."""
    if not PIN_MIN <= len(_plain(pin)) <= PIN_MAX:
        raise NoKey("pin_length")
    salt = os.urandom(_SALT_BYTES)
    told = {"v": 1, "n": cost, "salt": salt.hex(), "hash": stretched(_plain(pin), salt, cost).hex()}
    new = data / f"{FILE}.new"
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        new.unlink(missing_ok=True)
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(json.dumps(told))
            file.flush()
            os.fsync(handle)
        new.replace(data / FILE)
    except OSError as error:
        raise NoKey("pin_folder") from error


def fits(data: Path, pin: str) -> bool:
    """Whether this is the PIN, or raise NoKey where nobody can tell."""
    path = data / FILE
    try:
        found = path.lstat()
        if path.is_symlink() or found.st_size > _FILE_MAX or (os.name == "posix" and found.st_mode & 0o077):
            raise NoKey("pin_shared")
        told = json.loads(path.read_text(encoding="utf-8"))
        salt, kept, cost = bytes.fromhex(told["salt"]), bytes.fromhex(told["hash"]), int(told["n"])
        return hmac.compare_digest(stretched(_plain(pin), salt, cost), kept)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NoKey("pin_damaged") from error


def take_away(data: Path) -> None:
    """Take the PIN away, or raise NoKey."""
    try:
        (data / FILE).unlink(missing_ok=True)
    except OSError as error:
        raise NoKey("pin_folder") from error


def _plain(pin: str) -> str:
    """Return a PIN as it is compared: whichever way the input method was switched."""
    return unicodedata.normalize("NFKC", pin.strip())
