"""The receiver: letters from the floor are taken about once a second, and what they say is told at once.

It never waits: an empty box is one look at a folder. While a drill is played letters wait.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.screens.columns import Role
from assistant.screens.listener import Listener

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.desk import Desk
    from assistant.post import Post
    from assistant.screens.stage import Stage
    from assistant.screens.words import Wording
    from assistant.seat import Seat
    from assistant.taking import Taken

EVERY = 1.0
"""Seconds between two looks into the box."""


class Receiver(Listener, inherit_bindings=False):
    """A program that takes letters for the cases of its seat."""

    _post: Post | None = None

    def begin_to_listen(self, data: Path) -> None:
        """Take letters from now on, too."""
        from assistant.post import Post  # noqa: PLC0415  # after the first frame

        super().begin_to_listen(data)
        self._post = Post(data)
        self.receive()
        self.set_interval(EVERY, self.receive)

    def receive(self) -> None:
        """Take what waits, and tell it: the open case first."""
        if self._post is None or self.practising or not self._post.names():
            return
        from assistant.taking import take_letters  # noqa: PLC0415  # most seconds bring nothing

        desk = self.desk if self._has_desk else None
        found = take_letters(self.seat, self._post, desk)
        if not found:
            return
        here = desk.case_id if desk is not None else ""
        last = max(found, key=lambda each: (bool(each.event), each.case_id == here))
        self.say(*_told(self, last, here))
        self.redraw()

    if TYPE_CHECKING:  # whoever sits above brings them

        @property
        def practising(self) -> bool:
            """Whether a drill is played."""

        @property
        def _has_desk(self) -> bool: ...

        @property
        def seat(self) -> Seat:
            """The operator's seat."""

        @property
        def shown(self) -> Stage:
            """The program as it may be drawn."""

        @property
        def words(self) -> Wording:
            """The words in the language of the moment."""

        def say(self, text: str, role: Role = Role.STRONG) -> None:
            """Tell the operator something."""


def _told(on: Receiver, taken: Taken, here: str) -> tuple[str, Role]:
    from assistant.call import floor_words  # noqa: PLC0415  # most seconds bring nothing

    if taken.erased:
        return floor_words.erased(taken.case_id, on.words.lang), Role.STRONG
    if taken.event is None:
        return floor_words.refused(taken.refused, on.words.lang), Role.WARN
    mine = taken.case_id == here
    desk: Desk = on.shown.desk if mine else on.seat.resume(taken.case_id)
    text = floor_words.news(desk.scene(on.words.lang), taken.event, here=mine)
    return text, Role.WARN if desk.verdict.call_waits or desk.case.given or desk.case.questions else Role.GOOD
