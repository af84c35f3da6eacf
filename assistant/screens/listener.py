"""The listener: what a feed hands over goes to the conversation of the call that lies open, in small bites.

It looks five times a second and never waits. Nothing is heard before the pack's ear was
read, on a thread of its own; what came meanwhile waits in the order it came.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from assistant.screens.keyboard import Keyboard

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from assistant.desk import Desk
    from assistant.inbox import Inbox
    from assistant.listen.utterance import Utterance
    from assistant.screens.columns import Span
    from assistant.screens.conversation import Conversation
    from assistant.screens.stage import View

LOOK = 0.2
"""Seconds between two looks."""

BITE = 4
"""Utterances heard at one look; a millisecond each, so that no key waits for them."""

_OWN_ROWS = frozenset({"home", "call", "locked"})
"""Pages that show what is overheard themselves, or never."""


class Listener(Keyboard, inherit_bindings=False):
    """A program that hears what is said on its calls."""

    _inbox: Inbox | None = None
    _case_id: str | None = None
    _heard_late: deque[Utterance]

    @property
    def conversation(self) -> Conversation | None:
        """What is said on the call that lies open, whatever lies over it."""
        return self._pile.conversation

    def begin_to_listen(self, data: Path) -> None:
        """Listen from now on; what killed programs left behind goes first."""
        from assistant.inbox import Inbox  # noqa: PLC0415  # after the first frame

        self._inbox, self._heard_late = Inbox(data), deque()
        self._inbox.sweep(self.now())
        self._foot.beside = self._beside
        self.set_interval(LOOK, self.look)

    def look(self) -> None:
        """Take what was said since, and hear a bite of it."""
        conversation = self.conversation
        self._follow(self.desk.case_id if conversation else None)
        if self._inbox is None or self._case_id is None or conversation is None:
            return
        self._heard_late.extend(self._inbox.take(self._case_id))
        news = conversation.overheard.turn(self._inbox.state(self._case_id, self.now()))
        if self._heard_late and conversation.wake(self.desk):
            for _ in range(min(BITE, len(self._heard_late))):
                conversation.overhear(self.desk, self._heard_late.popleft())
            news = True
        if news:
            self.redraw()

    def stop_listening(self) -> None:
        """Leave the case: what is said on it from here is not for us."""
        self._follow(None)

    def _follow(self, case_id: str | None) -> None:
        if case_id == self._case_id or self._inbox is None:
            return
        if self._case_id is not None:
            self._inbox.leave(self._case_id)
        self._case_id = case_id
        self._heard_late.clear()

    def _beside(self, view: View) -> Span | None:
        """Return what is to be minded on a page that has no rows for it."""
        conversation = self.conversation
        if conversation is None or self._pile.top.name in _OWN_ROWS:
            return None
        return conversation.overheard.notice(len(conversation.waiting()), view.words)

    if TYPE_CHECKING:  # whoever sits above brings them

        @property
        def desk(self) -> Desk:
            """The case on the desk."""

        def now(self) -> datetime:
            """Return the time of day."""

        def redraw(self) -> None:
            """Draw everything that holds now."""
