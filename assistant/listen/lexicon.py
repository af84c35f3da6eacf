"""The lexicon: the pack's words, each class of them one sign in the text.

A sentence is read once, the longest word first. Templates are then matched over
signs, not over thousands of spellings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.listen.fold import hiragana, katakana, spelled

FIRST_SIGN, SIGNS_MAX = 0xE000, 0x1900
LEFT, RIGHT = "<", ">"
FILLER = "filler"
START = 2


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of text with a value of its own: a date, an amount, a number of days."""

    start: int
    end: int
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Token:
    """One word found, or one character that belongs to none; places are those of the folded text."""

    sign: str
    start: int
    end: int
    classes: frozenset[str] = frozenset()
    value: str = ""


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    sign: str
    classes: frozenset[str]
    left: bool
    right: bool


NO_WORDS: tuple[tuple[int, ...], dict[str, _Word]] = ((), {})


class Lexicon:
    """Every word of the pack, by its first two characters, or by its only one."""

    def __init__(
        self, words: Mapping[str, Iterable[str]], stretches: Iterable[str], particles: Iterable[str] = ()
    ) -> None:
        """Give each set of classes its sign; a word may belong to several. A guarded word may follow a particle."""
        self._particles = frozenset(particles)
        of_word: dict[str, list[tuple[str, bool, bool]]] = {}
        for name, spellings in words.items():
            for each in spellings:
                text, left, right = _guards(each)
                of_word.setdefault(text, []).append((name, left, right))
        self._sign_of: dict[frozenset[str], str] = {}
        self._sets: dict[frozenset[str], frozenset[str]] = {}
        self._of_class: dict[str, str] = {}
        for name in stretches:
            self._sign(frozenset((name,)))
        by_start: dict[str, dict[str, _Word]] = {}
        for text, spelt in of_word.items():
            if text:
                # Of one word in several classes the freest spelling holds for all.
                classes = self._same(frozenset(name for name, _, _ in spelt))
                left, right = all(each[1] for each in spelt), all(each[2] for each in spelt)
                by_start.setdefault(text[:START], {})[text] = _Word(text, self._sign(classes), classes, left, right)
        self._by_start = {
            start: (tuple(sorted({len(text) for text in listed}, reverse=True)), listed)
            for start, listed in by_start.items()
        }

    def _same(self, classes: frozenset[str]) -> frozenset[str]:
        """Return the one set of these classes there is: thousands of words share a few."""
        self._sign(classes)
        return self._sets.setdefault(classes, classes)

    def _sign(self, classes: frozenset[str]) -> str:
        return self._sign_of.setdefault(classes, chr(FIRST_SIGN + len(self._sign_of)))

    def signs(self, name: str) -> str:
        """Return the signs of a class, or of every class below it: `opt` has those of `opt.FWD`."""
        if name not in self._of_class:
            below = f"{name}."
            self._of_class[name] = "".join(
                sign
                for classes, sign in self._sign_of.items()
                if any(each == name or each.startswith(below) for each in classes)
            )
        return self._of_class[name]

    def read(self, text: str, start: int, end: int, stretches: Sequence[Stretch] = ()) -> Iterator[Token]:
        """Walk a piece of the text word by word; fillers are passed over."""
        waiting = {each.start: each for each in stretches}
        place = start
        while place < end:
            stretch = waiting.get(place)
            if stretch is not None:
                classes = frozenset((stretch.name,))
                yield Token(self._sign_of[classes], place, stretch.end, classes, stretch.value)
                place = stretch.end
                continue
            word = self._longest(text, place, end)
            if word is None:
                yield Token(text[place], place, place + 1)
                place += 1
                continue
            if FILLER not in word.classes:
                yield Token(word.sign, place, place + len(word.text), word.classes)
            place += len(word.text)

    def _longest(self, text: str, place: int, end: int) -> _Word | None:
        for start in (text[place : place + START], text[place]):
            lengths, listed = self._by_start.get(start, NO_WORDS)
            for length in lengths:
                stop = place + length
                word = listed.get(text[place:stop]) if stop <= end else None
                if word is not None and self._stands_alone(word, text, place, stop):
                    return word
        return None

    def _stands_alone(self, word: _Word, text: str, start: int, end: int) -> bool:
        """Whether nothing beside the word makes it part of another: always asked of katakana, letters and digits."""
        before = text[start - 1] if start else " "
        after = text[end] if end < len(text) else " "
        if _joins(before, word.text[0]) or _joins(word.text[-1], after):
            return False
        led = word.left and hiragana(before) and before not in self._particles
        return not (led or (word.right and hiragana(after)))


def _guards(word: str) -> tuple[str, bool, bool]:
    """Return a word without its guards, and which sides were guarded."""
    left, right = word.startswith(LEFT), word.endswith(RIGHT)
    return spelled(word.removeprefix(LEFT).removesuffix(RIGHT)), left, right


def _joins(one: str, other: str) -> bool:
    """Whether two characters side by side are of one word."""
    if katakana(one) and katakana(other):
        return True
    return one.isascii() and one.isalnum() and other.isascii() and other.isalnum()
