"""Every rule of the pack is held by a scenario: without it, some scenario does not end as it should."""

from __future__ import annotations

from dataclasses import replace

import pytest
from drilled import JUDGE, SCENARIOS

from assistant.drills.truth import case_of
from assistant.rules.compile import RULES, prove
from assistant.rules.decision import Judge
from assistant.rules.policy import Ruling
from assistant.rules.toml_text import Site

POLICY = JUDGE.book.policy
SITE = Site(POLICY.id, {RULES: ""})


def ends(judge, one):
    """Return what a scenario comes to: what `expect` says of it, and by which rules."""
    _, verdict = case_of(judge, one)
    _, later = case_of(judge, one, answered=True)
    rulings = {line.id: decision.ruling or Ruling.HOLD for line, decision in verdict.lines}
    return rulings, verdict.call_waits, {each.rung.id if each.rung else "none" for each in (verdict, later)}


def fails(judge, one):
    """Whether a scenario no longer ends as it expects, as `drill check` would say."""
    rulings, waits, rungs = ends(judge, one)
    wanted = one.expected
    return (
        rulings != wanted.rulings
        or wanted.call not in {"", "wait" if waits else "ok"}
        or bool(wanted.escalate and wanted.escalate not in rungs)
    )


def without(rule):
    """Return the judge of the pack without a rule, and what its proof says of the hole."""
    book, problems = prove(replace(POLICY, rules=tuple(each for each in POLICY.rules if each.id != rule.id)), SITE)
    return Judge(book), [each.code for each in problems]


def test_with_every_rule_in_place_no_scenario_fails():
    assert [name for name, one in SCENARIOS.items() if fails(JUDGE, one)] == []


@pytest.mark.parametrize("rule", POLICY.rules, ids=lambda rule: rule.id)
def test_without_this_rule_a_scenario_fails_or_the_pack_no_longer_loads(rule):
    """Where a rule that holds is gone, what it leaves is held as well; but with that hole the pack does not load."""
    judge, problems = without(rule)
    decided = [one for one in SCENARIOS.values() if _decides(rule, one)]
    failed = [one.id for one in decided if fails(judge, one)]

    assert decided
    assert failed or (rule.ruling is Ruling.HOLD and "gap" in problems)


def _decides(rule, one):
    return any(rule.id in {each.id for each in decision.rules} for _, decision in case_of(JUDGE, one)[1].lines)
