"""What of a case may be seen on the screen, and what leaves it.

Names and free words are masked while a page is drawn; what is written for its reader is
made of the case itself. A look behind the mask lasts ten seconds and is in the record.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any, cast

from textual.app import App

from assistant.screens.columns import Role

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from assistant.call.case import Case
    from assistant.desk import Desk
    from assistant.screens.stage import Stage
    from assistant.veiled import VeiledDesk

LOOK_SECONDS = 10


class Veil:
    """The program as a page sees it that is only drawn: the desk is veiled, everything else is as it is."""

    def __init__(self, stage: Stage) -> None:
        """Hang the veil before a stage."""
        self._stage = stage
        self._veiled: tuple[Case, VeiledDesk] | None = None

    @property
    def desk(self) -> Desk:
        """The case on the desk, masked; made anew when something has happened on it."""
        desk = self._stage.desk
        if self._veiled is None or self._veiled[0] is not desk.case:
            from assistant.veiled import VeiledDesk  # noqa: PLC0415  # after the first frame

            self._veiled = desk.case, VeiledDesk(desk)
        return self._veiled[1]

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # whatever a stage has
        """Return what the stage has."""
        return getattr(self._stage, name)


class Private(App[None], inherit_bindings=False):
    """A program that keeps what is private off the screen until somebody looks."""

    steady: Callable[[], float] = staticmethod(monotonic)
    _until = 0.0
    _veil: Veil | None = None

    @property
    def _on_stage(self) -> Stage:
        return cast("Stage", self)

    @property
    def shown(self) -> Stage:
        """The program as its pages may draw it now."""
        if self.steady() < self._until:
            return self._on_stage
        self._veil = self._veil or Veil(self._on_stage)
        return cast("Stage", self._veil)

    def unveil(self) -> None:
        """Look behind the mask for ten seconds, once that is in the record; the same key hangs it again."""
        stage = self._on_stage
        from assistant.call.masked import fields  # noqa: PLC0415  # after the first frame

        what = fields(stage.desk.case)
        if self.steady() < self._until:
            self._until = 0.0
        elif not what:
            stage.say(stage.words.say("veil.nothing"), Role.DIM)
        else:
            stage.seat.looked(stage.desk.case_id, what)
            self._until = self.steady() + LOOK_SECONDS
            stage.say(stage.words.say("veil.lifted", seconds=LOOK_SECONDS), Role.WARN)

    def copy(self, text: str) -> None:
        """Put text on the clipboard of the terminal."""
        self.copy_to_clipboard(text)

    def hand_out(self, path: Path) -> None:
        """Let a browser download a written paper."""
        if self.is_web:
            self.deliver_binary(path)
