"""Phrases: where a text holds one of several wordings.

Both are compared after NFKC and casefold, in Japanese without spaces, so that no
width, case or spacing hides one; `~` in a phrase is up to 15 characters of one sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise

GAP = r"[^\u3002.!?\n]{0,15}"


def found(phrases: tuple[str, ...], text: str, lang: str) -> Iterator[tuple[int, int]]:
    """Walk the places of these phrases in the text as given, first to last."""
    plain, places = _plain(text, lang)
    for match in _pattern(phrases, lang).finditer(plain):
        yield places[match.start()], places[match.end() - 1] + 1


@cache
def _pattern(phrases: tuple[str, ...], lang: str) -> re.Pattern[str]:
    parts = (GAP.join(re.escape(part) for part in _plain(each, lang)[0].split("~")) for each in phrases)
    return re.compile("|".join(parts) or r"(?!)")


@lru_cache(maxsize=1)  # one text is held against every taboo in turn; no more of what was said is kept
def _plain(text: str, lang: str) -> tuple[str, tuple[int, ...]]:
    """Return a text as phrases are compared, and where each of its characters came from."""
    plain: list[str] = []
    places: list[int] = []
    for start, cluster in _clusters(text):
        for char in unicodedata.normalize("NFKC", cluster).casefold():
            space = char.isspace() and char != "\n"
            if not space:
                plain.append(char)
            elif lang == "ja" or (plain and plain[-1] == " "):
                continue
            else:
                plain.append(" ")
            places.append(start)
    return "".join(plain), tuple(places)


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """Cut a text where normalising one piece cannot change the next: marks stay with their letter."""
    starts = [at for at, char in enumerate(text) if not at or not _mark(char)]
    for start, end in pairwise((*starts, len(text))):
        yield start, text[start:end]


def _mark(char: str) -> bool:
    return unicodedata.combining(unicodedata.normalize("NFKC", char)[0]) != 0
