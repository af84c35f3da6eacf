"""Two versions of a pack held against each other: which cases change ruling, how many, and the smallest of them.

Exact, not sampled: rows of one table never meet, so the cases two rows share are
counted by their volumes. A value only one version knows is `unknown` to the other,
as it is when a kept case is decided again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import islice
from math import prod
from operator import or_

from assistant.rules.compile import Rulebook
from assistant.rules.facts import UNKNOWN
from assistant.rules.policy import Ruling
from assistant.rules.regimes import Regime, interval
from assistant.rules.table import REGIME, Table

EXAMPLES_MAX = 60
"""Pairs of rows looked at for the smallest example of one change."""

Case = dict[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """Cases of one line and regime that go from one ruling to another; None: the version knows no such line."""

    line: str
    regime: str
    old: Ruling | None
    new: Ruling | None
    cases: int
    example: Case


@dataclass(frozen=True, slots=True)
class Difference:
    """What a new version changes: the cases by line, regime and rulings, and how many were compared."""

    changes: tuple[Change, ...]
    cases: int
    added: tuple[str, ...]  # rules by id
    removed: tuple[str, ...]
    rewritten: tuple[str, ...]

    @property
    def changed(self) -> int:
        """How many cases change."""
        return sum(each.cases for each in self.changes)


def compare(old: Rulebook, new: Rulebook) -> Difference:
    """Hold a new version against the old one."""
    changes: list[Change] = []
    cases = 0
    spans = tuple(_spans(old.regimes, new.regimes))
    for line in dict.fromkeys((*old.tables, *new.tables)):
        before, after = old.tables.get(line), new.tables.get(line)
        dated = any(table is not None and REGIME in table.ok for table in (before, after))
        for span in spans if dated else [_Span("../..", old.regimes[-1].id, new.regimes[-1].id)]:
            if before is None or after is None:
                found = _alone(line, span, before or after, gone=after is None)
                cases += sum(each.cases for each in found)
            else:
                pair = _Pair(before, after, span)
                found, cases = pair.changes(line), cases + pair.whole
            changes += found
    was, now = ({rule.id: rule for rule in book.policy.rules} for book in (old, new))
    both = [name for name in now if name in was]
    return Difference(
        changes=tuple(changes),
        cases=cases,
        added=tuple(name for name in now if name not in was),
        removed=tuple(name for name in was if name not in now),
        rewritten=tuple(name for name in both if was[name] != now[name]),
    )


@dataclass(frozen=True, slots=True)
class _Span:
    """Days that lie in one regime of either version."""

    id: str
    old: str
    new: str


def _spans(old: tuple[Regime, ...], new: tuple[Regime, ...]) -> Iterator[_Span]:
    for left in old:
        for right in new:
            since, until = max(left.since, right.since), min(left.until, right.until)
            if since <= until:
                yield _Span(interval(since, until), left.id, right.id)


def _alone(line: str, span: _Span, table: Table | None, *, gone: bool) -> list[Change]:
    """Return every case of a line that only one version knows."""
    if table is None:
        return []
    side = _Side(table, span.old if gone else span.new, {name: table.domains[name] for name in table.facts})
    counts: dict[Ruling, int] = {}
    for row in side.rows:
        ruling = table.rows[row].ruling
        counts[ruling] = counts.get(ruling, 0) + prod(len(each) for each in side.box(row).values())
    return [
        Change(line, span.id, ruling if gone else None, None if gone else ruling, cases, {})
        for ruling, cases in counts.items()
    ]


class _Side:
    """One version's table inside one regime, over the values both versions know between them."""

    def __init__(self, table: Table, regime: str, values: Mapping[str, tuple[str, ...]]) -> None:
        self.table, self._values = table, {name: each for name, each in values.items() if name != REGIME}
        self._regime = {REGIME: regime} if REGIME in table.ok else {}
        self.rows = [at for at in range(len(table.rows)) if table.alive(self._regime) >> at & 1]
        self._place = {name: at for at, name in enumerate(table.facts)}

    def box(self, row: int) -> dict[str, frozenset[str]]:
        """Return the values a row takes in."""
        own = self.table.rows[row].values
        return {
            name: frozenset(each for each in values if self._seen(name, each) in own[self._place[name]])
            if name in self._place
            else frozenset(values)
            for name, values in self._values.items()
        }

    def _seen(self, name: str, value: str) -> str:
        return value if value in self.table.ok[name] else UNKNOWN

    def meeting(self, box: Mapping[str, frozenset[str]]) -> int:
        """Return the rows that share a case with a box."""
        alive = self.table.alive(self._regime)
        for name, values in box.items():
            if name in self.table.ok:
                alive &= reduce(or_, (self.table.ok[name][self._seen(name, each)] for each in values), 0)
        return alive

    def settles(self, known: Case, ruling: Ruling) -> bool:
        """Whether these facts alone lead to the ruling here."""
        seen = {name: self._seen(name, value) for name, value in known.items() if name in self.table.ok}
        return self.table.decide({**seen, **self._regime}) is ruling


class _Pair:
    """Both versions' tables of one line, inside one regime."""

    def __init__(self, old: Table, new: Table, span: _Span) -> None:
        names = [name for name in dict.fromkeys((*old.facts, *new.facts)) if name != REGIME]
        values = {
            name: tuple(
                sorted(
                    dict.fromkeys((*old.domains.get(name, ()), *new.domains.get(name, ()))), key=lambda v: v == UNKNOWN
                )
            )
            for name in names
        }
        self._span, self.whole = span, prod(len(each) for each in values.values())
        self._values = values
        self._old, self._new = _Side(old, span.old, values), _Side(new, span.new, values)

    def changes(self, line: str) -> list[Change]:
        """Return the cases that change, by the two rulings."""
        counts: dict[tuple[Ruling, Ruling], int] = {}
        boxes: dict[tuple[Ruling, Ruling], list[Case]] = {}
        for (was, now), shared in self._shared():
            counts[was, now] = counts.get((was, now), 0) + prod(len(each) for each in shared.values())
            first = {name: next(v for v in self._values[name] if v in shared[name]) for name in shared}
            boxes.setdefault((was, now), []).append(first)
        return [
            Change(line, self._span.id, was, now, cases, self._smallest(boxes[was, now], was, now))
            for (was, now), cases in counts.items()
        ]

    def _shared(self) -> Iterator[tuple[tuple[Ruling, Ruling], dict[str, frozenset[str]]]]:
        for row in self._old.rows:
            was, box = self._old.table.rows[row].ruling, self._old.box(row)
            others = self._new.meeting(box) & ~self._new.table.by_ruling.get(was, 0)
            while others:
                low = others & -others
                others ^= low
                other = low.bit_length() - 1
                with_ = self._new.box(other)
                yield (was, self._new.table.rows[other].ruling), {name: box[name] & with_[name] for name in box}

    def _smallest(self, cases: list[Case], was: Ruling, now: Ruling) -> Case:
        """Return a case of the fewest facts that is settled one way before and the other way after."""
        found = [self._reduced(case, was, now) for case in islice(cases, EXAMPLES_MAX)]
        return min(found, key=len)

    def _reduced(self, case: Case, was: Ruling, now: Ruling) -> Case:
        for name in reversed(tuple(case)):
            without = {each: value for each, value in case.items() if each != name}
            if self._old.settles(without, was) and self._new.settles(without, now):
                case = without
        return case


def day_in(regime: str) -> date:
    """Return a day inside a regime as it is written: its first, else its last, else any."""
    first, _, last = regime.partition("/")
    return date.fromisoformat(first if first != ".." else last if last != ".." else "2011-10-19")
