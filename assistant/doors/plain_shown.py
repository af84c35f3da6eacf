"""A case in plain lines: what is asked, what is known, what may be said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assistant import shelf
from assistant.call.happened import known as of_group
from assistant.call.happened import line_name, role, step_name
from assistant.call.mail import value_name
from assistant.call.phrases import phrase
from assistant.call.steps import order_of
from assistant.call.telling import ruled
from assistant.call.timeline import when
from assistant.call.verdict import Ask
from assistant.desk import Desk
from assistant.doors.words import say
from assistant.rules.facts import Fact
from assistant.rules.policy import FactSpec, Words
from assistant.seat import CaseSummary

CHOICE, DATE = "choice", "date"


def head(desk: Desk, lang: str) -> str:
    """Return where the case stands, and how much of it is recorded."""
    scene, order = desk.scene(lang), order_of(desk.policy.stages)
    mark = _mark(desk, lang)
    step, count = step_name(scene, desk.case.step), desk.case.events
    if desk.case.step not in order:
        return say("plain.head_aside", lang, case=desk.case_id, step=step, count=count, mark=mark)
    at = order.index(desk.case.step) + 1
    return say("plain.head", lang, case=desk.case_id, at=at, of=len(order), step=step, count=count, mark=mark)


def _stages(each: CaseSummary) -> Mapping[str, Words]:
    """Return the stages of a case's own pack; none where it is gone."""
    try:
        return shelf.take(each.case.pack or shelf.DEFAULT).policy.stages
    except shelf.NotLoaded:
        return {}


def _mark(desk: Desk, lang: str) -> str:
    """Return what must be known of the case before anything else: practice, training only, a day pretended."""
    signed = desk.policy.reviewed_by
    marks = [say("plain.signed", lang, by=signed) if signed else say("plain.unsigned", lang)]
    if desk.case.example:
        marks = [phrase("note.example", lang)]
    if desk.pretended is not None:
        marks.append(say("plain.pretended", lang, day=desk.pretended))
    return "".join(marks)


def case_row(each: CaseSummary, lang: str) -> str:
    """Return a case in the list: its number, what it is about, and where it stands, even if its pack is gone."""
    stages = _stages(each)
    first = each.case.lines[0] if each.case.lines else None
    about = (first.option or first.charge_line) if first else ""
    step = stages[each.case.step].of(lang) if each.case.step in stages else of_group("step", each.case.step, lang)
    return " ".join(filter(None, (each.case_id, about, step)))


def question(desk: Desk, asked: Ask | None, lang: str) -> Iterator[str]:
    """Walk the one question with its numbered values, and why it is asked."""
    if asked is None:
        yield say("plain.nothing_asked", lang)
    else:
        spec = desk.policy.facts[asked.fact]
        several = asked.line is not None and len(desk.case.lines) > 1
        about = say("plain.about", lang, charge=line_name(desk.scene(lang), asked.line)) if several else ""
        yield say("plain.question", lang, ask=spec.ask.of(lang), about=about)
        for at, (_, name) in enumerate(values(spec, lang), 1):
            yield say("plain.item", lang, number=at, text=name)
        yield from _typed(spec, lang)
        yield say("plain.unknown", lang)
        yield say("plain.why", lang, why=spec.why.of(lang))


def values(spec: FactSpec, lang: str) -> list[tuple[str, str]]:
    """Return the values of a choice and their names, in the order they are numbered."""
    return [(each, value_name(spec, each, lang)) for each in spec.values] if spec.kind == CHOICE else []


def _typed(spec: FactSpec, lang: str) -> Iterator[str]:
    if spec.kind == CHOICE:
        return
    yield say("plain.typed_date" if spec.kind == DATE else "plain.typed_number", lang)
    if spec.none_yet:
        yield say("plain.typed_date_none", lang)


def rulings(desk: Desk, lang: str) -> Iterator[str]:
    """Walk what is settled and what is still possible, line by line, and whether the call must wait."""
    for line, one in desk.verdict.lines:
        charge = line_name(desk.scene(lang), line.id)
        names = [desk.policy.rulings[each].of(lang) for each in one.possible]
        if one.ruling is not None:
            yield say("plain.ruled", lang, charge=charge, ruling=ruled(desk.scene(lang), line, one))
        else:
            yield say("plain.possible", lang, charge=charge, rulings=", ".join(names))
    if desk.verdict.call_waits:
        yield say("plain.waits", lang)


def askable(desk: Desk) -> list[FactSpec]:
    """Return the facts that can be answered; derived ones follow by themselves, a line has its own kind."""
    return [each for each in desk.policy.facts.values() if each.derived is None and each.id != "charge_line"]


def line_for(desk: Desk, spec: FactSpec) -> str | None:
    """Return the line a fact of lines is about: the first one that still needs it, else the first."""
    if spec.scope != "line" or not desk.case.lines:
        return None
    needing = [line.id for line, one in desk.verdict.lines if spec.id in one.relevant]
    return (needing or [desk.case.lines[0].id])[0]


def held(desk: Desk, fact: str, line: str | None) -> Fact | None:
    """Return a fact as it is recorded for a line, or for the case."""
    return desk.case.facts.get(fact) if line is None else desk.case.facts_of(desk.case.line(line)).get(fact)


def known(desk: Desk, lang: str) -> list[tuple[str, str]]:
    """Return the facts that can be answered, each with what is recorded of it."""
    found = []
    for spec in askable(desk):
        fact = held(desk, spec.id, line_for(desk, spec))
        value = say("plain.unasked", lang)
        if fact is not None:
            on = f" [{phrase(f'evidence.{fact.evidence}', lang)}]" if fact.evidence else ""
            value = value_name(spec, str(fact.value), lang) + on
        found.append((spec.id, f"{spec.label.of(lang)}: {value}"))
    return found


def brief(desk: Desk, lang: str) -> Iterator[str]:
    """Walk the brief: ruling, reason, what to say in order, and what not to say."""
    told = desk.brief(lang)
    yield from rulings(desk, lang)
    for text in dict.fromkeys(rule.reason.of(lang) for _, one in desk.verdict.lines for rule in one.rules):
        yield say("plain.reason", lang, text=text)
    for at, spoken in enumerate(told.script, 1):
        must = say("plain.must", lang) if spoken.must else ""
        yield say("plain.script", lang, number=at, must=must, text=spoken.text)
        if spoken.missing:
            names = ", ".join(spoken.gaps)
            yield say("plain.gaps", lang, names=names)
    for taboo in told.taboos:
        if taboo.level == "stop":
            first = (taboo.ja if lang == "ja" else taboo.en)[0].replace("~", "\u2026")
            yield say("plain.taboo", lang, phrase=first, better=taboo.better.of(lang))


def sides(desk: Desk, lang: str) -> Iterator[str]:
    """Walk what both sides will say, whether it holds, and the answer."""
    for each in desk.brief(lang).arguments:
        name = "open" if each.holds is None else "yes" if each.holds else "no"
        side, claim = phrase(f"side.{each.argument.side}", lang), each.argument.claim.of(lang)
        yield say(
            "plain.side", lang, side=side, claim=claim, holds=phrase(f"holds.{name}", lang), answer=each.reply(lang)
        )


def mail(desk: Desk, tone: str, lang: str) -> Iterator[str]:
    """Walk the confirmation mail as it would be sent."""
    found = desk.brief(lang, tone).mail
    scene = desk.scene(lang)
    cc = role(scene, found.cc.id) if found.cc else phrase("none", lang)
    yield say("plain.mail_to", lang, to=role(scene, found.to.id), cc=cc, due=found.reply_by.isoformat())
    yield say("plain.subject", lang, subject=found.subject)
    yield found.body


def open_promises(desk: Desk, lang: str) -> list[tuple[str, str]]:
    """Return what is still open of what was promised, by its place, the first due first."""
    found = []
    for at, each in enumerate(desk.papers.promises()):
        due = when(each.due.isoformat())
        what = " ".join(filter(None, (phrase(f"promise.{each.what}", lang), line_name(desk.scene(lang), each.line))))
        found.append((str(at), f"{due} {what}"))
    return found
