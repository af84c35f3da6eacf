"""What was promised has a day, keeps it, and ends only by being kept or by losing its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from cases import OUR_ERROR, RULED, VERIFIED, WRONG, any_case, case_of, scene_of
from desks import case_2011, seat_in, tell_facts, to_call, two_leaders
from hypothesis import given
from hypothesis import strategies as st

from assistant.call.allowed import NotAllowed
from assistant.call.events import PromiseKept, PromiseMade, Told
from assistant.call.ics import ics, named
from assistant.call.promises import KINDS, Promise, by_due, due_of, made_now, until
from assistant.call.steps import NotNow
from assistant.rules.facts import Evidence

JAPAN = timezone(timedelta(hours=9))
MADE = datetime(2011, 10, 20, 5, 3, tzinfo=UTC)
CALL = Promise("K-0001", "callback", date(2011, 10, 21), None, MADE, 1)


@pytest.fixture
def seat(tmp_path):
    with_journal = seat_in(tmp_path)
    yield with_journal
    with_journal.close()


def held(seat):
    """Put a case on the desk whose one line is on hold."""
    desk = seat.new([WRONG])
    tell_facts(desk, {**VERIFIED, **RULED["hold"]})
    return desk


def open_now(desk):
    return [(each.what, each.due) for each in desk.case.promises]


# --- when a promise is made ---


def test_a_hold_promises_an_end_and_a_call_on_the_days_the_script_says(seat):
    desk = held(seat)
    desk.go_to_brief()

    scene = desk.scene("ja")
    assert open_now(desk) == [("hold", scene.due.isoformat()), ("callback", scene.callback.isoformat())]
    said = " ".join(each.text for each in desk.brief("ja").script)
    for _, due in open_now(desk):
        day = date.fromisoformat(due)
        assert f"{day.month}月{day.day}日" in said


def test_a_refund_promises_the_day_on_which_its_letter_is_named(seat):
    desk = seat.new([WRONG])
    tell_facts(desk, {**VERIFIED, **RULED["refund"]})
    desk.go_to_brief()

    assert open_now(desk) == [("refund", desk.scene("ja").callback.isoformat())]


def test_what_is_not_billed_promises_nothing(seat):
    desk = case_2011(seat)
    desk.go_to_brief()

    assert open_now(desk) == []


def test_a_case_put_on_hold_before_it_is_settled_promises_for_every_line(seat):
    desk = case_2011(seat, facts=False)
    desk.hold()

    assert [what for what, _ in open_now(desk)] == ["hold", "hold", "callback"]


def test_the_mail_asks_for_its_answer_by_a_day_and_the_answer_keeps_it(seat):
    desk = case_2011(seat)
    two_leaders(desk)
    desk.go_to_brief()
    desk.save_mail("confirmation", "ja")
    desk.save_mail("inquiry", "ja")

    assert open_now(desk) == [("reply_by", desk.brief("ja").mail.reply_by.isoformat())]
    assert desk.papers.promises()[0].made == 1

    desk.reply("sv", "do_not_bill")

    assert open_now(desk) == []


def test_a_promise_keeps_its_day_however_often_the_brief_is_opened(seat):
    desk = held(seat)
    desk.go_to_brief()
    before = open_now(desk)
    desk.answer("decision_date", "2011-11-30", Evidence.RECORD)
    desk.go_back()
    desk.go_to_brief()

    assert desk.scene("ja").due > date(2011, 11, 30)
    assert open_now(desk) == before


# --- when it ends ---


def test_a_hold_that_is_decided_was_kept_and_a_call_nobody_heard_of_lapses(seat):
    desk = held(seat)
    desk.go_to_brief()
    desk.answer("order_evidence", "refutes", Evidence.DOCUMENT)
    desk.go_back()
    desk.go_to_brief()

    assert open_now(desk) == []
    kept = [e for e in seat.journal.events(desk.case_id) if isinstance(e, PromiseKept)]
    assert {(each.what, each.how) for each in kept} == {("hold", "kept"), ("callback", "lapsed")}


def test_a_call_the_customer_was_told_of_is_kept_by_telling_the_result(seat):
    desk = held(seat)
    to_call(desk)
    desk.tell(WRONG.id)
    assert "callback" in dict(open_now(desk))

    desk.answer("order_evidence", "refutes", Evidence.DOCUMENT)
    desk.go_back()
    assert "callback" in dict(open_now(desk))
    desk.go_on()
    desk.tell(WRONG.id)

    assert open_now(desk) == []


def test_a_refund_the_customer_was_told_of_stays_until_it_is_kept(seat):
    """Whatever is decided later: what somebody heard is owed."""
    case = replace(
        case_of({**VERIFIED, **OUR_ERROR}),
        promises=(PromiseMade("refund", "2011-10-24", WRONG.id),),
    )

    assert made_now(scene_of(case)) == (PromiseKept("refund", WRONG.id, "lapsed"),)
    assert made_now(scene_of(replace(case, told=(Told(WRONG.id, "refund"),)))) == ()


def test_a_promise_of_ones_own_is_made_moved_and_kept(seat):
    desk = case_2011(seat)
    desk.promise("callback", datetime(2011, 10, 21, 15, 0, tzinfo=JAPAN))
    desk.promise("callback", datetime(2011, 10, 22, 9, 30, tzinfo=JAPAN))

    (only,) = desk.papers.promises()
    assert (only.due, only.made) == (datetime(2011, 10, 22, 9, 30, tzinfo=JAPAN), 2)

    desk.keep("callback")

    assert desk.papers.promises() == ()
    with pytest.raises(NotNow, match="no_promise"):
        desk.keep("callback")


@pytest.mark.parametrize(
    "made",
    [PromiseMade("mood", "2011-10-21"), PromiseMade("hold", "soon"), PromiseMade("hold", "2011-10-21", "no-line")],
)
def test_a_promise_that_could_not_be_read_again_is_not_written(seat, made):
    desk = case_2011(seat)
    before = desk.case

    with pytest.raises((NotAllowed, ValueError)):
        desk._happened(made)

    assert desk.case == before


@given(any_case)
def test_nothing_is_promised_twice_whatever_the_case(case):
    first = made_now(scene_of(case))
    after = replace(case, promises=tuple(each for each in first if isinstance(each, PromiseMade)))

    assert made_now(scene_of(after)) == ()


# --- in order ---


def test_the_first_due_stands_first_and_a_bare_day_lasts_to_its_end():
    day = replace(CALL, due=date(2011, 10, 21))
    noon = replace(CALL, due=datetime(2011, 10, 21, 12, 0, tzinfo=JAPAN))
    sooner = replace(CALL, due=date(2011, 10, 20), case_id="K-0009")

    assert by_due([day, noon, sooner]) == (sooner, noon, day)
    assert until(day.due) == (date(2011, 10, 21), time.max)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)) | st.datetimes(timezones=st.just(JAPAN)))
def test_a_due_day_or_moment_is_read_as_it_was_written(due):
    assert due_of(due.isoformat()) == due


# --- in a calendar ---


def unfolded(calendar: bytes) -> list[str]:
    text = calendar.replace(b"\r\n ", b"").decode()
    assert text.endswith("\r\n")
    return text.split("\r\n")[:-1]


def test_a_day_is_a_whole_day_and_a_moment_is_in_utc():
    lines = unfolded(ics([CALL, replace(CALL, due=datetime(2011, 10, 21, 15, 0, tzinfo=JAPAN), made=3)], "ja"))

    assert "DTSTART;VALUE=DATE:20111021" in lines
    assert "DTEND;VALUE=DATE:20111022" in lines
    assert "DTSTART:20111021T060000Z" in lines
    assert [each for each in lines if each.startswith("SEQUENCE")] == ["SEQUENCE:0", "SEQUENCE:2"]
    assert lines.count("DTSTAMP:20111020T050300Z") == 2
    assert "SUMMARY:K-0001 お客様への折り返し" in lines


def test_a_moment_without_a_zone_floats():
    assert "DTSTART:20111021T150000" in unfolded(ics([replace(CALL, due=datetime(2011, 10, 21, 15, 0))], "en"))  # noqa: DTZ001  # that is the point


def test_a_calendar_without_promises_is_one_all_the_same():
    assert unfolded(ics([], "en"))[::4] == ["BEGIN:VCALENDAR", "END:VCALENDAR"]


def test_the_same_promise_is_the_same_entry_and_another_is_another():
    def uids(*made):
        return [line for line in unfolded(ics(made, "en")) if line.startswith("UID:")]

    moved = replace(CALL, due=date(2011, 10, 25), made=2)
    assert uids(CALL) == uids(moved) == ["UID:K-0001-callback@operator-assistant"]
    assert (
        len(set(uids(CALL, replace(CALL, case_id="K-0002"), replace(CALL, line="1"), replace(CALL, what="hold")))) == 4
    )


def test_a_calendar_knows_neither_names_nor_money_nor_options(seat):
    """A calendar is shared with people who have no business with the case."""
    desk = case_2011(seat)
    two_leaders(desk)
    desk.note("田中様のご家族")
    desk.save_mail("confirmation", "ja")
    desk.hold()

    text = desk.papers.save_ics("ja").read_text(encoding="utf-8")

    assert "K-0001" in text
    for private in ("山田", "鈴木", "佐藤", "田中", "転送", "525", "開始後"):
        assert private not in text


hostile = st.text(max_size=60) | st.sampled_from(
    ["a\r\nEND:VCALENDAR", "x;y,z\\n", "あ" * 60, "\u202e{case}", "\ud800"]
)


@given(hostile, hostile, st.none() | hostile, st.sampled_from(["ja", "en"]))
def test_no_name_breaks_out_of_its_line(case_id, what, line, lang):
    """RFC 5545: every line ends in CRLF, is at most 75 octets, and the entry has the lines it has."""
    calendar = ics([replace(CALL, case_id=case_id, what=what, line=line)], lang)

    rows = calendar.split(b"\r\n")
    assert rows[-1] == b""
    assert all(len(row) <= 75 for row in rows)
    assert not any(b"\r" in row or b"\n" in row for row in rows)
    for row in rows:
        row.decode()  # no character is torn apart
    names = [each.partition(":")[0].partition(";")[0] for each in unfolded(calendar)]
    assert names == [
        *("BEGIN", "VERSION", "PRODID", "CALSCALE", "BEGIN", "UID", "DTSTAMP", "SEQUENCE"),
        *("DTSTART", "DTEND", "SUMMARY", "CLASS", "TRANSP", "END", "END"),
    ]


def test_text_is_escaped_as_the_standard_has_it():
    (uid,) = [each for each in unfolded(ics([replace(CALL, what="a;b,c\\d\ne")], "en")) if each.startswith("UID")]

    assert uid == "UID:K-0001-a\\;b\\,c\\\\d\\ne@operator-assistant"


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_kind_of_promise_has_its_words(lang):
    assert len({named(each, lang) for each in KINDS}) == len(KINDS)
    assert named("summary.ja", lang) == "summary.ja"
    assert named("of_tomorrow", lang) == "of_tomorrow"
