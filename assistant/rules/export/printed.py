"""A table as it is printed for other engines: one reading by disjoint rows, one by layers."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from assistant.rules.compile import Rulebook
from assistant.rules.facts import UNKNOWN
from assistant.rules.policy import Policy, Rule, Ruling, Words
from assistant.rules.table import REGIME, Table

READINGS = ("rows", "layers")


@dataclass(frozen=True, slots=True)
class Line:
    """One printed row: a box of cases, what becomes of them, and the rules that say so."""

    boxes: tuple[frozenset[str] | None, ...]  # None: any value
    ruling: Ruling
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """One charge line's table: unique rows of which no two meet, or layers of which the first speaks."""

    name: str
    facts: tuple[str, ...]
    domains: Mapping[str, tuple[str, ...]]
    unique: bool
    lines: tuple[Line, ...]


def printed(book: Rulebook, reading: str) -> Iterator[Printed]:
    """Walk the tables of a pack in one of the two readings."""
    for name, table in book.tables.items():
        unique = reading == "rows"
        lines = tuple(_rows(table) if unique else _layers(table))
        yield Printed(name, table.facts, table.domains, unique, lines)


def _rows(table: Table) -> Iterator[Line]:
    for row in table.rows:
        boxes = dict(zip(table.facts, row.values, strict=True))
        yield Line(_bare(table, boxes), row.ruling, tuple(_speaking(table, boxes, row.ruling)))


def _speaking(table: Table, boxes: Mapping[str, frozenset[str]], ruling: Ruling) -> Iterator[Rule]:
    """Walk the rules that may speak in a box, down to the first that is sure to."""
    for at, rule in enumerate(table.rules):
        taken = [{value for value in boxes[name] if table.rule_ok[name][value] >> at & 1} for name in table.facts]
        if all(taken) and rule.ruling == ruling:
            yield rule
            if all(len(each) == len(boxes[name]) for each, name in zip(taken, table.facts, strict=True)):
                return


def _layers(table: Table) -> Iterator[Line]:
    """Walk the rules by layer. The first that matches speaks, for those of one layer agree."""
    for at, rule in enumerate(table.rules):
        boxes = {
            name: frozenset(value for value in table.domains[name] if table.rule_ok[name][value] >> at & 1)
            for name in table.facts
        }
        if all(boxes.values()):
            yield Line(_bare(table, boxes), rule.ruling, (rule,))


def _bare(table: Table, boxes: Mapping[str, frozenset[str]]) -> tuple[frozenset[str] | None, ...]:
    return tuple(None if len(boxes[name]) == len(table.domains[name]) else boxes[name] for name in table.facts)


def ordered(domain: tuple[str, ...], box: frozenset[str]) -> list[str]:
    """Return the values of a box in the order in which the pack lists them."""
    return [value for value in domain if value in box]


@cache
def words() -> Mapping[str, Words]:
    """Return what stands in exported files for a person to read."""
    text = files("assistant.rules.export").joinpath("words.toml").read_text(encoding="utf-8")
    return {name: Words(**said) for name, said in tomllib.loads(text).items()}


def label(policy: Policy, fact: str, lang: str) -> str:
    """Return what a column is called."""
    return words()["regime"].of(lang) if fact == REGIME else policy.facts[fact].label.of(lang)


def title(policy: Policy, line: str, lang: str) -> str:
    """Return what a table is called."""
    return words()["unnamed_line"].of(lang) if line == UNKNOWN else policy.lines[line].of(lang)


def grounds(policy: Policy, rules: tuple[Rule, ...], lang: str) -> str:
    """Return the citations of some rules, each once."""
    cited = dict.fromkeys(each for rule in rules for each in rule.cites)
    said = (policy.sources[each] for each in cited)
    return "; ".join(f"{each.law.of(lang)} {each.article.of(lang)}" for each in said)


def reasons(rules: tuple[Rule, ...], lang: str) -> str:
    """Return the reasons of some rules, each once."""
    return " ".join(dict.fromkeys(rule.reason.of(lang) for rule in rules))
