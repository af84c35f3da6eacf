"""Telling: what may be marked as told to the customer, and what two supervisors sign before a hold is billed."""

from __future__ import annotations

from assistant.call import override, phrases
from assistant.call.case import ChargeLine
from assistant.call.events import Told
from assistant.call.script import Scene, approvers
from assistant.call.signed import Grounds, OverrideSigned
from assistant.call.steps import CALL, NotNow
from assistant.rules.decision import Decision
from assistant.rules.policy import Ruling


def told(scene: Scene, line: str, *, bill: bool) -> Told:
    """Return what is told of a line, or raise NotNow: its ruling, or that a hold is billed by two signatures."""
    decided = scene.case.decided
    if decided is None or line not in decided.rulings or scene.case.step != CALL:
        raise NotNow("not_decided")
    if scene.verdict.call_waits:
        raise NotNow("not_may_call")
    if not scene.verified:
        raise NotNow("not_verified")
    decision = scene.verdict.of(line)
    if decision.ruling is None or decided.rulings[line] != decision.ruling.value:
        raise NotNow("not_decided")
    if not bill or decision.ruling is Ruling.BILL:
        return Told(line, decision.ruling.value)
    if not scene.verdict.approved(line):
        raise NotNow("not_approved")
    return Told(line, Ruling.BILL.value)


def untold(scene: Scene) -> list[tuple[ChargeLine, bool]]:
    """Return the lines of which the customer does not know the last word, each with whether it is to be billed.

    Who was told of a hold is told again once two people let it be billed.
    """
    known = {(each.line, each.ruling == Ruling.BILL) for each in scene.case.told}
    found = [(line, bool(scene.verdict.approved(line.id))) for line, _ in scene.verdict.lines]
    return [(line, bill) for line, bill in found if not ({(line.id, True)} if bill else _either(line)) & known]


def _either(line: ChargeLine) -> set[tuple[str, bool]]:
    return {(line.id, True), (line.id, False)}


def check(scene: Scene, signed: OverrideSigned) -> None:
    """Raise NotNow unless this signature counts once it is recorded."""
    line, decision = _line(scene, signed.line)
    override.check(scene.policy, scene.case, line, decision, signed)


def to_sign(scene: Scene, line_id: str, by: tuple[str, str], grounds: Grounds) -> OverrideSigned:
    """Return what a supervisor (pseudonym and rung) would sign of a line as it stands, or raise NotNow."""
    line, decision = _line(scene, line_id)
    signed = OverrideSigned(
        line=line_id,
        by=by[0],
        role=override.SUPERVISOR,
        rung=by[1],
        rules=override.rules_of(decision),
        digest=scene.policy.digest,
        facts=override.facts_hash(scene.case.facts_of(line)),
        reason=grounds.reason,
        evidence=grounds.evidence,
        since=scene.case.events,
        signature="",
        words=grounds.words,
    )
    override.check(scene.policy, scene.case, line, decision, signed)
    return signed


def ruled(scene: Scene, line: ChargeLine, decision: Decision) -> str:
    """Return the ruling of a line by its name; of one that two people let be billed, who they are by their role."""
    if decision.ruling is None:
        return phrases.phrase("open", scene.lang)
    name = scene.policy.rulings[decision.ruling].of(scene.lang)
    who = approvers(scene, line.id)
    return phrases.phrase("approved", scene.lang, ruling=name, roles=who) if who else name


def _line(scene: Scene, line_id: str) -> tuple[ChargeLine, Decision]:
    for line, decision in scene.verdict.lines:
        if line.id == line_id:
            return line, decision
    raise NotNow("override_no_line")
