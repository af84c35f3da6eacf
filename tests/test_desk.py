"""One operator's desk: everything that happens is written first, and the disk is believed."""

from __future__ import annotations

import contextlib
import stat
import sys
from dataclasses import replace
from datetime import date
from email import message_from_bytes
from email.policy import default

import pytest
from cases import ORDERED, OUR_ERROR, POLICY, VERIFIED, WRONG
from desks import case_2011, seat_in, tell_facts, to_call, two_leaders
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import shelf
from assistant.call.allowed import NotAllowed
from assistant.call.case import ChargeLine, fold
from assistant.call.events import Decided, Opened, Told
from assistant.call.steps import NotNow
from assistant.rules.dates import Reading
from assistant.rules.facts import Evidence, Fact
from assistant.rules.policy import Ruling, Words
from assistant.seat import Seat


@pytest.fixture
def seat(tmp_path):
    with_journal = seat_in(tmp_path)
    yield with_journal
    with_journal.close()


def refused(do, *given):
    with pytest.raises(NotNow) as why:
        do(*given)
    return why.value.code


def on_disk(desk):
    return fold(desk._place.journal.events(desk.case_id))


# --- the case of 2011, from the first key to its end ---


def test_the_case_of_2011_goes_from_new_to_a_mail_and_to_its_end(tmp_path):
    """Two leaders said bill: the mail goes to the supervisor, and the call waits for the answer."""
    with_facts = seat_in(tmp_path)
    desk = case_2011(with_facts)
    two_leaders(desk)

    assert desk.verdict.settled
    assert [one.ruling for _, one in desk.verdict.lines] == [Ruling.DO_NOT_BILL, Ruling.DO_NOT_BILL]
    assert desk.verdict.rung.id == "sv"
    desk.go_to_brief()
    assert refused(desk.go_on) == "not_may_call"
    path = desk.save_mail("confirmation", "ja")

    message = message_from_bytes(path.read_bytes(), policy=default)
    assert (message["To"], message["Cc"]) == ("sv@callcentre.example", "compliance@callcentre.example")
    assert "開始後なので1か月分525円です" in message.get_content()
    assert [(each.to, each.cc, each.file) for each in desk.case.mails] == [("sv", "compliance", path.name)]

    desk.reply("sv", "do_not_bill", "高橋", "請求しません")
    desk.go_on()
    assert desk.case.step == "call"
    for line in ("1", "2"):
        desk.tell(line)
    desk.go_on()
    desk.close()

    assert desk.case.step == "closed"
    assert desk.case == on_disk(desk)
    assert with_facts.journal.first_break() is None
    assert with_facts.cases() == []
    with_facts.close()


def test_facts_may_be_told_in_any_order_and_lead_to_the_same(seat):
    first, second = case_2011(seat), seat.new([WRONG, ORDERED])
    tell_facts(second, dict(reversed({**VERIFIED, **OUR_ERROR}.items())))

    assert [one for _, one in second.verdict.lines] == [one for _, one in first.verdict.lines]


def test_a_case_keeps_the_pack_its_version_and_its_seal(seat):
    desk = case_2011(seat)
    opened = seat.journal.events(desk.case_id)[0]
    desk.go_to_brief()

    assert opened == Opened(POLICY.id, POLICY.version, POLICY.digest, example=False)
    assert (desk.case.decided.version, desk.case.decided.digest) == (POLICY.version, POLICY.digest)
    assert desk.policy is POLICY


def test_the_example_case_says_that_it_is_one(seat):
    desk = seat.new([WRONG], example=True)

    assert desk.case.example
    assert [each.case.example for each in seat.cases()] == [True]
    assert seat.resume(desk.case_id).case.example


def test_a_pack_nobody_has_opens_no_case(seat):
    with pytest.raises(shelf.NotLoaded):
        seat.new([WRONG], pack="hikari_option_fees")

    assert seat.journal.head()[0] == 0


# --- what is recorded of a decision ---


def test_the_decision_is_recorded_with_its_grounds_when_the_case_moves_on(seat):
    desk = case_2011(seat)
    desk.go_to_brief()
    decided = desk.case.decided

    assert decided.rulings == {"1": "do_not_bill", "2": "do_not_bill"}
    assert decided.rules["1"] == ("R2/error_unpaid",)
    assert decided.facts["error_source"] == "company"
    assert decided.facts["1.billing_state"] == "not_billed"
    assert "CC-silence" in decided.sources


def test_the_same_decision_is_not_recorded_twice_and_a_changed_one_is(seat):
    desk = case_2011(seat)
    desk.go_to_brief()
    desk.go_on()
    desk.go_back()
    assert count(desk, Decided) == 1

    desk.answer("error_source", "agent", Evidence.RECORD)
    desk.go_on()

    assert count(desk, Decided) == 2


def count(desk, kind):
    return sum(isinstance(event, kind) for event in desk._place.journal.events(desk.case_id))


@pytest.mark.parametrize("way", ["close", "resume and close"])
def test_a_case_closed_unsettled_is_a_hold_and_never_a_bill(seat, way):
    desk = case_2011(seat, facts=False)
    assert refused(desk.go_to_brief) == "not_settled"
    assert refused(desk.close) == "no_way"
    desk.hold()
    if way != "close":
        desk.resume()
        desk.hold()
    desk.close()

    assert desk.case.step == "closed"
    assert set(desk.case.decided.rulings.values()) == {"hold"}
    assert desk.case == on_disk(desk)


def test_a_closed_case_takes_no_way_any_more(seat):
    desk = case_2011(seat)
    desk.hold()
    desk.close()

    for way in (desk.go_on, desk.go_back, desk.go_to_brief, desk.hold, desk.resume, desk.close):
        assert refused(way) == "no_way"
    assert refused(desk.hand_over, "sv", "other") == "no_way"


def test_the_brief_is_not_reached_past_a_hold(seat):
    desk = case_2011(seat)
    desk.hold()

    assert refused(desk.go_to_brief) == "no_way"


# --- told ---


def test_only_what_was_decided_is_told_and_only_in_the_call(seat):
    desk = case_2011(seat)
    assert refused(desk.tell, "1") == "not_decided"
    desk.go_to_brief()
    assert refused(desk.tell, "1") == "not_decided"
    desk.go_on()
    assert refused(desk.tell, "3") == "not_decided"

    desk.tell("1")

    assert desk.case.told == (Told("1", "do_not_bill"),)


@pytest.mark.parametrize("value", ["conflicting", None])
def test_what_changed_since_it_was_decided_is_not_told(seat, value):
    """Another ruling, or none any more: first it is decided anew."""
    desk = case_2011(seat)
    to_call(desk)
    if value:
        desk.answer("order_evidence", value, Evidence.DOCUMENT)
    else:
        desk.withdraw("error_source")

    assert refused(desk.tell, "1") == "not_decided"
    assert desk.case.told == ()


def test_before_it_is_told_the_record_holds_the_facts_it_rests_on(seat):
    """P17: a fact that came in since, and changed no ruling, stands in a decision before the telling."""
    desk = case_2011(seat)
    to_call(desk)
    desk.answer("order_evidence", "refutes", Evidence.DOCUMENT)
    desk.tell("1")
    decided, told = seat.journal.events(desk.case_id)[-2:]

    assert told == Told("1", "do_not_bill")
    assert decided.facts["order_evidence"] == "refutes"
    assert decided.rules["1"] != ("R2/error_unpaid",)


# --- lines ---


def test_a_line_that_comes_up_later_opens_the_case_again(seat):
    desk = case_2011(seat)
    desk.add_line(ChargeLine("3", "correction_work", "訂正工事\n", 2100))

    assert desk.case.lines[2] == ChargeLine("3", "correction_work", "訂正工事\n", 2100)
    assert not desk.verdict.settled
    desk.answer("billing_state", "paid", Evidence.RECORD, "3")
    assert desk.verdict.of("3").ruling is Ruling.REFUND
    assert desk.verdict.of("1").ruling is Ruling.DO_NOT_BILL


def test_two_lines_of_one_name_are_refused(seat):
    desk = case_2011(seat)
    with pytest.raises(NotAllowed, match="already"):
        desk.add_line(WRONG)
    with pytest.raises(NotAllowed, match="already"):
        seat.new([WRONG, WRONG])

    assert desk.case == on_disk(desk)
    assert [each.case_id for each in seat.journal.cases()] == [desk.case_id]


# --- what nobody could go on with is not written ---

NONSENSE = {
    "no such fact": lambda desk: desk.answer("order_evidense", "refutes", Evidence.RECORD),
    "no such value": lambda desk: desk.answer("order_evidence", "yes", Evidence.RECORD),
    "a number for a choice": lambda desk: desk.answer("order_evidence", 1, Evidence.RECORD),
    "no such day": lambda desk: desk.answer("contract_date", "2011-02-30", Evidence.RECORD),
    "a day spoken": lambda desk: desk.answer("decision_date", "昨日", Evidence.RECORD),
    "a day in another form": lambda desk: desk.answer("decision_date", "20111020", Evidence.RECORD),
    "a day that cannot be yet to come": lambda desk: desk.answer("decision_date", "none", Evidence.RECORD),
    "a number for a day": lambda desk: desk.answer("contract_date", 20111020, Evidence.RECORD),
    "words for a number": lambda desk: desk.answer("similar_cases_30d", "2", Evidence.RECORD),
    "a truth for a number": lambda desk: desk.answer("similar_cases_30d", True, Evidence.RECORD),
    "less than nothing": lambda desk: desk.answer("amount_yen", -1, Evidence.RECORD, "1"),
    "no such line": lambda desk: desk.answer("billing_state", "paid", Evidence.RECORD, "7"),
    "nothing to withdraw": lambda desk: desk.withdraw("order_evidense"),
    "no line to withdraw": lambda desk: desk.withdraw("billing_state", "7"),
    "no such rung": lambda desk: desk.instruct("president", "", "email", "", "bill", ""),
    "no such channel": lambda desk: desk.instruct("leader", "", "pigeon", "", "bill", ""),
    "no such word": lambda desk: desk.instruct("leader", "", "email", "", "perhaps", ""),
    "a reply from nowhere": lambda desk: desk.reply("president", "bill"),
    "a reply of nothing": lambda desk: desk.reply("sv", "perhaps"),
    "handed to nobody": lambda desk: desk.hand_over("president", "other"),
}


@pytest.mark.parametrize("do", NONSENSE.values(), ids=NONSENSE)
def test_what_could_not_be_decided_on_is_refused_before_it_is_written(seat, do):
    """An event stays for ever: one that could not be read again would shut its case for good."""
    desk = case_2011(seat)
    before, head = desk.case, seat.journal.head()

    with pytest.raises(NotAllowed):
        do(desk)

    assert (desk.case, seat.journal.head()) == (before, head)


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("contract_date", "2011-10-01"),
        ("doc_received_on", "none"),
        ("order_evidence", "unknown"),
        ("deemed_clause", "none"),
        ("similar_cases_30d", 0),
        ("similar_cases_30d", "unknown"),
        ("icw", "closed"),
    ],
)
def test_what_may_be_said_is_taken_down(seat, fact, value):
    desk = case_2011(seat)
    desk.answer(fact, value, Evidence.CUSTOMER)

    assert on_disk(desk).facts[fact] == Fact(value, Evidence.CUSTOMER)


def test_what_a_superior_writes_is_cut_and_made_harmless(seat):
    desk = case_2011(seat)
    desk.instruct("leader", "山" * 200, "email", "2011\x1b[2J" * 30, "bill", "\x1b[31m" + "長" * 3_000)
    desk.reply("leader", "bill", "\x07", "\x00")
    desk.hand_over("sv", "x\x1b" * 100, "長" * 3_000)
    desk.note("\x9b" + "長" * 3_000)
    (said,), (reply,), (handed,), (note,) = (
        desk.case.instructions,
        desk.case.replies,
        desk.case.handovers,
        desk.case.notes,
    )

    assert (len(said.name), len(said.at), len(said.words)) == (80, 80, 2_000)
    assert (len(handed.why), len(handed.note), len(note.words)) == (80, 2_000, 2_000)
    everything = said.name + said.at + said.words + reply.name + reply.words + handed.why + handed.note + note.words
    assert not set("\x1b\x07\x00\x9b") & set(everything)


# --- undo, hold, hand over, the words ---


def test_undo_takes_back_by_a_new_event_and_says_what(seat):
    desk = case_2011(seat, facts=False)
    assert desk.undo() is None
    desk.answer("order_evidence", "refutes", Evidence.DOCUMENT)
    desk.go_on()
    before = desk.case.events

    assert [desk.undo() for _ in range(3)] == ["step.moved", "fact.answered", None]
    assert (desk.case.step, dict(desk.case.facts)) == ("verification", {})
    assert desk.case.events == before + 2
    assert desk.case == on_disk(desk)


def test_hand_over_is_one_step_from_anywhere_and_keeps_to_whom_and_why(seat):
    desk = case_2011(seat)
    for step in ("verification", "brief", "call", "hold"):
        if step == "brief":
            desk.go_to_brief()
        elif step == "call":
            to_call(desk)
        elif step == "hold":
            desk.hold()
        desk.hand_over("sv", "superior_asked", "折り返し希望")
        assert desk.case.step == "hand_over"
        desk.resume()

    assert {(each.to, each.why, each.note) for each in desk.case.handovers} == {
        ("sv", "superior_asked", "折り返し希望")
    }


def test_the_brief_and_the_scene_are_of_the_case_as_it_stands(seat):
    desk = case_2011(seat)
    two_leaders(desk)

    assert desk.brief("ja").call_waits
    assert desk.brief("en", "concern").mail.tone == "concern"
    assert desk.scene("ja").operator == "佐藤"
    assert [step.mark for step in desk.brief("ja").ladder] == ["instructed", "next", "above", "above"]


@pytest.mark.skipif(sys.platform == "win32", reason="a folder there has no such mode")
def test_a_draft_is_for_the_operators_eyes(seat):
    path = case_2011(seat).save_mail("inquiry", "en")

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_day_of_a_decision_is_the_one_stated_else_that_of_the_clock(seat):
    desk = case_2011(seat)
    assert desk.today == date(2011, 10, 20)
    desk.answer("decision_date", "unknown", Evidence.RECORD)
    assert desk.today == date(2011, 10, 20)
    desk.answer("decision_date", "2026-04-01", Evidence.RECORD)

    assert desk.today == date(2026, 4, 1)
    assert "CC-522" in {each.source.id for each in desk.verdict.of("1").citations}


def test_a_spoken_day_counts_from_the_days_of_the_case(seat):
    desk = case_2011(seat)
    desk.answer("service_start", "2011-10-19", Evidence.RECORD)
    desk.answer("doc_received_on", "none", Evidence.RECORD)
    read = desk.read_date("開始当日")

    assert isinstance(read, Reading)
    assert read.day == date(2011, 10, 19)
    assert isinstance(desk.read_date("平成31年5月1日"), Words)


def test_a_day_without_a_year_is_of_the_day_the_case_is_decided_on(seat):
    """A case told long after, or long before: its 10/4 lies near its decision, whatever the clock says."""
    desk = case_2011(seat)
    desk.answer("decision_date", "2026-04-01", Evidence.RECORD)
    read = desk.read_date("10/4")

    assert isinstance(read, Reading)
    assert read.day == date(2025, 10, 4)


@pytest.mark.parametrize("leave", [lambda desk: desk.hold(), lambda desk: desk.hand_over("sv", "shift_end")])
def test_a_case_taken_up_again_stands_at_its_next_question(seat, leave):
    desk = case_2011(seat, facts=False)
    tell_facts(desk, {"speaker": "contract_holder_verified", "order_evidence": "refutes"})
    leave(desk)
    desk.resume()

    assert desk.case.step == "registration"
    assert desk.case == fold(seat.journal.events(desk.case_id))


@given(st.lists(st.tuples(st.sampled_from(sorted(OUR_ERROR)), st.booleans(), st.booleans()), min_size=1, max_size=5))
@settings(max_examples=8)
def test_undo_after_any_answers_gives_back_the_facts_and_the_step(tmp_path_factory, answers):
    """The step follows the next question, there and back again."""
    seat = seat_in(tmp_path_factory.mktemp("seat"))
    desk = seat.new([WRONG])
    stack = []
    for fact, known, withdrawn in answers:
        stack.append((dict(desk.case.facts), desk.case.lines, desk.case.step))
        if withdrawn:
            desk.withdraw(fact, "1" if POLICY.facts[fact].scope == "line" else None)
        else:
            do(desk, ("answer", fact, known))
    while stack:
        desk.undo()
        assert (dict(desk.case.facts), desk.case.lines, desk.case.step) == stack.pop()

    assert desk.undo() is None
    seat.close()


# --- whatever is done ---

DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("answer"), st.sampled_from(sorted(OUR_ERROR)), st.booleans()),
        st.tuples(st.sampled_from(["go_on", "go_back", "hold", "resume", "undo", "go_to_brief", "close"])),
        st.tuples(st.just("tell"), st.sampled_from("12")),
        st.tuples(st.just("instruct"), st.sampled_from(["bill", "do_not_bill"])),
        st.tuples(st.just("reply"), st.sampled_from(["bill", "do_not_bill"])),
        st.tuples(st.just("hand_over")),
        st.tuples(st.just("save_mail")),
    ),
    max_size=15,
)


def do(desk, deed):
    """Do one thing, or be told that it is too early."""
    name, *how = deed
    match name:
        case "answer":
            fact, known = how
            value = OUR_ERROR[fact] if known else "unknown"
            desk.answer(fact, value, Evidence.RECORD, "1" if POLICY.facts[fact].scope == "line" else None)
        case "instruct":
            desk.instruct("leader", "山田", "email", "", how[0], "")
        case "reply":
            desk.reply("sv", how[0])
        case "hand_over":
            desk.hand_over("sv", "other")
        case "save_mail":
            desk.save_mail("inquiry", "en")
        case _:
            getattr(desk, name)(*how)


@given(DEEDS)
@settings(max_examples=12)
def test_the_case_on_the_desk_is_the_case_on_the_disk_whatever_is_done(tmp_path_factory, deeds):
    seat = seat_in(tmp_path_factory.mktemp("seat"))
    desk = case_2011(seat)
    for deed in deeds:
        with contextlib.suppress(NotNow):
            do(desk, deed)
        told = {each.line for each in desk.case.told}
        assert told <= set(desk.case.decided.rulings if desk.case.decided else ())
        assert "bill" not in (desk.case.decided.rulings.values() if desk.case.decided else ())
    again = seat.resume(desk.case_id)

    assert again.case == desk.case
    assert again.verdict == desk.verdict
    seat.close()


def test_a_seat_opens_its_own_journal(tmp_path):
    from desks import START

    seat = Seat.open(tmp_path, actor="op-7", now=lambda: START)
    desk = seat.new([replace(WRONG, option="転送\x1b")])
    seat.close()

    assert (tmp_path / "journal.db").is_file()
    assert desk.case.lines[0].option == "転送␛"


def test_the_step_follows_the_next_question_and_each_hop_is_in_the_record(tmp_path):
    """The state machine moves as the operator answers; undo takes back the answer, not the hop."""
    seat = seat_in(tmp_path)
    desk = case_2011(seat, facts=False)
    assert desk.case.step == "verification"

    desk.answer("speaker", "contract_holder_verified", Evidence.RECORD)
    assert desk.case.step == "registration"
    tell_facts(desk, {"order_evidence": "supports", "error_source": "none", "billing_state": "not_billed"})
    assert desk.case.step == "notice"
    desk.answer("error_source", "company", Evidence.RECORD)
    assert desk.case.step == "fee"

    assert desk.undo() == "fact.answered"
    assert desk.case.step == "notice"
    assert desk.case.facts["error_source"].value == "none"
    assert desk.case == fold(seat.journal.events(desk.case_id))
    seat.close()
