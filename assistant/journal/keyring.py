"""Key files: a person's ed25519 key, shut with a passphrase, readable by its owner alone."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.journal.keeper import SEED_BYTES

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

PASSPHRASE_MIN = 12
SUFFIX = ".key"
COST = 2**15
"""Of scrypt: 32 MB and a tenth of a second for each guess."""
_COST_MAX = 2**20
_SALT_BYTES, _NONCE_BYTES = 16, 12
_FILE_MAX = 4_000


class NoKey(Exception):
    """A key cannot be made or used; `code` names the sentence that says why."""

    def __init__(self, code: str) -> None:
        """Keep the code."""
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Key:
    """A key that is open. It signs in constant time, and is not kept longer than one signature needs."""

    _seed: bytes

    def public(self) -> bytes:
        """Return the half that everybody may see."""
        from assistant.journal.verify.curve import public_of  # noqa: PLC0415  # only where somebody signs

        return public_of(self._seed)

    def sign(self, text: bytes) -> str:
        """Return a signature, as text."""
        from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415  # only where somebody signs

        signature = ed25519.Ed25519PrivateKey.from_private_bytes(self._seed).sign(text)
        return base64.b64encode(signature).decode()


def make(folder: Path, person: str, passphrase: str, cost: int = COST) -> Key:
    """Make a key and shut it up in the person's file, or raise NoKey; one that is there is never overwritten."""
    if len(passphrase) < PASSPHRASE_MIN:
        raise NoKey("short")
    seed, salt, nonce = os.urandom(SEED_BYTES), os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
    shut = _lock(passphrase, salt, cost).encrypt(nonce, seed, person.encode())
    told = {"v": 1, "person": person, "n": cost, "salt": salt.hex(), "nonce": nonce.hex(), "key": shut.hex()}
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(folder / f"{person}{SUFFIX}", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(json.dumps(told))
            file.flush()
            os.fsync(handle)
    except FileExistsError as error:
        raise NoKey("exists") from error
    except OSError as error:
        raise NoKey("folder") from error
    return Key(seed)


def take(folder: Path, person: str, passphrase: str) -> Key:
    """Open a person's key, or raise NoKey."""
    path = folder / f"{person}{SUFFIX}"
    try:
        found = path.lstat()
        if path.is_symlink() or found.st_size > _FILE_MAX or (os.name == "posix" and found.st_mode & 0o077):
            raise NoKey("shared")
        told = json.loads(path.read_text(encoding="utf-8"))
        salt, nonce, shut = (bytes.fromhex(told[name]) for name in ("salt", "nonce", "key"))
        lock = _lock(passphrase, salt, int(told["n"]))
    except OSError as error:
        raise NoKey("missing") from error
    except (ValueError, KeyError, TypeError) as error:
        raise NoKey("damaged") from error
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415  # only where somebody signs

    with contextlib.suppress(InvalidTag):
        return Key(lock.decrypt(nonce, shut, person.encode()))
    raise NoKey("passphrase")


def _lock(passphrase: str, salt: bytes, cost: int) -> ChaCha20Poly1305:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305  # noqa: PLC0415  # likewise

    return ChaCha20Poly1305(stretched(passphrase, salt, cost))


def stretched(secret: str, salt: bytes, cost: int) -> bytes:
    """Return what a secret comes to after a tenth of a second; no more than so many can be tried."""
    n = min(cost, _COST_MAX)
    return hashlib.scrypt(secret.encode("utf-8", "replace"), salt=salt, n=n, r=8, p=1, maxmem=2**31 - 1, dklen=32)
