"""Numbers and days cut into stretches inside which no cell of a column changes its answer."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from assistant.rules.export.feel import UnaryTests, Value

Days = tuple[date | None, date | None]
_DAY = timedelta(days=1)


def bands(name: str, ends: list[Value], cells: list[UnaryTests]) -> Iterator[tuple[str, Value]]:
    """Walk the stretches inside which no cell changes its answer, each by its name and a value in it."""
    found: list[tuple[str, Value]] = []
    before: tuple[bool, ...] = ()
    for opens, value in _probes(sorted(set(ends))):
        answers = tuple(cell.takes(value) for cell in cells)
        if answers != before:
            found.append((opens, value))
        before = answers
    for (opens, value), (after, _) in pairwise([*found, ("", found[0][1])]):
        closes = f"{after[1:]}{')' if after.startswith('[') else ']'}" if after else ")"
        yield f"{name} {opens}..{closes}", value


def _probes(ends: list[Value]) -> Iterator[tuple[str, Value]]:
    """Walk one value below, at and between all ends, and one above; each with how its stretch opens."""
    yield "(", _moved(ends[0], -1)
    for at, low in enumerate(ends):
        yield f"[{low}", low
        yield f"({low}", _between(low, ends[at + 1]) if at + 1 < len(ends) else _moved(low, 1)


def _moved(value: Value, by: int) -> Value:
    if isinstance(value, date):
        return value if value in {date.min, date.max} else value + by * _DAY
    return Decimal(str(value)) + by


def _between(low: Value, high: Value) -> Value:
    if isinstance(low, date) and isinstance(high, date):
        return low + _DAY if high - low > _DAY else high
    return (Decimal(str(low)) + Decimal(str(high))) / 2


def days(cut: Mapping[str, Value], taken: Collection[str]) -> Iterator[Days]:
    """Walk the stretches of days of the bands taken; each band begins on the day it is asked about."""
    listed = list(cut.items())
    for at, (told, value) in enumerate(listed):
        if told in taken and isinstance(value, date):
            after = listed[at + 1][1] if at + 1 < len(listed) else None
            yield None if at == 0 else value, after - _DAY if isinstance(after, date) else None
