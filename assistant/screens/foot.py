"""The foot of the screen: what was said last, or the line that is typed into."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.screens.columns import Role, Row, Span, row
from assistant.screens.frame import key_bar
from assistant.screens.jinput import JInput

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.screens.stage import Entry, Page, View


class Foot:
    """One notice or one open entry, never both in the same place."""

    def __init__(self, echo: Callable[[], None]) -> None:
        """Call `echo` when the typed text changes, in the same frame."""
        self.line = JInput(lambda _text: self._typed(echo))
        self.entry: Entry | None = None
        self.notice: Span | None = None
        self.beside: Callable[[View], Span | None] = lambda _view: None  # what stands there while nothing was said

    @property
    def typing(self) -> bool:
        """Whether words are being typed."""
        return self.entry is not None

    @property
    def refused(self) -> bool:
        """Whether what was typed was refused, so that it stays to be put right."""
        return self.notice is not None and self.notice.role is Role.STOP

    def open(self, entry: Entry, width: int) -> None:
        """Open the entry line behind its prompt."""
        self.entry = entry
        self.line.password = entry.secret
        self.line.value = entry.value
        self.line.cursor_position = len(entry.value)
        prompt = Span(f" {entry.prompt} ")
        self.line.styles.margin = (0, 0, 1, min(prompt.cells, width // 2))
        self.line.display = True
        self.line.screen.set_focus(self.line)  # now: `focus()` waits, and the next key would be lost

    def clear(self) -> None:
        """Empty the line for the next words; what was said of the last ones stays until a key is typed."""
        said = self.notice
        self.line.value = ""
        self.notice = said

    def shut(self) -> None:
        """Put the entry line away; a secret is gone with it."""
        if self.entry is not None and self.entry.secret:
            self.line.value = ""
        self.entry = None
        self.line.display = False
        self.line.screen.set_focus(None)

    def put_by(self) -> Entry | None:
        """Put the entry line away and return it as it stands, to be opened again; a secret is gone."""
        entry, self.notice = self.entry, None
        kept = None if entry is None or entry.secret else replace(entry, value=self.line.value)
        self.shut()
        self.line.value = ""
        self.notice = None
        return kept

    def rows(self, page: Page, view: View) -> tuple[Row, Row]:
        """Return the two lowest rows: what is said or asked for, and the keys."""
        notice = self.notice or self.beside(view)
        said: tuple[Span, ...] = (Span(" "), notice) if notice else ()
        if self.entry is not None:
            said = (Span(f" {self.entry.prompt} ", Role.TITLE),)
        return row(said, view.width), key_bar(page, view, typing=self.typing)

    def _typed(self, echo: Callable[[], None]) -> None:
        if self.typing:
            self.notice = None
            echo()
