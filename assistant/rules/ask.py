"""The next question: stages in order, and the cheapest plan inside a stage.

Inside the earliest stage that still has a fact that matters, the expected cost of
every order of asking is worked out exactly (the stage is small); the pack pins the
costs and odds, so two operators with the same case get the same question.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.rules.policy import FactSpec
from assistant.rules.table import REGIME, Table

STATES_MAX = 4_000


@dataclass(slots=True)
class Planner:
    """Plans questions for one table; remembers what it worked out, for all cases alike."""

    table: Table
    specs: Mapping[str, FactSpec]
    stages: tuple[str, ...]
    basis: str  # the fact whose date selects the regime
    _costs: dict[tuple[int, tuple[str, ...], tuple[str, ...], str], tuple[float, str]] = field(
        init=False, default_factory=dict
    )

    def stage_of(self, name: str) -> str:
        """Return the stage a fact of the table is asked in; the regime goes with the dates."""
        return self.specs[self.basis if name == REGIME else name].asked_in

    def next(self, alive: int, absent: tuple[str, ...], askable: tuple[str, ...]) -> str | None:
        """Return the fact to ask for now, or None where nothing left to ask matters."""
        relevant = [name for name in self.table.relevant(alive, absent) if name in askable]
        for stage in self.stages:
            here = tuple(name for name in relevant if self.stage_of(name) == stage)
            if here:
                return self._cheapest(alive, absent, stage, tuple(n for n in askable if self.stage_of(n) == stage))
        return None

    def _cheapest(self, alive: int, absent: tuple[str, ...], stage: str, askable: tuple[str, ...]) -> str:
        key = (alive, absent, askable, stage)
        if key not in self._costs:
            if len(self._costs) > STATES_MAX:
                self._costs.clear()
            self._cost(alive, absent, askable, stage)
        return self._costs[key][1]

    def _cost(self, alive: int, absent: tuple[str, ...], askable: tuple[str, ...], stage: str) -> float:
        """Return the expected seconds until no fact of the stage matters any more."""
        matter = set(self.table.relevant(alive, absent))
        here = [name for name in askable if name in matter and name in absent]
        if not here:
            return 0.0
        key = (alive, absent, askable, stage)  # the same gap can be asked in one case and be unknown in another
        known = self._costs.get(key)
        if known is not None:
            return known[0]
        best = (float("inf"), here[0])
        for name in here:
            cost = self._seconds(name) + self._after(name, alive, absent, askable, stage, best[0])
            if cost < best[0]:
                best = (cost, name)
        self._costs[key] = best
        return best[0]

    def _after(  # noqa: PLR0913, PLR0917  # one state of the plan is all of these
        self, name: str, alive: int, absent: tuple[str, ...], askable: tuple[str, ...], stage: str, most: float
    ) -> float:
        left = tuple(each for each in absent if each != name)
        open_ = tuple(each for each in askable if each != name)
        odds = self._odds(name)
        whole, cost = sum(odds.values()), 0.0
        for value, weight in odds.items():
            cost += weight / whole * self._cost(alive & self.table.ok[name][value], left, open_, stage)
            if cost >= most:
                break
        return cost

    def _seconds(self, name: str) -> float:
        return float(self.specs[name].cost_seconds) if name in self.specs else 10.0

    def _odds(self, name: str) -> dict[str, int]:
        given = self.specs[name].odds if name in self.specs else {}
        return {value: given.get(value, 1) for value in self.table.domains[name]}
