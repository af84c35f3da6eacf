"""Sounds: what was typed in katakana or in Latin letters alone, written as it would sound in hiragana.

Who types in a hurry, or on a keyboard without kanji, writes words as they sound. Such a
text is heard once more in hiragana, and the hearing that understood more of it counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from assistant.listen.fold import Folded, hiragana, kanji

SHORT_MAX = 3
"""Latin words of so few letters may stand for themselves: ND, FWD, OK."""

SYLLABLE_MAX = 4
_KATAKANA = range(0x30A1, 0x30F7)
_TO_HIRAGANA = 0x60
_WORD = re.compile(r"[a-z']+(?:-[a-z]+)*-?|.", re.DOTALL)
_LONG, _SMALL_TSU = chr(0x30FC), chr(0x3063)
_CONSONANTS = frozenset("bcdfghjkmpqrstvwyz")

Syllables = Mapping[str, str]


def sounded(text: Folded, syllables: Syllables) -> tuple[Folded, ...]:
    """Return the text as it sounds, run together and word by word; none where it is written in more than these."""
    if any(hiragana(each) or kanji(each) for each in text.text):
        return ()
    if any(ord(each) in _KATAKANA for each in text.text):
        sounds = [(_hiragana(char), place) for char, place in zip(text.text, text.at, strict=True)]
    else:
        pieces = list(_spoken(text, syllables))
        sounds = [each for each in pieces if each is not None]
        if len(sounds) < len(pieces):
            return ()
    together = [each for each in sounds if each[0] != " "]
    return (_gathered(together),) if len(together) == len(sounds) else (_gathered(together), _gathered(sounds))


def _hiragana(char: str) -> str:
    return chr(ord(char) - _TO_HIRAGANA) if ord(char) in _KATAKANA else char


Sound = tuple[str, tuple[int, int]]


def _gathered(sounds: Iterable[Sound]) -> Folded:
    chars = [(char, place) for kana, place in sounds for char in kana]
    return Folded("".join(char for char, _ in chars), tuple(place for _, place in chars))


def _spoken(text: Folded, syllables: Syllables) -> Iterator[Sound | None]:
    """Walk the sounds of a text in Latin letters; None for a word that has none."""
    for found in _WORD.finditer(text.text):
        word, start = found[0], found.start()
        alone = syllables.get(f" {word}")
        if alone is not None:
            yield alone, text.span(start, found.end())
        elif not word[0].isalpha():
            yield word, text.span(start, found.end())
        else:
            yield from _word(word, start, text, syllables)


def _word(word: str, start: int, text: Folded, syllables: Syllables) -> Iterator[Sound | None]:
    sounds = list(_syllables(word, syllables))
    if None not in sounds:
        yield from ((kana, text.span(start + at, start + stop)) for kana, at, stop in filter(None, sounds))
    elif len(word) <= SHORT_MAX:
        yield from ((char, text.span(start + at, start + at + 1)) for at, char in enumerate(word))
    else:
        yield None


def _syllables(word: str, syllables: Syllables) -> Iterator[tuple[str, int, int] | None]:
    at = 0
    while at < len(word):
        if word[at] == "-":
            yield _LONG, at, at + 1
            at += 1
        elif word[at] in _CONSONANTS and word[at : at + 1] == word[at + 1 : at + 2]:
            yield _SMALL_TSU, at, at + 1
            at += 1
        else:
            lengths = range(min(SYLLABLE_MAX, len(word) - at), 0, -1)
            length = next((n for n in lengths if word[at : at + n] in syllables), 0)
            if not length:
                yield None
                return
            yield syllables[word[at : at + length]], at, at + length
            at += length
