"""What a supervisor does from the floor: it goes up, is answered by letter, and the seat's stop is lifted or kept."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from desks import case_2011
from floors import COMPLIANCE, SV, SV2, contested, floor_over, seat_on
from signing import GROUNDS, PASSPHRASE, on_hold

from assistant.call.events import Encoded
from assistant.call.steps import NotNow
from assistant.doors.front import front
from assistant.floor.floor import Opened
from assistant.floor.persons import Supervisor
from assistant.journal import own
from assistant.journal.floor import FloorShut
from assistant.journal.hand import Lot
from assistant.journal.keyring import NoKey
from assistant.journal.people import Hall, confirmed
from assistant.post import Post
from assistant.rules.policy import Ruling
from assistant.taking import take_letters


@pytest.fixture
def world(tmp_path):
    """Sit down at a seat that a floor looks at."""
    seat = seat_on(tmp_path, "seat-1")
    yield seat, tmp_path
    seat.close()


def opened(seat, who=SV):
    return Opened(who, Hall.of(seat.data).key(who.pseudonym, PASSPHRASE))


def taken(seat):
    return take_letters(seat, Post(seat.data))


def refusal(deed, *given):
    with pytest.raises(NotNow) as refused:
        deed(*given)
    return refused.value.code


def test_a_case_goes_up_is_answered_and_the_customer_may_be_called(world):
    seat, folder = world
    desk = contested(seat)
    floor = floor_over(folder, box=Post)
    ((seen, _),) = floor.mine(SV)
    floor.answer(seen.key, opened(seat), "do_not_bill", "請求しないでください")
    assert floor.sent(seen) == "under_way"
    assert seat.resume(desk.case_id).verdict.call_waits

    (letter,) = taken(seat)
    assert letter.refused == ""
    after = seat.resume(desk.case_id)
    assert not after.verdict.call_waits
    assert after.case.replies[-1].words == "請求しないでください"
    assert floor.turn()
    assert floor.mine(SV) == ()
    assert floor.sent(seen) == ""


def test_bill_from_the_floor_keeps_the_stop_and_goes_one_rung_up(world):
    seat, folder = world
    desk = contested(seat)
    floor = floor_over(folder, box=Post)
    floor.answer((floor.open()[0].key), opened(seat), "bill", "約款第12条")
    taken(seat)
    floor.turn()

    assert seat.resume(desk.case_id).verdict.call_waits
    assert floor.mine(SV) == floor.mine(SV2) == ()
    assert [wait.rung for _, wait in floor.mine(COMPLIANCE)] == ["compliance"]
    assert refusal(floor.answer, floor.open()[0].key, opened(seat), "do_not_bill") == "floor_instructed"


def test_a_question_waits_for_the_operator_and_then_for_the_supervisor_again(world):
    seat, folder = world
    desk = contested(seat)
    floor = floor_over(folder, box=Post)
    key = floor.open()[0].key
    assert refusal(floor.answer, key, opened(seat), "ask", " ") == "floor_no_question"
    floor.answer(key, opened(seat), "ask", "原本は見ましたか")
    taken(seat)
    floor.turn()
    assert floor.mine(SV) == ()
    assert floor.case(key).case.questions

    seat.resume(desk.case_id).note("見ました。控えと同じです")
    floor.turn()
    assert [seen.key for seen, _ in floor.mine(SV)] == [key]


def test_whoever_instructed_can_neither_answer_nor_take_the_alert_nor_move_the_case(world):
    """P20: of the rung or of the name."""
    seat, folder = world
    desk = case_2011(seat)
    desk.instruct("sv", "高橋", "phone", "2011-10-19", "bill", "記録には残さないで")
    floor = floor_over(folder, box=Post)
    key = floor.open()[0].key
    by = opened(seat)

    for who in (by, opened(seat, SV2)):
        assert refusal(floor.answer, key, who, "do_not_bill", "") == "floor_instructed"
        assert refusal(floor.take_alert, key, who, "do_not_record") == "floor_instructed"
        assert refusal(floor.reassign, key, who, "op-9") == "floor_instructed"
    floor.take_alert(key, opened(seat, COMPLIANCE), "do_not_record")
    assert taken(seat)[0].refused == ""
    floor.turn()
    (alert,) = [each for each in floor.alerts() if each.what == "do_not_record"]
    assert alert.taken == ("co-1",)


def test_a_supervisor_who_asked_for_silence_takes_no_alert_of_their_own(world):
    seat, folder = world
    desk = case_2011(seat)
    desk.instruct("sv", "高橋", "phone", "2011-10-19", "do_not_bill", "請求はやめて、記録には残さないで")
    floor = floor_over(folder, box=Post)
    key = floor.open()[0].key
    assert refusal(floor.take_alert, key, opened(seat), "do_not_record") == "floor_instructed"
    assert Post(seat.data).names() == frozenset()


def test_an_alert_that_does_not_ring_cannot_be_taken(world):
    seat, folder = world
    contested(seat)
    floor = floor_over(folder, box=Post)
    assert refusal(floor.take_alert, floor.open()[0].key, opened(seat), "overdue") == "floor_no_alert"


def test_a_hold_is_let_be_billed_by_two_supervisors_of_the_floor_and_by_no_one_of_them_twice(world):
    seat, folder = world
    desk = on_hold(seat)
    floor = floor_over(folder, box=Post)
    key = floor.open()[0].key
    floor.overrule(key, opened(seat), "1", GROUNDS)
    assert [each.refused for each in taken(seat)] == [""]
    floor.turn()
    assert seat.resume(desk.case_id).verdict.approved("1") == ()
    assert refusal(floor.overrule, key, opened(seat), "1", GROUNDS) == "override_twice"

    floor.overrule(key, opened(seat, SV2), "1", GROUNDS)
    taken(seat)
    after = seat.resume(desk.case_id)
    assert after.verdict.of("1").ruling is Ruling.HOLD
    assert {each.by for each in after.verdict.approved("1")} == {"sv-1", "sv-2"}


def test_what_is_not_on_hold_is_approved_by_nobody(world):
    """P9."""
    seat, folder = world
    contested(seat)
    floor = floor_over(folder, box=Post)
    assert refusal(floor.overrule, floor.open()[0].key, opened(seat), "1", GROUNDS) == "override_no_hold"


def test_a_case_is_given_to_another_operator(world):
    seat, folder = world
    desk = contested(seat)
    floor = floor_over(folder, box=Post)
    key = floor.open()[0].key
    assert refusal(floor.reassign, key, opened(seat), "佐藤") == "floor_no_operator"
    assert refusal(floor.reassign, key, opened(seat), "op-7") == "floor_same_operator"
    floor.reassign(key, opened(seat), "op-9", "引き継ぎをお願いします")
    assert taken(seat)[0].refused == ""
    assert seat.resume(desk.case_id).case.given.to == "op-9"


def test_a_key_that_was_not_registered_signs_nothing(world, tmp_path_factory):
    seat, folder = world
    contested(seat)
    floor = floor_over(folder, box=Post)
    other = Opened(SV, opened(seat, SV2).key)
    with pytest.raises(NoKey):
        floor.answer(floor.open()[0].key, other, "do_not_bill")
    assert Post(seat.data).names() == frozenset()
    stranger = Opened(Supervisor("sv-9"), opened(seat).key)
    assert refusal(floor.answer, floor.open()[0].key, stranger, "do_not_bill") == "floor_not_registered"


def test_a_letter_the_seat_did_not_take_is_told_to_whoever_sent_it(world):
    """The override was signed for a case that has moved on since."""
    seat, folder = world
    desk = on_hold(seat)
    floor = floor_over(folder, box=Post)
    (seen,) = floor.open()
    floor.overrule(seen.key, opened(seat), "1", GROUNDS)
    desk.note("別件")
    assert [each.refused for each in taken(seat)] != [""]
    floor.turn()
    floor.turn()
    assert floor.sent(seen) == "refused"


def test_what_a_seat_asks_to_erase_is_confirmed_by_another_person_once_the_case_is_closed(world):
    seat, folder = world
    desk = case_2011(seat)
    asked = Encoded("erasure.asked", 1, {"case": desk.case_id, "basis": "request", "class": "", "by": "op-7"}, {})
    floor = floor_over(folder, box=Post)
    key = floor.open()[0].key
    assert refusal(floor.confirm_erasure, key, opened(seat)) == "floor_not_asked"
    seat.journal.ask(lambda hand: hand.keep([Lot(own.NO_CASE, (asked,))]))
    floor.turn()
    assert refusal(floor.confirm_erasure, key, opened(seat)) == "floor_not_closed"
    desk.hold()
    desk.close()
    floor.turn()

    letter = floor.confirm_erasure(key, opened(seat))
    count = len(seat.journal.entries(desk.case_id))
    stated = f"erasure.agreed case={desk.case_id} basis=request class= by=op-7 since={count}"
    assert (letter.kind, letter.data["statement"]) == ("erasure.confirmed", stated)
    assert seat.journal.shown(lambda file: confirmed(file, "sv-1", stated, letter.data["signature"]))


# --- without a screen ---


def run(*args, fd=None, text=PASSPHRASE):
    import os

    given = list(args)
    if fd:
        read, write = os.pipe()
        os.write(write, text.encode())
        os.close(write)
        given += ["--passphrase-fd", str(read)]
    return CliRunner().invoke(front, ["floor", *given, "--lang", "en"])


def test_the_lists_are_told_to_programs_and_to_people(world):
    seat, folder = world
    desk = contested(seat)
    told = run("list", str(folder), "--as", "sv-1", "--mine", "--json")
    assert told.exit_code == 0
    (row,) = [json.loads(each) for each in told.stdout.splitlines()]
    assert (row["case"], row["seat"], row["why"], row["rung"]) == (desk.case_id, "seat-1", "stop", "sv")
    assert json.loads(run("list", str(folder), "--alerts", "--json").stdout)["alert"] == "contradicts"
    assert "Nothing is promised" in run("list", str(folder), "--due").stdout
    line = run("list", str(folder), "--as", "sv-1", "--mine").stdout
    assert ("Do not bill" in line, "the customer call stands still" in line, "do_not_bill" in line) == (
        True,
        True,
        False,
    )
    assert "instruction against the ruling" in run("list", str(folder), "--alerts").stdout
    assert run("list", str(folder), "--mine").exit_code == 2


def test_an_answer_without_a_screen_lies_in_the_post_box_and_lifts_the_stop(world):
    seat, folder = world
    desk = contested(seat)
    ways = ("answer", desk.case_id, "--seats", str(folder), "--says", "do_not_bill", "--by", "sv-1")
    wrong = run(*ways, fd=True, text="something else entirely")
    assert (wrong.exit_code, Post(seat.data).names()) == (1, frozenset())
    assert run(*ways, fd=True).exit_code == 0
    taken(seat)
    assert not seat.resume(desk.case_id).verdict.call_waits


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("answer", "K-0009", "--says", "bill", "--by", "sv-1"), 2),
        (("answer", "K-0001", "--says", "maybe", "--by", "sv-1"), 1),
        (("answer", "K-0001", "--says", "bill", "--by", "nobody"), 1),
        (("take", "K-0001", "overdue", "--by", "sv-1"), 1),
        (("overrule", "K-0001", "1", "--reason", "x", "--evidence", "record", "--by", "sv-1"), 1),
        (("reassign", "K-0001", "--to", "op-7", "--by", "sv-1"), 1),
    ],
)
def test_what_is_refused_says_so_and_sends_nothing(world, args, code):
    seat, folder = world
    contested(seat)
    told = run(*args, "--seats", str(folder), fd=True)
    assert told.exit_code == code
    assert "Nothing was" in told.stderr
    assert Post(seat.data).names() == frozenset()


def test_two_seats_of_one_case_number_are_told_apart_by_name(world):
    seat, folder = world
    contested(seat)
    other = seat_on(folder, "seat-2")
    contested(other)
    ways = ("answer", "K-0001", "--seats", str(folder), "--says", "do_not_bill", "--by", "sv-1")
    assert run(*ways, fd=True).exit_code == 2
    assert run(*ways, "--seat", "seat-2", "--keys", str(other.data / "keys"), fd=True).exit_code == 0
    assert Post(seat.data).names() == frozenset() != Post(other.data).names()
    other.close()


def test_a_store_that_is_not_there_is_said_and_not_a_traceback(tmp_path):
    told = run("list", str(tmp_path / "none"))
    assert (told.exit_code, "cannot be read" in told.stderr) == (1, True)
    with pytest.raises(FloorShut):
        floor_over(tmp_path / "none")
