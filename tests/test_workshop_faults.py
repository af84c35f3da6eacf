"""Thirty mistakes a writer of packs makes: each is told by its file and its line, with a name and a remedy."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from packs import PACK

from assistant.rules.advice import advise
from assistant.rules.compile import load
from assistant.rules.problems import Problem
from assistant.rules.tax import Tax, tax
from assistant.rules.toml_text import Site

MARK = "¶"
DAY = date(2026, 6, 1)


@dataclass(frozen=True)
class Fault:
    """A mistake planted in a file; the mark stands on the line it must be told by."""

    code: str
    file: str
    old: str
    new: str


LONG = {"{dotted}": ".".join("a" * 50_000), "{digits}": "5" * 5_000}
"""What is too long to be written out in a file of mistakes."""


def _read() -> dict[str, Fault]:
    text = Path(__file__).with_name("workshop_faults.toml").read_text("utf-8")
    for short, long in LONG.items():
        text = text.replace(short, long)
    return {name: Fault(**each) for name, each in tomllib.loads(text).items()}


FAULTS = _read()


def told(texts: dict[str, str], day: date = DAY) -> list[Problem]:
    """Check a pack as the command does, without its ears."""
    book, problems = load("pack", texts)
    if book is None:
        return problems
    taxes = [found for table in list(book.tables.values())[1:] if (found := tax(book.policy, table)) is not None]
    return list(advise(book, Site("pack", texts), {rule.id: ("x",) for rule in book.policy.rules}, taxes, day))


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_mistake_is_told_by_file_and_line(name: str):
    fault = FAULTS[name]
    path = f"{fault.file}.toml"
    assert fault.old in PACK[path]
    text = PACK[path].replace(fault.old, fault.new, 1)
    line = text[: text.index(MARK)].count("\n") + 1 if MARK in text else 0
    found = [each for each in told({**PACK, path: text.replace(MARK, "")}) if each.code == fault.code]

    assert found
    assert found[0].file == f"pack/{path}"
    assert found[0].line == line if line else found[0].line > 0
    assert all(each.text(lang).startswith(f"pack/{path}") for each in found for lang in ("ja", "en"))
    assert all(each.hint.ja and each.hint.en for each in found)


def test_there_are_thirty_of_them():
    assert len(FAULTS) >= 30


def test_a_near_miss_is_suggested_in_both_languages():
    texts = {**PACK, "rules.toml": PACK["rules.toml"].replace('["conflicting"]', '["conflictng"]', 1)}
    found = told(texts)[0]

    assert "conflicting" in found.text("ja")
    assert "conflicting" in found.text("en")


def test_a_law_read_up_to_a_day_now_past_is_told_and_one_not_yet_past_is_not():
    assert "past_verified" in {each.code for each in told(PACK, date(2026, 7, 2))}
    assert "past_verified" not in {each.code for each in told(PACK, date(2026, 7, 1))}


def test_rules_and_sources_nobody_reviewed_are_named_once_with_their_number():
    found = {each.code: each for each in told(PACK)}

    assert "30" in found["no_review"].text("en")
    assert found["not_checked"].file == "pack/sources.toml"
    reviewed = PACK["rules.toml"].replace('\nline = "', '\nreviewed = 2026-06-01\nline = "')
    assert "no_review" not in {each.code for each in told({**PACK, "rules.toml": reviewed.partition("[[never]]")[0]})}


def test_a_rule_without_a_golden_case_is_named():
    book, _ = load("pack", PACK)
    assert book is not None
    found = [each for each in advise(book, Site("pack", PACK), {}, [], DAY) if each.code == "no_golden"]

    assert "30" in found[0].text("en")
    assert found[0].line > 0


def test_stages_that_ask_the_wrong_thing_first_are_taxed():
    """What divides the rulings is asked last, behind a fact that matters only now and then."""
    book, _ = load("pack", PACK)
    assert book is not None
    table = book.tables["correction_work"]
    late = PACK["facts.toml"].replace(
        'id = "error_source"\nstage = "registration"', 'id = "error_source"\nstage = "fee"', 1
    )
    other, problems = load("pack", {**PACK, "facts.toml": late})

    assert problems == []
    assert other is not None
    before, after = tax(book.policy, table), tax(other.policy, other.tables["correction_work"])
    assert before is not None
    assert after is not None
    assert before.ratio == 1
    assert after.ratio > 1.2
    found = advise(book, Site("pack", PACK), {}, [Tax("correction_work", 2.6, 2.0), Tax("main_service", 2.5, 2.0)], DAY)
    assert [(each.code, each.id) for each in found if each.code == "stage_tax"] == [("stage_tax", "correction_work")]
