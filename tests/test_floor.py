"""The floor: an escalation is a path only if somebody stands at the end of it, and sees it."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta

import pytest
from desks import case_2011, tell_facts, two_leaders
from floors import COMPLIANCE, NOON, SV, SV2, contested, floor_over, seat_on
from hypothesis import given, settings
from hypothesis import strategies as st
from journals import forge
from posting import answer, taken
from signing import agreed_on, enrol, on_hold, signature

from assistant.erasure import erase
from assistant.floor import Floor
from assistant.floor.alerts import alerts
from assistant.floor.persons import Supervisor, barred, barred_alert
from assistant.floor.quiet import LANGS, asks_for_silence, catalogue
from assistant.floor.waits import waits
from assistant.journal.book import Book
from assistant.journal.erasing import Consent
from assistant.journal.floor_files import Folders
from assistant.journal.reading import journal_id


@pytest.fixture
def hall(tmp_path):
    """Sit down at a seat with supervisors."""
    seat = seat_on(tmp_path, "seat-1")
    yield tmp_path, [seat]
    seat.close()


@pytest.fixture
def hall_of_three(hall):
    """Three such seats."""
    folder, (seat,) = hall
    more = [seat_on(folder, f"seat-{n}") for n in (2, 3)]
    yield folder, [seat, *more]
    for each in more:
        each.close()


def told(floor):
    """Return everything a floor tells of its lists, so that two of them can be compared."""
    return (
        [(seen.key, wait) for who in (SV, COMPLIANCE) for seen, wait in floor.mine(who)],
        [(seen.key, seen.case, seen.similar) for seen in floor.open()],
        [(each.seen.key, each.what, each.due, each.late) for each in floor.promises()],
        [(each.seen.key, each.what, each.taken) for each in floor.alerts()],
    )


# --- who is waited for ---


def test_what_two_leaders_want_billed_waits_for_the_supervisor_and_for_nobody_beside_or_above(hall):
    folder, (seat,) = hall
    desk = contested(seat)
    floor = floor_over(folder)

    assert [(seen.case_id, wait.why) for seen, wait in floor.mine(SV)] == [(desk.case_id, "stop")]
    assert floor.mine(COMPLIANCE) == ()
    assert {wait.rung for seen in floor.open() for wait in waits(seen)} == {desk.verdict.rung.id} == {"sv"}


def test_a_hold_waits_for_its_rung_until_two_supervisors_have_approved_it(hall):
    folder, (seat,) = hall
    desk = on_hold(seat)
    assert [wait.why for _, wait in floor_over(folder).mine(SV)] == ["held"]
    desk.sign(signature(desk, "sv-1"))
    assert [wait.why for _, wait in floor_over(folder).mine(SV)] == ["held"]
    desk.sign(signature(desk, "sv-2"))
    assert floor_over(folder).mine(SV) == ()


def test_where_a_supervisor_says_bill_as_well_it_waits_above_and_no_more_for_that_rung(hall):
    folder, (seat,) = hall
    desk = contested(seat)
    desk.reply("sv", "bill", "高橋", "請求してください")
    floor = floor_over(folder)

    assert floor.mine(SV) == floor.mine(SV2) == ()
    assert [wait.rung for _, wait in floor.mine(COMPLIANCE)] == ["compliance"]


def test_somebody_of_the_name_of_the_one_who_instructed_is_not_asked_whatever_rung_they_say(hall):
    folder, (seat,) = hall
    contested(seat)
    namesake = Supervisor("sv-1", "山田 太郎")

    floor = floor_over(folder)
    assert floor.mine(namesake) == ()
    (seen,) = floor.open()
    assert barred(seen, floor.signer(namesake, seen.journal)) == "instructed"
    assert barred(seen, floor.signer(SV, seen.journal)) is None


def test_whoever_sat_at_the_case_or_is_not_registered_there_cannot_answer_it(hall):
    folder, (seat,) = hall
    contested(seat)
    enrol(seat, "op-7", "佐藤", by="sv-1")
    floor = floor_over(folder)
    (seen,) = floor.open()

    assert barred(seen, floor.signer(Supervisor("op-7"), seen.journal)) == "operator"
    assert barred(seen, floor.signer(Supervisor("nobody"), seen.journal)) == "not_registered"


def test_a_case_handed_over_waits_for_the_rung_it_was_handed_to_until_it_is_taken_up(hall):
    folder, (seat,) = hall
    desk = case_2011(seat)
    desk.hand_over("compliance", "customer_wants_superior")
    floor = floor_over(folder)
    assert [(wait.why, wait.rung) for _, wait in floor.mine(COMPLIANCE)] == [("handed", "compliance")]

    desk.resume()
    floor.turn()
    assert floor.mine(COMPLIANCE) == ()


def test_a_case_handed_to_a_rung_that_said_bill_waits_for_the_one_above(hall):
    folder, (seat,) = hall
    desk = contested(seat)
    desk.hand_over("leader", "customer_wants_superior")
    (seen,) = floor_over(folder).open()
    assert {wait.rung for wait in waits(seen)} == {"sv"}


def test_a_mail_waits_for_its_rung_until_that_rung_or_one_above_answers(hall):
    folder, (seat,) = hall
    desk = contested(seat)
    desk.save_mail("confirmation", "ja")
    floor = floor_over(folder)
    (seen,) = floor.open()
    assert {wait.why for wait in waits(seen)} == {"stop", "mail"}

    desk.reply("leader", "do_not_bill", "佐々木")
    floor.turn()
    assert {wait.why for wait in waits(floor.case(seen.key))} >= {"mail"}

    desk.reply("sv", "do_not_bill", "高橋")
    floor.turn()
    assert waits(floor.case(seen.key)) == ()


def test_a_closed_case_and_an_example_wait_for_nobody(hall):
    folder, (seat,) = hall
    desk = contested(seat)
    example = seat.new([*desk.case.lines], example=True)
    two_leaders(example)
    desk.hold()
    desk.close()
    floor = floor_over(folder)

    assert floor.mine(SV) == floor.open() == ()


# --- what is taken in ---


@settings(max_examples=6, deadline=None)
@given(st.lists(st.sampled_from(["new", "leaders", "mail", "reply", "hold", "note"]), max_size=6), st.randoms())
def test_events_taken_in_one_by_one_or_at_once_give_the_same_lists(tmp_path_factory, deeds, chance):
    folder = tmp_path_factory.mktemp("floor")
    seats = [seat_on(folder, name) for name in ("a", "b")]
    step_by_step = floor_over(folder)
    desks = [contested(each) for each in seats]
    ways = {
        "new": lambda _: contested(chance.choice(seats)),
        "leaders": two_leaders,
        "mail": lambda desk: desk.save_mail("inquiry", "ja"),
        "reply": lambda desk: desk.reply("sv", "do_not_bill", "高橋"),
        "hold": lambda desk: desk.hold() if desk.case.step != "hold" else desk.resume(),
        "note": lambda desk: desk.note("折り返し"),
    }
    for deed in deeds:
        ways[deed](chance.choice(desks))
        step_by_step.turn()
    step_by_step.turn()
    paths = [folder / "a", folder / "b"]
    chance.shuffle(paths)

    assert told(step_by_step) == told(floor_over(folder)) == told(floor_over(*paths))
    for each in seats:
        each.close()


def test_a_turn_in_which_nothing_happened_opens_no_file(hall, monkeypatch):
    folder, (seat,) = hall
    contested(seat)
    floor = floor_over(folder)
    floor.turn()
    opened = []
    reading = Folders._reading
    monkeypatch.setattr(Folders, "_reading", lambda self, path: opened.append(path) or reading(self, path))

    assert floor.turn() is False
    assert opened == []
    seat.resume("K-0001").note("…")
    assert floor.turn() is True
    assert {path.name for path in opened} == {"seat-1"}


def test_only_the_case_that_changed_is_decided_anew(hall_of_three):
    folder, (one, two, _) = hall_of_three
    desk = contested(one)
    contested(two)
    floor = floor_over(folder)
    before = {seen.seat: seen for seen in floor.open()}
    desk.note("…")
    floor.turn()
    now = {seen.seat: seen for seen in floor.open()}

    assert now["seat-2"] is before["seat-2"]
    assert now["seat-1"] is not before["seat-1"]


def test_the_same_mix_up_is_counted_over_all_seats(hall_of_three):
    """No seat sees more than one of them."""
    folder, seats = hall_of_three
    desks = [case_2011(seat) for seat in seats]
    assert not any(action.deed == "flag_pattern" for desk in desks for action in desk.verdict.actions)

    floor = floor_over(folder)
    assert [seen.similar for seen in floor.open()] == [2, 2, 2]
    assert [alert.what for alert in floor.alerts()] == ["systemic"] * 3
    late = Floor(floor.store, lambda: NOON + timedelta(days=40))
    late.turn()
    assert late.alerts() == ()


def test_a_pack_that_is_gone_hides_its_own_case_only(hall_of_three, monkeypatch):
    folder, (one, two, _) = hall_of_three
    from assistant import shelf

    foreign = one.new(two.new([*case_2011(two).case.lines]).case.lines, pack="us_cramming")
    contested(two)
    taken = shelf.take

    def gone(name=shelf.DEFAULT):
        if name == "us_cramming":
            raise shelf.NotLoaded([])
        return taken(name)

    monkeypatch.setattr(shelf, "take", gone)
    floor = floor_over(folder)
    assert [seen.case_id for seen in floor.open() if seen.verdict is None] == [foreign.case_id]
    assert len(floor.mine(SV)) == 1


def test_erased_words_are_gone_from_the_floor_as_well(hall):
    folder, (seat,) = hall
    desk = contested(seat)
    floor = floor_over(folder)
    desk.hold()
    desk.close()
    now = seat.now
    erase(seat.journal, desk.case_id, agreed_on(seat, desk.case_id, Consent("request", "op-3", "co-1")), now)
    floor.turn()
    seen = floor.case((floor.seats[0].journal, desk.case_id))
    assert seen.case.instructions[0].words == ""
    assert told(floor) == told(floor_over(folder))


def test_a_forged_override_counts_for_nothing_on_the_floor_either(hall):
    from signing import on_hold, signature, slip_in

    folder, (seat,) = hall
    desk = on_hold(seat)
    slip_in(seat.journal, desk.case_id, signature(desk, "sv-1"))
    assert floor_over(folder).open()[0].case.overrides != ()
    again = signature(seat.resume(desk.case_id), "sv-2")
    from dataclasses import replace

    slip_in(seat.journal, desk.case_id, replace(again, by="co-1", rung="compliance"))
    assert [each.by for each in floor_over(folder).open()[0].case.overrides] == ["sv-1"]


def test_two_histories_of_one_seat_are_told_and_the_copy_of_one_is_not(hall, tmp_path_factory):
    folder, (seat,) = hall
    contested(seat)
    seat.journal.checkpoint_wal()
    other = tmp_path_factory.mktemp("copy") / "seat-1"
    shutil.copytree(folder / "seat-1", other)
    floor = floor_over(folder, other)
    assert floor.forks == ()

    from desks import seat_in

    copied = seat_in(other)
    copied.resume("K-0001").note("here")
    seat.resume("K-0001").note("there")
    floor.turn()
    assert [fork.journal for fork in floor.forks] == [floor.open()[0].journal]
    copied.close()


def test_a_seat_put_back_to_an_older_copy_has_two_histories_and_the_second_is_not_believed(hall, tmp_path_factory):
    folder, (seat,) = hall
    desk = contested(seat)
    seat.journal.checkpoint_wal()
    older = tmp_path_factory.mktemp("older") / "journal.db"
    shutil.copy(folder / "seat-1" / "journal.db", older)
    desk.note("kept")
    floor = floor_over(folder)
    (before,) = floor.open()
    seat.close()
    shutil.copy(older, folder / "seat-1" / "journal.db")
    with_older = Book.open(folder / "seat-1" / "journal.db", now=lambda: NOON, actor="op-7")
    kind = type(before.case.notes[0])
    for text in ("another", "history"):
        with_older.append(desk.case_id, kind(text))

    floor.turn()
    assert [fork.journal for fork in floor.forks] == [before.journal]
    assert floor.open() == (before,)
    with_older.close()


def test_a_seat_that_cannot_be_read_keeps_nobody_else_waiting(hall, tmp_path):
    folder, (seat,) = hall
    contested(seat)
    broken = folder / "broken"
    broken.mkdir()
    (broken / "journal.db").write_bytes(b"not a database at all")
    floor = floor_over(folder)

    assert len(floor.mine(SV)) == 1
    assert [path.name for path in floor.store.unread] == ["broken"]


# --- what rings ---


@pytest.mark.parametrize("lang", LANGS)
def test_a_request_for_silence_is_heard_and_ordinary_words_are_not(lang):
    assert [each for each in catalogue()["examples"][lang] if not asks_for_silence(each)] == []
    assert [each for each in catalogue()["refusals"][lang] if asks_for_silence(each)] == []


def test_every_example_of_silence_is_for_a_cue_and_every_language_has_them():
    assert {lang for group in catalogue().values() for lang in group} == set(LANGS)
    assert all(len(each) >= 5 for group in catalogue().values() for each in group.values())


def test_an_instruction_to_keep_silent_rings_though_it_was_withdrawn_and_the_case_closed(hall):
    folder, (seat,) = hall
    desk = case_2011(seat)
    desk.instruct("leader", "山田", "phone", "2011-10-19", "bill", "記録には残さないで請求してください")
    assert desk.undo() == "instruction.given"
    desk.hold()
    desk.close()
    (alert,) = floor_over(folder).alerts()

    assert (alert.what, alert.words) == ("do_not_record", "記録には残さないで請求してください")
    assert barred_alert(alert.seen, Supervisor("x", "山田", "leader")) == "instructed"
    assert barred_alert(alert.seen, Supervisor("sv-1", "高橋", "sv")) is None


def test_whoever_asked_for_silence_may_not_take_the_alert_though_they_said_not_to_bill(hall):
    """P20: it is their instruction all the same."""
    folder, (seat,) = hall
    desk = case_2011(seat)
    desk.instruct("sv", "高橋", "phone", "2011-10-19", "do_not_bill", "請求はやめて、記録には残さないで")
    floor = floor_over(folder)
    (alert,) = floor.alerts()
    sv, above = (floor.signer(each, alert.seen.journal) for each in (SV, COMPLIANCE))
    assert (barred(alert.seen, sv), barred_alert(alert.seen, sv)) == (None, "instructed")
    assert barred_alert(alert.seen, above) is None


def test_an_instruction_against_the_ruling_rings_until_it_is_answered(hall):
    folder, (seat,) = hall
    desk = contested(seat)
    floor = floor_over(folder)
    assert [each.what for each in floor.alerts()] == ["contradicts"]
    desk.reply("sv", "do_not_bill", "高橋")
    floor.turn()
    assert floor.alerts() == ()


def test_a_hold_rings_once_its_day_is_over_and_late_promises_come_first(hall):
    folder, (seat,) = hall
    desk = case_2011(seat, facts=False)
    tell_facts(
        desk, {"speaker": "contract_holder_verified", "order_evidence": "conflicting", "error_source": "company"}
    )
    desk.hold()
    floor = floor_over(folder)
    assert {each.what for each in floor.promises()} >= {"hold", "callback"}
    assert not any(each.late for each in floor.promises())

    later = Floor(floor.store, lambda: NOON + timedelta(days=10))
    later.turn()
    assert [each.what for each in later.alerts()] == ["overdue"]
    dues = [each.due for each in later.promises()]
    assert dues == sorted(dues)
    assert all(each.late for each in later.promises())
    assert alerts(later.open()[0], NOON) == ()


def test_looking_at_a_seat_that_was_killed_leaves_its_files_as_they_are(hall, tmp_path_factory):
    """Only the seat moves the log into the main file, however it ended."""
    folder, (seat,) = hall
    contested(seat)
    left = tmp_path_factory.mktemp("floor") / "killed"
    left.mkdir()
    names = ("journal.db", "journal.db-wal")
    for name in names:
        shutil.copy(folder / "seat-1" / name, left)
    before = [(left / name).read_bytes() for name in names]
    assert before[1]

    assert len(floor_over(left.parent).open()) == 1

    assert [(left / name).read_bytes() for name in names] == before


# --- a record that holds what no seat writes ---

UNSOUND = {
    "no part of it": {"data": None},
    "too deep to read": {"data": "DEEP"},
    "a number no machine reads": {"data": "LONG"},
    "a moment that is none": {"at": 7},
    "no case": {"case": None},
    "another line's amount": {"type": "line.added", "data": {"line": "9", "charge_line": "zzz", "amount_yen": "x"}},
    "a fact of no line": {"type": "fact.answered", "data": {"fact": "a", "value": "b", "evidence": None, "line": "9"}},
    "a promise without a day": {"type": "promise.made", "data": {"what": "hold", "due": "someday", "line": None}},
    "erased words of nothing": {"type": "pii.erased", "case": "", "data": {"seq": 8, "names": [[1]]}},
}


@pytest.mark.parametrize("change", UNSOUND.values(), ids=UNSOUND)
def test_a_record_that_holds_what_no_seat_writes_costs_its_own_seat_the_desk_and_no_other(hall, change):
    folder, (seat,) = hall
    contested(seat)
    other = seat_on(folder, "seat-2")
    contested(other)
    last, name = other.journal.head()[0], other.journal.shown(journal_id)
    row = "SELECT raw FROM event WHERE seq = ?"
    raw = {**json.loads(other.journal.shown(lambda db: db.execute(row, (last,)).fetchone()[0])), "tv": 1, **change}
    other.close()
    text = json.dumps(raw).replace('"DEEP"', "[" * 5000 + "]" * 5000).replace('"LONG"', '{"a":' + "9" * 5000 + "}")
    forge(other.journal, f"UPDATE event SET raw = '{text}' WHERE seq = {last}")

    floor = floor_over(folder)

    for _ in range(2):
        assert [seen.seat for seen, _ in floor.mine(SV) if seen.seat == "seat-1"] == ["seat-1"]
        assert "seat-1" in {each.seen.seat for each in floor.alerts()}
        assert [seen.seat for seen in floor.open() if seen.seat == "seat-1"] == ["seat-1"]
        assert floor.promises() == ()
        assert floor.shut == {name}
        floor.turn()


def test_a_question_from_below_hides_a_case_from_nobody_above(hall):
    folder, (seat,) = hall
    enrol(seat, "ld-1", "佐藤", rung="leader", by="sv-1")
    desk = case_2011(seat)
    desk.hand_over("compliance", "customer_wants_superior")
    floor = floor_over(folder)
    waiting = [(seen.case_id, wait.why) for seen, wait in floor.mine(COMPLIANCE)]
    assert waiting == [(desk.case_id, "handed")]

    (told,) = taken(seat, answer(seat, desk, "ask", by="ld-1", rung="leader", name="佐藤"), desk=desk)
    floor.turn()

    assert not told.refused
    assert [(seen.case_id, wait.why) for seen, wait in floor.mine(COMPLIANCE)] == waiting
    taken(seat, answer(seat, desk, "ask", by="co-1", rung="compliance", name="法務"), desk=desk)
    floor.turn()
    assert floor.mine(COMPLIANCE) == ()
