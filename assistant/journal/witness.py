"""The witness: signs, with a key of the server's own, how far it holds a seat's record since when.

What is signed was committed before; a receipt can be lost, but it never speaks of
events that the server might still lose.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from pathlib import Path

from assistant.journal.keeper import seed_of
from assistant.journal.keyring import Key
from assistant.journal.letters import Letter
from assistant.journal.postgres_door import NoServer, asking
from assistant.journal.postgres_schema import entered
from assistant.journal.receipts import key_id, receipt_text
from assistant.journal.record import stamp

KIND = "floor.receipt"
_SIGNED = "SELECT assistant.receipt_signed(%s, %s, %s, %s, %s, %s)"


def key_of(path: Path) -> Key:
    """Return the server's key, made where there is none; raise NoServer where others may read it."""
    seed = seed_of(path)
    if seed is None:
        raise NoServer("open_key")
    return Key(seed)


class Witness:
    """A connection that may sign receipts, and nothing else."""

    def __init__(self, dsn: str, key: Key) -> None:
        """Connect, or raise NoServer."""
        self._key, self._id = key, key_id(key.public())
        self._connection = entered(dsn)

    def sign(self) -> int:
        """Sign every receipt that is due, and leave it for its seat; return how many."""
        with asking():
            due = self._connection.execute("SELECT * FROM assistant.receipts_due()").fetchall()
            for journal, seq, leaf, received_at in due:
                self._sign(journal, seq, leaf.hex(), received_at)
        return len(due)

    def _sign(self, journal: str, seq: int, leaf: str, received_at: datetime) -> None:
        at = stamp(received_at)
        text = receipt_text(journal, seq, leaf, at, self._id)
        signature, letter = self._key.sign(text), _letter_id(text)
        told = {"seq": seq, "leaf": leaf, "received_at": at, "key": self._id, "signature": signature, "letter": letter}
        body = Letter(letter, journal, "", KIND, told).text()
        self._connection.execute(_SIGNED, (journal, seq, self._id, signature, letter, body))

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


def _letter_id(text: bytes) -> str:
    """Return the id of a receipt's letter: the same for the same receipt, so that twice is once."""
    digits = hashlib.sha256(text).hexdigest()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:32]))


def public_text(key: Key) -> str:
    """Return the public half, for whoever checks receipts."""
    return f"{key_id(key.public())} {base64.b64encode(key.public()).decode()}"
