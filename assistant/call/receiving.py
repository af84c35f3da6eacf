"""Receiving: what an answer from the floor brings with it."""

from __future__ import annotations

from assistant.call.answers import ASK, EscalationAnswered, FromFloor, Reassigned
from assistant.call.case import Case
from assistant.call.events import Event, Moved
from assistant.call.promises import kept_by_reply
from assistant.call.steps import CLOSED, HAND_OVER
from assistant.rules.policy import Policy


def received(policy: Policy, case: Case, event: FromFloor) -> tuple[Event, ...]:
    """Return what is recorded with it: a reply that was waited for, or the step to a handover."""
    if isinstance(event, EscalationAnswered) and event.says != ASK:
        return event, *kept_by_reply(case)
    waits = case.step not in {CLOSED, HAND_OVER} and bool(policy.stages)
    # The step first: nothing before what came from the floor is undone.
    return (Moved(HAND_OVER, "hand_over"), event) if isinstance(event, Reassigned) and waits else (event,)
