"""What is searched for and what is handed out: found as typed, sealed bytes as they are, no formula, nothing hidden."""

import csv
import hashlib
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from desks import case_2011, seat_in, two_leaders
from journals import ticking

from assistant.call.case import ChargeLine
from assistant.call.events import Noted
from assistant.doors.front import front
from assistant.journal.book import Book
from assistant.journal.door import plain

RECORD = Path(__file__).parent.parent / "docs" / "record.md"
SAID = "ナンバーディスプレイの料金は5２5円、転送は解約したいとのこと。NTTの山田さん"


def run(*words, **how):
    ran = CliRunner().invoke(front, [str(each) for each in words], **how)
    assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
    return ran


@pytest.fixture
def data(tmp_path):
    """Keep two cases with words in them, one of them hostile."""
    folder = tmp_path / "seat"
    seat = seat_in(folder)
    desk = case_2011(seat)
    two_leaders(desk)
    desk.note(SAID)
    other = seat.new([ChargeLine("a", "disputed_option", '=HYPERLINK("http://x")', 525)])
    other.note("\x1b]0;x\x07 <b>[/b]")
    seat.close()
    return folder


@pytest.mark.parametrize(
    "wanted",
    [
        ["料金"],
        ["転送"],
        ["解約"],
        ["ﾅﾝﾊﾞｰ"],
        ["ＮＴＴ"],
        ["ntt"],
        ["525円"],
        ["料金", "山田"],
        ["田"],
        ["当然"],
        ["は"],
    ],
)
def test_what_was_said_is_found_whatever_its_width_and_length(data, wanted):
    ran = run("search", *wanted, "--json", "--data", data)

    assert ran.exit_code == 0
    assert {json.loads(line)["case_id"] for line in ran.stdout.splitlines()} == {"K-0001"}


@pytest.mark.parametrize("wanted", [["解釈"], ["料金", "請求書"], ["%"], ["_"], ['a"b'], ["NEAR("], [" "], [""]])
def test_what_was_not_said_is_not_found_and_no_sign_means_anything(data, wanted):
    ran = run("search", *wanted, "--data", data, "--lang", "en")

    assert (ran.exit_code, ran.stdout) == (1, "")
    assert "Nothing was found" in ran.stderr


def test_words_looked_for_need_not_stand_in_the_list_of_processes(data):
    ran = run("search", "-", "--data", data, input="料金 転送\n")

    assert ran.exit_code == 0
    assert "K-0001" in ran.stdout
    assert "\x1b" not in run("search", "b", "--data", data).output


def test_lines_handed_out_are_the_sealed_bytes_and_hold_no_private_word(data, tmp_path):
    ran = run("journal", "export", tmp_path / "out", "--form", "jsonl", "--data", data)
    lines = (tmp_path / "out" / "events.jsonl").read_bytes().split(b"\n")[:-1]
    db = plain(data / "journal.db")
    leaves = [leaf for (leaf,) in db.execute("SELECT leaf FROM event ORDER BY seq")]
    db.close()

    assert ran.exit_code == 0
    assert [hashlib.sha256(b"\0" + each).digest() for each in lines] == leaves
    assert not [each for each in ("山田", "料金は", "当然") if each.encode() in b"".join(lines)]


def test_a_table_handed_out_has_no_formula_and_hides_nothing(data, tmp_path):
    run("journal", "export", tmp_path / "out", "--form", "csv", "--data", data)
    text = (tmp_path / "out" / "events.csv").read_bytes().decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text, newline=""))

    assert head[0] == "seq"
    assert [int(each[0]) for each in rows] == list(range(1, len(rows) + 1))
    assert not [cell for each in rows for cell in each if re.match(r"[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]", cell)]
    assert "HYPERLINK" in text
    assert "山田" not in text


def test_a_cell_that_begins_like_a_formula_is_guarded(tmp_path):
    with Book.open(tmp_path / "seat" / "journal.db", now=ticking(), actor="=1+1") as book:
        for case_id in ("@SUM(1)", "\uff1dA1", "\t=1", "-1"):
            book.append(case_id, Noted("x"))
    run("journal", "export", tmp_path / "out", "--form", "csv", "--data", tmp_path / "seat")
    text = (tmp_path / "out" / "events.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))[1:]

    assert [each[3] for each in rows] == ["'=1+1"] * 4
    assert [each[2] for each in rows] == ["'@SUM(1)", "'\uff1dA1", "\u27e8U+0009\u27e9=1", "'-1"]


def test_a_copy_is_not_laid_where_erasing_would_miss_it(data):
    for form in ("copy", "jsonl", "csv"):
        ran = run("journal", "export", data / "out", "--form", form, "--data", data, "--lang", "en")
        assert (ran.exit_code, "Nothing was changed" in ran.stderr) == (2, True)
    assert not (data / "out").exists()


QUERIES = re.findall(r"^sqlite-utils (journal\.db) \"([^\"]+)\"", RECORD.read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("query", [query for _, query in QUERIES])
def test_the_queries_an_auditor_is_given_work_on_a_copy(data, tmp_path, query):
    run("journal", "export", tmp_path / "out", "--data", data)
    command = [sys.executable, "-m", "sqlite_utils", "journal.db", query]
    ran = subprocess.run(command, cwd=tmp_path / "out", capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stderr) == (0, "")
    assert json.loads(ran.stdout) != []


def test_the_auditor_is_given_queries():
    assert len(QUERIES) >= 4
