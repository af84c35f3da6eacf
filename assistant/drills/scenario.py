"""A scenario: one case to practise on, with everybody who speaks in it and what is to come of it.

Data only, frozen; `reading` makes it of a file, `truth` holds it against the pack.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assistant.call.case import ChargeLine
from assistant.rules.facts import Evidence, Value
from assistant.rules.policy import Ruling, Words

START, BEFORE_CALL, AFTER_DECISION = "start", "before_call", "after_decision"
WHEN = (START, BEFORE_CALL, AFTER_DECISION)
"""When a superior speaks up."""

NO_ANSWER = "none"
NOTHING_SAID = "none"
"""Of a superior who gives no instruction, and only answers the mail."""

UNRECORDED = "do_not_record"
MOODS = ("calm", "worried", "angry", "abusive", "polite")
PATIENCE_MAX = 5

VERIFY, CONFIRM, JOURNAL = "verify", "confirm_in_writing", "journal_instruction"
APOLOGISE, CORRECT, HOLD_LINE, REFUND = "apologise", "correct", "hold_line", "refund_in_writing"
TELL_CARRIER, FLAG_PATTERN, HAND_OVER = "tell_carrier", "flag_pattern", "hand_over"
MUST = (VERIFY, CONFIRM, APOLOGISE, CORRECT, HAND_OVER, JOURNAL, HOLD_LINE, REFUND, TELL_CARRIER, FLAG_PATTERN)
"""What a scenario may ask to be done."""

EARLY_CALL, EARLY_DATA, PROMISE = "call_before_answer", "disclose_before_verified", "promise_on_hold"
NON_DEBT, SUPPRESS, CONSUMER_LAW = "bill_non_debt", "suppress_record", "cite_consumer_law_to_business"
MUST_NOT = (EARLY_CALL, EARLY_DATA, PROMISE, NON_DEBT, SUPPRESS, CONSUMER_LAW)
"""What a scenario may ask not to be done."""

APOLOGY = "apology"
"""The required utterance that is an apology."""

DISCLOSE, CALL, TELL = "disclose", "call", "tell"
MOMENTS = (*MUST, DISCLOSE, CALL, TELL)
"""What may stand in an order: left before right."""


@dataclass(frozen=True, slots=True)
class Charge:
    """A charge line, its option named in both languages."""

    id: str
    charge_line: str
    option: Words
    amount_yen: int | None

    def of(self, lang: str) -> ChargeLine:
        """Return the line as a desk takes it."""
        return ChargeLine(self.id, self.charge_line, self.option.of(lang), self.amount_yen)


@dataclass(frozen=True, slots=True)
class Telling:
    """What a person or a record gives on one fact."""

    fact: str
    value: Value
    line: str | None
    evidence: Evidence
    says: Words
    asked_well: bool = False  # comes out only when this very fact is asked for


@dataclass(frozen=True, slots=True)
class Customer:
    """Who is on the line, and what they can tell."""

    name: Words
    mood: str
    patience: int
    speech: str
    speaker: str  # who it turns out to be once asked
    opens: Words
    knows: tuple[Telling, ...]


@dataclass(frozen=True, slots=True)
class Boss:
    """A superior: what they say, when, and what they answer to a confirmation mail."""

    by: str
    name: Words
    says: str
    channel: str
    words: Words
    when: str
    answers: str
    replies: Words
    demands: str

    @property
    def instructs(self) -> bool:
        """Whether they say what is to be done."""
        return self.says != NOTHING_SAID

    @property
    def answers_mail(self) -> bool:
        """Whether the confirmation mail is answered: by whoever said bill, or by who only reads it."""
        return self.answers != NO_ANSWER


@dataclass(frozen=True, slots=True)
class Reacts:
    """What the customer does on hearing a ruling."""

    to: Ruling
    kind: str
    says: Words


@dataclass(frozen=True, slots=True)
class Expected:
    """What is to come of it."""

    rulings: Mapping[str, Ruling]
    call: str
    escalate: str
    must: tuple[str, ...]
    must_not: tuple[str, ...]
    order: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One case to practise on."""

    id: str
    title: Words
    teaches: tuple[str, ...]
    today: date
    lines: tuple[Charge, ...]
    customer: Customer
    records: tuple[Telling, ...]
    unknown: frozenset[str]
    bosses: tuple[Boss, ...]
    reactions: tuple[Reacts, ...]
    expected: Expected


@dataclass(frozen=True, slots=True)
class Point:
    """A learning point."""

    id: str
    name: Words
    why: Words
