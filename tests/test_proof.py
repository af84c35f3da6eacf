"""The proofs find a fault of the compiler itself, and the rules are named where no single one is sure."""

from dataclasses import replace
from datetime import date

import pytest

from assistant import shelf
from assistant.rules.compile import Rulebook, load
from assistant.rules.decision import Judge
from assistant.rules.entries import ENTRIES_MAX
from assistant.rules.facts import Fact
from assistant.rules.policy import Ruling
from assistant.rules.proof import walk
from assistant.rules.table import Row, Table

PACK = shelf.read(None)[1]
RULE = """
[[rule]]
id = "{name}"
line = "{line}"
layer = "owed"
ruling = "{ruling}"
{when}
cites = ["CC-521old", "CC-522"]
reason.ja = "x"
reason.en = "x"
"""
LINES = [*shelf.take().policy.lines, "unknown"]


def small(*rules: str) -> Rulebook:
    """Return the pack with these rules for the disputed option, and a hold for every other line."""
    rest = [RULE.format(name=f"X/{line}", line=line, ruling="hold", when="") for line in LINES[1:]]
    book, problems = load("small", {**PACK, "rules.toml": "".join([*rules, *rest])})
    assert book is not None, problems
    return book


def rule(name: str, ruling: str, **when: str) -> str:
    tests = "\n".join(f"when.{fact} = [{values}]" for fact, values in when.items())
    return RULE.format(name=name, line=LINES[0], ruling=ruling, when=tests)


HALVES = small(
    rule("A/yes", "hold", disputed='"yes"'),
    rule("B/no", "hold", disputed='"no", "unknown"', explained='"ok"'),
    rule("C/no", "do_not_bill", disputed='"no", "unknown"', explained='"defective", "unknown"'),
)


def twisted(table: Table, rows: tuple[Row, ...]) -> Table:
    """Return a table as a faulty compiler would have made it."""
    return Table(table.line, table.facts, table.domains, rows, table.rules, table.layers, table.rule_ok)


def test_a_row_that_rules_otherwise_than_the_layers_is_found_with_its_case():
    table = HALVES.tables["disputed_option"]
    wrong = twisted(
        table,
        tuple(replace(row, ruling=Ruling.BILL) if row.ruling is Ruling.DO_NOT_BILL else row for row in table.rows),
    )

    assert walk(table).differs is None
    differs = walk(wrong).differs
    assert differs is not None
    assert differs["disputed"] in {"no", "unknown"}
    assert differs["explained"] in {"defective", "unknown"}


def test_rows_that_overlap_are_found():
    table = HALVES.tables["disputed_option"]

    assert table.disjoint
    assert not twisted(table, (*table.rows, table.rows[0])).disjoint


def test_a_walk_tells_how_far_it_has_come():
    seen: list[int] = []

    walked = walk(HALVES.tables["disputed_option"], seen.append)

    assert sum(seen) == walked.cases == 9
    assert walked.by_ruling == {"do_not_bill": 4, "hold": 5}


@pytest.mark.parametrize(
    ("facts", "names"),
    [
        ({"explained": "ok"}, ["B"]),  # whatever the dispute: not known is taken as unknown
        ({"disputed": "yes"}, ["A"]),
        ({"disputed": "no", "explained": "ok"}, ["B"]),
    ],
)
def test_where_all_completions_agree_a_rule_is_named_that_says_so(facts: dict, names: list):
    given = {name: Fact(value) for name, value in facts.items()}

    decision = Judge(HALVES).decide("disputed_option", given, date(2026, 7, 1))

    assert (decision.ruling, [each.name for each in decision.rules]) == (Ruling.HOLD, names)
    assert decision.citations


def test_a_file_of_too_many_entries_is_refused_before_they_are_read():
    book, problems = load("small", {**PACK, "amounts.toml": "[[tax]]\n" * (ENTRIES_MAX + 1)})

    assert book is None
    assert [each.code for each in problems] == ["too_many"]
