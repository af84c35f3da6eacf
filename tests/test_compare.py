"""What a new version of a pack changes is counted exactly, and shown by a case that anybody can check."""

import json
from itertools import product

import pytest
from click.testing import CliRunner
from packs import PACK, changed, put

from assistant.doors.front import front
from assistant.rules.compare import compare
from assistant.rules.compile import Rulebook, load
from assistant.rules.reach import case_of, idle, untaken
from assistant.rules.table import REGIME

BOOK, _ = load("pack", PACK)
assert BOOK is not None
LINE = "correction_work"


def book_of(**edits: tuple[str, str]) -> Rulebook:
    book, problems = load("pack", changed(PACK, **edits))
    assert not problems
    assert book is not None
    return book


OTHERS = {
    "a ruling": {
        "rules": (
            'line = "correction_work"\nlayer = "no_order"\nruling = "refund"',
            'line = "correction_work"\nlayer = "no_order"\nruling = "hold"',
        )
    },
    "a condition": {
        "rules": ('when.later_assent = ["informed_express"]', 'when.later_assent = ["informed_express", "unknown"]')
    },
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_changes_is_counted_as_one_would_count_it_case_by_case(name: str):
    new = book_of(**OTHERS[name])
    found = compare(BOOK, new)
    for line, old in BOOK.tables.items():
        if len(old.facts) > 9:
            continue
        names = [each for each in old.facts if each != REGIME]
        cases = [dict(zip(names, values, strict=True)) for values in product(*(old.domains[each] for each in names))]
        for regime in BOOK.regimes if REGIME in old.facts else ():
            cases = [{**case, REGIME: regime.id} for case in cases]
        by_hand = sum(old.decide(case) is not new.tables[line].decide(case) for case in cases)
        assert sum(each.cases for each in found.changes if each.line == line) == by_hand


def test_each_change_is_shown_by_a_case_of_which_no_fact_can_be_left_out():
    new = book_of(**OTHERS["a condition"])
    found = compare(BOOK, new)

    assert {each.regime for each in found.changes} == {"../2016-05-20", "2016-05-21/.."}
    for each in found.changes:
        old, other = BOOK.tables[each.line], new.tables[each.line]
        assert (old.decide(each.example), other.decide(each.example)) == (each.old, each.new)
        for name in each.example:
            less = {fact: value for fact, value in each.example.items() if fact != name}
            assert (old.decide(less), other.decide(less)) != (each.old, each.new)


def test_a_pack_differs_in_nothing_from_itself_and_backwards_as_much_as_forwards():
    new = book_of(**OTHERS["a condition"])

    assert compare(BOOK, BOOK).changes == ()
    assert compare(BOOK, new).changed == compare(new, BOOK).changed > 0


SCHOOL = '[[fact.value]]\nid = "school"\nname.ja = "学校"\nname.en = "School"\n\n[[fact.value]]\nid = "business"'
NEW_VALUE = ('[[fact.value]]\nid = "business"', SCHOOL)


def test_a_value_that_only_one_version_knows_is_unknown_to_the_other():
    held = book_of(
        facts=NEW_VALUE, rules=('when.customer_kind = ["unknown"]', 'when.customer_kind = ["unknown", "school"]')
    )
    billed = book_of(
        facts=NEW_VALUE,
        rules=('customer_kind = ["consumer", "business"]', 'customer_kind = ["consumer", "business", "school"]'),
    )

    assert compare(BOOK, held).changes == ()
    assert {each.example["customer_kind"] for each in compare(BOOK, billed).changes} == {"school"}


def test_the_door_counts_the_change_and_says_it_in_words(tmp_path):
    old, new = put(tmp_path / "old", PACK), put(tmp_path / "new", changed(PACK, **OTHERS["a condition"]))
    run = CliRunner().invoke(front, ["pack", "diff", str(old), str(new), "--lang", "en"])
    told = json.loads(CliRunner().invoke(front, ["pack", "diff", str(old), str(new), "--json"]).stdout)

    assert run.exit_code == 1
    assert "Do not bill -> Hold" in run.stdout
    assert told["changed"] == 248_832
    assert told["rules"]["rewritten"] == ["R2a/error"]
    assert CliRunner().invoke(front, ["pack", "diff", str(old), str(old)]).exit_code == 0


def test_every_rule_of_the_pack_has_a_case_in_which_it_speaks():
    for table in BOOK.tables.values():
        for rule in table.rules:
            case = case_of(table, rule)
            assert case is not None
            assert rule in table.deciding(case, rule.ruling)


def test_a_case_is_untaken_only_if_no_earlier_rule_takes_it():
    """Against every case of a line, one by one."""
    table = BOOK.tables[LINE]
    everything = {name: table.domains[name] for name in table.facts}
    for before in range(1 << len(table.rules)):
        taken = []
        for values in product(*(table.domains[name] for name in table.facts)):
            alive = before
            for name, value in zip(table.facts, values, strict=True):
                alive &= table.rule_ok[name][value]
            taken.append(bool(alive))
        assert (untaken(table, everything, before) is None) == all(taken)


IDLE = """[[rule]]
id = "R9"
line = "disputed_option"
layer = "owed"
ruling = "hold"
when.order_evidence = ["conflicting"]
when.amount = ["within"]
cites = ["CC-521old", "CC-522"]
reason.ja = "保留"
reason.en = "Hold."

[[never]]"""


def test_a_rule_that_stands_behind_another_that_takes_all_its_cases_is_idle():
    new = book_of(rules=("[[never]]", IDLE))

    assert ("R9", None) in {(each.rule.id, each.fact) for each in idle(new.tables["disputed_option"])}
