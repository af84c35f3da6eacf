"""The entry line: Textual's Input made exact for a Japanese input method.

The terminal draws the unfinished conversion at the hardware cursor. Textual puts
that one cell too far right at the end of the text, and leaves it on the old row
after focus; both are put right here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Offset
from textual.widgets import Input

from assistant.screens.safe import LIMIT, lit

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events


class JInput(Input):
    """One line of typing; what follows from the text is shown in the same frame."""

    DEFAULT_CSS = """
    JInput { height: 1; border: none; padding: 0; background: $background; color: $foreground; }
    JInput:focus { border: none; background-tint: $foreground 0%; }
    """

    def __init__(self, echo: Callable[[str], None]) -> None:
        """Call `echo` with the text whenever it changes, before the frame is drawn."""
        super().__init__(compact=True, select_on_focus=False, max_length=LIMIT, validate_on=())
        self.cursor_blink = False
        self._echo = echo

    @property
    def cursor_screen_offset(self) -> Offset:
        """The exact cell of the cursor, also behind the last character."""
        x, y = super().cursor_screen_offset
        return Offset(x - 1, y) if self.cursor_at_end else Offset(x, y)

    def watch_value(self, value: str) -> None:
        """Echo in this frame; the Changed message would come one frame later."""
        self._echo(value)

    def on_focus(self) -> None:
        """Post the cursor again once the line has its place on the screen."""
        self.call_after_refresh(self._place_cursor)

    def on_resize(self) -> None:
        """Post the cursor again where the line has moved to."""
        self.call_after_refresh(self._place_cursor)

    def _place_cursor(self) -> None:
        """Post the cursor. It is sent with a frame only, so the line is drawn once more."""
        self.app.cursor_position = self.cursor_screen_offset
        self.refresh()

    def on_paste(self, event: events.Paste) -> None:
        """Take in one harmless line of a paste, and no more than the limit."""
        event.prevent_default()
        event.stop()
        self.insert_text_at_cursor(lit(event.text[:LIMIT]))
