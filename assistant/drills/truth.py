"""The truth of a scenario: what the case comes to once everything that can be told has been told.

Pure: no desk and no journal. A score is held against this, never against one way of playing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType

from assistant.call.case import Case, ChargeLine
from assistant.call.events import Instructed, Replied
from assistant.call.verdict import Verdict, judge_case
from assistant.drills.scenario import Boss, Scenario, Telling
from assistant.rules.decision import Judge
from assistant.rules.facts import UNKNOWN, Evidence, Fact, Facts
from assistant.rules.policy import FactSpec, Policy

SPEAKER = "speaker"
VERIFIED = frozenset({"contract_holder_verified", "agent_verified"})


def told(scenario: Scenario) -> Iterable[Telling]:
    """Return everything that can be told: what our records show stands after what is claimed."""
    return (*scenario.customer.knows, *scenario.records)


def lines_of(scenario: Scenario, spec: FactSpec, telling: Telling) -> tuple[str | None, ...]:
    """Return the lines a telling is taken down on: its own, each of them, or the whole case."""
    if telling.line is not None:
        return (telling.line,)
    return tuple(each.id for each in scenario.lines) if spec.scope == "line" else (None,)


def verified(scenario: Scenario) -> bool:
    """Whether whoever is on the line may hear of the contract, once asked."""
    return scenario.customer.speaker in VERIFIED


def case_of(judge: Judge, scenario: Scenario, *, answered: bool = False) -> tuple[Case, Verdict]:
    """Return the case with all facts in and all superiors heard, before or after their answers."""
    policy = judge.book.policy
    case = _with_facts(policy, scenario)
    heard = tuple(_instructed(each) for each in scenario.bosses if each.instructs)
    replies = tuple(_replied(each) for each in scenario.bosses if each.answers_mail) if answered else ()
    case = replace(case, instructions=heard, replies=replies, set_aside=((),) * len(heard))
    return _without_blanks(judge, scenario, case)


def _instructed(boss: Boss) -> Instructed:
    return Instructed(boss.by, boss.channel, "", boss.says, boss.name.ja, boss.words.ja)


def _replied(boss: Boss) -> Replied:
    return Replied(boss.by, boss.answers, boss.name.ja, boss.replies.ja)


def _with_facts(policy: Policy, scenario: Scenario) -> Case:
    held: dict[str | None, dict[str, Fact]] = {None: {}, **{each.id: {} for each in scenario.lines}}
    held[None][SPEAKER] = Fact(scenario.customer.speaker, Evidence.RECORD)
    for each in told(scenario):
        for line in lines_of(scenario, policy.facts[each.fact], each):
            held[line][each.fact] = Fact(each.value, each.evidence)
    for name in scenario.unknown:
        held[None].setdefault(name, Fact(UNKNOWN))
    lines = tuple(replace(each.of("ja"), facts=MappingProxyType(held[each.id])) for each in scenario.lines)
    return Case(pack=policy.id, facts=MappingProxyType(held[None]), lines=lines)


def _without_blanks(judge: Judge, scenario: Scenario, case: Case) -> tuple[Case, Verdict]:
    """Ask on until nothing is asked: what nobody can tell is not known."""
    verdict = judge_case(judge, case, scenario.today)
    for _ in range(len(judge.book.policy.facts) * max(1, len(case.lines))):
        if verdict.ask is None:
            break
        case = _not_known(case, verdict.ask.fact, verdict.ask.line)
        verdict = judge_case(judge, case, scenario.today)
    return case, verdict


def _not_known(case: Case, fact: str, line: str | None) -> Case:
    if line is None:
        return replace(case, facts=_and_unknown(case.facts, fact))
    return replace(case, lines=tuple(_line_not_known(each, fact) if each.id == line else each for each in case.lines))


def _line_not_known(line: ChargeLine, fact: str) -> ChargeLine:
    return replace(line, facts=_and_unknown(line.facts, fact))


def _and_unknown(facts: Facts, fact: str) -> Facts:
    return MappingProxyType({**facts, fact: Fact(UNKNOWN)})
