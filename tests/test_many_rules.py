"""Very many rules are taken as the rows they are: proved disjoint and complete, and never merged."""

import random
import re
import sys
from datetime import date
from pathlib import Path

import pytest
from packs import PACK

sys.path.insert(0, str(Path(__file__).parent.parent / "scripts"))
from assistant.rules.compile import load
from assistant.rules.diagram import WRITTEN_MIN
from assistant.rules.table import REGIME
from big_pack import LINE, big_pack

RULES = WRITTEN_MIN + 100
BIG = big_pack(PACK, RULES, 12)
BOOK, _ = load("big", BIG)
assert BOOK is not None
TABLE = BOOK.tables[LINE]
WORDS = 'cites = ["CC-521old", "CC-522"]\nreason.ja = "x"\nreason.en = "x"\n'


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
    case = dict(re.findall(r"(f\d\d)=(\w+)", problems[0].text("en")))
    rules = [rule.when for rule in TABLE.rules if all(case[name] in values for name, values in rule.when.items())]
    assert rules == [TABLE.rules[-1].when]


def test_a_rule_for_every_case_beside_very_many_others_meets_the_first_of_them():
    last = f'\n[[rule]]\nid = "ANY"\nline = "{LINE}"\nlayer = "owed"\nruling = "hold"\n{WORDS}'
    book, problems = load("big", {**BIG, "rules.toml": BIG["rules.toml"] + last})

    assert book is None
    assert (problems[0].code, problems[0].id) == ("rows_meet", "B00000")
    assert "ANY" in problems[0].text("en")


def test_a_rule_for_every_case_that_comes_before_very_many_others_is_told_as_well():
    first = f'[[rule]]\nid = "ANY"\nline = "{LINE}"\nlayer = "owed"\nruling = "hold"\n{WORDS}\n[[rule]]\nid = "B00000"'
    rules = BIG["rules.toml"].replace('[[rule]]\nid = "B00000"', first, 1)
    book, problems = load("big", {**BIG, "rules.toml": rules})

    assert book is None
    assert (problems[0].code, problems[0].id) == ("rows_meet", "ANY")
    assert f"B{RULES - 1:05}" in problems[0].text("en")


def test_a_pack_too_large_to_be_read_is_refused_before_it_is_parsed():
    book, problems = load("big", {**PACK, "rules.toml": PACK["rules.toml"] + "#\n" * 4_000_001})

    assert book is None
    assert problems[0].code == "too_large"


def _by_date(until: str, since: str) -> dict[str, str]:
    """Return the big pack with its last rule cut in two: one ruling up to a day, another from a day on."""
    before, mark, last = BIG["rules.toml"].rpartition("[[rule]]")
    name = last.partition('id = "')[2].partition('"')[0]
    ruling = last.partition('ruling = "')[2].partition('"')[0]
    old = mark + last.replace("cites", f"until = {until}\ncites", 1)
    new = mark + last.replace(name, "NEW", 1).replace(ruling, "offer_initial_cancellation", 1)
    return {**BIG, "rules.toml": before + old + new.replace("cites", f"from = {since}\ncites", 1)}


def test_a_rule_that_ends_and_its_successor_share_no_day_and_each_rules_its_own():
    book, problems = load("big", _by_date("2016-05-20", "2016-05-21"))
    assert book is not None, problems
    table = book.tables[LINE]
    old, new = table.rules[-2:]
    case = {
        name: old.when[name] & set(values) if name in old.when else values for name, values in table.domains.items()
    }
    known = {name: min(values) for name, values in case.items() if name != REGIME}
    ruled = {each.id: table.decide({**known, REGIME: each.id}) for each in book.regimes}

    assert table.disjoint
    assert len(table.rows) == RULES + 1
    assert ruled == {each.id: (old if each.since < date(2016, 5, 21) else new).ruling for each in book.regimes}


def test_a_day_between_a_rule_that_ends_and_its_successor_is_shown_as_a_case_left_out():
    book, problems = load("big", _by_date("2014-03-31", "2016-05-21"))

    assert book is None
    assert problems[0].code == "gap"


def test_a_day_that_two_of_very_many_rules_share_is_a_case_in_which_they_meet():
    book, problems = load("big", _by_date("2020-03-31", "2016-05-21"))

    assert book is None
    assert problems[0].code == "rows_meet"
    assert str(WRITTEN_MIN) in problems[0].text("en")


@pytest.mark.parametrize(("narrow", "shown"), [(2, 2), (3, 3), (6, 3)])
def test_of_many_cases_left_out_three_are_shown_and_no_more(narrow: int, shown: int):
    tests = "".join(f'when.f{at:02} = ["a"]\n' for at in range(narrow))
    before, _, last = BIG["rules.toml"].partition(f'line = "{LINE}"')[0].rpartition("[[rule]]")
    rule = f'[[rule]]{last}line = "{LINE}"\nlayer = "owed"\nruling = "hold"\n{tests}{WORDS}'
    _, problems = load("small", {**BIG, "rules.toml": before + rule})
    gaps = [each for each in problems if (each.code, each.id) == ("gap", LINE)]

    assert len(gaps) == shown
    assert {each.line for each in gaps} == {before.count("\n") + 1}
