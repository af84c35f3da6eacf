"""The tale of a case: what its figures need, gathered while its events go by in order.

What holds is the case's own fold; beside it stand the moments of what was asked,
answered, decided and promised. Actors, names and free words are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from assistant.call import events as e
from assistant.call.case import Case, after
from assistant.call.signed import OverrideSigned
from assistant.call.steps import CLOSED
from assistant.journal.record import Entry

ANSWERS = frozenset({"instruction.confirmed", "escalation.answered"})
"""Both are a superior's answer: `says` is bill or do_not_bill, or ask, which answers nothing yet."""

SAYS = frozenset({"bill", "do_not_bill"})
CONFIRMED, CORRECTED, REJECTED = "confirmed", "corrected", "rejected"
OUTCOMES = (CONFIRMED, CORRECTED, REJECTED)


class Mark(NamedTuple):
    """One moment of a case. `what` says how the rest is read."""

    what: str  # decided, instructed, withdrawn, answered, asked, handed, resumed, closed, promised, kept; signed
    # by one person, approved by two
    at: str
    told: e.Event | str | int | None = None


class Heard(NamedTuple):
    """What a person made of a proposal."""

    pattern: str
    outcome: str
    about: tuple[str, str, str]  # claim, value, fact


@dataclass(slots=True)
class Tale:
    """A case as its figures see it."""

    journal: str
    case_id: str
    at: str
    case: Case = field(default_factory=Case)
    marks: list[Mark] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    _fresh: dict[str, Heard] = field(default_factory=dict)  # what was just confirmed of a fact
    _given: dict[str, list[Heard | None]] = field(default_factory=dict)  # answers to a fact, and what they came from

    @property
    def real(self) -> bool:
        """Whether it is a customer's: an example is practice."""
        return bool(self.case.pack) and not self.case.example

    def goes_on(self, entry: Entry) -> None:
        """Take in the next event."""
        event = entry.event
        if event is not None:
            self.case = after(self.case, event)
            self._listen(event)
        mark = _mark(entry, event, self.case)
        if mark is not None:
            self.marks.append(mark)

    def _listen(self, event: e.Event) -> None:
        match event:
            case e.ProposalAnswered() if event.outcome in OUTCOMES:
                found = Heard(event.pattern, event.outcome, (event.claim, event.value, event.fact))
                self.heard.append(found)
                if event.outcome != REJECTED:
                    self._fresh[event.fact] = found
            case e.ProposalReopened():
                self._forget(Heard(event.pattern, REJECTED, (event.claim, event.value, event.fact)))
            case e.Answered(undo=True) | e.Withdrawn(undo=True):
                given = self._given.get(event.fact)
                self._forget(given.pop() if given else None)
            case e.Answered() | e.Withdrawn():
                self._given.setdefault(event.fact, []).append(self._fresh.pop(event.fact, None))
            case _:
                pass

    def _forget(self, gone: Heard | None) -> None:
        """Take back the last that was so: what a person took back was never their judgement."""
        for nth in range(len(self.heard) - 1, -1, -1):
            if self.heard[nth] == gone:
                del self.heard[nth]
                return


def gather(entries: Iterable[tuple[str, Entry]]) -> list[Tale]:
    """Return the tale of every case. Journals may come in any order, the events of one in theirs."""
    found: dict[tuple[str, str], Tale] = {}
    for journal, entry in entries:
        if entry.case_id:
            key = journal, entry.case_id
            tale = found.get(key)
            if tale is None:
                tale = found[key] = Tale(journal, entry.case_id, entry.at)
            tale.goes_on(entry)
    return [found[key] for key in sorted(found)]


def _mark(entry: Entry, event: e.Event | None, case: Case) -> Mark | None:  # noqa: PLR0911  # one way for each kind
    if entry.kind in ANSWERS:
        says = entry.data.get("says")
        return Mark("answered", entry.at, says) if says in SAYS else None
    match event:
        case e.Decided():
            return Mark("decided", entry.at, event)
        case e.Instructed():
            return Mark("instructed", entry.at, event.says)
        case e.InstructionWithdrawn():
            return Mark("withdrawn", entry.at, event.index)
        case e.MailDrafted():
            return Mark("asked", entry.at)
        case e.HandedOver():
            return Mark("handed", entry.at)
        case e.Moved(trigger="resume"):
            return Mark("resumed", entry.at)
        case e.Moved(step=step) if step == CLOSED:
            return Mark("closed", entry.at)
        case e.PromiseMade():
            return Mark("promised", entry.at, event)
        case e.PromiseKept():
            return Mark("kept", entry.at, event)
        case OverrideSigned():
            same = [one for one in case.overrides if one.line == event.line]
            last = (event.rules, event.facts, event.digest)
            signers = {one.by for one in same if (one.rules, one.facts, one.digest) == last}
            return Mark("approved" if len(signers) > 1 else "signed", entry.at, event)
        case _:
            return None


def moment(text: str) -> datetime:
    """Return a kept moment."""
    return datetime.fromisoformat(text)
