"""Which rules can ever speak, and which of their conditions do any work.

A condition works where, without it, its rule would speak in some case more. A case
is the rule's own where no rule of an earlier layer takes it first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_

from assistant.rules.policy import Rule
from assistant.rules.table import Table

STEPS_MAX = 20_000
"""Tried for one box; one still undecided then counts as reached: no false alarm."""

Box = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Idle:
    """A rule that never speaks, or a condition of one (`fact`) that changes nothing."""

    rule: Rule
    fact: str | None = None


def idle(table: Table) -> Iterator[Idle]:
    """Walk the rules of a table that are never reached, and the conditions that change nothing."""
    for at, rule in enumerate(table.rules):
        box, before = box_of(table, at), _earlier(table, at)
        if untaken(table, box, before) is None:
            yield Idle(rule)
            continue
        for name in rule.when:
            others = tuple(value for value in table.domains[name] if value not in box[name])
            if not others or (before and untaken(table, {**box, name: others}, before) is None):
                yield Idle(rule, name)


def case_of(table: Table, rule: Rule) -> dict[str, str] | None:
    """Return a case in which the rule speaks, with the fewest facts; None where it never does."""
    at = table.rules.index(rule)
    found = untaken(table, box_of(table, at), _earlier(table, at))
    if found is None:
        return None
    for name in reversed(tuple(found)):
        without = {each: value for each, value in found.items() if each != name}
        if table.decide(without) is rule.ruling and rule in table.deciding(without, rule.ruling):
            found = without
    return found


def box_of(table: Table, at: int) -> dict[str, tuple[str, ...]]:
    """Return the values each fact of the table may have where the rule holds, its days included."""
    return {
        name: tuple(value for value in table.domains[name] if table.rule_ok[name][value] >> at & 1)
        for name in table.facts
    }


def _earlier(table: Table, at: int) -> int:
    """Return the rules of the layers before the rule's own."""
    found = 0
    for layer in table.layers:
        if layer >> at & 1:
            return found
        found |= layer
    return found


def untaken(table: Table, box: Box, before: int) -> dict[str, str] | None:
    """Return a case of the box that none of these rules takes, or None."""
    return untaken_by(table.facts, table.rule_ok, box, before)


def untaken_by(
    facts: Iterable[str], rule_ok: Mapping[str, Mapping[str, int]], box: Box, before: int
) -> dict[str, str] | None:
    """Return a case of the box that none of these rules takes, or None; `rule_ok` is the rules that accept a value."""
    names = sorted(facts, key=lambda name: len(box[name]))
    tests = {name: reduce(or_, (before & ~rule_ok[name][value] for value in box[name]), 0) for name in names}
    behind = [reduce(or_, (tests[name] for name in names[at:]), 0) for at in range(len(names) + 1)]
    stack: list[tuple[int, int, tuple[str, ...]]] = [(0, before, ())]
    seen: set[tuple[int, int]] = set()
    while stack:
        at, alive, path = stack.pop()
        if alive & ~behind[at]:  # a rule with no test left takes all of this
            continue
        if at == len(names) or len(seen) > STEPS_MAX:
            filled = (*path, *(box[name][0] for name in names[at:]))
            return {name: dict(zip(names, filled, strict=True))[name] for name in facts}
        if (at, alive) in seen:
            continue
        seen.add((at, alive))
        name = names[at]
        stack.extend((at + 1, alive & rule_ok[name][value], (*path, value)) for value in reversed(box[name]))
    return None
