"""The conversation on the call page: what was said becomes cards, warnings and answers, never facts by itself.

It keeps where the eye and the hand are, and the proposals of this sitting that nobody
has answered. What is true of the case it asks the desk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.call.masked import numbers
from assistant.hearing import REJECTION, Hearing, get_ready
from assistant.rules.facts import UNKNOWN
from assistant.screens import seen
from assistant.screens.advice import advice
from assistant.screens.answered import told
from assistant.screens.card import candidates, card
from assistant.screens.columns import Role, Row, Span, ends, line, wrap
from assistant.screens.direct import DIRECT
from assistant.screens.left import unconfirmed
from assistant.screens.overheard import Overheard
from assistant.screens.sides import side_of
from assistant.screens.stage import Entry

if TYPE_CHECKING:
    from threading import Thread

    from assistant.call.asking import Answer
    from assistant.call.brief import Brief
    from assistant.desk import Desk
    from assistant.hearing import Waiting
    from assistant.listen.heard import Warned
    from assistant.listen.utterance import Utterance
    from assistant.rules.facts import Value
    from assistant.screens.question import Room
    from assistant.screens.stage import Stage
    from assistant.screens.words import Wording

OVER = frozenset({"unknown", "withdraw", "evidence", "go_on", "back"})
"""Commands that put an answer away and do nothing else: what they act on lies under it."""


class Conversation:
    """What is said on one call."""

    def __init__(self) -> None:
        """Begin in silence."""
        self._hearing: Hearing | None = None
        self._answer: Answer | None = None
        self._warned: tuple[Warned, ...] = ()
        self._advised: int | None = None  # instructions whose check was seen
        self._listed: list[str] | None = None  # what nobody confirmed, as it was listed before the end
        self.overheard = Overheard()
        self._in_hand = False  # whether the card has the keys
        self._reader: Thread | None = None  # reads the pack's ear, once the line was opened
        self.open = False  # whether the entry line takes what is said

    def hearing(self, desk: Desk) -> Hearing:
        """Return what was heard on this case."""
        if self._hearing is None:
            self._hearing = Hearing(desk)
        return self._hearing

    def waiting(self) -> list[Waiting]:
        """Return what waits for a person."""
        return self._hearing.waiting if self._hearing else []

    def touched(self) -> frozenset[str]:
        """Return the facts that were spoken of though nothing was understood."""
        return frozenset(self._hearing.touched) if self._hearing else frozenset()

    def wake(self, desk: Desk) -> bool:
        """Have the pack's ear read, unless it is; return whether words can be heard now."""
        if self._reader is None:
            self._reader = get_ready(desk.policy.id)
        return not self._reader.is_alive()

    def overhear(self, desk: Desk, said: Utterance) -> None:
        """Take in what a feed heard. It waits: neither the keys nor the question change hands."""
        self._in_hand = self._in_hand and bool(self.waiting())
        self.overheard.take(self.hearing(desk), said)

    def heard_ticks(self) -> frozenset[str]:
        """Return the required utterances our own words seem to hold, and nobody has ticked."""
        return frozenset(self._hearing.ticks) if self._hearing else frozenset()

    def card(self) -> Waiting | None:
        """Return the proposal that has the keys now."""
        return self.waiting()[0] if self._in_hand and self.waiting() else None

    def spread(self, room: Room) -> bool:
        """Whether an answer needs the whole width."""
        return self._answer is not None and len(told(self._answer, room)) > room.height

    @property
    def busy(self) -> bool:
        """Whether a card or an answer stands in the place of the question."""
        return self._answer is not None or self.card() is not None

    # Words.

    def listen(self, stage: Stage, begin: str = "") -> None:
        """Open the entry line for what is said; the first time, the pack's ear is read meanwhile.

        It costs 14 MB, which a call that is only answered by key must not pay.
        """
        self.open = True
        self.wake(stage.desk)
        stage.ask(Entry(stage.words.say("talk.prompt"), begin))

    def typed(self, stage: Stage, text: str) -> bool:
        """Take what was said or asked; return whether the line stays open."""
        side, said = side_of(text)
        if not said:
            return False
        self._answer = None
        deeds = {"ask": self._ask, "operator": self._check, "note": _note, "customer": self._hear}
        deeds[side](stage, said)
        return True

    def echo(self, stage: Stage, text: str) -> Span:
        """Return what Enter would do with the words."""
        side, _ = side_of(text)
        return Span(stage.words.say(f"talk.hint.{side}"), Role.DIM)

    def answered(self, kinds: frozenset[str]) -> None:
        """Take warnings off the screen: they were acted on."""
        self._warned = tuple(each for each in self._warned if each.kind not in kinds)
        self.overheard.answered(kinds)

    def _hear(self, stage: Stage, said: str) -> None:
        words, hearing = stage.words, self.hearing(stage.desk)
        listened = hearing.hear(said)
        self._warned = listened.warnings
        self._in_hand = bool(hearing.waiting)
        if listened.new:
            text, role = words.say("talk.heard", n=len(hearing.waiting)), Role.STRONG
        else:
            text, role = words.say("talk.known" if listened.known else "talk.nothing"), Role.DIM
        if listened.cut:
            text, role = words.say("talk.cut"), Role.WARN
        stage.say(text, role)

    def _check(self, stage: Stage, said: str) -> None:
        slips = self.hearing(stage.desk).overhear(said)
        if not slips:
            stage.say(stage.words.say("talk.sayable"), Role.GOOD)
            return
        worst = slips[0]
        mark = stage.words.say(f"brief.level.{worst.level}")
        text = stage.words.say("talk.slip", mark=mark, quote=numbers(worst.quote), better=worst.better)
        stage.say(text, Role.STOP if worst.level == "stop" else Role.WARN)

    def _ask(self, stage: Stage, said: str) -> None:
        self._answer = stage.shown.desk.ask(said, stage.words.lang)
        stage.say(stage.words.say("talk.answered"), Role.DIM)

    # Keys.

    def pick(self, stage: Stage, key: str) -> bool:
        """Answer the card in hand with a value's own key; return whether the key was the card's."""
        if self._put_away(stage.desk):
            return True
        waiting = self.card()
        if waiting is None:
            return False
        value = candidates(stage.desk, self.hearing(stage.desk), waiting).get(key)
        if value is None:
            stage.say(stage.words.say("call.no_such_key", key=key), Role.WARN)
        else:
            self._settle(stage, waiting, value)
        return True

    def act(self, stage: Stage, command: str) -> bool:
        """Do what a command means to the card or the answer in hand; return whether it was theirs."""
        if command != "go_on":
            listed, self._listed = self._listed, None
            if listed is not None and command == "back":
                return True
        if command in OVER and self._listed is None and self._put_away(stage.desk):
            return True
        self._advised = len(stage.desk.case.instructions)  # whatever is done, the check was seen
        if command == "card":
            self._turn(stage)
            return True
        waiting = self.card()
        if waiting is None or command not in OVER:
            return False
        if command == "unknown":
            self._settle(stage, waiting, UNKNOWN)
        elif command == "withdraw":
            self.hearing(stage.desk).reject(waiting)
            self._said(stage, "talk.rejected", waiting)
        elif command == "back":
            self._in_hand = False
        else:
            stage.say(stage.words.say("talk.by_its_key"), Role.WARN)
        return True

    def _put_away(self, desk: Desk) -> bool:
        """Put an answer or the check of an instruction away; return whether there was one."""
        had = self._answer is not None or self._listed is not None or self._advises(desk)
        self._answer, self._listed, self._advised = None, None, len(desk.case.instructions)
        return had

    def _advises(self, desk: Desk) -> bool:
        """Whether an instruction came in of which nobody has seen the check."""
        if self._advised is None:
            self._advised = len(desk.case.instructions)
        return len(desk.case.instructions) > self._advised

    def _turn(self, stage: Stage) -> None:
        """Take the cards in hand, or go to the next one; after the last the question has the keys again."""
        waiting = self.waiting()
        if not waiting:
            stage.say(stage.words.say("talk.none_waiting"), Role.DIM)
        elif not self._in_hand:
            self._in_hand = True
        else:
            self._in_hand = False
            waiting.append(waiting.pop(0))

    def _settle(self, stage: Stage, waiting: Waiting, value: Value) -> None:
        outcome = self.hearing(stage.desk).answer(waiting, value)
        self.answered(DIRECT.get(str(value), frozenset()))
        self._said(stage, f"talk.{outcome}", waiting, value)

    def _said(self, stage: Stage, key: str, waiting: Waiting, value: Value | None = None) -> None:
        desk, words = stage.desk, stage.words
        spec = desk.policy.facts[waiting.fact]
        answer = "" if value is None else seen.value(spec, value, words)
        text = words.say(key, what=spec.label.of(words.lang), value=answer, n=desk.case.events)
        stage.say(text, Role.GOOD if value is not None else Role.STRONG)

    def unconfirmed(self, desk: Desk, words: Wording) -> list[str]:
        """Return what nobody has confirmed, one line each."""
        return unconfirmed(self.hearing(desk), desk, words) if self._hearing else []

    def may_close(self, stage: Stage) -> bool:
        """Whether nothing waits, or the operator has seen what does: the first Enter shows it, the next closes."""
        return self._seen(stage, "talk.unconfirmed")

    def may_leave(self, stage: Stage) -> bool:
        """Whether nothing waits, or the operator has seen what does: what is left behind is recorded nowhere."""
        return self._seen(stage, "talk.leaving")

    def list_left(self, stage: Stage) -> None:
        """Show what nobody has confirmed, where there is any: the call is over."""
        self._listed = None
        self._seen(stage, "talk.call_over")

    def _seen(self, stage: Stage, key: str) -> bool:
        left = self.unconfirmed(stage.desk, stage.words)
        if not left or left == self._listed:
            return True
        self._listed, self._in_hand = left, False
        stage.say(stage.words.say(key, n=len(left)), Role.WARN)
        return False

    def undo(self, stage: Stage) -> str | None:
        """Take back the last thing done; a proposal whose rejection goes is in hand again."""
        taken = self.hearing(stage.desk).undo()
        self._in_hand = self._in_hand or taken == REJECTION
        return taken

    # Drawing.

    def warning_rows(self, room: Room) -> list[Row]:
        """Return what must be known at once, one row each, with the next key."""
        rows = []
        for each in self._warned:
            text = room.words.say(f"warn.{each.kind}", quote=numbers(each.quote))
            key = Span(f" {room.words.say(f'warn.next.{each.kind}')} ", Role.KEY)
            rows.append(ends((Span(" ! ", Role.STOP), Span(text, Role.STOP)), (key,), room.cells))
        return rows[: max(room.height // 4, 1)]

    def region(self, desk: Desk, brief: Brief, room: Room) -> list[Row] | None:
        """Return what stands in the place of the question, or None where the question stands there."""
        if self._advises(desk):
            return advice(desk, brief, room)
        if self._answer is not None:
            return told(self._answer, room)
        waiting = self.card()
        if self._listed is not None:
            left = self.unconfirmed(desk, room.words)
            title = line(f" {room.words.say('talk.left')}", room.cells, Role.TITLE)
            return [title, *(line(f"  {part}", room.cells) for each in left for part in wrap(each, room.cells - 3))]
        return None if waiting is None else card(desk, self.hearing(desk), waiting, room)


def _note(stage: Stage, said: str) -> None:
    stage.desk.note(said)
    stage.say(stage.words.say("call.noted", n=stage.desk.case.events), Role.GOOD)
