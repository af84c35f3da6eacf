"""Retention: how long private words are kept, read from data, and which are due.

Nothing is erased by itself. What is due is proposed; two people decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from importlib.resources import files
from json import loads
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.call.events import KINDS
from assistant.call.steps import CLOSED
from assistant.journal import reading
from assistant.journal.erasing import held_cases
from assistant.rules.toml_text import BYTES_MAX, read_toml

if TYPE_CHECKING:
    import sqlite3

FILE = "retention.toml"
UP = "retention"
"""The ground that a period gives; the others are given by people."""

FROM = "case.closed"
DAYS_MAX = 36_500
_ABOUT = {"ja": str, "en": str}
_CLASS = {**_ABOUT, "kinds": list, "rest": bool, "keep_days": int, "from": str}
_WORDS = "SELECT seq, name, type FROM secret JOIN event USING (seq) WHERE case_id = ? ORDER BY seq, name"
_LAST_STEP = "SELECT at, raw FROM event WHERE case_id = ? AND type = 'step.moved' ORDER BY seq DESC LIMIT 1"


class Unreadable(ValueError):
    """The periods cannot be read, so nothing is due."""


@dataclass(frozen=True, slots=True)
class Period:
    """One class of private words: which kinds of events hold them, and for how long they are kept."""

    id: str
    names: Mapping[str, str]
    kinds: frozenset[str]
    keep_days: int


@dataclass(frozen=True, slots=True)
class Retention:
    """The periods and grounds of a house; `decided` is false while nobody has put a name to them."""

    periods: tuple[Period, ...]
    grounds: Mapping[str, Mapping[str, str]]
    decided: bool

    def period_of(self, kind: str) -> Period:
        """Return the period of the words of a kind of event."""
        return next((each for each in self.periods if kind in each.kinds), self.periods[-1])


@dataclass(frozen=True, slots=True)
class Due:
    """Private words of one class on one closed case, and the day from which they may go."""

    case_id: str
    period: Period
    words: int
    closed_on: date
    due_on: date
    held: bool


def read(folder: Path) -> Retention:
    """Return the periods of this seat: the house's own beside the record, else those that come with the program."""
    own = folder / FILE
    if own.is_file():
        with own.open("rb") as file:
            text = file.read(BYTES_MAX + 1).decode("utf-8", "replace")
    else:
        text = files("assistant.journal").joinpath(FILE).read_text(encoding="utf-8")
    return parse(text)


def parse(text: str) -> Retention:
    """Return what a file of periods says, or raise Unreadable saying where it is wrong."""
    given, problems = read_toml(FILE, text)
    if problems:
        raise Unreadable(problems[0].text("en"))
    _known(given, {"decided_by": str, "decided_on": (str, date), "class": dict, "basis": dict}, FILE)
    classes = [_period(name, each) for name, each in given.get("class", {}).items()]
    rest = [name for name, each in given.get("class", {}).items() if each.get("rest")]
    if len(rest) != 1 or classes[-1].id != rest[0]:
        raise Unreadable("exactly one class, the last one, has rest = true")
    grounds = given.get("basis", {})
    for name, each in grounds.items():
        _known(each, _ABOUT, f"basis.{name}")
    if UP not in grounds:
        raise Unreadable(f"basis.{UP} is missing")
    return Retention(tuple(classes), grounds, bool(given.get("decided_by") and given.get("decided_on")))


def due(connection: sqlite3.Connection, retention: Retention, today: date, zone: tzinfo | None) -> list[Due]:
    """Return the private words of closed cases whose time is up, the oldest first, those on hold among them."""
    held = held_cases(connection)
    found: list[Due] = []
    for row in reading.cases(connection):
        closed = closed_on(connection, row.case_id, zone)
        if closed:
            kinds = [kind for _, _, kind in words_of(connection, row.case_id)]
            found += _due(row.case_id, kinds, retention, closed, held=row.case_id in held)
    return sorted((each for each in found if each.due_on <= today), key=lambda each: (each.due_on, each.case_id))


def closed_on(connection: sqlite3.Connection, case_id: str, zone: tzinfo | None) -> date | None:
    """Return the day a case was closed on, or None while it is open."""
    row = connection.execute(_LAST_STEP, (case_id,)).fetchone()
    if row is None or loads(row[1])["data"]["step"] != CLOSED:
        return None
    return datetime.fromisoformat(row[0]).astimezone(zone).date()


def words_of(connection: sqlite3.Connection, case_id: str) -> list[tuple[int, str, str]]:
    """Return the private words of a case that are still there: number, name and kind of their events."""
    return [(int(seq), str(name), str(kind)) for seq, name, kind in connection.execute(_WORDS, (case_id,))]


def _due(case_id: str, kinds: Iterable[str], retention: Retention, closed: date, *, held: bool) -> list[Due]:
    of = [retention.period_of(kind) for kind in kinds]
    return [
        Due(case_id, each, of.count(each), closed, closed + timedelta(days=each.keep_days), held)
        for each in retention.periods
        if each in of
    ]


def _period(name: str, given: object) -> Period:
    _known(given, _CLASS, f"class.{name}")
    assert isinstance(given, dict)  # noqa: S101  # just looked at
    days, since = given.get("keep_days"), given.get("from")
    if not isinstance(days, int) or not 0 <= days <= DAYS_MAX or since != FROM:
        raise Unreadable(f"class.{name}: keep_days is 0 to {DAYS_MAX}, from is {FROM}")
    kinds = frozenset(given.get("kinds", ()))
    if kinds - KINDS.keys() or bool(kinds) is bool(given.get("rest")):
        raise Unreadable(f"class.{name}: kinds of events, or rest = true")
    return Period(name, {"ja": given["ja"], "en": given["en"]}, kinds, days)


def _known(given: object, allowed: Mapping[str, Any], where: str) -> None:
    if not isinstance(given, dict):
        raise Unreadable(f"{where} is no table")
    for key, value in given.items():
        wanted = allowed.get(key)
        if wanted is None or not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
            raise Unreadable(f"{where}: {key}")
    missing = [each for each in _ABOUT if each in allowed and not given.get(each)]
    if missing:
        raise Unreadable(f"{where}: {missing[0]} is missing")
