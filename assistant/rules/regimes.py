"""Regimes: the stretches of time within which the same rules hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from assistant.rules.policy import Policy


@dataclass(frozen=True, slots=True)
class Regime:
    """A stretch of basis dates under one set of rules; written as an ISO 8601 interval."""

    id: str
    since: date
    until: date


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
