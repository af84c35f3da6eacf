"""The card of one proposal: what was said, what it would answer, and the key of every value.

No key means "yes, as proposed": a value is confirmed by its own key, so that nobody
agrees without having read it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.call.masked import numbers
from assistant.rules.facts import UNKNOWN
from assistant.screens import seen
from assistant.screens.columns import Role, Row, Span, ends, line, row, wrap
from assistant.screens.commands import PICKS, YES_NO
from assistant.screens.question import keyed

if TYPE_CHECKING:
    from assistant.desk import Desk
    from assistant.hearing import Hearing, Waiting
    from assistant.rules.facts import Value
    from assistant.screens.question import Room
    from assistant.screens.words import Wording

_YES_NO = ("yes", "no")


def candidates(desk: Desk, hearing: Hearing, waiting: Waiting) -> dict[str, Value]:
    """Return the keys of a card and the value each confirms."""
    spec = desk.policy.facts[waiting.fact]
    keys: dict[str, Value] = dict(keyed(spec))
    if not keys:
        heard = [each.value for each in hearing.together(waiting) if each.value is not None]
        keys = dict(zip(PICKS, dict.fromkeys(heard), strict=False))
    if set(spec.values) == set(_YES_NO):
        keys |= dict(zip(YES_NO, _YES_NO, strict=True))
    return keys


def card(desk: Desk, hearing: Hearing, waiting: Waiting, room: Room) -> list[Row]:
    """Return the card as rows; what is proposed is marked, and nothing is chosen for anybody."""
    words, cells = room.words, room.cells
    spec = desk.policy.facts[waiting.fact]
    title = words.say("talk.card", n=len(hearing.waiting))
    reason = Span(f"{words.say(f'reason.{_reason(hearing, waiting)}')} ", Role.WARN)
    rows = [ends((Span(f" {title}", Role.TITLE),), (reason,), cells)]
    before, marked, after = (numbers(part) for part in waiting.marked)
    quote = words.say("call.quoted", text=f"{before}{words.say('talk.mark', text=marked)}{after}")
    rows += [line(f"  {each}", cells, Role.STRONG) for each in wrap(quote, cells - 3)[: _quote_rows(room)]]
    rows += _against(desk, hearing, waiting, words, cells)
    rows.append(line(f"  {words.say('talk.about', fact=spec.label.of(words.lang))}", cells, Role.TITLE))
    for key, value in candidates(desk, hearing, waiting).items():
        if key not in YES_NO:
            rows.append(
                _answer(key, seen.value(spec, value, words), value == waiting.value and bool(spec.values), room)
            )
    last = (("u", seen.value(spec, UNKNOWN, words)), ("x", words.say("talk.reject")), ("c", words.say("talk.later")))
    return [*rows, row([each for key, text in last for each in (Span(f"   {key} ", Role.KEY), Span(text))], cells)]


def _quote_rows(room: Room) -> int:
    return max(1, room.height // 4)


def _answer(key: str, text: str, proposed: bool, room: Room) -> Row:  # noqa: FBT001  # what is drawn, not a switch
    mark = Span(f" {room.words.say('talk.proposed')}", Role.KEY) if proposed else Span("")
    return row((Span(f"   {key} ", Role.KEY), Span(text, Role.STRONG if proposed else Role.PLAIN), mark), room.cells)


def _reason(hearing: Hearing, waiting: Waiting) -> str:
    """Return why a proposal is to be read with care; a record that says otherwise comes first."""
    return "conflict" if hearing.recorded(waiting) is not None or waiting.registered else waiting.proposal.reason


def _against(desk: Desk, hearing: Hearing, waiting: Waiting, words: Wording, cells: int) -> list[Row]:
    """Return what is recorded or registered against the claim: the check for a registration error."""
    texts = []
    held = hearing.recorded(waiting)
    if held is not None:
        value = seen.value(desk.policy.facts[waiting.fact], held.value, words)
        texts.append(words.say("talk.against", value=value, evidence=seen.evidence(held, words)))
    if waiting.registered is not None:
        charged = seen.charge(desk.case.line(waiting.registered), desk.policy, words)
        texts.append(words.say("talk.registered", charge=charged))
    return [line(f"  {each}", cells, Role.STOP) for text in texts for each in wrap(text, cells - 3)]
