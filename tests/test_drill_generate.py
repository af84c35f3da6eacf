"""Scenarios made of a pack reach every rule or every pair of values, are playable, and are always the same."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from importlib.resources import files
from itertools import islice
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from drilled import JUDGE, SCENARIOS

from assistant import shelf
from assistant.doors.front import front
from assistant.drills.cover import Pairs, cells_for
from assistant.drills.facts_for import given_for
from assistant.drills.files import keep
from assistant.drills.generate import for_rules, reached
from assistant.drills.reading import read_scenario
from assistant.drills.writing import written
from assistant.rules.decision import Judge
from assistant.rules.policy import Ruling

TABLES = JUDGE.book.tables
FAILED, USAGE, INTERRUPTED = 1, 2, 130

EXTRA = """
[[rule]]
id = "{id}"
line = "correction_work"
layer = "{layer}"
ruling = "hold"
when.customer_kind = ["business"]
when.error_source = ["customer"]
rung = "sv"
cites = ["CC-521old", "CC-522"]
reason.ja = "試しの規則です。"
reason.en = "A rule to try with."
"""


def call(*words):
    return CliRunner().invoke(front, ["drill", *words])


@pytest.fixture(autouse=True)
def _taken_back():
    yield
    shelf.clear()


@pytest.fixture(scope="module")
def made():
    return list(for_rules(JUDGE, 0))


def another_pack(folder, layer):
    """Copy the pack and add a rule to it."""
    path = folder / "another"
    shutil.copytree(Path(str(files("assistant"))) / "packs" / shelf.DEFAULT, path)
    head = path / "pack.toml"
    head.write_text(head.read_text("utf-8").replace(f'id = "{shelf.DEFAULT}"', 'id = "another"'), encoding="utf-8")
    rules = path / "rules.toml"
    rules.write_text(rules.read_text("utf-8") + EXTRA.format(id="R9", layer=layer), encoding="utf-8")
    return path


def test_every_rule_has_a_scenario_in_which_it_alone_decides_and_every_ruling_is_reached(made):
    assert {each.aim: each.rules for each in made} == {each.id: (each.id,) for each in JUDGE.book.policy.rules}
    assert reached(JUDGE, [each.scenario for each in made]).rulings == set(Ruling)


def test_a_window_is_open_because_of_the_days_that_are_told_and_not_because_somebody_says_so(made):
    """What a fact is derived from is given, where it can be."""
    (one,) = (each.scenario for each in made if each.aim == "R4c")
    told = {each.fact for each in (*one.customer.knows, *one.records)}

    assert {"contract_date", "doc_received_on", "contact_date"} <= told
    assert "icw" not in told


def test_every_scenario_made_is_valid_comes_back_as_written_and_is_played_to_a_hundred(made):
    for each in made:
        shown = f"x/{each.scenario.id}.toml"
        assert read_scenario(shown, written(each.scenario), JUDGE, frozenset()) == (each.scenario, [])
        assert each.points == 100


def test_the_same_seed_makes_the_same_and_another_one_others(made):
    assert list(islice(for_rules(JUDGE, 0), 6)) == made[:6]
    assert list(islice(for_rules(JUDGE, 1), 6)) != made[:6]


@pytest.mark.parametrize("line", sorted(TABLES))
def test_pairs_are_all_met_but_those_that_no_case_can_have(line):
    """What is called impossible is: written cancellation before the law that brought it."""
    table, chance = TABLES[line], Random(7)  # noqa: S311  # no secret
    cover = Pairs(table, lambda cell: given_for(JUDGE.book, line, cell, chance).cell, chance)
    cells = list(cover.cells())
    met = {
        ((a, cell[a]), (b, cell[b]))
        for cell in cells
        for a in table.facts
        for b in table.facts
        if table.facts.index(a) < table.facts.index(b)
    }

    assert len(met) == cover.all - len(cover.impossible)
    assert met.isdisjoint(cover.impossible)
    for a, b in cover.impossible:
        assert a[0] == "icw"
        assert b == ("regime", "../2016-05-20")
    assert len(cells) <= max(4, cover.all)


def test_a_rule_behind_another_is_told_to_be_out_of_reach():
    """Every cell of a rule is one in which it may speak; a rule taken by an earlier layer has none."""
    table = TABLES["disputed_option"]
    for at, rule in enumerate(table.rules):
        cell = next(cells_for(table, at, Random(3)))  # noqa: S311  # no secret
        assert all(cell[name] in values for name, values in rule.when.items())


def test_any_pack_can_be_covered_and_says_which_rule_no_scenario_of_people_reaches(tmp_path):
    path = another_pack(tmp_path, "conflict")
    told = json.loads(
        call("generate", "--pack", str(path), "--out", str(tmp_path / "out"), "--seed", "5", "--json").output
    )

    assert told["ok"]
    assert (told["pack"], told["unpractised"], told["rules"]["unreached"]) == ("another", ["R9"], [])
    assert "R9" in told["rules"]["reached"]
    assert call("check", str(tmp_path / "out"), "--pack", str(path)).exit_code == 0
    assert call("run", str(tmp_path / "out" / "rule_r9.toml"), "--pack", str(path)).exit_code == 0


def test_a_rule_that_can_never_speak_is_named_and_the_exit_says_so(tmp_path, monkeypatch):
    """And without a folder to keep them in, nothing is kept."""
    path = another_pack(tmp_path, "owed")
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    told = call("generate", "--pack", str(path), "--lang", "en")

    assert told.exit_code == FAILED
    assert "no case reaches this rule: R9" in told.output
    assert "no hand-written scenario reaches: R9" in told.output
    assert "30 scenario(s) made (not kept" in told.output
    assert list(empty.iterdir()) == []


def test_a_file_that_a_person_wrote_is_never_overwritten(tmp_path, made):
    one = made[0].scenario
    mine = tmp_path / f"{one.id}.toml"
    mine.write_text("mine", encoding="utf-8")

    assert keep(tmp_path, one).code == "not_made_here"
    assert mine.read_text(encoding="utf-8") == "mine"
    assert keep(tmp_path / "new", one) is None
    assert keep(tmp_path / "new", one) is None
    assert keep(mine, one).code == "cannot_write"


def test_a_pack_nobody_has_is_refused():
    assert call("generate", "--pack", "nobody").exit_code == USAGE


def test_hand_written_scenarios_reach_every_rule():
    assert reached(JUDGE, SCENARIOS.values()).rules >= {rule.id for rule in JUDGE.book.policy.rules}


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is a signal on POSIX only")
def test_stopped_half_way_it_keeps_what_was_made(tmp_path):
    code = (
        "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from assistant.doors.front import front\n"
        f"front(['drill', 'generate', '--cover', 'pairs', '--out', {str(tmp_path)!r}, '--lang', 'en'])"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as running:
        for _ in range(600):
            if len(list(tmp_path.iterdir())) > 1:
                break
            time.sleep(0.01)
        running.send_signal(signal.SIGINT)
        said, _ = running.communicate(timeout=20)

    assert running.returncode == INTERRUPTED
    assert "Stopped half-way" in said
    kept = sorted(tmp_path.glob("*.toml"))
    count = int(re.match(r"\d+", said)[0])
    assert count == len(kept) or count + 1 == len(kept)
    for path in kept[:-1]:
        assert read_scenario(path.name, path.read_text(encoding="utf-8"), Judge(shelf.take()))[1] == []
