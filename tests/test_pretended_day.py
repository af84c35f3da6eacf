"""A day can be pretended on every command and at the seat; the record says so, and nothing real is ended by it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from assistant.call import events as ev
from assistant.call.case import ChargeLine
from assistant.call.steps import NotNow
from assistant.call.undo import undone_by
from assistant.doors.front import front
from assistant.rules.facts import Evidence
from assistant.seat import Seat, Way

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
THEN = Way(pretended=datetime(2011, 10, 20, tzinfo=UTC).date())
LINE = ChargeLine("1", "disputed_option", "転送サービス", 525)
CASE = '{"facts": {"order_evidence": "supports"}}'


def seat(folder: Path, way: Way | None = None) -> Seat:
    return Seat.open(folder, actor="op-1", now=lambda: NOW, way=way)


def commands(group: click.Command, path: tuple[str, ...] = ()):
    yield path, group
    if isinstance(group, click.Group):
        for name, each in group.commands.items():
            yield from commands(each, (*path, name))


def test_every_command_can_pretend_a_day():
    without = [path for path, each in commands(front) if "--today" not in {o for p in each.params for o in p.opts}]

    assert without == []


@pytest.mark.parametrize("words", [["--today", "2011-10-20", "decide", "-"], ["decide", "-", "--today", "H23.10.20"]])
def test_a_day_is_pretended_before_a_command_or_behind_it(words: list[str]):
    run = CliRunner().invoke(front, words, input=CASE)

    assert run.exit_code == 0
    assert json.loads(run.stdout)["regime"] == "../2016-05-20"


def test_the_surroundings_may_pretend_a_day_for_all_commands():
    run = CliRunner().invoke(front, ["decide", "-"], input=CASE, env={"ASSISTANT_TODAY": "2011-10-20"})

    assert json.loads(run.stdout)["regime"] == "../2016-05-20"
    assert json.loads(CliRunner().invoke(front, ["decide", "-"], input=CASE).stdout)["regime"] is None


def test_a_day_that_cannot_be_read_is_refused_and_nothing_is_decided():
    run = CliRunner().invoke(front, ["decide", "-", "--today", "32 Oct"], input=CASE)

    assert (run.exit_code, run.stdout) == (2, "")


def test_the_record_says_from_where_on_the_day_was_pretended_and_keeps_its_own_clock(tmp_path: Path):
    with_day = seat(tmp_path, THEN)
    desk = with_day.new([LINE])
    desk.answer("order_evidence", "refutes", Evidence.DOCUMENT)
    case_id = desk.case_id
    with_day.close()

    again = seat(tmp_path)
    resumed = again.resume(case_id)
    resumed.answer("error_source", "company", Evidence.RECORD)
    entries = again.journal.entries(case_id)
    again.close()

    days = [entry.event.day for entry in entries if isinstance(entry.event, ev.DayPretended)]
    assert days == ["2011-10-20", ""]
    assert desk.today == THEN.pretended
    assert resumed.today == NOW.date()
    assert {entry.at[:10] for entry in entries} == {"2026-11-24"}


def test_a_real_case_is_not_told_sent_or_closed_on_a_pretended_day(tmp_path: Path):
    place = seat(tmp_path, THEN)
    desk = place.new([LINE])
    desk.answer("speaker", "contract_holder_verified", Evidence.RECORD)
    desk.hold()
    before = desk.case.events

    for refused in (desk.close, lambda: desk.tell("1"), lambda: desk.save_mail("inquiry", "ja")):
        with pytest.raises(NotNow) as early:
            refused()
        assert early.value.code == "pretended"
    assert desk.case.events == before
    assert not (tmp_path / "drafts").exists()
    place.close()


def test_a_practice_case_may_be_closed_on_a_pretended_day_and_a_real_one_once_the_day_is_real_again(tmp_path: Path):
    place = seat(tmp_path, THEN)
    practice, real = place.new([LINE], example=True), place.new([LINE])
    for desk in (practice, real):
        desk.hold()
    practice.close()
    place.close()
    again = seat(tmp_path)
    resumed = again.resume(real.case_id)
    resumed.close()
    again.close()

    assert practice.case.step == resumed.case.step == "closed"


def test_what_is_undone_on_a_pretended_day_is_what_the_operator_did():
    history = [
        ev.Opened("p", "1", "d"),
        ev.Moved("s", "open"),
        ev.DayPretended("2011-10-20"),
        ev.Answered("a", "b", None),
    ]
    found = undone_by(history)

    assert found is not None
    assert found[0] == history[-1]
    assert undone_by(history[:-1]) is None


def test_a_plain_call_says_on_every_turn_that_the_day_is_pretended(tmp_path: Path):
    words = ["call", "--plain", "--data", str(tmp_path), "--lang", "en", "--today", "2011-10-20"]
    run = CliRunner().invoke(front, words, input="example\n1\n")

    assert run.stdout.count("[today pretended: 2011-10-20]") >= 2
