"""What if: some facts otherwise, the case decided anew, and the difference told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from assistant.call.asking.inquiry import Inquiry, Query, disputed
from assistant.call.asking.work import changed
from assistant.call.script import Scene

FLIPS_MAX = 4


def what_if(inquiry: Inquiry) -> bool:
    """Decide the case with the facts supposed, and say what would be otherwise."""
    if not inquiry.changes:
        inquiry.say("if.which")
        _flips(inquiry)
        return False
    line = disputed(inquiry.scene)
    values = inquiry.values(line)
    inquiry.say("if.change", facts=changed(inquiry, inquiry.changes))
    if all(values.get(name) == value for name, value in inquiry.changes.items()):
        inquiry.say("if.already")
    if all(inquiry.scene.policy.facts[name].inert for name in inquiry.changes):
        inquiry.say("if.inert")
    supposed = inquiry.supposing(**inquiry.changes)
    of_line = disputed(supposed)
    then = replace(inquiry, scene=supposed).values(of_line)
    if any(then.get(name) != value for name, value in inquiry.changes.items()):
        inquiry.say("if.dates_say")
    _lines(inquiry, supposed)
    return True


def _lines(inquiry: Inquiry, supposed: Scene) -> None:
    now, then = inquiry.scene.verdict, supposed.verdict
    for (line, before), (_, after) in zip(now.lines, then.lines, strict=True):
        gaps = {"charge": inquiry.charge(line), "ruling": inquiry.ruling(after)}
        if (before.ruling, before.possible) == (after.ruling, after.possible):
            inquiry.say("if.same", **gaps)
        else:
            inquiry.say("if.other", now=inquiry.ruling(before), **gaps)
            for reason in dict.fromkeys(rule.reason.of(inquiry.lang) for rule in after.rules):
                inquiry.say("why.reason", reason=reason)
        inquiry.cite(after.citations)
    for action in then.actions:
        if action not in now.actions:
            inquiry.say("if.added", action=action.title.of(inquiry.lang), do=action.do.of(inquiry.lang))
    for action in now.actions:
        if action not in then.actions:
            inquiry.say("if.dropped", action=action.title.of(inquiry.lang))
    if then.call_waits != now.call_waits:
        inquiry.say("call.wait" if then.call_waits else "call.ok")
    if then.rung is not None and then.rung != now.rung:
        inquiry.say("next.to", rung=inquiry.rung(then.rung))
    if supposed.verified != inquiry.scene.verified:
        inquiry.say("if.verified" if supposed.verified else "unverified")


def _flips(inquiry: Inquiry) -> None:
    """Say which facts would lead elsewhere: another run of the decision would confirm each."""
    told = 0
    for line, decision in inquiry.scene.verdict.lines:
        for flip in decision.flips[:FLIPS_MAX]:
            told += 1
            facts = changed(inquiry, flip.change)
            inquiry.say("if.flip", charge=inquiry.charge(line), facts=facts, ruling=inquiry.ruling_name(flip.to))
    if not told:
        inquiry.say("if.no_flip")


QUERIES: Mapping[str, Query] = {"what_if": what_if}
