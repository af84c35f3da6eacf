"""The office of a drill: what is done away from the questions, and under it everything said so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.drills.play import MAIL, OFFICE
from assistant.drills.voices import PAIR
from assistant.drills.words import say as of_drills
from assistant.screens.columns import Role, Row, Span, blank, line, row, wrap
from assistant.screens.commands import PICKING
from assistant.screens.drill_strip import band, said_rows
from assistant.screens.instruct import reply_form
from assistant.screens.stage import Drawn

if TYPE_CHECKING:
    from assistant.drills.play import Play
    from assistant.screens.stage import Stage, View

_REPLY = "reply"


class OfficePage:
    """What can be done, each behind a digit."""

    name = "office"
    off: frozenset[str] = frozenset()

    def __init__(self, play: Play) -> None:
        """Show the office of this drill."""
        self._play = play

    def draw(self, _stage: Stage, view: View) -> Drawn:
        """Return what can be done, then what was said, the first first."""
        words, cells = view.words, view.width
        body: list[Row] = [line(f" {words.say('drill.office')}", cells, Role.TITLE)]
        for key, what in self._keyed().items():
            done = Span(f"  {words.say('drill.done')}" if what in self._play.done else "", Role.GOOD)
            name = words.say("drill.reply") if what == _REPLY else of_drills(f"office.{what}", words.lang)
            body.append(row((Span(f"   {key} ", Role.KEY), Span(name), done), cells))
        if self._play.mode == PAIR:
            body += [blank(cells), *self._second(view)]
        body += [blank(cells), line(f" {words.say('drill.said')}", cells, Role.TITLE)]
        for each in reversed(self._play.said):
            body += said_rows(each, words, cells)
        return Drawn([band(self._play, view), blank(cells)], body)

    def act(self, stage: Stage, command: str) -> None:
        """Go back."""
        if command == "back":
            stage.back()

    def pick(self, stage: Stage, key: str) -> None:
        """Do what stands behind this key, and return to the call."""
        what = self._keyed().get(key)
        if what is None:
            stage.say(stage.words.say("call.no_such_key", key=key), Role.WARN)
            return
        stage.back()
        if what == _REPLY:
            stage.go(reply_form(stage))
            return
        self._play.act(what, stage.words.lang)
        name = of_drills(f"office.{what}", stage.words.lang)
        stage.say(stage.words.say("drill.did", what=name, n=stage.desk.case.events), Role.GOOD)

    def typed(self, _stage: Stage, _text: str) -> bool:
        """Take nothing."""
        return False

    def echo(self, _stage: Stage, _text: str) -> Span | None:
        """Say nothing."""
        return None

    def _keyed(self) -> dict[str, str]:
        offered = [*OFFICE, _REPLY] if MAIL in OFFICE else list(OFFICE)
        return dict(zip(PICKING["office"], offered, strict=False))

    def _second(self, view: View) -> list[Row]:
        """Return what the trainer types on the second terminal."""
        desk, data = self._play.desk, self._play.drill.seat.data
        text = view.words.say("drill.second", case=desk.case_id, data=data)
        return [line(f"  {each}", view.width, Role.KEY) for each in wrap(text, view.width - 4)]
