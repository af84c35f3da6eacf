"""Answering: each kind of letter, made and signed. Whoever sends it opens the key and says what time it is."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from assistant.call.events import encode
from assistant.call.signed import OverrideSigned
from assistant.journal.ids import Ids
from assistant.journal.keyring import Key
from assistant.journal.letters import WORDS_MAX, Letter
from assistant.journal.people import NAME_MAX
from assistant.journal.record import epoch_ms, stamp
from assistant.journal.verify.signers import (
    ANSWERED,
    OVERRIDE,
    REASSIGNED,
    TAKEN,
    bound_of,
    confirmed_text,
    signed_text,
)
from assistant.rules.clean import clean

CONFIRMS = "erasure.confirmed"
RECEIPT = "floor.receipt"
_SALT_BYTES = 32


@dataclass(frozen=True, slots=True)
class Cover:
    """What every letter has: where it goes, when it was signed, its own id, and the salt of its words."""

    journal: str
    case: str
    at: str
    letter: str
    salt: str

    @classmethod
    def new(cls, journal: str, case: str, moment: datetime) -> Cover:
        """Return the cover of a letter never sent before."""
        letter = Ids().next(epoch_ms(moment))
        return cls(journal, case, stamp(moment), letter, os.urandom(_SALT_BYTES).hex())


@dataclass(frozen=True, slots=True)
class Signer:
    """A supervisor with the key open: pseudonym and rung as registered at the seat, and the name to be shown."""

    by: str
    rung: str
    key: Key
    name: str = ""


def answered(cover: Cover, who: Signer, says: str, since: int, words: str = "") -> Letter:
    """Answer a case as it stood after so many events: bill, do_not_bill, or ask."""
    return _letter(cover, who, ANSWERED, {"says": says, "since": since}, {"name": _name(who), "words": words})


def reassigned(cover: Cover, who: Signer, to: str, words: str = "") -> Letter:
    """Give a case to another operator."""
    return _letter(cover, who, REASSIGNED, {"to": to}, {"words": words})


def alert_taken(cover: Cover, who: Signer, what: str) -> Letter:
    """Say that an alert is looked after; it stays in sight."""
    return _letter(cover, who, TAKEN, {"what": what}, None)


def override(cover: Cover, who: Signer, unsigned: OverrideSigned) -> Letter:
    """Sign that a line on hold may be billed, as `telling.to_sign` worked it out at the floor."""
    told = encode(unsigned)
    text = signed_text(cover.journal, cover.case, OVERRIDE, told.data)
    signed = encode(replace(unsigned, signature=who.key.sign(text)))
    return Letter(cover.letter, cover.journal, cover.case, OVERRIDE, signed.data, signed.private)


def erasure_confirmed(cover: Cover, who: Signer, basis: str, statement: str) -> Letter:
    """Confirm what a seat asked to erase; the signature is the one that `people.confirm` gives."""
    text = confirmed_text(cover.journal, who.by, statement)
    told = {"basis": basis, "by": who.by, "statement": statement, "letter": cover.letter, "at": cover.at}
    return Letter(cover.letter, cover.journal, cover.case, CONFIRMS, {**told, "signature": who.key.sign(text)})


def _name(who: Signer) -> str:
    return " ".join(clean(who.name, NAME_MAX).split())


def _letter(cover: Cover, who: Signer, kind: str, said: Mapping[str, Any], private: Mapping[str, str] | None) -> Letter:
    told = {**said, "by": who.by, "rung": who.rung, "letter": cover.letter, "at": cover.at}
    words = {name: clean(value, WORDS_MAX) for name, value in (private or {}).items() if value}
    if private is not None:
        words["salt"] = cover.salt
        told["bound"] = bound_of(words)
    text = signed_text(cover.journal, cover.case, kind, told)
    return Letter(cover.letter, cover.journal, cover.case, kind, {**told, "signature": who.key.sign(text)}, words)
