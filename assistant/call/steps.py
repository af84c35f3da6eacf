"""Steps: the way of a case, from verification to closed. A table of routes, and one function.

The first steps are the pack's stages; the tail is always the same. `transitions` is
a guest in `take`: nobody else sees the machine, and it remembers nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

BRIEF = "brief"
CALL = "call"
WRAP_UP = "wrap_up"
CLOSED = "closed"
HOLD = "hold"
HAND_OVER = "hand_over"
TAIL = (BRIEF, CALL, WRAP_UP, CLOSED)


class Route(NamedTuple):
    """One way from a step to another; `needs` names what must be so first."""

    trigger: str
    source: str
    dest: str
    needs: str | None = None


class NotNow(Exception):
    """The operator is early, not wrong. `code` names the sentence that says why."""

    def __init__(self, code: str) -> None:
        """Keep the code; screens and doors put it into words."""
        super().__init__(code)
        self.code = code


def order_of(stages: Iterable[str]) -> tuple[str, ...]:
    """Return all steps on the straight way, first to last."""
    return (*stages, *TAIL)


def routes(stages: tuple[str, ...]) -> tuple[Route, ...]:
    """Return every route for these stages.

    Facts are taken in any order, so going on from a stage asks for nothing; the call
    asks that all lines are settled and that no instruction is waiting for an answer.
    """
    way = order_of(stages)
    needs = {BRIEF: "settled", CALL: "may_call"}
    straight = [Route("go_on", here, there, needs.get(there)) for here, there in pairwise(way)]
    back = [Route("go_back", there, here) for here, there in pairwise(way) if there != CLOSED]
    anywhere = [each for each in way if each != CLOSED]
    held = [Route("put_on_hold", each, HOLD) for each in anywhere]
    handed = [Route("hand_over", each, HAND_OVER) for each in (*anywhere, HOLD)]
    resumed = [Route("resume", each, stages[0]) for each in (HOLD, HAND_OVER)]
    closed = [Route("close", each, CLOSED) for each in (WRAP_UP, HOLD, HAND_OVER)]
    return (*straight, *back, *held, *handed, *resumed, *closed)


def take(stages: tuple[str, ...], step: str, trigger: str, so: frozenset[str]) -> str:
    """Return the step this trigger leads to, or raise NotNow.

    `so` holds what is so now: `settled`, `may_call`.
    """
    walker = _Walker(so)
    machine = _machine(stages)
    machine.add_model(walker, initial=step)
    try:
        moved = trigger in machine.get_triggers(step) and machine.events[trigger].trigger(walker)
    finally:
        machine.remove_model(walker)
    if not moved:
        raise NotNow(_why(stages, step, trigger, so))
    return str(walker.state)


def mermaid(stages: tuple[str, ...]) -> str:
    """Draw the routes, one arrow between two steps, for the docs."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for route in routes(stages):
        label = f"{route.trigger} [{route.needs}]" if route.needs else route.trigger
        arrows.setdefault((route.source, route.dest), []).append(label)
    drawn = [f"{source} --> {dest}: {', '.join(labels)}" for (source, dest), labels in arrows.items()]
    ends = [f"[*] --> {stages[0]}", *drawn, f"{CLOSED} --> [*]"]
    return "\n".join(["stateDiagram-v2", *(f"    {arrow}" for arrow in ends)])


def way_to(stages: tuple[str, ...], step: str, dest: str, so: frozenset[str]) -> tuple[str, ...]:
    """Return the steps passed on the straight way to `dest`, each by its own route, or raise NotNow."""
    order = order_of(stages)
    if step not in order or step == CLOSED:
        raise NotNow("no_way")
    passed: list[str] = []
    while step != dest:
        trigger = "go_on" if order.index(step) < order.index(dest) else "go_back"
        step = take(stages, step, trigger, so)
        passed.append(step)
    return tuple(passed)


def _why(stages: tuple[str, ...], step: str, trigger: str, so: frozenset[str]) -> str:
    for route in routes(stages):
        if route.trigger == trigger and route.source == step and route.needs and route.needs not in so:
            return f"not_{route.needs}"
    return "no_way"


class _Walker:
    """The one who walks: holds what is so, and gets its step from the machine."""

    state: str

    def __init__(self, so: frozenset[str]) -> None:
        self._so = so

    def settled(self) -> bool:
        return "settled" in self._so

    def may_call(self) -> bool:
        return "may_call" in self._so


@cache
def _machine(stages: tuple[str, ...]) -> Any:  # noqa: ANN401  # transitions is loosely typed
    from transitions import Machine  # noqa: PLC0415  # 45 ms that a start must not pay

    listed: list[dict[str, Any]] = [
        {"trigger": r.trigger, "source": r.source, "dest": r.dest, "conditions": r.needs or []} for r in routes(stages)
    ]
    states = [*order_of(stages), HOLD, HAND_OVER]
    return Machine(model=None, states=states, transitions=listed, initial=stages[0], auto_transitions=False)
