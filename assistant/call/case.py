"""The case: everything that has happened, folded into what holds now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from types import MappingProxyType
from typing import assert_never

from assistant.call.answers import ASK, AlertTaken, EscalationAnswered, Reassigned
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
from assistant.call.signed import OverrideSigned
from assistant.rules.facts import Evidence, Fact, Facts

RESUME = "resume"
_CHANGES = (LineAdded, Answered, Withdrawn, Instructed, InstructionWithdrawn, Decided)
NO_FACTS: Facts = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """One amount in dispute, decided on its own."""

    id: str
    charge_line: str
    option: str = ""
    amount_yen: int | None = None
    facts: Facts = field(default_factory=lambda: NO_FACTS)


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it stands. There is no second copy of this anywhere."""

    pack: str = ""
    version: str = ""
    example: bool = False
    step: str = ""
    facts: Facts = field(default_factory=lambda: NO_FACTS)
    lines: tuple[ChargeLine, ...] = ()
    instructions: tuple[Instructed, ...] = ()
    replies: tuple[Replied, ...] = ()  # since the last instruction
    set_aside: tuple[tuple[Replied, ...], ...] = ()  # for each instruction, the replies it opened again
    decided: Decided | None = None
    mails: tuple[MailDrafted, ...] = ()
    told: tuple[Told, ...] = ()
    handovers: tuple[HandedOver, ...] = ()
    notes: tuple[Noted, ...] = ()
    promises: tuple[PromiseMade, ...] = ()  # those still open
    ticked: tuple[str, ...] = ()  # the required utterances made on this call, by id
    overrides: tuple[OverrideSigned, ...] = ()  # on facts and instructions that have not changed since
    questions: tuple[EscalationAnswered, ...] = ()  # asked by the floor; a note or a fact answers them
    answers: tuple[EscalationAnswered, ...] = ()  # all that the floor answered
    late: tuple[str, ...] = ()  # letters that answered an older state: facts or the decision had changed since
    changed: int = 0  # how many events there were when a fact, an instruction or the decision last changed
    alerts_taken: tuple[AlertTaken, ...] = ()
    given: Reassigned | None = None  # to another operator, until it is handed over or taken up again
    pretended: str = ""  # the day that was pretended last, in ISO form; empty: the clock's
    events: int = 0

    def line(self, line_id: str) -> ChargeLine:
        """Return the charge line called so, or raise KeyError."""
        for line in self.lines:
            if line.id == line_id:
                return line
        raise KeyError(line_id)

    def facts_of(self, line: ChargeLine) -> Facts:
        """Return the facts that hold for a line: its own stand before the case's."""
        return {**self.facts, **line.facts}


def after(case: Case, event: Event) -> Case:
    """Return the case as it stands once `event` has happened."""
    told = replace(
        case,
        questions=() if isinstance(event, Noted | Answered) else case.questions,
        changed=case.events + 1 if isinstance(event, _CHANGES) else case.changed,
    )
    return replace(_after(told, event), events=case.events + 1, overrides=_standing(case, event))


def fold(events: Iterable[Event]) -> Case:
    """Tell the whole story from the beginning."""
    return reduce(after, events, Case())


def _after(case: Case, event: Event) -> Case:  # noqa: PLR0911  # one way for each kind, and no more
    match event:
        case Opened():
            return replace(case, pack=event.pack, version=event.version, example=event.example)
        case LineAdded():
            line = ChargeLine(event.line, event.charge_line, event.option, event.amount_yen)
            return replace(case, lines=(*case.lines, line))
        case Answered():
            evidence = Evidence(event.evidence) if event.evidence else None
            return _with_fact(case, event.line, event.fact, Fact(event.value, evidence))
        case Withdrawn():
            return _with_fact(case, event.line, event.fact, None)
        case Instructed():
            return _with_instruction(case, event)
        case InstructionWithdrawn(index):
            return _without_instruction(case, index)
        case Moved() | Ticked():
            return _on_the_call(case, event)
        case Decided():
            return replace(case, decided=event)
        case MailDrafted():
            return replace(case, mails=(*case.mails, event))
        case Replied():
            return replace(case, replies=(*case.replies, event))
        case EscalationAnswered() | AlertTaken() | Reassigned():
            return _from_floor(case, event)
        case Told():
            return replace(case, told=(*case.told, event))
        case HandedOver():
            return replace(case, handovers=(*case.handovers, event), given=None)
        case Noted():
            return replace(case, notes=(*case.notes, event))
        case PromiseMade() | PromiseKept():
            return replace(case, promises=_promised(case.promises, event))
        case DayPretended():
            return replace(case, pretended=event.day)
        case ProposalAnswered() | ProposalReopened() | OverrideSigned():
            return case  # what it answered is an event of its own; signatures are kept by `_standing`
        case _:
            assert_never(event)


def _standing(case: Case, event: Event) -> tuple[OverrideSigned, ...]:
    """Return the signatures that hold after an event: what they were given for must be as it was."""
    match event:
        case OverrideSigned():
            others = tuple(each for each in case.overrides if (each.line, each.by) != (event.line, event.by))
            return (*others, event) if event.since == case.events else others
        case Answered(line=line) | Withdrawn(line=line):
            return tuple(each for each in case.overrides if line is not None and each.line != line)
        case Opened() | Instructed() | InstructionWithdrawn() | Replied():
            return ()
        case EscalationAnswered(says=says) if says != ASK:
            return ()
        case _:
            return case.overrides


def _from_floor(case: Case, event: EscalationAnswered | AlertTaken | Reassigned) -> Case:
    """Take in what came from the floor. An answer counts as a reply of that rung, and by the same rules."""
    if isinstance(event, AlertTaken):
        return replace(case, alerts_taken=(*case.alerts_taken, event))
    if isinstance(event, Reassigned):
        return replace(case, given=event)
    late = (*case.late, event.letter) if event.since < case.changed else case.late
    case = replace(case, answers=(*case.answers, event), late=late)
    if event.says == ASK:
        return replace(case, questions=(*case.questions, event))
    said = Replied(event.rung, event.says, event.name, event.words)
    return replace(case, replies=(*case.replies, said))


def _on_the_call(case: Case, event: Moved | Ticked) -> Case:
    if isinstance(event, Moved):
        # Taken up again it is another call: what must be said is said anew.
        if event.trigger == RESUME:
            return replace(case, step=event.step, ticked=(), given=None)
        return replace(case, step=event.step)
    others = tuple(each for each in case.ticked if each != event.what)
    return replace(case, ticked=tuple(sorted((*others, event.what))) if event.said else others)


def _promised(promises: tuple[PromiseMade, ...], event: PromiseMade | PromiseKept) -> tuple[PromiseMade, ...]:
    return (*_without(promises, event), *((event,) if isinstance(event, PromiseMade) else ()))


def _without(promises: tuple[PromiseMade, ...], gone: PromiseMade | PromiseKept) -> tuple[PromiseMade, ...]:
    return tuple(each for each in promises if (each.what, each.line) != (gone.what, gone.line))


def _with_instruction(case: Case, event: Instructed) -> Case:
    """Add an instruction. It opens the question again: older answers no longer settle it."""
    aside = (*case.set_aside, case.replies)
    return replace(case, instructions=(*case.instructions, event), set_aside=aside, replies=())


def _without_instruction(case: Case, index: int) -> Case:
    """Take an instruction away. The replies it had set aside count again, where they counted before it."""
    if not 0 <= index < len(case.instructions):
        return case
    kept = (*case.instructions[:index], *case.instructions[index + 1 :])
    before, aside, later = case.set_aside[:index], case.set_aside[index], case.set_aside[index + 1 :]
    if later:
        later, replies = ((*aside, *later[0]), *later[1:]), case.replies
    else:
        replies = (*aside, *case.replies)
    return replace(case, instructions=kept, set_aside=(*before, *later), replies=replies)


def _with_fact(case: Case, line_id: str | None, name: str, fact: Fact | None) -> Case:
    if line_id is None:
        return replace(case, facts=_changed(case.facts, name, fact))
    lines = tuple(
        replace(line, facts=_changed(line.facts, name, fact)) if line.id == line_id else line for line in case.lines
    )
    return replace(case, lines=lines)


def _changed(facts: Facts, name: str, fact: Fact | None) -> Facts:
    changed: dict[str, Fact] = {each: held for each, held in facts.items() if each != name}
    if fact is not None:
        changed[name] = fact
    result: Mapping[str, Fact] = MappingProxyType(changed)
    return result
