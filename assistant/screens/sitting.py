"""Where the operator sits: at their own seat, and while a drill is played at the seat of that drill.

The two never meet: a drill has its own record and its own clock, and leaving it puts the
operator back where nothing has happened meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.screens.listener import Listener

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from assistant.desk import Desk
    from assistant.drills.debrief import Debrief
    from assistant.drills.play import Play
    from assistant.drills.scenario import Scenario
    from assistant.screens.stage import Page, Stage
    from assistant.seat import Seat


class Sitting(Listener, inherit_bindings=False):
    """A program at which somebody sits."""

    _seat: Seat | None = None
    _desk: Desk | None = None
    _drill: Play | None = None
    _only: tuple[Scenario, str, int, str] | None = None  # the one drill the program was started for
    tell: Callable[[Play, Debrief], None] | None = None
    """Who is told of every drill that was played to its end, such as a class."""

    @property
    def seat(self) -> Seat:
        """The operator's seat, with all cases; while a drill is played, the seat of that drill."""
        return self._own_seat if self._drill is None else self._drill.drill.seat

    @property
    def _own_seat(self) -> Seat:
        """The operator's own seat, also while a drill is played."""
        if self._seat is None:
            raise LookupError("nobody has sat down")  # a bug of ours, never shown
        return self._seat

    @property
    def desk(self) -> Desk:
        """The case on the desk."""
        if self._desk is None:
            raise LookupError("no case is on the desk")  # a bug of ours, never shown
        return self._desk

    def now(self) -> datetime:
        """Return the time of day, from the clock of the seat."""
        return self.seat.now()

    def sit(self, desk: Desk) -> None:
        """Put a case on the desk and show it."""
        self._desk = desk
        self._pile.call()

    def practise(self, play: Play, page: Page) -> None:
        """Sit at the desk of a drill until it is left."""
        self._end_drill()
        self._pile.home()
        self._drill, self._desk = play, play.desk
        self._pile.lay(page)

    def scored(self, play: Play, told: Debrief) -> None:
        """Tell whoever wants to know what came of a drill."""
        if self.tell is not None:
            self.tell(play, told)

    def home(self) -> None:
        """Leave the case, or the drill, and show all cases; where there was only the drill, leave the program."""
        self._end_drill()
        self._pile.home()
        if self._only is not None:
            self.exit()

    def begin_only_drill(self, stage: Stage) -> None:
        """Begin the drill the program was started for, if it was for one."""
        if self._only is not None:
            from assistant.screens.drills import begin  # noqa: PLC0415  # no other call needs it

            begin(stage, *self._only)

    def leave_seat(self) -> None:
        """Take a drill away, and close the record if it was opened."""
        self._end_drill()
        if self._seat is not None:
            self.stop_listening()
            self._seat.close()

    def look(self) -> None:
        """Take what was said since on a call of ours; no feed of ours is for a drill, which has an inbox of its own."""
        if self._drill is None:
            super().look()
        else:
            self.stop_listening()

    def _end_drill(self) -> None:
        if self._drill is not None:
            self._drill.close()
            self._drill = self._desk = None
