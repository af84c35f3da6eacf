"""Seals: the exact bytes that are kept, their hashes, and promises of what is kept apart.

Hash what is stored, store what is hashed. Nothing is ever verified by writing it
anew: the canonical form serves only to write the same thing the same way each time.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from json import dumps

SALT_BYTES = 32
_INT_END = 2**53  # from here on, JSON readers no longer agree on a number


def canonical(record: Mapping[str, object]) -> bytes:
    """Return the record as JSON that every writer would write alike, or raise ValueError.

    Only what has a single spelling is let in, so plain `json` gives the bytes of RFC 8785.
    """
    _check(record)
    text = dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def leaf(raw: bytes) -> bytes:
    """Return the seal of one record: the leaf hash of RFC 6962, which is the chain's link too."""
    return hashlib.sha256(b"\0" + raw).digest()


def commit(salt: bytes, name: str, value: str) -> str:
    """Return a promise of a private value that tells nothing about it once the salt is gone."""
    words = b"\0".join((b"ja-commit-v1", name.encode(), value.encode()))
    return hmac.digest(salt, words, "sha256").hex()


def root(leaves: Sequence[bytes]) -> bytes:
    """Return the tree hash of RFC 6962 over sealed records: one short word for all of them."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    middle = 1 << (len(leaves) - 1).bit_length() - 1  # the greatest power of two below the size
    return hashlib.sha256(b"\1" + root(leaves[:middle]) + root(leaves[middle:])).digest()


def _check(value: object) -> None:
    match value:
        case None | bool() | str():
            return
        case int() if -_INT_END < value < _INT_END:
            return
        case list():
            for each in value:
                _check(each)
        case dict():
            for key, each in value.items():
                if not (isinstance(key, str) and key.isascii()):
                    message = "a name in a record is plain ASCII"
                    raise ValueError(message)
                _check(each)
        case _:
            message = f"a record cannot hold this {type(value).__name__}"
            raise ValueError(message)
