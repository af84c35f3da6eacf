"""The questions of a pack: ask.toml, read and checked. Data only, but for finding the intent."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.call.asking.match import MARKS, Phrasebook, Plain, likeness, plain
from assistant.rules.policy import Words

LEAST: Mapping[str, int] = {"ja": 2, "en": 3}
"""A question of which less than this is explained is not understood."""

SURE: Mapping[str, int] = {"ja": 3, "en": 5}
SURE_SHARE = 0.5
"""Sure is an intent that explains so much, at least half of the question, and clearly more than any other."""

WHOLE = 0.9
"""However short a question is: sure, where it is explained from end to end."""

LEAD: Mapping[str, int] = {"ja": 2, "en": 3}
LEAD_SHARE = 0.3
"""Clearly more: by so many characters, and by such a part of what it explains."""

NEAREST = 2


@dataclass(frozen=True, slots=True)
class Phrases:
    """Key phrases in both languages."""

    ja: tuple[str, ...]
    en: tuple[str, ...]

    def of(self, lang: str) -> tuple[str, ...]:
        """Return the phrases of one language."""
        return self.ja if lang == "ja" else self.en


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing that can be asked, and how people ask it."""

    id: str
    phrasings: Phrases
    unless: Phrases
    examples: Phrases


@dataclass(frozen=True, slots=True)
class Means:
    """Words by which a value of a fact is supposed: what the customer's copy shows, who erred."""

    fact: str
    value: str
    words: Phrases


@dataclass(frozen=True, slots=True)
class Claim:
    """Words by which an argument of the pack is brought up."""

    argument: str
    words: Phrases


@dataclass(frozen=True, slots=True)
class Found:
    """How much of a question an intent explains."""

    intent: str
    score: int
    places: frozenset[int]
    ruled_out: bool  # by its `unless`: taken only where nothing else is left, and never for sure


@dataclass(frozen=True)
class Questions:
    """What can be asked, in which words, and in which words it is answered."""

    intents: Mapping[str, Intent]
    lists: Mapping[str, Phrases]
    means: tuple[Means, ...]
    claims: tuple[Claim, ...]
    options: Mapping[str, Phrases]
    says: Mapping[str, Words]

    @cached_property
    def _books(self) -> Mapping[str, Phrasebook]:
        fixed = {name: (mark,) for name, mark in MARKS.items()}
        lists = {lang: fixed | {name: words.of(lang) for name, words in self.lists.items()} for lang in ("ja", "en")}
        return {lang: Phrasebook(lang, words) for lang, words in lists.items()}

    def covered(self, phrases: Phrases, said: Plain) -> set[int]:
        """Return the places of a question that these phrases cover."""
        return self._books[said.lang].spans(phrases.of(said.lang), said)

    def listed(self, name: str, said: Plain) -> bool:
        """Whether a word of a list stands in a text."""
        return bool(self._books[said.lang].spans(self.lists[name].of(said.lang), said))

    def size(self, said: Plain, found: Found) -> int:
        """Return the weight of a question without the words that say nothing to this intent."""
        return said.size - said.weight(self.covered(self.lists["filler"], said) - found.places)

    def rank(self, said: Plain, more: Mapping[str, Collection[int]]) -> list[Found]:
        """Return the intents that explain something, the best first.

        `more` holds what an intent covers besides its phrases; an intent named there
        with nothing to cover cannot be meant, however it is worded.
        """
        covered = {each.id: self._places(each, said, more.get(each.id)) for each in self.intents.values()}
        ruled_out = {each.id for each in self.intents.values() if self.covered(each.unless, said)}
        found = [
            Found(name, said.weight(places), frozenset(places), ruled_out=name in ruled_out)
            for name, places in covered.items()
            if places
        ]
        return sorted(found, key=lambda each: (each.ruled_out, -each.score))

    def _places(self, intent: Intent, said: Plain, more: Collection[int] | None) -> set[int]:
        if more is not None and not more:
            return set()
        return self.covered(intent.phrasings, said) | set(more or ())

    def nearest(self, said: Plain, ranked: Sequence[Found], but: str | None) -> tuple[str, ...]:
        """Return the two intents closest to a question, other than the one answered."""
        first = [each.intent for each in ranked if each.intent != but]
        rest = sorted((name for name in self.intents if name not in {*first, but}), key=lambda n: -self._like(n, said))
        return tuple((first + rest)[:NEAREST])

    def _like(self, name: str, said: Plain) -> float:
        examples = self.intents[name].examples.of(said.lang)
        return max((likeness(plain(each, said.lang).text, said.text) for each in examples), default=0.0)
