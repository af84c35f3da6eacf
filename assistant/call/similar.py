"""Similar cases: the same option registered in place of the same other one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType

from assistant.call.case import Case, ChargeLine
from assistant.rules.facts import Evidence, Fact
from assistant.rules.roles import Roles

SIMILAR = "similar_cases_30d"
DAYS = 30
Pair = tuple[str, str]
"""The option ordered, empty where a pack knows no such thing, and the one charged instead."""


def wrong_pair(lines: Iterable[ChargeLine], roles: Roles) -> Pair | None:
    """Return which option was charged for which, or None where that is not known."""
    held = tuple(lines)
    wrong = next((line.option for line in held if line.charge_line == roles.disputed), "")
    ordered = next((line.option for line in held if line.charge_line == roles.ordered), "")
    return (ordered, wrong) if wrong and (ordered or not roles.ordered) else None


def counted(case: Case, cases: int) -> Case:
    """Return the case with what the journal counted; nobody can state it away (P20)."""
    stated = case.facts.get(SIMILAR)
    held = stated.value if stated and isinstance(stated.value, int) else 0
    if cases <= held:
        return case
    return replace(case, facts=MappingProxyType({**case.facts, SIMILAR: Fact(cases, Evidence.RECORD)}))
