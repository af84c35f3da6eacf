"""What was heard: proposals, warnings, chips and taboos. Claims, never facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

CUSTOMER, OPERATOR = "customer", "operator"
SPEAKERS = (CUSTOMER, OPERATOR)
DIRECT, TOPIC, UNSURE, HEARSAY, CONFLICT = "direct", "topic", "unsure", "hearsay", "conflict"
REASONS = (DIRECT, TOPIC, UNSURE, HEARSAY, CONFLICT)
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A claim somebody made, to be confirmed by a person or left alone.

    The quote is the whole clause, `start` to `end` of the original text; `mark` is
    the part of it that was understood.
    """

    claim: str
    value: str
    quote: str
    start: int
    end: int
    reason: str
    pattern: str
    mark: tuple[int, int]
    facts: tuple[tuple[str, str], ...] = ()  # what it would answer, once confirmed


@dataclass(frozen=True, slots=True)
class Warned:
    """Something an operator must know at once: a superior is wanted, a regulator was named."""

    kind: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Slip:
    """Something we said that must not be said, and the better sentence."""

    taboo: str
    level: str
    quote: str
    better: str


@dataclass(frozen=True, slots=True)
class Heard:
    """One utterance, understood as far as it can be."""

    text: str
    proposals: tuple[Proposal, ...] = ()
    warnings: tuple[Warned, ...] = ()
    chips: tuple[str, ...] = ()  # facts touched but not understood
    taboos: tuple[Slip, ...] = ()

    def json(self) -> Mapping[str, Any]:
        """Return what `assistant listen` prints for one line."""
        return {
            "text": self.text,
            "proposals": [
                {
                    "claim": each.claim,
                    "value": each.value,
                    "quote": each.quote,
                    "start": each.start,
                    "end": each.end,
                    "reason": each.reason,
                    "pattern": each.pattern,
                }
                for each in self.proposals
            ],
            "warnings": [{"kind": each.kind, "quote": each.quote} for each in self.warnings],
            "chips": list(self.chips),
            "taboos": [{"level": each.level, "quote": each.quote, "better": each.better} for each in self.taboos],
        }
