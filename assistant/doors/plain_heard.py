"""What is heard while a call goes on in plain lines: said once, proposed, and never recorded by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assistant import shelf
from assistant.call.mail import value_name
from assistant.desk import Desk
from assistant.doors.talk import Talk
from assistant.doors.words import names, say
from assistant.inbox import FeedState, Inbox
from assistant.listen.ear import Ear
from assistant.listen.heard import Heard, Proposal
from assistant.listen.utterance import UNKNOWN, Utterance
from assistant.rules.derive import day_of
from assistant.seat import Seat


class Hearing:
    """The ear of a plain call. Keeps which case it listens to, and how its feed was doing when that was last said."""

    def __init__(self, seat: Seat) -> None:
        """Begin to listen; what killed programs left behind goes first."""
        self._inbox, self._now = Inbox(seat.data), seat.now
        self._inbox.sweep(self._now())
        self._case_id: str | None = None
        self._state = FeedState.NONE

    def tell(self, desk: Desk, talk: Talk) -> None:
        """Tell what was said since the last turn, and what may be proposed from it."""
        if desk.case_id != self._case_id:
            self.leave()
            self._case_id = desk.case_id
        for said in self._inbox.take(desk.case_id):
            for line in heard_lines(desk, said, talk.lang):
                talk.tell(line)
        state = self._inbox.state(desk.case_id, self._now())
        if state != self._state and state.value in names("heard"):
            talk.say(f"heard.{state}")
        self._state = state

    def leave(self) -> None:
        """Leave the case: what is said on it from here is not for us."""
        if self._case_id is not None:
            self._inbox.leave(self._case_id)
        self._case_id, self._state = None, FeedState.NONE


def heard_lines(desk: Desk, said: Utterance, lang: str) -> Iterator[str]:
    """Walk an utterance and what was heard in it; of somebody nobody knows, the words alone."""
    yield say("heard.said", lang, who=say(f"heard.{said.speaker}", lang), text=said.text)
    if said.speaker == UNKNOWN:
        return
    heard = _heard(shelf.ear(desk.case.pack), desk, said)
    for warned in heard.warnings:
        yield say("heard.warning", lang, kind=say(f"warned.{warned.kind}", lang), quote=warned.quote)
    for proposal in heard.proposals:
        for label, value in _meant(desk, proposal, lang):
            yield say("heard.proposal", lang, label=label, value=value, quote=proposal.quote)
    for slip in heard.taboos:
        yield say("heard.taboo", lang, quote=slip.quote, better=slip.better)


def _heard(ear: Ear, desk: Desk, said: Utterance) -> Heard:
    facts = desk.case.facts
    days = {name: day_of(facts, name) for name, spec in desk.policy.facts.items() if spec.kind == "date"}
    anchors = {name: day for name, day in days.items() if isinstance(day, date)}
    known = {name: str(fact.value) for name, fact in facts.items()}
    return ear.hear(said.text, said.speaker, desk.today, anchors, known)


def _meant(desk: Desk, proposal: Proposal, lang: str) -> Iterator[tuple[str, str]]:
    """Walk the facts a claim would answer, by name; a claim that answers none has nothing to be recorded as."""
    for name, value in proposal.facts:
        spec = desk.policy.facts[name]
        yield spec.label.of(lang), value_name(spec, value, lang)
