"""What a question is about: key phrases of the pack, found in what was typed.

A phrase is literal text; `~` is a short gap, `{name}` any word of a list of the pack,
`*` in English any ending of a word. What counts is how much of the question an intent
explains: the characters its phrases cover, gaps left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

TEXT_MAX = 400
DISPUTED, OTHER = "\ue000", "\ue001"
"""One character that stands for the option in dispute, and one for any other option."""

MARKS: Mapping[str, str] = {"disputed": DISPUTED, "other": OTHER}

_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_QUOTED = re.compile(
    "\u300c(.*?)(?:\u300d|$)|\u300e(.*?)(?:\u300f|$)|[\"\u201c\u201d](.*?)(?:[\"\u201c\u201d]|$)|(?<!\\w)['\u2018](.+?)['\u2019](?!\\w)",
    re.DOTALL,
)
GAP_MAX: Mapping[str, int] = {"ja": 12, "en": 30}
"""How many characters `~` may stand for."""

_LIST = re.compile(r"\{(\w+)\}")
_MARK = re.compile("([\ue000\ue001])")
_APOSTROPHES = "'\u2019\u2018\u02bc"
_KEPT = frozenset("LN")


@dataclass(frozen=True, slots=True)
class Plain:
    """A text as phrases are compared, and what each of its characters weighs."""

    text: str
    weights: tuple[int, ...]
    lang: str

    @property
    def size(self) -> int:
        """The weight of the whole."""
        return sum(self.weights)

    def weight(self, places: Iterable[int]) -> int:
        """Return the weight of the characters at these places, each counted once."""
        return sum(self.weights[at] for at in set(places))


def language(text: str) -> str:
    """Return ja where there is kana or kanji in it, else en."""
    return "ja" if _JAPANESE.search(unicodedata.normalize("NFKC", text)) else "en"


def plain(text: str, lang: str, *, ends: bool = False) -> Plain:
    """Return letters and digits only, NFKC and casefolded; English keeps single spaces, at its ends if wished."""
    folded = unicodedata.normalize("NFKC", text[:TEXT_MAX]).casefold()
    if lang == "en":
        folded = folded.translate(dict.fromkeys(map(ord, _APOSTROPHES)))
    kept = "".join(char if _letter(char) else " " for char in folded)
    said = "".join(kept.split()) if lang == "ja" else " ".join(kept.split())
    if ends and lang == "en":
        said = " " * kept.startswith(" ") + said + " " * kept.endswith(" ")
    return Plain(said, tuple(int(char != " ") for char in said), lang)


def _letter(char: str) -> bool:
    return unicodedata.category(char)[0] in _KEPT or unicodedata.category(char) == "Mn"


def quoted(text: str) -> tuple[str, str]:
    """Return the first thing quoted and the question around it; nothing quoted is empty."""
    found = _QUOTED.search(text)
    if found is None:
        return "", text
    said = next((each for each in found.groups() if each), "")
    return said, f"{text[: found.start()]} {text[found.end() :]}"


@dataclass(slots=True)
class Phrasebook:
    """The phrases of one language, taken apart once and remembered."""

    lang: str
    lists: Mapping[str, tuple[str, ...]]
    _known: dict[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)

    def spans(self, phrases: Iterable[str], said: Plain) -> set[int]:
        """Return the places of a text that any of the phrases covers, gaps left out."""
        found: set[int] = set()
        for phrase in phrases:
            pieces = self._known.get(phrase)
            if pieces is None:
                pieces = self._known[phrase] = tuple(self._spelt(each) for each in phrase.split("~"))
            for start, end in self._first(pieces[0], said.text, 0, len(said.text)):
                places = self._rest(pieces[1:], said.text, end)
                if places is not None:
                    found.update(range(start, end), places)
        return found

    def _rest(self, pieces: tuple[tuple[str, ...], ...], text: str, after: int) -> set[int] | None:
        """Return the places of the pieces that follow, each near the one before; None where one is missing."""
        places: set[int] = set()
        for piece in pieces:
            near = next(self._first(piece, text, after, after + GAP_MAX[self.lang]), None)
            if near is None:
                return None
            places.update(range(*near))
            after = near[1]
        return places

    def _first(self, piece: tuple[str, ...], text: str, after: int, last: int) -> Iterator[tuple[int, int]]:
        """Walk where a piece stands, beginning no later than `last`: at each place its longest word."""
        found: dict[int, int] = {}
        for word in piece:
            at = text.find(word.rstrip("*"), after)
            while 0 <= at <= last:
                end = self._end(word, text, at)
                if end:
                    found[at] = max(end, found.get(at, 0))
                at = text.find(word.rstrip("*"), at + 1)
        yield from sorted(found.items())

    def _end(self, word: str, text: str, at: int) -> int:
        """Return where a word found at a place ends; 0 where in English it is only part of a word."""
        end = at + len(word.rstrip("*"))
        if self.lang == "ja" or word in MARKS.values():
            return end
        if at and text[at - 1] != " ":
            return 0
        if word.endswith("*"):
            space = text.find(" ", end)
            return space if space > 0 else len(text)
        return end if text[end : end + 1] in {"", " "} else 0

    def _spelt(self, piece: str) -> tuple[str, ...]:
        """Return every way to spell a piece: literal text, and any word of the lists it names."""
        ways = [""]
        for nth, part in enumerate(_LIST.split(piece)):
            words = self.lists.get(part, ()) if nth % 2 else (part,)
            ways = [way + word for way in ways for word in words]
        return tuple(dict.fromkeys(self._literal(way) for way in ways if way.strip()))

    def _literal(self, way: str) -> str:
        pieces = (each if _MARK.match(each) else plain(each, self.lang, ends=True).text for each in _MARK.split(way))
        return " ".join("".join(pieces).split()) + "*" * way.rstrip().endswith("*")


def marked(said: Plain, options: Iterable[tuple[str, tuple[str, ...]]]) -> Plain:
    """Put one mark for each option named, weighing what its name weighed.

    `options` are pairs of a mark and the names it stands for; longer names go first.
    """
    named = sorted(((plain(w, said.lang).text, mark) for mark, words in options for w in words), key=_longest)
    text: list[str] = []
    weights: list[int] = []
    at = 0
    while at < len(said.text):
        name, mark = next(((n, m) for n, m in named if _named_at(n, said, at)), ("", ""))
        text.append(mark or said.text[at])
        weights.append(sum(said.weights[at : at + len(name)]) if mark else said.weights[at])
        at += len(name) or 1
    return Plain("".join(text), tuple(weights), said.lang)


def _named_at(name: str, said: Plain, at: int) -> bool:
    """Whether a name stands here; in English, and in Latin letters, not inside a longer word."""
    end = at + len(name)
    if not name or not said.text.startswith(name, at):
        return False
    if not name.isascii():
        return True
    around = said.text[at - 1 : at] if at else "", said.text[end : end + 1]
    return not any(each.isascii() and each.isalnum() for each in around)


def _longest(named: tuple[str, str]) -> int:
    return -len(named[0])


def likeness(left: str, right: str) -> float:
    """Return how many pairs of neighbouring characters two texts share, between 0 and 1."""
    one, other = set(_pairs(left)), set(_pairs(right))
    return len(one & other) / max(1, len(one | other))


def _pairs(text: str) -> Iterator[str]:
    yield from (text[at : at + 2] for at in range(len(text) - 1))
