"""The seat: every open case is found again, the one last touched first, and a closed one costs nothing."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime

import pytest
from cases import POLICY, WRONG
from desks import case_2011, seat_in, tell_facts, two_leaders

from assistant import shelf
from assistant.call.events import Noted, Opened
from assistant.rules.policy import Ruling


@pytest.fixture
def seat(tmp_path):
    with contextlib.closing(seat_in(tmp_path)) as open_seat:
        yield open_seat


def ids(seat):
    return [each.case_id for each in seat.cases()]


def test_an_empty_seat_has_no_case(seat):
    assert seat.cases() == []
    with pytest.raises(KeyError):
        seat.resume("K-0001")


def test_the_case_last_touched_comes_first(seat):
    first, second, third = (seat.new([WRONG]) for _ in range(3))
    assert ids(seat) == [third.case_id, second.case_id, first.case_id]

    second.note("覚え")

    assert ids(seat) == [second.case_id, third.case_id, first.case_id]


def test_a_summary_says_where_the_case_stands(seat):
    settled, open_ = case_2011(seat), seat.new([WRONG])
    two_leaders(settled)
    settled.go_to_brief()
    first, second = seat.cases()

    assert first.case == settled.case
    assert (first.settled, first.rulings, first.call_waits) == (True, (Ruling.DO_NOT_BILL,) * 2, True)
    assert first.last_at.tzinfo is not None
    assert (second.case_id, second.settled, second.rulings, second.call_waits) == (
        open_.case_id,
        False,
        (None,),
        False,
    )


def test_a_summary_is_of_the_day_it_is_read(tmp_path):
    """A decision is as of today, unless the case has a day of its own."""
    with contextlib.closing(seat_in(tmp_path)) as seat:
        desk = seat.new([WRONG])
        tell_facts(desk, {"order_evidence": "supports"})
    with contextlib.closing(seat_in(tmp_path, start=datetime(2026, 4, 1, tzinfo=UTC))) as later:
        assert ids(later) == [desk.case_id]
        assert later.resume(desk.case_id).today.isoformat() == "2026-04-01"


def test_a_closed_case_is_not_listed_and_can_still_be_read(seat):
    kept, closed = seat.new([WRONG]), seat.new([WRONG])
    closed.hold()
    closed.close()

    assert ids(seat) == [kept.case_id]
    assert seat.resume(closed.case_id).case == closed.case


def test_a_closed_case_with_a_word_added_stays_closed(seat):
    """The last event is no longer the closing one: then the case is read, and found closed."""
    closed = seat.new([WRONG])
    closed.hold()
    closed.close()
    seat.journal.append(closed.case_id, Noted("後日の覚え"))

    assert seat.journal.cases()[0].step is None
    assert ids(seat) == []


def test_a_case_of_a_pack_that_is_gone_hides_no_other_and_bills_nothing(seat):
    known = seat.new([WRONG])
    seat.journal.append("K-0009", Opened("mobile_fee", "2030.1.0", "ab12"))
    strange, other = seat.cases()

    assert (strange.case_id, other.case_id) == ("K-0009", known.case_id)
    assert (strange.settled, strange.rulings, strange.call_waits) == (False, (), True)
    with pytest.raises(shelf.NotLoaded):
        seat.resume("K-0009")


def test_closed_cases_are_counted_but_not_read(seat):
    """What the list of cases reads grows with the open cases alone."""
    seat.new([WRONG])
    asked: list[str] = []

    def listed():
        asked.clear()
        seat.journal._connection.set_trace_callback(asked.append)
        found = ids(seat)
        seat.journal._connection.set_trace_callback(None)
        return len(found), len(asked)

    before = listed()
    for _ in range(12):
        closed = seat.new([WRONG])
        closed.hold()
        closed.close()

    assert listed() == before
    seat.new([WRONG])
    assert listed() > before


# --- the shelf ---


def test_a_pack_is_proved_once_however_it_is_asked_for():
    assert shelf.take() is shelf.take(shelf.DEFAULT)
    assert shelf.DEFAULT in shelf.pack_names()


@pytest.mark.parametrize("name", ["hikari", "", "../packs/hikari_option_fee", "x" * 500])
def test_a_pack_nobody_has_is_refused_with_the_nearest_name(name):
    with pytest.raises(shelf.NotLoaded) as refused:
        shelf.take(name)

    (one,) = refused.value.problems
    assert one.code == "unknown_pack"
    assert len(one.text("en")) < 400


def test_a_folder_is_read_as_a_pack_and_refused_where_it_is_none(tmp_path):
    copied = tmp_path / "hikari_option_fee"
    for name, text in shelf.read(None)[1].items():
        path = copied / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())  # as an editor elsewhere saves it

    (copied / "notes.txt").write_text("not a text of the pack", encoding="utf-8")

    assert shelf.read(copied) == ("hikari_option_fee", shelf.read(None)[1])
    assert shelf.take_from(copied).policy == POLICY
    with pytest.raises(shelf.NotLoaded, match=r"pack\.toml"):
        shelf.take_from(tmp_path)


def test_a_pack_with_a_fault_is_refused_with_every_fault_it_has(tmp_path):
    copied = tmp_path / "broken"
    for name, text in shelf.read(None)[1].items():
        path = copied / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    rules = (copied / "rules.toml").read_text(encoding="utf-8")
    (copied / "rules.toml").write_text(rules.replace('"refutes"', '"refuses"'), encoding="utf-8")
    (copied / "words" / "ja" / "close.md").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(shelf.NotLoaded) as refused:
        shelf.take_from(copied)

    assert refused.value.problems
    assert all(each.text("ja") and each.text("en") for each in refused.value.problems)
