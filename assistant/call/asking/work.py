"""What is done: hold, refund, correction, and what goes on record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from assistant.call import phrases
from assistant.call.asking.inquiry import Inquiry, Query, disputed, known_day
from assistant.call.asking.state import promised
from assistant.call.events import Answered
from assistant.rules.policy import Ruling


def hold_meaning(inquiry: Inquiry) -> bool:
    """Say what a hold does and what it never does, and whether this is one."""
    scene, lang = inquiry.scene, inquiry.lang
    held = [(line, one) for line, one in scene.verdict.lines if one.ruling is Ruling.HOLD]
    inquiry.say("hold.means")
    for action in scene.policy.actions:
        if action.rulings == frozenset({"hold"}):
            inquiry.say("action", action=action.title.of(lang), do=action.do.of(lang))
    for line, decision in held:
        inquiry.say("ruling.settled", charge=inquiry.charge(line), ruling=inquiry.ruling(decision))
        for reason in dict.fromkeys(rule.reason.of(lang) for rule in decision.rules):
            inquiry.say("why.reason", reason=reason)
        inquiry.cite(decision.citations)
    if held:
        promised(inquiry)
    else:
        _instead(inquiry, "hold.not")
    return True


def refund_how(inquiry: Inquiry) -> bool:
    """Say how a refund is made, or what would have to be so for one."""
    scene = inquiry.scene
    back = [(line, one) for line, one in scene.verdict.lines if one.ruling is Ruling.REFUND]
    for line, decision in back:
        inquiry.say("ruling.settled", charge=inquiry.charge(line), ruling=inquiry.ruling(decision))
        inquiry.show_cites(decision.citations)
    if back:
        inquiry.actions(lambda action: action.rulings == frozenset({"refund"}))
        inquiry.say("refund.no_promise")
        return True
    _instead(inquiry, "refund.not")
    for line, decision in scene.verdict.lines:
        for flip in decision.flips:
            if flip.to is Ruling.REFUND:
                inquiry.say("refund.if", charge=inquiry.charge(line), facts=changed(inquiry, flip.change))
    return True


def changed(inquiry: Inquiry, change: Mapping[str, str]) -> str:
    """Name the facts of a change with their values; a period of law goes by its dates."""
    known = inquiry.scene.policy.facts
    pairs = [
        (inquiry.fact(n), inquiry.value(n, v)) if n in known else (inquiry.words("regime"), v)
        for n, v in change.items()
    ]
    return inquiry.joined(inquiry.words("fact", fact=name, value=value) for name, value in pairs)


def correction(inquiry: Inquiry) -> bool:
    """Say how the registration is put right, and on which day."""
    scene = inquiry.scene
    found = inquiry.actions(lambda action: action.deed == "correct")
    if not found:
        inquiry.say("correction.not_due")
    spec = scene.policy.facts.get(scene.policy.roles.corrected_on)
    day = known_day(scene.case.facts, spec.id) if spec else None
    if day is not None:
        inquiry.say("until.correction", day=phrases.day(day, inquiry.lang, full=True))
    elif spec is not None:
        inquiry.say("correction.day_missing", question=spec.ask.of(inquiry.lang))
    return True


def fix_answer(inquiry: Inquiry) -> bool:
    """Say how an answer already entered is put right, and which one was the last."""
    known = inquiry.scene.policy.facts
    said = [each.event for each in inquiry.history if isinstance(each.event, Answered) and each.event.fact in known]
    if said and not said[-1].undo:
        inquiry.say("fix.last", fact=inquiry.fact(said[-1].fact))
    for name in ("fix.undo", "fix.facts", "fix.kept"):
        inquiry.say(name)
    return True


def record(inquiry: Inquiry) -> bool:
    """Say what must be recorded, and what is."""
    case, policy = inquiry.scene.case, inquiry.scene.policy
    inquiry.say("record.must")
    inquiry.say("record.always")
    told = list(inquiry.told(policy.facts, case.facts))
    told += [each for line in case.lines for each in inquiry.told(policy.facts, line.facts)]
    inquiry.say("record.facts", count=str(len(told)))
    for each in told:
        inquiry.say("record.fact", text=each)
    counts = {
        "instructions": len(case.instructions),
        "replies": len(case.replies),
        "mails": len(case.mails),
        "told": len(case.told),
        "handovers": len(case.handovers),
        "notes": len(case.notes),
    }
    for name, count in counts.items():
        if count:
            inquiry.say(f"record.{name}", count=str(count))
    again = sum(max(0, count - 1) for count in _answered(inquiry).values())
    if again:
        inquiry.say("record.corrected", count=str(again))
    if not case.instructions and disputed(inquiry.scene) is not None:
        inquiry.say("said.none")
    return True


def _answered(inquiry: Inquiry) -> Counter[tuple[str, str | None]]:
    """Count how often each fact was answered, what was taken back by a key left out."""
    said = (each.event for each in inquiry.history)
    return Counter((each.fact, each.line) for each in said if isinstance(each, Answered) and not each.undo)


def _instead(inquiry: Inquiry, name: str) -> None:
    for line, decision in inquiry.scene.verdict.lines:
        inquiry.say(name, charge=inquiry.charge(line), ruling=inquiry.ruling(decision))


QUERIES: Mapping[str, Query] = {
    "hold_meaning": hold_meaning,
    "refund_how": refund_how,
    "correction": correction,
    "fix_answer": fix_answer,
    "record": record,
}
