"""Whether a pack with a house's rules is stricter than without: over every combination, regime by regime.

Stricter is: what the pack bills may be held, and nothing else may change. A ruling for
the customer is never put off, a hold is never loosened, an offer that ends on a day is
never delayed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce
from operator import or_

from assistant.rules.compile import Rulebook
from assistant.rules.policy import Ruling
from assistant.rules.regimes import Regime
from assistant.rules.table import REGIME, Row, Table

ALLOWED: Mapping[Ruling, frozenset[Ruling]] = {
    each: frozenset({each, Ruling.HOLD}) if each is Ruling.BILL else frozenset({each}) for each in Ruling
}
"""What each ruling of the pack may become under a house."""

Loosened = tuple[str, Ruling, Ruling, dict[str, str]]
"""A charge line, what the pack rules and what the house would, and the case."""


def loosened(pack: Rulebook, house: Rulebook) -> Iterator[Loosened]:
    """Walk the lines whose ruling a house changes beyond what it may, each with one case."""
    for line, before in pack.tables.items():
        found = _first(before, house.tables[line], pack.regimes, house.regimes)
        if found is not None:
            yield line, *found


def _first(
    before: Table, after: Table, old: tuple[Regime, ...], new: tuple[Regime, ...]
) -> tuple[Ruling, Ruling, dict[str, str]] | None:
    lies_in = {each.id: next(one.id for one in old if one.since <= each.since <= one.until) for each in new}
    for row in after.rows:
        box = dict(zip(after.facts, row.values, strict=True))
        regimes = box.pop(REGIME, None) or frozenset(lies_in)
        meant = {**box, REGIME: frozenset(lies_in[each] for each in regimes)}
        for other in _meeting(before, meant):
            if row.ruling not in ALLOWED[other.ruling]:
                return other.ruling, row.ruling, _case(before, other, box, regimes, lies_in)
    return None


def _meeting(table: Table, box: Mapping[str, frozenset[str]]) -> Iterator[Row]:
    alive = table.full
    for name, values in box.items():
        if name in table.ok:
            alive &= reduce(or_, (table.ok[name][value] for value in values), 0)
    while alive:
        low = alive & -alive
        alive ^= low
        yield table.rows[low.bit_length() - 1]


def _case(
    table: Table, row: Row, box: Mapping[str, frozenset[str]], regimes: frozenset[str], lies_in: Mapping[str, str]
) -> dict[str, str]:
    """Return one case that both rows take in."""
    theirs = dict(zip(table.facts, row.values, strict=True))
    names = [name for name in dict.fromkeys((*theirs, *box)) if name != REGIME]
    shared = {
        name: theirs.get(name, box.get(name, frozenset())) & box.get(name, theirs.get(name, frozenset()))
        for name in names
    }
    case = {name: min(values) for name, values in shared.items()}
    days = {each for each in regimes if REGIME not in theirs or lies_in[each] in theirs[REGIME]}
    return {**case, REGIME: min(days)} if REGIME in theirs or len(days) < len(lies_in) else case
