"""Events: what happened on a case. A closed list; a released kind never changes meaning.

`encode` keeps words that are personal data apart: outside the sealed bytes, so that they can be erased.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from assistant.call.answers import KINDS as FROM_FLOOR
from assistant.call.answers import FromFloor
from assistant.call.kept_json import frozen, plain, private
from assistant.call.signed import OverrideSigned
from assistant.rules.facts import Value


@dataclass(frozen=True, slots=True)
class Opened:
    """A case was opened under this version of a pack."""

    pack: str
    version: str
    digest: str
    example: bool = False


@dataclass(frozen=True, slots=True)
class LineAdded:
    """A charge line came into dispute. The option's name is a product name, not personal."""

    line: str
    charge_line: str
    option: str = ""
    amount_yen: int | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """A fact was given or corrected; `line` is None where it holds for the whole case."""

    fact: str
    value: Value
    evidence: str | None
    line: str | None = None
    undo: bool = False  # taken back by z: not said anew


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A fact was taken back: it counts as not asked."""

    fact: str
    line: str | None = None
    undo: bool = False  # taken back by z: not said anew


@dataclass(frozen=True, slots=True)
class Instructed:
    """A superior said what to do. `by` is a rung, `says` is bill or do_not_bill."""

    by: str
    channel: str
    at: str
    says: str
    name: str = private()
    words: str = private()


@dataclass(frozen=True, slots=True)
class InstructionWithdrawn:
    """The instruction at this place of the list was taken back."""

    index: int


@dataclass(frozen=True, slots=True)
class Moved:
    """The case went to another step."""

    step: str
    trigger: str


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision was shown as settled, on these grounds; rule ids are the reason code."""

    rulings: Mapping[str, str]
    rules: Mapping[str, tuple[str, ...]]
    sources: tuple[str, ...]
    facts: Mapping[str, Value]
    regime: str | None
    version: str
    digest: str


@dataclass(frozen=True, slots=True)
class MailDrafted:
    """The confirmation mail was written to disk."""

    tone: str
    to: str
    cc: str
    file: str


@dataclass(frozen=True, slots=True)
class Replied:
    """A superior answered the confirmation mail; `says` is bill or do_not_bill."""

    by: str
    says: str
    name: str = private()
    words: str = private()


@dataclass(frozen=True, slots=True)
class Told:
    """The customer was told the ruling on a line."""

    line: str
    ruling: str


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The case, or the call, was handed to a rung."""

    to: str
    why: str
    note: str = private()


@dataclass(frozen=True, slots=True)
class Noted:
    """A note in the operator's own words."""

    words: str = private()


@dataclass(frozen=True, slots=True)
class PromiseMade:
    """Something was promised: `what` is callback, reply_by, hold or refund; `due` a day or a moment, in ISO form.

    A promise of the same kind on the same line takes the place of an earlier one.
    """

    what: str
    due: str
    line: str | None = None


@dataclass(frozen=True, slots=True)
class PromiseKept:
    """A promise is no longer open: it was kept, or it lapsed before anybody was told of it."""

    what: str
    line: str | None = None
    how: str = "kept"  # kept or lapsed


@dataclass(frozen=True, slots=True)
class ProposalAnswered:
    """A person answered what was heard: `outcome` is confirmed, corrected or rejected.

    `start` and `end` are the clause in the words as they were said; it is kept whatever became of it.
    """

    claim: str
    value: str
    fact: str
    outcome: str
    pattern: str
    pack: str  # the version of the pack that heard it
    start: int
    end: int
    quote: str = private()


@dataclass(frozen=True, slots=True)
class ProposalReopened:
    """A rejection was taken back: what was heard waits for a person again."""

    claim: str
    value: str
    fact: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Ticked:
    """A required utterance was made; where `said` is false, it was not after all. `pattern`: what heard it, if any."""

    what: str
    said: bool = True
    pattern: str = ""
    pack: str = ""  # the version of the pack in force
    start: int = 0
    end: int = 0
    undo: bool = False
    quote: str = private()


@dataclass(frozen=True, slots=True)
class DayPretended:
    """What follows was decided as of this day, not of the clock's; an empty day ends it."""

    day: str


Event = (
    Opened
    | LineAdded
    | Answered
    | Withdrawn
    | Instructed
    | InstructionWithdrawn
    | Moved
    | Decided
    | MailDrafted
    | Replied
    | Told
    | HandedOver
    | Noted
    | PromiseMade
    | PromiseKept
    | ProposalAnswered
    | ProposalReopened
    | Ticked
    | DayPretended
    | OverrideSigned
    | FromFloor
)

KINDS: Mapping[str, tuple[type[Any], int]] = {
    "case.opened": (Opened, 1),
    "line.added": (LineAdded, 1),
    "fact.answered": (Answered, 1),
    "fact.withdrawn": (Withdrawn, 1),
    "instruction.given": (Instructed, 1),
    "instruction.withdrawn": (InstructionWithdrawn, 1),
    "step.moved": (Moved, 1),
    "decision.reached": (Decided, 1),
    "mail.drafted": (MailDrafted, 1),
    "instruction.confirmed": (Replied, 1),
    "customer.told": (Told, 1),
    "case.handed_over": (HandedOver, 1),
    "note.written": (Noted, 1),
    "promise.made": (PromiseMade, 1),
    "promise.kept": (PromiseKept, 1),
    "proposal.answered": (ProposalAnswered, 1),
    "proposal.reopened": (ProposalReopened, 1),
    "utterance.ticked": (Ticked, 1),
    "day.pretended": (DayPretended, 1),
    "override.signed": (OverrideSigned, 1),
    **FROM_FLOOR,
}
"""Kind on disk to its class and version. Old versions are read by upcasting, never rewritten."""

_KIND_OF = {kind: name for name, (kind, _) in KINDS.items()}


@dataclass(frozen=True, slots=True)
class Encoded:
    """An event ready to be kept: `private` holds what must stay outside the sealed bytes."""

    kind: str
    version: int
    data: Mapping[str, Any]
    private: Mapping[str, str]


def encode(event: Event) -> Encoded:
    """Take an event apart for the journal. Empty private words are left out."""
    kind = _KIND_OF[type(event)]
    data: dict[str, Any] = {}
    secret: dict[str, str] = {}
    for spec in fields(event):
        value = getattr(event, spec.name)
        if not spec.metadata.get("private"):
            data[spec.name] = plain(value)
        elif value:
            secret[spec.name] = value
    return Encoded(kind, KINDS[kind][1], data, secret)


def decode(kind: str, version: int, data: Mapping[str, Any], secret: Mapping[str, str]) -> Event | None:
    """Put an event together again; None where the kind or version is not ours to know.

    Private words that were erased come back empty.
    """
    known = KINDS.get(kind)
    if known is None or version > known[1]:
        return None
    values = {name: frozen(value) for name, value in data.items()}
    event: Event = known[0](**values, **secret)
    return event
