"""Spelling: every way of typing the same date text is brought to one, or refused.

Refused rather than mended is what the eye cannot check: hidden characters, and
digits that stand for numbers only after they were turned into others.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from assistant.rules.date_words import refuse, vocabulary
from assistant.rules.policy import Words

CHARACTERS_MAX = 60

_DIGITS = frozenset("0123456789\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19")
_SPACE_BESIDE_OTHERS = re.compile(r"(?<![0-9a-z]) | (?![0-9a-z])")
_PLACES = (1000, 100, 10)


def plain(text: str) -> str | Words:
    """Return the text in its one spelling, or the sentence that says why it has none."""
    if len(text) > CHARACTERS_MAX:
        return refuse("too_long", limit=CHARACTERS_MAX)
    refused = _unreadable(text)
    if refused is not None:
        return refused
    spelled = closed_up(unicodedata.normalize("NFKC", text).lower())
    if len(spelled) > CHARACTERS_MAX:
        return refuse("too_long", limit=CHARACTERS_MAX)
    spelled = _dashes().sub("-", spelled)
    return _kanji_number().sub(_in_digits, spelled) or refuse("empty")


def closed_up(text: str) -> str:
    """Return the text with single spaces, and only where two words or numbers would meet."""
    return _SPACE_BESIDE_OTHERS.sub("", " ".join(text.split()))


def _unreadable(text: str) -> Words | None:
    if text.isascii() and text.isprintable():
        return None
    zero = vocabulary().spelling["digits"][0]
    for character in text:
        category = unicodedata.category(character)
        if category.startswith("C") or category in {"Zl", "Zp"}:
            return refuse("hidden")
        if category.startswith("N") and character not in _DIGITS and character != zero:
            return refuse("odd_digits")
    return None


@cache
def _dashes() -> re.Pattern[str]:
    """Return what counts as a hyphen between digits, the long-vowel mark among them."""
    return re.compile(f"(?<=[0-9])[{re.escape(vocabulary().spelling['dashes'])}](?=[0-9])")


@cache
def _kanji_number() -> re.Pattern[str]:
    """Return a run of kanji numerals that stands alone: beside other digits it is a misprint."""
    spelling = vocabulary().spelling
    numerals = spelling["digits"] + spelling["zeros"] + spelling["tens"]
    return re.compile(f"(?<![0-9])[{numerals}]+(?![0-9{spelling['not_numbers']}])")


def _in_digits(found: re.Match[str]) -> str:
    """Return a kanji number in digits, or as it stands where it is none, to be refused later."""
    spelling = vocabulary().spelling
    numerals = found[0].replace(spelling["zeros"], spelling["digits"][0])
    if not any(ten in numerals for ten in spelling["tens"]):
        return "".join(str(spelling["digits"].index(each)) for each in numerals)
    number = _counted(numerals)
    return found[0] if number is None else str(number)


def _counted(numerals: str) -> int | None:
    """Return the value of a number written with tens and hundreds, each place at most once."""
    spelling = vocabulary().spelling
    total, rest = 0, numerals
    for place, sign in zip(_PLACES, reversed(spelling["tens"]), strict=True):
        before, found, after = rest.partition(sign)
        if not found:
            continue
        if before and before not in tuple(spelling["digits"]):
            return None
        total, rest = total + place * (spelling["digits"].index(before) if before else 1), after
    if len(rest) > 1 or any(sign in rest for sign in spelling["tens"]):
        return None
    return total + (spelling["digits"].index(rest) if rest else 0)
