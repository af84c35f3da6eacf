"""Stretches: the dates, amounts and spans of time somebody named, found where they stand.

What a date means is for `rules.dates` to say; here it is only found. An amount is a
whole number of yen with nothing before it that would make it part of another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from assistant.listen.lexicon import Stretch
from assistant.rules.date_words import vocabulary
from assistant.rules.dates import Reading, read_date

STRETCHES = ("date", "yen", "months", "days")
PIECES_MAX = 12
DATE_MAX = 40
_MONTHS_A_YEAR = 12
_MYRIAD = 10_000
RUN_MAX = 48
MEASURES = {"yen": 10_000_000, "months": 600, "years": 600, "days": 400}
"""What a number may measure, and how much of it is believed; years are told in months."""
NAMES = (*MEASURES, "marks", "loose", "counted", "myriad", "ahead", "scant")

Units = Mapping[str, tuple[str, ...]]
"""Words by what they make of a number: yen, months, years, days.

`marks` stand inside a date, `loose` only between its parts; `counted` makes a
number of days of what would be a day; a day with `ahead` before it lies in the
future, where the reader would look behind; `myriad` is the sign for ten thousand.
One yen with `scant` before or after it is not even one: that is no amount.
"""


def stretches(text: str, units: Units, today: date, anchors: Mapping[str, date]) -> list[Stretch]:
    """Return what was found, in order and without overlap; a date goes before a number."""
    dates = list(_dates(text, Finder.of(units), today, anchors))
    taken = [(each.start, each.end) for each in dates]
    numbers = [
        each for each in _numbers(text, units) if not any(start < each.end and each.start < end for start, end in taken)
    ]
    return sorted((*dates, *numbers), key=lambda each: each.start)


@dataclass(frozen=True, slots=True)
class Finder:
    """The regexes dates and amounts are found with, made once of the words they are spoken with."""

    piece: re.Pattern[str]
    runs: re.Pattern[str]
    loose: re.Pattern[str]
    counted: re.Pattern[str]
    ahead: tuple[str, ...]
    amount: re.Pattern[str]

    @staticmethod
    def of(units: Units) -> Finder:
        """Return the regexes for these words."""
        return _finder(tuple((name, units.get(name, ())) for name in NAMES))


@cache
def _finder(units: tuple[tuple[str, tuple[str, ...]], ...]) -> Finder:
    listed, words, spelling = dict(units), vocabulary(), vocabulary().spelling
    names = {each for table in words.numbers.values() for each in table} | {" ", *listed["marks"]}
    names |= {each for table in words.words.values() for each in table} | set(words.era_names)
    numerals = spelling["digits"] + spelling["tens"]
    shorts = "".join(each.ja for each in words.weekdays)
    # Most characters begin no piece: one look is cheaper than trying every word.
    begins = re.escape("".join({each[0] for each in names}))
    piece = f"(?=[0-9{numerals}{shorts}{begins}])(?:{_any(names)}|[0-9]+|[{numerals}]+|[{shorts}])"
    number = rf"[0-9]{{1,3}}(?:,[0-9]{{3}}){{1,2}}|[0-9{numerals}{''.join(listed['myriad'])}]{{1,12}}"
    after = _any(each for name in MEASURES for each in listed[name])
    return Finder(
        piece=re.compile(piece),
        runs=re.compile(f"(?:{piece}){{1,{RUN_MAX}}}"),
        loose=re.compile(_any((" ", *listed["loose"]))),
        counted=re.compile(_any(listed["counted"]) or "(?!)"),
        ahead=listed["ahead"],
        amount=re.compile(rf"(?<![0-9.,{numerals}-])(?P<number>{number}) ?(?P<unit>{after})(?![a-z])"),
    )


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(each) for each in sorted(words, key=len, reverse=True))


def _dates(text: str, finder: Finder, today: date, anchors: Mapping[str, date]) -> Iterator[Stretch]:
    """Take the longest date that begins at each piece, then go on behind it."""
    for run in finder.runs.finditer(text):
        places = [(each.start() + run.start(), each.end() + run.start()) for each in finder.piece.finditer(run[0])]
        first = 0
        while first < len(places):
            found = _longest(text, finder, places[first : first + PIECES_MAX], today, anchors)
            if found is None:
                first += 1
                continue
            yield found
            first = next((n for n in range(first, len(places)) if places[n][0] >= found.end), len(places))


def _longest(
    text: str, finder: Finder, places: Sequence[tuple[int, int]], today: date, anchors: Mapping[str, date]
) -> Stretch | None:
    start = places[0][0]
    if finder.loose.fullmatch(text, *places[0]):
        return None
    for last, end in reversed(places):
        said = text[start:end]
        if len(said) > DATE_MAX or finder.loose.fullmatch(text, last, end) or _part_of_more(text, finder, start, end):
            continue
        reading = read_date(said, today, anchors)
        if isinstance(reading, Reading):
            return Stretch(start, end, "date", reading.day.isoformat())
    return None


def _part_of_more(text: str, finder: Finder, start: int, end: int) -> bool:
    """Whether what touches it makes something else of it: half a telephone number is no date."""
    if finder.counted.match(text, end) or text.endswith(finder.ahead, 0, start):
        return True
    before, after = text[start - 1] if start else " ", text[end] if end < len(text) else " "
    return _joined(before, text[start]) or _joined(text[end - 1], after) or (before in "-/." and text[start].isdigit())


def _joined(one: str, other: str) -> bool:
    return one.isascii() and one.isalnum() and other.isascii() and other.isalnum() and one.isdigit() == other.isdigit()


def _numbers(text: str, units: Units) -> Iterator[Stretch]:
    for found in Finder.of(units).amount.finditer(text):
        count, unit = _count(found["number"], units.get("myriad", ())), found["unit"]
        if count == 1 and _scant(text, found.start(), found.end(), units.get("scant", ())):
            continue
        for name, most in MEASURES.items():
            if count is None or unit not in units[name]:
                continue
            worth = count * _MONTHS_A_YEAR if name == "years" else count
            if worth <= most:
                yield Stretch(found.start(), found.end(), "months" if name == "years" else name, str(worth))


def _scant(text: str, start: int, end: int, words: tuple[str, ...]) -> bool:
    """Whether one of a measure is named only to say that there is not even one."""
    return text.startswith(words, end) or text.endswith(words, 0, start)


def _count(said: str, myriad: Sequence[str]) -> int | None:
    """Return the value of digits, kanji numerals, or the two mixed; None where it is no number."""
    digits = vocabulary().spelling["digits"]
    plain = "".join(str(digits.index(each)) if each in digits else each for each in said.replace(",", ""))
    above, found, rest = plain.rpartition(myriad[0]) if myriad else ("", "", plain)
    high = _below_myriad(above) if found else 0
    low = _below_myriad(rest) if rest else (0 if found else None)
    return None if high is None or low is None else high * _MYRIAD + low


def _below_myriad(part: str) -> int | None:
    worths = dict(zip(vocabulary().spelling["tens"], (10, 100, 1000), strict=True))
    total, digits, last = 0, "", _MYRIAD
    for char in part:
        if char.isdigit():
            digits += char
            continue
        worth = worths.get(char, 0)
        if not worth or worth >= last or len(digits) > 1:
            return None
        total, digits, last = total + worth * int(digits or 1), "", worth
    if not part or (last < _MYRIAD and len(digits) > 1):
        return None
    return total + int(digits or 0)
