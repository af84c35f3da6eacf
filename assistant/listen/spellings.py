"""Spellings: words a pack writes with lists of small words in them, written out.

`{wo}` stands for any word of a list, `{wo?}` for any of them or none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from assistant.rules.entries import Entry
from assistant.rules.problems import near

EXPANDED_MAX = 6_000
NESTED_MAX = 4

Pieces = Mapping[str, Sequence[str]]


def expanded(entry: Entry, words: Sequence[str], pieces: Pieces) -> list[str]:
    """Return every word the pieces of some words make."""
    made: list[str] = []
    for word in checked(entry, words, pieces):
        made.extend(_ways(word, pieces))
        if len(made) > EXPANDED_MAX:
            entry.note("too_many", found=len(made), most=EXPANDED_MAX)
            return made[:EXPANDED_MAX]
    return made


def checked(entry: Entry, words: Sequence[str], pieces: Pieces) -> list[str]:
    """Return the words made of lists that are there; the others are noted."""
    known: list[str] = []
    for word in words:
        unknown = [name for name in _named(word) if name not in pieces]
        if unknown:
            entry.note("not_allowed", found=unknown[0], near=near(unknown[0], pieces))
        else:
            known.append(word)
    return known


def parts(word: str, pieces: Pieces) -> list[Sequence[str]]:
    """Return what a word is made of, piece by piece: each a choice of spellings."""
    split = word.replace("}", "{").split("{")
    return [_list(part, pieces) if nth % 2 else (part,) for nth, part in enumerate(split)]


def unnested(pieces: Pieces, entry: Entry) -> dict[str, tuple[str, ...]]:
    """Return the lists of small words, those made of other lists written out."""
    flat = {name: tuple(words) for name, words in pieces.items()}
    for _ in range(NESTED_MAX):
        nested = [name for name, words in flat.items() if any("{" in word for word in words)]
        flat |= {name: tuple(expanded(entry, flat[name], flat)) for name in nested}
    return flat


def _named(word: str) -> list[str]:
    """Return the lists a word is made of; text and names take turns."""
    return [each.removesuffix("?") for each in word.replace("}", "{").split("{")[1::2]] if "{" in word else []


def _ways(word: str, pieces: Pieces) -> Iterator[str]:
    if "{" not in word:
        yield word
        return
    yield from ("".join(way) for way in product(*parts(word, pieces)))


def _list(name: str, pieces: Pieces) -> Sequence[str]:
    return ("", *pieces[name.removesuffix("?")]) if name.endswith("?") else pieces[name]
