"""Which cases to make, so that together they meet every rule, or every pair of values. Pure, but for chance handed in.

A cell is a value for every fact that the rules of one kind of charge line test, the
period of the law included. Whether a cell can come to pass is for the caller to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from itertools import combinations, product
from operator import or_
from random import Random

from assistant.rules.facts import UNKNOWN
from assistant.rules.table import Table

TRIES = 60
"""How many cases are tried for one rule before it is said not to be reached."""

STEPS_MAX = 20_000
MENDS = 12

Cell = Mapping[str, str]
Pair = tuple[tuple[str, str], tuple[str, str]]
Comes = Callable[[Cell], Cell | None]
"""What a cell comes to once it is a case: itself, another, or nothing."""


def cells_for(table: Table, at: int, chance: Random) -> Iterator[Cell]:
    """Walk cases in which the rule speaks: first those in which it speaks alone, then with others of its layer."""
    layer = next(each for each in table.layers if each >> at & 1)
    before = reduce(or_, table.layers[: table.layers.index(layer)], 0)
    for taken in dict.fromkeys((before | (layer & ~(1 << at)), before)):
        for _ in range(TRIES):
            cell = _untaken(table, _box(table, at, chance), taken)
            if cell is None:
                break
            yield cell


def _box(table: Table, at: int, chance: Random) -> dict[str, list[str]]:
    """Return the values with which the rule may speak, in an order of chance; what is known comes first."""
    box = {}
    for name in table.facts:
        values = [value for value in table.domains[name] if table.rule_ok[name][value] >> at & 1]
        chance.shuffle(values)
        box[name] = sorted(values, key=lambda value: value == UNKNOWN)
    return box


def _untaken(table: Table, box: Mapping[str, list[str]], taken: int) -> Cell | None:
    """Return a cell of the box that none of these rules takes, or None."""
    names = table.facts
    tested = {
        name: reduce(or_, (taken & ~table.rule_ok[name][value] for value in table.domains[name]), 0) for name in names
    }
    behind = [reduce(or_, (tested[name] for name in names[at:]), 0) for at in range(len(names) + 1)]
    stack: list[tuple[int, int, tuple[str, ...]]] = [(0, taken, ())]
    for _ in range(STEPS_MAX):
        if not stack:
            return None
        at, alive, path = stack.pop()
        if alive & ~behind[at]:
            continue  # a rule with no test left takes all of this
        if at == len(names):
            return dict(zip(names, path, strict=True))
        ok = table.rule_ok[names[at]]
        stack.extend((at + 1, alive & ok[value], (*path, value)) for value in reversed(box[names[at]]))
    return None


@dataclass(slots=True)
class Pairs:
    """A greedy covering array of the pairs of values of one table; `comes` respects what is impossible."""

    table: Table
    comes: Comes
    chance: Random
    left: set[Pair] = field(init=False)
    impossible: set[Pair] = field(init=False, default_factory=set)
    all: int = field(init=False)

    def __post_init__(self) -> None:
        """Gather every pair there is."""
        domains = self.table.domains
        self.left = {
            ((one, first), (two, second))
            for one, two in combinations(self.table.facts, 2)
            for first, second in product(domains[one], domains[two])
        }
        self.all = len(self.left)

    def cells(self) -> Iterator[Cell]:
        """Walk cells until every pair was met, or is known not to come to pass."""
        if not self.left:
            yield from self._singles()
            return
        while self.left:
            seed = min(self.left)
            cell = self._with(seed)
            if cell is None:
                self.left.discard(seed)
                self.impossible.add(seed)
                continue
            self.left -= set(_pairs_of(self.table, cell))
            yield cell

    def _singles(self) -> Iterator[Cell]:
        """Walk the values of a table that has no two facts."""
        for values in product(*(self.table.domains[name] for name in self.table.facts)):
            cell = self.comes(dict(zip(self.table.facts, values, strict=True)))
            if cell is not None:
                yield cell

    def _with(self, seed: Pair) -> Cell | None:
        """Return a cell that comes to pass with this pair, and meets many others."""
        for nth in range(MENDS):
            cell = self.comes(self._filled(seed, greedy=2 * nth < MENDS))
            if cell is not None and all(cell[name] == value for name, value in seed):
                return cell
        return None

    def _filled(self, seed: Pair, *, greedy: bool) -> Cell:
        """Give the other facts, in an order of chance, whichever value meets the most pairs still left, or any."""
        cell = dict(seed)
        others = [name for name in self.table.facts if name not in cell]
        self.chance.shuffle(others)
        for name in others:
            values = list(self.table.domains[name])
            self.chance.shuffle(values)
            cell[name] = max(values, key=lambda value: self._met(cell, name, value)) if greedy else values[0]
        return cell

    def _met(self, cell: Cell, name: str, value: str) -> int:
        return sum(_pair(self.table, other, held, name, value) in self.left for other, held in cell.items())


def _pair(table: Table, one: str, first: str, two: str, second: str) -> Pair:
    ends = ((one, first), (two, second))
    return ends if table.facts.index(one) < table.facts.index(two) else (ends[1], ends[0])


def _pairs_of(table: Table, cell: Cell) -> Iterator[Pair]:
    for one, two in combinations(table.facts, 2):
        yield (one, cell[one]), (two, cell[two])
