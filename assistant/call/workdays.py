"""Working days: Monday to Friday. Public holidays are not read; a house may allow for them."""

from __future__ import annotations

from datetime import date, timedelta

SATURDAY = 5


def add_workdays(day: date, count: int) -> date:
    """Return the working day that comes `count` working days after `day`."""
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() < SATURDAY:
            count -= 1
    return day
