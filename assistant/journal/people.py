"""People: who is registered at a record, under which pseudonym, with which role and key.

The journal holds the pseudonym and the public key; the name stands in `people.toml`
beside it and nowhere else, so that it can be changed or taken out.
"""

from __future__ import annotations

import base64
import json
import os
import re
import tomllib
import unicodedata
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from assistant.call.events import Encoded
from assistant.journal import own
from assistant.journal.hand import Hand, Lot
from assistant.journal.keyring import Key, NoKey, take
from assistant.journal.reading import journal_id
from assistant.journal.signing import registered
from assistant.journal.verify.signers import REGISTERED, REMOVED, SUPERVISOR, confirmed_text, signed_text

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from pathlib import Path

FILE, KEYS = "people.toml", "keys"
PSEUDONYM = re.compile(r"[a-z0-9][a-z0-9_-]{0,19}")
NAME_MAX = 80
_BYTES_MAX = 200_000


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody registered."""

    pseudonym: str
    name: str
    role: str
    rung: str
    public: str


@dataclass(frozen=True, slots=True)
class Hall:
    """Where people are found: the data folder, and the folder of the key files."""

    data: Path
    keys: Path

    @classmethod
    def of(cls, data: Path) -> Hall:
        """Return the hall of a data folder whose people keep their keys there."""
        return cls(data, data / KEYS)

    def people(self) -> tuple[Person, ...]:
        """Read who is registered, or raise NoKey where the file cannot be read."""
        try:
            with (self.data / FILE).open("rb") as file:
                found = tomllib.loads(file.read(_BYTES_MAX).decode("utf-8"))
            return tuple(Person(**{name: str(value) for name, value in each.items()}) for each in found["person"])
        except FileNotFoundError:
            return ()
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise NoKey("people") from error

    def person(self, pseudonym: str) -> Person:
        """Return the person called so, or raise NoKey."""
        for each in self.people():
            if each.pseudonym == pseudonym:
                return each
        raise NoKey("nobody")

    def one_of(self, pseudonym: str, others: Iterable[str]) -> bool:
        """Whether somebody may be one of these under another pseudonym, by the names that stand here."""
        named = {each.pseudonym: each.name for each in self.people()}
        mine = named.get(pseudonym, "")
        return any(same_name(mine, named.get(each, "")) for each in others if each != pseudonym)

    def key(self, person: str, passphrase: str) -> Key:
        """Open the key of a registered person, or raise NoKey: also where it is another than was registered."""
        key = take(self.keys, person, passphrase)
        if base64.b64encode(key.public()).decode() != self.person(person).public:
            raise NoKey("another")
        return key

    def put(self, people: Iterable[Person]) -> None:
        """Write down who is registered, whole or not at all."""
        rows = (
            "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in asdict(each).items())
            for each in people
        )
        text = "".join(f"[[person]]\n{row}\n" for row in rows)
        new = self.data / f"{FILE}.new"
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        new.replace(self.data / FILE)


def register(hand: Hand, person: Person, by: str, key: Key) -> None:
    """Keep in the journal that a person is registered, signed by whoever lets them in; or raise NotWritten."""
    told = {"person": person.pseudonym, "role": person.role, "rung": person.rung, "public": person.public}
    _keep(hand, REGISTERED, told, by, key)


def remove(hand: Hand, pseudonym: str, by: str, key: Key) -> None:
    """Keep in the journal that a person signs no more; what they signed stays signed. Or raise NotWritten."""
    _keep(hand, REMOVED, {"person": pseudonym}, by, key)


def _keep(hand: Hand, kind: str, told: dict[str, Any], by: str, key: Key) -> None:
    connection = hand.connection()
    data = {**told, "by": by, "nth": registered(connection).changes}
    text = signed_text(journal_id(connection), own.NO_CASE, kind, data)
    hand.keep([Lot(own.NO_CASE, (Encoded(kind, 1, {**data, "signature": key.sign(text)}, {}),))])


def confirm(hall: Hall, connection: sqlite3.Connection, person: str, passphrase: str, statement: str) -> str:
    """Return a supervisor's signature under a statement, or raise NoKey.

    Whoever asks for it keeps the statement with it: `confirmed` tells whether the two belong together.
    """
    key = hall.key(person, passphrase)
    role, _, public = registered(connection).people.get(person, ("", "", b""))
    if role != SUPERVISOR or public != key.public():
        raise NoKey("not_supervisor")
    return key.sign(_statement(connection, person, statement))


def confirmed(connection: sqlite3.Connection, person: str, statement: str, signature: str) -> bool:
    """Whether this supervisor signed this statement for this journal."""
    from assistant.journal.verify.curve import signed_by  # noqa: PLC0415  # only where somebody signed

    role, _, public = registered(connection).people.get(person, ("", "", b""))
    try:
        raw = base64.b64decode(signature, validate=True)
    except ValueError:
        return False
    return role == SUPERVISOR and signed_by(public, _statement(connection, person, statement), raw)


def _statement(connection: sqlite3.Connection, person: str, statement: str) -> bytes:
    return confirmed_text(journal_id(connection), person, statement)


def same_name(one: str, other: str) -> bool:
    """Whether two names may be one person's: the same, or a part of it, however it is written."""
    a, b = ("".join(unicodedata.normalize("NFKC", each).casefold().split()) for each in (one, other))
    return bool(a and b) and (a in b or b in a)
