"""The list of drills: what to practise on, and in which mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.drills.finish import own_library
from assistant.drills.play import Play
from assistant.drills.voices import EXAM, PLAYED
from assistant.drills.words import say as of_drills
from assistant.screens.columns import Role, Row, Span, blank, line, pad, phrases, row
from assistant.screens.commands import PICKING
from assistant.screens.drill_call import DrillCall
from assistant.screens.drill_exam import ExamCall
from assistant.screens.stage import Drawn
from assistant.shelf import DEFAULT

if TYPE_CHECKING:
    from assistant.drills.scenario import Scenario
    from assistant.screens.stage import Stage, View


class DrillsPage:
    """The scenarios, each behind a key."""

    name = "drills"
    off: frozenset[str] = frozenset()

    def __init__(self) -> None:
        """Begin with the guided mode."""
        self._mode = PLAYED[0]

    def draw(self, _stage: Stage, view: View) -> Drawn:
        """Return the mode on top, the scenarios below."""
        words, cells = view.words, view.width
        dial = [Span(f"  {words.say('drills.mode')} ", Role.DIM)]
        for each in PLAYED:
            name = of_drills(f"mode.{each}", words.lang)
            dial += [Span(f" {name} ", Role.CHOSEN if each == self._mode else Role.DIM), Span(" ")]
        about = phrases(words.say(f"drills.about.{self._mode}"), cells - 4)
        title = (Span(f" {words.say('drill.mark')} ", Role.BANNER), Span(f"  {words.say('drills.title')}", Role.HEAD))
        top = [row(title, cells, Role.HEAD), blank(cells), row((*dial, Span("  m", Role.KEY)), cells)]
        top += [line(f"  {each}", cells, Role.DIM) for each in about]
        rows = [_row(key, each, view) for key, each in offered().items()]
        return Drawn([*top, blank(cells)], rows)

    def act(self, stage: Stage, command: str) -> None:
        """Change the mode, or go back."""
        if command == "mode":
            self._mode = PLAYED[(PLAYED.index(self._mode) + 1) % len(PLAYED)]
        elif command == "back":
            stage.back()

    def pick(self, stage: Stage, key: str) -> None:
        """Begin the drill behind this key."""
        found = offered().get(key)
        if found is None:
            stage.say(stage.words.say("drills.none", key=key), Role.WARN)
        else:
            begin(stage, found, self._mode)

    def typed(self, _stage: Stage, _text: str) -> bool:
        """Take nothing."""
        return False

    def echo(self, _stage: Stage, _text: str) -> Span | None:
        """Say nothing."""
        return None


def begin(stage: Stage, scenario: Scenario, mode: str, seed: int = 0, pack: str = DEFAULT) -> None:
    """Begin a drill; its clock runs by the clock of the seat it is begun from."""
    play = Play(scenario, mode, stage.words.lang, stage.seat.now, seed, pack)
    stage.practise(play, ExamCall(play) if mode == EXAM else DrillCall(play))


def offered() -> dict[str, Scenario]:
    """Return the scenarios, each behind its key: the case of 2011 first, the others by name."""
    found = sorted(own_library().scenarios.values(), key=lambda each: (each.today.year, each.id != FIRST, each.id))
    return dict(zip(PICKING["drills"], found, strict=False))


FIRST = "told_2011"


def _row(key: str, scenario: Scenario, view: View) -> Row:
    year = Span(pad(f"{scenario.today.year}", 6), Role.DIM)
    return row((Span(f"   {key} ", Role.KEY), year, Span(scenario.title.of(view.words.lang))), view.width)
