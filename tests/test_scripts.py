"""The two commands: what they keep, what they say, and when they refuse."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
import venv
from pathlib import Path
from string import Formatter

import pytest

import check
import lock
import make_venv


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Return a copy of what the locks are made from, to be spoilt."""
    (tmp_path / "scripts").mkdir()
    for name in ("pyproject.toml", "uv.lock", *lock.EVERY.values()):
        shutil.copy(make_venv.HOUSE / name, tmp_path / name)
    return tmp_path


def test_the_locks_are_current(house: Path):
    assert lock.stale(house) == []


def test_a_new_wish_makes_the_lock_stale(house: Path):
    wishes = house / "pyproject.toml"
    wishes.write_text(wishes.read_text(encoding="utf-8").replace("budoux>=0.7", "budoux>=99"), encoding="utf-8")

    assert lock.stale(house) == ["uv.lock"]


@pytest.mark.parametrize("need", make_venv.LOCKS)
def test_a_pin_changed_by_hand_is_found(house: Path, need: str):
    pins = house / make_venv.LOCKS[need]
    pins.write_text(pins.read_text(encoding="utf-8").replace("textual==8.2.8", "textual==8.2.7"), encoding="utf-8")

    assert lock.stale(house) == [pins.name]


def test_a_server_to_test_against_is_locked_apart():
    pins = [(make_venv.HOUSE / name).read_text(encoding="utf-8") for name in lock.EVERY.values()]

    assert ["pgserver" in each for each in pins] == [False, False, True]


def test_where_a_server_is_named_or_installed_none_is_brought(house: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(make_venv, "_pip", lambda *_: pytest.fail("something was installed"))
    monkeypatch.setenv("PG_TEST_DSN", "host=db.example")
    make_venv.bring_server(house)
    monkeypatch.delenv("PG_TEST_DSN")
    monkeypatch.setattr(make_venv, "system_server", lambda: house)
    make_venv.bring_server(house)


def test_where_there_is_no_server_one_is_brought_once(house: Path, monkeypatch: pytest.MonkeyPatch):
    brought = []
    (house / ".venv").mkdir()
    monkeypatch.delenv("PG_TEST_DSN", raising=False)
    monkeypatch.setattr(make_venv, "system_server", lambda: None)
    monkeypatch.setattr(make_venv, "_pip", lambda _, *what: brought.append(what[-1]))
    make_venv.bring_server(house)
    make_venv.bring_server(house)

    assert brought == [str(house / make_venv.SERVER_LOCK)]


def test_who_can_check_can_also_run():
    """An environment made for checking is good enough to run in."""
    pins = {
        need: {line for line in (make_venv.HOUSE / name).read_text(encoding="utf-8").splitlines() if "==" in line}
        for need, name in make_venv.LOCKS.items()
    }

    assert pins["run"] < pins["check"]


def test_the_locks_name_no_index_but_the_public_one():
    text = (make_venv.HOUSE / "uv.lock").read_text(encoding="utf-8")
    hosts = {part.split("/")[0] for part in text.split("://")[1:]}

    assert hosts == {"pypi.org", "files.pythonhosted.org"}
    for name in make_venv.LOCKS.values():
        assert "://" not in (make_venv.HOUSE / name).read_text(encoding="utf-8")


def test_another_lock_or_another_folder_is_another_environment(house: Path):
    before = make_venv.locked_key("run", house)
    (house / "scripts/run.lock").write_text("", encoding="utf-8")

    assert len({before, make_venv.locked_key("run", house), make_venv.locked_key("run")}) == 3


def test_what_pip_could_not_do_is_told_in_one_message(tmp_path: Path):
    """What happened, what is safe, what to do; no traceback, and the whole answer kept."""
    venv.create(tmp_path / ".venv", with_pip=False)

    with pytest.raises(make_venv.NotReady) as why:
        make_venv._pip(tmp_path / ".venv", "nothing")

    told = str(why.value)
    assert "No module named pip" in told
    assert told.index("できません") < told.index("無事") < told.index("実行してください")
    assert told.index("could not") < told.index("are safe") < told.index("run this again")
    assert "No module named pip" in (tmp_path / ".venv/install.log").read_text(encoding="utf-8")


def test_an_environment_that_cannot_be_made_is_told_in_one_message(house: Path):
    (house / ".venv").write_text("a file, where a folder belongs", encoding="utf-8")

    with pytest.raises(make_venv.NotReady, match="could not be made"):
        make_venv.ready("run", house)


def test_the_commands_say_the_same_in_both_languages():
    """Each sentence is in ja and en, and both are told the same things."""
    said = tomllib.loads((make_venv.HOUSE / "scripts/words.toml").read_text(encoding="utf-8"))
    known = {
        name: [{field for _, field, _, _ in Formatter().parse(text) if field} for text in each.values()]
        for name, each in said.items()
    }

    assert {tuple(each) for each in said.values()} == {("ja", "en")}
    assert all(ja == en for ja, en in known.values())


@pytest.mark.parametrize("script", ["run.py", "check.py"])
def test_an_old_python_gets_as_far_as_the_sentence(script: str):
    """Nothing newer than Python 3.7 stands in the files that say so."""
    code = f"import ast, pathlib; ast.parse(pathlib.Path({script!r}).read_text(), feature_version=(3, 7))"

    subprocess.run([sys.executable, "-c", code], cwd=make_venv.HOUSE / "scripts", check=True)


def test_a_check_that_passes_is_one_line(capsys: pytest.CaptureFixture[str]):
    check.tell(check.Outcome("style", passed=True, seconds=0.25, output="much ado\n"))

    assert capsys.readouterr().out.split() == ["style", "ok", "0.2", "s"]


def test_a_check_that_fails_says_what_it_had_to_say(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    faulty = tmp_path / "faulty.py"
    faulty.write_text("print('the reason'); raise SystemExit(3)", encoding="utf-8")

    outcome = check.run(Path(sys.executable), "faulty", str(faulty))
    check.tell(outcome)

    assert not outcome.passed
    assert "FAILED" in capsys.readouterr().out.splitlines()[0]
    assert outcome.output == "the reason\n"


@pytest.mark.parametrize(
    ("output", "line"),
    [
        ("...\n3 passed in 0.02s\nWarning: nothing was measured\n", "3 passed in 0.02s"),
        ("1 failed, 2 passed in 0.02s\n", "1 failed, 2 passed in 0.02s"),
        ("== 1 error in 0.02s ==\n", "1 error in 0.02s"),
        ("no tests ran in 0.01s\n", "no tests ran in 0.01s"),
        ("Killed\n", "the tests did not run to their end"),
    ],
)
def test_the_last_word_is_how_many_tests_passed(output: str, line: str):
    assert check.closing(output) == line
