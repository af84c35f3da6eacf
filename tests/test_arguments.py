"""Both sides are heard: what is said for a bill, what the customer says, and whether it holds here."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cases import (
    ORDERED,
    OUR_ERROR,
    OWED,
    POLICY,
    WRONG,
    any_case,
    any_day,
    case_of,
    facts_of,
    scene_of,
)
from hypothesis import given

from assistant.call.arguments import weigh
from assistant.rules.policy import Ruling


def weighed(*stated, lines=(WRONG,)):
    return {each.argument.id: each.holds for each in weigh(scene_of(case_of(*stated, lines=lines)))}


def test_both_sides_are_heard_on_every_case():
    for stated in ({}, OUR_ERROR, OWED):
        sides = {each.argument.side for each in weigh(scene_of(case_of(stated)))}

        assert sides == {"bill", "customer"}


@pytest.mark.parametrize(
    "claim",
    [
        "cancelled_after_start",
        "notice_posted",
        "a_day_earlier",
        "carrier_charges_us",
        "cap_allows_one_month",
        "small_amount_and_policy",
        "they_benefited",
        "customer_did_order",
    ],
)
def test_in_the_case_of_2011_nothing_said_for_the_bill_holds(claim):
    assert weighed(OUR_ERROR)[claim] is False


def test_in_the_case_of_2011_the_customer_never_ordered_it_and_the_other_did_not_work():
    found = weighed(OUR_ERROR, {"service_start": "2011-10-19", "contact_date": "2011-10-19"}, lines=[WRONG, ORDERED])

    assert (found["never_ordered"], found["ordered_one_did_not_work"], found["called_at_once"]) == (True, True, True)


def test_who_rightly_bills_is_told_so():
    found = weighed(OWED)

    assert found["customer_did_order"] is True
    assert found["cancelled_after_start"] is True
    assert found["never_ordered"] is False
    assert found["cap_allows_one_month"] is False
    assert weighed(OWED, {"basis": "penalty"})["cap_allows_one_month"] is True


def test_one_fact_short_of_a_bill_the_order_does_not_carry_it():
    for name, value in {"explained": "defective", "basis": "undocumented", "amount": "exceeds"}.items():
        assert weighed(OWED, {name: value})["customer_did_order"] is False


def test_a_claim_is_neither_so_nor_not_so_while_a_fact_is_missing():
    assert weighed()["customer_did_order"] is None
    assert weighed()["they_benefited"] is None
    assert weighed()["notice_posted"] is False  # whatever comes in


def test_a_claim_that_belongs_to_a_fact_is_shown_only_with_it():
    assert "terms_make_silence_consent" not in weighed({"deemed_clause": "none"})
    assert weighed({"deemed_clause": "present"})["terms_make_silence_consent"] is False
    assert weighed({"customer_request": "compensation"})["compensation"] is False
    assert "compensation" not in weighed({"customer_request": "refund"})
    assert weighed(OUR_ERROR, {"billing_state": "paid", "customer_request": "refund"})["refund_me"] is True


def test_what_holds_comes_first_and_what_does_not_comes_last():
    for stated in ({}, OUR_ERROR, OWED):
        order = [{True: 0, None: 1, False: 2}[each.holds] for each in weigh(scene_of(case_of(stated)))]

        assert order == sorted(order)


def test_the_answer_is_what_follows_where_a_claim_holds_and_else_why_it_does_not():
    (yes,) = [each for each in weigh(scene_of(case_of(OWED))) if each.argument.id == "customer_did_order"]
    (no,) = [each for each in weigh(scene_of(case_of(OUR_ERROR))) if each.argument.id == "customer_did_order"]
    (open_,) = [each for each in weigh(scene_of(case_of())) if each.argument.id == "customer_did_order"]

    for lang in ("ja", "en"):
        assert yes.reply(lang) == yes.argument.grants.of(lang)
        assert no.reply(lang) == open_.reply(lang) == no.argument.answer.of(lang)


def test_the_line_in_dispute_is_weighed_with_its_own_facts_whichever_comes_first():
    own = replace(WRONG, facts=facts_of({"option_used": "knowingly"}))

    assert weighed(OUR_ERROR, lines=[ORDERED, own])["they_benefited"] is True
    assert weighed(OUR_ERROR, lines=[ORDERED])["they_benefited"] is False


def test_a_claim_cites_the_law_of_its_own_days_and_consumer_law_to_consumers_only():
    modern = case_of({"deemed_clause": "present", "customer_kind": "consumer", "contract_date": "2026-06-01"})
    old = case_of({"deemed_clause": "present", "customer_kind": "consumer", "contract_date": "2011-10-01"})
    business = case_of({"deemed_clause": "present", "customer_kind": "business", "contract_date": "2026-06-01"})
    cited = [
        {one.source.id for each in weigh(scene_of(case)) for one in each.cites} for case in (modern, old, business)
    ]

    assert "CCA-10.example" in cited[0]
    assert not {"CCA-10.example", "CC-522", "CC-548-2(2)", "CC-548-4"} & cited[1]
    assert not {name for name in cited[2] if POLICY.sources[name].consumer_only}


@pytest.mark.sweep
@given(any_case, any_day)
def test_the_two_claims_that_decide_agree_with_the_ruling(case, today):
    """Where `he did order` holds a bill is due, and where `never ordered` holds it never is."""
    scene = scene_of(case, today)
    lines = [decision for line, decision in scene.verdict.lines if line.charge_line == "disputed_option"]
    found = {each.argument.id: each.holds for each in weigh(scene)}
    if not lines:
        return
    if lines[0].ruling is Ruling.BILL:
        assert found["customer_did_order"] is True
        assert found["never_ordered"] is False
    if found["never_ordered"]:
        assert set(lines[0].possible) <= {Ruling.DO_NOT_BILL, Ruling.REFUND, Ruling.HOLD}
