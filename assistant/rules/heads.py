"""The head of a pack: its name, and the words by which its trouble is told from others. Read without the rest."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.rules.policy import Words


@dataclass(frozen=True, slots=True)
class Head:
    """One pack, as it is chosen."""

    id: str
    title: Words
    triggers: tuple[str, ...]  # in any language: people mix them


def read_head(name: str, text: str) -> Head:
    """Return the head of a pack.toml; one that cannot be read is called by its folder, and chosen by nothing."""
    try:
        told = tomllib.loads(text.removeprefix("\ufeff"))
        title, triggers = told["title"], told.get("triggers", {})
        return Head(
            name,
            Words(str(title["ja"]), str(title["en"])),
            tuple(str(word) for words in triggers.values() for word in words),
        )
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
        return Head(name, Words(name, name), ())


def proposed(heads: Sequence[Head], text: str) -> tuple[str, ...]:
    """Return the packs whose words stand in a text, most of them first; a proposal, never a choice."""
    said = plain(text)
    weight = {head.id: sum(len(word) for word in map(plain, head.triggers) if word and word in said) for head in heads}
    return tuple(sorted((name for name, found in weight.items() if found), key=lambda name: -weight[name]))


def plain(text: str) -> str:
    """Return a text as it is compared: neither width, case nor blanks matter."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
