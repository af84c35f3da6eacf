"""From layered rules to disjoint rows, and the proofs without which no pack loads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from itertools import islice
from math import prod
from operator import or_

from assistant.rules.facts import UNKNOWN
from assistant.rules.pack import parse
from assistant.rules.policy import Never, Policy, Rule, Ruling
from assistant.rules.problems import Problem
from assistant.rules.table import REGIME, Row, Table
from assistant.rules.toml_text import Site

NODES_MAX = 20_000
ROWS_MAX = 2_000
FACTS_MAX = 100
GAPS_MAX = 3
RULES, PACK = "rules.toml", "pack.toml"

Example = dict[str, str]


@dataclass(frozen=True, slots=True)
class Regime:
    """A stretch of basis dates under one set of rules; written as an ISO 8601 interval."""

    id: str
    since: date
    until: date


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


def regimes_of(policy: Policy) -> tuple[Regime, ...]:
    """Cut the time line where a rule begins or ends."""
    cuts = {date.min}
    for rule in policy.rules:
        if rule.since:
            cuts.add(rule.since)
        if rule.until and rule.until < date.max:
            cuts.add(rule.until + timedelta(days=1))
    starts = sorted(cuts)
    ends = [start - timedelta(days=1) for start in starts[1:]] + [date.max]
    return tuple(Regime(interval(start, end), start, end) for start, end in zip(starts, ends, strict=True))


def interval(start: date, end: date) -> str:
    """Write a stretch of days down as an ISO 8601 interval, open where there is no end."""
    first = ".." if start == date.min else start.isoformat()
    last = ".." if end == date.max else end.isoformat()
    return f"{first}/{last}"


def prove(policy: Policy, site: Site) -> tuple[Rulebook, list[Problem]]:
    """Compile every charge line and prove it: complete, disjoint, of one mind, promises kept."""
    regimes = regimes_of(policy)
    problems: list[Problem] = []
    tables: dict[str, Table] = {}
    for line in (*policy.lines, UNKNOWN):
        table = _Diagram(policy, line, regimes, site, problems).table()
        tables[line] = table
        problems.extend(_check_rows(site, table))
    for nth, never in enumerate(policy.nevers):
        example = broken(tables[never.line], never, regimes)
        if example is not None:
            place = (RULES, "never", nth, "")
            problems.append(site.problem("never_broken", never.id, place, found=never.says, example=shown(example)))
    problems.extend(_check_citations(policy, site))
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


def shown(example: Mapping[str, str]) -> str:
    """Write a case down for people: fact=value, separated by commas."""
    return ", ".join(f"{name}={value}" for name, value in example.items())


def _check_rows(site: Site, table: Table) -> Iterator[Problem]:
    """Count the cases: disjoint rows that add up to the whole are a complete table."""
    whole = prod(len(table.domains[name]) for name in table.facts)
    covered = sum(prod(len(values) for values in row.values) for row in table.rows)
    if covered != whole or not disjoint(table):
        yield site.problem("overlap", table.line, (RULES, "", 0, ""))


def disjoint(table: Table) -> bool:
    """Whether no two rows share a case."""
    for at, row in enumerate(table.rows):
        meeting = table.full
        for name, values in zip(table.facts, row.values, strict=True):
            meeting &= reduce(or_, (table.ok[name][value] for value in values), 0)
        if meeting != 1 << at:
            return False
    return True


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


class _Diagram:
    """A decision diagram over one line's rules, shared by what is still alive."""

    def __init__(
        self, policy: Policy, line: str, regimes: tuple[Regime, ...], site: Site, problems: list[Problem]
    ) -> None:
        self._policy, self._line, self._site, self._problems = policy, line, site, problems
        order = {layer: at for at, layer in enumerate(policy.layers)}
        self._rules = tuple(sorted((r for r in policy.rules if r.line == line), key=lambda r: order[r.layer]))
        self._domains = self._domains_of(regimes)
        self._facts = tuple(self._domains)
        self._rule_ok = {name: self._accepting(name, regimes) for name in self._facts}
        everything = (1 << len(self._rules)) - 1
        self._layers = tuple(
            mask for each in policy.layers if (mask := self._mask(r.layer == each for r in self._rules))
        )
        tests = [everything ^ reduce(_and, self._rule_ok[name].values()) for name in self._facts]
        self._free = [everything & ~reduce(or_, tests[at:], 0) for at in range(len(self._facts) + 1)]
        self._nodes: dict[tuple[int, int], object] = {}
        self._shared: dict[object, object] = {}
        self._faults = 0

    @staticmethod
    def _mask(flags: Iterator[bool]) -> int:
        return sum(1 << at for at, flag in enumerate(flags) if flag)

    def _domains_of(self, regimes: tuple[Regime, ...]) -> dict[str, tuple[str, ...]]:
        used = {name for rule in self._rules for name in rule.when}
        specs = self._policy.facts
        domains = {name: (*specs[name].values, UNKNOWN) for name in specs if name in used}
        if any(rule.since or rule.until for rule in self._rules):
            domains[REGIME] = tuple(each.id for each in regimes)
        return domains

    def _accepting(self, name: str, regimes: tuple[Regime, ...]) -> dict[str, int]:
        if name == REGIME:
            return {each.id: self._mask(_spans(rule, each) for rule in self._rules) for each in regimes}
        return {
            value: self._mask(name not in rule.when or value in rule.when[name] for rule in self._rules)
            for value in self._domains[name]
        }

    def table(self) -> Table:
        """Compile; faults are noted, and a faulty table is never used."""
        if len(self._facts) > FACTS_MAX:
            self._fault("too_complex", {}, most=FACTS_MAX)
            return Table(self._line, (), {}, (Row((), Ruling.HOLD),), (), (), {})
        root = self._node(0, (1 << len(self._rules)) - 1, {})
        rows = tuple(islice(self._walk(root, 0, ()), ROWS_MAX + 1))
        if len(rows) > ROWS_MAX:
            self._fault("too_complex", {}, most=ROWS_MAX)
            rows = (Row(tuple(frozenset(self._domains[name]) for name in self._facts), Ruling.HOLD),)
        return Table(self._line, self._facts, self._domains, rows, self._rules, self._layers, self._rule_ok)

    def _node(self, at: int, alive: int, path: Example) -> object:
        alive = self._pruned(at, alive)
        key = (at, alive)
        found = self._nodes.get(key)
        if found is None:
            if len(self._nodes) > NODES_MAX:
                self._fault("too_complex", path, most=NODES_MAX)
                return Ruling.HOLD
            found = self._nodes[key] = self._made(at, alive, path)
        return found

    def _pruned(self, at: int, alive: int) -> int:
        """Drop rules of layers behind one that is sure to speak."""
        seen = 0
        for layer in self._layers:
            seen |= layer
            if alive & layer & self._free[at]:
                return alive & seen
        return alive

    def _made(self, at: int, alive: int, path: Example) -> object:
        if not alive:
            self._fault("gap", path)
            return Ruling.HOLD
        lowest = next(layer for layer in self._layers if alive & layer)
        sure = alive & lowest & self._free[at]
        speaking = {rule.ruling for place, rule in enumerate(self._rules) if alive & lowest & 1 << place}
        if sure and alive & ~lowest == 0 and len(speaking) == 1:
            return speaking.pop()
        if at == len(self._facts):
            rules = [rule for place, rule in enumerate(self._rules) if alive & lowest & 1 << place]
            self._fault("conflict", path, rules[-1], found=", ".join(rule.id for rule in rules))
            return Ruling.HOLD
        return self._branch(at, alive, path)

    def _branch(self, at: int, alive: int, path: Example) -> object:
        name = self._facts[at]
        groups: dict[int, tuple[object, list[str]]] = {}
        for value in self._domains[name]:
            child = self._node(at + 1, alive & self._rule_ok[name][value], {**path, name: value})
            groups.setdefault(id(child), (child, []))[1].append(value)
        if len(groups) == 1:
            return next(iter(groups.values()))[0]
        node = (at, tuple((frozenset(values), child) for child, values in groups.values()))
        key = (at, tuple((values, id(child)) for values, child in node[1]))
        return self._shared.setdefault(key, node)

    def _fault(self, code: str, path: Example, rule: Rule | None = None, **values: str | int) -> None:
        self._faults += 1
        if self._faults > GAPS_MAX:
            return
        entry, place = self._line, (RULES, "", 0, "")
        if rule is not None:
            entry, place = rule.id, (RULES, "rule", self._policy.rules.index(rule), "")
        self._problems.append(self._site.problem(code, entry, place, example=shown(path), **values))

    def _walk(self, node: object, at: int, boxes: tuple[frozenset[str], ...]) -> Iterator[Row]:
        place = node[0] if isinstance(node, tuple) else len(self._facts)
        skipped = tuple(frozenset(self._domains[name]) for name in self._facts[at:place])
        if not isinstance(node, tuple):
            yield Row((*boxes, *skipped), Ruling(str(node)))
            return
        for values, child in node[1]:
            yield from self._walk(child, place + 1, (*boxes, *skipped, values))


def _spans(rule: Rule, regime: Regime) -> bool:
    return (rule.since or date.min) <= regime.since and regime.until <= (rule.until or date.max)


def _and(left: int, right: int) -> int:
    return left & right
