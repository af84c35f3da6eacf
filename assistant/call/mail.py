"""The confirmation mail: asks, in writing, before anybody is called. It never accuses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP

from assistant.call import phrases
from assistant.call.case import ChargeLine
from assistant.call.events import Instructed
from assistant.call.ladder import above, instructors, rung_of, topmost
from assistant.call.script import Scene
from assistant.call.telling import ruled
from assistant.call.timeline import when
from assistant.call.verdict import confirming, kind_of
from assistant.call.workdays import add_workdays
from assistant.rules.clean import show
from assistant.rules.decision import Cited, Decision
from assistant.rules.eras import written
from assistant.rules.facts import NONE_YET, UNKNOWN, Evidence, Facts
from assistant.rules.policy import FactSpec, Ruling, Rung
from assistant.rules.roles import MONEY, money_of
from assistant.rules.wording import fill

TONES = ("inquiry", "confirmation", "concern")
"""How the question is put, gentlest first."""

ALONE = 1


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail ready to send. Addresses are those of the ladder."""

    tone: str
    to: Rung
    cc: Rung | None
    subject: str
    body: str
    reply_by: date


def draft(scene: Scene, tone: str) -> Mail:
    """Write the mail in one of TONES to whoever can answer it."""
    to = recipient(scene)
    reply_by = add_workdays(scene.today, to.days_to_answer)
    said = _said(scene, to, reply_by)
    texts = scene.policy.texts
    subject, _ = fill(texts[f"mail_subject_{tone}"].of(scene.lang), said)
    body, _ = fill(texts[f"mail_{tone}"].of(scene.lang), said)
    return Mail(tone, to, above(scene.policy, to, scene.case), show(_one_line(subject)), show(body), reply_by)


def recipient(scene: Scene) -> Rung:
    """Return who is written to.

    One superior who said bill is asked in person, a third party in CC. Where more
    than one has agreed, or the answer came back unchanged, the mail goes up; where
    nobody is left above, to the topmost who can answer, never down to who was passed over.
    """
    gave = instructors(scene.case)
    contested = confirming(scene.verdict.actions)
    ladder = {rung.id for rung in scene.policy.ladder}
    if contested and len(gave) <= ALONE and not scene.case.replies:
        by = gave[0][0] if gave else scene.policy.ladder[0].id
        if by in ladder:
            return rung_of(scene.policy, by)
    return scene.verdict.rung or (topmost(scene.policy) if contested else scene.policy.ladder[0])


def sealed(note: str | None, lang: str) -> str:
    """Return what stands under a mail: how far the record had come, so that who has the mail is its witness."""
    return phrases.phrase("sealed", lang, note=note.strip()) if note else ""


def eml(mail: Mail, under: str = "") -> bytes:
    """Return the mail as a draft that mail programs open for sending."""
    message = EmailMessage(policy=SMTP)
    message["To"] = mail.to.address
    if mail.cc is not None:
        message["Cc"] = mail.cc.address
    message["Subject"] = mail.subject
    message["X-Unsent"] = "1"
    message.set_content(f"{mail.body}\n{under}")
    return message.as_bytes()


def _said(scene: Scene, to: Rung, reply_by: date) -> dict[str, str]:
    lang = scene.lang
    rules = [rule for _, decision in scene.verdict.lines for rule in decision.rules]
    cited = [each for _, decision in scene.verdict.lines for each in decision.citations]
    return {
        "to_role": to.role.of(lang),
        "case": _one_line(scene.case_id) or phrases.phrase("unnumbered", lang),
        "operator": _one_line(scene.operator) or scene.policy.names["operator"].of(lang),
        "company": scene.policy.names["company"].of(lang),
        "facts": _bullets(_facts(scene), lang),
        "instructions": _bullets((instruction(scene, each) for each in scene.case.instructions), lang),
        "lines": _bullets((charge(scene, line) for line, _ in scene.verdict.lines), lang),
        "rulings": _bullets((_ruling(scene, line, one) for line, one in scene.verdict.lines), lang),
        "reasons": _bullets((rule.reason.of(lang) for rule in rules), lang),
        "citations": _bullets((citation(each, lang) for each in cited), lang),
        "question_line": _question(scene),
        "reply_by": phrases.day(reply_by, lang, full=True),
    }


def _bullets(items: Iterator[str], lang: str) -> str:
    """Write each down once. Words of several lines stay inside their bullet: they may look like ours."""
    listed = list(dict.fromkeys(items)) or [phrases.phrase("none", lang)]
    return "\n".join(phrases.phrase("bullet", lang, text=each.replace("\n", "\n  ")) for each in listed)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _facts(scene: Scene) -> Iterator[str]:
    yield from _told(scene, scene.case.facts)
    for line in scene.case.lines:
        for told in _told(scene, line.facts):
            several = len(scene.case.lines) > 1
            yield phrases.phrase("fact_of", scene.lang, charge=charge(scene, line), fact=told) if several else told


def _told(scene: Scene, facts: Facts) -> Iterator[str]:
    for name, spec in scene.policy.facts.items():
        fact = facts.get(name)
        if fact is not None:
            yield fact_line(spec, str(fact.value), fact.evidence, scene.lang)


def fact_line(spec: FactSpec, value: str, evidence: Evidence | None, lang: str) -> str:
    """Write a fact down with what it rests on."""
    label, said = spec.label.of(lang), value_name(spec, value, lang)
    if evidence is None:
        return phrases.phrase("fact", lang, label=label, value=said)
    told = phrases.phrase(f"evidence.{evidence}", lang)
    return phrases.phrase("fact_on", lang, label=label, value=said, evidence=told)


def value_name(spec: FactSpec, value: str, lang: str) -> str:
    """Return a value as people read it."""
    if value == UNKNOWN:
        return phrases.phrase("unknown", lang)
    if spec.kind == "choice":
        name = spec.names.get(value)
        return name.of(lang) if name else value
    if spec.kind == "date":
        return phrases.phrase("none_yet", lang) if value == NONE_YET else written(date.fromisoformat(value)).of(lang)
    return phrases.money(spec, int(value), lang) if spec.kind in MONEY else value


def charge(scene: Scene, line: ChargeLine) -> str:
    """Name a charge line: its kind, option and amount."""
    kind = kind_of(line, scene.policy)
    name = scene.policy.lines[kind].of(scene.lang) if kind in scene.policy.lines else line.charge_line
    amount = phrases.money(money_of(scene.policy), line.amount_yen, scene.lang) if line.amount_yen is not None else ""
    told = [each for each in (_one_line(line.option), amount) if each]
    beside = phrases.phrase("beside", scene.lang)
    return phrases.phrase("charge", scene.lang, kind=name, told=beside.join(told)) if told else name


def _ruling(scene: Scene, line: ChargeLine, decision: Decision) -> str:
    said = ruled(scene, line, decision)
    return phrases.phrase("ruling", scene.lang, charge=charge(scene, line), ruling=said)


def instruction(scene: Scene, said: Instructed) -> str:
    """Write an instruction down: when, who, by which way, in whose words."""
    lang = scene.lang
    roles = {rung.id: rung.role.of(lang) for rung in scene.policy.ladder}
    name = f" {_one_line(said.name)}" if said.name else ""
    told = {
        "at": when(said.at),
        "role": roles.get(said.by, said.by),
        "name": name,
        "channel": phrases.phrase(f"channel.{said.channel}", lang),
        "words": said.words,
        "says": phrases.phrase(f"says.{said.says}", lang),
    }
    return phrases.phrase("instruction" if said.words else "instruction_bare", lang, **told)


def citation(cited: Cited, lang: str) -> str:
    """Write a citation down; one that nobody verified says so, and a duty of the carrier's is not called ours."""
    source = cited.source
    name = "citation" if source.verified else "citation_unverified"
    said = phrases.phrase(
        name, lang, law=source.law.of(lang), article=source.article.of(lang), gist=source.gist.of(lang)
    )
    return phrases.phrase("duty", lang, said=said) if source.addressee == "carrier" else said


def _question(scene: Scene) -> str:
    contested = confirming(scene.verdict.actions)
    asked = [line for line, one in scene.verdict.lines if one.ruling not in {Ruling.BILL, Ruling.UNTOUCHED}]
    lifted = [line for line, _ in scene.verdict.lines if scene.verdict.approved(line.id)]
    held = any(one.ruling in {Ruling.HOLD, None} and line not in lifted for line, one in scene.verdict.lines)
    lines = asked or [line for line, _ in scene.verdict.lines]
    disputed = [line for line in lines if line.charge_line == scene.policy.roles.disputed] or lines
    kind = "bill" if contested else "hold" if held else "approved" if lifted else "inform"
    about = {"bill": disputed, "approved": lifted}.get(kind, lines)
    said = phrases.phrase("and", scene.lang).join(charge(scene, line) for line in about)
    return phrases.phrase(f"question.{kind}", scene.lang, charge=said)
