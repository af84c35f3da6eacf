"""Whom it concerns: the ladder, what superiors said, the mail, and what a customer threatens with."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.call import phrases
from assistant.call.answers import ASK, EscalationAnswered
from assistant.call.arguments import weigh
from assistant.call.asking.inquiry import Inquiry, Query, disputed
from assistant.call.events import Event, InstructionWithdrawn, Replied
from assistant.call.ladder import BILL, instructors, rung_of, steps
from assistant.call.mail import draft, instruction
from assistant.rules.policy import Rung

ANSWERED_MAX = 3


def whom(inquiry: Inquiry) -> bool:
    """Say who is next on the ladder, who is passed over and why, and where advice is given."""
    scene = inquiry.scene
    rung = scene.verdict.rung
    if rung is not None:
        _next_rung(inquiry, rung)
    elif any(each.code == "no_rung_left" for each in scene.verdict.problems):
        inquiry.say("whom.nobody_left")
    else:
        inquiry.say("whom.none", rung=inquiry.rung(scene.policy.ladder[0]))
    for step in steps(scene.policy, scene.case, rung):
        if step.mark in {"instructed", "lower"} and not step.rung.liaison:
            inquiry.say(f"whom.{step.mark}", rung=inquiry.rung(step.rung))
    for action in scene.verdict.actions:
        if action.report:
            to = rung_of(scene.policy, action.report)
            inquiry.say("whom.report", rung=inquiry.rung(to), action=action.title.of(inquiry.lang))
    _desks(inquiry)
    return True


def _next_rung(inquiry: Inquiry, rung: Rung) -> None:
    hours, days = rung.hours.of(inquiry.lang), str(rung.days_to_answer)
    inquiry.say("whom.next", rung=inquiry.rung(rung), address=rung.address, hours=hours, days=days)


def _desks(inquiry: Inquiry) -> None:
    scene, lang = inquiry.scene, inquiry.lang
    open_now = [d for d in scene.policy.desks if _between(d.since, scene.today) and _between(scene.today, d.until)]
    for desk in open_now[:1]:
        inquiry.say("whom.desk", name=desk.name.of(lang), do=desk.what.of(lang))
    if open_now[1:]:
        inquiry.say("whom.outside", name=inquiry.joined(each.name.of(lang) for each in open_now[1:]))


def _between(first: object, then: object) -> bool:
    return first is None or then is None or first <= then  # type: ignore[operator]  # two dates, or nothing said


def what_said(inquiry: Inquiry) -> bool:
    """Repeat the instructions in the superiors' own words, with the time."""
    scene = inquiry.scene
    for each in scene.case.instructions:
        inquiry.say("said.instruction", text=instruction(scene, each))
    when = [each.at for each in inquiry.history if _replies(each.event)][-len(scene.case.replies) :]
    for nth, reply in enumerate(scene.case.replies):
        at = when[nth] if nth < len(when) else ""
        said = reply.words or phrases.phrase(f"says.{reply.says}", inquiry.lang)
        role = {r.id: inquiry.rung(r) for r in scene.policy.ladder}.get(reply.by, reply.by)
        inquiry.say("said.reply", when=_clock(at), who=" ".join(filter(None, (role, reply.name))), text=said)
    if not scene.case.instructions:
        stated = list(inquiry.told(("instruction",), scene.case.facts))
        inquiry.say("said.stated", text=stated[0]) if stated else inquiry.say("said.none")
    gone = sum(isinstance(each.event, InstructionWithdrawn) for each in inquiry.history)
    if gone:
        inquiry.say("said.withdrawn", count=str(gone))
    inquiry.say("said.effect")
    return True


def _replies(event: Event | None) -> bool:
    """Whether an event settles an instruction: a reply to the mail, or an answer from the floor."""
    return isinstance(event, Replied) or (isinstance(event, EscalationAnswered) and event.says != ASK)


def _clock(at: str) -> str:
    return at[:16].replace("T", " ")


def mail(inquiry: Inquiry) -> bool:
    """Say to whom the confirmation mail goes, who is in copy, what it asks, and by when."""
    scene = inquiry.scene
    written = draft(scene, "confirmation")
    inquiry.say("mail.due" if scene.verdict.call_waits else "mail.not_due")
    inquiry.say("mail.to", rung=inquiry.rung(written.to), address=written.to.address)
    if written.cc is not None:
        inquiry.say("mail.cc", rung=inquiry.rung(written.cc), address=written.cc.address)
    inquiry.say("mail.subject", text=written.subject)
    inquiry.say("mail.reply_by", day=phrases.day(written.reply_by, inquiry.lang, full=True))
    inquiry.say("mail.tones", name=inquiry.joined(each.of(inquiry.lang) for each in scene.policy.tones.values()))
    inquiry.say("mail.contents")
    if scene.case.mails:
        inquiry.say("mail.written", count=str(len(scene.case.mails)))
    return True


def disagree_leader(inquiry: Inquiry) -> bool:
    """Say that an instruction changes no ruling, whether this one agrees, and how it is put in question."""
    scene = inquiry.scene
    inquiry.say("said.effect")
    line = disputed(scene)
    said = inquiry.values(line).get("instruction") if line is not None else None
    if scene.verdict.call_waits:
        inquiry.say("disagree.confirm_first")
        written = draft(scene, "confirmation")
        inquiry.say("mail.to", rung=inquiry.rung(written.to), address=written.to.address)
        if written.cc is not None:
            inquiry.say("mail.cc", rung=inquiry.rung(written.cc), address=written.cc.address)
        inquiry.say("wait")
    elif said in {"bill_oral", "bill_written"}:
        inquiry.say("disagree.agrees")
    else:
        inquiry.say("disagree.no_bill")
    for line, decision in scene.verdict.lines:
        inquiry.say("disagree.ruling", charge=inquiry.charge(line), ruling=inquiry.ruling(decision))
    for weighed in [each for each in weigh(scene) if each.argument.side == BILL and each.holds is False][:ANSWERED_MAX]:
        claim, reply = weighed.argument.claim.of(inquiry.lang), weighed.reply(inquiry.lang)
        inquiry.say("argument.answer", claim=claim, text=reply)
        inquiry.cite(weighed.cites)
    if scene.verdict.rung is not None and instructors(scene.case):
        inquiry.say("next.to", rung=inquiry.rung(scene.verdict.rung))
    return True


def superior_asked(inquiry: Inquiry) -> bool:
    """Say who takes over, and what the customer is told."""
    return _would(inquiry, "superior.lead", customer_request="superior")


def regulator(inquiry: Inquiry) -> bool:
    """Say how to answer a customer who names a regulator, a lawyer, the press or the net."""
    return _would(inquiry, "regulator.lead", customer_request="regulator")


def abuse(inquiry: Inquiry) -> bool:
    """Say what is done about an abusive act; the fee stays what it is."""
    return _would(inquiry, "abuse.lead", conduct_flag="abusive_act")


def _would(inquiry: Inquiry, lead: str, **changes: str) -> bool:
    """Decide the case as if this had been recorded, and say what that brings."""
    supposed = inquiry.supposing(**changes)
    (fact,) = changes
    inquiry.say(lead)
    for action in supposed.verdict.actions:
        if fact in action.when:
            inquiry.say("action", action=action.title.of(inquiry.lang), do=action.do.of(inquiry.lang))
    if supposed.verdict.rung is not None:
        to = supposed.verdict.rung
        inquiry.say("handover.to", rung=inquiry.rung(to), address=to.address)
    else:
        inquiry.say("whom.nobody_left")
    blocks = {each.id for each in supposed.policy.blocks if fact in each.when}
    inquiry.read_out(each for each in inquiry.script(("handover",), supposed) if each.block in blocks)
    inquiry.say("record.it", fact=inquiry.fact(fact), value=inquiry.value(fact, changes[fact]))
    now = [decision.ruling for _, decision in inquiry.scene.verdict.lines]
    if [decision.ruling for _, decision in supposed.verdict.lines] == now:
        inquiry.say("same_ruling")
    return True


def carrier(inquiry: Inquiry) -> bool:
    """Say whether a wholesale carrier must be told, by whom, and what its bill is worth."""
    scene = inquiry.scene
    liaisons = [rung for rung in scene.policy.ladder if rung.liaison]
    if not inquiry.actions(lambda action: action.report in {rung.id for rung in liaisons}):
        _carrier_not_due(inquiry, {rung.id for rung in liaisons})
    for rung in liaisons:
        inquiry.say("carrier.desk", rung=inquiry.rung(rung), address=rung.address, days=str(rung.days_to_answer))
    for weighed in weigh(scene):
        if weighed.argument.id == scene.policy.roles.carrier_claim:
            inquiry.say(
                "argument.answer", claim=weighed.argument.claim.of(inquiry.lang), text=weighed.reply(inquiry.lang)
            )
            inquiry.cite(weighed.cites)
    return True


def _carrier_not_due(inquiry: Inquiry, liaisons: set[str]) -> None:
    """Say which fact of the actions that go to a liaison is still to be asked, or why none of them is due."""
    scene, line = inquiry.scene, disputed(inquiry.scene)
    values = inquiry.values(line) if line is not None else {}
    asked = [name for action in scene.policy.actions if action.report in liaisons for name in action.when]
    for name in dict.fromkeys(asked):
        spec = scene.policy.facts[name]
        if name not in values:
            inquiry.say("next.ask", question=spec.ask.of(inquiry.lang), why=spec.why.of(inquiry.lang))
        else:
            inquiry.say("carrier.not_due", value=inquiry.value(name, values[name]))


QUERIES: Mapping[str, Query] = {
    "whom": whom,
    "what_said": what_said,
    "mail": mail,
    "disagree_leader": disagree_leader,
    "superior_asked": superior_asked,
    "regulator": regulator,
    "abuse": abuse,
    "carrier": carrier,
}
