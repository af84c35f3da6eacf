"""Facts: what is held to be true of a case, and on whose word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

UNKNOWN = "unknown"
"""The value of a fact that was asked for and that nobody can tell."""

NONE_YET = "none"
"""The value of a date that has not come to pass, such as a document never delivered."""

Value = str | int
"""A choice or an ISO date (2011-10-19) is a str; whole yen and counts are an int."""


class Evidence(StrEnum):
    """What a fact rests on, strongest first."""

    DOCUMENT = "document"  # a paper or a screen that both sides can look at
    RECORD = "record"  # our own system says so
    CUSTOMER = "customer"  # the customer says so
    COLLEAGUE = "colleague"  # a leader, an agent or another operator says so


@dataclass(frozen=True, slots=True)
class Fact:
    """One answer. Evidence is None where another system stated the fact without it."""

    value: Value
    evidence: Evidence | None = None

    @property
    def known(self) -> bool:
        """Whether somebody could tell."""
        return self.value != UNKNOWN


Facts = Mapping[str, Fact]
"""A fact that is absent has not been asked about yet."""

Known = Mapping[str, str]
"""What a table is asked with: fact id to value, `unknown` included, absent left out."""


def is_day(text: str) -> bool:
    """Whether a text is a date as it is kept."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
