"""Receipts: how far the floor's server holds a seat's record since when, signed by a key of the server's own.

Whoever keeps the server prints its public key. Where that lies at the seat, a receipt by
anybody else is none; where it does not, receipts are kept all the same, and are unchecked.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from json import loads
from typing import TYPE_CHECKING, Any, NamedTuple

from assistant.journal.verify.curve import KEY_BYTES, signed_by

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

FILE = "floor.pub"
"""The public keys that count here, one a line as the witness prints them: its name, and the key in base64."""

_BYTES_MAX = 8_000
_KEPT = "SELECT seq, raw FROM event WHERE case_id = '' AND type = 'floor.received' ORDER BY seq"
Keys = Mapping[str, bytes]


class Standing(NamedTuple):
    """How the receipts of a record stand: how many hold, how many no key here can check, and which are forged."""

    held: int
    unchecked: int
    forged: tuple[int, ...]


def receipt_text(journal: str, seq: int, leaf: str, received_at: str, key: str) -> bytes:
    """Return what is signed."""
    return f"operator-assistant floor receipt v1\n{journal}\n{seq}\n{leaf}\n{received_at}\n{key}\n".encode()


def key_id(public: bytes) -> str:
    """Return the name of a server's key: the beginning of its hash."""
    return f"floor/{hashlib.sha256(public).hexdigest()[:16]}"


def keys_at(*folders: Path | None) -> Keys | None:
    """Return the keys of the first of these folders that names any; None where none does.

    A file that cannot be read names no key, and then no receipt is one.
    """
    for each in folders:
        if each is not None and (each / FILE).is_file():
            try:
                with (each / FILE).open("rb") as file:
                    return dict(_keys(file.read(_BYTES_MAX).decode("ascii")))
            except (OSError, ValueError):
                return {}
    return None


def _keys(text: str) -> Iterator[tuple[str, bytes]]:
    for line in filter(None, map(str.strip, text.splitlines())):
        name, public = line.split()
        raw = base64.b64decode(public, validate=True)
        if len(raw) != KEY_BYTES or name != key_id(raw):
            raise ValueError(name)
        yield name, raw


def witnessed(journal: str, told: Mapping[str, Any], keys: Keys) -> bool:
    """Whether one of these keys signed this receipt for this journal."""
    public = keys.get(told["key"])
    if public is None:
        return False
    text = receipt_text(journal, told["seq"], told["leaf"], told["received_at"], told["key"])
    return signed_by(public, text, base64.b64decode(told["signature"]))


def standing(connection: sqlite3.Connection, journal: str, keys: Keys | None) -> Standing:
    """Hold every receipt of a record against the keys: also those that were kept before there was one."""
    told = [(seq, loads(raw)["data"]) for seq, raw in connection.execute(_KEPT)]
    known = [(seq, each) for seq, each in told if each["key"] in (keys or {})]
    forged = tuple(seq for seq, each in known if not witnessed(journal, each, keys or {}))
    return Standing(len(known) - len(forged), len(told) - len(known), forged)
