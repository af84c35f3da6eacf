"""Similar cases: the same option registered in place of the same other one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType

from assistant.call.case import Case, ChargeLine
from assistant.call.script import ORDERED
from assistant.rules.facts import Evidence, Fact

SIMILAR = "similar_cases_30d"
DAYS = 30
DISPUTED = "disputed_option"

Pair = tuple[str, str]
"""The option ordered, and the one registered instead."""


def wrong_pair(lines: Iterable[ChargeLine]) -> Pair | None:
    """Return which option was registered for which, or None where that is not known."""
    held = tuple(lines)
    wrong = next((line.option for line in held if line.charge_line == DISPUTED), "")
    ordered = next((line.option for line in held if line.charge_line == ORDERED), "")
    return (ordered, wrong) if ordered and wrong else None


def counted(case: Case, cases: int) -> Case:
    """Return the case with what the journal counted; nobody can state it away (P20)."""
    stated = case.facts.get(SIMILAR)
    held = stated.value if stated and isinstance(stated.value, int) else 0
    if cases <= held:
        return case
    return replace(case, facts=MappingProxyType({**case.facts, SIMILAR: Fact(cases, Evidence.RECORD)}))
