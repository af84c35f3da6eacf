"""The brief in a drill: the same page, and one key that reads its script aloud to the customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.screens import seen
from assistant.screens.brief import BriefPage
from assistant.screens.columns import Role

if TYPE_CHECKING:
    from assistant.drills.play import Play
    from assistant.screens.stage import Stage


class DrillBrief(BriefPage):
    """The brief of a drill."""

    name = "drill_brief"

    def __init__(self, play: Play) -> None:
        """Open at the script."""
        super().__init__()
        self._play = play

    def act(self, stage: Stage, command: str) -> None:
        """Do one command of the brief, and let everybody speak whose moment has come."""
        before = len(self._play.said)
        if command == "read_aloud":
            script = seen.brief_of(stage.desk, stage.words.lang).script
            self._play.read(tuple(each for each in script if not each.missing), stage.words.lang)
        else:
            super().act(stage, command)
        self._play.catch_up()
        heard = [each for each in self._play.said[before:] if each.who in {"boss", "customer"}]
        if heard:
            who = heard[-1].name.of(stage.words.lang)
            stage.say(stage.words.say("drill.spoke", who=who, text=heard[-1].text.of(stage.words.lang)), Role.STRONG)
