"""The words of the screens, in both languages. No sentence stands in code."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

LANGS = ("ja", "en")


@dataclass(frozen=True, slots=True)
class Wording:
    """Every sentence of the screens in one language, by its dotted key."""

    lang: str
    texts: Mapping[str, str]

    def say(self, key: str, /, **values: object) -> str:
        """Return the sentence called `key` with its placeholders filled in."""
        text = self.texts[key]
        return text.format_map(values) if values else text

    def has(self, key: str) -> bool:
        """Whether there is a sentence called so."""
        return key in self.texts


@cache
def wording(lang: str) -> Wording:
    """Read the words of a language; anything but ja reads English."""
    lang = lang if lang in LANGS else "en"
    room = files("assistant.screens")
    texts = (room.joinpath(f"{name}.{lang}.toml").read_text(encoding="utf-8") for name in ("words", "floor"))
    return Wording(lang, dict(pair for text in texts for pair in _flat(tomllib.loads(text))))


def other(lang: str) -> str:
    """Return the other language."""
    return "en" if lang == "ja" else "ja"


def _flat(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for key, value in table.items():
        rows += _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else [(prefix + key, value)]
    return rows
