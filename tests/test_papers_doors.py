"""`assistant report`, `note` and `promises`: what is written of kept cases, and what is refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from cases import OUR_ERROR, RULED, VERIFIED, WRONG
from click.testing import CliRunner
from desks import case_2011, seat_in, tell_facts, to_call, two_leaders

from assistant.call.events import Opened
from assistant.call.wrap_up import FORMS
from assistant.doors import wrap_up
from assistant.doors.front import front
from assistant.doors.record import desk_of
from assistant.journal.book import Book
from assistant.journal.refusals import NotWritten
from assistant.seat import JOURNAL


@pytest.fixture
def kept(tmp_path):
    """Keep two cases: one that waits for an answer, and one on hold."""
    seat = seat_in(tmp_path)
    desk = case_2011(seat)
    two_leaders(desk)
    desk.go_to_brief()
    desk.save_mail("confirmation", "ja")
    held = seat.new([WRONG])
    tell_facts(held, {**VERIFIED, **RULED["hold"]})
    held.hold()
    yield seat
    seat.close()


def run(seat, *given, lang="ja"):
    return CliRunner().invoke(front, [*given, "--data", str(seat.data), "--lang", lang])


def test_a_report_is_written_while_the_seat_is_open(kept):
    done = run(kept, "report", "K-0001")

    assert done.exit_code == 0
    assert done.stdout.startswith("# 案件報告書 K-0001\n")
    assert "開始後なので1か月分525円です" in done.stdout


@pytest.mark.parametrize(("form", "begins"), [("md", "# "), ("html", "<!DOCTYPE html>"), ("json", '{"id": "K-0001"')])
def test_every_case_is_written_in_every_form(kept, form, begins):
    done = run(kept, "report", "--all", "--form", form)

    assert done.exit_code == 0
    assert done.stdout.startswith(begins)
    assert "K-0002" in done.stdout


def test_the_command_offers_every_form_there_is():
    assert wrap_up.FORMS == FORMS


def test_json_is_one_case_a_line(kept):
    told = [json.loads(line) for line in run(kept, "report", "--all", "--form", "json").stdout.splitlines()]

    assert [each["id"] for each in told] == ["K-0001", "K-0002"]


@pytest.mark.parametrize("given", [["report"], ["report", "K-0001", "--all"], ["report", "K-0001", "--form", "pdf"]])
def test_what_is_to_be_written_must_be_clear(kept, given):
    assert run(kept, *given).exit_code == 2


@pytest.mark.parametrize("command", ["report", "note"])
def test_a_case_nobody_opened_is_refused_with_the_nearest(kept, command):
    done = run(kept, command, "K-0003", lang="en")

    assert done.exit_code == 2
    assert "There is no case K-0003" in done.stderr
    assert "K-0001" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("command", [["report", "--all"], ["note", "K-0001"], ["promises"]])
def test_where_nothing_was_kept_it_is_said_and_nothing_is_made(tmp_path, command):
    done = CliRunner().invoke(front, [*command, "--data", str(tmp_path / "none"), "--lang", "ja"])

    assert done.exit_code == 2
    assert "まだ記録簿がありません" in done.stderr
    assert not (tmp_path / "none").exists()


def test_a_file_that_is_no_journal_is_refused_in_words(tmp_path):
    (tmp_path / JOURNAL).write_bytes(b"not a journal at all" * 99)

    done = CliRunner().invoke(front, ["promises", "--data", str(tmp_path), "--lang", "ja"])

    assert done.exit_code == 2
    assert "記録簿を読めません" in done.stderr


def test_the_note_is_the_note(kept):
    done = run(kept, "note", "K-0002")

    assert done.stdout.splitlines()[1].startswith("R1 hold 保留")
    assert len(done.stdout) <= 1_001


def test_promises_of_all_cases_stand_in_order(kept):
    done = run(kept, "promises")

    assert done.stdout.replace("\u3000", " ").splitlines() == [
        "2011-10-21  K-0001  確認メールの返答",
        "2011-10-21  K-0002  保留分の結論  争いのあるオプション 転送サービス 525円",
        "2011-10-24  K-0002  お客様への折り返し",
    ]


def test_promises_are_given_to_programs_and_to_calendars(kept):
    told = [json.loads(line) for line in run(kept, "promises", "--json").stdout.splitlines()]
    calendar = run(kept, "promises", "--ics").stdout_bytes

    assert {(each["case"], each["what"]) for each in told} == {
        *(("K-0001", "reply_by"), ("K-0002", "hold"), ("K-0002", "callback"))
    }
    assert calendar.count(b"BEGIN:VEVENT\r\n") == len(told)
    assert calendar.endswith(b"END:VCALENDAR\r\n")


def test_where_nothing_is_promised_it_is_said(tmp_path):
    seat = seat_in(tmp_path)
    desk = case_2011(seat)
    desk.promise("callback", datetime(2011, 10, 21, 15, 0, tzinfo=UTC))
    assert "2011-10-21 15:00  K-0001" in run(seat, "promises").stdout

    desk.keep("callback")

    assert run(seat, "promises").stdout == "いま期限のある約束はありません。\n"
    seat.close()


def test_a_case_whose_pack_is_gone_is_named_and_the_others_are_written(kept):
    kept.journal.append("K-0009", Opened("a_pack_of_yesterday", "1", "d"))

    every = run(kept, "report", "--all", "--form", "json", lang="en")
    assert every.exit_code == 1
    assert len(every.stdout.splitlines()) == 2
    assert "K-0009" in every.stderr
    assert "a_pack_of_yesterday" in every.stderr
    one = run(kept, "note", "K-0009", lang="en")
    assert (one.exit_code, one.stdout) == (2, "")
    assert "a_pack_of_yesterday" in one.stderr


def test_a_closed_case_is_seen_as_of_its_last_day_and_an_open_one_as_of_today(tmp_path):
    """A report read in five years says what was so when the case was closed."""
    seat = seat_in(tmp_path)
    for last in (True, False):
        desk = seat.new([WRONG])
        tell_facts(desk, {**VERIFIED, **OUR_ERROR})
        if last:
            to_call(desk)
            desk.go_on()
            desk.close()
    later = datetime(2031, 1, 1, tzinfo=UTC)

    with Book.read(tmp_path / JOURNAL) as book:
        closed, open_case = (desk_of(book, name, later, "佐藤") for name in ("K-0001", "K-0002"))

    assert closed.today == datetime(2011, 10, 20, tzinfo=UTC).date()
    assert open_case.today == later.date()
    seat.close()


def test_a_case_read_from_outside_cannot_be_changed(kept):
    with Book.read(kept.data / JOURNAL) as book:
        desk = desk_of(book, "K-0001", datetime(2011, 10, 20, tzinfo=UTC), "")
        before = desk.case

        with pytest.raises(NotWritten):
            desk.note("from outside")

        assert desk.case == before
    assert len(kept.journal.entries("K-0001")) == before.events


def test_a_screen_is_not_opened_with_the_options_of_the_lines(kept):
    assert run(kept, "call", "--example").exit_code == 2
    assert run(kept, "call", "--case", "K-0001").exit_code == 2
