"""What happens when the pack is past its day, the record speaks of words nobody knows, or a pattern is denied."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from cases import ORDERED, OUR_ERROR, OWED, POLICY, VERIFIED, WRONG, facts_of
from desks import START, case_2011, seat_in, tell_facts, to_call, two_leaders

from assistant import shelf
from assistant.call.case import ChargeLine
from assistant.call.steps import NotNow
from assistant.rules.decision import Judge
from assistant.rules.facts import Evidence
from assistant.rules.policy import Ruling

LAST_DAY = date(2026, 6, 30)
EXPIRING = Judge(replace(shelf.take(), policy=replace(POLICY, expires=LAST_DAY)))
UNTIL_NOW = facts_of(OWED)


# --- P4: an expired pack bills nothing ---


def test_p4_after_its_last_day_a_pack_holds_what_it_would_have_billed():
    on_time = EXPIRING.decide("disputed_option", UNTIL_NOW, LAST_DAY)
    late = EXPIRING.decide("disputed_option", UNTIL_NOW, LAST_DAY + timedelta(days=1))

    assert on_time.ruling is Ruling.BILL
    assert late.ruling is Ruling.HOLD
    assert [rule.id for rule in late.rules] == ["E0"]
    assert late.citations
    assert Ruling.BILL not in {flip.to for flip in late.flips}


def test_p4_after_its_last_day_a_pack_still_refuses_and_refunds():
    for state, ruling in (("not_billed", Ruling.DO_NOT_BILL), ("paid", Ruling.REFUND)):
        facts = facts_of({**OUR_ERROR, "billing_state": state})
        assert EXPIRING.decide("disputed_option", facts, LAST_DAY + timedelta(days=1)).ruling is ruling


def test_p4_while_a_line_is_open_an_expired_pack_does_not_hold_out_a_bill():
    late = EXPIRING.decide("disputed_option", facts_of({"order_evidence": "supports"}), date(2026, 12, 1))

    assert late.ruling is None
    assert Ruling.BILL not in late.possible
    assert Ruling.BILL not in {flip.to for flip in late.flips}


# --- a word of an older pack ---


def test_a_value_this_pack_does_not_know_counts_as_unknown_and_bills_nothing():
    drifted = facts_of({**OWED, "explained": "orally_in_1999"})

    decision = Judge(shelf.take()).decide("disputed_option", drifted, LAST_DAY)

    assert decision.ruling is Ruling.HOLD


# --- P20: the pattern is counted, not told ---


def test_p20_similar_cases_are_counted_from_the_journal_and_cannot_be_stated_away(tmp_path):
    seat = seat_in(tmp_path)
    for _ in range(2):
        case_2011(seat, facts=False)
    third = case_2011(seat)
    assert "A7" in [action.id for action in third.verdict.actions]

    third.answer("similar_cases_30d", 0, Evidence.COLLEAGUE)
    two_leaders(third)

    assert "A7" in [action.id for action in third.verdict.actions]
    seat.close()


def test_other_options_practice_and_cases_of_long_ago_are_no_pattern(tmp_path):
    long_ago = seat_in(tmp_path, start=START - timedelta(days=40))
    case_2011(long_ago, facts=False)
    case_2011(long_ago, facts=False)
    long_ago.close()
    seat = seat_in(tmp_path)
    seat.new([replace(WRONG, option="キャッチホン"), ORDERED])
    seat.new([WRONG])
    seat.new([WRONG, ORDERED], example=True)
    case_2011(seat, facts=False)

    assert "A7" not in [action.id for action in case_2011(seat).verdict.actions]
    seat.close()


def test_a_line_added_later_makes_the_pair_and_is_counted(tmp_path):
    seat = seat_in(tmp_path)
    for _ in range(2):
        case_2011(seat, facts=False)
    desk = seat.new([WRONG])
    assert "A7" not in [action.id for action in desk.verdict.actions]

    desk.add_line(replace(ORDERED, facts={}))

    assert "A7" in [action.id for action in desk.verdict.actions]
    seat.close()


# --- telling ---


@pytest.mark.parametrize("speaker", ["unverified", "third_party"])
def test_p10_nothing_is_told_to_somebody_who_is_not_verified(tmp_path, speaker):
    seat = seat_in(tmp_path)
    desk = case_2011(seat)
    to_call(desk)
    desk.answer("speaker", speaker, Evidence.RECORD)

    with pytest.raises(NotNow, match="not_verified"):
        desk.tell("1")

    assert desk.case.told == ()
    tell_facts(desk, VERIFIED)
    desk.tell("1")
    assert [each.line for each in desk.case.told] == ["1"]
    seat.close()


def test_an_instruction_that_comes_during_the_call_stops_the_telling(tmp_path):
    seat = seat_in(tmp_path)
    desk = case_2011(seat)
    to_call(desk)
    two_leaders(desk)

    with pytest.raises(NotNow, match="not_may_call"):
        desk.tell("1")

    desk.reply("sv", "do_not_bill")
    desk.tell("1")
    seat.close()


def test_a_closed_case_stays_closed_whatever_is_taken_back(tmp_path):
    seat = seat_in(tmp_path)
    desk = seat.new([ChargeLine("1", "disputed_option")])
    desk.hold()
    desk.close()

    assert desk.undo() is None
    assert desk.case.step == "closed"
    seat.close()
