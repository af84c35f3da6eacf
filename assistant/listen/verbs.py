"""Verbs: the stems of the pack, and how any of them goes on, written down once for all.

A stem and a tail together are one word: of the class that says it was done, or of the
one that says it was not. A mute tail makes a word of neither, as a wish does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.listen.fold import spelled
from assistant.listen.spellings import Pieces, expanded
from assistant.rules.entries import Entry, File

YES, NO, MUTE = "yes", "no", "mute"
WAYS = (YES, NO, MUTE)
TE, DE, MASU, NAI, WHOLE = "te", "de", "i", "nai", "whole"
FORMS: Mapping[str, tuple[str, ...]] = {
    TE: (TE,),
    DE: (DE,),
    MASU: (MASU,),
    NAI: (NAI,),
    WHOLE: (TE, MASU, NAI),
}
"""How a stem goes on: by its te-form, plain or voiced, as before -masu, as before -nai, or in each of these."""

_VOICED = "".join(map(chr, (0x3067, 0x3060, 0x3069, 0x3058)))
_VOICELESS = {0x3067: 0x3066, 0x3060: 0x305F, 0x3069: 0x3068, 0x3058: 0x3061}

Written = Mapping[str, Mapping[str, Iterable[str]]]
"""Tails as a pack writes them: by form, then by what they make of a stem."""


@dataclass(frozen=True, slots=True)
class Verb:
    """Stems that go on in the same form, and the classes of what was done and what was not."""

    stems: tuple[str, ...]
    form: str
    yes: str
    no: str

    def classes(self, way: str) -> frozenset[str] | None:
        """Return the classes of a word whose tail goes this way; None where the pack has no word for it."""
        name = {YES: self.yes, NO: self.no, MUTE: ""}[way]
        return frozenset((name,)) if name else (frozenset() if way == MUTE else None)


@dataclass(frozen=True, slots=True)
class Tails:
    """Tails by their first character: how long they are, and what they make of a stem."""

    by_first: Mapping[str, tuple[tuple[int, ...], Mapping[str, str]]]

    @classmethod
    def of(cls, tails: Mapping[str, str]) -> Tails:
        """Put tails where they are found."""
        firsts: dict[str, dict[str, str]] = {}
        for tail, way in tails.items():
            firsts.setdefault(tail[0], {})[tail] = way
        return cls({c: (tuple(sorted({len(t) for t in some}, reverse=True)), some) for c, some in firsts.items()})

    def longest(self, text: str, at: int, end: int, *, voiced: bool) -> tuple[int, str]:
        """Return where the longest tail at a place ends, and what it makes of its stem; nothing is (0, "")."""
        first = text[at : at + 1]
        if voiced:
            first = first.translate(_VOICELESS) if first in _VOICED else ""
        lengths, listed = self.by_first.get(first, ((), {}))
        for length in lengths:
            if at + length <= end:
                way = listed.get(first + text[at + 1 : at + length])
                if way is not None:
                    return at + length, way
        return 0, ""


Form = tuple[tuple[Tails, bool], ...]
"""The tails a stem may have, and whether each of them is voiced."""


def longest(form: Form, text: str, at: int, end: int) -> tuple[int, str]:
    """Return where the longest tail of a form ends, and what it makes of its stem."""
    return max(tails.longest(text, at, end, voiced=voiced) for tails, voiced in form)


def conjugations(written: Written) -> dict[str, Form]:
    """Return the tails of every form."""
    made = {
        form: Tails.of({spelled(each): way for way in WAYS for each in written.get(form, {}).get(way, ())})
        for form in (TE, MASU, NAI)
    }
    tails = {part: (made[TE if part == DE else part], part == DE) for part in (TE, DE, MASU, NAI)}
    return {form: tuple(tails[part] for part in parts) for form, parts in FORMS.items()}


def read_verbs(file: File, classes: Iterable[str], pieces: Pieces) -> list[Verb]:
    """Return the `[[verb]]` entries of a file: stems by form, and the classes of what they make."""
    known = [*classes, ""]
    found: list[Verb] = []
    for each in file.entries("verb", named=False):
        yes, no = each.choice("yes", known, ""), each.choice("no", known, "")
        for form in FORMS:
            stems = tuple(expanded(each, each.names(form), pieces))
            if stems:
                found.append(Verb(stems, form, yes, no))
    return found


def read_tails(files: Iterable[File], pieces: Pieces) -> dict[str, Form]:
    """Return the tails of the `[[tail]]` entries of all files."""
    written: dict[str, dict[str, list[str]]] = {}
    for file in files:
        for each in file.entries("tail", named=False):
            _tail(each, written.setdefault(each.choice("of", (TE, MASU, NAI)), {}), pieces)
    return conjugations(written)


def _tail(entry: Entry, ways: dict[str, list[str]], pieces: Pieces) -> None:
    for way in WAYS:
        ways.setdefault(way, []).extend(expanded(entry, entry.names(way), pieces))
