"""The sheet: one widget that draws the whole screen, row by row.

It paints plain segments, which know no markup, and only the rows that changed, in
the frame of the key that changed them. This is the only widget that shows text;
Static, Label, Button and notify, which parse markup, are not used in this room.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

    from assistant.screens.colours import Palette
    from assistant.screens.columns import Row


class Sheet(Widget, can_focus=False):
    """A whole screen of rows."""

    class Sized(Message):
        """The sheet has another size and wants its rows anew."""

    DEFAULT_CSS = "Sheet { width: 100%; height: 100%; }"

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self._rows: list[Row] = []
        self._palette: Palette | None = None

    @property
    def rows(self) -> list[Row]:
        """What is drawn at this moment."""
        return self._rows

    def draw(self, rows: Sequence[Row], palette: Palette) -> None:
        """Draw these rows, in this frame."""
        before, self._rows = self._rows, list(rows)
        if palette is not self._palette or len(before) != len(rows):
            self._palette = palette
            self.refresh()
            return
        pairs = enumerate(zip(before, rows, strict=True))
        changed = [Region(0, y, self.size.width, 1) for y, (was, now) in pairs if was != now]
        if changed:
            self.refresh(*changed)

    def render_line(self, y: int) -> Strip:
        """Return one row as the compositor wants it."""
        width = self.size.width
        if self._palette is None:
            return Strip.blank(width, self.rich_style)
        ground = self._palette.ground
        if y >= len(self._rows):
            return Strip.blank(width, ground)
        segments = [Segment(span.text, self._palette.style(span.role)) for span in self._rows[y]]
        return Strip(segments).adjust_cell_length(width, ground)

    def on_resize(self, _event: events.Resize) -> None:
        """Ask for rows of the new size."""
        self.post_message(self.Sized())
