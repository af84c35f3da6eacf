"""Scope: what the words around a claim make of it.

In Japanese the verb comes last and its negation after it, so a claim is judged by
what follows it in its clause: a question or a condition states nothing, somebody
else's word is no first-hand one, and a denial turns a claim round.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.listen.spellings import Pieces, parts

EFFECTS = (
    "condition",
    "question",
    "doubt",
    "denial",
    "our_claim",
    "hearsay",
    "hedge",
    "third",
    "own_word",
    "elsewhere",
    "softened",
)
_HIRAGANA = f"[{chr(0x3041)}-{chr(0x309F)}]"
_NOT_AFTER, _NOT_BEFORE = f"(?<!{_HIRAGANA})", f"(?!{_HIRAGANA})"
PLACES = ("head", "next", "tail", "end", "before", "inside")


@dataclass(frozen=True, slots=True)
class Around:
    """The text around a claim: before it and after it in its clause, and the sentence."""

    head: str
    next: str  # to the end of the clause
    tail: str  # to the next word of weight
    last: bool  # whether the claim stands in the clause the sentence ends with
    asked: bool  # whether the sentence ends with a question mark
    sentence: str
    before: str  # from where the sentence begins to the claim's first sign, whatever clauses lie between
    inside: str  # the words of the claim themselves

    def of(self, place: str) -> str:
        """Return the text that words of a place are looked for in."""
        if place == "head":
            return self.head
        if place in ("before", "inside"):
            return self.before if place == "before" else self.inside
        if place == "end":
            return self.sentence if self.last else ""
        return self.next if place == "next" else self.tail


@dataclass(frozen=True, slots=True)
class Scope:
    """The words of scope, compiled: by effect and by the place they stand in."""

    words: Mapping[str, Mapping[str, re.Pattern[str]]]  # by place, then by effect
    any: Mapping[str, re.Pattern[str]]  # all words of a place: mostly there are none, and one look will do

    def found(self, around: Around) -> frozenset[str]:
        """Return the effects the surroundings have."""
        here = {
            (effect, place)
            for place, gate in self.any.items()
            if around.of(place) and gate.search(around.of(place))
            for effect, words in self.words[place].items()
            if words.search(around.of(place))
        }
        effects = {effect for effect, _ in here}
        if around.asked and around.last:
            effects.add("question")
        if "own_word" in effects and not here & {("our_claim", "head"), ("third", "head")}:
            # "I told you I never ordered it" is said by the one who says it.
            effects -= {"hearsay", "our_claim"}
        return frozenset(effects)


def compiled(words: Mapping[tuple[str, str], Iterable[str]], soft: Iterable[str], pieces: Pieces) -> Scope:
    """Compile words of scope. `soft` words may stand between a claim and what follows at once."""
    polite = _any(soft, pieces)
    made: dict[str, dict[str, re.Pattern[str]]] = {}
    gates: dict[str, list[str]] = {}
    for (effect, place), listed in words.items():
        pattern = _placed(place, _any(listed, pieces), polite)
        made.setdefault(place, {})[effect] = re.compile(pattern)
        gates.setdefault(place, []).extend(listed)
    return Scope(made, {place: re.compile(_placed(place, _any(gates[place], pieces), polite)) for place in made})


def _placed(place: str, every: str, polite: str) -> str:
    if place == "next":
        return f"^(?:{polite}){{0,3}}(?:{every})"
    return rf"(?:{every})[\s,\u3001.!]*$" if place == "end" else every


def _any(words: Iterable[str], pieces: Pieces) -> str:
    """Return a pattern for any of the words; letters stand alone, `<` and `>` keep hiragana off."""
    listed = sorted(words, key=len, reverse=True)
    return f"{_begun(listed, pieces)}(?:{'|'.join(_one(each, pieces) for each in listed)})"


def _begun(words: Iterable[str], pieces: Pieces) -> str:
    """Return a look at the first character: mostly it begins none of the words, and they need no trying."""
    firsts = {choice[:1] for word in words for choice in parts(word.removeprefix("<"), pieces)[0]}
    return "" if "" in firsts or not firsts else f"(?=[{re.escape(''.join(sorted(firsts)))}])"


def _one(word: str, pieces: Pieces) -> str:
    bare = word.removeprefix("<").removesuffix(">")
    left = _NOT_AFTER if word.startswith("<") else ""
    right = _NOT_BEFORE if word.endswith(">") else ""
    if bare[:1].isascii() and bare[:1].isalnum():
        left = r"(?<![a-z0-9])"
    if bare[-1:].isascii() and bare[-1:].isalnum():
        right = r"(?![a-z0-9])"
    return left + "".join(_choice(each) for each in parts(bare, pieces)) + right


def _choice(spellings: Sequence[str]) -> str:
    if len(spellings) == 1:
        return re.escape(spellings[0])
    return f"(?:{'|'.join(re.escape(each) for each in sorted(spellings, key=len, reverse=True))})"
