"""One scenario, one autopilot, one result: what `assistant drill run` answers with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assistant import shelf
from assistant.drills.autopilot import AUTOPILOTS
from assistant.drills.deeds import Trace, plain
from assistant.drills.drill import played
from assistant.drills.scenario import Scenario
from assistant.drills.score import Score, score
from assistant.rules.decision import Judge


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a drill."""

    scenario: str
    auto: str
    score: Score
    trace: Trace


def run(scenario: Scenario, auto: str, lang: str, pack: str = shelf.DEFAULT) -> Result:
    """Play a scenario by an autopilot, at a desk that is gone afterwards, and score it."""
    with played(scenario, lang, pack) as drill:
        AUTOPILOTS[auto](drill)
        trace = drill.trace()
    return Result(scenario.id, auto, score(Judge(shelf.take(pack)), scenario, trace), trace)


def result_json(result: Result) -> dict[str, Any]:
    """Return a result as plain JSON values."""
    return {
        "scenario": result.scenario,
        "auto": result.auto,
        "score": result.score.points,
        "passed": result.score.passed,
        "critical": list(result.score.critical),
        "must": result.score.of("must"),
        "must_not": result.score.of("must_not"),
        "rulings": dict(result.score.rulings),
        "marks": [
            {"kind": each.kind, "name": each.name, "right": each.right, "weight": each.weight}
            for each in result.score.marks
        ],
        "events": [plain(each) for each in result.trace],
    }
