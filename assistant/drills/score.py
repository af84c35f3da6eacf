"""The score of a drill: by what came of it, never by whether it went one certain way. Pure.

Some things fail a drill whatever the points; `CRITICAL` names them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assistant.drills import deeds as do
from assistant.drills import personas
from assistant.drills import scenario as sc
from assistant.drills.truth import SPEAKER
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

HINT_COSTS = 3
"""What each hint takes off the points."""

SECONDS_OF_A_CALL, SECONDS_OF_A_FACT = 300, 30
"""How long a call may take: so long, and so long again for every fact that has to be found."""

HOLDS_MAX = 1
PASSED_FROM = 80
RULING, DUTY, DETAIL = 3, 2, 1
"""What a ruling, a must or a must-not, and anything else weigh."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing a drill is scored by."""

    kind: str  # ruling, must, must_not, order, call, escalate, words, time, patience or cards
    name: str
    right: bool
    weight: int


@dataclass(frozen=True, slots=True)
class Conduct:
    """How a person played it, which no autopilot has: the time it took, and whether they decided by hand."""

    seconds: int
    by_hand: bool
    required: tuple[str, ...] = ()  # the utterances that had to be heard


@dataclass(frozen=True, slots=True)
class Score:
    """What a drill comes to."""

    marks: tuple[Mark, ...]
    critical: tuple[str, ...]
    rulings: Mapping[str, str]
    hints: int = 0
    unsaid: tuple[str, ...] = ()  # the required utterances nobody heard

    @property
    def points(self) -> int:
        """Of a hundred; a hundred only where everything was right and no hint was asked for."""
        full = 100 * sum(each.weight for each in self.marks if each.right) // sum(each.weight for each in self.marks)
        return max(0, full - HINT_COSTS * self.hints)

    @property
    def passed(self) -> bool:
        """Whether it counts as passed."""
        return not self.critical and self.points >= PASSED_FROM

    def of(self, kind: str) -> dict[str, bool]:
        """Return the marks of a kind by name."""
        return {each.name: each.right for each in self.marks if each.kind == kind}


def score(judge: Judge, scenario: sc.Scenario, trace: do.Trace, conduct: Conduct | None = None) -> Score:
    """Score what happened in a drill; how it was conducted counts where a person played it."""
    seen = watch(judge, scenario, trace, by_hand=conduct is not None and conduct.by_hand)
    critical = tuple(said for fault, said in CRITICAL.items() if fault in seen.faults)
    marks = tuple(_marks(judge.book.policy, scenario, seen))
    rulings = {each.id: seen.rulings.get(each.id, "") for each in scenario.lines}
    if conduct is None:
        return Score(marks, critical, rulings)
    unsaid = tuple(each for each in conduct.required if not _heard(seen, each))
    return Score((*marks, *_conducted(scenario, seen, conduct, unsaid)), critical, rulings, seen.hints, unsaid)


def seconds_for(scenario: sc.Scenario) -> int:
    """Return how long the call of a scenario may take."""
    found = {each.fact for each in (*scenario.customer.knows, *scenario.records)}
    return SECONDS_OF_A_CALL + SECONDS_OF_A_FACT * len(found)


def questions_for(scenario: sc.Scenario) -> int:
    """Return how many questions the customer bears; never fewer than there is to ask."""
    return max(personas.lasts(scenario), len(scenario.customer.knows) + 1)


def _heard(seen: Watch, tick: str) -> bool:
    return tick in seen.ticks or (tick == sc.APOLOGY and sc.APOLOGISE in seen.first)


def _conducted(scenario: sc.Scenario, seen: Watch, conduct: Conduct, unsaid: tuple[str, ...]) -> Iterator[Mark]:
    """Mark the time and the patience a call took; who is speaking may be asked twice, once for each of us."""
    again = [asked for asked, times in seen.asked.items() if times > 1 and asked[0] != SPEAKER]
    yield Mark("time", "call", conduct.seconds <= seconds_for(scenario), DETAIL)
    yield Mark("patience", "asked_again", not again, DETAIL)
    yield Mark("patience", "questions", seen.asked.total() <= questions_for(scenario), DETAIL)
    yield Mark("patience", "holds", seen.holds <= HOLDS_MAX, DETAIL)
    if conduct.required:
        yield Mark("words", "required", not unsaid, DETAIL)
    if seen.cards:
        yield Mark("cards", "wrong_card", not seen.fell_for, DETAIL)


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
