"""The wrong card: now and then a proposal that is not what the customer said, for the trainee to catch.

Which one, and whether there is one, follows from the scenario and a seed alone.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from assistant.drills.watch import WRONG_CARD
from assistant.hearing import Waiting, line_for
from assistant.listen.heard import DIRECT, Proposal

if TYPE_CHECKING:
    from assistant.desk import Desk
    from assistant.drills.scenario import Scenario, Telling
    from assistant.rules.facts import Value
    from assistant.rules.policy import Policy

ONE_IN = 3
"""In one of so many drills every card is right; nobody may learn that there is always a wrong one."""


def misheard(scenario: Scenario, policy: Policy, seed: int) -> tuple[Telling, Value] | None:
    """Return what the customer says that will be heard wrong, and as what; None where all is heard right."""
    drawn = zlib.crc32(f"{scenario.id}/{seed}".encode())
    found = [(each, others) for each in scenario.customer.knows if (others := _others(scenario, policy, each))]
    if not found or drawn % ONE_IN == 0:
        return None
    telling, others = found[drawn // ONE_IN % len(found)]
    return telling, others[drawn // 7 % len(others)]


def card(desk: Desk, telling: Telling, value: Value, lang: str) -> Waiting:
    """Return the card: the customer's very words, taken for something else."""
    said = telling.says.of(lang)
    spec = desk.policy.facts[telling.fact]
    proposal = Proposal(telling.fact, str(value), said, 0, len(said), DIRECT, WRONG_CARD, (0, len(said)))
    return Waiting(proposal, said, telling.fact, value, telling.line or line_for(desk, spec))


def _others(scenario: Scenario, policy: Policy, telling: Telling) -> list[Value]:
    """Return the values nobody would give this fact: neither the customer nor our records."""
    told = {each.value for each in (*scenario.customer.knows, *scenario.records) if each.fact == telling.fact}
    spec = policy.facts[telling.fact]
    return [each for each in spec.values if each not in told] if spec.kind == "choice" else []
