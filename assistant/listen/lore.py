"""Lore: everything a pack knows about how people talk, read and compiled. Data only, frozen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.listen.lexicon import Lexicon
from assistant.listen.scope import Scope
from assistant.listen.template import Template

TABLES = (
    "gaps",
    "goals",
    "pieces",
    "units",
    "syllables",
    "word",
    "verb",
    "tail",
    "form",
    "cut",
    "scope",
    "claim",
    "maps",
    "chip",
    "pattern",
)
"""What a listen file may hold."""

LANGS = ("ja", "en")
GOALS = ("precision", "recall", "neutral")
"""In per cent, in per cent, and false proposals at most in a thousand lines of talk about nothing."""

KINDS = ("options", "yes_no", "values", "date", "number")


@dataclass(frozen=True, slots=True)
class Claim:
    """What may be claimed, in which values, and which facts it is about."""

    id: str
    kind: str
    values: tuple[str, ...] = ()  # of kind values
    about: tuple[str, ...] = ()  # facts it touches, whether or not it maps to one
    own_act: bool = False  # only its doer can say so: a third person's is no claim
    denies: str = ""  # the claim that says the opposite
    negative: bool = False  # the one of the two that denies


@dataclass(frozen=True, slots=True)
class Pattern:
    """One thing people say, in some wordings, and what it claims or warns of."""

    id: str
    lang: str
    says: tuple[tuple[str, str], ...]  # claim to value; {slot} and {@} (the topic) are filled in
    warns: str
    templates: tuple[Template, ...]
    raw: tuple[re.Pattern[str], ...]
    told: bool  # about what our side did or said, so our side as its subject is no bar
    asks: bool  # means the same when it is asked
    wary: bool  # never more than unsure
    hearsay: bool  # always somebody else's word
    group: str = ""  # patterns of one group never share words; by default those of one claim
    beside: str = ""  # a class that must have been spoken of too
    needs: int = 0  # signs one of which must be there, as in a template; 0 where a wording needs none
    plain: bool = False  # nothing at all where it is only thought or heard of
    bare: bool = False  # not of something else: no stranger's name may stand before it as its object
    good: tuple[str, ...] = ()
    bad: tuple[str, ...] = ()
    file: str = ""
    nth: int = 0


@dataclass(frozen=True, slots=True)
class Chip:
    """The words that touch a fact, without saying what it is."""

    fact: str
    classes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Mapped:
    """One row of the table from claims to facts; a `*` stands for any value, and copies it."""

    claim: str
    value: str
    fact: str
    to: str
    agrees: tuple[str, ...] = ()  # other values of the fact that the claim does not contradict


@dataclass(frozen=True, slots=True)
class Lore:
    """A pack's ear, compiled."""

    lexicon: Lexicon
    scope: Scope
    options: frozenset[str]
    units: Mapping[str, tuple[str, ...]]
    joints: re.Pattern[str]  # the small words at which a clause ends
    solid: frozenset[str]  # signs no gap may pass
    objects: frozenset[str]  # the small words that mark what a verb is about
    cuts: frozenset[str]  # the sign of a clause's end
    fixes: frozenset[str]  # signs with which people correct themselves
    claims: Mapping[str, Claim]
    patterns: tuple[Pattern, ...]
    japanese: tuple[Pattern, ...]  # those for Japanese; a sentence without any is tried by all, English first
    chips: tuple[Chip, ...] = ()
    maps: tuple[Mapped, ...] = ()
    goals: Mapping[str, int] = field(default_factory=dict)  # what its own examples must reach, see GOALS
    warnings: tuple[str, ...] = field(default=())
    syllables: Mapping[str, str] = field(default_factory=dict)  # in Latin letters, to what they sound like
