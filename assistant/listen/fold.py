"""Folding: text as it is compared, with the way back to what was really typed.

Width, case, kana typed half-width, drawn-out vowels and blanks do not change what
is meant; the quote shown to a person is always cut from the original.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_MARKS = frozenset(map(chr, (0xFF9E, 0xFF9F, 0x3099, 0x309A, 0x309B, 0x309C)))
_SPACING = {0x309B: 0x3099, 0x309C: 0x309A}
_LONG = chr(0x30FC)
_HIRAGANA, _KATAKANA = range(0x3041, 0x30A0), range(0x30A1, 0x30FB)
_KANA, _KANJI = range(0x3041, 0x3100), range(0x3400, 0xA000)
_WAVES = frozenset("~\u301c\u3030")
_DOT = chr(0x30FB)
_LAST_ASCII = "\x7f"
_DRAWN = 3
_THRICE = re.compile(r"(.)\1\1")
_TWICE = re.compile(r"([ !?])\1")
_DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500")
_QUOTES = {"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"'}
_BREAK = "\n"


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is compared; `at[i]` is the stretch of the original the i-th character stands for."""

    text: str
    at: tuple[tuple[int, int], ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the original that characters start to end stand for."""
        if start >= end:
            return (0, 0)
        return self.at[start][0], self.at[end - 1][1]


def fold(text: str) -> Folded:
    """Return the text in its one spelling."""
    chars: list[str] = []
    at: list[tuple[int, int]] = []
    for start, end in _groups(text):
        for char in _plain(text[start:end]):
            _add(chars, at, char, (start, end))
    return _closed_up(*_shortened(chars, at))


def spelled(word: str) -> str:
    """Return a word of a pack in the spelling texts are compared in."""
    if all(ord(each) in _KANJI or ord(each) in _HIRAGANA for each in word) and _THRICE.search(word) is None:
        return word  # most words of a pack are already in it
    if word.isascii() and word.islower() and word.isprintable() and word == " ".join(word.split()):
        return word if _THRICE.search(word) is None and _TWICE.search(word) is None else fold(word).text
    return fold(word).text


def kana(char: str) -> bool:
    """Whether a character is hiragana, katakana or the long-vowel mark."""
    return ord(char) in _KANA


def katakana(char: str) -> bool:
    """Whether a character belongs to a katakana word."""
    return ord(char) in _KATAKANA or char == _LONG


def hiragana(char: str) -> bool:
    """Whether a character is hiragana."""
    return ord(char) in _HIRAGANA


def kanji(char: str) -> bool:
    """Whether a character is kanji."""
    return ord(char) in _KANJI


def _groups(text: str) -> list[tuple[int, int]]:
    """Return each character with the voicing marks typed after it."""
    found: list[tuple[int, int]] = []
    for place, char in enumerate(text):
        if char in _MARKS and found and found[-1][1] == place:
            found[-1] = (found[-1][0], place + 1)
        else:
            found.append((place, place + 1))
    return found


@lru_cache(maxsize=8_192)
def _plain(group: str) -> str:
    if len(group) == 1 and "!" <= group <= "}":
        return group.lower()
    if group in "\r\n\u2028\u2029\x0b\x0c":
        return _BREAK
    if group in _QUOTES:
        return _QUOTES[group]
    voiced = group[0] + group[1:].translate(_SPACING)
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", voiced)).casefold()
    return "".join(_seen(char) for char in plain)


def _seen(char: str) -> str:
    """Return a character, a blank for one that is a space, nothing for one nobody sees."""
    if char in _DASHES:
        return "-"
    if char.isspace():
        return " "
    return "" if unicodedata.category(char)[0] in "CM" else char


def _add(chars: list[str], at: list[tuple[int, int]], char: str, place: tuple[int, int]) -> None:
    """Take a character in, unless it only repeats the mark before it."""
    if char in _WAVES and chars and kana(chars[-1]):
        char = _LONG
    if chars and char == chars[-1] and (char == _LONG or char in " !?"):
        return
    chars.append(char)
    at.append(place)


def _shortened(chars: list[str], at: list[tuple[int, int]]) -> tuple[list[str], list[tuple[int, int]]]:
    """Keep one of three or more hiragana alike: two are spelling, three are a voice."""
    kept: list[int] = []
    start = 0
    for place in range(1, len(chars) + 1):
        if place < len(chars) and chars[place] == chars[start]:
            continue
        drawn = place - start >= _DRAWN and hiragana(chars[start])
        kept.extend(range(start, start + 1 if drawn else place))
        start = place
    return [chars[each] for each in kept], [at[each] for each in kept]


def _closed_up(chars: list[str], at: list[tuple[int, int]]) -> Folded:
    """Leave out blanks beside Japanese, unless two katakana words would run together, and dots inside one."""
    kept: list[int] = []
    last = len(chars) - 1
    for place, char in enumerate(chars):
        before = chars[place - 1] if place else " "
        after = chars[place + 1] if place < last else " "
        if char == " " and not (_ascii(before) and _ascii(after)) and not (katakana(before) and katakana(after)):
            continue
        if char in (_DOT, "=") and katakana(before) and katakana(after):
            continue
        kept.append(place)
    return Folded("".join(chars[each] for each in kept), tuple(at[each] for each in kept))


def _ascii(char: str) -> bool:
    return char <= _LAST_ASCII and not char.isspace()
