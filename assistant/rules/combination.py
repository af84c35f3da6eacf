"""Combinations: what the tables see of a past case, kept so that it can be decided again.

A combination is only comparable within one fact schema: the choices of a pack, how
they are derived, and the date its regimes go by. Under another schema it is made anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assistant.rules.compile import Rulebook
from assistant.rules.decision import value_of
from assistant.rules.derive import day_of
from assistant.rules.facts import Facts, Known
from assistant.rules.policy import FactSpec, Policy, Ruling
from assistant.rules.regimes import Regime
from assistant.rules.table import REGIME


@dataclass(frozen=True, slots=True)
class Combination:
    """What the tables see of a line: the choices known, and the day by which its regime is found."""

    values: Known
    basis_on: date  # the basis date, else the day of the decision: it lies no later
    basis_known: bool


@dataclass(frozen=True, slots=True)
class Redecided:
    """What a combination comes to under a rulebook. A line that stays open is held, as it is when recorded."""

    ruling: Ruling
    rules: tuple[str, ...]
    settled: bool


def schema_of(policy: Policy) -> str:
    """Return a digest of all that a combination depends on, the rules apart."""
    choices = [
        [
            name,
            list(spec.values),
            spec.derived,
            sorted((value, day.isoformat()) for value, day in spec.exists_from.items()),
        ]
        for name, spec in policy.facts.items()
        if _counts(spec)
    ]
    dates = [name for name, spec in policy.facts.items() if spec.kind != "choice"]
    text = json.dumps([policy.id, choices, dates, policy.basis, list(policy.lines)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _counts(spec: FactSpec) -> bool:
    """Whether a table may be asked with it: an inert fact never is."""
    return spec.kind == "choice" and not spec.inert


def combination_of(policy: Policy, facts: Facts, today: date) -> Combination:
    """Return what every table of the pack would see of these facts on that day."""
    values: dict[str, str] = {}
    for name, spec in policy.facts.items():
        if _counts(spec):
            value, _, _ = value_of(policy, name, facts, today, [])
            if value is not None:
                values[name] = value
    basis = day_of(facts, policy.basis)
    if isinstance(basis, date) and basis <= today:
        return Combination(values, basis, basis_known=True)
    return Combination(values, today, basis_known=False)


def redecide(book: Rulebook, line: str, values: Known, regime: Regime, *, basis_known: bool) -> Redecided:
    """Decide a combination whose `basis_on` lies in this regime; the pack's last day is left to the caller."""
    table = book.tables[line]
    known = {name: value for name, value in values.items() if name in table.ok}
    regimes = (regime.id,) if basis_known else _possible(book, known, regime)
    if REGIME in table.ok and len(regimes) == 1:
        known[REGIME] = regimes[0]
    possible = table.rulings(table.alive(known, regimes))
    if len(possible) != 1:
        return Redecided(Ruling.HOLD, (book.policy.undecided.id,), settled=False)
    rules = tuple(rule.id for rule in table.deciding(known, possible[0]))
    return Redecided(possible[0], rules, settled=True)


def _possible(book: Rulebook, known: Mapping[str, str], latest: Regime) -> tuple[str, ...]:
    """Return the regimes up to `latest`, from the first in which every value known existed."""
    specs = book.policy.facts
    bounds = [specs[name].exists_from[value] for name, value in known.items() if value in specs[name].exists_from]
    first = max(bounds, default=date.min)
    found = tuple(each.id for each in book.regimes if each.since <= latest.since and first <= each.until)
    return found or (book.regimes[-1].id,)
