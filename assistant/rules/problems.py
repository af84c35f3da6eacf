"""Problems: what is wrong with a text, where, and what to do. Returned, never thrown."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.rules.policy import Words

LISTED_MAX = 12
QUOTED_MAX = 500
NO_WORDS = Words("", "")


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: file and line (0 where a whole file is meant), the entry, what, and a hint."""

    file: str
    line: int
    id: str
    what: Words
    hint: Words
    code: str = ""

    def text(self, lang: str) -> str:
        """Return `file:line [id]: what. hint` in one language."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        name = f" [{self.id}]" if self.id else ""
        joined: str = _catalogue()["sentence"][lang if lang == "ja" else "en"]
        return f"{place}{name}: " + joined.format(what=self.what.of(lang), hint=self.hint.of(lang)).rstrip()


@cache
def _catalogue() -> dict[str, Any]:
    text = files("assistant.rules").joinpath("problems.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def say(code: str, /, **values: object) -> tuple[Words, Words]:
    """Return what a problem of this code says, and its hint."""
    entry = _catalogue()[code]
    hints = entry.get("hint", {"ja": "", "en": ""})
    return _fill(entry, values), _fill(hints, values)


def problem(code: str, file: str = "", line: int = 0, entry: str = "", **values: object) -> Problem:
    """Make a problem of the catalogue's words."""
    what, hint = say(code, **values)
    return Problem(file, line, entry, what, hint, code)


def near(found: str, allowed: Iterable[str]) -> Words:
    """Say which allowed name was probably meant, and which there are."""
    names = sorted(allowed)
    close = difflib.get_close_matches(found[:80], names, n=1, cutoff=0.5)
    listed = ", ".join(names[:LISTED_MAX]) + (", ..." if len(names) > LISTED_MAX else "")
    if close:
        return say("near", near=close[0], all=listed)[0]
    return say("none_near", all=listed)[0]


def _fill(entry: dict[str, str], values: dict[str, object]) -> Words:
    return Words(_format(entry["ja"], values, "ja"), _format(entry["en"], values, "en"))


def _format(template: str, values: dict[str, object], lang: str) -> str:
    told = {name: _plain(value, lang) for name, value in values.items()}
    return template.format(**told)


def _plain(value: object, lang: str) -> str:
    if not isinstance(value, Words):
        return str(value)[:QUOTED_MAX]
    said = value.of(lang)
    return said if said.endswith("..") else said.rstrip("\u3002.")  # a stretch of time without an end is no sentence
