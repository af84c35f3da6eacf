"""Persons: a supervisor at the floor, and whether a case is theirs to answer (P8, P9, P20)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from assistant.call.ladder import BILL, instructors
from assistant.floor.seen import Seen
from assistant.floor.waits import FLOOR
from assistant.journal.people import same_name
from assistant.journal.verify.signers import SUPERVISOR, Signers


@dataclass(frozen=True, slots=True)
class Supervisor:
    """Who sits at the floor: a pseudonym, a name where one is known, and the rung a seat has registered."""

    pseudonym: str
    name: str = ""
    rung: str = ""
    public: bytes = b""


def signer_at(signers: Signers | None, who: Supervisor) -> Supervisor:
    """Return somebody as a seat has registered them; without a rung where they are no supervisor there."""
    role, rung, public = signers.people.get(who.pseudonym, ("", "", b"")) if signers else ("", "", b"")
    return replace(who, rung=rung, public=public) if role == SUPERVISOR else replace(who, rung="", public=b"")


def barred(seen: Seen, who: Supervisor) -> str | None:
    """Return why this supervisor may not answer a case, as the code of a sentence; None where they may.

    An order to bill binds here whoever gave it: what else they said is no reason to ask somebody else.
    """
    return _stranger(seen, who) or ("instructed" if _is_one(who, instructors(seen.case)) or _floor(seen, who) else None)


def barred_alert(seen: Seen, who: Supervisor) -> str | None:
    """Return why this supervisor may not take an alert up: any instruction of theirs, one withdrawn since too (P20)."""
    said = ((each.by, each.name) for _, each in seen.given())
    return barred(seen, who) or ("instructed" if _is_one(who, said) else None)


def _stranger(seen: Seen, who: Supervisor) -> str | None:
    if not who.rung:
        return "not_registered"
    return "operator" if who.pseudonym in {each.actor for each in seen.history} else None


def _is_one(who: Supervisor, said: Iterable[tuple[str, str]]) -> bool:
    return any(rung == who.rung or same_name(name, who.name) for rung, name in said)


def _floor(seen: Seen, who: Supervisor) -> bool:
    """Whether they answered from the floor that it is to be billed."""
    answered = (each.data for each in seen.history if each.kind == FLOOR)
    return any(each.get("by") == who.pseudonym and each.get("says") == BILL for each in answered)
