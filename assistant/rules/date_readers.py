"""Readers: from the words a form found to a day. One reader for each kind of form.

What lies behind us is what people on the telephone talk about: whatever was left
out is filled in so that the day is the latest one not after today.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.rules.date_words import Groups, refuse, vocabulary
from assistant.rules.eras import FIRST, LAST, outside, written, written_month
from assistant.rules.policy import Words

_DAYS_OF = {"day": 1, "week": 7}
_MONTHS_OF = {"month": 1, "year": 12}
_MONTHS, _DAYS, _WEEK = 12, 31, 7
_LEAP_DAY = (2, 29)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood. Guessed: something was filled in, so the screen asks whether it is right."""

    day: date
    guessed: bool


Reader = Callable[[Groups, date, Mapping[str, date]], Reading | Words]


def _calendar(groups: Groups, today: date, _: Mapping[str, date]) -> Reading | Words:
    """Read a day of the calendar, with as much of its year and month as was written."""
    month = _month(groups)
    written_day = groups.get("day")
    day = int(written_day) if written_day else None
    near = groups.get("near_month")
    if month is not None and not 1 <= month <= _MONTHS:
        return refuse("no_month", month=month)
    if day is not None and not 1 <= day <= _DAYS:
        return refuse("no_such_day", day=day)
    if near:
        return _of_month(*_months_from(today, vocabulary().numbers["near_month"][near]), day, guessed=False)
    return _latest_month(today, day) if month is None else _of_year(groups, today, month, day)


def _of_year(groups: Groups, today: date, month: int, day: int | None) -> Reading | Words:
    """Read a day whose month is known, and hold it against the era it was written with."""
    year = _year(groups, today)
    if isinstance(year, Words):
        return year
    if year is None:
        return _latest_year(today, month, day)
    reading = _of_month(year, month, day, guessed=False)
    name = groups.get("era")
    if name and isinstance(reading, Reading) and reading.day >= FIRST:
        return outside(vocabulary().era_names[name], reading.day) or reading
    return reading


def _month(groups: Groups) -> int | None:
    name, number = groups.get("month_name"), groups.get("month")
    if name:
        return vocabulary().numbers["month_name"][name]
    return int(number) if number else None


def _year(groups: Groups, today: date) -> int | Words | None:
    """Return the year written, or None where none was."""
    words = vocabulary()
    name, number, near = groups.get("era"), groups.get("year"), groups.get("near_year")
    if name:
        era = words.eras[words.era_names[name]]
        of = groups["of"] or ""
        count = 1 if of == words.written["first"].ja else int(of)
        return era.since.year + count - 1 if count else refuse("era_zero", era=era.name)
    if near:
        return today.year + words.numbers["near_year"][near]
    return int(number) if number else None


def _of_month(year: int, month: int, day: int | None, *, guessed: bool) -> Reading | Words:
    """Return a day of a month, its last one where no day is named."""
    if not FIRST.year <= year <= LAST.year:
        return _out_of_range()
    last = monthrange(year, month)[1]
    if day is None or day <= last:
        return Reading(date(year, month, day or last), guessed)
    if (month, day) == _LEAP_DAY:
        return refuse("leap_day", year=year)
    return refuse("no_day", month=written_month(year, month), last=last, day=day)


def _latest_year(today: date, month: int, day: int | None) -> Reading | Words:
    """Fill in the year. 29 February is not looked for further back than the last one due."""
    this_year = _of_month(today.year, month, day, guessed=True)
    due = (month, _DAYS if day is None else day) <= (today.month, today.day)
    if due or (isinstance(this_year, Reading) and this_year.day <= today):
        return this_year
    return _of_month(today.year - 1, month, day, guessed=True)


def _latest_month(today: date, day: int | None) -> Reading | Words:
    """Fill in the month, passing over those too short. No two months running lack a day."""
    for back in range(3):
        reading = _of_month(*_months_from(today, -back), day, guessed=True)
        if isinstance(reading, Reading) and reading.day <= today:
            return reading
    return _out_of_range()


def _day_word(groups: Groups, today: date, _: Mapping[str, date]) -> Reading | Words:
    """Read yesterday, today, tomorrow and their neighbours."""
    return _days_from(today, vocabulary().numbers["day_word"][groups["day_word"] or ""])


def _shift(groups: Groups, today: date, anchors: Mapping[str, date]) -> Reading | Words:
    """Read a day counted from today or from a known date."""
    words = vocabulary()
    base = today
    if groups.get("anchor"):
        fact = words.words["anchor"][groups["anchor"] or ""]
        if fact not in anchors:
            return refuse("anchor_missing", anchor=words.anchors[fact])
        base = anchors[fact]
    unit = groups.get("unit")
    if unit is None:
        return _days_from(base, words.numbers["shift"].get(groups.get("shift") or "", 0))
    reading = _counted(base, _signed(groups), words.words["unit"][unit])
    if isinstance(reading, Reading) and groups.get("rough"):
        return Reading(reading.day, guessed=True)
    return reading


def _signed(groups: Groups) -> int:
    """Return how many, negative for the past; one where no number is named."""
    numbers = vocabulary().numbers
    word, digits = groups.get("number_word"), groups.get("count")
    count = int(digits) if digits else numbers["number_word"].get(word or "", 1)
    return count * numbers["side"].get(groups.get("side") or "", 1) * _around(groups)


def _around(groups: Groups) -> int:
    return vocabulary().numbers["around"].get(groups.get("around") or "", 1)


def _counted(base: date, count: int, unit: str) -> Reading | Words:
    """Return the day so many units away; a month too short for it makes a guess of it."""
    if unit in _DAYS_OF:
        return _days_from(base, count * _DAYS_OF[unit])
    year, month = _months_from(base, count * _MONTHS_OF[unit])
    if not FIRST.year <= year <= LAST.year:
        return _out_of_range()
    last = monthrange(year, month)[1]
    return Reading(date(year, month, min(base.day, last)), guessed=base.day > last)


def _week(groups: Groups, today: date, _: Mapping[str, date]) -> Reading | Words:
    """Read a weekday of a week near by, or the latest such weekday.

    Some calendars begin the week on Monday and some on Sunday; where that makes
    two days of it, the one from Monday is a guess.
    """
    weekday = _weekday(groups)
    near = groups.get("near_week")
    if near is None:
        return _days_from(today, -((today.weekday() - weekday) % _WEEK), guessed=True)
    weeks = vocabulary().numbers["near_week"][near] * _WEEK
    from_monday = weeks + weekday - today.weekday()
    from_sunday = weeks + (weekday + 1) % _WEEK - (today.weekday() + 1) % _WEEK
    return _days_from(today, from_monday, guessed=from_monday != from_sunday)


def _which(groups: Groups, today: date, _: Mapping[str, date]) -> Reading | Words:
    """Read last, this or next weekday: of that week, or the nearest one that way.

    People mean either; where they differ, the past is the nearest, the future the
    one of next week, and both are a guess.
    """
    which = vocabulary().numbers["which"][groups["which"] or ""]
    of_week = which * _WEEK + _weekday(groups) - today.weekday()
    if which == 0:
        return _days_from(today, of_week)
    ahead = (_weekday(groups) - today.weekday()) % _WEEK
    nearest = ahead - _WEEK if which < 0 else ahead or _WEEK
    return _days_from(today, nearest if which < 0 else of_week, guessed=nearest != of_week)


def _weekday(groups: Groups) -> int:
    return vocabulary().numbers["weekday"][groups["weekday"] or ""]


def _days_from(base: date, days: int, *, guessed: bool = False) -> Reading | Words:
    try:
        return Reading(base + timedelta(days=days), guessed)
    except OverflowError:
        return _out_of_range()


def _months_from(base: date, months: int) -> tuple[int, int]:
    """Return the year and month so many months away."""
    year, month = divmod(base.year * _MONTHS + base.month - 1 + months, _MONTHS)
    return year, month + 1


def _out_of_range() -> Words:
    return refuse("out_of_range", first=written(FIRST), last=written(LAST))


READERS: Mapping[str, Reader] = {
    "calendar": _calendar,
    "day_word": _day_word,
    "shift": _shift,
    "week": _week,
    "which": _which,
}
