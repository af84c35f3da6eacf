"""What may be recorded of a case: checked before it is written, for afterwards nothing can be changed.

An event that could not be decided on, or put into words, would shut its case for good.
"""

from __future__ import annotations

from collections.abc import Collection

from assistant.call import phrases
from assistant.call.answers import ALERTS, SAYS, AlertTaken, EscalationAnswered, FromFloor, Reassigned
from assistant.call.case import Case
from assistant.call.events import (
    Answered,
    Event,
    HandedOver,
    Instructed,
    LineAdded,
    PromiseMade,
    ProposalAnswered,
    ProposalReopened,
    Replied,
    Ticked,
    Withdrawn,
)
from assistant.call.promises import KINDS, due_of
from assistant.call.signed import OverrideSigned
from assistant.rules.pack_words import TICKS
from assistant.rules.policy import Policy

OUTCOMES = ("confirmed", "corrected", "rejected")
"""What a person may make of what was heard."""


class NotAllowed(ValueError):
    """Something that no key of ours gives: a fault of the caller, not of the operator."""


def check(policy: Policy, case: Case, event: Event) -> None:
    """Raise NotAllowed where this event names what neither the pack nor the case knows."""
    rungs = [rung.id for rung in policy.ladder]
    says = phrases.names("says")
    match event:
        case Answered() | Withdrawn():
            _one_of(event.fact, policy.facts)
            if event.line is not None:
                _one_of(event.line, [line.id for line in case.lines])
            if isinstance(event, Answered) and not policy.facts[event.fact].allows(event.value):
                raise NotAllowed(f"{event.fact}: {event.value!r}")
        case LineAdded():
            if event.line in {line.id for line in case.lines}:
                raise NotAllowed(f"there is a line {event.line!r} already")
        case Instructed() | Replied():
            _one_of(event.by, rungs)
            _one_of(event.says, says)
            if isinstance(event, Instructed):
                _one_of(event.channel, phrases.names("channel"))
        case HandedOver():
            _one_of(event.to, rungs)
        case PromiseMade():
            _one_of(event.what, KINDS)
            due_of(event.due)
            if event.line is not None:
                _one_of(event.line, [line.id for line in case.lines])
        case ProposalAnswered():
            _one_of(event.fact, policy.facts)
            _one_of(event.outcome, OUTCOMES)
        case OverrideSigned():
            _one_of(event.line, [line.id for line in case.lines])
        case EscalationAnswered() | AlertTaken() | Reassigned():
            _from_floor(event, rungs)
        case ProposalReopened():
            _one_of(event.fact, policy.facts)
        case Ticked():
            _one_of(event.what, TICKS)
        case _:
            pass


def _from_floor(event: FromFloor, rungs: Collection[str]) -> None:
    _one_of(event.rung, rungs)
    if isinstance(event, EscalationAnswered):
        _one_of(event.says, SAYS)
    elif isinstance(event, AlertTaken):
        _one_of(event.what, ALERTS)


def _one_of(name: str, known: Collection[str]) -> None:
    if name not in known:
        raise NotAllowed(f"{name!r} is none of {', '.join(known)}")
