"""The figures in words: the sentences of the page, and names from the packs."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.journal.figures.rows import Figures
from assistant.journal.figures.sums import OTHER, UNASKED, UNDECIDED
from assistant.journal.figures.waited import DAY, MINUTE
from assistant.rules.facts import UNKNOWN
from assistant.rules.policy import Policy, Ruling

HOUR_MINUTES = 60
DAY_MINUTES = DAY // MINUTE
DAYS_FROM = 2 * DAY_MINUTES


@cache
def _catalogue() -> dict[str, Any]:
    return tomllib.loads(files("assistant.journal.figures").joinpath("words.toml").read_text(encoding="utf-8"))


def say(name: str, lang: str, /, **told: object) -> str:
    """Return a sentence, filled in."""
    template: str = _catalogue()[name]["ja" if lang == "ja" else "en"]
    return template.format(**told)


@dataclass(frozen=True, slots=True)
class Names:
    """What the packs at hand call things; what none of them knows is told by its code."""

    packs: Mapping[str, Policy]
    lang: str

    def fact(self, name: str) -> str:
        """Return the name of a fact."""
        return next((each.facts[name].label.of(self.lang) for each in self.packs.values() if name in each.facts), name)

    def value(self, fact: str, value: str) -> str:
        """Return a value of a fact by its name."""
        if value in {UNASKED, UNKNOWN, OTHER}:
            return say(value or "unasked", self.lang)
        specs = (each.facts[fact] for each in self.packs.values() if fact in each.facts)
        return next((each.names[value].of(self.lang) for each in specs if value in each.names), value)

    def ruling(self, pack: str, ruling: str) -> str:
        """Return a ruling by its name."""
        if ruling == UNDECIDED:
            return say("undecided", self.lang)
        held = self.packs.get(pack)
        return held.rulings[Ruling(ruling)].of(self.lang) if held and ruling in set(Ruling) else ruling

    def reason(self, pack: str, rules: str) -> str:
        """Return why: the reasons of the rules, as far as the pack at hand still has them."""
        held = self.packs.get(pack)
        known = {each.id: each.reason.of(self.lang) for each in held.rules} if held else {}
        return " ".join(known[each] for each in rules.split() if each in known)


def about(found: Figures, lang: str, today: str) -> str:
    """Return in one sentence what the figures are of."""
    if not found.cases:
        return say("empty", lang)
    counts = {"cases": found.cases, "lines": found.lines, "seats": found.seats}
    return say("about", lang, first=found.first, last=found.last, today=today, **counts)


def minutes(count: int | None, lang: str) -> str:
    """Return so many minutes as people say them."""
    if count is None:
        return say("none", lang)
    if count < HOUR_MINUTES:
        return say("minutes", lang, count=count)
    return say("hours", lang, count=count / 60) if count < DAYS_FROM else say("days", lang, count=count / DAY_MINUTES)


def days(count: int | None, lang: str) -> str:
    """Return so many days."""
    return say("none", lang) if count is None else say("whole_days", lang, count=count)
