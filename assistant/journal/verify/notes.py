"""Notes: what a seat signs of its journal, as the C2SP has it, found again in mails as they come."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from pathlib import Path
from typing import NamedTuple

from assistant.journal.verify.curve import signed_by

DASH = "\u2014"
MAX_BYTES = 4_000_000
NOTE = re.compile(
    rf"^([^\s+]{{1,200}})\n([0-9]{{1,15}})\n([A-Za-z0-9+/]{{43}}=)\n\n((?:{DASH} \S+\s+[A-Za-z0-9+/=]+\n)+)",
    re.MULTILINE,
)
SIGNATURE = re.compile(rf"^{DASH} (\S+)\s+([A-Za-z0-9+/=]+)$", re.MULTILINE)


class Key(NamedTuple):
    """A seat's public key: name+hash+base64, as signed notes write it."""

    name: str
    hash: bytes
    public: bytes

    @classmethod
    def read(cls, text: str) -> Key:
        """Read a key, or raise ValueError."""
        name, found, blob = text.strip().split("+", 2)
        raw = base64.b64decode(blob, validate=True)
        key = cls(name, bytes.fromhex(found), raw[1:])
        if raw[:1] != b"\1" or key.hash != key_hash(name, raw[1:]):
            raise ValueError("no ed25519 key of that name")
        return key


def key_hash(name: str, public: bytes) -> bytes:
    """Return the four bytes by which a signature names its key."""
    return hashlib.sha256(name.encode() + b"\n\1" + public).digest()[:4]


class Note(NamedTuple):
    """A signed note: so many events, and one hash over all of them."""

    origin: str
    size: int
    root: str
    lines: str

    @property
    def body(self) -> bytes:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{self.root}\n".encode()

    def signed(self, key: Key) -> bool:
        """Whether the seat signed it."""
        for name, blob in SIGNATURE.findall(self.lines):
            try:
                raw = base64.b64decode(blob, validate=True)
            except binascii.Error:
                continue
            if name == key.name and raw[:4] == key.hash and signed_by(key.public, self.body, raw[4:]):
                return True
        return False


def notes_in(text: str) -> list[Note]:
    """Find the notes in a text as mail programs leave it: quoted, indented, ends of lines changed."""
    plain = "\n".join(re.sub(r"^[>\s]+", "", line).rstrip() for line in f"{text}\n".split("\n"))
    plain = re.sub(rf"^({DASH} \S+)\n(?=[A-Za-z0-9+/=]{{60,}}$)", r"\1 ", plain, flags=re.MULTILINE)
    return [Note(origin, int(size), root, lines) for origin, size, root, lines in NOTE.findall(plain)]


def read_notes(path: Path) -> list[Note]:
    """Find the notes in a file: a mail, or any text."""
    raw = path.read_bytes()[:MAX_BYTES]
    if path.suffix == ".eml":
        import email.policy  # noqa: PLC0415  # who only signs has no mail to read

        message = email.message_from_bytes(raw, policy=email.policy.default)
        body = message.get_body(("plain",))
        return notes_in(str(body.get_content())) if body else []
    return notes_in(raw.decode("utf-8", "replace"))
