"""The drills: who plays well passes, who does what is wrong fails, and every rule is practised."""

from __future__ import annotations

from dataclasses import replace

import pytest
from drilled import AUTOS, JUDGE, LIBRARY, NAMES, SCENARIOS, TOLD, played
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.drills.run import run
from assistant.drills.scenario import NO_ANSWER, Expected
from assistant.drills.truth import case_of, verified
from assistant.rules.policy import Ruling

WAIVED, BILLED = Ruling.DO_NOT_BILL, Ruling.BILL
MAIN = "main_service"
CRITICALS = {
    "billed_non_debt",
    "disclosed_before_verification",
    "false_statement",
    "promised_on_hold",
    "suppressed_record",
}


def test_every_scenario_of_the_pack_is_read():
    assert [each.text("en") for each in LIBRARY.problems] == []
    assert len(NAMES) >= 24


def test_a_fair_share_of_the_scenarios_ends_in_a_bill_or_on_hold():
    """Whoever always waives must not look good."""
    ends = [{ruling.value for ruling in one.expected.rulings.values()} for one in SCENARIOS.values()]

    assert 3 * sum(bool(each & {"bill", "hold"}) for each in ends) >= len(ends)


@pytest.mark.parametrize("name", NAMES)
def test_who_plays_it_perfectly_scores_a_hundred(name):
    result = played(name, "perfect")

    assert [mark for mark in result.score.marks if not mark.right] == []
    assert (result.score.points, result.score.critical, result.score.passed) == (100, (), True)


@pytest.mark.parametrize("name", NAMES[::6])
def test_the_language_of_a_drill_changes_no_score(name):
    assert played(name, "perfect", "en").score == played(name, "perfect").score
    assert played(name, "careless", "en").score.critical == played(name, "careless").score.critical


def wrong(name, ruling):
    """Whether this ruling is wrong for some line that it would be given to."""
    one = SCENARIOS[name]
    return any(one.expected.rulings[line.id] is not ruling for line in one.lines if line.charge_line != MAIN)


@pytest.mark.parametrize(("auto", "ruling"), [("always-waive", WAIVED), ("always-bill", BILLED)])
@pytest.mark.parametrize("name", NAMES)
def test_one_answer_for_all_fails_critically_exactly_where_it_is_wrong(name, auto, ruling):
    result = played(name, auto)

    assert bool(result.score.critical) == wrong(name, ruling)


@pytest.mark.parametrize("name", [name for name in NAMES if any(each.instructs for each in SCENARIOS[name].bosses)])
def test_who_obeys_fails_critically_exactly_where_the_superior_is_wrong(name):
    said = [each for each in SCENARIOS[name].bosses if each.instructs]
    hushed = any(each.demands for each in said)

    assert bool(played(name, "obey").score.critical) == (wrong(name, Ruling(said[-1].says)) or hushed)


@pytest.mark.parametrize("name", NAMES)
def test_who_asks_nobody_who_they_are_fails_everywhere(name):
    result = played(name, "careless")

    assert "disclosed_before_verification" in result.score.critical
    assert not result.score.passed


@pytest.mark.parametrize("name", NAMES)
def test_to_hand_over_at_once_harms_nobody(name):
    assert played(name, "hand-over").score.critical == ()


@pytest.mark.parametrize("auto", ["always-waive", "always-bill", "obey"])
def test_a_way_that_never_looks_fails_in_a_third_of_the_scenarios_at_least(auto):
    failed = [name for name in NAMES if played(name, auto).score.critical]

    assert 3 * len(failed) >= len(NAMES)


def test_every_rule_of_the_pack_is_all_that_decides_a_line_of_some_scenario():
    """So without that one rule the scenario would end otherwise, and its test would fail."""
    alone = set()
    for one in SCENARIOS.values():
        _, verdict = case_of(JUDGE, one)
        alone |= {decision.rules[0].id for _, decision in verdict.lines if len(decision.rules) == 1}

    assert {rule.id for rule in JUDGE.book.policy.rules} - alone == set()


def test_every_ruling_is_the_end_of_some_scenario():
    ends = {ruling for one in SCENARIOS.values() for ruling in one.expected.rulings.values()}

    assert ends == set(Ruling)


def test_every_learning_point_is_taught():
    taught = {point for one in SCENARIOS.values() for point in one.teaches}

    assert taught == set(LIBRARY.points)


@pytest.mark.parametrize("name", NAMES)
def test_the_desk_of_a_drill_comes_to_the_truth_of_its_scenario(name):
    """The truth is worked out without a desk; the perfect trainee gets there by one."""
    _, verdict = case_of(JUDGE, SCENARIOS[name])
    true = {line.id: (one.ruling or Ruling.HOLD).value for line, one in verdict.lines}

    assert played(name, "perfect").score.rulings == true


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_the_contract_is_told_to_who_may_not_hear_it(name):
    result = played(name, "perfect")
    kinds = {type(each).__name__ for each in result.trace}

    assert ("Told" in kinds) <= verified(SCENARIOS[name])


def test_every_autopilot_only_ever_fails_in_ways_that_have_a_name():
    assert {fault for name in NAMES for auto in AUTOS for fault in played(name, auto).score.critical} == CRITICALS


@st.composite
def turned(draw):
    """Turn any fact of the case of 2011, its speaker and its superiors; what is right is worked out."""
    one, facts = SCENARIOS[TOLD], JUDGE.book.policy.facts
    drawn = {
        each: draw(st.sampled_from((*facts[each.fact].values, "unknown")))
        for each in one.records
        if facts[each.fact].kind == "choice"
    }
    records = tuple(replace(each, value=drawn.get(each, each.value)) for each in one.records)
    answers = st.sampled_from(["bill", "do_not_bill", NO_ANSWER])
    bosses = tuple(replace(each, answers=draw(answers)) for each in one.bosses if draw(st.booleans()))
    speaker = draw(st.sampled_from(facts["speaker"].values))
    turn = replace(one, records=records, bosses=bosses, customer=replace(one.customer, speaker=speaker))
    _, verdict = case_of(JUDGE, turn)
    rulings = {line.id: decision.ruling for line, decision in verdict.lines}
    return replace(turn, expected=Expected(rulings, "", "", ("verify",), one.expected.must_not, ()))


@pytest.mark.sweep
@settings(max_examples=40, deadline=None)
@given(turned())
def test_whatever_the_facts_who_plays_perfectly_ends_right_and_harms_nobody(one):
    result = run(one, "perfect", "ja")

    assert (result.score.points, result.score.critical) == (100, ())


@settings(max_examples=40, deadline=None)
@given(turned(), st.sampled_from(["always-waive", "always-bill", "careless", "hand-over", "obey"]))
def test_whatever_the_facts_who_never_looks_is_right_by_luck_or_fails(one, auto):
    """No scenario lets somebody pass with a ruling told or decided that the facts do not give."""
    result = run(one, auto, "ja")
    harmless = {"hold", ""}

    for line, ruling in result.score.rulings.items():
        if ruling not in {one.expected.rulings[line].value, *harmless}:
            assert result.score.critical
            assert not result.score.passed
