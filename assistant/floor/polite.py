"""Polite: the words a supervisor begins an answer with. They are in polite.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from assistant.call.mail import charge
from assistant.floor.seen import Seen


@cache
def _catalogue() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("assistant.floor").joinpath("polite.toml").read_text(encoding="utf-8"))


def polite(seen: Seen, says: str, lang: str) -> str:
    """Return what may be answered, with the charges named; one that is not decided by its id."""
    scene = seen.scene(lang)
    charges = (" ".join(charge(scene, each).split()) if scene else each.id for each in seen.case.lines)
    joined = ("\u30fb" if lang == "ja" else ", ").join(charges)
    return _catalogue()[says][lang].format(charges=joined)
