"""Roles: which of a pack's own words play a part that the program knows.

The program never names a fact, a charge line or an action of one pack. What it has
to find, it finds by its role here; what every pack must have, `HOUSE` lists.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.rules.policy import FactSpec, Policy, Test, Words

HOUSE: Mapping[str, frozenset[str]] = {
    "speaker": frozenset({"contract_holder_verified", "agent_verified", "unverified", "third_party"}),
    "direction": frozenset({"outbound", "inbound"}),
    "customer_kind": frozenset({"consumer", "business"}),
    "decision_date": frozenset(),
    "charge_line": frozenset(),
    "disputed": frozenset({"yes", "no"}),
    "instruction": frozenset({"none", "bill_oral", "bill_written", "do_not_bill"}),
    "instruction_reply": frozenset({"none", "bill", "do_not_bill"}),
    "customer_request": frozenset({"superior", "regulator"}),
    "conduct_flag": frozenset({"abusive_act"}),
}
"""The facts the program itself asks for, sets or reads, with the values it knows; a pack may have more of each."""

MONEY: Mapping[str, int] = {"yen": 0, "cents": 2}
"""Kinds of fact that are an amount, and how many of its last digits stand behind the point."""

DEEDS = frozenset({"correct", "tell_carrier", "flag_pattern", "refund"})
"""What an action may come to, done away from the desk."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the records show, in a word for whoever takes over: said where `when` is so."""

    when: Test
    says: Words


@dataclass(frozen=True, slots=True)
class Roles:
    """The parts, and who plays them."""

    disputed: str  # the kind of charge line a case is about
    ordered: str  # the kind of line for what was really ordered; empty where a pack has none
    provider_error: Test  # an error of our side, as our records confirm it
    corrected_on: str  # the date on which it is put right; empty where a pack has none
    carrier_claim: str  # the argument that somebody upstream charges us; empty where a pack has none
    no_reasons: tuple[str, ...]  # what people most often take for a reason, and what is not one
    shown: tuple[Shown, ...]  # the first that is so is said


def money_of(policy: Policy) -> FactSpec:
    """Return the fact that holds the amount of a charge line: its kind is the pack's currency."""
    return next(spec for spec in policy.facts.values() if spec.kind in MONEY and spec.scope == "line")


def untouched(policy: Policy) -> frozenset[str]:
    """Return the kinds of charge line that no case ever touches."""
    kinds = {rule.line for rule in policy.rules}
    return frozenset(kind for kind in kinds if {r.ruling for r in policy.rules if r.line == kind} == {"untouched"})
