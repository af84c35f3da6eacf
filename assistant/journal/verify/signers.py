"""The signers: who may sign, as the journal itself has registered them, and whether a signature is theirs."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from assistant.journal.verify.curve import signed_by

REGISTERED, REMOVED, OVERRIDE = "person.registered", "person.removed", "override.signed"
ANSWERED, TAKEN, REASSIGNED = "escalation.answered", "alert.taken", "case.reassigned"
LETTERS = frozenset({ANSWERED, TAKEN, REASSIGNED})
"""What comes signed from the floor, each in a letter of its own."""
HELD, AGREED, RELEASED = "erasure.held", "erasure.agreed", "erasure.released"
ERASED = "pii.erased"
CONFIRMED = "statement.confirmed"
"""The kind of what is signed under a statement: no event, but an entry's own business."""

SUPERVISOR = "supervisor"
SIGNED_SINCE = 2
"""The version from which an erasure and a release are signed."""

_STATED = {AGREED: ("case", "basis", "class", "by", "since"), RELEASED: ("case", "by", "since")}


def signed_text(journal: str, case: str, kind: str, data: Mapping[str, Any]) -> bytes:
    """Return what a person signs: an event with the place it stands in, so that it holds in no other."""
    told = {name: value for name, value in data.items() if name != "signature"}
    body = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"{kind}\n{journal}\n{case}\n{body}".encode()


def bound_of(private: Mapping[str, str]) -> str:
    """Return what binds private words to what is signed; their salt is among them, and as private as they are."""
    told = {name: value for name, value in private.items() if name != "salt"}
    body = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hmac.digest(bytes.fromhex(private["salt"]), body.encode(), "sha256").hex()


def unbound(data: Mapping[str, Any], private: Mapping[str, str]) -> bool:
    """Whether private words are others than were signed for."""
    if "bound" not in data:
        return bool(private)
    try:
        return not hmac.compare_digest(str(data["bound"]), bound_of(private))
    except (KeyError, TypeError, ValueError):
        return True


def statement_of(kind: str, data: Mapping[str, Any]) -> str:
    """Return what a supervisor reads and signs before something is erased, or may be again."""
    return " ".join((kind, *(f"{name}={data[name]}" for name in _STATED[kind])))


def confirmed_text(journal: str, person: str, statement: str) -> bytes:
    """Return the bytes that a person signs under a statement."""
    return signed_text(journal, "", CONFIRMED, {"by": person, "statement": statement})


class Signers:
    """Goes through the records of a journal, or of one case after those of its people, in their order."""

    def __init__(self, journal: str) -> None:
        """Begin where nobody is registered."""
        self.people: dict[str, tuple[str, str, bytes]] = {}  # pseudonym to role, rung and public key
        self._whose: dict[bytes, str] = {}  # each key that was ever registered: it stays one person's
        self.changes = 0
        self._journal, self._founded = journal, False
        self._letters: set[str] = set()
        self._cases: dict[str, tuple[int, frozenset[str]]] = {}  # events, and who wrote them
        self._holds: dict[str, int] = {}  # holds and releases of a case
        self.granted, self._words = "", 0  # the case that words may go of, and how many
        self._signing = False  # an erasure was signed: none goes unsigned after it
        self.unsigned = 0
        """Erasures and releases from before they were signed."""
        self._actors: dict[frozenset[str], frozenset[str]] = {}  # one set for all cases of the same people

    def holds(self, record: Mapping[str, Any]) -> bool:
        """Take in a record, and say whether it is signed by whoever had to; most need nobody."""
        kind, case = record["type"], record["case"]
        events, actors = self._cases.get(case, (0, frozenset()))
        if kind in {REGISTERED, REMOVED}:
            return not case and self._changed(record)
        if kind in {HELD, AGREED, RELEASED, ERASED}:
            return not case and self._erases(kind, record)
        if kind == OVERRIDE:
            self._cases[case] = (events + 1, actors)
            return self._overrides(record, events, actors)
        if kind in LETTERS:
            self._cases[case] = (events + 1, actors)
            return bool(case) and self._answers(record, events, actors)
        if case:
            both = actors | {record["actor"]}
            self._cases[case] = (events + 1, self._actors.setdefault(both, both))
        return True

    def _changed(self, record: Mapping[str, Any]) -> bool:
        """Register or remove a person: by a supervisor's hand, once there has been one; the first signs alone."""
        kind, data = record["type"], record["data"]
        person, by = data["person"], data["by"]
        new = (data["role"], data["rung"], _raw(data["public"])) if kind == REGISTERED else None
        if data["nth"] != self.changes or (person in self.people) is not (kind == REMOVED):
            return False
        role, _, key = self.people.get(by, ("", "", b""))
        if not self._founded and by == person:
            role, key = SUPERVISOR, new[2] if new else key
        if role != SUPERVISOR or not self._is_signed(record, key):
            return False
        if new is not None and self._whose.setdefault(new[2], person) != person:
            return False  # two pseudonyms with one key are one person, who would sign as two
        self.changes += 1
        if new is None:
            del self.people[person]
        else:
            self.people[person] = new
            self._founded = self._founded or new[0] == SUPERVISOR
        return True

    def _overrides(self, record: Mapping[str, Any], events: int, actors: frozenset[str]) -> bool:
        """Whether a supervisor signed, who sat at no key of this case, and right where the record stands."""
        data = record["data"]
        role, rung, key = self.people.get(data["by"], ("", "", b""))
        placed = (data["role"], data["rung"], data["since"]) == (SUPERVISOR, rung, events)
        return role == SUPERVISOR and placed and data["by"] not in actors and self._is_signed(record, key)

    def _answers(self, record: Mapping[str, Any], events: int, actors: frozenset[str]) -> bool:
        """Whether a supervisor signed, who sat at no key of this case and saw no more of it than there was; once."""
        data = record["data"]
        role, rung, key = self.people.get(data["by"], ("", "", b""))
        since, letter = data.get("since", 0), data["letter"]
        seen = type(since) is int and 0 <= since <= events and letter not in self._letters
        mine = role == SUPERVISOR and data["rung"] == rung and data["by"] not in actors
        if not (seen and mine and self._is_signed(record, key)):
            return False
        self._letters.add(letter)
        return True

    def _erases(self, kind: str, record: Mapping[str, Any]) -> bool:
        """Whether a supervisor agreed to it who sat at no key of the case; words go only as many as were agreed to."""
        data = record["data"]
        if kind == ERASED:
            self._words -= len(data["names"])
            return self._words >= 0
        case = data["case"]
        held = self._holds.get(case, 0)
        good = kind == HELD or self._confirmed(kind, record, held)
        self._holds[case] = held + (kind != AGREED)
        if kind == AGREED:
            self.granted, self._words = case, data["words"] if good else 0
        return good

    def _confirmed(self, kind: str, record: Mapping[str, Any], held: int) -> bool:
        data = record["data"]
        if record["tv"] < SIGNED_SINCE:
            self.unsigned += 1
            return not self._signing
        self._signing = True
        events, actors = self._cases.get(data["case"], (0, frozenset()))
        since = events if kind == AGREED else held
        by = data["confirmed_by"]
        role, _, key = self.people.get(by, ("", "", b""))
        stated = (data["since"], data["statement"]) == (since, statement_of(kind, data))
        if role != SUPERVISOR or not stated or by == data["by"] or by in actors:
            return False
        return signed_by(key, confirmed_text(self._journal, by, data["statement"]), _raw(data["signature"]))

    def _is_signed(self, record: Mapping[str, Any], key: bytes) -> bool:
        text = signed_text(self._journal, record["case"], record["type"], record["data"])
        return _signed_by(key, text, _raw(record["data"]["signature"]))


def _raw(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


@lru_cache(maxsize=2_000)
def _signed_by(key: bytes, text: bytes, signature: bytes) -> bool:
    """Say the same again without working it out: eight milliseconds, for each case on a list of cases."""
    return signed_by(key, text, signature)
