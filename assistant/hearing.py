"""Hearing: what was heard on a case and still waits for a person. Kept for the sitting only, never on disk.

Words become proposals here, and a proposal becomes a fact only by `answer`, with the
value a person gave by its own key. Left alone, it stays what it is.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from threading import Thread
from typing import TYPE_CHECKING

from assistant import shelf
from assistant.call.events import ProposalAnswered, Ticked
from assistant.call.required import recognised
from assistant.call.typed import usual_evidence
from assistant.call.verdict import values_of
from assistant.desk import WORDS_MAX
from assistant.listen.heard import OPERATOR, UNSURE, Slip, Warned
from assistant.rules.clean import clean
from assistant.rules.derive import day_of
from assistant.rules.facts import Evidence, Fact, Value

if TYPE_CHECKING:
    from assistant.call.case import ChargeLine
    from assistant.desk import Desk
    from assistant.listen.ear import Ear
    from assistant.listen.heard import Heard, Proposal
    from assistant.rules.policy import FactSpec

TEXT_MAX = 2_000
"""Characters heard at once; a longer paste would stop the screen."""

WAITING_MAX = 50
OF_FORMS = frozenset({"instruction", "instruction_reply"})
"""Facts that a form records, with who said it and how: words alone are not enough."""

REJECTION = "proposal.answered"
"""The kind of a rejection, when it is taken back; a confirmation goes with its answer."""

_HANDS_BACK = 0.0005


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal that waits for a person, and the fact it is about; `value` is None where the words are unsure."""

    proposal: Proposal
    text: str
    fact: str
    value: Value | None
    line: str | None
    registered: str | None = None  # the charge line registered for what the claim denies

    @property
    def marked(self) -> tuple[str, str, str]:
        """The quote in three parts: before, in and after what was understood."""
        start, end = self.proposal.mark
        return self.text[self.proposal.start : start], self.text[start:end], self.text[end : self.proposal.end]


@dataclass(frozen=True, slots=True)
class Listened:
    """What became of one utterance."""

    new: int
    known: int  # proposals that only say what is recorded already
    warnings: tuple[Warned, ...]
    cut: bool


class Hearing:
    """What was heard on one case and nobody has answered yet."""

    def __init__(self, desk: Desk) -> None:
        """Begin with nothing heard."""
        self._desk = desk
        self.waiting: list[Waiting] = []
        self.over = 0  # proposals there was no room for
        self.touched: dict[str, None] = {}  # facts that were spoken of, though nothing was understood
        self.ticks: dict[str, Ticked] = {}  # required utterances our own words seem to hold
        self._rejected: list[Waiting] = []

    def hear(self, text: str) -> Listened:
        """Hear the customer. No fact changes; what is proposed waits."""
        heard = self._ear.hear(text[:TEXT_MAX], today=self._desk.today, anchors=self._anchors())
        self.touched |= dict.fromkeys(heard.chips)
        new = known = 0
        for proposal in heard.proposals:
            found = self._about(proposal, heard)
            self.touched |= dict.fromkeys(() if found else self._ear.lore.claims[proposal.claim].about)
            for each in found:
                if self._is_known(each):
                    known += 1
                else:
                    new += 1
                    self._put(each)
        return Listened(new, known, heard.warnings, len(text) > TEXT_MAX)

    def check(self, text: str) -> tuple[Slip, ...]:
        """Return what we said, or are about to, that must not be said: the gravest first."""
        desk = self._desk
        facts = desk.case.facts_of(desk.case.lines[0]) if desk.case.lines else desk.case.facts
        values = values_of(desk.policy, facts, desk.today)

        slips = self._ear.hear(text[:TEXT_MAX], OPERATOR, known=values).taboos
        return tuple(sorted(slips, key=lambda each: each.level != "stop"))

    def overhear(self, text: str) -> tuple[Slip, ...]:
        """Hear the operator: what must not be said, and what was said as it must be, it seems. Nothing is recorded."""
        desk = self._desk
        found = recognised(text[:TEXT_MAX], "en" if text.isascii() else "ja", desk.policy.version)
        self.ticks |= {each.what: each for each in found if each.what not in desk.case.ticked}
        return self.check(text)

    def tick(self, what: str) -> bool:
        """Record that a required utterance was made, or that it was not after all; return which."""
        said = what not in self._desk.case.ticked
        plain = Ticked(what, said=said, pack=self._desk.policy.version)
        self._desk.heed(self.ticks.get(what, plain) if said else plain)
        self.ticks.pop(what, None)
        return said

    def undo(self) -> str | None:
        """Take back the last thing done and return its kind; a proposal whose rejection goes waits again."""
        taken = self._desk.undo()
        if taken == REJECTION and self._rejected:
            self._put(self._rejected.pop(), first=True)
        return taken

    def answer(self, waiting: Waiting, value: Value) -> str:
        """Record the value a person gave to a proposal, in one entry with what was heard; return the outcome."""
        outcome = "confirmed" if value == waiting.value else "corrected"
        spec = self._desk.policy.facts[waiting.fact]
        rests = Evidence.CUSTOMER if outcome == "confirmed" else usual_evidence(spec, value)
        self._desk.answer(waiting.fact, value, rests, waiting.line, self._answered(waiting, outcome))
        self._done(waiting)
        return outcome

    def reject(self, waiting: Waiting) -> None:
        """Record that a proposal is not what was said. No fact changes."""
        self._desk.heed(self._answered(waiting, "rejected"))
        self.waiting = [each for each in self.waiting if each != waiting]
        self._rejected.append(waiting)

    def recorded(self, waiting: Waiting) -> Fact | None:
        """Return what is recorded of the fact and speaks against the proposal."""
        held = self._held(waiting)
        if held is None or not held.known or waiting.value is None or held.value in self._agreeing(waiting):
            return None
        return held

    def together(self, waiting: Waiting) -> list[Waiting]:
        """Return all that waits for one fact, this proposal first: of two days, neither is chosen."""
        same = [each for each in self.waiting if (each.fact, each.line) == (waiting.fact, waiting.line)]
        return [waiting, *(each for each in same if each != waiting)]

    @property
    def _ear(self) -> Ear:
        return shelf.ear(self._desk.policy.id)

    def _about(self, proposal: Proposal, heard: Heard) -> list[Waiting]:
        """Return the facts a proposal is about, as far as the pack says so and the case knows the option."""
        ear, policy = self._ear, self._desk.policy
        pairs: list[tuple[str, Value | None]] = []
        for fact, text in proposal.facts:
            value = _value(policy.facts[fact], text)
            if fact not in OF_FORMS and value is not None:
                pairs.append((fact, None if proposal.reason == UNSURE and policy.facts[fact].values else value))
        if proposal.value == UNSURE:
            mapped = dict.fromkeys(row.fact for row in ear.lore.maps if row.claim == proposal.claim)
            pairs = [(fact, None) for fact in mapped if fact not in OF_FORMS and policy.facts[fact].values]
        claim = ear.lore.claims[proposal.claim]
        named = [line for line in self._desk.case.lines if proposal.value in ear.options(line.option)]
        if claim.kind == "options" and not named and any(ear.options(line.option) for line in self._desk.case.lines):
            return []
        registered = named[0].id if named and claim.negative else None
        return [
            Waiting(proposal, heard.text, fact, value, self._line(fact, named), registered) for fact, value in pairs
        ]

    def _line(self, fact: str, named: list[ChargeLine]) -> str | None:
        spec = self._desk.policy.facts[fact]
        if spec.scope == "line" and named:
            return named[0].id
        return line_for(self._desk, spec)

    def _put(self, new: Waiting, *, first: bool = False) -> None:
        """Let a proposal wait; said again, it waits once, where it stood: nothing moves under a finger."""
        same = [e for e in self.waiting if (e.fact, e.line, e.value) == (new.fact, new.line, new.value)]
        if same:
            self.waiting[self.waiting.index(same[0])] = new
        elif first:
            self.waiting.insert(0, new)
        elif len(self.waiting) < WAITING_MAX:
            self.waiting.append(new)
        else:
            self.over += 1

    def _is_known(self, waiting: Waiting) -> bool:
        held = self._held(waiting)
        return held is not None and waiting.value is not None and held.value in self._agreeing(waiting)

    def _agreeing(self, waiting: Waiting) -> tuple[Value, ...]:
        said = waiting.proposal
        stated: tuple[Value, ...] = self._ear.agreeing(said.claim, said.value, waiting.fact)
        return stated if waiting.value is None else (*stated, waiting.value)

    def _held(self, waiting: Waiting) -> Fact | None:
        case = self._desk.case
        if waiting.line is None:
            return case.facts.get(waiting.fact)
        return case.facts_of(case.line(waiting.line)).get(waiting.fact)

    def _done(self, waiting: Waiting) -> None:
        self.waiting = [e for e in self.waiting if (e.fact, e.line) != (waiting.fact, waiting.line)]
        self.touched.pop(waiting.fact, None)

    def _answered(self, waiting: Waiting, outcome: str) -> ProposalAnswered:
        said = waiting.proposal
        quote, version, at = clean(said.quote, WORDS_MAX), self._desk.policy.version, (said.start, said.end)
        return ProposalAnswered(said.claim, said.value, waiting.fact, outcome, said.pattern, version, *at, quote)

    def _anchors(self) -> Mapping[str, date]:
        facts = self._desk.case.facts
        specs = self._desk.policy.facts.values()
        days = {each.id: day_of(facts, each.id) for each in specs if each.kind == "date"}
        return {name: day for name, day in days.items() if isinstance(day, date)}


def line_for(desk: Desk, spec: FactSpec) -> str | None:
    """Return the line a fact of lines is about: the first one that still needs it, else the first."""
    if spec.scope != "line" or not desk.case.lines:
        return None
    needing = [charged.id for charged, decision in desk.verdict.lines if spec.id in decision.relevant]
    return (needing or [desk.case.lines[0].id])[0]


def get_ready(pack: str) -> Thread:
    """Read what a pack can hear before anybody needs it, without keeping a key waiting."""
    reader = Thread(target=_read, args=(pack,), daemon=True)
    reader.start()
    return reader


def _read(pack: str) -> None:
    before = sys.getswitchinterval()
    sys.setswitchinterval(_HANDS_BACK)
    try:
        shelf.ear(pack).hear("-")
    except shelf.NotLoaded:
        return  # whoever speaks is told why
    finally:
        sys.setswitchinterval(before)
    gc.freeze()  # kept as long as the program runs


def _value(spec: FactSpec, text: str) -> Value | None:
    """Return a heard value as the fact takes it; None where it does not."""
    value: Value = int(text) if spec.kind not in {"choice", "date"} and text.isdigit() else text
    return value if spec.derived is None and spec.allows(value) else None
