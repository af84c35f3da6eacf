"""The score: what came of it counts, not the way it went; and what fails a drill whatever the points."""

from __future__ import annotations

from dataclasses import replace

import pytest
from drilled import JUDGE, LIBRARY, NAMES, SCENARIOS, TOLD, played
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.call import events as ev
from assistant.drills import deeds as do
from assistant.drills import personas
from assistant.drills import scenario as sc
from assistant.drills.drill import played as under_way
from assistant.drills.run import result_json
from assistant.drills.score import CRITICAL, score
from assistant.drills.truth import case_of
from assistant.listen.taboo import hits
from assistant.rules.policy import Ruling

ONE = SCENARIOS[TOLD]
HELD = SCENARIOS["records_conflict"]
OWED = SCENARIOS["ordered_and_forgot"]
BUSINESS = SCENARIOS["business_customer"]
HUSHED = SCENARIOS["do_not_record"]
SPOUSE = SCENARIOS["spouse_calls"]
ASKED = do.Asked("speaker")


def scored(scenario, *trace):
    return score(JUDGE, scenario, trace)


def perfect(name=TOLD):
    return played(name, "perfect").trace


def test_every_critical_fault_fails_a_drill_that_was_otherwise_perfect():
    """Whatever the points: a hundred good deeds do not make up for one of these."""
    added = do.Ruled("1", "bill", told=False)
    result = scored(ONE, *perfect(), added)

    assert result.critical == ("billed_non_debt",)
    assert not result.passed


@pytest.mark.parametrize("name", NAMES)
def test_to_say_what_must_not_be_said_fails_a_drill(name):
    one = SCENARIOS[name]
    taboo = next(each for each in JUDGE.book.policy.taboos if each.id == "notice_made_contract")
    said = do.Said(taboo.ja[0].replace("~", ""), "ja")

    assert "false_statement" in scored(one, *perfect(name), said).critical
    assert not scored(one, *perfect(name), said).of("words")["taboos"]


def test_to_say_what_only_sounds_hard_costs_points_and_no_more():
    taboo = next(each for each in JUDGE.book.policy.taboos if each.id == "d_words")
    said = do.Said(taboo.ja[0].replace("~", ""), "ja")
    assert hits(JUDGE.book.policy, said.text, "ja", {})

    result = scored(ONE, *perfect(), said)

    assert result.critical == ()
    assert not result.of("words")["taboos"]
    assert result.passed


@pytest.mark.parametrize(
    ("scenario", "ruling", "told", "critical"),
    [
        (ONE, "bill", True, ("billed_non_debt",)),
        (ONE, "bill", False, ("billed_non_debt",)),
        (ONE, "do_not_bill", True, ()),
        (ONE, "hold", True, ()),
        (ONE, "refund", True, ("false_statement",)),
        (ONE, "offer_initial_cancellation", True, ("false_statement",)),
        (HELD, "do_not_bill", True, ("promised_on_hold",)),
        (HELD, "refund", True, ("promised_on_hold",)),
        (HELD, "do_not_bill", False, ("false_statement",)),
        (HELD, "bill", True, ("billed_non_debt",)),
        (HELD, "hold", True, ()),
        (OWED, "bill", True, ()),
        (OWED, "do_not_bill", True, ("false_statement",)),
        (OWED, "hold", True, ()),
    ],
)
def test_a_ruling_is_held_against_the_facts_of_the_scenario(scenario, ruling, told, critical):
    """To hold is never critical: it may cost points, but it harms nobody."""
    assert scored(scenario, ASKED, do.Ruled("1", ruling, told=told)).critical == critical


def test_a_wrong_bill_that_was_put_right_again_still_counts_as_told():
    told = scored(ONE, ASKED, do.Ruled("1", "bill", told=True), do.Ruled("1", "do_not_bill", told=True))

    assert told.critical == ("billed_non_debt",)
    assert told.rulings["1"] == "do_not_bill"


def test_a_bill_in_the_record_at_the_end_is_critical_however_it_got_there():
    """Wrong facts make even the desk say bill; what counts is what the facts of the scenario come to."""
    wrong, right = (ev.Decided({"1": each}, {}, (), {}, None, "", "") for each in ("bill", "do_not_bill"))

    assert scored(ONE, wrong).critical == ("billed_non_debt",)
    assert scored(ONE, wrong, right).critical == ()
    assert scored(OWED, wrong).critical == ()


def test_contract_data_needs_a_verified_ear():
    data = do.Said("…", "ja", data=True)

    assert scored(ONE, data).critical == ("disclosed_before_verification",)
    assert scored(ONE, ASKED, data).critical == ()
    assert scored(ONE, data, ASKED).critical == ("disclosed_before_verification",)
    assert scored(SPOUSE, ASKED, data).critical == ("disclosed_before_verification",)


def test_to_write_down_verified_is_not_to_have_asked():
    written = ev.Answered("speaker", "contract_holder_verified", "record")

    assert scored(ONE, written, do.Said("…", "ja", data=True)).critical == ("disclosed_before_verification",)


def test_an_instruction_left_out_of_the_record_is_critical_only_where_that_was_demanded():
    heard = [do.Heard(each) for each in HUSHED.bosses if each.instructs]
    hushed = next(each for each in HUSHED.bosses if each.demands)
    written = [ev.Instructed(each.boss.by, "email", "", each.boss.says) for each in heard]

    assert scored(HUSHED, *heard).critical == ("suppressed_record",)
    assert scored(HUSHED, *heard, *written).critical == ()
    taken_back = ev.InstructionWithdrawn([each.boss for each in heard].index(hushed))
    assert scored(HUSHED, *heard, *written, taken_back).critical == ("suppressed_record",)
    assert scored(ONE, *(do.Heard(each) for each in ONE.bosses)).critical == ()


def test_a_call_before_the_answer_is_seen_and_one_after_it_is_not():
    boss = next(each for each in ONE.bosses if each.instructs)
    answer = ev.Replied("sv", "do_not_bill")

    early = scored(ONE, do.Heard(boss), do.Called(), answer)
    late = scored(ONE, do.Heard(boss), answer, do.Called())
    still = scored(ONE, do.Heard(boss), ev.Replied("sv", "bill"), do.Called())

    assert not early.of("must_not")[sc.EARLY_CALL]
    assert late.of("must_not")[sc.EARLY_CALL]
    assert not still.of("must_not")[sc.EARLY_CALL]


def test_a_business_is_not_told_of_consumer_law():
    sources = JUDGE.book.policy.sources.values()
    consumer = next(each.id for each in sources if each.consumer_only)
    other = next(each.id for each in sources if not each.consumer_only)

    assert not scored(BUSINESS, do.Said("…", "ja", cites=(consumer,))).of("must_not")[sc.CONSUMER_LAW]
    assert scored(BUSINESS, do.Said("…", "ja", cites=(other,))).of("must_not")[sc.CONSUMER_LAW]


def test_an_order_holds_left_before_right_and_where_the_right_never_came():
    late = scored(ONE, do.Called(), ev.MailDrafted("confirmation", "sv", "compliance", "a.eml"))
    early = scored(ONE, ev.MailDrafted("confirmation", "sv", "compliance", "a.eml"), do.Called())
    only = scored(ONE, ev.MailDrafted("confirmation", "sv", "compliance", "a.eml"))
    without = scored(ONE, do.Called())

    assert [each.of("order")["confirm_in_writing<call"] for each in (late, early, only, without)] == [
        False,
        True,
        True,
        False,
    ]


def test_a_mail_to_a_lower_rung_is_no_escalation():
    low = ev.MailDrafted("confirmation", "leader", "", "a.eml")
    high = ev.HandedOver("compliance", "drill")

    assert not scored(ONE, low).of("escalate")["sv"]
    assert scored(ONE, low, high).of("escalate")["sv"]


def test_doing_nothing_scores_low_and_harms_nobody():
    result = scored(ONE)

    assert result.critical == ()
    assert not result.passed
    assert set(result.rulings.values()) == {""}


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_the_way_it_went_does_not_matter_as_long_as_the_end_is_right(data):
    """Looking things up more often, in another order, or saying harmless things changes no score."""
    trace = list(perfect())
    extra = st.sampled_from([do.LookedUp("basis"), do.Asked("option_used", "1"), ev.Noted("…"), do.Did("tea")])
    for deed in data.draw(st.lists(extra, max_size=6)):
        trace.insert(data.draw(st.integers(0, len(trace))), deed)

    assert scored(ONE, *trace).points == 100


@pytest.mark.parametrize(
    ("duty", "kept_out"),
    [
        ("verify", lambda each: each == ASKED),
        ("confirm_in_writing", lambda each: isinstance(each, ev.MailDrafted)),
        ("journal_instruction", lambda each: isinstance(each, ev.Instructed) and each.channel == "verbal"),
        ("apologise", lambda each: isinstance(each, do.Said) and each.part == "apology"),
        (
            "correct",
            lambda each: each == do.Did("correct") or (isinstance(each, do.Said) and each.part == "correction"),
        ),
        ("tell_carrier", lambda each: each == do.Did("tell_carrier")),
    ],
)
def test_a_duty_left_out_costs_that_duty(duty, kept_out):
    left = [each for each in perfect() if not kept_out(each)]
    result = scored(ONE, *left)

    assert len(left) < len(perfect())
    assert [name for name, right in result.of("must").items() if not right] == [duty]
    assert result.points < 100


def test_a_hold_must_stand_on_every_line_that_is_held():
    """One promise does not hold two lines."""
    both = {"1": Ruling.HOLD, "2": Ruling.HOLD}
    two = replace(HELD, expected=replace(HELD.expected, rulings=both))
    made = [ev.PromiseMade("hold", "2011-10-24", line) for line in both]

    assert scored(two, *made).of("must")["hold_line"]
    assert not scored(two, *made[1:]).of("must")["hold_line"]
    assert not scored(two, ev.PromiseMade("callback", "2011-10-24")).of("must")["hold_line"]


def test_every_fault_a_scenario_can_ban_has_marks_and_every_critical_one_a_name():
    assert set(CRITICAL) - {"false_statement"} <= set(sc.MUST_NOT)


def test_a_result_is_plain_json_with_nothing_private_in_it():
    told = result_json(played(TOLD, "perfect"))

    assert set(told) >= {"scenario", "auto", "score", "passed", "critical", "must", "must_not", "rulings", "events"}
    assert told["must"]["verify"] is True
    assert told["must_not"]["bill_non_debt"] is True
    kinds = [each["kind"] for each in told["events"]]
    assert kinds[0] == "case.opened"
    assert {"drill.heard", "drill.asked", "drill.said", "customer.told", "mail.drafted"} <= set(kinds)
    for boss in ONE.bosses:
        assert boss.words.ja not in str(told["events"])


def test_a_person_answers_by_the_fact_asked_for_and_keeps_back_what_must_be_asked_well():
    kept = SCENARIOS["shop_used_it"]

    assert personas.asked(kept, "option_used").value == "knowingly"
    assert "option_used" not in {each.fact for each in personas.volunteered(kept)}
    assert personas.asked(kept, "basis") is None
    assert personas.asked(kept, "disputed", "2") is None
    assert personas.looked_up(kept, "order_evidence").value == "refutes"
    assert personas.reaction(kept, "hold").kind == "accepts"
    assert personas.impatient(kept, 13)
    assert not personas.impatient(kept, 12)


def test_who_only_reads_the_mail_gives_no_instruction():
    reader = next(each for each in ONE.bosses if not each.instructs)

    assert reader in personas.answering(ONE)
    assert len(case_of(JUDGE, ONE)[0].instructions) == len(ONE.bosses) - 1


def test_a_drill_keeps_its_record_to_itself_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path))

    with under_way(ONE, "ja") as drill:
        folder = drill.seat.data
        assert folder.is_dir()
        assert drill.desk.case.example
        assert drill.desk.today == ONE.today
    assert not folder.exists()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["転送サービスの件です", "５２５円です", "525 yen, please", "Call Forwarding"])
def test_a_typed_sentence_that_names_the_option_or_the_amount_tells_of_the_contract(text):
    with under_way(ONE, "ja") as drill:
        drill.say(text)
        trace = drill.trace()

    assert trace[-1].data
    assert scored(ONE, *trace).critical == ("disclosed_before_verification",)


def test_a_typed_sentence_about_nothing_tells_nothing():
    with under_way(ONE, "ja") as drill:
        drill.say("お電話ありがとうございます。お名前を伺えますか。")
        assert not drill.trace()[-1].data
        assert drill.rule("1", "do_not_bill", told=True).kind == "accepts"
        assert drill.rule("1", "do_not_bill", told=False) is None


def test_the_rulings_expected_are_the_whole_of_the_rulings():
    for one in LIBRARY.scenarios.values():
        assert set(one.expected.rulings) == {line.id for line in one.lines}
        assert set(one.expected.rulings.values()) <= set(Ruling)
