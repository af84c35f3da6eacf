"""An autopilot's drill as a result to be kept, like one that a person played."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from assistant.drills.debrief import learned, parts_of
from assistant.drills.result import DrillResult
from assistant.drills.watch import watch

if TYPE_CHECKING:
    from assistant.drills.run import Result
    from assistant.drills.scenario import Scenario
    from assistant.rules.decision import Judge

AUTO = "auto"


def result_of(judge: Judge, scenario: Scenario, run: Result, trainee: str, started_at: datetime) -> DrillResult:
    """Return what is kept of a drill that was played by itself. It took no time on the call clock."""
    policy, score = judge.book.policy, run.score
    return DrillResult(
        scenario=scenario.id,
        mode=AUTO,
        trainee=trainee,
        started_at=started_at,
        seconds=0,
        score=score.points,
        passed=score.passed,
        parts=parts_of(score),
        critical=score.critical,
        learned={each: learned(each, score) for each in scenario.teaches},
        taboos=tuple(watch(judge, scenario, run.trace).taboos),
        unsaid=score.unsaid,
        hints=score.hints,
        pack=policy.id,
        pack_version=policy.version,
    )
