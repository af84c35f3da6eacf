"""What the floor answered, as rows: one that matters now, and all of it where an instruction is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.call.masked import MARK
from assistant.screens.columns import Role, Row, Span, ends, line, pad, phrases, row

if TYPE_CHECKING:
    from assistant.desk import Desk
    from assistant.screens.stage import View
    from assistant.screens.words import Wording

_LABEL = 12
_MOST = 3


def mattering(desk: Desk, view: View) -> list[Row]:
    """Return the one row of a call that says what the floor wants, or has said; nothing where it said nothing."""
    if not (desk.case.answers or desk.case.given):
        return []
    from assistant.call import floor_words  # noqa: PLC0415  # few calls need it

    text = floor_words.mattering(desk.scene(view.words.lang))
    if not text:
        return []
    label = Span(" " + pad(floor_words.label(view.words.lang), _LABEL - 1), Role.TITLE)
    loud = desk.case.given or desk.case.questions or desk.verdict.call_waits
    said = Span(text, Role.WARN if loud else Role.GOOD)
    if MARK not in text:
        return [row((label, said), view.width)]
    return [ends((label, said), (Span(f" {view.words.say('veil.hint')} ", Role.KEY),), view.width)]


def told(desk: Desk, words: Wording) -> list[str]:
    """Return what the floor answered, the last first, and not more than a few."""
    if not (desk.case.answers or desk.case.given):
        return []
    from assistant.call import floor_words  # noqa: PLC0415  # few calls need it

    label = floor_words.label(words.lang)
    return [f"{label}  {each}" for each in floor_words.answers(desk.scene(words.lang))[:_MOST]]


def rows(desk: Desk, words: Wording, cells: int) -> list[Row]:
    """Return the same as rows under a ruling."""
    role = Role.WARN if desk.verdict.call_waits or desk.case.given else Role.GOOD
    return [line(f"  {part}", cells, role) for each in told(desk, words) for part in phrases(each, cells - 4)]
