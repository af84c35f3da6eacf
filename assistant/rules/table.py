"""The table of one charge line: disjoint rows under a bit index.

Row r is bit r. `ok[fact][value]` holds the rows that accept the value, so what is
still alive is one AND a known fact. Because no two rows meet, every question about
what is not known yet is exact: what is possible, what matters, what would flip it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from itertools import combinations, product
from operator import or_

from assistant.rules.facts import UNKNOWN, Known
from assistant.rules.policy import Rule, Ruling

REGIME = "regime"
"""The pseudo-fact that carries the period of the basis date."""


@dataclass(frozen=True, slots=True)
class Row:
    """A box of cases ruled alike: for each fact of the table, the values it takes in."""

    values: tuple[frozenset[str], ...]
    ruling: Ruling


@dataclass(slots=True)
class Table:
    """Rows, their index, and the rules behind them. Built by `rules.compile` only."""

    line: str
    facts: tuple[str, ...]
    domains: Mapping[str, tuple[str, ...]]
    rows: tuple[Row, ...]
    rules: tuple[Rule, ...]  # in order of layer
    layers: tuple[int, ...]  # for each layer, the rules in it, as bits
    rule_ok: Mapping[str, Mapping[str, int]]
    ok: dict[str, dict[str, int]] = field(init=False)
    by_ruling: dict[Ruling, int] = field(init=False)
    full: int = field(init=False)
    _meets: dict[str, list[int]] = field(init=False)
    _rule_tests: dict[str, int] = field(init=False)
    _relevant: dict[tuple[int, tuple[str, ...]], tuple[str, ...]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Build the index from the rows."""
        self.full = (1 << len(self.rows)) - 1
        self.ok = {name: dict.fromkeys(self.domains[name], 0) for name in self.facts}
        self.by_ruling = {}
        for at, row in enumerate(self.rows):
            bit = 1 << at
            self.by_ruling[row.ruling] = self.by_ruling.get(row.ruling, 0) | bit
            for name, values in zip(self.facts, row.values, strict=True):
                for value in values:
                    self.ok[name][value] |= bit
        self._meets = {name: self._meeting(name, place) for place, name in enumerate(self.facts)}
        everything = (1 << len(self.rules)) - 1
        self._rule_tests = {name: everything ^ (reduce(_and, self.rule_ok[name].values())) for name in self.facts}

    def _meeting(self, name: str, place: int) -> list[int]:
        """Return, for each row, the rows that share a value of this fact with it."""
        found: dict[frozenset[str], int] = {}
        for row in self.rows:
            values = row.values[place]
            if values not in found:
                found[values] = reduce(or_, (self.ok[name][value] for value in values), 0)
        return [found[row.values[place]] for row in self.rows]

    @property
    def disjoint(self) -> bool:
        """Whether no two rows share a case."""
        return all(
            reduce(_and, (self._meets[name][at] for name in self.facts), self.full) == 1 << at
            for at in range(len(self.rows))
        )

    def alive(self, known: Known, regimes: Iterable[str] | None = None) -> int:
        """Return the rows no known fact has ruled out; facts of other tables are passed over."""
        alive = self.full
        for name, value in known.items():
            accepted = self.ok.get(name)
            if accepted is not None:
                alive &= accepted[value]
        if regimes is not None and REGIME in self.ok:
            alive &= reduce(or_, (self.ok[REGIME][each] for each in regimes), 0)
        return alive

    def rulings(self, alive: int) -> tuple[Ruling, ...]:
        """Return the rulings that the rows alive lead to."""
        return tuple(ruling for ruling, rows in self.by_ruling.items() if rows & alive)

    def decide(self, known: Known) -> Ruling | None:
        """Return the ruling all completions agree on, or None while they do not."""
        alive = self.alive(known)
        first = self.rows[(alive & -alive).bit_length() - 1].ruling
        return first if alive & ~self.by_ruling[first] == 0 else None

    def relevant(self, alive: int, absent: tuple[str, ...]) -> tuple[str, ...]:
        """Return the absent facts that can still change the ruling, all else being equal.

        A fact matters when two rows of different ruling meet on every other absent
        fact: being disjoint, they can only differ on this one.
        """
        key = (alive, absent)
        found = self._relevant.get(key)
        if found is None:
            found = self._relevant[key] = self._relevant_now(alive, absent)
        return found

    def _relevant_now(self, alive: int, absent: tuple[str, ...]) -> tuple[str, ...]:
        present = [rows & alive for rows in self.by_ruling.values() if rows & alive]
        if len(present) < 2:  # noqa: PLR2004  # one ruling: nothing can change it
            return ()
        largest = max(present, key=int.bit_count)
        open_facts = set(absent)
        found: set[str] = set()
        for row in _bits(alive & ~largest):
            others = alive & ~self.by_ruling[self.rows[row].ruling]
            for name in list(open_facts):
                meeting = others
                for other in absent:
                    if other != name:
                        meeting &= self._meets[other][row]
                if meeting:
                    found.add(name)
                    open_facts.discard(name)
            if not open_facts:
                break
        return tuple(name for name in absent if name in found)

    def deciding(self, known: Known, ruling: Ruling) -> tuple[Rule, ...]:
        """Return the rules that speak: those of the first layer surely reached with this ruling.

        Where no single rule is sure yet and all completions agree all the same, what
        is not known is taken as `unknown`, and that case's rules speak for all.
        """
        alive = reduce(_and, (self._rules_with(name, known) for name in self.facts if name in known), self._all_rules)
        sure = alive
        for name in self.facts:
            if name not in known:
                sure &= ~self._rule_tests[name]
        found = self._first_layer(sure, ruling)
        if found:
            return found
        for fill in self._fillings(known):
            found = self._first_layer(reduce(_and, (self._rules_with(n, fill) for n in self.facts), alive), ruling)
            if found:
                return found
        return ()

    @property
    def _all_rules(self) -> int:
        return (1 << len(self.rules)) - 1

    def _rules_with(self, name: str, known: Known) -> int:
        return self.rule_ok[name][known[name]]

    def _fillings(self, known: Known) -> Iterator[dict[str, str]]:
        for last in (-1, 0):
            yield {name: known.get(name) or self.domains[name][last] for name in self.facts}

    def _first_layer(self, rules: int, ruling: Ruling) -> tuple[Rule, ...]:
        for layer in self.layers:
            if rules & layer:
                found = tuple(self.rules[at] for at in _bits(rules & layer))
                return found if found[0].ruling == ruling else ()
        return ()

    def because(self, known: Known, ruling: Ruling) -> tuple[str, ...]:
        """Return one minimal set of known facts that forces the ruling by itself."""
        kept = {name: value for name, value in known.items() if name in self.ok}
        wrong = self.full & ~self.by_ruling[ruling]
        for name in reversed(tuple(kept)):
            without = {each: value for each, value in kept.items() if each != name}
            if self.alive(without) & wrong == 0:
                kept = without
        return tuple(kept)

    def flips(self, known: Known, changeable: Iterable[str], most: int) -> Iterator[tuple[dict[str, str], Ruling]]:
        """Walk the nearest changes to known facts that settle on another ruling.

        All single changes; then, for rulings not reached yet, the first pair (up to `most`).
        """
        held = {name: value for name, value in known.items() if name in self.ok}
        names = [name for name in changeable if name in held]
        now = self.decide(held)
        reached: set[Ruling | None] = {now}
        for size in range(1, most + 1):
            if size > 1 and reached >= set(self.by_ruling):
                return
            fresh: set[Ruling] = set()
            for changed in combinations(names, size):
                rest = self.alive({name: value for name, value in held.items() if name not in changed})
                for change in product(
                    *([(n, v) for v in self.domains[n] if v not in {held[n], UNKNOWN}] for n in changed)
                ):
                    ruling = self._settled(rest, change)
                    if ruling is None or ruling == now or (size > 1 and ruling in reached | fresh):
                        continue
                    fresh.add(ruling)
                    yield dict(change), ruling
            reached |= fresh

    def settling(self, known: Known, asked: Iterable[str]) -> Iterator[tuple[dict[str, str], Ruling]]:
        """Walk the single answers that would settle an open line."""
        alive = self.alive(known)
        for name in asked:
            for value in self.domains[name]:
                ruling = self._settled(alive, ((name, value),)) if value != UNKNOWN else None
                if ruling is not None:
                    yield {name: value}, ruling

    def _settled(self, alive: int, change: Iterable[tuple[str, str]]) -> Ruling | None:
        for name, value in change:
            alive &= self.ok[name][value]
        if not alive:
            return None
        ruling = self.rows[(alive & -alive).bit_length() - 1].ruling
        return ruling if alive & ~self.by_ruling[ruling] == 0 else None


def _and(left: int, right: int) -> int:
    return left & right


def _bits(number: int) -> Iterator[int]:
    while number:
        low = number & -number
        yield low.bit_length() - 1
        number ^= low
