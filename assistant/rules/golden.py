"""Golden cases: what a pack must rule, written down by people, and which rules they try.

A folder `golden/` beside the rules, in TOML (`[[golden]]`) or CSV (a column a fact, an
empty cell not asked). They test the pack and are no part of it: a decision does not rest
on them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.rules.decision import Decision, Judge
from assistant.rules.entries import Entry, File
from assistant.rules.facts import NONE_YET, UNKNOWN, Fact
from assistant.rules.policy import Policy, Rule, Ruling
from assistant.rules.problems import Problem, near, problem
from assistant.rules.toml_text import lines_of, read_toml

OPEN = "open"
RULINGS = (*(each.value for each in Ruling), OPEN)
OWN = ("id", "today", "line", "ruling", "rules")
CELLS_MAX = 1_000_000
DIGITS_MAX = 9


@dataclass(frozen=True, slots=True)
class Golden:
    """One case and what it must come to; `rules` are those that must speak, none where that is left open."""

    file: str
    row: int  # the line it stands on
    id: str
    line: str
    today: date
    facts: Mapping[str, Fact]
    ruling: str
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tried:
    """A golden case beside the decision it led to."""

    golden: Golden
    decision: Decision

    @property
    def came_to(self) -> str:
        """The ruling the pack gives, or open."""
        return OPEN if self.decision.ruling is None else self.decision.ruling.value

    @property
    def spoke(self) -> tuple[str, ...]:
        """The rules that spoke."""
        return tuple(rule.id for rule in self.decision.rules)

    @property
    def right(self) -> bool:
        """Whether it came to what was written down, by the rules that were named."""
        return self.came_to == self.golden.ruling and set(self.golden.rules) <= set(self.spoke)


def read_goldens(policy: Policy, texts: Mapping[str, str]) -> tuple[list[Golden], list[Problem]]:
    """Read the golden cases of a pack, given as text by file name. Never throws."""
    found: list[Golden] = []
    problems: list[Problem] = []
    for name, text in sorted(texts.items()):
        shown = f"{policy.id}/golden/{name}"
        file = _csv(shown, text) if name.endswith(".csv") else File(shown, text, *read_toml(shown, text))
        if not file.problems:
            found += [_golden(policy, entry) for entry in file.entries("golden")]
        problems += file.problems
    return found, problems


def try_all(judge: Judge, goldens: Iterable[Golden]) -> list[Tried]:
    """Decide every golden case."""
    return [Tried(each, judge.decide(each.line, each.facts, each.today)) for each in goldens]


def to_cover(policy: Policy) -> tuple[Rule, ...]:
    """Return the rules golden cases should try: all that can speak, the spare ones where they can.

    Where every fact of a rule is asked for itself, `unknown` is an answer and nothing stays undecided.
    """
    divided = any(rule.since or rule.until or any(policy.facts[n].derived for n in rule.when) for rule in policy.rules)
    spare = [*([policy.undecided] if divided else []), *([policy.expired] if policy.expires else [])]
    return (*policy.rules, *spare)


def covered(policy: Policy, tried: Iterable[Tried]) -> dict[str, tuple[str, ...]]:
    """Return, for each rule, the golden cases that came out right by it."""
    found: dict[str, list[str]] = {rule.id: [] for rule in (*to_cover(policy), policy.undecided, policy.expired)}
    for each in tried:
        for rule in each.spoke if each.right else ():
            found[rule].append(each.golden.id)
    return {rule.id: tuple(found[rule.id]) for rule in to_cover(policy)}


def written(golden: Golden) -> str:
    """Write a golden case down as TOML, as it is read back."""
    facts = [f"facts.{name} = {_literal(fact.value)}" for name, fact in golden.facts.items()]
    rules = [f"rules = [{', '.join(map(_literal, golden.rules))}]"] if golden.rules else []
    rows = [
        "[[golden]]",
        f"id = {_literal(golden.id)}",
        f"today = {golden.today.isoformat()}",
        f"line = {_literal(golden.line)}",
        *facts,
        f"ruling = {_literal(golden.ruling)}",
        *rules,
    ]
    return "\n".join(rows) + "\n"


def _literal(value: str | int) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def _golden(policy: Policy, entry: Entry) -> Golden:
    today = entry.day("today")
    if today is None:
        entry.note("missing", "today")
    rules = {rule.id for rule in (*policy.rules, policy.undecided, policy.expired)}
    return Golden(
        file=entry.file.name,
        row=entry.line(),
        id=entry.id,
        line=entry.choice("line", {*policy.lines, UNKNOWN}, next(iter(policy.lines), UNKNOWN)),
        today=today or date.min,
        facts=dict(_facts(policy, entry)),
        ruling=entry.choice("ruling", RULINGS),
        rules=entry.names("rules", rules),
    )


def _facts(policy: Policy, entry: Entry) -> Iterator[tuple[str, Fact]]:
    for name, given in entry.tables("facts").items():
        spec = policy.facts.get(name)
        if spec is None:
            entry.note("unknown_fact", f"facts.{name}", found=name, near=near(name, policy.facts))
            continue
        value = given.isoformat() if isinstance(given, date) else given
        if isinstance(value, bool) or not isinstance(value, (str, int)) or not spec.allows(value):
            allowed = spec.values or (UNKNOWN, *((NONE_YET,) if spec.none_yet else ()))
            entry.note("unknown_value", f"facts.{name}", found=str(value), near=near(str(value), allowed))
            continue
        yield name, Fact(value)


def _csv(shown: str, text: str) -> File:
    """Read a table of golden cases into the shape that TOML gives, each at the line it stands on."""
    if len(text) > CELLS_MAX:
        return File(shown, text, {}, [problem("too_large", shown, size=len(text), most=CELLS_MAX)])
    reader = csv.reader(lines_of(text), strict=True)
    file, tables, places = File(shown, "", {}), [], [""]
    try:
        head = [each.strip() for each in next(reader, [])]
        for name in {each for each in head if head.count(each) > 1}:
            file.note("duplicate", 1, found=name)
        for row in reader:
            if len(row) > len(head):
                file.note("too_many_stated", reader.line_num, key="row", found=len(row), most=len(head))
            elif any(row):
                places += [""] * (reader.line_num - len(places) - 1) + ["[[golden]]"]
                tables.append(_row(dict(zip(head, row, strict=False))))
    except csv.Error as error:
        file.note("not_csv", reader.line_num, detail=error)
    return File(shown, "\n".join(places), {"golden": tables}, file.problems)


def _row(cells: Mapping[str, str]) -> dict[str, Any]:
    table: dict[str, Any] = {"facts": {}}
    for name, cell in cells.items():
        value = cell.strip()
        if not value:
            continue
        if name == "rules":
            table[name] = value.split()
        elif name == "today":
            table[name] = _day(value)
        elif name in OWN:
            table[name] = value
        else:
            table["facts"][name] = _plain(value)
    return table


def _day(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text  # the reader says that it is no day


def _plain(text: str) -> str | int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS_MAX else text
