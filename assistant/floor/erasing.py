"""Erasing: what a seat asks to erase, and the statement a supervisor signs under it from the floor."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from assistant.call.steps import CLOSED, NotNow
from assistant.floor.persons import Supervisor, barred
from assistant.floor.seen import Seen
from assistant.journal import answering
from assistant.journal.answering import Cover, Signer
from assistant.journal.keyring import Key, NoKey
from assistant.journal.letters import Letter
from assistant.journal.verify.signers import AGREED, statement_of

ASKED = "erasure.asked"


def wish(seen: Seen) -> Mapping[str, Any] | None:
    """Return the last wish to erase words of a case that nobody has agreed to yet."""
    found: Mapping[str, Any] | None = None
    for each in seen.own:
        if each.kind in {ASKED, AGREED}:
            found = each.data if each.kind == ASKED else None
    return found


def statement(seen: Seen) -> str:
    """Return what is signed, word for word as the seat puts it: also how far the case had come; or raise NotNow."""
    asked = wish(seen)
    if asked is None:
        raise NotNow("floor_not_asked")
    return statement_of(AGREED, {**asked, "since": len(seen.history)})


def confirm(seen: Seen, who: Supervisor, key: Key, now: datetime) -> Letter:
    """Sign that words of a closed case may be erased, as its seat asked; or raise NotNow. It takes another person."""
    stated, asked = statement(seen), wish(seen) or {}
    code = barred(seen, who)
    if code is not None or who.pseudonym == asked.get("by"):
        raise NotNow(f"floor_{code or 'one_person'}")
    if seen.case.step != CLOSED:
        raise NotNow("floor_not_closed")
    if key.public() != who.public:
        raise NoKey("another")
    cover = Cover.new(seen.journal, seen.case_id, now)
    signer = Signer(who.pseudonym, who.rung, key, who.name)
    return answering.erasure_confirmed(cover, signer, str(asked.get("basis", "")), stated)
