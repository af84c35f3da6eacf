"""From the layered rules of one charge line to rows of which no two meet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import reduce
from itertools import islice
from math import prod
from operator import or_

from assistant.rules.facts import UNKNOWN
from assistant.rules.in_words import in_words
from assistant.rules.policy import Policy, Rule, Ruling
from assistant.rules.problems import Problem
from assistant.rules.reach import untaken_by
from assistant.rules.regimes import Regime
from assistant.rules.table import REGIME, Row, Table
from assistant.rules.toml_text import Site

NODES_MAX = 20_000
ROWS_MAX = 2_000
WRITTEN_MIN = 500
"""Rules of a line above which they have to be disjoint as written: merging so many would take too long."""
FACTS_MAX = 100
GAPS_MAX = 3
RULES = "rules.toml"

Example = dict[str, str]


class Diagram:
    """A decision diagram over one line's rules, shared by what is still alive."""

    def __init__(
        self, policy: Policy, line: str, regimes: tuple[Regime, ...], site: Site, problems: list[Problem]
    ) -> None:
        self._policy, self._line, self._site, self._problems = policy, line, site, problems
        order = {layer: at for at, layer in enumerate(policy.layers)}
        self._rules = tuple(sorted((r for r in policy.rules if r.line == line), key=lambda r: order[r.layer]))
        self._domains = self._domains_of(regimes)
        self._facts = tuple(self._domains)
        self._full = {name: frozenset(values) for name, values in self._domains.items()}
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
        return int("".join("1" if flag else "0" for flag in flags)[::-1] or "0", 2)

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
        rows = self._as_written() if len(self._rules) > WRITTEN_MIN and len(self._layers) == 1 else self._compiled()
        return Table(self._line, self._facts, self._domains, rows, self._rules, self._layers, self._rule_ok)

    def _compiled(self) -> tuple[Row, ...]:
        root = self._node(0, (1 << len(self._rules)) - 1, {})
        rows = tuple(islice(self._walk(root, 0, ()), ROWS_MAX + 1))
        if len(rows) > ROWS_MAX:
            self._fault("too_complex", {}, most=ROWS_MAX)
            return (self._held,)
        return rows

    @property
    def _held(self) -> Row:
        return Row(tuple(frozenset(self._domains[name]) for name in self._facts), Ruling.HOLD)

    def _as_written(self) -> tuple[Row, ...]:
        """Take very many rules as the rows they are, where no two meet and every case is one's."""
        for at, rule in enumerate(self._rules):
            alive = self._meeting(at)
            if alive != 1 << at:
                other = self._rules[(alive & ~(1 << at)).bit_length() - 1]
                self._fault("rows_meet", {}, rule, found=other.id, most=WRITTEN_MIN)
                return (self._held,)
        rows = tuple(Row(self._box(at), rule.ruling) for at, rule in enumerate(self._rules))
        whole = prod(len(values) for values in self._domains.values())
        if sum(prod(map(len, row.values)) for row in rows) == whole:
            return rows
        case = untaken_by(self._domains, self._rule_ok, self._domains, (1 << len(self._rules)) - 1)
        self._fault("gap", case or {})
        return (self._held,)

    def _meeting(self, at: int) -> int:
        alive = (1 << len(self._rules)) - 1
        for name, values in zip(self._facts, self._box(at), strict=True):
            if len(values) < len(self._domains[name]):
                alive &= reduce(or_, (self._rule_ok[name][value] for value in values), 0)
        return alive

    def _box(self, at: int) -> tuple[frozenset[str], ...]:
        """Return the values of each fact in which a rule holds; boxes with the same values share them."""
        when = self._rules[at].when
        return tuple(
            frozenset(value for value in self._domains[name] if self._rule_ok[name][value] >> at & 1)
            if name == REGIME
            else when.get(name, self._full[name])
            for name in self._facts
        )

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
        entry = self._line if rule is None else rule.id
        at = rule or next((each for each in reversed(self._policy.rules) if each.line == self._line), None)
        place = (RULES, "", 0, "") if at is None else (RULES, "rule", self._policy.rules.index(at), "")
        self._problems.append(self._site.problem(code, entry, place, example=in_words(self._policy, path), **values))

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
