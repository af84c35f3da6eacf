"""The score of a drill: by what came of it, never by whether it went one certain way. Pure.

Some things fail a drill whatever the points; `CRITICAL` names them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assistant.drills import deeds as do
from assistant.drills import scenario as sc
from assistant.drills.watch import FALSE, Watch, watch
from assistant.rules.decision import Judge
from assistant.rules.policy import Policy

CRITICAL = {
    sc.NON_DEBT: "billed_non_debt",
    sc.EARLY_DATA: "disclosed_before_verification",
    FALSE: "false_statement",
    sc.PROMISE: "promised_on_hold",
    sc.SUPPRESS: "suppressed_record",
}
"""What fails a drill whatever the points, and how it is reported."""

PASSED_FROM = 80
RULING, DUTY, DETAIL = 3, 2, 1
"""What a ruling, a must or a must-not, and anything else weigh."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing a drill is scored by."""

    kind: str  # ruling, must, must_not, order, call, escalate or words
    name: str
    right: bool
    weight: int


@dataclass(frozen=True, slots=True)
class Score:
    """What a drill comes to."""

    marks: tuple[Mark, ...]
    critical: tuple[str, ...]
    rulings: Mapping[str, str]

    @property
    def points(self) -> int:
        """Of a hundred; a hundred only where everything was right."""
        return 100 * sum(each.weight for each in self.marks if each.right) // sum(each.weight for each in self.marks)

    @property
    def passed(self) -> bool:
        """Whether it counts as passed."""
        return not self.critical and self.points >= PASSED_FROM

    def of(self, kind: str) -> dict[str, bool]:
        """Return the marks of a kind by name."""
        return {each.name: each.right for each in self.marks if each.kind == kind}


def score(judge: Judge, scenario: sc.Scenario, trace: do.Trace) -> Score:
    """Score what happened in a drill."""
    seen = watch(judge, scenario, trace)
    critical = tuple(said for fault, said in CRITICAL.items() if fault in seen.faults)
    marks = tuple(_marks(judge.book.policy, scenario, seen))
    return Score(marks, critical, {each.id: seen.rulings.get(each.id, "") for each in scenario.lines})


def _marks(policy: Policy, scenario: sc.Scenario, seen: Watch) -> Iterator[Mark]:
    wanted = scenario.expected
    for line, ruling in wanted.rulings.items():
        yield Mark("ruling", line, seen.rulings.get(line) == ruling.value, RULING)
    for name in wanted.must:
        yield Mark("must", name, _done(scenario, seen, name), DUTY)
    for name in wanted.must_not:
        yield Mark("must_not", name, name not in seen.faults, DUTY)
    for left, right in wanted.order:
        yield Mark("order", f"{left}<{right}", _in_order(seen, left, right), DETAIL)
    if wanted.call == "wait":
        yield Mark("call", "wait", sc.EARLY_CALL not in seen.faults, DETAIL)
    if wanted.escalate not in {"", sc.NO_ANSWER}:
        yield Mark("escalate", wanted.escalate, _as_high(policy, seen, wanted.escalate), DETAIL)
    yield Mark("words", "taboos", not seen.taboos, DETAIL)


def _done(scenario: sc.Scenario, seen: Watch, name: str) -> bool:
    if name == sc.JOURNAL:
        return not unrecorded(seen)
    if name == sc.HOLD_LINE:
        held = {line for line, ruling in scenario.expected.rulings.items() if ruling.value == "hold"}
        return bool(seen.held) and held <= seen.held
    return name in seen.first


def unrecorded(seen: Watch) -> Counter[tuple[str, str]]:
    """Return the instructions that were heard and are not in the record."""
    return Counter((each.by, each.says) for each in seen.heard) - Counter(
        (each.by, each.says) for each in seen.case.instructions
    )


def _in_order(seen: Watch, left: str, right: str) -> bool:
    """Whether the left came before the right; where the right never came there is no order to break."""
    return right not in seen.first or (left in seen.first and seen.first[left] <= seen.first[right])


def _as_high(policy: Policy, seen: Watch, rung: str) -> bool:
    order = [each.id for each in policy.ladder]
    return any(order.index(each) >= order.index(rung) for each in seen.reached if each in order)
