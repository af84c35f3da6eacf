"""The stage tax: how many more questions the order of stages costs than the best order there is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from assistant.rules.ask import Planner
from assistant.rules.policy import Policy
from assistant.rules.table import Table

STATES_MAX = 50_000
FACTS_MAX = 14
WARNED = 1.25

Key = tuple[int, tuple[str, ...]]


class TooMany(Exception):
    """More states than are worth working out."""


@dataclass(frozen=True, slots=True)
class Tax:
    """Questions to be expected on one line: asked stage by stage, and in the best order."""

    line: str
    staged: float
    best: float

    @property
    def ratio(self) -> float:
        """What the stages cost; 1 costs nothing."""
        return self.staged / self.best if self.best else 1.0


def tax(policy: Policy, table: Table) -> Tax | None:
    """Work out the tax of a line under the pack's odds, every question counting one; None where it is too large."""
    if len(table.facts) > FACTS_MAX:
        return None
    specs = {name: replace(spec, cost_seconds=1) for name, spec in policy.facts.items()}
    planner = Planner(table, specs, tuple(policy.stages), policy.basis)
    try:
        staged = _Walk(table, policy, lambda alive, left: (planner.next(alive, left, left) or left[0],))
        best = _Walk(table, policy, lambda _alive, left: left)
        return Tax(table.line, staged.questions(table.full, table.facts), best.questions(table.full, table.facts))
    except TooMany:
        return None


@dataclass(slots=True)
class _Walk:
    """Expected questions from a state, trying what `choices` allows there."""

    table: Table
    policy: Policy
    choices: Callable[[int, tuple[str, ...]], tuple[str, ...]]
    _known: dict[Key, float] = field(default_factory=dict)

    def questions(self, alive: int, left: tuple[str, ...]) -> float:
        """Return how many questions are to be expected until the line is settled."""
        left = self.table.relevant(alive, left)
        if not left:
            return 0.0
        key = (alive, left)
        if key not in self._known:
            if len(self._known) > STATES_MAX:
                raise TooMany
            self._known[key] = min(self._after(name, alive, left) for name in self.choices(alive, left))
        return self._known[key]

    def _after(self, name: str, alive: int, left: tuple[str, ...]) -> float:
        odds, rest = self._odds(name), tuple(each for each in left if each != name)
        whole = sum(odds.values())
        values = ((weight, alive & self.table.ok[name][value]) for value, weight in odds.items())
        return 1 + sum(weight / whole * self.questions(rows, rest) for weight, rows in values)

    def _odds(self, name: str) -> Mapping[str, int]:
        spec = self.policy.facts.get(name)
        return {value: spec.odds.get(value, 1) if spec else 1 for value in self.table.domains[name]}
