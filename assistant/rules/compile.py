"""From layered rules to disjoint rows, and the proofs without which no pack loads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from math import prod
from operator import or_

from assistant.rules import law
from assistant.rules.diagram import RULES, Diagram, Example
from assistant.rules.facts import UNKNOWN
from assistant.rules.in_words import in_words
from assistant.rules.pack import parse
from assistant.rules.policy import Never, Policy, Ruling
from assistant.rules.problems import Problem
from assistant.rules.regimes import Regime, regimes_of
from assistant.rules.table import REGIME, Table
from assistant.rules.toml_text import Site

PACK = "pack.toml"


@dataclass(frozen=True, slots=True)
class Rulebook:
    """A pack that passed its proofs: the policy, its regimes and a table for each charge line."""

    policy: Policy
    regimes: tuple[Regime, ...]
    tables: Mapping[str, Table]


def load(pack_id: str, texts: Mapping[str, str]) -> tuple[Rulebook | None, list[Problem]]:
    """Read and prove a pack. A pack with any problem does not load: there is no Rulebook."""
    policy, problems = parse(pack_id, texts)
    if policy is None or problems:
        return None, problems
    book, problems = prove(policy, Site(pack_id, texts))
    return (None, problems) if problems else (book, [])


def prove(policy: Policy, site: Site) -> tuple[Rulebook, list[Problem]]:
    """Compile every charge line and prove it: complete, disjoint, of one mind, promises kept."""
    regimes = regimes_of(policy)
    problems: list[Problem] = []
    tables: dict[str, Table] = {}
    for line in (*policy.lines, UNKNOWN):
        table = Diagram(policy, line, regimes, site, problems).table()
        tables[line] = table
        problems.extend(_check_rows(site, table))
    for nth, never in enumerate(policy.nevers):
        example = broken(tables[never.line], never, regimes)
        if example is not None:
            place = (RULES, "never", nth, "")
            problems.append(
                site.problem("never_broken", never.id, place, found=never.says, example=in_words(policy, example))
            )
    problems.extend(_check_citations(policy, site))
    problems.extend(law.faults(policy, site))
    return Rulebook(policy, regimes, tables), problems


def broken(table: Table, never: Never, regimes: tuple[Regime, ...]) -> Example | None:
    """Return a case in which the promise is broken, or None: it holds everywhere."""
    box: dict[str, frozenset[str]] = dict(never.when)
    if never.before and REGIME in table.ok:
        box[REGIME] = frozenset(each.id for each in regimes if each.since < never.before)
    alive = reduce(or_, (table.by_ruling.get(ruling, 0) for ruling in never.rulings), 0)
    for name, values in box.items():
        if name in table.ok:
            alive &= reduce(or_, (table.ok[name][value] for value in values), 0)
    if not alive:
        return None
    row = table.rows[(alive & -alive).bit_length() - 1]
    return {name: min(values & box.get(name, values)) for name, values in zip(table.facts, row.values, strict=True)}


def _check_rows(site: Site, table: Table) -> Iterator[Problem]:
    """Count the cases: disjoint rows that add up to the whole are a complete table."""
    whole = prod(len(table.domains[name]) for name in table.facts)
    covered = sum(prod(len(values) for values in row.values) for row in table.rows)
    if covered != whole or not table.disjoint:
        yield site.problem("overlap", table.line, (RULES, "", 0, ""))


def _check_citations(policy: Policy, site: Site) -> Iterator[Problem]:
    """See that every rule has a citation in force on every day it may speak (P13)."""
    undecided = (policy.undecided, (PACK, "undecided", 0, "cites"))
    for rule, place in (*((rule, (RULES, "rule", at, "cites")) for at, rule in enumerate(policy.rules)), undecided):
        if rule.ruling == Ruling.UNTOUCHED:
            continue
        consumers = rule.when.get("customer_kind") == frozenset({"consumer"})
        sources = [policy.sources[each] for each in rule.cites]
        usable = [each for each in sources if consumers or not each.consumer_only]
        days = {rule.since or date(2000, 1, 1)} | {
            day for each in usable for day in (each.since, each.until and _next_day(each.until)) if day
        }
        for day in sorted(days):
            if day >= (rule.since or date.min) and not any(each.in_force(day) for each in usable):
                yield site.problem("no_citation", rule.id, place, on=day)


def _next_day(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)
