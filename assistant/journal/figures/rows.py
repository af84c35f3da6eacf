"""The rows of the figures: what is counted, and nothing that names a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assistant.journal.figures.waited import Answers, Holds, Promised


@dataclass(frozen=True, slots=True)
class Opened:
    """How many cases were opened on a day, in the week from it or in its month; how many were instructed against."""

    day: date
    cases: int
    contradicted: int


@dataclass(frozen=True, slots=True)
class Cause:
    """How many cases have this value of a fact; an empty value was not asked for."""

    fact: str
    value: str
    cases: int


@dataclass(frozen=True, slots=True)
class Pair:
    """An option charged in place of another, on more than one case; `peak` of them within 30 days."""

    pack: str
    ordered: str
    charged: str
    cases: int
    peak: int


@dataclass(frozen=True, slots=True)
class Ruled:
    """How many charge lines were last ruled so, by these rules: the reason code."""

    pack: str
    ruling: str
    rules: str
    lines: int


@dataclass(frozen=True, slots=True)
class Contradicted:
    """How many cases were instructed against their ruling, by what became of it."""

    way: str
    outcome: str
    cases: int


@dataclass(frozen=True, slots=True)
class Overrides:
    """Charge lines that were on hold, and those two supervisors let be billed all the same."""

    held: int
    approved: int
    one_signature: int
    share: float | None
    few: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    """What people made of a wording's proposals: the share confirmed, and where it may as well lie."""

    pack: str
    pattern: str
    confirmed: int
    corrected: int
    rejected: int
    share: float
    low: float
    high: float
    few: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """All of them."""

    seats: int
    cases: int
    lines: int
    examples: int  # practice: left out
    unread: Mapping[str, int]  # cases of packs that are not at hand: without cause, pair and contradiction
    first: date | None  # the days on which the first and the last case were opened
    last: date | None
    step: str  # day, week or month
    opened: tuple[Opened, ...]
    causes: tuple[Cause, ...]
    pairs: tuple[Pair, ...]
    pairs_once: int  # a name typed on one case alone is not shown
    rulings: tuple[Ruled, ...]
    contradicted: tuple[Contradicted, ...]
    answers: tuple[Answers, ...]
    overrides: Overrides
    holds: Holds
    promises: tuple[Promised, ...]
    patterns: tuple[Pattern, ...]
