"""A class: its results are kept apart from every real case, and told by person, scenario, learning point and day."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from html.parser import HTMLParser
from io import StringIO

import pytest
from benches import Bench, seat_at
from click.testing import CliRunner
from drilled import JUDGE, LIBRARY, NAMES, SCENARIOS, TOLD, played

from assistant.doors.front import front
from assistant.drills import register
from assistant.drills.class_html import html, say
from assistant.drills.class_report import Names, class_report
from assistant.drills.class_tables import csv_text
from assistant.drills.finish import kept
from assistant.drills.play import Play
from assistant.drills.recorded import result_of
from assistant.drills.result import NotAResult
from assistant.journal.book import Book
from assistant.journal.refusals import CannotOpen, NotWritten, Why
from assistant.rules.policy import Words
from assistant.screens.drill_ending import debriefed
from assistant.seat import JOURNAL, Seat

FAILED, USAGE = 1, 2
TOKYO = timezone(timedelta(hours=9))
MONDAY = datetime(2026, 11, 2, 9, 30, tzinfo=TOKYO)
NAMED = Names({k: v.title for k, v in SCENARIOS.items()}, LIBRARY.points, Words("受講者{number}", "Trainee {number}"))
PEOPLE = [f"受講者 {letter}" for letter in "ABCDEFGHIJKL"]
PRACTISED = NAMES[::7]
WAYS = ("perfect", "obey", "careless", "always-waive", "always-bill", "hand-over")


def a_result(trainee="佐藤", auto="perfect", name=TOLD, at=MONDAY):
    return result_of(JUDGE, SCENARIOS[name], played(name, auto), trainee, at)


@pytest.fixture(scope="module")
def class_of_twelve(tmp_path_factory):
    """Twelve trainees play ten drills each, each leaning to a way of their own."""
    folder = tmp_path_factory.mktemp("class")
    for nth, who in enumerate(PEOPLE):
        ways = [WAYS[nth % len(WAYS)], "perfect", "perfect"]
        results = [
            a_result(
                who,
                ways[day % 3],
                PRACTISED[(nth + 3 * day) % len(PRACTISED)],
                MONDAY + timedelta(days=day, minutes=nth),
            )
            for day in range(10)
        ]
        assert register.record(folder, results, "2026-11") == 10
    return folder


def call(*words, **more):
    return CliRunner().invoke(front, ["drill", *words], **more)


def test_a_result_comes_back_as_it_was_kept_and_is_kept_once(tmp_path):
    one, two = a_result(), a_result("鈴木", "obey")

    assert register.record(tmp_path, [one, two], "morning") == 2
    assert register.record(tmp_path, [one, two], "morning") == 0
    assert [(each.result, each.session) for each in register.kept(tmp_path)] == [(one, "morning"), (two, "morning")]
    assert register.kept(tmp_path / "nowhere") == []


def test_one_trainee_is_one_however_the_name_was_typed(tmp_path):
    names = ["佐藤 花子", " 佐藤\u3000花子 ", "Sato", "Ｓａｔｏ"]
    for nth, name in enumerate(names):
        register.record(tmp_path, [a_result(name, at=MONDAY + timedelta(hours=nth))])

    assert [each.result.trainee for each in register.kept(tmp_path)] == ["佐藤 花子", "佐藤 花子", "Sato", "Sato"]


def test_nobody_is_no_trainee_and_nothing_is_kept_of_the_others_either(tmp_path):
    with pytest.raises(NotAResult):
        register.record(tmp_path, [a_result(), a_result(" \u3000")])

    assert register.kept(tmp_path) == []


def test_who_is_forgotten_loses_the_name_and_no_result_and_never_becomes_somebody_else(tmp_path):
    register.record(tmp_path, [a_result("Hayashi")])
    assert register.forget(tmp_path, " Ｈayashi ")
    assert not register.forget(tmp_path, "Hayashi")
    assert not register.forget(tmp_path / "nowhere", "Hayashi")
    register.record(tmp_path, [a_result("Mori")])

    assert [each.result.trainee for each in register.kept(tmp_path)] == ["", "Mori"]
    assert len({each.trainee for each in register.kept(tmp_path)}) == 2
    assert b"Hayashi" not in b"".join(each.read_bytes() for each in tmp_path.iterdir())


def test_no_row_of_the_register_can_be_changed_or_removed(tmp_path):
    register.record(tmp_path, [a_result()])
    connection = sqlite3.connect(tmp_path / register.FILE)
    for statement in ("UPDATE result SET raw = ''", "DELETE FROM result", "UPDATE trainee SET name = 'x'"):
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(statement)
    connection.close()


def test_drills_and_real_cases_never_share_a_file(tmp_path):
    """Neither opens the other's file, and recording a drill leaves the record of real cases as it was."""
    with Book.open(tmp_path / JOURNAL, now=lambda: MONDAY, actor="op-1") as book:
        Seat(tmp_path, book, lambda: MONDAY).new([SCENARIOS[TOLD].lines[0].of("ja")])
    before = (tmp_path / JOURNAL).read_bytes()
    told = call("run", TOLD, "--auto", "obey", "--trainee", "佐藤", "--data", str(tmp_path), "--lang", "en")

    assert (told.exit_code, "Kept in the class" in told.output) == (FAILED, True)
    assert (tmp_path / JOURNAL).read_bytes() == before
    assert [each.case_id for each in Book.read(tmp_path / JOURNAL).cases()] == [book_case(tmp_path)]
    with pytest.raises(CannotOpen) as as_journal:
        Book.read(tmp_path / register.FILE)
    assert as_journal.value.why is Why.NOT_OURS
    strange = tmp_path / "strange"
    strange.mkdir(mode=0o700)
    (strange / register.FILE).write_bytes(before)
    for work in (lambda: register.record(strange, [a_result()]), lambda: register.kept(strange)):
        with pytest.raises(CannotOpen) as as_register:
            work()
        assert as_register.value.why is Why.NOT_OURS
    assert (strange / register.FILE).read_bytes() == before
    assert "is no class record" in call("report", "--data", str(strange), "--lang", "en").output


def book_case(folder):
    with Book.read(folder / JOURNAL) as book:
        (row,) = book.cases()
        return row.case_id


def test_a_register_of_a_later_program_or_a_damaged_one_is_left_alone(tmp_path):
    register.record(tmp_path, [a_result()])
    connection = sqlite3.connect(tmp_path / register.FILE)
    connection.execute("PRAGMA user_version = 9")
    connection.close()

    with pytest.raises(CannotOpen) as newer:
        register.record(tmp_path, [a_result("鈴木")])
    assert newer.value.why is Why.NEWER
    (tmp_path / register.FILE).write_bytes(b"SQLite format 3\x00" + b"x" * 4_000)
    told = call("class", "list", "--data", str(tmp_path), "--lang", "en")
    assert told.exit_code == USAGE
    assert "The class record could not be opened" in told.output
    assert not isinstance(told.exception, NotWritten)


def test_the_counts_of_a_report_are_those_of_its_results(class_of_twelve):
    found = register.kept(class_of_twelve)
    report = class_report(found, NAMED)

    assert (report.whole.drills, len(report.people), len(report.days)) == (120, 12, 10)
    for rows in (report.people, report.scenarios, report.days):
        for part in ("drills", "passed", "points", "critical"):
            assert sum(getattr(each.tally, part) for each in rows) == getattr(report.whole, part)
    assert len(report.critical) == report.whole.critical == sum(bool(each.result.critical) for each in found)
    for point in report.points:
        assert (point.shown, point.of) == tuple(map(sum, zip(*point.by_person.values(), strict=True)))
    assert [each.on for each in report.critical] == sorted((each.on for each in report.critical), reverse=True)
    assert [each.tally.mean for each in report.people] == sorted(each.tally.mean for each in report.people)


def test_a_long_course_is_told_by_the_week():
    found = [register.Kept(1, "", a_result(at=MONDAY + timedelta(days=day))) for day in range(60)]
    report = class_report(found, NAMED)

    assert report.by_week
    assert {each.last.weekday() for each in report.days} <= set(range(7))
    assert all(datetime.fromisoformat(each.name.en).weekday() == 0 for each in report.days)
    assert sum(each.tally.drills for each in report.days) == 60


class Page(HTMLParser):
    """What a page loads, runs and says."""

    def __init__(self):
        super().__init__()
        self.tags, self.loads, self.text, self.open = [], [], [], []

    def handle_starttag(self, tag, attrs):
        """Note a tag and what it would load or run."""
        self.tags.append(tag)
        self.loads += [value for name, value in attrs if name in {"src", "href", "action", "data", "srcset"}]
        self.loads += [name for name, _ in attrs if name.startswith("on")]
        if tag not in {"meta", "br", "rect", "line", "polyline", "path"}:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        """Note a tag that closes itself."""
        self.handle_starttag(tag, attrs)
        if self.open and self.open[-1] == tag:
            self.open.pop()

    def handle_endtag(self, tag):
        """See that the last tag open is the one closed."""
        if tag not in {"rect", "line", "polyline", "path"}:
            assert self.open.pop() == tag

    def handle_data(self, data):
        """Keep what is said."""
        self.text.append(data)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_page_stands_alone_and_the_critical_fails_come_first(class_of_twelve, lang):
    """It fetches nothing, runs nothing, is well formed, and holds a chart for each of what it tells."""
    report = class_report(register.kept(class_of_twelve), NAMED)
    text = html(report, lang)
    page = Page()
    page.feed(text)

    assert page.open == []
    assert page.loads == []
    assert not {"script", "link", "img", "iframe", "object"} & set(page.tags)
    assert "url(" not in text
    assert "@import" not in text
    assert page.tags.count("svg") >= 1 + len(report.people) + len(report.points) + len(report.scenarios)
    places = [
        text.index(f"<h2>{say(name, lang)}</h2>") for name in ("critical", "days", "people", "points", "scenarios")
    ]
    assert places == sorted(places)
    assert say("private", lang) in "".join(page.text)
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_page_of_nobody_says_so(lang):
    assert say("empty", lang) in html(class_report([], NAMED), lang)


HOSTILE = "<script>alert(1)</script>"


def test_a_name_is_only_ever_a_name():
    """Neither a browser nor a spreadsheet nor a terminal obeys what somebody is called."""
    found = [
        register.Kept(nth, "=cmd|' /C calc'!A0", replace(a_result(auto="obey"), trainee=name))
        for nth, name in enumerate([HOSTILE, "=1+1", "@SUM(A1)", "+81", "-2", "＝1+1", "a\u202eb"])
    ]
    text = html(class_report(found, NAMED), "en")
    rows = list(csv.reader(StringIO(csv_text(found, NAMED, "en").removeprefix("\ufeff"))))

    assert HOSTILE not in text
    assert "\u202e" not in text
    assert all(not cell.startswith(("=", "+", "-", "@", "＝")) for row in rows for cell in row)
    assert rows[2][2] == "'=1+1"


def test_the_spreadsheet_has_one_line_a_drill_with_everything_of_it(class_of_twelve):
    found = register.kept(class_of_twelve)
    text = csv_text(found, NAMED, "ja")
    rows = list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))

    assert text.startswith("\ufeff")
    assert len(rows) == 120
    for row, each in zip(rows, found, strict=True):
        assert (row["trainee"], row["scenario"]) == (each.result.trainee, each.result.scenario)
        assert (int(row["score"]), row["passed"]) == (each.result.score, str(int(each.result.passed)))
        assert tuple(row["critical"].split()) == each.result.critical


def test_the_report_is_written_in_every_form_and_taken_in_elsewhere(class_of_twelve, tmp_path):
    place = ["--data", str(class_of_twelve)]
    told = call("report", "--json", "--html", str(tmp_path / "a.html"), "--csv", str(tmp_path / "a.csv"), *place)
    found = json.loads(told.stdout)

    assert told.exit_code == 0
    assert (tmp_path / "a.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    assert (tmp_path / "a.csv").read_bytes().count(b"\r\n") == 121
    assert (found["drills"], len(found["people"]), len(found["results"])) == (120, 12, 120)
    other = ["--data", str(tmp_path / "other"), "--lang", "en"]
    assert "120 of 120 result(s) are new" in call("class", "take", "-", *other, input=told.stdout).output
    assert "0 of 120 result(s) are new" in call("class", "take", "-", *other, input=told.stdout).output
    again = json.loads(call("report", "--json", *other).stdout)
    assert again["critical_fails"] == found["critical_fails"]
    assert again["points"] == found["points"]


def test_a_report_is_narrowed_by_day_trainee_and_session(class_of_twelve):
    place = ["--data", str(class_of_twelve), "--json"]

    def drills(*words):
        return json.loads(call("report", *words, *place).stdout)["drills"]

    assert drills("--since", "2026-11-07") == 60
    assert drills("--since", "令和8年11月7日", "--lang", "ja") == 60
    assert drills("--trainee", PEOPLE[3]) == 10
    assert drills("--trainee", PEOPLE[3], "--since", "2026-11-11") == 1
    assert drills("--session", "2026-11") == 120
    assert drills("--session", "2026-12") == 0
    told = call("report", "--since", "someday", "--lang", "en", *place)
    assert (told.exit_code, "--since cannot be read" in told.output) == (USAGE, True)


def test_the_report_in_words_names_the_critical_fails_after_one_line_of_figures(class_of_twelve):
    lines = call("report", "--data", str(class_of_twelve), "--lang", "en").output.splitlines()

    assert re.fullmatch(r"2026-11-02 to 2026-11-11: 12 trainee\(s\), 120 drill\(s\)", lines[0])
    assert lines[1].startswith("2026-11-11 ")
    assert lines[-1].endswith("more; the CSV has them all.")
    assert call("report", "--data", "nowhere", "--lang", "en").output == "No drill has been recorded yet.\n"


def test_trainees_are_listed_and_forgotten_at_the_door(tmp_path):
    place = ["--data", str(tmp_path), "--lang", "en"]
    assert "There is no trainee yet" in call("class", "list", *place).output
    assert call("run", TOLD, "--trainee", "Sato", "--session", "one", *place).exit_code == 0
    assert call("class", "list", *place).output == "Sato: 1 drill(s), 1 passed, mean 100, 0 critical\n"
    assert call("class", "forget", "Kato", *place).exit_code == FAILED
    assert call("class", "forget", "Sato", *place).exit_code == 0
    assert "Trainee 1 (no name)" in call("class", "list", *place).output
    assert call("run", TOLD, "--trainee", "  ", *place).exit_code == USAGE


@pytest.mark.parametrize("raw", ["{", "[3]", '{"results": 3}', '{"results": [{"v": 1}]}', "null", "\x00", '{"v":1}'])
def test_what_is_no_result_is_refused_and_nothing_is_kept(tmp_path, raw):
    told = call("class", "take", "-", "--data", str(tmp_path), "--lang", "en", input=raw)

    assert told.exit_code == USAGE
    assert told.output.strip()
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    register.record(tmp_path, [a_result()])
    told = call("report", "--html", str(tmp_path), "--data", str(tmp_path), "--lang", "en")

    assert told.exit_code == USAGE
    assert "cannot be written" in told.output


def test_a_drill_that_a_person_played_is_kept_through_the_same_door(tmp_path):
    """Whether its lines end well or not; what is printed stays JSON alone."""
    place = ["--data", str(tmp_path), "--trainee", "Sato", "--session", "one"]
    told = call("play", TOLD, "--json", "--mode", "exam", *place, input="finish\n")
    (found,) = register.kept(tmp_path)

    assert json.loads(told.stdout)["result"]["score"] == found.result.score
    assert (found.result.trainee, found.result.mode, found.session) == ("Sato", "exam", "one")
    assert call("report", "--json", "--data", str(tmp_path)).exit_code == 0


def test_a_drill_played_to_its_end_on_the_screen_is_told_to_the_class(tmp_path):
    seat = seat_at(tmp_path)
    bench = Bench(seat)
    with closing(Play(SCENARIOS[TOLD], "guided", "ja", lambda: MONDAY)) as play:
        debriefed(bench, play)
    seat.close()

    ((_, told),) = bench.results
    assert kept(play, told, "Sato").scenario == TOLD
