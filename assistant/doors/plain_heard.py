"""What is heard while a call goes on in plain lines: said once, proposed, and recorded by the operator alone."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.call.mail import value_name
from assistant.call.rendering import tick_name
from assistant.call.required import required_of
from assistant.desk import Desk
from assistant.doors.talk import Talk, picked
from assistant.doors.words import names, say
from assistant.hearing import Hearing, Waiting
from assistant.inbox import FeedState, Inbox
from assistant.listen.heard import CUSTOMER, OPERATOR, Slip, Warned
from assistant.listen.utterance import Utterance
from assistant.rules.facts import UNKNOWN, Value
from assistant.screens.sides import signed
from assistant.seat import Seat

REJECT = "reject"


class Ear:
    """The ear of a plain call: the case it listens to, what was heard on it, and how its feed was doing."""

    def __init__(self, seat: Seat) -> None:
        """Begin to listen; what killed programs left behind goes first."""
        self._inbox, self._now = Inbox(seat.data), seat.now
        self._inbox.sweep(self._now())
        self._hearing: Hearing | None = None
        self._case_id: str | None = None
        self._state = FeedState.NONE
        self._listed: list[str] = []

    def of(self, desk: Desk) -> Hearing:
        """Return what was heard on this case."""
        if self._hearing is None or desk.case_id != self._case_id:
            self.leave()
            self._case_id, self._hearing = desk.case_id, Hearing(desk)
        return self._hearing

    def tell(self, desk: Desk, talk: Talk) -> None:
        """Tell what was said since the last turn, and what may be proposed from it."""
        hearing = self.of(desk)
        for said in self._inbox.take(desk.case_id):
            for line in heard_lines(hearing, desk, said, talk.lang):
                talk.tell(line)
        state = self._inbox.state(desk.case_id, self._now())
        if state != self._state and state.value in names("heard"):
            talk.say(f"heard.{state}")
        self._state = state

    def take(self, desk: Desk, talk: Talk, line: str) -> bool:
        """Take a line that says whose words it holds; return whether it did."""
        found = signed(line)
        if found is None or not found[1]:
            return False
        side, said = found
        if side == "note":
            desk.note(said)
            talk.say("plain.noted", count=desk.case.events)
        elif side == "ask":
            for each in desk.ask(said, talk.lang).lines:
                talk.tell(each)
        else:
            for each in heard_lines(self.of(desk), desk, Utterance(said, side), talk.lang):
                talk.tell(each)
        return True

    def card(self, desk: Desk, talk: Talk, rest: str) -> None:
        """Answer what was heard with a value of one's own; left empty, it goes on waiting."""
        hearing = self.of(desk)
        if not hearing.waiting:
            talk.say("heard.none_waiting")
            return
        numbered = [(str(at), _shown(desk, each, talk.lang)) for at, each in enumerate(hearing.waiting)]
        found = picked(rest, numbered) if rest else "0" if len(numbered) == 1 else talk.chosen("which_heard", numbered)
        if found is None:
            talk.say("plain.not_recorded")
            return
        self._answer(hearing, desk, talk, hearing.waiting[int(found)])

    def tick(self, desk: Desk, talk: Talk, rest: str) -> None:
        """Record that a required line was said: the one named, else the next; named again, that it was not."""
        listed = [(each.what, tick_name(each.what, talk.lang)) for each in required_of(desk.scene(talk.lang))]
        left = [name for name, _ in listed if name not in desk.case.ticked]
        what = picked(rest, listed) if rest else left[0] if left else None
        if what is None:
            talk.say("plain.not_understood" if rest else "heard.all_said", text=rest)
            return
        said = self.of(desk).tick(what)
        talk.say("heard.ticked" if said else "heard.unticked", what=dict(listed)[what], count=desk.case.events)

    def undo(self, desk: Desk, talk: Talk) -> None:
        """Take the last thing back; a proposal whose rejection goes waits again."""
        taken = self.of(desk).undo()
        if taken is None:
            talk.say("plain.nothing_to_undo")
        else:
            talk.say("plain.undone", what=say(f"undone.{taken.replace('.', '_')}", talk.lang))

    def left(self, desk: Desk, talk: Talk) -> bool:
        """List what nobody confirmed; return whether there is any that was not listed just before."""
        hearing = self.of(desk)
        listed = [_shown(desk, each, talk.lang) for each in hearing.waiting]
        listed += [f"{tick_name(each.what, talk.lang)} {each.quote}" for each in hearing.ticks.values()]
        news, self._listed = bool(listed) and listed != self._listed, listed
        if news:
            talk.say("heard.left", count=len(listed) + hearing.over)
            for at, each in enumerate(listed, 1):
                talk.say("plain.item", number=at, text=each)
        return news

    def leave(self) -> None:
        """Leave the case: what is said on it from here is not for us."""
        if self._case_id is not None:
            self._inbox.leave(self._case_id)
        self._case_id, self._hearing, self._state, self._listed = None, None, FeedState.NONE, []

    @staticmethod
    def _answer(hearing: Hearing, desk: Desk, talk: Talk, waiting: Waiting) -> None:
        for line in _card_lines(hearing, desk, waiting, talk.lang):
            talk.tell(line)
        values = _values(hearing, desk, waiting)
        spec = desk.policy.facts[waiting.fact]
        options = [(name, value_name(spec, name, talk.lang)) for name in values]
        options += [(UNKNOWN, say("plain.unknown", talk.lang)), (REJECT, say("heard.reject", talk.lang))]
        chosen = talk.chosen("heard_value", options)
        what = spec.label.of(talk.lang)
        if chosen is None:
            talk.say("plain.not_recorded")
        elif chosen == REJECT:
            hearing.reject(waiting)
            talk.say("heard.rejected", what=what, count=desk.case.events)
        else:
            hearing.answer(waiting, values.get(chosen, chosen))
            told = f"{what}: {dict(options)[chosen]}"
            talk.say("plain.recorded", count=desk.case.events, what=told)


def heard_lines(hearing: Hearing, desk: Desk, said: Utterance, lang: str) -> Iterator[str]:
    """Walk an utterance and what was heard in it; of somebody nobody knows, the words alone."""
    yield say("heard.said", lang, who=say(f"heard.{said.speaker}", lang), text=said.text)
    slips: tuple[Slip, ...] = ()
    warnings: tuple[Warned, ...] = ()
    before = list(hearing.waiting)
    if said.speaker == CUSTOMER:
        warnings = hearing.hear(said.text).warnings
    elif said.speaker == OPERATOR:
        slips = hearing.overhear(said.text)
    for warned in warnings:
        yield say("heard.warning", lang, kind=say(f"warned.{warned.kind}", lang), quote=warned.quote)
    for waiting in hearing.waiting:
        if waiting not in before:
            yield say("heard.proposal", lang, what=_shown(desk, waiting, lang))
    for slip in slips:
        yield say("heard.taboo", lang, quote=slip.quote, better=slip.better)


def _shown(desk: Desk, waiting: Waiting, lang: str) -> str:
    spec = desk.policy.facts[waiting.fact]
    value = "?" if waiting.value is None else value_name(spec, str(waiting.value), lang)
    return say("heard.meant", lang, label=spec.label.of(lang), value=value, quote=waiting.proposal.quote)


def _card_lines(hearing: Hearing, desk: Desk, waiting: Waiting, lang: str) -> Iterator[str]:
    """Walk what must be known before a proposal is answered."""
    yield _shown(desk, waiting, lang)
    held = hearing.recorded(waiting)
    if held is not None:
        value = value_name(desk.policy.facts[waiting.fact], str(held.value), lang)
        yield say("heard.against", lang, value=value)


def _values(hearing: Hearing, desk: Desk, waiting: Waiting) -> dict[str, Value]:
    """Return what may be answered: every value of a choice, else what was heard."""
    spec = desk.policy.facts[waiting.fact]
    heard = [each.value for each in hearing.together(waiting) if each.value is not None]
    found: list[Value] = list(spec.values) or heard
    return {str(each): each for each in found}
