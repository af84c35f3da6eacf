"""Sentences: an utterance cut where it ends, and each piece read into signs and clauses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from assistant.listen.fold import kana, kanji, katakana
from assistant.listen.lexicon import Stretch, Token
from assistant.listen.lore import Lore
from assistant.listen.scope import Around
from assistant.listen.stretches import stretches
from assistant.listen.template import mask

UTTERANCE_MAX = 400
OBJECT_FAR = 8
AROUND_MAX = 60
"""How far from a claim its surroundings reach: nobody keeps a condition open for longer in one breath."""
_STOPS = "\u3002!?\n;"
_SOFT_STOPS = "\u3001, "
_OPEN = "\u3001,\u300c\u300d()\u300e\u300f\"' :/"


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence's place in the folded text, and whether it ends with a question mark."""

    start: int
    end: int
    asked: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, read."""

    text: str  # the whole folded utterance
    piece: Piece
    tokens: tuple[Token, ...]
    signs: str
    present: int  # its signs, as templates ask for them
    clauses: tuple[tuple[int, int], ...]  # places in the text
    classes: frozenset[str]

    @property
    def japanese(self) -> bool:
        """Whether the sentence is written in Japanese; romaji counts as English, which is tried second there."""
        return any(kana(each) or kanji(each) for each in self.text[self.piece.start : self.piece.end])

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """Return the clause, or the clauses, that a stretch of text stands in, without marks around them."""
        first = next((c for c in self.clauses if start < c[1]), (start, end))
        last = next((c for c in self.clauses if end <= c[1]), (start, end))
        begin, stop = min(first[0], start), max(last[1], end)
        while begin < start and self.text[begin] in _OPEN:
            begin += 1
        while stop > end and self.text[stop - 1] in _OPEN:
            stop -= 1
        return begin, stop

    def of_a_stranger(self, start: int, lore: Lore) -> bool:
        """Whether what stands before a place, as the object of what follows, is a name the pack does not know."""
        before = [each for each in self.tokens if each.end <= start][-OBJECT_FAR:]
        for marker, noun in zip(reversed(before), reversed(before[:-1]), strict=False):
            if marker.classes:
                return False
            if marker.sign in lore.objects:
                return not noun.classes and (katakana(noun.sign) or kanji(noun.sign))
        return False

    def around(self, start: int, end: int, lore: Lore) -> Around:
        """Return what stands around a stretch: up to its clause's ends, and the next word of weight."""
        begin, stop = self.clause(start, end)
        tail_end = next((t.start for t in self.tokens if t.start >= end and t.sign in lore.solid), stop)
        last = stop >= self.clauses[-1][0] + 1 and stop > self.clauses[-1][0]
        return Around(
            head=self.text[max(begin, start - AROUND_MAX) : start],
            next=self.text[end : min(stop, end + AROUND_MAX)],
            tail=self.text[end : min(tail_end, stop, end + AROUND_MAX)],
            last=last,
            asked=self.piece.asked,
            sentence=self.text[max(begin, self.piece.end - AROUND_MAX) : self.piece.end] if last else "",
            before=self.text[max(self.piece.start, start - AROUND_MAX) : start + 1],
            inside=self.text[start:end],
        )


def pieces(text: str) -> Iterator[Piece]:
    """Cut an utterance at its stops; what is longer than an utterance may be is cut at a pause."""
    start = 0
    for place, char in enumerate(text):
        if not (char in _STOPS or (char == "." and _full_stop(text, place))):
            continue
        yield from _bounded(text, start, place, asked=char == "?")
        start = place + 1
    yield from _bounded(text, start, len(text), asked=False)


def _full_stop(text: str, place: int) -> bool:
    """Whether a dot ends a sentence: not the one inside 10.19 or H23.10.19."""
    after = text[place + 1] if place + 1 < len(text) else " "
    return not (after.isascii() and after.isalnum())


def _bounded(text: str, start: int, end: int, *, asked: bool) -> Iterator[Piece]:
    while end - start > UTTERANCE_MAX:
        stop = max(text.rfind(mark, start, start + UTTERANCE_MAX) for mark in _SOFT_STOPS)
        stop = stop + 1 if stop > start else start + UTTERANCE_MAX
        yield Piece(start, stop, asked=asked)
        start = stop
    if text[start:end].strip():
        yield Piece(start, end, asked=asked)


def read_sentence(text: str, piece: Piece, lore: Lore, today: date, anchors: Mapping[str, date]) -> Sentence:
    """Read one piece of the text into signs, and find its clauses."""
    found = stretches(text[piece.start : piece.end], lore.units, today, anchors)
    moved = [Stretch(each.start + piece.start, each.end + piece.start, each.name, each.value) for each in found]
    moved += [Stretch(*joint.span(), "cut", "") for joint in lore.joints.finditer(text, piece.start, piece.end)]
    tokens = tuple(lore.lexicon.read(text, piece.start, piece.end, moved))
    classes = frozenset(name for each in tokens for name in each.classes)
    signs = "".join(each.sign for each in tokens)
    return Sentence(text, piece, tokens, signs, mask(signs), _clauses(tokens, piece, lore), classes)


def _clauses(tokens: tuple[Token, ...], piece: Piece, lore: Lore) -> tuple[tuple[int, int], ...]:
    ends = [each.end for each in tokens if each.sign in lore.cuts]
    if not ends or ends[-1] < piece.end:
        ends.append(piece.end)
    return tuple(zip((piece.start, *ends[:-1]), ends, strict=True))
