"""A pack begun by `pack new` loads, proves, is covered by its own golden cases and runs a call untouched."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.doors.front import front
from assistant.folder import texts_at


def run(*words: str, given: str | None = None):
    return CliRunner().invoke(front, list(words), input=given)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("new") / "first_pack"
    assert run("pack", "new", str(folder)).exit_code == 0
    return folder


def test_it_checks_clean_and_is_proved_and_covered(made: Path):
    checked = json.loads(run("pack", "check", str(made), "--json", "--today", "2026-06-01").stdout)
    proved = json.loads(run("pack", "prove", str(made), "--json").stdout)
    covered = json.loads(run("pack", "cover", str(made), "--json").stdout)

    assert (checked["ok"], [each["code"] for each in checked["advice"]]) == (True, ["no_review"])
    assert (proved["ok"], proved["pack"]) == (True, "first_pack")
    assert covered["untried"] == []
    assert covered["wrong"] == []


def test_it_decides_a_case_and_never_bills_what_was_not_ordered(made: Path):
    for evidence, ruling in (("refutes", "do_not_bill"), ("supports", "bill"), ("unchecked", "hold")):
        facts = {"order_evidence": evidence, "billing_state": "not_billed", "disputed": "no"}
        told = run("decide", "-", "--pack", str(made), given=json.dumps({"facts": facts}))
        assert json.loads(told.stdout)["charges"][0]["ruling"] == ruling


def test_it_runs_a_call_in_plain_lines_to_its_script(made: Path, tmp_path: Path):
    words = ["call", "--plain", "--pack", str(made), "--data", str(tmp_path), "--lang", "en"]
    told = run(*words, given="new\n1\nForwarding\n525\nn\n1\n1\n1\nbrief\nquit\n").stdout

    assert "[training only]" in told
    assert "Do not bill" in told


def test_it_names_no_other_pack_but_the_one_it_borrows_from(made: Path):
    head = (made / "pack.toml").read_text("utf-8")

    assert 'id = "first_pack"' in head
    assert (head + (made / "rules.toml").read_text("utf-8")).count("hikari") == 1


def test_what_it_borrows_is_what_a_whole_one_holds(made: Path, tmp_path: Path):
    """Few files to read, and the same pack: whoever wants to change a lent one writes it out."""
    assert run("pack", "new", str(tmp_path / "first_pack"), "--whole").exit_code == 0
    whole, lean = (texts_at(each) for each in (tmp_path / "first_pack", made))

    assert len(list(made.rglob("*.*"))) < 10 < len(list((tmp_path / "first_pack").rglob("*.*")))
    assert {name for name in whole if whole[name] != lean[name]} == {"pack.toml"}
    assert whole.keys() == lean.keys()


@pytest.mark.parametrize("name", ["Pack", "9pack", "pack one", "パック", "a" * 41, "../x"])
def test_an_id_that_cannot_be_one_is_refused_and_nothing_is_written(tmp_path: Path, name: str):
    told = run("pack", "new", str(tmp_path / "here"), "--id", name)

    assert told.exit_code == 2
    assert not (tmp_path / "here").exists()


def test_a_folder_with_something_in_it_is_left_alone(made: Path):
    before = sorted(path.name for path in made.rglob("*"))

    assert run("pack", "new", str(made)).exit_code == 2
    assert sorted(path.name for path in made.rglob("*")) == before
