"""Eras: how a day is named in Japan, and which day an era's year, month and day are.

An era is a fact about a day, not a way of counting: the same year may belong to two.
"""

from __future__ import annotations

from datetime import date

from assistant.rules.date_words import Era, both, refuse, say, vocabulary
from assistant.rules.policy import Words

FIRST = date(1873, 1, 1)
"""The first day of the calendar we count in; earlier era dates are lunar and not ours to turn."""

LAST = date(2100, 12, 31)


def echo(day: date, lang: str) -> str:
    """Return the day written out in full, with its era and weekday, to be agreed to."""
    return _echo(day).of(lang)


def era(day: date, lang: str) -> str:
    """Return the year of the day as its era names it; before 1873 the plain year."""
    return era_year(day).of(lang)


def era_of(day: date) -> Era | None:
    """Return the era a day belongs to, or None before this calendar was in use."""
    if day < FIRST:
        return None
    return next(each for each in vocabulary().eras if each.since <= day <= each.until)


def era_year(day: date) -> Words:
    """Return what `era` returns, in both languages."""
    templates = vocabulary().written
    found = era_of(day)
    if found is None:
        return say(templates["no_era"], year=day.year)
    year = day.year - found.since.year + 1
    return say(templates["era"], era=found.name, year=templates["first"] if year == 1 else year)


def written(day: date) -> Words:
    """Return a day in plain words, without its era."""
    name = both(vocabulary().months[day.month - 1])
    return say(vocabulary().written["day"], year=day.year, month=day.month, day=day.day, name=name)


def written_month(year: int, month: int) -> Words:
    """Return a month in plain words."""
    name = both(vocabulary().months[month - 1])
    return say(vocabulary().written["month"], year=year, month=month, name=name)


def weekday(day: date) -> Words:
    """Return the name of the weekday; the Japanese is the one character of it."""
    return vocabulary().weekdays[day.weekday()]


def outside(place: int, day: date) -> Words | None:
    """Say why a day is not in the era it was written with, or None where it is.

    The day is named as its own era names it, because the operator has to find
    out whether the era or the day was mistaken.
    """
    claimed = vocabulary().eras[place]
    if day < claimed.since:
        return refuse("era_not_yet", era=claimed.name, first=written(claimed.since), right=_era_day(day))
    if day > claimed.until:
        return refuse("era_over", era=claimed.name, last=written(claimed.until), right=_era_day(day))
    return None


def _era_day(day: date) -> Words:
    name = both(vocabulary().months[day.month - 1])
    template = vocabulary().written["era_day"]
    return say(template, era=era_year(day), month=day.month, day=day.day, name=name)


def _echo(day: date) -> Words:
    templates = vocabulary().written
    if era_of(day) is None:
        return say(templates["echo_no_era"], day=written(day), weekday=weekday(day))
    return say(templates["echo"], day=written(day), era=era_year(day), weekday=weekday(day))
