"""Quiet: whether an instruction asks that nothing be written down, mailed or said. The words are in quiet.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from assistant.listen.phrase import found

LANGS = ("ja", "en")
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u02bc": "'"})


@cache
def catalogue() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return the cues, with the examples they ring for and the refusals they must not."""
    told = tomllib.loads(files("assistant.floor").joinpath("quiet.toml").read_text(encoding="utf-8"))
    return {group: {lang: tuple(words) for lang, words in by.items()} for group, by in told.items()}


def asks_for_silence(text: str) -> bool:
    """Whether these words ask for silence, in either language."""
    plain = text.translate(_APOSTROPHES)
    return any(next(found(catalogue()["cues"][lang], plain, lang), None) for lang in LANGS)
