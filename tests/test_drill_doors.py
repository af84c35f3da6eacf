"""`assistant drill`: checked, listed and played from outside, with JSON for programs and no screen."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner
from drilled import NAMES, TEXTS, TOLD

from assistant.doors.drill import AUTOS
from assistant.doors.front import front
from assistant.drills.autopilot import AUTOPILOTS

FAILED, USAGE = 1, 2


def call(*words):
    return CliRunner().invoke(front, ["drill", *words])


def test_every_autopilot_can_be_named_at_the_door():
    assert tuple(AUTOPILOTS) == AUTOS


def test_the_scenarios_that_come_with_the_program_are_listed_and_in_order():
    assert call("check", "--lang", "en").output == f"{len(NAMES)} scenario(s), 0 problem(s)\n"
    listed = [json.loads(line) for line in call("list", "--json").output.splitlines()]
    assert [each["id"] for each in listed] == NAMES
    assert listed[0].keys() == {"id", "title", "today", "teaches", "rulings"}
    for lang, title in (("ja", "title.ja"), ("en", "title.en")):
        first = TEXTS[f"{NAMES[0]}.toml"].partition(f"{title} = ")[2].partition("\n")[0].strip('"')
        assert first in call("list", "--lang", lang).output


@pytest.mark.parametrize("auto", AUTOS)
def test_a_drill_is_run_by_name_and_by_file_with_the_same_result(tmp_path, auto):
    file = tmp_path / f"{TOLD}.toml"
    file.write_text(TEXTS[file.name], encoding="utf-8")
    named, filed = call("run", TOLD, "--auto", auto, "--json"), call("run", str(file), "--auto", auto, "--json")

    assert json.loads(named.output) == json.loads(filed.output)
    assert named.exit_code == (0 if json.loads(named.output)["passed"] else FAILED)


def test_a_failed_drill_says_why_in_words():
    told = call("run", TOLD, "--auto", "obey", "--lang", "en")

    assert told.exit_code == FAILED
    assert "fails whatever the points: billed what is not owed" in told.output
    assert "missed: must confirm_in_writing" in told.output
    assert call("run", TOLD, "--lang", "ja").output == f"{TOLD} perfect: 100 合格\n"


def test_a_name_nobody_knows_is_told_with_the_nearest():
    told = call("run", "told_2012", "--lang", "en")

    assert told.exit_code == USAGE
    assert "Did you mean told_2011?" in told.output


def test_a_broken_file_is_told_by_its_line_and_the_others_are_still_read(tmp_path):
    for name, text in list(TEXTS.items())[:4]:
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "bad.toml").write_text('id = "bad"\ntoday = "x"\n', encoding="utf-8")
    checked, plain = call("check", str(tmp_path), "--json"), call("check", str(tmp_path), "--lang", "en")
    told = json.loads(checked.output)

    assert (checked.exit_code, plain.exit_code) == (FAILED, FAILED)
    assert not told["ok"]
    assert {each["file"].rpartition("/")[2] for each in told["problems"]} == {"bad.toml"}
    assert f"{tmp_path.name}/bad.toml:2 [bad]: today has the wrong form" in plain.output
    assert call("run", str(tmp_path / "bad.toml")).exit_code == USAGE
    assert call("check", str(tmp_path / "bad.toml")).exit_code == FAILED


def test_a_place_with_nothing_in_it_is_refused(tmp_path):
    told = call("check", str(tmp_path / "gone"), "--lang", "en")

    assert told.exit_code == USAGE
    assert "gone: it cannot be read" in told.output


def test_drills_load_no_screen():
    code = (
        "import sys\nfrom assistant.doors.front import front\n"
        f"try:\n    front(['drill', 'run', '{TOLD}', '--json'])\nexcept SystemExit:\n    pass\n"
        "print('textual' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, encoding="utf-8")

    assert done.stderr.strip() == "False"
