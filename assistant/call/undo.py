"""Undo: the event that takes the last one back. The record keeps both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeGuard, assert_never

from assistant.call.answers import ASK, EscalationAnswered, Reassigned
from assistant.call.case import fold
from assistant.call.events import (
    Answered,
    Event,
    HandedOver,
    Instructed,
    InstructionWithdrawn,
    Moved,
    ProposalAnswered,
    ProposalReopened,
    Replied,
    Ticked,
    Told,
    Withdrawn,
)

REJECTED = "rejected"
Undoable = Answered | Withdrawn | Instructed | Moved | ProposalAnswered | Ticked
"""What can be taken back."""


def undone_by(history: Sequence[Event]) -> tuple[Event, Event] | None:
    """Return the last event that can be taken back, and the event that does it.

    What was itself an undoing is passed over together with what it undid, so that
    undoing again goes one further back. What somebody has heard or answered cannot
    be taken back: nothing before it is undone.
    """
    skip = 0
    for at in range(len(history) - 1, -1, -1):
        event = history[at]
        if isinstance(event, (Told, HandedOver, Replied, Reassigned)):
            return None
        if isinstance(event, EscalationAnswered) and event.says != ASK:
            return None
        if isinstance(event, Moved) and event.trigger in {"open", "close"}:
            return None
        if isinstance(event, Moved) and event.trigger == "follow":
            continue
        if _undoes(event):
            skip += 1
            continue
        if not _undoable(event):
            continue
        if skip:
            skip -= 1
            continue
        return event, _reverse(history[:at], event)
    return None


def _undoable(event: Event) -> TypeGuard[Undoable]:
    """Whether an event stands alone. What was confirmed or corrected is taken back with its answer."""
    if isinstance(event, ProposalAnswered):
        return event.outcome == REJECTED
    return isinstance(event, (Answered, Withdrawn, Instructed, Moved, Ticked))


def _reverse(before: Sequence[Event], event: Undoable) -> Event:
    case = fold(before)
    match event:
        case Answered(fact, _, _, line) | Withdrawn(fact, line):
            facts = case.facts if line is None else case.line(line).facts
            held = facts.get(fact)
            if held is None:
                return Withdrawn(fact, line, undo=True)
            return Answered(fact, held.value, held.evidence.value if held.evidence else None, line, undo=True)
        case Instructed():
            return InstructionWithdrawn(len(case.instructions))
        case Moved():
            return Moved(case.step, "undo")
        case ProposalAnswered():
            return ProposalReopened(event.claim, event.value, event.fact, event.pattern)
        case Ticked():
            return Ticked(event.what, said=event.what in case.ticked, undo=True)
        case _:
            assert_never(event)


def _undoes(event: Event) -> bool:
    if isinstance(event, Moved):
        return event.trigger == "undo"
    if isinstance(event, (Answered, Withdrawn, Ticked)):
        return event.undo
    return isinstance(event, (InstructionWithdrawn, ProposalReopened))
