"""The facts that bring a cell about: every answer a customer or a record has to give for it. Pure.

A derived fact is brought about by the facts it is worked out from, where some of them
do; else it is stated, as somebody may who cannot say what it rests on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice, product
from random import Random

from assistant.drills.cover import Cell
from assistant.rules.compile import Rulebook
from assistant.rules.decision import see
from assistant.rules.derive import DERIVATIONS
from assistant.rules.facts import NONE_YET, UNKNOWN, Fact, Value
from assistant.rules.policy import FactSpec
from assistant.rules.regimes import Regime
from assistant.rules.table import REGIME

LATER_DAYS = 24
"""From the day that picks the law to the day of the decision."""

STEPS = (0, 3, 15, 20, LATER_DAYS)
COUNTS = (0, 1, 2, 3, 5)
SPAN_DAYS = 300
WAYS_MAX = 4_000


@dataclass(frozen=True, slots=True)
class Given:
    """The values to be given, the day on which the case is decided, and the cell it comes to."""

    values: Mapping[str, Value]
    today: date
    cell: Cell


def given_for(book: Rulebook, line: str, cell: Cell, chance: Random) -> Given | None:
    """Return what has to be given for a cell; what it comes to differs where the facts cannot be so together."""
    regime = next((each for each in book.regimes if each.id == cell.get(REGIME)), None)
    basis = _day_in(regime or chance.choice(book.regimes), chance)
    if basis is None:
        return None
    today = basis + timedelta(days=LATER_DAYS)
    values: dict[str, Value] = {book.policy.basis: basis.isoformat()}
    specs = book.policy.facts
    derived = [name for name in cell if name in specs and specs[name].derived]
    values |= {name: value for name, value in cell.items() if name in specs and name not in derived}
    within = _Within(specs, today, chance)
    for name in derived:
        values |= within.inputs(name, cell[name], values) or {name: cell[name]}
    return Given(values, today, seen(book, line, values, today))


def seen(book: Rulebook, line: str, values: Mapping[str, Value], today: date) -> Cell:
    """Return the cell that the table sees in these values."""
    facts = {name: Fact(value) for name, value in values.items()}
    return see(book, book.tables[line], facts, today).known


def _day_in(regime: Regime, chance: Random) -> date | None:
    """Return a day of the period: some way into it, where it is long; none where it has hardly begun or ended."""
    room = min((regime.until - regime.since).days, SPAN_DAYS)
    if regime.since == date.min:
        return regime.until - timedelta(days=LATER_DAYS + chance.randrange(room)) if room > LATER_DAYS else None
    day = regime.since + timedelta(days=chance.randrange(room + 1))
    return day if day < date.max - timedelta(days=LATER_DAYS) else None


@dataclass(frozen=True, slots=True)
class _Within:
    """The days and counts within reach of the day of the decision."""

    specs: Mapping[str, FactSpec]
    today: date
    chance: Random

    def inputs(self, name: str, wanted: str, held: Mapping[str, Value]) -> dict[str, Value] | None:
        """Return values of what a fact is derived from, beside those held, that give the wanted one."""
        work = DERIVATIONS[str(self.specs[name].derived)]
        missing = [each for each in self.specs[name].inputs if each not in held]
        for values in islice(product(*map(self._candidates, missing)), WAYS_MAX):
            tried = dict(zip(missing, values, strict=True))
            if work({each: Fact(value) for each, value in {**held, **tried}.items()}, self.today).value == wanted:
                return tried
        return None

    def _candidates(self, name: str) -> list[Value]:
        spec = self.specs[name]
        found: list[Value] = list(_plain(spec, self.today))
        self.chance.shuffle(found)
        return [*found, *([NONE_YET] if spec.none_yet else []), UNKNOWN]


def _plain(spec: FactSpec, today: date) -> Iterator[Value]:
    if spec.kind == "choice":
        yield from (value for value in spec.values if value != NONE_YET)
    elif spec.kind == "date":
        yield from ((today - timedelta(days=LATER_DAYS - step)).isoformat() for step in STEPS)
    else:
        yield from COUNTS
