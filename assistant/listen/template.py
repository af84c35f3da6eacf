"""Templates: what a pack's author writes becomes a bounded regex over signs.

`{opt:o}` is a class of words and keeps its value as o; `{opt+:o}` several of them;
`{wa}` may also be a list of small words; `?` after it, or after one character, makes it optional; `~` is a
short gap that passes no other word of weight; `<` and `>` are the ends of a clause.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from assistant.listen.fold import spelled
from assistant.listen.lexicon import FIRST_SIGN, SIGNS_MAX, Lexicon

SEVERAL_MAX = 4
DEPTH_MAX = 4
_PIECE = re.compile(r"\{([\w.]+)(\+?)(?::(\w+))?\}(\??)|([~<>])|([^{}~<>?])\?|([^{}~<>?])|(.)", re.DOTALL)
_BETWEEN = "\u3001,\u300c\u300d\u300e\u300f()/:"


class Unreadable(Exception):
    """A template that names a class nobody knows, or is no template at all."""


@dataclass(frozen=True)
class Template:
    """A template as a regex, the slots that carry values, and what must be there at all."""

    source: str
    pattern: str
    slots: Mapping[str, str]  # slot to the class it was filled from
    needs: tuple[int, ...]  # sets of signs, one of each must be there; a bit a sign

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The regex, compiled when first a sentence might fit: most wordings are never needed on a day."""
        return re.compile(self.pattern)

    def may_fit(self, present: int) -> bool:
        """Whether every word the template needs is in the sentence: asked before the regex is, and cheaper."""
        for need in self.needs:  # noqa: SIM110  # half the time of a generator, and asked for every template
            if not need & present:
                return False
        return True


def mask(signs: Collection[str]) -> int:
    """Return a set of signs as a number, a bit for each; what is no sign is left out."""
    bits = 0
    for sign in signs:
        place = ord(sign) - FIRST_SIGN
        if 0 <= place < SIGNS_MAX:
            bits |= 1 << place
    return bits


@dataclass(frozen=True, slots=True)
class Grammar:
    """What templates may be made of."""

    lexicon: Lexicon
    pieces: Mapping[str, Sequence[str]]
    forms: Mapping[str, Sequence[str]]
    gaps: Mapping[str, int]
    solid: str  # signs no gap may pass
    cuts: str  # signs that end a clause
    ready: dict[str, str] = field(default_factory=dict)  # small words already made into regexes

    def compile(self, source: str, lang: str) -> Template:
        """Compile a template, or raise Unreadable."""
        made = _Made(self, lang)
        regex = made.regex(source, 0)
        return Template(source, regex, made.slots, tuple(mask(need) for need in made.needs))


@dataclass(slots=True)
class _Made:
    """A template being compiled."""

    grammar: Grammar
    lang: str
    slots: dict[str, str] = field(default_factory=dict)
    needs: list[frozenset[str]] = field(default_factory=list)
    within: frozenset[str] = frozenset()  # the forms being made: inside its own form a class is its words

    def regex(self, source: str, depth: int) -> str:
        if depth > DEPTH_MAX:
            raise Unreadable(source)
        parts: list[str] = []
        literal = ""
        for found in _PIECE.finditer(source):
            name, several, slot, maybe, mark, spare, char, odd = found.groups()
            if odd:
                raise Unreadable(odd)
            if char:
                literal += char
                continue
            parts.append(self._literal(literal))
            literal = ""
            if name:
                part = self._named(name, several=bool(several), slot=slot, depth=depth, optional=bool(maybe))
                parts.append(f"(?:{part})?" if maybe else part)
            else:
                parts.append(self._mark(mark) if mark else f"(?:{self._literal(spare)})?")
        return "".join((*parts, self._literal(literal)))

    def _named(self, name: str, *, several: bool, slot: str | None, depth: int, optional: bool) -> str:
        grammar = self.grammar
        if name in grammar.pieces:
            if name not in grammar.ready:
                grammar.ready[name] = "(?:" + "|".join(self._literal(each) for each in grammar.pieces[name]) + ")"
            return grammar.ready[name]
        signs = grammar.lexicon.signs(name)
        forms = () if name in self.within else grammar.forms.get(name, ())
        if not signs and not forms:
            raise Unreadable(name)
        one = f"[{re.escape(signs)}]" if signs else ""
        if several and one:
            joins = "|".join(self._literal(each) for each in grammar.pieces.get("join", ()))
            one = f"{one}(?:(?:{joins}){{1,2}}{one}){{0,{SEVERAL_MAX - 1}}}"
        if forms:
            inner = _Made(grammar, self.lang, within=self.within | {name})
            # A longer form first, or the word inside it would be taken for the whole.
            one = "(?:" + "|".join(filter(None, (*(inner.regex(each, depth + 1) for each in forms), one))) + ")"
            if not optional and inner.needs:
                self.needs.append(frozenset(signs).union(*inner.needs))
        elif not optional:
            self.needs.append(frozenset(signs))
        if slot is None:
            return one
        if slot in self.slots:
            raise Unreadable(slot)
        self.slots[slot] = name
        return f"(?P<{slot}>{one})"

    def _mark(self, mark: str) -> str:
        grammar = self.grammar
        ends = re.escape(grammar.cuts + _BETWEEN) + r"\s"
        if mark == "<":
            return f"(?:(?<=[{ends}])|^)"
        if mark == ">":
            return f"(?=[{ends}]|$)"
        return f"[^{re.escape(grammar.solid + grammar.cuts)}]{{0,{grammar.gaps[self.lang]}}}?"

    def _literal(self, text: str) -> str:
        """Return a literal as it will stand in a sentence: a word of the lexicon is its sign there."""
        if not text:
            return ""
        plain = spelled(text) if text.strip() else text
        if text.startswith(" ") and not plain.startswith(" "):
            plain = f" {plain}"
        if text.endswith(" ") and not plain.endswith(" "):
            plain = f"{plain} "
        read = self.grammar.lexicon.read(plain, 0, len(plain))
        return "".join(re.escape(token.sign) for token in read)
