"""What an operator types or presses as an answer: numbers in any width, and what an answer rests on."""

from __future__ import annotations

import re
import unicodedata

from assistant.rules.facts import UNKNOWN, Evidence, Value
from assistant.rules.policy import FactSpec

_NUMBER = re.compile(r"([0-9]{1,9})\s?(?:yen|%|[^\W\d_])?", re.IGNORECASE)  # a unit may follow
_SAYS_ITSELF = {"statement_only": Evidence.CUSTOMER, "unchecked": Evidence.RECORD, UNKNOWN: Evidence.RECORD}


def read_number(text: str) -> int | None:
    """Read a whole number in any width, with or without separators and its unit; None where it is none."""
    plain = unicodedata.normalize("NFKC", text).strip().replace(",", "")
    found = _NUMBER.fullmatch(plain)
    return int(found[1]) if found else None


def usual_evidence(spec: FactSpec, answer: Value | None = None) -> Evidence:
    """Return what an answer nearly always rests on, where the operator says nothing else.

    A few answers say themselves what they rest on, whatever the pack calls usual.
    """
    if isinstance(answer, str) and answer in _SAYS_ITSELF:
        return _SAYS_ITSELF[answer]
    return Evidence(spec.usual)
