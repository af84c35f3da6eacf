"""The two rows that say where we are: the case and its clock, and the steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from assistant.call.steps import order_of
from assistant.screens import seen
from assistant.screens.columns import Role, Row, Span, ends, row
from assistant.screens.due import due_text

if TYPE_CHECKING:
    from datetime import timedelta

    from assistant.desk import Desk
    from assistant.screens.stage import View
    from assistant.screens.words import Wording

_MINUTE = 60
_ROOMY = 72
_MARK = 1


def head(desk: Desk, view: View, waiting: int = 0) -> Row:
    """Return the case, what waits for a person, how much is recorded, and how long the call has run."""
    words = view.words
    first = desk.case.lines[0] if desk.case.lines else None
    about = seen.charge(first, desk.policy, words) if first else ""
    clock = words.say("call.clock", time=clock_text(view.now - desk.opened_at))
    recorded = words.say("call.recorded", n=desk.case.events)
    left = [Span(f" {desk.case_id}  ", Role.HEAD), *_about(desk, about, words)]
    due = due_text(desk.case, view.now, words)
    promised = Span(f" {due} " if due else "", Role.HEAD_KEY)
    heard = Span(f" {words.say('call.heard', n=waiting)} " if waiting else "", Role.HEAD_KEY)
    last = (
        promised,
        heard,
        Span(f" {recorded}  {clock} ", Role.HEAD),
    )
    return ends(left, last, view.width, Role.HEAD)


def _about(desk: Desk, charge: str, words: Wording) -> list[Span]:
    """Return what the case is about and whether it counts: on a pretended day, before what may be cut."""
    if desk.case.example:
        mark, role = words.say("call.example"), Role.HEAD
    elif not desk.policy.reviewed_by:
        mark, role = words.say("call.unsigned"), Role.WARN
    else:
        mark, role = words.say("call.signed", by=desk.policy.reviewed_by), Role.HEAD
    if desk.pretended is None:
        return [Span(charge, Role.HEAD), Span(f"  {mark}", role)]
    day = words.say("call.pretended", day=desk.pretended)
    return [Span(f"{day}  ", Role.WARN), Span(f"{mark}  ", role), Span(charge, Role.HEAD)]


def clock_text(since: timedelta) -> str:
    """Return a length of time as minutes and seconds."""
    seconds = max(0, int(since.total_seconds()))
    return f"{seconds // _MINUTE:02}:{seconds % _MINUTE:02}"


def steps(desk: Desk, view: View) -> Row:
    """Return the steps: those done with a tick, the one we are at marked."""
    path = order_of(desk.policy.stages)
    if desk.case.step not in path:
        text = f"{name(desk.case.step, desk, view.words)}  {view.words.say('call.resume')}"
        return row((Span(" "), Span(text, Role.WARN)), view.width)
    here = desk.case.step
    done = {step for at, step in enumerate(path) if _done(desk, step, at < path.index(desk.case.step))}
    names = [name(step, desk, view.words) for step in path]
    roomy = view.width >= _ROOMY
    between = " \u2500 " if sum(cell_len(each) + _MARK for each in names) + 3 * len(path) < view.width else "\u2500"
    spans = [Span(" ")]
    for at, step in enumerate(path):
        if not roomy and abs(at - path.index(here)) > 1:
            continue
        mark = "\u25cf" if step == here else "\u2713" if step in done else ""
        spans += [Span(f"{names[at]}{mark}", Role.TITLE if step == here else Role.DIM), Span(between, Role.DIM)]
    so_far = Span(f" {path.index(here) + 1}/{len(path)} ", Role.DIM)
    fits = sum(each.cells for each in spans[:-1]) + so_far.cells <= view.width
    return ends(spans[:-1], (so_far,) if fits else (), view.width)


def _done(desk: Desk, step: str, behind: bool) -> bool:  # noqa: FBT001  # where the case stands, not a switch
    """Whether a step lies behind us: passed, or with answers and nothing left to ask."""
    if behind or step not in desk.policy.stages:
        return behind
    mine = {each.id for each in desk.policy.facts.values() if (each.asked_in or each.stage) == step}
    known = {name for line in desk.case.lines for name in desk.case.facts_of(line)}
    open_ones = {name for _, decision in desk.verdict.lines for name in decision.relevant}
    gates = {each.id for each in desk.policy.facts.values() if each.gate and each.id in mine}
    return bool(mine & known) and not mine & open_ones and gates <= known


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
