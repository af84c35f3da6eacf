"""Undo: the event that takes the last one back. The record keeps both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from assistant.call.case import fold
from assistant.call.events import (
    Answered,
    Event,
    HandedOver,
    Instructed,
    InstructionWithdrawn,
    Moved,
    Replied,
    Told,
    Withdrawn,
)


def undone_by(history: Sequence[Event]) -> tuple[Event, Event] | None:
    """Return the last event that can be taken back, and the event that does it.

    What was itself an undoing is passed over together with what it undid, so that
    undoing again goes one further back. What somebody has heard or answered cannot
    be taken back: nothing before it is undone.
    """
    skip = 0
    for at in range(len(history) - 1, -1, -1):
        event = history[at]
        if isinstance(event, (Told, HandedOver, Replied)):
            return None
        if isinstance(event, Moved) and event.trigger in {"open", "close"}:
            return None
        if isinstance(event, Moved) and event.trigger == "follow":
            continue
        if _undoes(event):
            skip += 1
            continue
        if not isinstance(event, (Answered, Withdrawn, Instructed, Moved)):
            continue
        if skip:
            skip -= 1
            continue
        return event, _reverse(history[:at], event)
    return None


def _reverse(before: Sequence[Event], event: Answered | Withdrawn | Instructed | Moved) -> Event:
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
        case _:
            assert_never(event)


def _undoes(event: Event) -> bool:
    if isinstance(event, Moved):
        return event.trigger == "undo"
    if isinstance(event, (Answered, Withdrawn)):
        return event.undo
    return isinstance(event, InstructionWithdrawn)
