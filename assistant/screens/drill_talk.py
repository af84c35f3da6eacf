"""What is said in a drill: the trainee's own words go to the customer, and the customer's are heard like any call's.

Everything a card can do is the conversation's; here is only who is spoken to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.drills.voices import CUSTOMER, PAIR
from assistant.hearing import get_ready
from assistant.inbox import Inbox
from assistant.listen.heard import OPERATOR
from assistant.screens.columns import Role, Span
from assistant.screens.conversation import Conversation
from assistant.screens.sides import side_of
from assistant.screens.stage import Entry

if TYPE_CHECKING:
    from assistant.call.brief import Brief
    from assistant.desk import Desk
    from assistant.drills.play import Play
    from assistant.screens.columns import Row
    from assistant.screens.question import Room
    from assistant.screens.stage import Stage

_OPERATOR_NEEDS_HELP = frozenset({"ask", "operator"})
"""What only an assistant can do: answer, and say whether words may be said."""


class DrillTalk(Conversation):
    """The conversation of a drill."""

    def __init__(self, play: Play) -> None:
        """Begin where the drill begins."""
        super().__init__()
        self._play = play
        self._taken = 0
        self._inbox = Inbox(play.drill.seat.data) if play.mode == PAIR else None
        get_ready(play.desk.policy.id)

    def listen(self, stage: Stage, begin: str = "") -> None:
        """Open the entry line for what the trainee says."""
        self.open = True
        stage.ask(Entry(stage.words.say("drill.prompt"), begin))

    def typed(self, stage: Stage, text: str) -> bool:
        """Say the words to the customer; what begins with a sign goes where the sign says."""
        side, said = side_of(text)
        if side != "customer":
            if side in _OPERATOR_NEEDS_HELP and not self._play.helped:
                stage.say(stage.words.say("drill.no_help"), Role.WARN)
                return True
            return super().typed(stage, text)
        if not said:
            return False
        self._play.speak(said)
        self.catch_up(stage)
        if self._play.helped:
            self._check_if_bad(stage, said)
        return True

    def echo(self, stage: Stage, text: str) -> Span:
        """Return what Enter would do with the words."""
        side, _ = side_of(text)
        if side == "customer":
            return Span(stage.words.say("drill.hint_say"), Role.DIM)
        return super().echo(stage, text)

    def region(self, desk: Desk, brief: Brief, room: Room) -> list[Row] | None:
        """Return what stands in the place of the question; in an exam nobody advises."""
        if not self._play.helped:
            self._put_away(desk)
        return super().region(desk, brief, room)

    def catch_up(self, stage: Stage) -> None:
        """Hear what the customer said since: it makes cards as on any call."""
        self._play.catch_up()
        for said in self._play.said[self._taken :]:
            if said.who != CUSTOMER:
                continue
            hearing = self.hearing(stage.desk)
            hearing.hear(said.text.of(self._play.lang))
            if said.card is not None:
                hearing.waiting = [said.card, *(each for each in hearing.waiting if each.fact != said.card.fact)]
        self._taken = len(self._play.said)

    def receive(self, stage: Stage) -> None:
        """Take what the trainer says from the second terminal, if there is one."""
        if self._inbox is None:
            return
        for said in self._inbox.take(stage.desk.case_id):
            if said.speaker == OPERATOR:
                self._play.speak(said.text)
            else:
                self._play.hear(said.text)
        self.catch_up(stage)

    def _check_if_bad(self, stage: Stage, said: str) -> None:
        """Say at once where the words must not be said; good words need no comment."""
        if self.hearing(stage.desk).check(said):
            self._check(stage, said)
