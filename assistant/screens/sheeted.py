"""What every program of ours on a terminal has: one sheet, one entry line, and a pile of pages."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from textual.app import App

from assistant.screens.colours import next_palette, palette_for, theme_name, themes
from assistant.screens.columns import Role, Span
from assistant.screens.find import FindPage
from assistant.screens.foot import Foot
from assistant.screens.pile import Pile
from assistant.screens.private import Private
from assistant.screens.sheet import Sheet
from assistant.screens.stage import Entry
from assistant.screens.words import other, wording

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult

    from assistant.screens.stage import Page
    from assistant.screens.words import Wording


class Sheeted(Private, inherit_bindings=False):
    """A program of pages on a sheet."""

    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = None  # keys act until somebody wants to type
    CSS = """
    Screen { layers: sheet entry; background: $background; overflow: hidden; }
    Sheet { layer: sheet; }
    JInput { layer: entry; dock: bottom; margin: 0 0 1 0; display: none; }
    """

    def __init__(self, first: Page, lang: str, environment: Mapping[str, str]) -> None:
        """Make ready, with the first page."""
        super().__init__()
        self._words = wording(lang)
        self._pile = Pile(first)
        self._palette = palette_for(environment)
        for theme in themes():
            self.register_theme(theme)
        self.set_reactive(App.theme, theme_name(self._palette))  # before the stylesheet is read: once is enough
        self.stylesheet.set_variables(self.get_css_variables())
        self._sheet = Sheet()
        self._foot = Foot(self.redraw)

    @abstractmethod
    def redraw(self) -> None:
        """Draw everything that holds now."""

    @property
    def words(self) -> Wording:
        """The words in the language of the moment."""
        return self._words

    def go(self, page: Page) -> None:
        """Show a page over this one."""
        self._pile.lay(page)

    def back(self) -> None:
        """Show the page under this one again."""
        self._pile.lift()

    def say(self, text: str, role: Role = Role.STRONG) -> None:
        """Tell whoever sits here something until the next key."""
        self._foot.notice = Span(text, role)

    def ask(self, entry: Entry) -> None:
        """Open the entry line."""
        self._foot.open(entry, self.size.width)

    def compose(self) -> ComposeResult:
        """Return the two widgets there are."""
        yield self._sheet
        yield self._foot.line

    def _scroll_by(self, way: int) -> None:
        self._pile.scroll = max(0, self._pile.scroll + way * (self.size.height // 3))

    def _find(self) -> None:
        self.go(FindPage(self._pile.top.name))
        self.ask(Entry(self._words.say("find.prompt")))

    def _other_language(self) -> None:
        self._words = wording(other(self._words.lang))

    def _other_colours(self) -> None:
        self._palette = next_palette(self._palette)
        self.theme = theme_name(self._palette)
