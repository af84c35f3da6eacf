"""The strip over a drill: that it is one, its clock, and what was said last. Never drawn over a real call."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.drills.score import HINT_COSTS, seconds_for
from assistant.drills.voices import BOSS, CUSTOMER, HINT, RECORD, TRAINEE
from assistant.drills.words import say as of_drills
from assistant.screens.casehead import clock_text
from assistant.screens.columns import MORE, Role, Row, Span, ends, fill, line, row, wrap

if TYPE_CHECKING:
    from assistant.drills.play import Play
    from assistant.drills.voices import Utterance
    from assistant.screens.stage import View
    from assistant.screens.words import Wording

ROWS, ROWS_TALL = 3, 8
"""How many rows of what was said stand over the call, and how many on a tall screen."""

TALL = 32
_ROOMY, _WIDE = 100, 72
_ROLES = {CUSTOMER: Role.STRONG, BOSS: Role.WARN, RECORD: Role.PLAIN, TRAINEE: Role.DIM, HINT: Role.KEY}


def band(play: Play, view: View, waiting: int = 0) -> Row:
    """Return the row that says this is a drill: its mode, the customer's patience, the hints and the clock."""
    words = view.words
    seconds, limit = play.clock.seconds(), seconds_for(play.scenario)
    clock = words.say("drill.clock", time=_clock(seconds), limit=_clock(limit))
    patience = words.say("drill.patience", left=play.patience, of=play.scenario.customer.patience)
    left = [
        Span(f" {words.say('drill.mark')} ", Role.BANNER),
        Span(f" {of_drills(f'mode.{play.mode}', words.lang)} ", Role.HEAD_KEY),
        Span(f"  {patience}" if view.width >= _WIDE else "", Role.HEAD),
    ]
    if play.hints:
        left.append(Span(f"  {words.say('drill.hints', n=play.hints, off=play.hints * HINT_COSTS)}", Role.HEAD))
    unrecorded = play.unrecorded if play.helped else 0
    orders = Span(f" {words.say('drill.unrecorded', n=unrecorded)} " if unrecorded else "", Role.HEAD_KEY)
    heard = Span(f" {words.say('call.heard', n=waiting)} " if waiting else "", Role.HEAD_KEY)
    recorded = f" {words.say('call.recorded', n=play.desk.case.events)} " if view.width >= _ROOMY else ""
    late = Role.HEAD_KEY if seconds > limit else Role.HEAD
    last = (orders, heard, Span(recorded, Role.HEAD), Span(f" {clock} ", late))
    return ends(left, last, view.width, Role.HEAD)


def last_said(play: Play, view: View) -> list[Row]:
    """Return the last things said, the newest lowest, in always the same number of rows."""
    height = rows_of(view)
    shown: list[Row] = []
    for each in reversed(play.said):
        rows = said_rows(each, view.words, view.width)
        if shown and len(shown) + len(rows) > height:
            break
        shown = [*rows, *shown]
    if len(shown) > height:
        more = Span(f"{MORE} o ", Role.KEY)
        shown = [*shown[: height - 1], ends(shown[height - 1][:-1], (more,), view.width)]
    return fill(shown, height, view.width)


def rows_of(view: View) -> int:
    """Return how many rows of what was said there is room for."""
    return ROWS_TALL if view.height >= TALL else ROWS


def said_rows(each: Utterance, words: Wording, cells: int) -> list[Row]:
    """Return one thing that was said: who, then their words."""
    who, name = of_drills(f"who.{each.who}", words.lang), each.name.of(words.lang)
    head = f" {name if name and each.who != CUSTOMER else who}> "
    role = _ROLES[each.who]
    label = Span(head, Role.TITLE)
    first, *rest = wrap(each.text.of(words.lang), max(cells - label.cells - 1, 10)) or [""]
    under = " " * label.cells
    return [row((label, Span(first, role)), cells), *(line(f"{under}{part}", cells, role) for part in rest)]


def _clock(seconds: int) -> str:
    return clock_text(timedelta(seconds=seconds))
