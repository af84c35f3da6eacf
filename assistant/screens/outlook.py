"""The lower edge of a call: what is still possible, what may be said, what would change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.rules.policy import Ruling
from assistant.screens import seen
from assistant.screens.columns import Role, Row, Span, ends, pad, row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.call.brief import Brief
    from assistant.call.case import ChargeLine
    from assistant.desk import Desk
    from assistant.rules.decision import Decision
    from assistant.screens.stage import View
    from assistant.screens.words import Wording

_LABEL = 12
TALL = 32
"""From this height on there is air: three rows for each thing instead of one."""

ROOMY = 3


def outlook(desk: Desk, brief: Brief, line_id: str | None, view: View, *, turns: bool = True) -> list[Row]:
    """Return what there is to know about the charge line in question: four rows, more on a tall screen.

    In a drill what would turn the ruling is left out: it is told on demand, at a price.
    """
    charged, decision = _about(desk, line_id)
    many = ROOMY if view.height >= TALL else 1
    saying = _do_next(desk, view) if desk.verdict.settled else _say(brief, view)
    return [
        _next_rung(desk, view) if desk.verdict.settled else _possible(desk, charged, decision, view),
        *saying[:many],
        *_not_say(brief, view, many),
        *(_flips(desk, decision, view, many) if turns else ()),
    ]


def flip_texts(desk: Desk, decision: Decision, words: Wording) -> list[str]:
    """Return where the decision would turn, each ruling once, with the answers that lead there."""
    found: dict[Ruling, list[str]] = {}
    for flip in decision.flips:
        found.setdefault(flip.to, []).append(_change(desk, flip.change, words))
    return [
        words.say("call.flip", change=words.say("call.semicolon").join(changes), to=seen.ruling(desk.policy, to, words))
        for to, changes in found.items()
    ]


def _change(desk: Desk, change: Mapping[str, str], words: Wording) -> str:
    """Return the answers of one flip; facts the pack does not show are left out."""
    facts = desk.policy.facts
    told = [
        f"{facts[name].label.of(words.lang)}={seen.value(facts[name], to, words)}"
        for name, to in change.items()
        if name in facts
    ]
    return words.say("call.both").join(told)


def _about(desk: Desk, line_id: str | None) -> tuple[ChargeLine, Decision]:
    lines = desk.verdict.lines
    for charged, decision in lines:
        if charged.id == line_id:
            return charged, decision
    return next((each for each in lines if each[1].ruling is None), lines[0])


def _labelled(key: str, spans: list[Span], view: View, last: tuple[Span, ...] = ()) -> Row:
    label = Span(" " + pad(view.words.say(f"call.{key}"), _LABEL - 1), Role.TITLE)
    return ends((label, *spans), last, view.width) if last else row((label, *spans), view.width)


def _possible(desk: Desk, charged: ChargeLine, decision: Decision, view: View) -> Row:
    words = view.words
    names = words.say("call.or").join(seen.ruling(desk.policy, each, words) for each in decision.possible)
    about = f"{charged.option or seen.charge(charged, desk.policy, words)}  " if len(desk.case.lines) > 1 else ""
    role = seen.ruling_role(decision.ruling) if decision.ruling else Role.STRONG
    spans = [Span(about, Role.DIM), Span(names, role)]
    key = "possible" if decision.ruling is None else "ruled"
    if decision.ruling is not None or Ruling.BILL not in decision.possible:
        return _labelled(key, spans, view)
    met = sum(need.met is True for need in decision.needs)
    needs = Span(f" {words.say('call.needs', met=met, of=len(decision.needs))} ", Role.DIM)
    if sum(each.cells for each in spans) + needs.cells + _LABEL > view.width:
        spans = spans[1:]
    return _labelled(key, spans, view, (needs,))


def _next_rung(desk: Desk, view: View) -> Row:
    """Return whom to ask next; where nobody has to be asked, say so."""
    words, rung = view.words, desk.verdict.rung
    if rung is None:
        return _labelled("rung", [Span(words.say("call.no_rung"), Role.DIM)], view)
    name = words.say("brief.people", role=rung.role.of(words.lang), n=rung.people)
    return _labelled("rung", [Span(name, Role.STRONG), Span(f"  {rung.hours.of(words.lang)}", Role.DIM)], view)


def _say(brief: Brief, view: View) -> list[Row]:
    said = [each for each in brief.script if not each.missing]
    meanwhile = [each for each in said if each.kind == "meanwhile"] or said[:1]
    texts = [part for each in meanwhile for part in each.text.split("\n") if part.strip()]
    if not texts:
        return [_labelled("say", [Span(view.words.say("call.nothing_to_say"), Role.DIM)], view)]
    return _listed("say", [[Span(view.words.say("call.quoted", text=each), Role.GOOD)] for each in texts], view)


def _do_next(desk: Desk, view: View) -> list[Row]:
    words, lifted = view.words, seen.lifted(desk, view.words)
    if view.height < TALL:
        titles = [*lifted, *(each.title.of(words.lang) for each in desk.verdict.actions)]
        said = words.say("call.semicolon").join(titles)
        return [_labelled("do_next", [Span(said or words.say("brief.no_actions"))], view)]
    todo = [[Span(each)] for each in lifted]
    todo += [
        [Span(f"{each.title.of(words.lang)}  "), Span(each.do.of(words.lang), Role.DIM)]
        for each in desk.verdict.actions
    ]
    return _listed("do_next", todo or [[Span(words.say("brief.no_actions"))]], view)


def _not_say(brief: Brief, view: View, many: int) -> list[Row]:
    words = view.words
    taboos = [
        [
            Span(words.say("call.quoted", text=seen.phrase(each, words)), Role.STOP),
            Span(" \u2192 ", Role.DIM),
            Span(words.say("call.quoted", text=each.better.of(words.lang))),
        ]
        for each in brief.taboos[:many]
    ]
    return _listed("not_say", taboos or [[]], view)


def _flips(desk: Desk, decision: Decision, view: View, many: int) -> list[Row]:
    texts = flip_texts(desk, decision, view.words)
    key = "flips" if decision.settled else "settles"
    if not texts:
        return [_labelled(key, [Span(view.words.say("call.no_flip"), Role.DIM)], view)]
    if many == 1:
        return [_labelled(key, [Span(view.words.say("call.gap").join(texts))], view)]
    return _listed(key, [[Span(each)] for each in texts[:many]], view)


def _listed(key: str, each_row: list[list[Span]], view: View) -> list[Row]:
    """Return rows of which only the first carries the label."""
    rows = [_labelled(key, each_row[0], view)]
    return [*rows, *(row((Span(" " * _LABEL), *spans), view.width) for spans in each_row[1:])]
