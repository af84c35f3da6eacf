"""What an instruction comes to, once recorded: both sides, and whether to follow it, ask first, or wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.rules.policy import Ruling
from assistant.screens.columns import Role, Row, Span, line, row, wrap
from assistant.screens.conclusion import stop_rule

if TYPE_CHECKING:
    from assistant.call.brief import Brief
    from assistant.desk import Desk
    from assistant.screens.question import Room
    from assistant.screens.words import Wording

FOLLOW, CONFIRM_FIRST, WAIT = "follow", "confirm", "wait"
_BILL = "bill"


def standing(desk: Desk) -> str:
    """Return whether the last instruction may be followed, must be confirmed first, or waits for the decision.

    One that says to bill is confirmed in writing as long as the case does not come to that
    (A3); one that says not to, where the case comes to billing, is asked about as well.
    """
    verdict = desk.verdict
    if verdict.call_waits:
        return CONFIRM_FIRST
    if not verdict.settled:
        return WAIT
    bills = any(decision.ruling is Ruling.BILL for _, decision in verdict.lines)
    said = desk.case.instructions[-1].says
    return FOLLOW if bills == (said == _BILL) else CONFIRM_FIRST


def advice(desk: Desk, brief: Brief, room: Room) -> list[Row]:
    """Return the check of the last instruction as rows; a key puts it away."""
    words, cells = room.words, room.cells
    last, stands = desk.case.instructions[-1], standing(desk)
    role = next((rung.role.of(words.lang) for rung in desk.policy.ladder if rung.id == last.by), last.by)
    said = words.say("advice.said", role=role, says=words.say(f"says.{last.says}"), n=len(desk.case.instructions))
    rows = [line(f" {words.say('advice.title')}", cells, Role.TITLE), line(f"  {said}", cells)]
    rows.append(row((Span("  "), Span(f" {words.say(f'advice.{stands}')} ", Role.BANNER)), cells))
    if stands != FOLLOW:
        not_yet = [line(f"  {each}", cells, Role.STOP) for each in wrap(words.say("advice.not_yet"), cells - 3)]
        rows += stop_rule(desk, words, cells) or not_yet
    why = wrap(words.say("advice.why", why=_why(desk, stands, room)), cells - 3)
    rows += [line(f"  {each}", cells) for each in why]
    for side in (_BILL, "customer"):
        rows += _side(brief, side, room)
    return [*rows, line(f"  {words.say('advice.next')}", cells, Role.KEY)]


def _why(desk: Desk, stands: str, room: Room) -> str:
    """Return the reason: what has to be done first, else why the case comes to what it does."""
    lang = room.words.lang
    done = [each.do.of(lang) for each in desk.verdict.actions if each.confirms]
    reasons = [each.reason.of(lang) for _, decision in desk.verdict.lines for each in decision.rules]
    asked = [desk.policy.facts[desk.verdict.ask.fact].label.of(lang)] if desk.verdict.ask else []
    waits = [room.words.say("advice.open", fact=each) for each in asked]
    found = {CONFIRM_FIRST: [*done, *reasons], WAIT: [*waits, *reasons], FOLLOW: reasons}[stands]
    return found[0] if found else ""


def _side(brief: Brief, side: str, room: Room) -> list[Row]:
    """Return the first argument of a side, and whether it holds here."""
    words, cells = room.words, room.cells
    mine = [each for each in brief.arguments if (each.argument.side == _BILL) is (side == _BILL)]
    if not mine:
        return []
    first = max(mine, key=lambda each: (each.holds is True, each.holds is None))
    holds = {True: "yes", False: "no", None: "open"}[first.holds]
    text = words.say(
        f"advice.side.{side}", claim=first.argument.claim.of(words.lang), holds=words.say(f"brief.holds.{holds}")
    )
    return [line(f"  {each}", cells, Role.DIM) for each in wrap(text, cells - 3)[:2]]


def short(desk: Desk, words: Wording) -> str:
    """Return the check in a few words, for the line that says what was recorded."""
    return words.say(f"advice.{standing(desk)}")
