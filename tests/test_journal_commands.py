"""The record by its doors: shown, verified, proved, handed over, set aside; and the doctor who looks at it all."""

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner
from desks import case_2011, seat_in
from journals import forge

from assistant.doors.front import front
from assistant.journal import health
from assistant.journal.door import sqlite3
from assistant.journal.health import BAD, NOTE, OK
from assistant.rules.problems import near

JOURNAL = "journal.db"


def run(*words):
    """Say words to the front door."""
    ran = CliRunner().invoke(front, [str(each) for each in words])
    assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
    return ran


@pytest.fixture
def data(tmp_path):
    """Keep the case of 2011, signed with its mail, and a note that left with it."""
    seat = seat_in(tmp_path)
    desk = case_2011(seat)
    desk.save_mail("confirmation", "ja")
    desk.note("様子を見る")
    seat.close()
    return tmp_path


def test_the_mail_carries_the_seal_and_the_verifier_finds_it_there(data):
    (mail,) = (data / "drafts").glob("*.eml")

    ran = run("journal", "verify", "--data", data, "--note", mail, "--json")
    told = json.loads(ran.stdout)
    assert (ran.exit_code, told["exit"], told["findings"]) == (0, 0, [])
    assert told["notes"] == 2
    assert told["key"] is True
    assert run("journal", "receipt", mail, "--data", data).exit_code == 0
    shown = [json.loads(line) for line in run("journal", "show", "", "--json", "--data", data).stdout.splitlines()]
    assert [each["type"] for each in shown] == ["note.received"]


def test_a_cut_tail_contradicts_the_mail(data):
    (mail,) = (data / "drafts").glob("*.eml")
    seat = seat_in(data)
    forge(seat.journal, "DELETE FROM secret WHERE seq > 3", "DELETE FROM event WHERE seq > 3", "DELETE FROM checkpoint")
    seat.close()

    for lang, said in (("ja", "【矛盾】"), ("en", "[CONTRADICTS A NOTE]")):
        ran = run("journal", "verify", "--data", data, "--note", mail, "--lang", lang)
        assert ran.exit_code == 3
        assert said in ran.stdout
    assert run("journal", "receipt", mail, "--data", data).exit_code != 0


def test_the_end_alone_is_verified_at_once(data):
    ran = run("journal", "verify", "--from-checkpoint", "--json", "--data", data)
    told = json.loads(ran.stdout)

    assert (ran.exit_code, told["findings"]) == (0, [])
    assert 0 < told["from"] < told["events"]
    assert run("journal", "verify", "--from-checkpoint", "--data", data, "--lang", "ja").exit_code == 0

    seat = seat_in(data)
    forge(seat.journal, f"UPDATE event SET at = '2030' WHERE seq = {told['events']}")
    seat.close()
    ran = run("journal", "verify", "--from-checkpoint", "--json", "--data", data)
    assert ran.exit_code == 2
    assert [each["seq"] for each in json.loads(ran.stdout)["findings"]] == [told["events"]]


def test_cases_are_listed_and_shown_as_they_are_kept(data):
    (row,) = [json.loads(line) for line in run("journal", "list", "--json", "--data", data).stdout.splitlines()]
    ran = run("journal", "show", "K-0001", "--json", "--data", data)
    shown = [json.loads(line) for line in ran.stdout.splitlines()]

    assert row["case_id"] == "K-0001"
    assert row["events"] == len(shown)
    assert [each["seq"] for each in shown] == list(range(1, len(shown) + 1))
    assert shown[-1]["words"] == {"words": "様子を見る"}
    assert "case.opened" in run("journal", "show", "K-0001", "--data", data).stdout
    assert "K-0001" in run("journal", "list", "--data", data).stdout
    ran = run("journal", "show", "K-0002", "--data", data, "--lang", "en")
    assert ran.exit_code == 2
    assert near("K-0002", ["K-0001"]).of("en") in ran.stderr


def test_a_case_is_proved_and_a_copy_is_handed_over_that_verifies_itself(data, tmp_path_factory):
    there = tmp_path_factory.mktemp("auditor") / "copy"
    ran = run("journal", "export", there, "--data", data)
    assert ran.exit_code == 0
    assert sorted(each.name for each in there.iterdir()) == [JOURNAL, "seat.pub", "verify.py"]
    proof = run("journal", "prove", "K-0001", "--data", data)
    (there / "case.json").write_text(proof.stdout, "utf-8")

    for what in (JOURNAL, "case.json"):
        command = [sys.executable, "-I", "-S", "verify.py", what, "--lang", "en"]
        ran = subprocess.run(command, cwd=there, capture_output=True, check=False)
        assert (ran.returncode, ran.stderr) == (0, b""), what
    assert run("journal", "export", there, "--data", data).exit_code == 2
    assert run("journal", "export", there / JOURNAL / "x", "--data", data).exit_code == 2


def test_the_last_note_is_printed_with_a_code_to_read_out(data, tmp_path_factory):
    ran = run("journal", "note", "--data", data, "--lang", "en")

    assert ran.stdout.startswith("journal/")
    code = ran.stderr.split("read out: ")[1][:11]
    assert len(code.replace("-", "")) == 10
    assert not set(code) & set("ILOU")
    empty = tmp_path_factory.mktemp("empty")
    seat = seat_in(empty)
    case_2011(seat)
    seat.close()
    for words in (("note",), ("prove", "K-0001")):
        assert run("journal", *words, "--data", empty).exit_code == 1


def test_what_is_asked_of_no_record_is_told(tmp_path):
    for words in (("list",), ("show", "K-0001"), ("prove", "K-0001"), ("note",), ("export", tmp_path / "x")):
        ran = run("journal", *words, "--data", tmp_path, "--lang", "en")
        assert (ran.exit_code, "Nothing was changed" in ran.stderr) == (2, True), words
    assert run("journal", "verify", "--data", tmp_path).exit_code == 1
    assert run("journal", "renew", "--yes", "--data", tmp_path).exit_code == 2
    (tmp_path / "plain.txt").write_text("no note")
    assert run("journal", "receipt", tmp_path / "plain.txt", "--data", tmp_path).exit_code == 2


def test_a_record_that_must_not_be_gone_on_with_is_set_aside_whole(data):
    before = (data / JOURNAL).read_bytes()
    assert run("journal", "renew", "--data", data).exit_code == 2
    assert (data / JOURNAL).exists()

    assert run("journal", "renew", "--yes", "--data", data).exit_code == 0
    (aside,) = data.glob("journal-*.db")
    assert aside.read_bytes() == before
    seat = seat_in(data)
    assert seat.journal.stopped is None
    assert seat.journal.next_case_id() == "K-0001"
    assert run("journal", "renew", "--yes", "--data", data, "--lang", "en").exit_code == 2  # while a seat has it
    seat.close()


def doctored(data):
    ran = run("doctor", "--json", "--data", data)
    told = json.loads(ran.stdout)
    assert told["ok"] is (ran.exit_code == 0)
    return {each["name"].removesuffix("_race"): each["state"] for each in told["checks"]}


EVERYTHING = {
    "program",
    "sqlite",
    "folder",
    "settings",
    "space",
    "reserve",
    "lock",
    "key",
    "journal",
    "encryption",
    "end",
    "clock",
}
EVERYTHING |= {"zone", "terminal", "packs"}


def test_the_doctor_finds_a_sound_seat_sound_and_leaves_no_trace(data):
    before = sorted(each.name for each in data.rglob("*"))

    found = doctored(data)

    assert found.keys() == EVERYTHING
    assert BAD not in found.values()
    assert sorted(each.name for each in data.rglob("*")) == before
    for lang, said in (("ja", "使えます"), ("en", "Ready")):
        assert said in run("doctor", "--data", data, "--lang", lang).stdout


def test_the_doctor_names_what_is_ill(data):
    (data / "seat.key").chmod(0o644)
    (data / "reserve").unlink()
    seat = seat_in(data)
    forge(seat.journal, "UPDATE event SET at = '2990-01-01T00:00:00.000Z' WHERE seq = (SELECT max(seq) FROM event)")
    found = doctored(data)
    assert (found["lock"], found["end"], found["clock"]) == (NOTE, BAD, BAD)
    assert found["key"] == (BAD if os.name == "posix" else OK)
    seat.close()
    forge(seat.journal, "ALTER TABLE event ADD COLUMN more TEXT")
    assert doctored(data)["journal"] == BAD
    (data / JOURNAL).write_bytes(b"no database" * 500)
    assert doctored(data)["journal"] == BAD
    ran = run("doctor", "--data", data, "--lang", "en")
    assert "[BAD]" in ran.stdout
    assert "Traceback" not in ran.stdout


def test_the_doctor_looks_where_nothing_is_yet(tmp_path):
    assert BAD not in doctored(tmp_path / "nothing").values()
    assert not (tmp_path / "nothing").exists()
    assert doctored(tmp_path)["journal"] == NOTE


@pytest.mark.parametrize(
    ("version", "name", "state"),
    [
        ((3, 40, 1), "sqlite_race", NOTE),
        ((3, 51, 2), "sqlite_race", NOTE),
        ((3, 51, 3), "sqlite", OK),
        ((3, 53, 4), "sqlite", OK),
        ((3, 34, 1), "sqlite", BAD),
    ],
)
def test_the_doctor_knows_which_sqlite_has_the_race_of_several_writers(monkeypatch, version, name, state):
    monkeypatch.setattr(health.door, "library", lambda: version)

    assert health._sqlite()[:2] == (name, state)
    assert sqlite3.sqlite_version_info >= health.door.SQLITE_MIN
