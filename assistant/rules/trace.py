"""The whole proof of a decision: every rule in its layer, whether it spoke, and what kept it from speaking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assistant.rules.policy import Rule
from assistant.rules.table import REGIME, Table


@dataclass(frozen=True, slots=True)
class Heard:
    """One rule as it met a case: it holds, it does not, or (None) a fact nobody asked decides it."""

    rule: Rule
    holds: bool | None
    by: str | None  # the fact that speaks against it, or the one still missing
    later: bool  # an earlier layer has spoken already


def trace(table: Table, known: Mapping[str, str]) -> Iterator[Heard]:
    """Walk the rules of a line in order of layer, over what is known."""
    spoken: str | None = None
    for at, rule in enumerate(table.rules):
        holds, by = _met(table, at, known)
        yield Heard(rule, holds, by, spoken is not None and rule.layer != spoken)
        if holds and spoken is None:
            spoken = rule.layer


def _met(table: Table, at: int, known: Mapping[str, str]) -> tuple[bool | None, str | None]:
    names = [*table.rules[at].when, *([REGIME] if REGIME in table.facts else [])]
    missing = None
    for name in names:
        value = known.get(name)
        if value is not None and not table.rule_ok[name][value] >> at & 1:
            return False, name
        if value is None and any(not ok >> at & 1 for ok in table.rule_ok[name].values()):
            missing = missing or name
    return (True, None) if missing is None else (None, missing)
