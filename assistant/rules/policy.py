"""A policy: what a pack says, once read and checked. Data only, frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from assistant.rules.facts import NONE_YET, UNKNOWN, Value, is_day
from assistant.rules.roles import Roles


class Ruling(StrEnum):
    """What becomes of a charge line."""

    DO_NOT_BILL = "do_not_bill"
    REFUND = "refund"
    HOLD = "hold"
    OFFER = "offer_initial_cancellation"
    BILL = "bill"
    UNTOUCHED = "untouched"  # not in dispute: this case says nothing about it


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence or name in both languages."""

    ja: str
    en: str

    def of(self, lang: str) -> str:
        """Return the words in `lang`; anything but ja reads the English."""
        return self.ja if lang == "ja" else self.en


Test = Mapping[str, frozenset[str]]
"""A conjunction: every fact named has one of the values listed."""


@dataclass(frozen=True, slots=True)
class FactSpec:
    """What may be said of one fact, and how it is asked for."""

    id: str
    stage: str
    kind: str  # choice, date, yen or cents, count, rate
    label: Words
    ask: Words
    why: Words
    values: tuple[str, ...] = ()  # of a choice, without `unknown`
    names: Mapping[str, Words] = field(default_factory=dict)  # value to its label
    scope: str = "case"  # case or line
    derived: str | None = None  # the function of rules/derive that works it out
    inputs: tuple[str, ...] = ()  # of a derived fact, in the order they are asked
    inert: bool = False  # recorded, shown, and never shown to the fee function
    none_yet: bool = False  # a date that may not have come to pass
    past: bool = False  # a date that has come by the time a case is decided
    cost_seconds: int = 10  # what asking it costs on a call
    asked_in: str = ""  # the stage it is asked in, where that is not its own
    gate: bool = False  # asked before anything is said, though it decides no fee
    usual: str = "record"  # the evidence it commonly rests on
    odds: Mapping[str, int] = field(default_factory=dict)  # pinned, so that all ask alike
    exists_from: Mapping[str, date] = field(default_factory=dict)  # basis date a value needs

    def allows(self, value: Value) -> bool:
        """Whether this may be said of the fact; `unknown` may be said of each."""
        if self.kind == "choice" or value in {UNKNOWN, NONE_YET}:
            return value == UNKNOWN or value in self.values or (value == NONE_YET and self.none_yet)
        if self.kind == "date":
            return isinstance(value, str) and is_day(value)
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0


@dataclass(frozen=True, slots=True)
class Rule:
    """When everything in `when` is so, and no lower layer speaks, the line goes `ruling`."""

    id: str
    line: str
    layer: str
    ruling: Ruling
    when: Test
    cites: tuple[str, ...]
    reason: Words
    since: date | None = None  # by the regime's basis date, inclusive
    until: date | None = None
    rung: str | None = None  # the lowest rung that may settle a hold
    counsel: tuple[str, ...] = ()
    reviewed: date | None = None  # the day somebody last read it against its sources

    @property
    def name(self) -> str:
        """The rule's name: rows of one name are one rule with an "or" in it."""
        return self.id.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Never:
    """A promise proved at load: no case inside `when` is ever ruled so."""

    id: str
    line: str
    rulings: frozenset[Ruling]
    when: Test
    says: Words
    before: date | None = None  # holds only for basis dates before this one


@dataclass(frozen=True, slots=True)
class Source:
    """One citation, the days it was law, and how sure we are of it."""

    id: str
    law: Words
    article: Words
    gist: Words
    key: str  # order, supply, conduct or contract: the date that selects it
    confidence: str  # L statute read, O official page, S secondary, M memory, I inference
    since: date | None = None
    until: date | None = None  # inclusive
    consumer_only: bool = False
    addressee: str = "anyone"  # whose duty: carrier, carrier_and_agents, anyone
    url: str = ""
    checked: date | None = None
    unread_before: bool = False  # what was law between the version before and this one was not read

    @property
    def verified(self) -> bool:
        """Whether it may reach a customer's ears."""
        return self.confidence in {"L", "O", "S"}

    def in_force(self, day: date) -> bool:
        """Whether it was law on `day`."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Action:
    """Something to be done whenever `when` is so and the ruling fits."""

    id: str
    title: Words
    do: Words
    when: Test
    rulings: frozenset[str] | None = None  # None: whatever the ruling; "open": not settled
    rung: str | None = None  # the lowest rung that takes the case on
    report: str | None = None  # a rung that is told, without taking the case on
    confirms: bool = False  # no customer call until the instruction is confirmed
    deed: str = ""  # what it comes to, where it is done away from the desk


@dataclass(frozen=True, slots=True)
class Argument:
    """What one side will say, when it would be right, and the answer to it."""

    id: str
    side: str  # bill or customer
    claim: Words
    holds: tuple[Test, ...]  # holds where any of these is so; none: never holds
    answer: Words  # said where it does not hold
    grants: Words  # said where it does
    cites: tuple[str, ...]
    when: Test = field(default_factory=dict)  # shown only here


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder. Addresses are placeholders until a house fills them in."""

    id: str
    role: Words
    people: int
    address: str
    hours: Words
    days_to_answer: int
    liaison: bool = False  # told of errors; decides nothing and is no step up


@dataclass(frozen=True, slots=True)
class ConsultDesk:
    """A place to ask advice, inside or outside the company."""

    id: str
    name: Words
    what: Words
    contact: str
    since: date | None
    until: date | None
    confidence: str


@dataclass(frozen=True, slots=True)
class Taboo:
    """Something that must not be said, and the better sentence."""

    id: str
    level: str  # stop or soften
    ja: tuple[str, ...]  # phrases; ~ stands for up to 15 characters
    en: tuple[str, ...]
    better: Words
    why: Words
    when: Test = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of the script: where it belongs, and when it is said."""

    id: str  # words/{ja,en}/{id}.md
    kind: str  # opening, verify, meanwhile, fact, apology, ruling, correction, copy, contact, close; or reaction
    when: Test
    rulings: frozenset[str] | None  # None: whatever the ruling; "open": not settled
    line: str | None = None  # only for this kind of charge line
    per_line: bool = False
    must: bool = False
    cites: tuple[str, ...] = ()
    unverified: bool = False  # may be said before the speaker is verified
    verbatim: bool = False  # said word for word
    ticks: tuple[str, ...] = ()  # the required utterances it holds
    points: tuple[int, ...] = (1,)  # the paragraphs that carry it, where there is room for no more


@dataclass(frozen=True, slots=True)
class Reaction:
    """What a customer may do on hearing the script, and what is said then."""

    id: str
    name: Words
    why: Words
    hands_over: bool
    answers: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class CounselPoint:
    """A question of law left open, and what the pack does until it is answered."""

    id: str
    question: Words
    default: Words


@dataclass(frozen=True, slots=True)
class TaxRate:
    """The consumption tax on a supply of these days, in per cent."""

    percent: int
    since: date | None
    until: date | None

    def in_force(self, day: date) -> bool:
        """Whether it was the rate on `day`."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Policy:
    """A whole pack, read."""

    id: str
    version: str
    title: Words
    notice: Words  # what this is not: legal advice
    verified_through: date
    reviewed_by: str
    stages: Mapping[str, Words]
    layers: tuple[str, ...]
    lines: Mapping[str, Words]  # charge lines
    basis: str  # the fact whose date selects the regime
    date_keys: Mapping[str, tuple[str, ...]]  # date key to the facts that give it, best first
    undecided: Rule  # spoken where nobody can tell and rulings remain
    expired: Rule  # spoken instead of a bill after the pack's last day
    expires: date | None
    names: Mapping[str, Words]  # company, operator and other names of the house
    rulings: Mapping[Ruling, Words]
    tones: Mapping[str, Words]
    facts: Mapping[str, FactSpec]
    rules: tuple[Rule, ...]
    nevers: tuple[Never, ...]
    actions: tuple[Action, ...]
    sources: Mapping[str, Source]
    arguments: tuple[Argument, ...]
    ladder: tuple[Rung, ...]
    desks: tuple[ConsultDesk, ...]
    taboos: tuple[Taboo, ...]
    blocks: tuple[Block, ...]
    cushions: tuple[Words, ...]  # what softens a request, in turn
    reactions: Mapping[str, Reaction]
    texts: Mapping[str, Words]  # words/{ja,en}/*.md
    counsel: Mapping[str, CounselPoint]
    taxes: tuple[TaxRate, ...]
    bill_needs: Test  # the conditions of P3: what a bill stands on
    roles: Roles  # which of these words play a part the program knows
    digest: str
    reviewed_on: date | None = None  # the day of the signature, where there is one
    signature_void: str = ""  # who had signed it, before it was changed
