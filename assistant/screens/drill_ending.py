"""How a drill pauses and how it ends: the pause, and the debrief."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from assistant.call.steps import NotNow
from assistant.drills.debrief_told import Look, figures, head, pieces
from assistant.drills.finish import finished
from assistant.screens.columns import Role, Row, Span, blank, ends, line, phrases, row
from assistant.screens.drill_strip import band
from assistant.screens.stage import Drawn

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.drills.debrief import Debrief
    from assistant.drills.play import Play
    from assistant.screens.stage import Page, Stage, View

_ROLES = {
    Look.TITLE: Role.TITLE,
    Look.RIGHT: Role.GOOD,
    Look.WRONG: Role.STOP,
    Look.SAY: Role.STRONG,
    Look.PLAIN: Role.PLAIN,
    Look.DIM: Role.DIM,
}
_MARKS = {Look.RIGHT: " \u2713 ", Look.WRONG: " \u2717 ", Look.SAY: " \u2192 "}
_WAYS = (("enter", "go_on"), ("r", "restart"), ("f", "finish"), ("q", "leave"))
_KEYS = 8
_WIDEST = 96


def debriefed(stage: Stage, play: Play) -> None:
    """End the drill where it stands, and show what came of it."""
    play.catch_up(leaving=True)
    with suppress(NotNow):  # a call in the middle cannot be closed; it is scored as it was left
        play.desk.close()
    play.clock.stop()
    told = finished(play)
    stage.scored(play, told)
    stage.go(DebriefPage(told))


class PausePage:
    """The pause: the clock stands still, and the call is covered."""

    name = "pause"
    off: frozenset[str] = frozenset()

    def __init__(self, play: Play, again: Callable[[Play], Page]) -> None:
        """Stop the clock; `again` makes the page of a drill begun anew."""
        self._play, self._again, self._sure = play, again, False
        play.clock.stop()

    def draw(self, _stage: Stage, view: View) -> Drawn:
        """Return the ways on."""
        words, cells = view.words, view.width
        title = self._play.scenario.title.of(words.lang)
        rows: list[Row] = [blank(cells), line(f"  {words.say('pause.title')}", cells, Role.TITLE)]
        rows += [line(f"  {each}", cells) for each in phrases(title, cells - 4)]
        rows.append(blank(cells))
        for key, name in _WAYS:
            shown = words.say(f"key.{key}") if words.has(f"key.{key}") else key
            asks = Role.STOP if name == "restart" and self._sure else Role.PLAIN
            text = words.say("pause.sure") if asks is Role.STOP else words.say(f"pause.{name}")
            rows.append(row((Span(f"   {shown}".ljust(_KEYS) + " ", Role.KEY), Span(text, asks)), cells))
        return Drawn([band(self._play, view)], rows)

    def act(self, stage: Stage, command: str) -> None:
        """Go on, begin anew once it was asked twice, or end."""
        sure, self._sure = self._sure, False
        if command in {"resume_drill", "back"}:
            self._play.clock.run()
            stage.back()
        elif command == "finish":
            stage.back()
            debriefed(stage, self._play)
        elif command == "restart" and sure:
            anew = self._play.again()
            stage.practise(anew, self._again(anew))
        elif command == "restart":
            self._sure = True

    def pick(self, stage: Stage, key: str) -> None:
        """Pick nothing."""

    def typed(self, _stage: Stage, _text: str) -> bool:
        """Take nothing."""
        return False

    def echo(self, _stage: Stage, _text: str) -> Span | None:
        """Say nothing."""
        return None


class DebriefPage:
    """What came of a drill: what matters first, why, what to say, and what to learn."""

    name = "debrief"
    off: frozenset[str] = frozenset()

    def __init__(self, told: Debrief) -> None:
        """Show this debrief."""
        self._told = told

    def draw(self, _stage: Stage, view: View) -> Drawn:
        """Return the result on top; the rest scrolls."""
        told, words, cells = self._told, view.words, view.width
        good = Role.BANNER if told.score.passed else Role.STOP
        mark = Span(f" {words.say('drill.mark')} ", Role.BANNER)
        top = [
            ends((mark, Span(f"  {told.title.of(words.lang)}", Role.HEAD)), (), cells, Role.HEAD),
            blank(cells),
            row((Span("  "), Span(f" {head(told, words.lang)} ", good)), cells),
            line(f"  {figures(told, words.lang)}", cells, Role.DIM),
            row((Span("\u2500" * cells, Role.DIM),), cells),
        ]
        return Drawn(top, self._body(view))

    def act(self, stage: Stage, command: str) -> None:
        """Go to the list of drills, or home."""
        if command == "more_drills":
            stage.home()
            stage.do("drills")
        elif command == "back":
            stage.home()

    def pick(self, stage: Stage, key: str) -> None:
        """Pick nothing."""

    def typed(self, _stage: Stage, _text: str) -> bool:
        """Take nothing."""
        return False

    def echo(self, _stage: Stage, _text: str) -> Span | None:
        """Say nothing."""
        return None

    def _body(self, view: View) -> list[Row]:
        rows: list[Row] = []
        for each in pieces(self._told, view.words.lang):
            mark, role = _MARKS.get(each.look, "   "), _ROLES[each.look]
            if each.look is Look.TITLE:
                rows += [*([blank(view.width)] if rows else []), line(f" {each.text}", view.width, role)]
                continue
            first, *rest = phrases(each.text, min(view.width, _WIDEST) - 6)
            rows.append(row((Span(f" {mark}", role), Span(first, role)), view.width))
            rows += [line(f"    {part}", view.width, role) for part in rest]
        return rows
