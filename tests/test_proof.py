"""The proofs find a fault of the compiler itself, and the rules are named where no single one is sure."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import shelf
from assistant.rules.compile import Rulebook, _check_rows, broken, load
from assistant.rules.decision import Judge
from assistant.rules.entries import ENTRIES_MAX
from assistant.rules.facts import Fact
from assistant.rules.policy import Never, Ruling, Words
from assistant.rules.proof import walk
from assistant.rules.table import REGIME, Row, Table
from assistant.rules.toml_text import Site

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
SAID = Words("x", "x")
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

    doubled, short = twisted(table, (*table.rows, table.rows[0])), twisted(table, table.rows[1:])

    assert table.disjoint
    assert not doubled.disjoint
    told = [[each.code for each in _check_rows(Site("small", {}), one)] for one in (table, doubled, short)]
    assert told == [[], ["overlap"], ["overlap"]]


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


def test_the_only_question_that_would_settle_a_line_is_never_the_name_of_a_period():
    """What was asked for is the day; the period is worked out from it and cannot be answered."""
    said = {"order_evidence": "supports", "error_source": "none", "later_assent": "none", "explained": "ok"}
    said |= {"billing_state": "billed_unpaid", "basis": "penalty", "amount": "within", "option_used": "unknown"}
    facts = {name: Fact(value) for name, value in (said | {"disputed": "unknown"}).items()}
    decision = Judge(shelf.take()).decide("disputed_option", facts, date(2026, 6, 30))

    assert not decision.settled
    assert [name for flip in decision.flips for name in flip.change if name != REGIME]
    assert REGIME not in {name for flip in decision.flips for name in flip.change}


PAIRS = small(
    rule("A/both", "refund", disputed='"no"', explained='"ok"'),
    rule("B/yes", "hold", disputed='"yes", "unknown"'),
    rule("C/no", "hold", disputed='"no"', explained='"defective", "unknown"'),
)


def test_where_no_single_change_leads_elsewhere_the_pair_that_does_is_found():
    table = PAIRS.tables["disputed_option"]
    known = {"disputed": "yes", "explained": "defective"}

    assert list(table.flips(known, tuple(known), 1)) == []
    assert list(table.flips(known, tuple(known), 2)) == [({"disputed": "no", "explained": "ok"}, Ruling.REFUND)]


def test_a_pair_is_not_looked_for_where_a_single_change_does():
    table = PAIRS.tables["disputed_option"]
    known = {"disputed": "yes", "explained": "ok"}

    assert list(table.flips(known, tuple(known), 2)) == [({"disputed": "no"}, Ruling.REFUND)]


def test_where_no_rule_is_sure_yet_what_is_not_known_is_taken_as_unknown():
    book = small(
        rule("A/yes", "hold", disputed='"yes"'),
        rule("B/no", "hold", disputed='"no"'),
        rule("C/unknown", "hold", disputed='"unknown"'),
    )
    table = book.tables["disputed_option"]

    assert table.decide({}) is Ruling.HOLD
    assert [each.id for each in table.deciding({}, Ruling.HOLD)] == ["C/unknown"]


@given(st.data())
def test_the_case_told_of_a_broken_promise_is_one_that_breaks_it(data):
    """Whatever is promised of whichever facts: inside the promise, and ruled as it must not be."""
    book = shelf.take()
    line = data.draw(st.sampled_from(LINES))
    table = book.tables[line]
    names = data.draw(st.lists(st.sampled_from([*table.facts, "elsewhere"]), max_size=4, unique=True))
    when = {
        name: data.draw(st.sets(st.sampled_from(sorted(table.domains.get(name, ("x",)))), min_size=1)) for name in names
    }
    rulings = data.draw(st.sets(st.sampled_from(list(Ruling)), min_size=1))
    promise = Never("N", line, frozenset(rulings), {name: frozenset(each) for name, each in when.items()}, SAID)

    found = broken(table, promise, book.regimes)

    if found is not None:
        assert all(found[name] in values for name, values in promise.when.items() if name in table.facts)
        assert table.decide(found) in promise.rulings
