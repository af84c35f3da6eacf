"""`assistant pack explain`: why a case is ruled as it is, in one line, with reasons, or as the whole proof."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from assistant import shelf
from assistant.call.answer import decision_json, words_json
from assistant.call.case import ChargeLine
from assistant.call.verdict import judge_case, kind_of
from assistant.doors import clock
from assistant.doors.case_input import USAGE, complain, write_json
from assistant.doors.languages import lang_option
from assistant.doors.one_case import find
from assistant.doors.pack_opened import json_option
from assistant.doors.words import say
from assistant.rules.clean import show
from assistant.rules.compile import Rulebook
from assistant.rules.decision import Decision
from assistant.rules.facts import UNKNOWN
from assistant.rules.in_words import in_words
from assistant.rules.policy import Policy
from assistant.rules.trace import Heard, trace

HOW = ("line", "reasons", "proof")


@click.command(epilog="Example:  assistant pack explain case.json --how proof --lang en")
@click.argument("case", metavar="FILE|-|CASE_ID")
@click.option("--pack", metavar="NAME|DIR", help="Explain by this pack instead of the one a stated case names.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Folder of the record.")
@click.option("--how", type=click.Choice(HOW), default="reasons", show_default=True, help="How much is said.")
@json_option
@lang_option
def explain(case: str, pack: str | None, data: Path | None, how: str, as_json: bool, lang: str) -> None:  # noqa: FBT001, PLR0913, PLR0917  # click hands every option over
    """Say why a case is ruled as it is: in one line, with reasons and citations, or with every rule's say."""
    try:
        found = find(case, pack, data, clock.today(), lang)
    except shelf.NotLoaded as error:
        complain(tuple(error.problems), lang)
        sys.exit(USAGE)
    book = found.judge.book
    policy = book.policy
    verdict = judge_case(found.judge, found.case, found.today)
    if as_json:
        lines = [_json(_heard(book, line, decision), line, decision) for line, decision in verdict.lines]
        write_json({"id": found.id, "pack": policy.id, "version": policy.version, "charges": lines}, compact=False)
        return
    for line, decision in verdict.lines:
        for text in explained(book, line, decision, how, lang):
            click.echo(show(text))


def explained(book: Rulebook, line: ChargeLine, decision: Decision, how: str, lang: str) -> Iterator[str]:
    """Walk the explanation of one charge line, the line that sums it up first."""
    policy = book.policy
    yield _summary(policy, line, decision, lang)
    if how == "line":
        return
    for rule in decision.rules:
        yield say("explain.reason", lang, rule=rule.id, reason=rule.reason.of(lang))
    for each in decision.citations:
        source = each.source
        key = say(f"date_key.{source.key}", lang)
        law, article, gist = (words.of(lang) for words in (source.law, source.article, source.gist))
        sure = say(f"confidence.{source.confidence}", lang)
        yield say("explain.citation", lang, law=law, article=article, gist=gist, key=key, on=each.on, sure=sure)
    if how == "proof":
        yield from _proof(policy, _heard(book, line, decision), decision, lang)


def _summary(policy: Policy, line: ChargeLine, decision: Decision, lang: str) -> str:
    about = line.option or policy.lines[line.charge_line].of(lang) if line.charge_line in policy.lines else line.id
    if decision.ruling is None:
        possible = say("explain.or", lang).join(policy.rulings[each].of(lang) for each in decision.possible)
        ask = policy.facts[decision.ask].label.of(lang) if decision.ask else ""
        return say("explain.open", lang, about=about, possible=possible, ask=ask)
    because = ", ".join(_fact(policy, name, decision.known[name], lang) for name in decision.because)
    rules = ", ".join(dict.fromkeys(rule.name for rule in decision.rules))
    ruling = policy.rulings[decision.ruling].of(lang)
    return say(
        "explain.settled" if because else "explain.bare", lang, about=about, ruling=ruling, because=because, rules=rules
    )


def _proof(policy: Policy, said: tuple[Heard, ...], decision: Decision, lang: str) -> Iterator[str]:
    yield say("explain.regime", lang, regime=decision.regime or say("explain.any_regime", lang))
    layer = ""
    for heard in said:
        if heard.rule.layer != layer:
            layer = heard.rule.layer
            yield say("explain.layer", lang, layer=layer)
        yield say("explain.heard", lang, rule=heard.rule.id, what=_said(policy, heard, decision, lang))
    for flip in decision.flips:
        change = ", ".join(_fact(policy, name, value, lang) for name, value in flip.change.items())
        yield say("explain.flip", lang, change=change, to=policy.rulings[flip.to].of(lang))


def _heard(book: Rulebook, line: ChargeLine, decision: Decision) -> tuple[Heard, ...]:
    return tuple(trace(book.tables[kind_of(line, book.policy)], decision.known))


def _said(policy: Policy, heard: Heard, decision: Decision, lang: str) -> str:
    if heard.later and heard.holds is not False:
        return say("explain.later", lang)
    if heard.holds:
        return say("explain.speaks", lang, ruling=policy.rulings[heard.rule.ruling].of(lang))
    name = heard.by or ""
    if heard.holds is None:
        return say("explain.waits", lang, fact=_label(policy, name, lang))
    return say("explain.silent", lang, fact=_fact(policy, name, decision.known.get(name, UNKNOWN), lang))


def _label(policy: Policy, name: str, lang: str) -> str:
    spec = policy.facts.get(name) or policy.facts[policy.basis]  # of the regime: what it is told by
    return spec.label.of(lang)


def _fact(policy: Policy, name: str, value: str, lang: str) -> str:
    return in_words(policy, {name: value}).of(lang)


def _json(said: tuple[Heard, ...], line: ChargeLine, decision: Decision) -> dict[str, Any]:
    proof = [
        {
            "rule": each.rule.id,
            "layer": each.rule.layer,
            "holds": each.holds,
            "by": each.by,
            "later": each.later,
            "reason": words_json(each.rule.reason),
        }
        for each in said
    ]
    return {**decision_json(line.id, decision), "because": list(decision.because), "proof": proof}
