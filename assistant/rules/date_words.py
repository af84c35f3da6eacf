"""The words of dates, read once from data: tables, forms, and the sentences that refuse."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.rules.policy import Words

Groups = Mapping[str, str | None]
"""What a form found, by the name of the table it was found in."""


@dataclass(frozen=True, slots=True)
class Era:
    """A name of years, from its first day to the day before the next one."""

    name: Words
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Form:
    """A way of writing a date, or a way of failing to; `use` is the reader or the sentence."""

    use: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything the reader knows about words. The code knows only about days."""

    eras: tuple[Era, ...]
    era_names: Mapping[str, int]
    weekdays: tuple[Words, ...]
    months: tuple[str, ...]
    anchors: Mapping[str, Words]
    written: Mapping[str, Words]
    spelling: Mapping[str, str]
    numbers: Mapping[str, Mapping[str, int]]
    words: Mapping[str, Mapping[str, str]]
    forms: tuple[Form, ...]
    remarks: tuple[Form, ...]
    refusals: tuple[Form, ...]
    one_date: re.Pattern[str]
    lead: re.Pattern[str]
    tail: re.Pattern[str]
    about: re.Pattern[str]
    says: Mapping[str, Words]


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary that ships with the program. Its data never changes while it runs."""
    raw = _read("dates.toml")
    spelling = raw["spelling"]
    numbers = {name: _numbered(_turned(table)) for name, table in raw["numbers"].items()}
    words = {name: _turned(table) for name, table in raw["words"].items()}
    era_names = _era_names(raw["eras"])
    tables: dict[str, Iterable[str]] = {"era": era_names, **numbers, **words}
    pieces = {name: _any_of(table) for name, table in tables.items()} | raw["pieces"]
    return Vocabulary(
        eras=_eras(raw["eras"]),
        era_names=era_names,
        weekdays=tuple(Words(**each) for each in raw["names"]["weekdays"]),
        months=tuple(raw["names"]["months"]),
        anchors={name: Words(**each) for name, each in raw["names"]["anchors"].items()},
        written={name: Words(**each) for name, each in raw["written"].items()},
        spelling=spelling,
        numbers=numbers,
        words=words,
        forms=tuple(_form(each["reads"], each["pattern"], pieces) for each in raw["forms"]),
        remarks=tuple(Form("", _compiled(each["pattern"], pieces)) for each in raw["remarks"]),
        refusals=tuple(Form(each["says"], _compiled(each["pattern"], pieces)) for each in raw["refusals"]),
        one_date=_unnamed(raw["count_dates"]["pattern"], pieces),
        lead=re.compile(f"(?:{spelling['lead']})+"),
        tail=re.compile(f"(?:{spelling['tail']})+$"),
        about=re.compile(spelling["about"]),
        says={name: Words(**each) for name, each in _read("dates_refused.toml").items()},
    )


def both(value: object) -> Words:
    """Return something that is written alike in both languages, such as a number."""
    return Words(str(value), str(value))


def say(template: Words, **values: Words | int) -> Words:
    """Fill a sentence in both languages."""
    filled = {name: value if isinstance(value, Words) else both(value) for name, value in values.items()}
    return Words(
        template.ja.format(**{name: value.ja for name, value in filled.items()}),
        template.en.format(**{name: value.en for name, value in filled.items()}),
    )


def refuse(name: str, **values: Words | int) -> Words:
    """Return the sentence that says why a text is no date."""
    return say(vocabulary().says[name], **values)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("assistant.rules").joinpath(name).read_text(encoding="utf-8"))


def _turned(table: Mapping[str, list[str]]) -> dict[str, str]:
    """Return word to meaning: the data lists the words of each meaning, for the eye."""
    return {word: meaning for meaning, words in table.items() for word in words}


def _numbered(table: Mapping[str, str]) -> dict[str, int]:
    return {word: int(meaning) for word, meaning in table.items()}


def _era_names(eras: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Return every way of writing an era, lower case, with the era's place."""
    return {name.lower(): place for place, era in enumerate(eras) for name in (era["ja"], era["en"], *era["short"])}


def _eras(eras: list[Mapping[str, Any]]) -> tuple[Era, ...]:
    ends = [era["since"] - timedelta(days=1) for era in eras[1:]] + [date.max]
    return tuple(Era(Words(era["ja"], era["en"]), era["since"], end) for era, end in zip(eras, ends, strict=True))


def _any_of(words: Iterable[str]) -> str:
    """Return a pattern for any of the words, the longest first so that none is cut short."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _form(reads: str, pattern: str, pieces: Mapping[str, str]) -> Form:
    """Return a form that may have its weekday before or after it, unless it is about weekdays."""
    if reads not in {"week", "which"}:
        weekday = pieces["weekday"]
        pattern = f"(?:(?P<before>{weekday})[ ,]?)?(?:{pattern})(?:[ ,]?(?P<after>{weekday}))?"
    return Form(reads, _compiled(pattern, pieces))


def _compiled(pattern: str, pieces: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile(re.sub(r"%(\w+)%", lambda name: f"(?P<{name[1]}>{pieces[name[1]]})", pattern))


def _unnamed(pattern: str, pieces: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile(re.sub(r"%(\w+)%", lambda name: f"(?:{pieces[name[1]]})", pattern))
