"""The words of a drill, in both languages. No sentence stands in code."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.rules.policy import Words


@cache
def _catalogue() -> dict[str, Any]:
    return tomllib.loads(files("assistant.drills").joinpath("words.toml").read_text(encoding="utf-8"))


def _entry(name: str) -> Any:  # noqa: ANN401  # a table of tables
    entry: Any = _catalogue()
    for part in name.split("."):
        entry = entry[part]
    return entry


def has(name: str) -> bool:
    """Whether there is a sentence called so."""
    try:
        return "ja" in _entry(name)
    except (KeyError, TypeError):
        return False


def say(name: str, lang: str, /, **values: object) -> str:
    """Return a sentence by its dotted name, filled in; anything but ja reads English."""
    template: str = _entry(name)["ja" if lang == "ja" else "en"]
    return template.format(**values)


def both(name: str, /, **values: Words) -> Words:
    """Return a sentence in both languages, filled in with words of both."""
    ja, en = (say(name, lang, **{key: each.of(lang) for key, each in values.items()}) for lang in ("ja", "en"))
    return Words(ja, en)
