"""Small pieces of sentences: money, days, evidence. The words are in phrases.toml."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.rules.eras import weekday


@cache
def _catalogue() -> dict[str, Any]:
    text = files("assistant.call").joinpath("phrases.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def phrase(name: str, lang: str, /, **said: object) -> str:
    """Return a phrase by its dotted name, filled in."""
    entry: Any = _catalogue()
    for part in name.split("."):
        entry = entry[part]
    template: str = entry["ja" if lang == "ja" else "en"]
    return template.format(**said)


def names(group: str) -> tuple[str, ...]:
    """Return the names of a group of phrases, such as the channels."""
    return tuple(_catalogue()[group])


def yen(amount: int, lang: str) -> str:
    """Return whole yen as they are written."""
    return phrase("yen", lang, yen=amount)


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
