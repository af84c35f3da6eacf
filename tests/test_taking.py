"""What a seat takes from the floor: only what its own record can believe, and each thing once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from benches import text_of
from cases import WRONG
from desks import case_2011, seat_in
from journals import forge
from posting import AT, answer, box, cover, signer, taken, waiting_seat
from signing import PASSPHRASE, enrol, on_hold, slip_in, staffed

from assistant import erasure
from assistant.call import telling
from assistant.call.answers import EscalationAnswered
from assistant.call.events import Noted
from assistant.call.signed import Grounds
from assistant.journal import answering
from assistant.journal.answering import Cover
from assistant.journal.erasing import Consent
from assistant.journal.letters import Letter
from assistant.journal.people import Hall, remove
from assistant.journal.reading import journal_id, leaf_at
from assistant.journal.refusals import NotWritten, Why
from assistant.journal.roles import Role
from assistant.journal.verify.signers import bound_of
from assistant.journal.verify.walk import audit
from assistant.post import TAKE_MAX, Post
from assistant.rules.facts import Evidence
from assistant.screens.conclusion import stop_rule
from assistant.screens.words import wording
from assistant.taking import take_letters


@pytest.fixture
def stopped(tmp_path):
    """Sit at a case that is stopped by an instruction."""
    seat, desk = waiting_seat(tmp_path)
    yield seat, desk
    seat.close()


def findings(seat):
    """Return what a verifier finds in the record of this seat."""
    seat.journal.checkpoint_wal()
    return [each.code for each in audit(seat.journal.path, [], None).findings]


def kinds(seat, case_id="K-0001"):
    return [each.kind for each in seat.journal.entries(case_id)]


# --- what an answer does ---


def test_an_answer_from_above_whoever_instructed_lifts_the_stop(stopped):
    seat, desk = stopped
    assert desk.verdict.call_waits

    (told,) = taken(seat, answer(seat, desk), desk=desk)

    assert isinstance(told.event, EscalationAnswered)
    assert (told.event.says, told.event.name, told.event.words) == ("do_not_bill", "高橋", "当社の誤りです")
    assert not told.late
    assert not desk.verdict.call_waits
    assert seat.resume(desk.case_id).case == desk.case
    assert box(seat) == ([], [])


def test_an_answer_to_bill_keeps_the_stop(stopped):
    seat, desk = stopped
    taken(seat, answer(seat, desk, "bill"), desk=desk)

    assert desk.verdict.call_waits
    assert desk.verdict.rung.id == "compliance"


def test_a_leader_who_instructed_lifts_nothing_by_saying_bill_again(stopped):
    seat, desk = stopped
    enrol(seat, "ld-1", "山田", rung="leader", by="sv-1")

    (told,) = taken(seat, answer(seat, desk, "bill", by="ld-1", rung="leader", name="山田"), desk=desk)

    assert not told.refused
    assert desk.verdict.call_waits


def test_a_question_waits_until_a_note_or_a_fact_answers_it(stopped):
    seat, desk = stopped
    taken(seat, answer(seat, desk, "ask", words="開通日は?"), desk=desk)

    assert [each.words for each in desk.case.questions] == ["開通日は?"]
    assert desk.verdict.call_waits
    assert "質問に、事実かメモで答えてから" in text_of(stop_rule(desk, wording("ja"), 78))  # not: wait for their reply
    desk.note("10月19日")
    assert desk.case.questions == ()
    assert "返答を待ってから" in text_of(stop_rule(desk, wording("ja"), 78))

    taken(seat, answer(seat, desk, "ask", words="利用は?"), desk=desk)
    desk.answer("option_used", "no", Evidence.RECORD, "1")
    assert desk.case.questions == ()
    assert len(desk.case.answers) == 2


def test_an_answer_to_an_older_state_is_recorded_and_said_to_be_that(stopped):
    seat, desk = stopped
    before = answer(seat, desk)
    desk.answer("option_used", "no", Evidence.RECORD, "1")

    (told,) = taken(seat, before, desk=desk)

    assert told.late
    assert "前の状態への回答" in desk.papers.report("ja", "md")
    assert "older state" in desk.papers.report("en", "md")


def test_an_answer_reaches_a_case_that_does_not_lie_open(stopped):
    seat, desk = stopped
    other = case_2011(seat)

    taken(seat, answer(seat, desk), desk=other)

    assert "escalation.answered" in kinds(seat)
    assert "escalation.answered" not in kinds(seat, other.case_id)
    assert not seat.resume(desk.case_id).verdict.call_waits


def test_a_case_given_to_another_is_to_be_handed_over_and_not_called_on(stopped):
    seat, desk = stopped
    taken(seat, answering.reassigned(cover(seat), signer(seat), "op-9", "夜勤へ"), desk=desk)

    assert (desk.case.step, desk.case.given.to) == ("hand_over", "op-9")
    desk.resume()
    assert desk.case.given is None


def test_an_alert_taken_stays_an_alert(stopped):
    seat, desk = stopped
    before = desk.verdict
    taken(seat, answering.alert_taken(cover(seat), signer(seat), "contradicts"), desk=desk)

    assert [each.what for each in desk.case.alerts_taken] == ["contradicts"]
    assert desk.verdict == before


def test_two_letters_let_a_line_on_hold_be_billed(tmp_path):
    seat = staffed(seat_in(tmp_path))
    desk = on_hold(seat)
    for by in ("sv-1", "sv-2"):
        who = signer(seat, by)
        unsigned = telling.to_sign(desk.scene("ja"), "1", (by, "sv"), Grounds("contract_confirmed", "document", "控え"))
        letter = answering.override(cover(seat), who, unsigned)
        assert [each.refused for each in taken(seat, letter, desk=desk)] == [""]
        assert taken(seat, letter, desk=desk) == []

    assert len(desk.verdict.approved("1")) == 2
    late = answering.override(cover(seat), signer(seat, "co-1", "compliance"), replace(unsigned, by="co-1"))
    assert [each.refused for each in taken(seat, late, desk=desk)] == ["other_rung"]
    seat.close()


# --- what is refused ---


def unsigned(seat, desk):
    letter = answer(seat, desk)
    return replace(letter, data={**letter.data, "signature": ""})


def turned(seat, desk):
    letter = answer(seat, desk, "bill")
    return replace(letter, data={**letter.data, "says": "do_not_bill"})


def reworded(seat, desk):
    letter = answer(seat, desk)
    return replace(letter, private={**letter.private, "words": "請求せよ"})


def renamed(seat, desk):
    letter = answer(seat, desk)
    return replace(letter, private={**letter.private, "name": "別人"})


def unworded(seat, desk):
    return replace(answer(seat, desk), private={})


def rebound(seat, desk):
    letter = reworded(seat, desk)
    return replace(letter, data={**letter.data, "bound": bound_of(letter.private)})


def foreseen(seat, desk):
    return answer(seat, desk, since=999)


def other_case(seat, desk):
    return replace(answer(seat, desk), case_id=case_2011(seat).case_id)


def other_seat(seat, desk):
    return answering.answered(cover(seat, desk.case_id, "another"), signer(seat), "do_not_bill", 3, "")


def other_key(seat, desk):
    who = replace(signer(seat, "sv-2"), by="sv-1")
    return answering.answered(cover(seat), who, "do_not_bill", desk.case.events)


def removed(seat, desk):
    letter = answer(seat, desk, by="sv-2", name="中村")
    key = Hall.of(seat.data).key("sv-1", PASSPHRASE)
    seat.journal.ask(lambda hand: remove(hand, "sv-2", "sv-1", key))
    return letter


def stranger(seat, desk):
    return answering.answered(cover(seat), replace(signer(seat), by="op-1"), "do_not_bill", desk.case.events)


def operator(seat, desk):
    enrol(seat, "op-7", "佐藤", by="sv-1")
    return answer(seat, desk, by="op-7", name="佐藤")


def no_case(seat, _):
    return answering.answered(cover(seat, "K-9999"), signer(seat), "do_not_bill", 0)


def unknown_answer(seat, desk):
    return answer(seat, desk, "maybe")


def unknown_kind(seat, desk):
    return replace(answer(seat, desk), kind="step.moved")


def whoever_instructed(seat, _):
    enrol(seat, "ld-1", "田中", rung="leader", by="sv-1")
    return answering.alert_taken(cover(seat), signer(seat, "ld-1", "leader"), "contradicts")


def instructed_by_name(seat, desk):
    desk.instruct("leader", "高橋", "email", "2011-10-19", "bill", "かかります")
    return answering.alert_taken(cover(seat), signer(seat), "contradicts")


def escaped(seat, desk):
    return replace(answer(seat, desk), private={**answer(seat, desk).private, "words": "\x1b]52;c;x\x07"})


def mistyped(seat, desk):
    letter = answer(seat, desk)
    return replace(letter, data={**letter.data, "since": True})


REFUSED = {
    unsigned: "unsigned",
    turned: "unsigned",
    reworded: "unsigned",
    renamed: "unsigned",
    unworded: "unsigned",
    rebound: "unsigned",
    foreseen: "unsigned",
    other_case: "unsigned",
    other_key: "unsigned",
    other_seat: "other_seat",
    removed: "not_registered",
    stranger: "not_registered",
    operator: "sat_here",
    no_case: "no_case",
    unknown_answer: "unfit",
    unknown_kind: "unknown_kind",
    whoever_instructed: "instructed",
    instructed_by_name: "instructed",
    escaped: "broken",
    mistyped: "broken",
}


@pytest.mark.parametrize("letter", REFUSED, ids=lambda each: each.__name__)
def test_a_letter_nobody_can_stand_for_is_put_aside_and_changes_nothing(stopped, letter):
    seat, desk = stopped
    made = letter(seat, desk)
    before = [each.leaf for each in seat.journal.entries(desk.case_id)]

    told = taken(seat, made, desk=desk)

    assert [each.refused for each in told] == [REFUSED[letter]]
    assert [each.leaf for each in seat.journal.entries(desk.case_id)] == before
    assert desk.verdict.call_waits
    assert box(seat) == ([], [REFUSED[letter]])
    assert seat.journal.stopped is None


def test_a_letter_brought_twice_is_taken_once(stopped):
    seat, desk = stopped
    letter = answer(seat, desk)
    taken(seat, letter, desk=desk)

    assert taken(seat, letter, desk=desk) == []
    assert kinds(seat).count("escalation.answered") == 1
    assert box(seat) == ([], [])


def test_a_seat_killed_between_writing_and_taking_away_knows_the_letter_again(stopped, monkeypatch):
    """The letter lies in the box as if nothing had happened; it is in the record already."""
    seat, desk = stopped
    letter = answer(seat, desk)
    monkeypatch.setattr(Post, "done", lambda *_: None)
    assert len(taken(seat, letter, desk=desk)) == 1
    monkeypatch.undo()

    assert take_letters(seat, Post(seat.data), seat.resume(desk.case_id)) == []
    assert kinds(seat).count("escalation.answered") == 1
    assert box(seat) == ([], [])


def test_while_nothing_is_recorded_a_letter_waits(stopped):
    seat, desk = stopped
    post = Post(seat.data)
    post.put(answer(seat, desk))
    seat.journal.barred = "full"

    assert take_letters(seat, post, desk) == []
    seat.journal.barred = None
    assert len(take_letters(seat, post, desk)) == 1


def test_a_letter_stays_in_its_box_where_the_record_refuses_to_be_written(stopped):
    seat, desk = stopped
    letter = answer(seat, desk)
    seat.journal.ask(lambda hand: setattr(hand, "role", Role.AUDITOR))

    assert taken(seat, letter, desk=desk) == []
    assert box(seat) == ([f"{letter.id}.letter"], [])
    assert desk.verdict.call_waits


@pytest.mark.parametrize(
    "letter", [unsigned, turned, stranger, removed, operator, foreseen, other_key, rebound, renamed]
)
def test_the_record_refuses_by_itself_what_no_supervisor_apart_from_the_case_signed(stopped, letter):
    """Whoever writes past the box meets the same refusal, and the record goes on."""
    seat, desk = stopped
    made = letter(seat, desk)

    with pytest.raises(NotWritten) as refused:
        desk.receive(EscalationAnswered(**made.data, **made.private))
    assert refused.value.why is Why.UNSIGNED
    desk.note("続く")


def test_the_record_takes_no_letter_twice(stopped):
    seat, desk = stopped
    made = answer(seat, desk)
    desk.receive(EscalationAnswered(**made.data, **made.private))

    with pytest.raises(NotWritten):
        desk.receive(EscalationAnswered(**made.data, **made.private))


# --- what an auditor sees ---


def test_an_answer_slipped_into_the_file_is_not_believed_and_is_found(stopped):
    """Written past every check, sealed and all: the case does not hear it, and the verifier names it."""
    seat, desk = stopped
    forged = turned(seat, desk)
    event = EscalationAnswered(**forged.data, **forged.private)
    slip_in(seat.journal, desk.case_id, event)

    assert seat.resume(desk.case_id).verdict.call_waits
    assert kinds(seat)[-1] == "escalation.forged"
    assert findings(seat) == ["signature"]


def test_words_exchanged_in_the_file_are_not_believed(stopped):
    seat, desk = stopped
    taken(seat, answer(seat, desk), desk=desk)
    assert findings(seat) == []
    forge(seat.journal, "UPDATE secret SET value = '請求せよ' WHERE name = 'words' AND value LIKE '%誤り%'")

    assert kinds(seat)[-1] == "escalation.forged"
    assert findings(seat) == ["secret", "bound"]


# --- receipts ---


def receipt(seat, seq=1, **changed):
    leaf = seat.journal.shown(lambda db: leaf_at(db, seq)).hex()
    at = cover(seat, "")
    told = {"seq": seq, "leaf": leaf, "received_at": at.at, "key": "srv-1", "signature": "c2lnbmVk"}
    return Letter(at.letter, at.journal, "", answering.RECEIPT, {**told, **changed})


def test_a_receipt_is_kept_once_and_told_to_nobody(stopped):
    seat, desk = stopped
    letter = receipt(seat)

    assert taken(seat, letter, desk=desk) == []
    assert taken(seat, letter, desk=desk) == []
    assert kinds(seat, "").count("floor.received") == 1


def test_receipts_alone_bring_no_more_receipts_however_many_are_sent(stopped):
    seat, desk = stopped
    for _ in range(8):  # each for the end of the record, which is the receipt before it
        taken(seat, receipt(seat, seat.journal.head()[0]), receipt(seat), desk=desk)
    assert kinds(seat, "").count("floor.received") <= 2

    desk.note("利用の有無は未確認")
    taken(seat, receipt(seat, seat.journal.head()[0]), desk=desk)
    assert kinds(seat, "").count("floor.received") <= 3
    assert findings(seat) == []


@pytest.mark.parametrize(
    ("changed", "why"),
    [({"leaf": "00" * 32}, "other_history"), ({"seq": "1"}, "broken"), ({"key": "\x1b[2J"}, "broken")],
)
def test_a_receipt_for_another_history_is_refused(stopped, changed, why):
    seat, desk = stopped
    told = taken(seat, receipt(seat, **changed), desk=desk)

    assert [each.refused for each in told] == [why]


def test_an_answer_or_a_case_given_away_cannot_be_taken_back_and_a_question_is_in_nobodys_way(stopped):
    seat, desk = stopped
    desk.answer("option_used", "no", Evidence.RECORD, "1")
    taken(seat, answer(seat, desk, "ask"), desk=desk)
    assert desk.undo() == "fact.answered"

    taken(seat, answering.reassigned(cover(seat), signer(seat), "op-9"), desk=desk)
    assert desk.undo() is None
    desk.resume()
    taken(seat, answer(seat, desk), desk=desk)
    assert desk.undo() is None


# --- what is said of it afterwards ---


def test_a_question_and_a_case_given_away_are_in_the_handover_and_in_the_note(stopped):
    seat, desk = stopped
    taken(seat, answer(seat, desk, "ask", words="開通日は?"), desk=desk)
    assert "スーパーバイザーからのご質問" in desk.papers.handover("ja").text
    assert "Question not answered yet: supervisor" in desk.papers.note_text("en")

    taken(seat, answering.reassigned(cover(seat), signer(seat), "op-9"), desk=desk)
    assert "given to somebody else" in desk.papers.handover("en").text
    assert "op-9" in desk.papers.note_text("ja")
    assert desk.papers.handover("ja").seconds <= 30


def test_what_the_floor_said_is_found_by_a_question_about_it_with_its_own_time(stopped):
    seat, desk = stopped
    taken(seat, answer(seat, desk), desk=desk)
    at = next(each.at for each in seat.journal.entries(desk.case_id) if each.kind == "escalation.answered")

    told = "\n".join(desk.ask("リーダーは何と言った?", "ja").lines)

    assert "当社の誤りです" in told
    assert at[:16].replace("T", " ") in told


def test_no_salt_leaves_with_a_report(stopped):
    seat, desk = stopped
    letter = answer(seat, desk)
    taken(seat, letter, desk=desk)

    assert "当社の誤りです" in desk.papers.report("en", "json")
    assert letter.private["salt"] not in desk.papers.report("en", "json")


# --- erasing what a supervisor confirms ---


def closed_and_asked(tmp_path):
    seat = staffed(seat_in(tmp_path))
    desk = seat.new([WRONG])
    desk.note("090-1234-5678")
    desk.hold()
    desk.close()
    consent = Consent("request", "op-3")
    erasure.ask(seat.journal, desk.case_id, consent, seat.now)
    return seat, desk, replace(consent, confirmed_by="sv-1")


def confirmation(seat, desk, consent):
    stated = erasure.statement(seat.journal, desk.case_id, consent, seat.now)
    return answering.erasure_confirmed(cover(seat, desk.case_id), signer(seat), consent.basis, stated)


def notes(seat, case_id):
    return [each.words for each in seat.journal.events(case_id) if isinstance(each, Noted)]


def test_an_erasure_that_was_asked_for_here_is_done_once_a_supervisor_confirms_it(tmp_path):
    seat, desk, consent = closed_and_asked(tmp_path)
    letter = confirmation(seat, desk, consent)

    assert [each.erased for each in taken(seat, letter)] == [True]
    assert notes(seat, desk.case_id) == [""]
    assert findings(seat) == []
    taken(seat, letter)  # broken off before the letter was taken away, and begun again
    assert box(seat) == ([], [])
    assert findings(seat) == []
    seat.close()


def test_an_erasure_waits_while_somebody_is_on_the_line(tmp_path):
    seat, desk, consent = closed_and_asked(tmp_path)
    other = case_2011(seat)

    assert taken(seat, confirmation(seat, desk, consent), desk=other) == []
    assert notes(seat, desk.case_id) == ["090-1234-5678"]
    assert len(box(seat)[0]) == 1
    seat.close()


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"statement": "erasure.agreed case=K-0001"}, "erasure_not_asked"),
        ({"signature": "AAAA"}, "unsigned"),
        ({"by": "op-7"}, "erasure_not_asked"),
        ({"statement": 5}, "broken"),
    ],
)
def test_an_erasure_nobody_asked_for_or_confirmed_erases_nothing(tmp_path, changed, why):
    seat, desk, consent = closed_and_asked(tmp_path)
    letter = confirmation(seat, desk, consent)

    told = taken(seat, replace(letter, data={**letter.data, **changed}))

    assert [each.refused.split("_")[0] for each in told] == [why.split("_")[0]]
    assert notes(seat, desk.case_id) == ["090-1234-5678"]
    seat.close()


# --- whose hand may not be in it, whatever desk, or none, a letter was made at ---


@pytest.mark.parametrize(("by", "rung"), [("sv", "sv-1"), ("leader", "sv-1")])
def test_an_alert_about_silence_is_taken_by_nobody_who_asked_for_it_by_rung_or_by_name(stopped, by, rung):
    seat, desk = stopped
    desk.instruct(by, "高橋", "email", "2011-10-19", "do_not_bill", "記録に残さないこと")
    desk.undo()
    assert "高橋" not in {each.name for each in desk.case.instructions}

    (told,) = taken(seat, answering.alert_taken(cover(seat), signer(seat, rung), "do_not_record"), desk=desk)

    assert told.refused == "instructed"
    (told,) = taken(seat, answering.alert_taken(cover(seat), signer(seat, "co-1", "compliance"), "do_not_record"))
    assert not told.refused


def test_whoever_wants_it_billed_does_not_move_the_case_to_another_operator(stopped):
    seat, desk = stopped
    enrol(seat, "ld-1", "山田", rung="leader", by="sv-1")
    before = desk.case

    (told,) = taken(seat, answering.reassigned(cover(seat), signer(seat, "ld-1", "leader"), "op-9"), desk=desk)

    assert told.refused == "instructed"
    assert desk.case == before


def test_whoever_instructed_lifts_nothing_from_a_rung_above_their_own(stopped):
    seat, desk = stopped
    enrol(seat, "sv-9", "山田", by="sv-1")

    (told,) = taken(seat, answer(seat, desk, by="sv-9", name="別人"), desk=desk)

    assert told.refused == "instructed"
    assert desk.verdict.call_waits


@pytest.mark.parametrize("to", ["", "op 9", "=1+1", "x" * 21, "[/b]", "\u202eop-9"])
def test_a_case_is_given_to_a_pseudonym_and_to_nothing_else(stopped, to):
    seat, desk = stopped
    (told,) = taken(seat, answering.reassigned(cover(seat), signer(seat), to), desk=desk)
    assert told.refused == "broken"


def test_a_letter_says_when_it_was_signed_as_a_moment(stopped):
    seat, desk = stopped
    odd = replace(cover(seat), at="=cmd|' /C calc'!A0")
    (told,) = taken(seat, answering.answered(odd, signer(seat), "bill", desk.case.events, "x"), desk=desk)
    assert told.refused == "broken"


def test_erasures_that_wait_for_the_end_of_a_call_hold_up_no_answer_behind_them(stopped):
    seat, desk = stopped
    post = Post(seat.data)
    for _ in range(TAKE_MAX):
        post.put(answering.erasure_confirmed(cover(seat), signer(seat), "period", "x"))
    later = Cover.new(seat.journal.shown(journal_id), desk.case_id, AT + timedelta(minutes=1))
    post.put(answering.answered(later, signer(seat), "do_not_bill", desk.case.events))

    found = [each for _ in range(2) for each in take_letters(seat, post, desk)]

    assert [each.case_id for each in found] == [desk.case_id]
    assert not desk.verdict.call_waits
    assert len(take_letters(seat, post)) == TAKE_MAX  # looked at once the case is put away
