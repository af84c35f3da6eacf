"""The keyboard under the program: which keys act here and now, and what becomes of the others."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from textual.events import Key

from assistant.screens.keys import acts, idle
from assistant.screens.sheeted import Sheeted

if TYPE_CHECKING:
    from textual.events import Event


LETTERS_SECONDS = 0.5
"""A key waits no longer than this for the letters before it: a line that is going away takes none."""


class Keyboard(Sheeted, inherit_bindings=False):
    """A program whose page says what its keys do."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Say whether a key acts here and now."""
        page, what = self._pile.top, str(parameters[0]) if parameters else ""
        return what not in {"", *page.off} and acts(action, what, page.name, typing=self._foot.typing)

    async def on_event(self, event: Event) -> None:
        """Hand a character that no key stands for to the page at once, so that typing may begin with it."""
        if isinstance(event, Key) and self._foot.typing and not event.is_printable:
            await self._letters_in()
        char = event.character if isinstance(event, Key) and event.is_printable else None
        if isinstance(event, Key) and char and not self._foot.typing and idle({event.key, char}, self._pile.top.name):
            self.action_pick(char)
        else:
            await super().on_event(event)

    async def _letters_in(self) -> None:
        """Wait until the line holds every letter typed so far.

        They wait in its own queue. An input method commits a sentence and its Enter in one
        piece, and the Enter must not hand in what is not there yet.
        """
        done = asyncio.Event()
        if self._foot.line.call_later(done.set):
            with suppress(TimeoutError):
                await asyncio.wait_for(done.wait(), LETTERS_SECONDS)

    if TYPE_CHECKING:  # the program that sits above brings it

        def action_pick(self, key: str) -> None:
            """Choose what stands behind a key of the page."""
