"""Dates: the day somebody means when they write 10/19, H23.10.19 or "3 days after the notice".

Pure: today and the known dates are handed in. What was filled in is said to be
guessed; what could be two days is refused, because a wrong day picks a wrong law.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from assistant.rules.date_readers import READERS, Reading
from assistant.rules.date_spelling import closed_up, plain
from assistant.rules.date_words import Form, Groups, refuse, vocabulary
from assistant.rules.eras import FIRST, LAST, echo, era, era_year, weekday, written
from assistant.rules.policy import Words

__all__ = ["FIRST", "LAST", "Reading", "echo", "era", "read_date"]

NO_ANCHORS: Mapping[str, date] = MappingProxyType({})

_BRACKETS = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class _Peeled:
    """A text taken apart: the date itself, the remarks in brackets, and whether it was hedged."""

    core: str
    remarks: tuple[str, ...]
    hedged: bool


def read_date(text: str, today: date, anchors: Mapping[str, date] = NO_ANCHORS) -> Reading | Words:
    """Return the day a text means, or the sentence that says why it means none.

    `anchors` are the dates already known, by fact id; a text may count from them.
    """
    spelled = plain(text)
    if isinstance(spelled, Words):
        return spelled
    peeled = _peel(spelled)
    found = _fit(vocabulary().forms, peeled.core)
    if found is None:
        return _refusal(peeled.core)
    form, groups = found
    reading = READERS[form](groups, today, anchors)
    if isinstance(reading, Words):
        return reading
    if not FIRST <= reading.day <= LAST:
        return refuse("out_of_range", first=written(FIRST), last=written(LAST))
    return _contradiction(reading.day, groups, peeled.remarks) or Reading(
        reading.day, guessed=reading.guessed or peeled.hedged
    )


def _peel(text: str) -> _Peeled:
    """Take remarks and particles off. A space is left between digits a remark kept apart."""
    words = vocabulary()
    breaks = words.spelling["breaks"]
    remarks = tuple(remark for found in _BRACKETS.findall(text) for remark in re.split(f"[{breaks}]", found))
    bare = closed_up(_BRACKETS.sub(" ", text)) if remarks else text
    lead = words.lead.match(bare)
    core = bare[lead.end() :] if lead else bare
    tail = words.tail.search(core)
    core = core[: tail.start()] if tail else core
    hedges = (lead[0] if lead else "") + (tail[0] if tail else "")
    return _Peeled(core.strip(), remarks, hedged=words.about.search(hedges) is not None)


def _fit(forms: tuple[Form, ...], text: str) -> tuple[str, Groups] | None:
    """Return the first form that is the whole text: a date with a rest is not a date."""
    for form in forms:
        found = form.pattern.fullmatch(text)
        if found is not None:
            return form.use, found.groupdict()
    return None


def _refusal(core: str) -> Words:
    if len(vocabulary().one_date.findall(core)) > 1:
        return refuse("two_dates")
    found = _fit(vocabulary().refusals, core)
    return refuse(found[0] if found else "not_understood")


def _contradiction(day: date, groups: Groups, remarks: tuple[str, ...]) -> Words | None:
    """Say what beside the date speaks against it: a weekday or a year it does not have."""
    beside = [groups.get(side) for side in ("before", "after")]
    for remark in (*(each for each in beside if each), *remarks):
        found = _fit(vocabulary().remarks, remark.strip())
        if found is None:
            return refuse("not_understood")
        wrong = _wrong_weekday(day, found[1]) or _wrong_year(day, found[1])
        if wrong is not None:
            return wrong
    return None


def _wrong_weekday(day: date, groups: Groups) -> Words | None:
    words = vocabulary()
    name, short = groups.get("weekday"), groups.get("weekday_short")
    if name:
        right = words.numbers["weekday"][name] == day.weekday()
    elif short:
        right = short == weekday(day).ja
    else:
        return None
    return None if right else refuse("weekday", day=written(day), weekday=weekday(day))


def _wrong_year(day: date, groups: Groups) -> Words | None:
    words = vocabulary()
    name, year = groups.get("era"), groups.get("year")
    if name:
        claimed = words.eras[words.era_names[name]]
        first = words.written["first"].ja
        of = groups["of"] or ""
        number = 1 if of == first else int(of)
        right = claimed.since <= day <= claimed.until and day.year - claimed.since.year + 1 == number
    elif year:
        right = int(year) == day.year
    else:
        return None
    return None if right else refuse("other_year", day=written(day), era=era_year(day))
