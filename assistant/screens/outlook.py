"""The lower edge of a call: what is still possible, what may be said, what would change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.screens import seen
from assistant.screens.columns import Role, Row, Span, ends, fit, row

if TYPE_CHECKING:
    from assistant.call.brief import Brief
    from assistant.call.case import ChargeLine
    from assistant.desk import Desk
    from assistant.rules.decision import Decision
    from assistant.screens.stage import View
    from assistant.screens.words import Wording

_LABEL = 10


def outlook(desk: Desk, brief: Brief, line_id: str | None, view: View) -> list[Row]:
    """Return four rows about the charge line the question is about."""
    charged, decision = _about(desk, line_id)
    return [
        _possible(desk, charged, decision, view),
        _say(brief, view),
        _not_say(brief, view),
        _flips(desk, decision, view),
    ]


def flip_text(desk: Desk, decision: Decision, words: Wording) -> list[str]:
    """Return each change that would turn the decision, and where it would turn."""
    texts = []
    for flip in decision.flips:
        changes = [
            f"{desk.policy.facts[name].label.of(words.lang)}={seen.value(desk.policy.facts[name], to, words)}"
            for name, to in flip.change.items()
            if name in desk.policy.facts
        ]
        texts.append(f"{words.say('call.and').join(changes)} \u2192 {seen.ruling(desk.policy, flip.to, words)}")
    return texts


def _about(desk: Desk, line_id: str | None) -> tuple[ChargeLine, Decision]:
    lines = desk.verdict.lines
    for charged, decision in lines:
        if charged.id == line_id:
            return charged, decision
    return next((each for each in lines if each[1].ruling is None), lines[0])


def _labelled(key: str, spans: list[Span], view: View) -> Row:
    label = fit(view.words.say(f"call.{key}"), _LABEL)
    return row((Span(f" {label}", Role.TITLE), Span(" " * (_LABEL - len_of(label)), Role.PLAIN), *spans), view.width)


def len_of(label: str) -> int:
    """Return the cells of a label."""
    return Span(label).cells


def _possible(desk: Desk, charged: ChargeLine, decision: Decision, view: View) -> Row:
    words = view.words
    names = words.say("call.or").join(seen.ruling(desk.policy, each, words) for each in decision.possible)
    met = sum(need.met is True for need in decision.needs)
    needs = words.say("call.needs", met=met, of=len(decision.needs))
    about = f"{seen.charge(charged, desk.policy, words)}: " if len(desk.case.lines) > 1 else ""
    role = seen.ruling_role(decision.ruling) if decision.ruling else Role.STRONG
    left = _labelled(
        "possible" if decision.ruling is None else "ruled", [Span(about, Role.DIM), Span(names, role)], view
    )
    return ends(left[:-1], (Span(f" {needs} ", Role.DIM),), view.width) if decision.needs else left


def _say(brief: Brief, view: View) -> Row:
    spoken = next((each for each in brief.script if each.kind == "meanwhile" and not each.missing), None)
    spoken = spoken or next((each for each in brief.script if not each.missing), None)
    if spoken is None:
        return _labelled("say", [Span(view.words.say("call.nothing_to_say"), Role.DIM)], view)
    text = spoken.text.split("\n")[0]
    return _labelled("say", [Span(view.words.say("call.quoted", text=text), Role.GOOD)], view)


def _not_say(brief: Brief, view: View) -> Row:
    if not brief.taboos:
        return _labelled("not_say", [], view)
    taboo = brief.taboos[0]
    phrase = (taboo.ja if view.words.lang == "ja" else taboo.en)[0].replace("~", "\u2026")
    spans = [
        Span(view.words.say("call.quoted", text=phrase), Role.STOP),
        Span(" \u2192 ", Role.DIM),
        Span(view.words.say("call.quoted", text=taboo.better.of(view.words.lang))),
    ]
    return _labelled("not_say", spans, view)


def _flips(desk: Desk, decision: Decision, view: View) -> Row:
    texts = flip_text(desk, decision, view.words)
    said = view.words.say("call.semicolon").join(texts) or view.words.say("call.no_flip")
    return _labelled("flips", [Span(said, Role.PLAIN if texts else Role.DIM)], view)
