"""Waits: which rung a case waits for, and why. Pure: the ladder says who, the record says since when.

A case waits for the rung its verdict names; for the one it was handed to; and for the one
the confirmation mail went to. Never for a rung that said bill: it is passed over (P8, P20).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.call.ladder import BILL, deciding, instructors
from assistant.call.steps import HAND_OVER
from assistant.floor.seen import Seen
from assistant.journal.record import Entry
from assistant.rules.policy import Policy, Ruling

STOP, HANDED, MAIL, HELD = "stop", "handed", "mail", "held"
"""The customer call stands still; the case was handed over; a mail is not answered; a rule holds a line for a rung."""

GIVEN, ANSWERED, FLOOR = "instruction.given", "instruction.confirmed", "escalation.answered"
_MAILED, _HANDED = "mail.drafted", "case.handed_over"
ASK = "ask"
_FACTS = frozenset({"fact.answered", "fact.withdrawn", "line.added"})


@dataclass(frozen=True, slots=True)
class Wait:
    """A rung somebody waits for, why, and since which event."""

    why: str
    rung: str
    since: str
    seq: int


def waits(seen: Seen) -> tuple[Wait, ...]:
    """Return whom a case waits for, the longest first; nobody where it is closed.

    While the operator is asked back, it waits for no rung up to the one that asked: a question from below hides
    nothing from above.
    """
    if not seen.open or seen.policy is None:
        return ()
    gave = {by for by, _ in instructors(seen.case)}
    asked = max((rank(seen.policy, each.rung) for each in seen.case.questions), default=-1)
    found = (each for each in _all(seen, seen.policy) if each.rung not in gave and rank(seen.policy, each.rung) > asked)
    return tuple(sorted(found, key=lambda each: each.seq))


def asked_back(seen: Seen) -> bool:
    """Whether a supervisor asked something the operator has not answered yet."""
    return bool(seen.case.questions)


def rank(policy: Policy, rung: str) -> int:
    """Return how high a rung stands among those that decide; one that does not, or is unknown, below all."""
    order = [each.id for each in deciding(policy)]
    return order.index(rung) if rung in order else -1


def _all(seen: Seen, policy: Policy) -> Iterator[Wait]:
    verdict, case = seen.verdict, seen.case
    rung = verdict.rung.id if verdict and verdict.rung else ""
    if verdict is not None and verdict.call_waits and rung:
        yield from _since(seen, STOP, rung, _billing(seen))
    elif verdict is not None and rung and _held_for_a_rung(seen):
        yield from _unanswered(seen, policy, HELD, rung, _last(seen, _FACTS))
    if case.handovers and case.step == HAND_OVER:
        yield from _unanswered(seen, policy, HANDED, case.handovers[-1].to, _last(seen, {_HANDED}))
    if case.mails and case.mails[-1].to:
        yield from _unanswered(seen, policy, MAIL, case.mails[-1].to, _last(seen, {_MAILED}))


def _held_for_a_rung(seen: Seen) -> bool:
    verdict = seen.verdict
    if verdict is None:
        return False
    held = (one for line, one in verdict.lines if one.ruling is Ruling.HOLD and not verdict.approved(line.id))
    holding = (rule.rung for one in held for rule in one.rules)
    return any(holding) or any(action.rung for action in verdict.actions)


def _unanswered(seen: Seen, policy: Policy, why: str, rung: str, raised: Entry | None) -> Iterator[Wait]:
    """Yield the wait unless this rung, or one above it, has answered since it was raised."""
    if raised is None:
        return
    later = (each for each in seen.history if each.seq > raised.seq and each.kind in {ANSWERED, FLOOR})
    if any(each.data.get("says") != ASK and _rung_of(policy, each) >= rank(policy, rung) for each in later):
        return
    yield from _since(seen, why, rung, raised)


def _rung_of(policy: Policy, answer: Entry) -> int:
    return rank(policy, str(answer.data.get("rung" if answer.kind == FLOOR else "by", "")))


def _since(seen: Seen, why: str, rung: str, raised: Entry | None) -> Iterator[Wait]:
    at = raised or seen.history[0]
    yield Wait(why, rung, at.at, at.seq)


def _billing(seen: Seen) -> Entry | None:
    """Return the last word that it is to be billed: since then the customer is not called."""
    said = (each for each in seen.history if each.kind in {GIVEN, ANSWERED, FLOOR} and each.data.get("says") == BILL)
    return max(said, key=lambda each: each.seq, default=None)


def _last(seen: Seen, kinds: set[str] | frozenset[str]) -> Entry | None:
    return next((each for each in reversed(seen.history) if each.kind in kinds), None)
