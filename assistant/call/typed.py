"""What an operator types or presses as an answer: numbers in any width, and what an answer rests on."""

from __future__ import annotations

import re
import unicodedata

from assistant.rules.facts import UNKNOWN, Evidence, Value
from assistant.rules.policy import FactSpec

_NUMBER = re.compile(r"([0-9]{1,9})\s?(?:yen|%|[^\W\d_])?", re.IGNORECASE)  # a unit may follow
_MONEY = re.compile(r"\$?([0-9]{1,7})(?:\.([0-9]{1,2}))?\s?(?:[^\W\d_]{1,7})?", re.IGNORECASE)
_SAYS_ITSELF = {"statement_only": Evidence.CUSTOMER, "unchecked": Evidence.RECORD, UNKNOWN: Evidence.RECORD}


def read_number(text: str, places: int = 0) -> int | None:
    """Read a number in any width, with or without separators and its unit; None where it is none.

    With `places`, so many digits may stand behind the point: 9.99 with two of them is 999.
    """
    plain = unicodedata.normalize("NFKC", text).strip().replace(",", "")
    found = (_MONEY if places else _NUMBER).fullmatch(plain)
    if not found:
        return None
    behind = (found[2] or "") if places else ""
    return int(found[1] + behind.ljust(places, "0")) if len(behind) <= places else None


def usual_evidence(spec: FactSpec, answer: Value | None = None) -> Evidence:
    """Return what an answer nearly always rests on, where the operator says nothing else.

    A few answers say themselves what they rest on, whatever the pack calls usual.
    """
    if isinstance(answer, str) and answer in _SAYS_ITSELF:
        return _SAYS_ITSELF[answer]
    return Evidence(spec.usual)
