"""A whole case judged: what must be done, whether the customer is called, and who decides next."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cases import (
    COMPLIANCE,
    JUDGE,
    LEADER,
    ORDERED,
    OUR_ERROR,
    OWED,
    POLICY,
    RULED,
    SECOND,
    SV,
    TODAY,
    VERIFIED,
    WRONG,
    any_case,
    any_day,
    any_instruction,
    any_reply,
    case_of,
    day_for,
    facts_of,
    verdict_of,
)
from hypothesis import given
from hypothesis import strategies as st

from assistant.call.case import Case, ChargeLine
from assistant.call.events import Replied
from assistant.call.ladder import above, instructors, rung_of, steps
from assistant.call.verdict import Ask, instruction_of, judge_case, reply_of
from assistant.rules.policy import Ruling

STOPPED = ("do_not_bill", "refund", "hold", "offer_initial_cancellation", "open")
WAIVED = ("do_not_bill", "refund", "hold")
ALL = (*STOPPED, "bill")


def actions(*stated, ruling="do_not_bill", **how):
    verdict = verdict_of(case_of(RULED[ruling], *stated, **how), day_for(ruling))
    return {action.id for action in verdict.actions}


WHEN = {
    "A1": ({"error_source": "agent"}, ("do_not_bill", "refund", "hold", "open")),
    "A2": ({"carrier_involved": "upstream"}, WAIVED),
    "A3": ({"instruction": "bill_oral"}, STOPPED),
    "A5": ({"customer_request": "superior"}, ALL),
    "A7": ({"similar_cases_30d": 2}, ALL),
    "A8": ({"customer_request": "regulator"}, ALL),
    "A9": ({"conduct_flag": "abusive_act"}, ALL),
    "A11": ({"notice_content": "lists_disputed"}, ("do_not_bill", "refund")),
}
"""Each action, the fact that calls for it, and under which rulings it does."""

NO_SUCH = {("A1", "bill"), ("A1", "offer_initial_cancellation")}  # never with an error of ours
CALLED = [(name, ruling) for name in WHEN for ruling in ALL if (name, ruling) not in NO_SUCH]


@pytest.mark.parametrize(("action", "ruling"), CALLED)
def test_an_action_is_added_where_its_fact_and_the_ruling_call_for_it(action, ruling):
    fact, rulings = WHEN[action]

    assert (action in actions(fact, ruling=ruling)) is (ruling in rulings)


@pytest.mark.parametrize(
    ("action", "fact"),
    [
        ("A1", {"error_source": "customer"}),
        ("A1", {"error_source": "unknown"}),
        ("A2", {"carrier_involved": "own"}),
        ("A3", {"instruction": "do_not_bill"}),
        ("A3", {"instruction": "none"}),
        ("A4", {"instruction_reply": "do_not_bill"}),
        ("A5", {"customer_request": "cancel"}),
        ("A7", {"similar_cases_30d": 1}),
        ("A9", {"conduct_flag": "unknown"}),
        ("A11", {"notice_content": "lists_ordered"}),
        ("A12", {"customer_kind": "consumer"}),
    ],
)
def test_an_action_nothing_calls_for_is_not_added(action, fact):
    assert action not in actions(fact)


def test_the_carrier_is_told_also_where_nobody_knows_whether_it_is_involved():
    assert "A2" in actions({"carrier_involved": "unknown"})


@pytest.mark.parametrize("ruling", ["hold", "refund", "do_not_bill"])
def test_a_hold_stops_the_billing_run_and_a_refund_is_put_in_writing(ruling):
    assert ("A6" in actions(ruling=ruling)) is (ruling == "hold")
    assert ("A10" in actions(ruling=ruling)) is (ruling == "refund")


def test_a_business_is_not_told_consumer_law():
    assert "A12" in actions({"customer_kind": "business"})


def test_who_asks_for_a_superior_gets_one_though_only_the_main_line_is_on_the_table():
    """A line this case does not touch takes nothing away from what the customer asks for."""
    main = ChargeLine("1", "main_service")
    verdict = verdict_of(case_of({"customer_request": "superior"}, lines=[main]))

    assert [decision.ruling for _, decision in verdict.lines] == [Ruling.UNTOUCHED]
    assert [action.id for action in verdict.actions] == ["A5"]
    assert verdict.rung.id == "sv"


def test_one_line_is_enough_for_an_action():
    main = ChargeLine("3", "main_service")

    assert "A3" in actions(lines=[main, WRONG], said=[LEADER])
    assert "A3" not in actions(lines=[main], said=[LEADER])


# --- the instruction ---


@pytest.mark.parametrize("ruling", ALL)
def test_while_a_superior_says_bill_and_we_do_not_the_customer_is_not_called(ruling):
    verdict = verdict_of(case_of(RULED[ruling], said=[LEADER]), day_for(ruling))

    assert verdict.call_waits is (ruling != "bill")


@pytest.mark.parametrize(
    ("said", "comes_to"),
    [
        ([], None),
        ([LEADER], "bill_written"),
        ([SECOND], "bill_oral"),
        ([SECOND, LEADER], "bill_written"),
        ([replace(LEADER, says="do_not_bill")], "do_not_bill"),
        ([LEADER, replace(SV, says="do_not_bill")], "bill_written"),
        ([LEADER, replace(LEADER, says="do_not_bill")], "do_not_bill"),
        ([LEADER, SECOND, replace(LEADER, says="do_not_bill")], "bill_oral"),
    ],
    ids=str,
)
def test_one_superior_who_still_says_bill_is_enough_to_be_asked(said, comes_to):
    assert instruction_of(POLICY, case_of(said=said)) == comes_to


def test_a_reply_not_to_bill_lifts_the_stop():
    verdict = verdict_of(case_of(OUR_ERROR, said=[LEADER, SECOND], replies=[Replied("sv", "do_not_bill")]))

    assert not verdict.call_waits
    assert {"A3", "A4"}.isdisjoint(action.id for action in verdict.actions)
    assert verdict.rung is None


def test_a_reply_that_still_says_bill_goes_up_and_the_call_goes_on_waiting():
    verdict = verdict_of(case_of(OUR_ERROR, said=[LEADER], replies=[Replied("leader", "bill", "山田")]))

    assert verdict.call_waits
    assert {"A3", "A4"} <= {action.id for action in verdict.actions}
    assert verdict.rung.id == "sv"


def test_a_supervisor_who_replies_bill_is_passed_over_as_well():
    verdict = verdict_of(case_of(OUR_ERROR, said=[LEADER, SECOND], replies=[Replied("sv", "bill")]))

    assert verdict.rung.id == "compliance"


def test_what_was_stated_of_an_instruction_yields_to_its_record_and_the_difference_is_told():
    case = case_of(OUR_ERROR, {"instruction": "do_not_bill"}, said=[LEADER])
    verdict = verdict_of(case)

    assert verdict.call_waits
    assert [each.code for each in verdict.problems] == ["instruction_differs"]
    assert verdict_of(case_of(OUR_ERROR, {"instruction": "bill_written"}, said=[LEADER])).problems == ()


@given(any_case, any_day, st.lists(any_instruction, max_size=3), st.lists(any_reply, max_size=2))
def test_an_instruction_or_its_reply_never_changes_a_ruling(case, today, said, replies):
    ruled = [decision for _, decision in judge_case(JUDGE, case, today).lines]
    told = replace(case, instructions=tuple(said), replies=tuple(replies))

    assert [decision for _, decision in judge_case(JUDGE, told, today).lines] == ruled


# --- the ladder ---

MAIL_GOES = [
    ([], None),
    ([LEADER], "sv"),
    ([LEADER, SECOND], "sv"),
    ([SV], "compliance"),
    ([LEADER, SV], "compliance"),
    ([SV, LEADER], "compliance"),
]


@pytest.mark.parametrize(("said", "goes_to"), MAIL_GOES, ids=str)
def test_the_next_rung_is_above_whoever_gave_or_endorsed_the_instruction(said, goes_to):
    rung = verdict_of(case_of(OUR_ERROR, said=said)).rung

    assert (rung.id if rung else None) == goes_to


def test_where_compliance_itself_says_bill_nobody_is_left_and_that_is_said():
    verdict = verdict_of(case_of(OUR_ERROR, said=[COMPLIANCE]))

    assert verdict.rung is None
    assert verdict.call_waits
    assert [each.code for each in verdict.problems] == ["no_rung_left"]


def test_the_carrier_is_not_above_anybody():
    """An instruction from there is answered inside the house, from the first rung above the leaders."""
    carrier = replace(LEADER, by="carrier")

    assert verdict_of(case_of(OUR_ERROR, said=[carrier])).rung.id == "sv"
    assert verdict_of(case_of(OUR_ERROR, said=[COMPLIANCE, carrier])).rung is None


def test_an_instruction_nobody_is_named_for_is_taken_as_a_leaders():
    assert verdict_of(case_of(OUR_ERROR, {"instruction": "bill_oral"})).rung.id == "sv"


@pytest.mark.parametrize(
    ("stated", "owner"),
    [
        ({"order_evidence": "unchecked", "error_source": "unknown"}, "leader"),
        ({**OUR_ERROR, "later_assent": "informed_express"}, "sv"),
        ({**OUR_ERROR, "option_used": "knowingly"}, "compliance"),
        ({**OWED, "explained": "defective"}, "compliance"),
        ({**OWED, "disputed": "yes"}, "sv"),
        ({**OWED, "basis": "undocumented"}, "leader"),
        (OWED, None),
        (OUR_ERROR, None),
    ],
    ids=str,
)
def test_a_hold_belongs_to_the_lowest_rung_that_may_settle_it(stated, owner):
    rung = verdict_of(case_of(stated)).rung

    assert (rung.id if rung else None) == owner


def test_two_holds_go_to_the_higher_of_their_owners():
    assent = ChargeLine("2", "disputed_option", facts=facts_of({"order_evidence": "supports", "error_source": "none"}))
    low = {"order_evidence": "unchecked", "error_source": "unknown", "customer_request": "superior"}

    assert verdict_of(case_of(low, lines=[WRONG])).rung.id == "sv"
    assert verdict_of(case_of(low, {"explained": "defective"}, lines=[WRONG, assent])).rung.id == "compliance"


def test_a_ladder_shows_who_is_next_who_instructed_and_who_stands_above():
    case = case_of(OUR_ERROR, said=[LEADER])
    ladder = steps(POLICY, case, verdict_of(case).rung)

    assert [(step.rung.id, step.mark) for step in ladder] == [
        ("leader", "instructed"),
        ("sv", "next"),
        ("compliance", "above"),
        ("carrier", "above"),
    ]
    assert [step.mark for step in steps(POLICY, Case(), rung_of(POLICY, "compliance"))] == [
        "lower",
        "lower",
        "next",
        "above",
    ]
    assert {step.mark for step in steps(POLICY, Case(), None)} == {"above"}


def test_the_third_party_in_cc_is_above_and_did_not_instruct():
    leader, sv = rung_of(POLICY, "leader"), rung_of(POLICY, "sv")

    assert above(POLICY, leader, Case()) == sv
    assert above(POLICY, leader, case_of(said=[SV])).id == "compliance"
    assert above(POLICY, rung_of(POLICY, "compliance"), Case()) is None
    assert above(POLICY, rung_of(POLICY, "carrier"), Case()) is None
    with pytest.raises(KeyError):
        rung_of(POLICY, "president")


def test_whoever_says_it_twice_is_counted_once():
    case = case_of(said=[LEADER, LEADER, SECOND], replies=[Replied("leader", "bill", "山田"), Replied("sv", "bill")])

    assert instructors(case) == (("leader", "山田"), ("leader", "鈴木"), ("sv", ""))


# --- several lines ---


def test_every_line_is_decided_on_its_own_and_the_case_is_settled_when_all_are():
    verdict = verdict_of(case_of(OUR_ERROR, lines=[WRONG, ORDERED]))

    assert verdict.settled
    assert [verdict.of(line).ruling.value for line in ("1", "2")] == ["do_not_bill", "do_not_bill"]
    with pytest.raises(KeyError):
        verdict.of("3")


def test_a_case_without_lines_is_never_settled():
    assert not verdict_of(case_of(OUR_ERROR, lines=[])).settled


def test_the_next_question_names_the_line_it_belongs_to():
    done = replace(WRONG, facts=facts_of({"billing_state": "paid"}))
    case = case_of({**OUR_ERROR, **VERIFIED, "billing_state": "paid"}, lines=[WRONG])
    asked = case_of(
        {name: value for name, value in OUR_ERROR.items() if name != "billing_state"} | VERIFIED, lines=[done, ORDERED]
    )

    assert verdict_of(case).ask is None
    assert verdict_of(asked).ask == Ask("billing_state", "2")
    assert verdict_of(case_of(VERIFIED)).ask == Ask("order_evidence", None)


def test_who_is_speaking_is_asked_first_though_it_decides_no_fee():
    verdict = verdict_of(case_of(OUR_ERROR, lines=[WRONG]))

    assert verdict.settled
    assert verdict.ask == Ask("speaker", None)
    assert verdict_of(case_of({**OUR_ERROR, "speaker": "unknown"}, lines=[WRONG])).ask is None


def test_a_charge_nobody_can_name_is_held():
    verdict = verdict_of(case_of(OUR_ERROR, lines=[ChargeLine("1", "a_strange_fee")]))

    assert verdict.of("1").ruling is Ruling.HOLD


def test_a_case_of_another_pack_says_so():
    verdict = judge_case(JUDGE, replace(case_of(OUR_ERROR), pack="mobile_fee"), TODAY)

    assert [each.code for each in verdict.problems] == ["unknown_pack"]


# --- whose reply counts ---


def test_a_reply_from_below_does_not_lift_what_a_higher_rung_still_says():
    """SV answered that it is to be billed; a leader's change of mind settles nothing."""
    sv_bills = Replied("sv", "bill", "", "")
    leader_not = Replied("leader", "do_not_bill", "", "")
    sv_not = Replied("sv", "do_not_bill", "", "")
    by_leader = [LEADER]

    assert instruction_of(POLICY, case_of(said=by_leader, replies=[sv_bills, leader_not])) != "do_not_bill"
    assert reply_of(POLICY, case_of(said=by_leader, replies=[sv_bills, leader_not])) == sv_bills
    assert instruction_of(POLICY, case_of(said=by_leader, replies=[sv_bills, sv_not])) == "do_not_bill"
    assert instruction_of(POLICY, case_of(said=by_leader, replies=[leader_not])) == "do_not_bill"


def test_a_hold_after_the_stop_was_lifted_still_passes_over_whoever_gave_the_instruction():
    """SV said not to bill; the line is held, and the leader who said bill does not settle it."""
    stated = {**VERIFIED, "order_evidence": "unchecked", "error_source": "unknown"}
    held = case_of(stated, lines=[WRONG], said=[LEADER], replies=[Replied("sv", "do_not_bill", "", "")])

    verdict = verdict_of(held)

    assert not verdict.call_waits
    assert verdict.rung.id == "sv"
    assert verdict_of(case_of(stated, lines=[WRONG])).rung.id == "leader"
