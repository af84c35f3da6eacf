"""The long proof: every single case, read twice, by the layers as written and by the rows.

Loading a pack proves the rows by counting and by emptiness. This walks all the
cases one by one instead, so that a fault of the compiler itself would show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.rules.compile import Rulebook, broken
from assistant.rules.policy import Ruling
from assistant.rules.table import Table

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Proved:
    """One promise of the pack: it holds, or here is the case that breaks it."""

    id: str
    line: str
    says: str
    counterexample: dict[str, str] | None

    @property
    def holds(self) -> bool:
        """Whether no case breaks it."""
        return self.counterexample is None


@dataclass(frozen=True, slots=True)
class Walked:
    """What came of walking all cases of one charge line."""

    line: str
    facts: tuple[str, ...]
    rows: int
    cases: int
    by_ruling: dict[str, int]
    differs: dict[str, str] | None  # a case the rows rule otherwise than the layers


def walk(table: Table, progress: Progress = lambda _cases: None) -> Walked:
    """Read every case of a line twice and count the rulings."""
    counts: dict[Ruling, int] = {}
    differs: dict[str, str] | None = None
    for case, by_layers, by_rows, weight in _cases(table):
        counts[by_rows] = counts.get(by_rows, 0) + weight
        if by_layers != by_rows and differs is None:
            differs = dict(zip(table.facts, case, strict=True))
        progress(weight)
    told = {ruling.value: count for ruling, count in sorted(counts.items())}
    return Walked(table.line, table.facts, len(table.rows), sum(counts.values()), told, differs)


def _cases(table: Table) -> Iterator[tuple[tuple[str, ...], Ruling | None, Ruling, int]]:
    """Walk the cases depth first; the last fact is a flat loop, for the walk is millions long."""
    last = len(table.facts)
    all_rules = (1 << len(table.rules)) - 1
    stack: list[tuple[int, int, int, tuple[str, ...]]] = [(0, all_rules, table.full, ())]
    while stack:
        at, rules, rows, path = stack.pop()
        if at == last:
            yield path, _by_layers(table, rules), table.rows[rows.bit_length() - 1].ruling, 1
            continue
        name = table.facts[at]
        rule_ok, row_ok = table.rule_ok[name], table.ok[name]
        stack.extend(
            (at + 1, rules & rule_ok[value], rows & row_ok[value], (*path, value)) for value in table.domains[name]
        )


def _by_layers(table: Table, rules: int) -> Ruling | None:
    """Read the rules as they are written: the first layer with a match decides, if of one mind."""
    for layer in table.layers:
        matching = rules & layer
        if matching:
            speaking = {table.rules[at].ruling for at in range(len(table.rules)) if matching >> at & 1}
            return speaking.pop() if len(speaking) == 1 else None
    return None


def promises(book: Rulebook) -> list[Proved]:
    """Return every `never` of the pack, proved or broken."""
    return [
        Proved(never.id, never.line, never.says.en, broken(book.tables[never.line], never, book.regimes))
        for never in book.policy.nevers
    ]
