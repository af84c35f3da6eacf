"""What happened, one sentence for each event: the timeline of a report."""

from __future__ import annotations

from typing import assert_never

from assistant.call import phrases
from assistant.call.allowed import OUTCOMES
from assistant.call.answers import AlertTaken, EscalationAnswered, FromFloor, Reassigned
from assistant.call.events import (
    Answered,
    DayPretended,
    Decided,
    Event,
    HandedOver,
    Instructed,
    InstructionWithdrawn,
    LineAdded,
    MailDrafted,
    Moved,
    Noted,
    Opened,
    PromiseKept,
    PromiseMade,
    ProposalAnswered,
    ProposalReopened,
    Replied,
    Ticked,
    Told,
    Withdrawn,
)
from assistant.call.ics import named
from assistant.call.mail import charge, fact_line, instruction
from assistant.call.promises import KEPT
from assistant.call.rendering import tick_name
from assistant.call.script import Scene
from assistant.call.signed import OverrideSigned
from assistant.call.timeline import Kept, when
from assistant.rules.facts import Evidence
from assistant.rules.pack_words import TICKS
from assistant.rules.policy import Ruling


def happened(scene: Scene, kept: Kept) -> str:
    """Return an entry as a sentence; what this version cannot read is named, not guessed at."""
    if kept.event is None:
        return phrases.phrase("event.unread", scene.lang, kind=kept.kind)
    name, said = _told(scene, kept.event)
    return phrases.phrase(f"event.{name}", scene.lang, **said).strip()


def role(scene: Scene, by: str) -> str:
    """Return the role of a rung; what is no rung of this pack as it was recorded."""
    return next((rung.role.of(scene.lang) for rung in scene.policy.ladder if rung.id == by), by)


def ruling(scene: Scene, value: str) -> str:
    """Return a ruling by its name; one that this pack does not know as it was recorded."""
    return scene.policy.rulings[Ruling(value)].of(scene.lang) if value in set(Ruling) else value


def line_name(scene: Scene, line_id: str | None) -> str:
    """Return a charge line as people name it; nothing where the whole case is meant."""
    if line_id is None:
        return ""
    lines = [charge(scene, each) for each in scene.case.lines if each.id == line_id]
    return " ".join((lines or [line_id])[0].split())


def step_name(scene: Scene, step: str) -> str:
    """Return a step by its name: a stage of the pack, or one of the tail."""
    stage = scene.policy.stages.get(step)
    return stage.of(scene.lang) if stage else known("step", step, scene.lang)


def known(group: str, name: str, lang: str) -> str:
    """Return a name from a group of phrases; one that is not there as it was recorded."""
    return phrases.phrase(f"{group}.{name}", lang) if name in phrases.names(group) else name


def instructed(scene: Scene, said: Instructed) -> str:
    """Return an instruction in the words it came in, a channel nobody listed as it was recorded."""
    if said.channel in phrases.names("channel") and said.says in phrases.names("says"):
        return instruction(scene, said)
    return " ".join(filter(None, (when(said.at), role(scene, said.by), said.name, said.channel, said.says, said.words)))


def replied(scene: Scene, said: Replied) -> str:
    """Return a superior's answer to the confirmation mail."""
    return " ".join(filter(None, (role(scene, said.by), said.name, known("says", said.says, scene.lang), said.words)))


def fact_of(scene: Scene, event: Answered) -> str:
    """Return a fact with what it rests on, and the line it is about."""
    spec = scene.policy.facts.get(event.fact)
    about = line_name(scene, event.line)
    evidence = Evidence(event.evidence) if event.evidence else None
    text = fact_line(spec, str(event.value), evidence, scene.lang) if spec else f"{event.fact}: {event.value}"
    return f"{text} [{about}]" if about else text


def _told(scene: Scene, event: Event) -> tuple[str, dict[str, str]]:  # noqa: PLR0911  # one way for each kind, and no more
    match event:
        case Opened():
            kind = "case_opened_example" if event.example else "case_opened"
            return kind, {"pack": event.pack, "version": event.version}
        case LineAdded():
            return "line_added", {"charge": line_name(scene, event.line)}
        case Answered() | Withdrawn():
            return _stated(scene, event)
        case Instructed():
            return "instruction_given", {"instruction": instructed(scene, event)}
        case InstructionWithdrawn():
            return "instruction_withdrawn", {"number": str(event.index + 1)}
        case Moved():
            return "step_moved", {"step": step_name(scene, event.step)}
        case Decided():
            listed = (f"{line_name(scene, line)} = {ruling(scene, value)}" for line, value in event.rulings.items())
            return "decision_reached", {"rulings": ", ".join(listed)}
        case MailDrafted():
            return "mail_drafted", mailed(scene, event)
        case Replied():
            return "instruction_confirmed", {"reply": replied(scene, event)}
        case Told():
            return "customer_told", {"ruling": f"{line_name(scene, event.line)} = {ruling(scene, event.ruling)}"}
        case HandedOver():
            return "case_handed_over", handed(scene, event)
        case Noted():
            return "note_written", {"words": event.words}
        case PromiseMade() | PromiseKept():
            return _promise(scene, event)
        case DayPretended():
            return "day_pretended" if event.day else "day_pretended_end", {"day": event.day}
        case OverrideSigned():
            return "override_signed", _signed(scene, event)
        case EscalationAnswered() | AlertTaken() | Reassigned():
            return from_floor(scene, event)
        case ProposalAnswered() | ProposalReopened() | Ticked():
            return _heard(scene, event)
        case _:
            assert_never(event)


def _stated(scene: Scene, event: Answered | Withdrawn) -> tuple[str, dict[str, str]]:
    if isinstance(event, Withdrawn):
        return "fact_withdrawn", {"fact": _label(scene, event.fact)}
    return "fact_answered_undo" if event.undo else "fact_answered", {"fact": fact_of(scene, event)}


def _heard(scene: Scene, event: ProposalAnswered | ProposalReopened | Ticked) -> tuple[str, dict[str, str]]:
    if isinstance(event, Ticked):
        what = known_tick(scene, event.what)
        return "utterance_ticked" if event.said else "utterance_unticked", {"what": what, "quote": event.quote}
    if isinstance(event, ProposalReopened):
        return "proposal_reopened", {"fact": _label(scene, event.fact)}
    kind = event.outcome if event.outcome in OUTCOMES else "answered"
    said = {"fact": _label(scene, event.fact), "quote": event.quote, "outcome": event.outcome}
    return f"proposal_{kind}", said


def from_floor(scene: Scene, event: FromFloor) -> tuple[str, dict[str, str]]:
    """Return the sentence and its parts for what came from the floor."""
    who = {"role": role(scene, event.rung), "by": event.by}
    if isinstance(event, AlertTaken):
        return "alert_taken", {**who, "what": known("alert", event.what, scene.lang)}
    if isinstance(event, Reassigned):
        return "case_reassigned", {**who, "to": event.to, "words": event.words}
    kind = "escalation_answered_late" if event.letter in scene.case.late else "escalation_answered"
    said = known("answer", event.says, scene.lang)
    return kind, {**who, "name": event.name or event.by, "says": said, "words": event.words}


def known_tick(scene: Scene, what: str) -> str:
    """Return a required utterance by its name."""
    return tick_name(what, scene.lang) if what in TICKS else what


def _promise(scene: Scene, event: PromiseMade | PromiseKept) -> tuple[str, dict[str, str]]:
    what = promised(scene, event)
    if isinstance(event, PromiseMade):
        return "promise_made", {"due": when(event.due), "what": what}
    return "promise_kept" if event.how == KEPT else "promise_lapsed", {"what": what}


def _label(scene: Scene, fact: str) -> str:
    spec = scene.policy.facts.get(fact)
    return spec.label.of(scene.lang) if spec else fact


def promised(scene: Scene, event: PromiseMade | PromiseKept) -> str:
    """Return what was promised, and for which charge line."""
    return " ".join(filter(None, (named(event.what, scene.lang), line_name(scene, event.line))))


def _signed(scene: Scene, event: OverrideSigned) -> dict[str, str]:
    grounds = known("override_reason", event.reason, scene.lang), known("evidence", event.evidence, scene.lang)
    told = {"role": role(scene, event.rung), "by": event.by, "reason": grounds[0], "evidence": grounds[1]}
    return {**told, "charge": line_name(scene, event.line), "words": event.words}


def handed(scene: Scene, event: HandedOver) -> dict[str, str]:
    """Return the parts of a handover in words."""
    return {"to": role(scene, event.to), "why": known("why", event.why, scene.lang), "note": event.note}


def mailed(scene: Scene, event: MailDrafted) -> dict[str, str]:
    """Return the parts of a confirmation mail in words."""
    tone = scene.policy.tones.get(event.tone)
    cc = role(scene, event.cc) if event.cc else phrases.phrase("none", scene.lang)
    return {
        "to": role(scene, event.to),
        "cc": cc,
        "tone": tone.of(scene.lang) if tone else event.tone,
        "file": event.file,
    }
