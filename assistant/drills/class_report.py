"""What a class has come to: its results counted by person, scenario, learning point and day. Pure.

The critical fails come first, for they are what a trainer has to talk about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from assistant.drills.register import Kept
from assistant.drills.result import DrillResult
from assistant.drills.scenario import Point
from assistant.rules.policy import Words

DAYS_MAX = 45
"""More days than these are told by the week."""

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Tally:
    """Some drills, counted."""

    drills: int
    passed: int
    points: int  # of all together
    critical: int  # drills that failed critically

    @property
    def mean(self) -> int:
        """The points of a drill, on average."""
        return round(self.points / self.drills) if self.drills else 0

    @property
    def share(self) -> int:
        """How many of a hundred were passed."""
        return round(100 * self.passed / self.drills) if self.drills else 0


@dataclass(frozen=True, slots=True)
class Row:
    """One person, scenario or day, and its drills."""

    name: Words
    tally: Tally
    last: date
    weakest: tuple[Words, ...] = ()  # of a person: the learning points missed most
    faults: tuple[str, ...] = ()  # the critical fails, most frequent first


@dataclass(frozen=True, slots=True)
class PointRow:
    """One learning point: how often it was shown, by whom, and why it matters."""

    name: Words
    why: Words
    shown: int
    of: int
    by_person: Mapping[int, tuple[int, int]]  # trainee to shown, of

    @property
    def share(self) -> int:
        """How many of a hundred it was shown."""
        return round(100 * self.shown / self.of) if self.of else 0


@dataclass(frozen=True, slots=True)
class Critical:
    """One drill that failed whatever its points."""

    on: date
    trainee: Words
    scenario: Words
    points: int
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClassReport:
    """All that is told of a class."""

    whole: Tally
    first: date | None
    last: date | None
    by_week: bool
    critical: tuple[Critical, ...]
    faults: tuple[tuple[str, int], ...]
    people: tuple[Row, ...]
    numbers: tuple[int, ...]  # of the people, in the same order
    scenarios: tuple[Row, ...]
    points: tuple[PointRow, ...]
    days: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """What scenarios and learning points are called; without a name they go by their id."""

    scenarios: Mapping[str, Words]
    points: Mapping[str, Point]
    nameless: Words  # with {number}: a trainee whose name was forgotten

    def scenario(self, name: str) -> Words:
        """Return the title of a scenario."""
        return self.scenarios.get(name) or Words(name, name)

    def point(self, name: str) -> Words:
        """Return the name of a learning point."""
        found = self.points.get(name)
        return found.name if found else Words(name, name)

    def trainee(self, one: Kept) -> Words:
        """Return the name of a trainee, or a number where it was forgotten."""
        name = one.result.trainee
        if name:
            return Words(name, name)
        number = str(one.trainee)
        return Words(self.nameless.ja.format(number=number), self.nameless.en.format(number=number))


def class_report(found: Sequence[Kept], names: Names) -> ClassReport:
    """Count the results of a class."""
    days = sorted(_day(each.result) for each in found)
    by_week = len(set(days)) > DAYS_MAX
    people = sorted(
        _grouped(found, lambda e: e.trainee).values(), key=lambda e: (_tally(e).mean, names.trainee(e[0]).ja)
    )
    scenarios = sorted(
        _grouped(found, lambda e: e.result.scenario).values(), key=lambda e: (_tally(e).share, _tally(e).mean)
    )
    times = sorted(_grouped(found, lambda e: _period(e.result, by_week=by_week)).items())
    return ClassReport(
        whole=_tally(found),
        first=days[0] if days else None,
        last=days[-1] if days else None,
        by_week=by_week,
        critical=tuple(_critical(found, names)),
        faults=tuple(Counter(fault for each in found for fault in each.result.critical).most_common()),
        people=tuple(_row(names.trainee(each[0]), each, names) for each in people),
        numbers=tuple(each[0].trainee for each in people),
        scenarios=tuple(_row(names.scenario(each[0].result.scenario), each, names) for each in scenarios),
        points=tuple(_points(found, names)),
        days=tuple(_row(Words(day.isoformat(), day.isoformat()), each, names) for day, each in times),
    )


def _day(result: DrillResult) -> date:
    return result.started_at.date()


def _period(result: DrillResult, *, by_week: bool) -> date:
    """Return the day a result belongs to, or the Monday of its week."""
    day = _day(result)
    return date.fromordinal(day.toordinal() - day.weekday()) if by_week else day


def _grouped(found: Iterable[Kept], key: Callable[[Kept], Key]) -> dict[Key, list[Kept]]:
    groups: dict[Key, list[Kept]] = {}
    for each in found:
        groups.setdefault(key(each), []).append(each)
    return groups


def _tally(found: Sequence[Kept]) -> Tally:
    results = [each.result for each in found]
    return Tally(
        drills=len(results),
        passed=sum(each.passed for each in results),
        points=sum(each.score for each in results),
        critical=sum(bool(each.critical) for each in results),
    )


def _row(name: Words, found: Sequence[Kept], names: Names) -> Row:
    missed = Counter(point for each in found for point, shown in each.result.learned.items() if not shown)
    faults = Counter(fault for each in found for fault in each.result.critical)
    return Row(
        name=name,
        tally=_tally(found),
        last=max(_day(each.result) for each in found),
        weakest=tuple(names.point(each) for each, _ in missed.most_common(2)),
        faults=tuple(each for each, _ in faults.most_common()),
    )


def _critical(found: Iterable[Kept], names: Names) -> list[Critical]:
    """Return the critical fails, the last one first."""
    failed = [each for each in found if each.result.critical]
    return [
        Critical(
            on=_day(each.result),
            trainee=names.trainee(each),
            scenario=names.scenario(each.result.scenario),
            points=each.result.score,
            faults=each.result.critical,
        )
        for each in sorted(failed, key=lambda each: each.result.started_at, reverse=True)
    ]


def _points(found: Sequence[Kept], names: Names) -> list[PointRow]:
    """Return the learning points, the one shown least first."""
    shown: dict[str, dict[int, list[bool]]] = {}
    for each in found:
        for point, so in each.result.learned.items():
            shown.setdefault(point, {}).setdefault(each.trainee, []).append(so)
    rows = [
        PointRow(
            name=names.point(point),
            why=names.points[point].why if point in names.points else Words("", ""),
            shown=sum(sum(each) for each in by.values()),
            of=sum(len(each) for each in by.values()),
            by_person={number: (sum(each), len(each)) for number, each in by.items()},
        )
        for point, by in shown.items()
    ]
    return sorted(rows, key=lambda each: (each.share, each.name.ja))
