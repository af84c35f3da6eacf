"""How figures are read aloud: money, dates, and words that are easily misread. The pieces are in sounds.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

LEAST, MOST = 0, 99_999_999
_MYRIAD, _THOUSAND, _MILLION = 10_000, 1_000, 1_000_000
_HUNDRED, _TEN, _TWENTY = 100, 10, 20
_FOUR = 4


@dataclass(frozen=True, slots=True)
class Sound:
    """What is read out behind the character at `at` of a text, in pieces between which a row may break."""

    at: int
    pieces: tuple[str, ...]


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("assistant.call").joinpath("sounds.toml").read_text(encoding="utf-8"))


@cache
def _figure(kind: str, lang: str) -> re.Pattern[str] | None:
    pattern = _data()["figure"][kind].get(lang)
    return re.compile(pattern) if pattern else None


def number(value: int, lang: str) -> tuple[str, ...]:
    """Return the words of a whole number from LEAST to MOST; raise ValueError outside."""
    if not LEAST <= value <= MOST:
        raise ValueError(value)
    if value == 0:
        return (_data()[lang]["zero"],)
    return tuple(_japanese(value) if lang == "ja" else _english(value))


def yen(value: int, lang: str) -> tuple[str, ...]:
    """Return the words of an amount, ending in the yen."""
    words, said = number(value, lang), _data()[lang]
    if lang == "ja" and value % _TEN == _FOUR:
        words = (*words[:-1], said["four_yen"])
    return (*words, said["yen"])


def day(month: int, of_month: int) -> tuple[str, str]:
    """Return how a day is read in Japanese."""
    said = _data()["day"]
    return said["months"][month - 1], said["days"][of_month - 1]


def aloud(text: str, lang: str, kinds: tuple[str, ...]) -> list[Sound]:
    """Return what is read out in a text, of these kinds (yen, day, word), first to last."""
    found = [each for kind in kinds for each in _READ[kind](text, lang)]
    return sorted(found, key=lambda each: each.at)


def marked(pieces: tuple[str, ...], lang: str) -> tuple[str, ...]:
    """Return the pieces as they stand in a row, in their brackets."""
    mark = _data()["mark"][lang]
    told = [each + mark["between"] for each in pieces[:-1]] + [pieces[-1] + mark["close"]]
    return (mark["open"] + told[0], *told[1:])


def _yen_in(text: str, lang: str) -> Iterator[Sound]:
    pattern = _figure("yen", lang)
    for match in pattern.finditer(text) if pattern else ():
        value = int(match[1].replace(",", ""))
        if value <= MOST:
            yield Sound(match.end(), yen(value, lang))


def _days_in(text: str, lang: str) -> Iterator[Sound]:
    pattern, said = _figure("day", lang), _data()["day"]
    for match in pattern.finditer(text) if pattern else ():
        month, of_month = int(match[1]), int(match[2])
        if not 1 <= month <= len(said["months"]) or not 1 <= of_month <= len(said["days"]):
            continue
        if month in said["tricky_months"] or of_month in said["tricky_days"]:
            yield Sound(match.end(), day(month, of_month))


def _words_in(text: str, lang: str) -> Iterator[Sound]:
    for word, said in _data()["word"].items() if lang == "ja" else ():
        for match in re.finditer(re.escape(word), text):
            yield Sound(match.end(), (said,))


_READ = {"yen": _yen_in, "day": _days_in, "word": _words_in}


def _japanese(value: int) -> Iterator[str]:
    said = _data()["ja"]
    myriads, rest = divmod(value, _MYRIAD)
    if myriads:
        words = list(_japanese_four(myriads))
        if myriads // _THOUSAND == 1:
            words[0] = said["one_thousand_myriads"]
        yield from words[:-1]
        yield words[-1] + said["myriad"]
    yield from _japanese_four(rest)


def _japanese_four(value: int) -> Iterator[str]:
    said = _data()["ja"]
    for name, size in (("thousands", _THOUSAND), ("hundreds", _HUNDRED), ("tens", _TEN), ("ones", 1)):
        figure, value = divmod(value, size)
        if figure:
            yield said[name][figure]


def _english(value: int) -> Iterator[str]:
    said = _data()["en"]
    for name, size in (("million", _MILLION), ("thousand", _THOUSAND)):
        figure, value = divmod(value, size)
        if figure:
            yield from _english_three(figure, said)
            yield said[name]
    if value:
        yield from _english_three(value, said)


def _english_three(value: int, said: dict[str, Any]) -> Iterator[str]:
    hundreds, rest = divmod(value, _HUNDRED)
    if hundreds:
        yield from (said["ones"][hundreds], said["hundred"])
    if rest and hundreds:
        yield said["and"]
    if rest >= _TWENTY:
        tens, ones = divmod(rest, _TEN)
        yield said["tens"][tens] + (f"-{said['ones'][ones]}" if ones else "")
    elif rest:
        yield said["ones"][rest]
