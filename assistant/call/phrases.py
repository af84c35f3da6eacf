"""Small pieces of sentences: money, days, evidence. The words are in phrases.toml and papers.toml."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.rules.eras import weekday
from assistant.rules.policy import FactSpec
from assistant.rules.roles import MONEY


@cache
def _catalogue(file: str = "phrases.toml") -> dict[str, Any]:
    text = files("assistant.call").joinpath(file).read_text(encoding="utf-8")
    return tomllib.loads(text)


def _group(name: str) -> dict[str, Any]:
    """Return the catalogue a group stands in; what is written after a call is read only then."""
    catalogue = _catalogue()
    return catalogue if name in catalogue else _catalogue("papers.toml")


def phrase(name: str, lang: str, /, **said: object) -> str:
    """Return a phrase by its dotted name, filled in."""
    entry: Any = _group(name.partition(".")[0])
    for part in name.split("."):
        entry = entry[part]
    template: str = entry["ja" if lang == "ja" else "en"]
    return template.format(**said)


def names(group: str) -> tuple[str, ...]:
    """Return the names of a group of phrases, such as the channels."""
    return tuple(_group(group)[group])


def money(spec: FactSpec, amount: int, lang: str) -> str:
    """Return an amount as it is written; `spec` is the fact that holds it, and its kind the currency."""
    whole, rest = divmod(amount, 10 ** MONEY[spec.kind])
    return phrase(spec.kind, lang, whole=whole, rest=rest)


def day(on: date, lang: str, *, full: bool = False) -> str:
    """Return a day with its weekday, as it is read aloud; in full with the year."""
    month_name = _catalogue()["months"]["en"][on.month - 1]
    said = weekday(on).of(lang)
    return phrase(
        "full_day" if full else "day",
        lang,
        year=on.year,
        month=on.month,
        day=on.day,
        weekday=said,
        month_name=month_name,
    )
