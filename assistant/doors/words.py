"""The words of the doors that speak to people, in both languages. No sentence stands in code."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from pathlib import PurePath
from typing import Any

from assistant.rules.clean import show


@cache
def _catalogue() -> dict[str, Any]:
    texts = (
        files("assistant.doors").joinpath(name).read_text(encoding="utf-8")
        for name in (
            "words.toml",
            "workshop.toml",
            "exchange.toml",
            "people.toml",
            "privacy.toml",
            "floor.toml",
            "server.toml",
        )
    )
    return {group: entry for text in texts for group, entry in tomllib.loads(text).items()}


def say(name: str, lang: str, /, **values: object) -> str:
    """Return a sentence by its dotted name, filled in; anything but ja reads English."""
    entry: Any = _catalogue()
    for part in name.split("."):
        entry = entry[part]
    template: str = entry["ja" if lang == "ja" else "en"]
    return template.format(**{key: _shown(value) for key, value in values.items()})


def _shown(value: object) -> object:
    """Return what a sentence is filled with; words and paths may be anybody's, so they are made visible here."""
    return show(str(value)) if isinstance(value, str | PurePath) else value


def names(group: str) -> tuple[str, ...]:
    """Return the names of a group."""
    return tuple(_catalogue()[group])


def has(name: str) -> bool:
    """Whether there is such a sentence."""
    group, _, last = name.rpartition(".")
    entry: Any = _catalogue()
    for part in group.split("."):
        entry = entry.get(part, {})
    return last in entry


def spellings(group: str) -> dict[str, tuple[str, ...]]:
    """Return, for each name of a group, every word it is typed as, in both languages."""
    return {name: (*entry["ja"], *entry["en"]) for name, entry in _catalogue()[group].items()}


def listed(group: str, name: str, lang: str) -> tuple[str, ...]:
    """Return the words a name of a group is typed as in one language, the first one first."""
    return tuple(_catalogue()[group][name]["ja" if lang == "ja" else "en"])
