"""The lexicon: the pack's words, each class of them one sign in the text.

A sentence is read once, the longest word first. Templates are then matched over
signs, not over thousands of spellings.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from assistant.listen.fold import hiragana, katakana, spelled
from assistant.listen.verbs import WAYS, Form, Verb, longest

FIRST_SIGN, SIGNS_MAX = 0xE000, 0x1900
LEFT, RIGHT = "<", ">"
FILLER = "filler"
START = 2
NO_TAILS: Mapping[str, Form] = MappingProxyType({})


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


@dataclass(frozen=True, slots=True)
class _Stem:
    """A stem, its tails, and the sign and classes of the words they make; a stem is guarded like a word."""

    left: bool
    form: Form
    made: Mapping[str, tuple[str, frozenset[str]]]


NO_WORDS: tuple[tuple[int, ...], dict[str, _Word]] = ((), {})
NO_STEMS: tuple[tuple[int, ...], dict[str, list[_Stem]]] = ((), {})


class Lexicon:
    """Every word of the pack, by its first two characters, or by its only one."""

    def __init__(
        self,
        words: Mapping[str, Iterable[str]],
        stretches: Iterable[str],
        particles: Iterable[str] = (),
        verbs: Iterable[Verb] = (),
        tails: Mapping[str, Form] = NO_TAILS,
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
        stems = self._stems(verbs, tails)
        starts = frozenset(text[0] for text in stems)
        by_start: dict[str, dict[str, _Word]] = {}
        for text, spelt in of_word.items():
            if text:
                # Of one word in several classes the freest spelling holds for all.
                made = _made_of(stems, starts, text)
                classes = self._same(frozenset(name for name, _, _ in spelt).union(*made))
                left, right = all(each[1] for each in spelt), all(each[2] for each in spelt)
                if classes not in made:  # else the verb makes the very same word
                    by_start.setdefault(text[:START], {})[text] = _Word(text, self._sign(classes), classes, left, right)
        self._by_start = _sorted(by_start)
        stems_by: dict[str, dict[str, list[_Stem]]] = {}
        for text, listed in stems.items():
            stems_by.setdefault(text[:START], {})[text] = listed
        self._stems_by = _sorted(stems_by)

    def _stems(self, verbs: Iterable[Verb], tails: Mapping[str, Form]) -> dict[str, list[_Stem]]:
        """Return the stems of all verbs; one in several of a form makes words of all their classes."""
        gathered: dict[tuple[str, str], list[tuple[Verb, bool]]] = {}
        for verb in verbs:
            for each in verb.stems:
                text, left, _ = _guards(each)
                gathered.setdefault((text, verb.form), []).append((verb, left))
        found: dict[str, list[_Stem]] = {}
        for (text, form), listed in gathered.items():
            made = {}
            for way in WAYS:
                sets = [classes for verb, _ in listed if (classes := verb.classes(way)) is not None]
                if sets:
                    classes = self._same(frozenset().union(*sets))
                    made[way] = (self._sign(classes), classes)
            found.setdefault(text, []).append(_Stem(all(left for _, left in listed), tails[form], made))
        return found

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
        """Return the longest word at a place: one of its own, or what a stem and a tail make."""
        word = self._whole(text, place, end)
        made = self._conjugated(text, place, end, len(word.text) if word else 0)
        return made or word

    def _conjugated(self, text: str, place: int, end: int, beyond: int) -> _Word | None:
        best: _Word | None = None
        for start in (text[place : place + START], text[place]):
            lengths, listed = self._stems_by.get(start, NO_STEMS)
            for length in lengths:
                for stem in listed.get(text[place : place + length], ()):
                    stop, way = longest(stem.form, text, place + length, end)
                    if stop - place > beyond and way in stem.made:
                        sign, classes = stem.made[way]
                        word = _Word(text[place:stop], sign, classes, stem.left, right=False)
                        if self._stands_alone(word, text, place, stop):
                            best, beyond = word, stop - place
        return best

    def _whole(self, text: str, place: int, end: int) -> _Word | None:
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


Stems = Mapping[str, Sequence[_Stem]]
_Listed = TypeVar("_Listed")


def _made_of(stems: Stems, starts: Container[str], text: str) -> list[frozenset[str]]:
    """Return the classes a word has as a stem with its tail, if it is one."""
    found: list[frozenset[str]] = []
    for cut in range(1, len(text)) if text[0] in starts else ():
        for stem in stems.get(text[:cut], ()):
            stop, way = longest(stem.form, text, cut, len(text))
            if stop == len(text) and way in stem.made:
                found.append(stem.made[way][1])
    return found


def _sorted(by_start: Mapping[str, dict[str, _Listed]]) -> dict[str, tuple[tuple[int, ...], dict[str, _Listed]]]:
    """Return words with the lengths they have, the longest first."""
    return {
        start: (tuple(sorted({len(text) for text in listed}, reverse=True)), listed)
        for start, listed in by_start.items()
    }


def _guards(word: str) -> tuple[str, bool, bool]:
    """Return a word without its guards, and which sides were guarded."""
    left, right = word.startswith(LEFT), word.endswith(RIGHT)
    return spelled(word.removeprefix(LEFT).removesuffix(RIGHT)), left, right


def _joins(one: str, other: str) -> bool:
    """Whether two characters side by side are of one word."""
    if katakana(one) and katakana(other):
        return True
    return one.isascii() and one.isalnum() and other.isascii() and other.isalnum()
