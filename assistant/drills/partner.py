"""The other end of the line: what a trainee's own words ask the customer for, and which required utterance they hold.

Phrases are data. Where none is found, the ear is asked which fact was touched: it is the
same ear that hears a real call. Nothing here is guessed at twice; a sentence that asks for
nothing asks for nothing.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.listen.ear import Ear

NEARLY = 0.6
"""A second fact is asked for as well where so much of the best one's phrases was said of it."""

QUESTIONS_MAX = 2


@dataclass(frozen=True, slots=True)
class Understood:
    """What a sentence said to the customer comes to."""

    facts: tuple[str, ...]  # asked for, the clearest first
    ticks: tuple[str, ...]  # required utterances it holds
    opens: bool  # an open question


def understood(text: str, ear: Ear | None = None) -> Understood:
    """Return what the trainee's sentence asks for."""
    said = _plain(text)
    speech = {name: _found(said, phrases) for name, phrases in _catalogue()["speech"].items()}
    ticks = tuple(name for name, size in speech.items() if size and name != "open")
    if not _asks(text):
        return Understood((), ticks, opens=False)
    facts = _facts(said)
    if not facts and ear is not None and not speech["open"]:
        facts = tuple(ear.hear(text).chips[:1])
    return Understood(facts, ticks, opens=bool(speech["open"]) and not facts)


def _facts(said: str) -> tuple[str, ...]:
    sizes = {fact: _found(said, phrases) for fact, phrases in _catalogue()["fact"].items()}
    best = max(sizes.values())
    ranked = sorted((fact for fact, size in sizes.items() if size), key=lambda fact: -sizes[fact])
    return tuple(fact for fact in ranked if sizes[fact] >= best * NEARLY)[:QUESTIONS_MAX]


def _found(said: str, phrases: Mapping[str, Iterable[str]]) -> int:
    """Return how much of a sentence the longest of these phrases covers."""
    held = (_plain(each) for lang in ("ja", "en") for each in phrases[lang])
    return max((len(each) for each in held if each in said), default=0)


def _asks(text: str) -> bool:
    """Whether a sentence asks for something."""
    told, signs = unicodedata.normalize("NFKC", text).strip(), _catalogue()["question"]
    parts = [each.strip() for each in _sentences(told)]
    ends = tuple({unicodedata.normalize("NFKC", each) for each in (*signs["ja"], *signs["en"])})
    return any(part.endswith(ends) or part.casefold().startswith(tuple(signs["begins"])) for part in parts)


def _sentences(text: str) -> list[str]:
    """Cut at full stops; a question mark stays with its sentence."""
    marked = text
    for stop in ("\u3002", ".", "!", "\n"):
        marked = marked.replace(stop, "\0")
    return [each for part in marked.split("\0") for each in part.replace("?", "?\0").split("\0") if each.strip()]


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


@cache
def _catalogue() -> Mapping[str, Any]:
    return tomllib.loads(files("assistant.drills").joinpath("understood.toml").read_text(encoding="utf-8"))
