"""The two rows that say where we are: the case and its clock, and the steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from assistant.call.steps import order_of
from assistant.screens import seen
from assistant.screens.columns import Role, Row, Span, ends, row

if TYPE_CHECKING:
    from datetime import timedelta

    from assistant.desk import Desk
    from assistant.screens.stage import View
    from assistant.screens.words import Wording

_MINUTE = 60
_ROOMY = 72
_MARK = 1


def head(desk: Desk, view: View) -> Row:
    """Return the case, how much is recorded, and how long the call has run."""
    words = view.words
    first = desk.case.lines[0] if desk.case.lines else None
    about = seen.charge(first, desk.policy, words) if first else ""
    clock = words.say("call.clock", time=clock_text(view.now - desk.opened_at))
    recorded = words.say("call.recorded", n=desk.case.events)
    left = [Span(f" {desk.case_id}  ", Role.HEAD), Span(about, Role.HEAD)]
    if desk.case.example:
        left.append(Span(f"  {words.say('call.example')}", Role.HEAD))
    last = (Span(f" {recorded}  {clock} ", Role.HEAD),)
    return ends(left, last, view.width, Role.HEAD)


def clock_text(since: timedelta) -> str:
    """Return a length of time as minutes and seconds."""
    seconds = max(0, int(since.total_seconds()))
    return f"{seconds // _MINUTE:02}:{seconds % _MINUTE:02}"


def steps(desk: Desk, view: View) -> Row:
    """Return the steps: those behind with a tick, the one we are at marked."""
    path = order_of(desk.policy.stages)
    at = path.index(desk.case.step) if desk.case.step in path else -1
    if at < 0:
        return row((Span(" "), Span(name(desk.case.step, desk, view.words), Role.WARN)), view.width)
    roomy = view.width >= _ROOMY
    names = [name(step, desk, view.words) for step in path]
    between = " \u2500 " if sum(cell_len(each) + _MARK for each in names) + 3 * len(path) < view.width else "\u2500"
    spans = [Span(" ")]
    for place in range(len(path)):
        if not roomy and place not in {at - 1, at, at + 1}:
            continue
        mark = "\u2713" if place < at else "\u25cf" if place == at else ""
        role = Role.TITLE if place == at else Role.DIM
        spans += [Span(f"{names[place]}{mark}", role), Span(between, Role.DIM)]
    so_far = Span(f" {at + 1}/{len(path)} ", Role.DIM)
    fits = sum(each.cells for each in spans[:-1]) + so_far.cells <= view.width
    return ends(spans[:-1], (so_far,) if fits else (), view.width)


def name(step: str, desk: Desk, words: Wording) -> str:
    """Return the name of a step: the pack's for its own stages, ours for the fixed tail."""
    stage = desk.policy.stages.get(step)
    return stage.of(words.lang) if stage else words.say(f"step.{step}")


def crossed(view: View, at: int | None, mark: str) -> Row:
    """Return a rule with a crossing where a column rule begins or ends."""
    if at is None:
        return row((Span("\u2500" * view.width, Role.DIM),), view.width)
    text = "\u2500" * at + mark + "\u2500" * (view.width - at - 1)
    return row((Span(text, Role.DIM),), view.width)
