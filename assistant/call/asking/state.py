"""Where the case stands: what was decided, why, what is missing, by which law, by when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from assistant.call import phrases
from assistant.call.asking.inquiry import Inquiry, Query, disputed, known_day
from assistant.call.case import ChargeLine
from assistant.call.mail import draft
from assistant.call.promises import CALLBACK, HOLD, KINDS, REPLY_BY, Due, due_of, in_order
from assistant.call.verdict import window_ends
from assistant.rules.decision import Decision, date_by
from assistant.rules.derive import ENDS
from assistant.rules.policy import Ruling
from assistant.rules.roles import money_of
from assistant.rules.table import REGIME

PERCENT = 100


def ruling(inquiry: Inquiry) -> bool:
    """Say what each line comes to."""
    for line, decision in _lines(inquiry):
        if decision.settled:
            inquiry.say("ruling.settled", charge=inquiry.charge(line), ruling=inquiry.ruling(decision))
            inquiry.cite(decision.citations)
        else:
            _open(inquiry, line, decision)
    if inquiry.scene.verdict.call_waits:
        inquiry.say("wait")
    return True


def why(inquiry: Inquiry) -> bool:
    """Say the reasons of the rules that decided, the facts that force the ruling, and the sources."""
    for line, decision in _lines(inquiry):
        if not decision.settled:
            _open(inquiry, line, decision)
            continue
        inquiry.say("ruling.settled", charge=inquiry.charge(line), ruling=inquiry.ruling(decision))
        for reason in dict.fromkeys(rule.reason.of(inquiry.lang) for rule in decision.rules):
            inquiry.say("why.reason", reason=reason)
        forced = list(inquiry.told(_grounds(inquiry, decision), inquiry.facts_of(line)))
        if forced:
            inquiry.say("why.because", facts=inquiry.joined(forced))
        inquiry.show_cites(decision.citations)
    _not_a_reason(inquiry)
    return True


def _grounds(inquiry: Inquiry, decision: Decision) -> Iterator[str]:
    """Walk the facts that force a ruling, as they were recorded: for a derived one, what it came from."""
    policy = inquiry.scene.policy
    for name in decision.because:
        if name == REGIME:
            yield policy.basis
        else:
            yield name
            yield from policy.facts[name].inputs


def _not_a_reason(inquiry: Inquiry) -> None:
    line = disputed(inquiry.scene)
    if line is None:
        return
    values, named = inquiry.values(line), inquiry.scene.policy.roles.no_reasons
    told = [inquiry.fact(name) for name in named if values.get(name) not in {None, "none"}]
    if told:
        inquiry.say("why.not", facts=inquiry.joined(told))


def following(inquiry: Inquiry) -> bool:
    """Say what to ask next and why, or what to do where nothing is left to ask."""
    policy, verdict, lang = inquiry.scene.policy, inquiry.scene.verdict, inquiry.lang
    if verdict.ask is not None:
        spec = policy.facts[verdict.ask.fact]
        inquiry.say("next.ask", question=spec.ask.of(lang), why=spec.why.of(lang))
        if verdict.ask.line is not None:
            inquiry.say("next.line", charge=inquiry.charge(inquiry.scene.case.line(verdict.ask.line)))
        left = {name for _, decision in verdict.lines for name in decision.relevant} - {verdict.ask.fact}
        if left:
            inquiry.say("next.left", facts=inquiry.joined(inquiry.fact(n) for n in policy.facts if n in left))
    elif verdict.lines:
        inquiry.say("next.settled")
    else:
        inquiry.say("no_lines")
    inquiry.actions(lambda _: True)
    if verdict.call_waits:
        inquiry.say("wait")
    if verdict.rung is not None:
        inquiry.say("next.to", rung=inquiry.rung(verdict.rung))
    return True


def bill_needs(inquiry: Inquiry) -> bool:
    """Say which of the conditions of a bill are met, which are not, and which nobody knows."""
    wanted = inquiry.scene.policy.bill_needs
    for line, decision in _lines(inquiry):
        if not decision.needs:
            inquiry.say("need.none", charge=inquiry.charge(line), ruling=inquiry.ruling(decision))
            continue
        met = sum(need.met is True for need in decision.needs)
        inquiry.say("need.count", charge=inquiry.charge(line), total=str(len(decision.needs)), count=str(met))
        values = inquiry.values(line)
        for need in decision.needs:
            allowed = inquiry.joined(inquiry.value(need.fact, each) for each in _ordered(inquiry, need.fact, wanted))
            value = inquiry.value(need.fact, values[need.fact]) if need.fact in values else ""
            mark = {True: "need.met", False: "need.unmet", None: "need.open"}[need.met]
            inquiry.say(mark, fact=inquiry.fact(need.fact), value=value, wanted=allowed)
        inquiry.say("need.now", ruling=inquiry.ruling(decision))
        inquiry.cite(decision.citations)
    return True


def _ordered(inquiry: Inquiry, fact: str, wanted: Mapping[str, frozenset[str]]) -> list[str]:
    return [value for value in inquiry.scene.policy.facts[fact].values if value in wanted[fact]]


def article(inquiry: Inquiry) -> bool:
    """Say the sources of each line, the day by which each was chosen, and how sure it is."""
    for line, decision in _lines(inquiry):
        if not decision.settled:
            _open(inquiry, line, decision)
        elif decision.citations:
            inquiry.say("article.charge", charge=inquiry.charge(line), ruling=inquiry.ruling(decision))
            inquiry.show_cites(decision.citations)
        else:
            inquiry.say("article.none", charge=inquiry.charge(line), ruling=inquiry.ruling(decision))
    if inquiry.cites:
        inquiry.say("article.careful")
    return True


def until_when(inquiry: Inquiry) -> bool:
    """Say the days that count for this case: what was promised, answer, call-back, reply, window."""
    scene = inquiry.scene
    before = len(inquiry.lines)
    promised(inquiry)
    if scene.verdict.call_waits:
        inquiry.say("wait")
    _window(inquiry)
    correction = known_day(scene.case.facts, scene.policy.roles.corrected_on)
    if correction is not None:
        inquiry.say("until.correction", day=phrases.day(correction, inquiry.lang, full=True))
    if len(inquiry.lines) == before:
        inquiry.say("until.none")
    return True


def promised(inquiry: Inquiry) -> None:
    """Say by when each thing is due: the day that was promised, and where none was, the day it would be."""
    scene, lang = inquiry.scene, inquiry.lang
    days = {each.what: _day(inquiry, due_of(each.due)) for each in reversed(in_order(scene.case))}
    if any(one.ruling is Ruling.HOLD and not inquiry.approved(one) for _, one in scene.verdict.lines):
        days.setdefault(HOLD, _day(inquiry, scene.due))
        days.setdefault(CALLBACK, _day(inquiry, scene.callback))
    written = draft(scene, "confirmation")
    if scene.verdict.call_waits:
        days.setdefault(REPLY_BY, _day(inquiry, written.reply_by))
    company = scene.policy.names["company"].of(lang)
    owner = {HOLD: scene.verdict.rung, REPLY_BY: written.to}
    for what in KINDS:
        if what in days:
            rung = owner.get(what)
            inquiry.say(f"until.{what}", day=days[what], rung=inquiry.rung(rung) if rung else company)


def _day(inquiry: Inquiry, due: Due) -> str:
    day = phrases.day(due, inquiry.lang, full=True)
    return f"{day} {due:%H:%M}" if isinstance(due, datetime) else day


def _window(inquiry: Inquiry) -> None:
    line = disputed(inquiry.scene)
    if line is None:
        return
    policy, values = inquiry.scene.policy, inquiry.values(line)
    last = dict(window_ends(policy, inquiry.facts_of(line)))
    for name, spec in policy.facts.items():
        if spec.derived not in ENDS or values.get(name) != "open":
            continue
        if name in last:
            inquiry.say("until.window", day=phrases.day(last[name], inquiry.lang, full=True))
        else:
            inquiry.say("until.window_open")


def amount(inquiry: Inquiry) -> bool:
    """Say what is charged on each line, and the tax of the day of supply."""
    scene = inquiry.scene
    for line, decision in _lines(inquiry):
        if line.amount_yen is None:
            inquiry.say("amount.unknown", charge=inquiry.charge(line), amount="", ruling=inquiry.ruling(decision))
            continue
        inquiry.say("amount.charge", charge=inquiry.charge(line), ruling=inquiry.ruling(decision))
        if not any(known_day(scene.case.facts_of(line), name) for name in scene.policy.date_keys["supply"][:1]):
            continue
        day = date_by(scene.policy, "supply", scene.case.facts_of(line), scene.today)
        rate = next((t.percent for t in scene.policy.taxes if _from(t.since, day) and _from(day, t.until)), None)
        if rate is not None:
            inquiry.say("amount.tax", tax=str(rate), day=phrases.day(day, inquiry.lang, full=True))
            net, rest = divmod(line.amount_yen * PERCENT, PERCENT + rate)
            if not rest:
                without = phrases.money(money_of(scene.policy), net, inquiry.lang)
                inquiry.say("amount.net", amount=without, tax=str(rate))
    return True


def _from(first: object, then: object) -> bool:
    return first is None or then is None or first <= then  # type: ignore[operator]  # two dates, or nothing said


def _lines(inquiry: Inquiry) -> tuple[tuple[ChargeLine, Decision], ...]:
    if not inquiry.scene.verdict.lines:
        inquiry.say("no_lines")
    return inquiry.scene.verdict.lines


def _open(inquiry: Inquiry, line: ChargeLine, decision: Decision) -> None:
    inquiry.say("open", charge=inquiry.charge(line), rulings=inquiry.possible(decision))
    known = inquiry.scene.policy.facts
    if decision.relevant:
        inquiry.say("open.facts", facts=inquiry.joined(inquiry.fact(n) for n in known if n in decision.relevant))


QUERIES: Mapping[str, Query] = {
    "ruling": ruling,
    "why": why,
    "next": following,
    "bill_needs": bill_needs,
    "article": article,
    "until_when": until_when,
    "amount": amount,
}
