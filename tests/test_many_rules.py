"""Very many rules are taken as the rows they are: proved disjoint and complete, and never merged."""

import random
import sys
from pathlib import Path

import pytest
from packs import PACK

sys.path.insert(0, str(Path(__file__).parent.parent / "scripts"))
from assistant.rules.compile import load
from assistant.rules.diagram import WRITTEN_MIN
from big_pack import LINE, big_pack

RULES = WRITTEN_MIN + 100
BIG = big_pack(PACK, RULES, 12)
BOOK, _ = load("big", BIG)
assert BOOK is not None
TABLE = BOOK.tables[LINE]


def test_every_rule_is_a_row_and_no_case_is_left_out():
    assert len(TABLE.rows) == len(TABLE.rules) == RULES
    assert TABLE.disjoint


@pytest.mark.parametrize("seed", range(40))
def test_a_case_is_ruled_as_the_one_rule_that_holds_says(seed: int):
    chance = random.Random(seed)  # noqa: S311  # cases, not secrets
    known = {name: chance.choice(TABLE.domains[name]) for name in TABLE.facts}
    speaking = [rule for rule in TABLE.rules if all(known[name] in values for name, values in rule.when.items())]

    assert [TABLE.decide(known)] == [rule.ruling for rule in speaking]
    assert list(TABLE.deciding(known, speaking[0].ruling)) == speaking


def test_two_of_very_many_rules_that_meet_are_both_named():
    last = BIG["rules.toml"].rindex("[[rule]]")
    rule = BIG["rules.toml"][last:]
    name = rule.partition('id = "')[2].partition('"')[0]
    book, problems = load("big", {**BIG, "rules.toml": BIG["rules.toml"] + "\n" + rule.replace(name, "B9", 1)})

    assert book is None
    assert (problems[0].code, problems[0].line > 0) == ("rows_meet", True)
    assert {name, "B9"} <= set(problems[0].text("en").replace("[", " ").replace("]", " ").replace(":", " ").split())


def test_a_case_that_very_many_rules_leave_out_is_shown():
    last = BIG["rules.toml"].rindex("[[rule]]")
    book, problems = load("big", {**BIG, "rules.toml": BIG["rules.toml"][:last]})

    assert book is None
    assert problems[0].code == "gap"
    assert "f0" in problems[0].text("en")


def test_a_pack_too_large_to_be_read_is_refused_before_it_is_parsed():
    book, problems = load("big", {**PACK, "rules.toml": PACK["rules.toml"] + "#\n" * 4_000_001})

    assert book is None
    assert problems[0].code == "too_large"
