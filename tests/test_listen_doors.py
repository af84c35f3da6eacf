"""`assistant listen` and `pack test` from outside: shapes, exit codes, and no screen loaded."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.doors.front import front

PACK = Path(__file__).parent.parent / "assistant" / "packs" / "hikari_option_fee"
KEYS = {"text", "proposals", "warnings", "chips", "taboos"}


def run(*words: str, said: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(front, words, input=said)
    return done.exit_code, done.output


def test_each_line_of_speech_is_answered_by_one_line_of_json():
    code, out = run(
        "listen", "--today", "2011-10-19", said="転送は頼んでないし、525円も払いません。上司を出して\n\n今日は\n"
    )

    first, second = (json.loads(line) for line in out.splitlines())
    assert code == 0
    assert set(first) == set(second) == KEYS
    assert ("not_ordered", "FWD") in {(each["claim"], each["value"]) for each in first["proposals"]}
    for each in first["proposals"]:
        assert list(each) == ["claim", "value", "quote", "start", "end", "reason", "pattern"]
        assert each["quote"] == first["text"][each["start"] : each["end"]]
    assert first["warnings"] == [{"kind": "superior", "quote": "上司を出して"}]
    assert second["proposals"] == []


def test_an_operators_line_is_held_against_what_must_not_be_said():
    _, out = run("listen", "--speaker", "operator", said="通知を送ったので契約は成立しております\n")

    told = json.loads(out)
    assert told["proposals"] == []
    assert {"level", "quote", "better"} == set(told["taboos"][0])


@pytest.mark.parametrize("words", [("--pack", "nope"), ("--speaker", "cat"), ("--today", "32 Oct")])
def test_what_cannot_be_meant_ends_with_two(words):
    assert run("listen", *words)[0] == 2


def test_bytes_that_are_no_text_are_heard_as_nothing_in_particular():
    done = CliRunner().invoke(front, ["listen"], input=b"\xff\xfe\x00\n")

    assert done.exit_code == 0
    assert json.loads(done.output)["proposals"] == []


def test_the_shipped_pack_passes_its_own_test():
    code, out = run("pack", "test", "--json")

    told = json.loads(out)
    assert (code, told["ok"], told["failed"]) == (0, True, [])
    assert told["examples"]["forbidden"] == []
    assert told["held_out"]["examples"] >= 120


def test_a_pack_that_reads_too_much_into_its_examples_fails(tmp_path):
    pack = tmp_path / "pack"
    shutil.copytree(PACK, pack)
    (pack / "examples" / "listen_99.toml").write_text(
        '[[example]]\ntext = "転送は頼んでない"\nforbid = [["not_ordered", "FWD"]]\n'
    )

    code, out = run("pack", "test", str(pack))

    assert code == 1
    assert "listen_99.toml:1" in out


def test_a_pack_whose_words_are_unguarded_fails_its_check(tmp_path):
    pack = tmp_path / "pack"
    shutil.copytree(PACK, pack)
    listen = pack / "listen.toml"
    listen.write_text(listen.read_text("utf-8") + '\n[[word]]\nid = "opt.NEW"\nja = ["ただ"]\n', "utf-8")

    code, out = run("pack", "check", str(pack), "--lang", "en")

    assert code == 1
    assert "[opt.NEW]" in out


def test_listening_loads_no_screen():
    code = (
        "import io, sys\nsys.stdin = io.TextIOWrapper(io.BytesIO('転送'.encode()))\n"
        "sys.argv = ['assistant', 'listen']\n"
        "from assistant.__main__ import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print('textual' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert done.stdout.splitlines()[-1] == "False"
