"""The call of a drill: the same page as any call, over a record of its own, with people who answer.

What differs from a real call stands here: whom a key asks, who speaks up, and where it ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.call.steps import CALL, HAND_OVER, WRAP_UP
from assistant.drills.voices import BOSS
from assistant.screens import casehead
from assistant.screens.call import CallPage
from assistant.screens.columns import Role
from assistant.screens.drill_ending import PausePage, debriefed
from assistant.screens.drill_office import OfficePage
from assistant.screens.drill_script import DrillBrief
from assistant.screens.drill_strip import band, last_said, rows_of
from assistant.screens.drill_talk import DrillTalk
from assistant.screens.facts import FactsPage
from assistant.screens.instruct import instruction_form
from assistant.screens.moves import gate, walk
from assistant.screens.outlook import outlook
from assistant.screens.stage import Drawn, View

if TYPE_CHECKING:
    from assistant.call.brief import Brief
    from assistant.desk import Desk
    from assistant.drills.play import Play
    from assistant.screens.columns import Row
    from assistant.screens.form import FormPage
    from assistant.screens.question import Asked
    from assistant.screens.stage import Stage

_OUTLOOK = 2  # rows, where the screen is low: what is possible, and what may be said
LOW = 24  # of what is left under the strip
_LEAVING = frozenset({"hand_over", "hold", "brief"})


class DrillCall(CallPage):
    """The call page of a drill."""

    name = "drill"
    conversation: DrillTalk

    def __init__(self, play: Play) -> None:
        """Begin with the customer's first words."""
        super().__init__()
        self.play = play
        self.conversation = DrillTalk(play)

    def draw(self, stage: Stage, view: View) -> Drawn:
        """Return the call under the strip of the drill."""
        self.conversation.receive(stage)
        self.conversation.catch_up(stage)
        said = last_said(self.play, view)
        inner = View(view.width, view.height - rows_of(view) - 1, view.words, view.now, view.typing)
        drawn = self.under(stage, inner)
        head, rest = drawn.top[:2], drawn.top[2:]
        top = [band(self.play, view, len(self.conversation.waiting())), *head[1:]]
        return Drawn([*top, casehead.crossed(view, None, ""), *said, *rest], drawn.body)

    def under(self, stage: Stage, view: View) -> Drawn:
        """Return what lies under the strip: the call as ever."""
        return super().draw(stage, view)

    def below(self, desk: Desk, brief: Brief, asked: Asked | None, view: View) -> list[Row]:
        """Return the lower edge without what would turn the ruling: that is a hint."""
        rows = outlook(desk, brief, asked.line if asked else None, view, turns=False)
        return rows if view.height >= LOW else rows[:_OUTLOOK]

    def act(self, stage: Stage, command: str) -> None:
        """Do one command of the drill, and let everybody speak whose moment has come."""
        deeds = {
            "ask_customer": self._ask,
            "look_up": self._look_up,
            "speak": self.conversation.listen,
            "hint": lambda _: self.play.hint(),
            "office": lambda on: on.go(OfficePage(self.play)),
            "pause": lambda on: on.go(PausePage(self.play, type(self))),
            "instruct": self._instruct,
            "facts": lambda on: on.go(FactsPage(on.choose, self._order_form)),
            "brief": self._brief,
        }
        if command in _LEAVING:
            self.play.catch_up(leaving=command != "brief")
        if command in deeds:
            self.conversation.act(stage, command)  # whatever stood in the place of the question was seen
            deeds[command](stage)
        else:
            super().act(stage, command)
        self.conversation.catch_up(stage)

    def pick(self, stage: Stage, key: str) -> None:
        """Answer with the value behind this key."""
        super().pick(stage, key)
        self.conversation.catch_up(stage)

    def typed(self, stage: Stage, text: str) -> bool:
        """Take a typed value, or what is said to the customer."""
        stays = super().typed(stage, text)
        self.conversation.catch_up(stage)
        return stays

    def _ask(self, stage: Stage) -> None:
        asked = self.asked(stage.desk)
        if asked is None:
            stage.say(stage.words.say("drill.nothing_chosen"), Role.WARN)
        else:
            self.play.ask(asked.fact, asked.line)

    def _look_up(self, stage: Stage) -> None:
        asked = self.asked(stage.desk)
        if asked is None:
            stage.say(stage.words.say("drill.nothing_chosen"), Role.WARN)
        else:
            self.play.look_up(asked.fact, asked.line)

    def _instruct(self, stage: Stage) -> None:
        stage.go(self._order_form(stage))

    def _order_form(self, stage: Stage) -> FormPage:
        """Return the form of an instruction, under what the superiors said; in an exam it is not commented on."""
        orders = [each for each in self.play.said if each.who == BOSS]
        above = [(each.name, each.text) for each in orders]
        return instruction_form(
            stage,
            lambda words: [f"{name.of(words.lang)}> {text.of(words.lang)}" for name, text in above],
            advises=self.play.helped,
        )

    def _brief(self, stage: Stage) -> None:
        desk = stage.desk
        if desk.verdict.settled and desk.case.step in desk.policy.stages:
            desk.go_to_brief()
        stage.go(DrillBrief(self.play))

    def _go_on(self, stage: Stage) -> None:
        self._chosen = None
        desk = stage.desk
        if desk.case.step in desk.policy.stages:
            desk.go_to_brief()
            stage.go(DrillBrief(self.play))
            return
        if desk.case.step == HAND_OVER or (desk.case.step == WRAP_UP and self.conversation.may_close(stage)):
            debriefed(stage, self.play)
            return
        if desk.case.step == WRAP_UP:
            return
        walk(stage)
        if desk.case.step == CALL and not desk.scene(stage.words.lang).verified:
            self._chosen = gate(desk)
