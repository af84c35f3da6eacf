"""The debrief of a drill: what came of it, what was right and why, and what would have been better. Pure.

It is gathered once, as values in both languages; the screen, plain lines and JSON all tell the same.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from assistant.call.rendering import tick_name
from assistant.call.script import Scene, script
from assistant.drills import scenario as sc
from assistant.drills.result import DrillResult, PartPoints
from assistant.drills.score import HINT_COSTS, Conduct, Mark, Score, score, seconds_for
from assistant.drills.steps_told import Told, timeline
from assistant.drills.truth import case_of, verified
from assistant.drills.watch import FALSE, Watch, watch
from assistant.drills.words import both, has
from assistant.rules.policy import Ruling, Words

if TYPE_CHECKING:
    from assistant.call.verdict import Verdict
    from assistant.drills.play import Play
    from assistant.rules.decision import Judge
    from assistant.rules.policy import Policy

_RULED = ("ruling:*",)
_SAID_OF_A_RULING = frozenset({"ruling", "hold"})


@dataclass(frozen=True, slots=True)
class Line:
    """One charge: what it comes to and why, and what the trainee made of it."""

    id: str
    about: Words
    ruling: str
    name: Words
    yours: str
    yours_name: Words | None
    why: tuple[Words, ...]
    cites: tuple[Words, ...]

    @property
    def right(self) -> bool:
        """Whether the trainee's ruling is the right one."""
        return self.ruling == self.yours


@dataclass(frozen=True, slots=True)
class Better:
    """A sentence that would have been better, and what was said instead, if anything was."""

    said: Words | None
    better: Words
    why: Words


@dataclass(frozen=True, slots=True)
class Learned:
    """A learning point, and whether this drill showed it."""

    point: sc.Point
    passed: bool


@dataclass(frozen=True, slots=True)
class Debrief:
    """What a trainee is told after a drill."""

    title: Words
    mode: str
    score: Score
    seconds: int
    limit: int
    lines: tuple[Line, ...]
    missed: tuple[tuple[Mark, Words], ...]
    better: tuple[Better, ...]
    learned: tuple[Learned, ...]
    timeline: tuple[Told, ...]
    taboos: tuple[str, ...]
    unsaid: tuple[Words, ...]

    def lost(self, mark: Mark) -> int:
        """Return what a mark is worth of a hundred."""
        return round(100 * mark.weight / sum(each.weight for each in self.score.marks))

    @property
    def parts(self) -> dict[str, PartPoints]:
        """Return the points by part."""
        return parts_of(self.score)


def parts_of(result: Score) -> dict[str, PartPoints]:
    """Return the points of a score by part."""
    found: dict[str, PartPoints] = {}
    for mark in result.marks:
        held = found.get(mark.kind, PartPoints(0, 0))
        found[mark.kind] = PartPoints(held.got + mark.weight * mark.right, held.of + mark.weight)
    return found


def debrief(judge: Judge, play: Play, points: Mapping[str, sc.Point]) -> Debrief:
    """Gather the debrief of a drill as it stands."""
    scenario, trace, policy = play.scenario, play.drill.trace(), judge.book.policy
    case, verdict = case_of(judge, scenario)
    scene = Scene(policy, case, "", verdict, scenario.today, play.lang)
    seen = watch(judge, scenario, trace, by_hand=not play.helped)
    required = _required(scenario, scene, seen)
    conduct = Conduct(play.clock.seconds(), not play.helped, required)
    result = score(judge, scenario, trace, conduct)
    return Debrief(
        title=scenario.title,
        mode=play.mode,
        score=result,
        seconds=conduct.seconds,
        limit=seconds_for(scenario),
        lines=tuple(_lines(policy, scenario, verdict, result)),
        missed=tuple((each, named(policy, scenario, each)) for each in result.marks if not each.right),
        better=tuple(_better(policy, scenario, scene, seen, result)),
        learned=tuple(Learned(points[e], learned(e, result)) for e in scenario.teaches if e in points),
        timeline=tuple(timeline(policy, scenario, trace, play.drill.moments)),
        taboos=tuple(seen.taboos),
        unsaid=tuple(Words(tick_name(each, "ja"), tick_name(each, "en")) for each in result.unsaid),
    )


def result_of(judge: Judge, play: Play, told: Debrief, trainee: str) -> DrillResult:
    """Return what is kept of a drill."""
    return DrillResult(
        scenario=play.scenario.id,
        mode=play.mode,
        trainee=trainee,
        started_at=play.started_at,
        seconds=told.seconds,
        score=told.score.points,
        passed=told.score.passed,
        parts=told.parts,
        critical=told.score.critical,
        learned={each.point.id: each.passed for each in told.learned},
        taboos=told.taboos,
        unsaid=told.score.unsaid,
        hints=told.score.hints,
        pack=judge.book.policy.id,
        pack_version=judge.book.policy.version,
    )


def hints_cost(score: Score) -> int:
    """Return what the hints took off the points."""
    return HINT_COSTS * score.hints


def named(policy: Policy, scenario: sc.Scenario, mark: Mark) -> Words:
    """Return what a mark is for."""
    if mark.kind == "ruling":
        charge = next(each for each in scenario.lines if each.id == mark.name)
        return both(
            "mark.ruling", about=about(policy, charge), ruling=policy.rulings[scenario.expected.rulings[charge.id]]
        )
    if mark.kind == "order":
        left, _, right = mark.name.partition("<")
        return both("mark.order", left=_moment(left), right=_moment(right))
    if mark.kind == "escalate":
        return both("mark.escalate", rung=next(each.role for each in policy.ladder if each.id == mark.name))
    return both(f"mark.{mark.kind}.{mark.name}")


def about(policy: Policy, charge: sc.Charge) -> Words:
    """Return what a charge is about: its option, else its kind."""
    kind = policy.lines[charge.charge_line] if charge.charge_line in policy.lines else Words(charge.id, charge.id)
    return Words(charge.option.ja or kind.ja, charge.option.en or kind.en)


def _moment(name: str) -> Words:
    return both(f"moment.{name}") if has(f"moment.{name}") else both(f"mark.must.{name}")


def _lines(policy: Policy, scenario: sc.Scenario, verdict: Verdict, result: Score) -> Iterator[Line]:
    for charge in scenario.lines:
        ruling, decision = scenario.expected.rulings[charge.id], verdict.of(charge.id)
        yours = result.rulings.get(charge.id, "")
        yield Line(
            id=charge.id,
            about=about(policy, charge),
            ruling=ruling.value,
            name=policy.rulings[ruling],
            yours=yours,
            yours_name=policy.rulings[Ruling(yours)] if yours else None,
            why=tuple(dict.fromkeys(each.reason for each in decision.rules)),
            cites=tuple(_cited(each.source.law, each.source.article) for each in decision.citations),
        )


def _cited(law: Words, article: Words) -> Words:
    return Words(f"{law.ja} {article.ja}".strip(), f"{law.en} {article.en}".strip())


def _required(scenario: sc.Scenario, scene: Scene, seen: Watch) -> tuple[str, ...]:
    """Return the utterances that had to be heard: an apology where it is due, the script's own once it was told."""
    due = [sc.APOLOGY] if sc.APOLOGISE in scenario.expected.must else []
    if sc.TELL in seen.first and verified(scenario):
        due += [tick for spoken in script(scene) for tick in spoken.ticks]
    return tuple(dict.fromkeys(due))


def _better(policy: Policy, scenario: sc.Scenario, scene: Scene, seen: Watch, result: Score) -> Iterator[Better]:
    """Walk the sentences that would have been better: for every slip, then for everything that went wrong."""
    taboos = {each.id: each for each in policy.taboos}
    for name, said, _ in dict.fromkeys(seen.slips):
        yield Better(Words(said, said), taboos[name].better, taboos[name].why)
    wrong = [name for name in (*seen.faults, *_missed(result)) if has(f"better.{name}")]
    for name in dict.fromkeys(wrong):
        kind = "must_not" if name in sc.MUST_NOT else "must"
        yield Better(
            None,
            both(f"better.{name}"),
            both(f"mark.{kind}.{name}") if has(f"mark.{kind}.{name}") else both("mark.patience.asked_again"),
        )
    lost = any(each.kind == "ruling" and not each.right for each in result.marks)
    if verified(scenario) and (lost or FALSE in seen.faults or sc.NON_DEBT in seen.faults):
        yield from _of_script(scenario, scene, _SAID_OF_A_RULING, both("moment.tell"))
    if not lost and sc.APOLOGISE in _missed(result):
        yield from _of_script(scenario, scene, frozenset({"apology"}), both("mark.must.apologise"))


def _missed(result: Score) -> tuple[str, ...]:
    return tuple(each.name for each in result.marks if not each.right and each.kind in {"must", "must_not", "patience"})


def _of_script(scenario: sc.Scenario, scene: Scene, kinds: frozenset[str], why: Words) -> Iterator[Better]:
    """Walk the blocks of the right script, in both languages: each as it is said, in one piece."""
    ja, en = (_blocks(_in(scenario, scene, lang), kinds) for lang in ("ja", "en"))
    for block in ja:
        if block in en:
            yield Better(None, Words("".join(ja[block]), " ".join(en[block])), why)


def _blocks(scene: Scene, kinds: frozenset[str]) -> dict[tuple[str, str | None], list[str]]:
    found: dict[tuple[str, str | None], list[str]] = {}
    for each in script(scene):
        if each.kind in kinds and not each.missing:
            found.setdefault((each.block, each.line), []).append(each.text.replace("\n", " "))
    return found


def _in(scenario: sc.Scenario, scene: Scene, lang: str) -> Scene:
    """Return the scene in another language, its options by their names there."""
    named = {each.id: each.option.of(lang) for each in scenario.lines}
    lines = tuple(replace(each, option=named[each.id]) for each in scene.case.lines)
    decided = tuple((replace(each, option=named[each.id]), decision) for each, decision in scene.verdict.lines)
    verdict = replace(scene.verdict, lines=decided)
    return replace(scene, case=replace(scene.case, lines=lines), verdict=verdict, lang=lang)


def learned(point: str, result: Score) -> bool:
    """Whether a learning point was shown: every mark of its list that the drill has, and none of its faults."""
    wanted: Sequence[str] = _learned().get(point, _RULED)
    for each in wanted:
        kind, _, name = each.partition(":")
        if kind == "critical":
            if name in result.critical:
                return False
        elif not all(mark.right for mark in result.marks if mark.kind == kind and name in {"*", mark.name}):
            return False
    return True


@cache
def _learned() -> Mapping[str, Sequence[str]]:
    return tomllib.loads(files("assistant.drills").joinpath("learned.toml").read_text(encoding="utf-8"))
