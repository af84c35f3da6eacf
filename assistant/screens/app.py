"""The program on the screen: one sheet, one entry line, and a pile of pages.

Pages are not Textual screens: pushing one of those takes a tenth of a second, and
an operator with a customer on the line does not wait for a page to be built. A key
becomes an action, the page asks the desk, and the rows that changed are painted in
the same frame.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from rich.text import Text
from textual.app import App

from assistant.call.steps import NotNow
from assistant.journal.refusals import NotWritten
from assistant.screens import fatal
from assistant.screens.actions import BY_ID
from assistant.screens.colours import next_palette, palette_for, theme_name, themes
from assistant.screens.columns import Role, Row, Span, row
from assistant.screens.ending import listen_for_the_end
from assistant.screens.find import FindPage
from assistant.screens.frame import LEAST, compose, key_bar, too_small, window
from assistant.screens.help import HelpPage
from assistant.screens.jinput import JInput
from assistant.screens.keys import acts, bindings
from assistant.screens.pile import Pile
from assistant.screens.sheet import Sheet
from assistant.screens.stage import Entry, View
from assistant.screens.words import other, wording

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from textual.app import ComposeResult

    from assistant.desk import Desk, Seat
    from assistant.screens.stage import Page
    from assistant.screens.words import Wording


class SeatApp(App[None], inherit_bindings=False):
    """One operator's seat on a terminal."""

    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = None  # keys act until somebody wants to type
    BINDINGS = bindings()
    CSS = """
    Screen { layers: sheet entry; background: $background; overflow: hidden; }
    Sheet { layer: sheet; }
    JInput { layer: entry; dock: bottom; margin: 0 0 1 0; display: none; }
    """

    def __init__(self, seat: Seat, lang: str, environment: Mapping[str, str]) -> None:
        """Sit down; nothing is drawn before the size of the screen is known."""
        super().__init__()
        self._seat = seat
        self._desk: Desk | None = None
        self._words = wording(lang)
        self._pile = Pile()
        self._notice: Span | None = None
        self._entry: Entry | None = None
        self._palette = palette_for(environment)
        self._sheet = Sheet()
        self._input = JInput(self._echo)

    @property
    def seat(self) -> Seat:
        """The operator's seat, with all cases."""
        return self._seat

    @property
    def desk(self) -> Desk:
        """The case on the desk."""
        if self._desk is None:
            raise LookupError("no case is on the desk")  # a bug of ours, never shown
        return self._desk

    @property
    def words(self) -> Wording:
        """The words in the language of the moment."""
        return self._words

    def now(self) -> datetime:
        """Return the time of day, from the one clock of the seat."""
        return self._seat.now()

    def sit(self, desk: Desk) -> None:
        """Put a case on the desk and show it."""
        self._desk = desk
        self._pile.call()

    def go(self, page: Page) -> None:
        """Show a page over this one."""
        self._pile.lay(page)

    def back(self) -> None:
        """Show the page under this one again."""
        self._pile.lift()

    def home(self) -> None:
        """Leave the case and show all of them."""
        self._pile.home()

    def top(self) -> None:
        """Show a page from its beginning."""
        self._pile.scroll = 0

    def say(self, text: str, role: Role = Role.STRONG) -> None:
        """Tell the operator something until the next key."""
        self._notice = Span(text, role)

    def ask(self, entry: Entry) -> None:
        """Open the entry line."""
        self._entry = entry
        self._input.value = entry.value
        self._input.cursor_position = len(entry.value)
        prompt = Span(f" {entry.prompt} ")
        self._input.styles.margin = (0, 0, 1, min(prompt.cells, self.size.width // 2))
        self._input.display = True
        self._input.focus()

    def copy(self, text: str) -> None:
        """Put text on the clipboard of the terminal."""
        self.copy_to_clipboard(text)

    def choose(self, fact: str, line: str | None) -> None:
        """Put the finger on one fact of the call, whatever page lies over it."""
        call = self._pile.down_to_call()
        if call is not None:
            call.choose(fact, line)

    def go_ahead(self) -> None:
        """Go on to the next step, and show the page it belongs to."""
        self._pile.down_to_call()
        self._act("go_on")

    def do(self, action: str) -> None:
        """Do what a key would do on the page now shown."""
        if action in BY_ID and self._pile.top.name in BY_ID[action].pages:
            self._act(action)

    @property
    def typing(self) -> bool:
        """Whether words are being typed."""
        return self._entry is not None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Say whether a key acts here and now."""
        page = self._pile.top
        here = bool(parameters) and str(parameters[0]) not in page.off
        return here and acts(action, str(parameters[0]), page.name, typing=self.typing)

    def action_press(self, what: str) -> None:
        """Do an action whose key types nothing."""
        self._act(what)

    def action_do(self, what: str) -> None:
        """Do an action whose key would otherwise type a character."""
        self._act(what)

    def action_pick(self, key: str) -> None:
        """Choose what stands behind a key of the page."""
        self._attempt(lambda: self._pile.top.pick(self, key))

    def _act(self, what: str) -> None:
        own = {
            "hand_in": self._hand_in,
            "stop_typing": self._leave_entry,
            "up": lambda: self._scroll_by(-1),
            "down": lambda: self._scroll_by(1),
            "help": self._help,
            "find": self._find,
            "language": self._other_language,
            "colours": self._other_colours,
            "leave": self._leave,
        }
        self._attempt(own.get(what) or (lambda: self._pile.top.act(self, what)))

    def _attempt(self, deed: Callable[[], None]) -> None:
        """Do something; what the desk refuses is said, and nothing has happened."""
        self._notice = None
        try:
            deed()
        except NotNow as early:
            self.say(self._words.say(f"not_now.{early.code}"), Role.WARN)
        except NotWritten:
            self.say(self._words.say("error.not_written", n=self._recorded()), Role.STOP)
        self.redraw()

    def _hand_in(self) -> None:
        asked = self._entry
        if self._pile.top.typed(self, self._input.value):
            self._input.value = ""
        elif self._entry is asked and (self._notice is None or self._notice.role is not Role.STOP):
            self._stop_typing()  # unless the page asked for something else, or refused the text

    def _leave_entry(self) -> None:
        self._stop_typing()
        if isinstance(self._pile.top, FindPage):
            self.back()

    def _stop_typing(self) -> None:
        self._entry = None
        self._input.display = False
        self.set_focus(None)

    def _scroll_by(self, way: int) -> None:
        self._pile.scroll = max(0, self._pile.scroll + way * (self.size.height // 3))

    def _help(self) -> None:
        if not isinstance(self._pile.top, HelpPage):
            self._stop_typing()
            self.go(HelpPage(self._pile.top.name))

    def _find(self) -> None:
        self.go(FindPage(self._pile.top.name))
        self.ask(Entry(self._words.say("find.prompt")))

    def _other_language(self) -> None:
        self._words = wording(other(self._words.lang))

    def _other_colours(self) -> None:
        self._palette = next_palette(self._palette)
        self.theme = theme_name(self._palette)

    def _leave(self) -> None:
        self._stop_typing()
        name = self._pile.top.name
        if name == "home":
            self.exit()
        elif name == "call":
            self.home()
        else:
            self.back()

    def compose(self) -> ComposeResult:
        """Return the two widgets there are."""
        yield self._sheet
        yield self._input

    def on_mount(self) -> None:
        """Take the colours, listen for the end, and let the clock tick."""
        for theme in themes():
            self.register_theme(theme)
        self.theme = theme_name(self._palette)
        self.set_interval(1.0, self.redraw)
        listen_for_the_end(lambda code: self.exit(return_code=code))
        gc.collect()
        gc.freeze()  # nothing of start-up is ever garbage; do not look at it again

    def on_sheet_sized(self) -> None:
        """Draw anew in the new size."""
        self.redraw()

    def redraw(self) -> None:
        """Draw everything that holds now."""
        view = View(self._sheet.size.width, self._sheet.size.height, self._words, self.now())
        if not view.width:
            return
        if view.width < LEAST[0] or view.height < LEAST[1]:
            self._sheet.draw(too_small(view), self._palette)
            return
        echo = self._echoed()  # before the page: a list may grow shorter by what is typed
        seen, self._pile.scroll = window(self._pile.top.draw(self, view), self._pile.scroll, view)
        self._sheet.draw(compose(seen, self._foot(view), echo, view), self._palette)

    def _foot(self, view: View) -> tuple[Row, Row]:
        said: tuple[Span, ...] = (Span(" "), self._notice) if self._notice else ()
        if self._entry is not None:
            said = (Span(f" {self._entry.prompt} ", Role.TITLE),)
        return row(said, view.width), key_bar(self._pile.top, view, typing=self.typing)

    def _echoed(self) -> Span | None:
        if self._entry is None:
            return None
        said = self._pile.top.echo(self, self._input.value)
        return self._notice or said

    def _echo(self, _text: str) -> None:
        if self._entry is not None:
            self._notice = None
            self.redraw()

    def _recorded(self) -> int:
        return self._desk.case.events if self._desk else 0

    def _handle_exception(self, error: Exception) -> None:
        """End with a code the operator can read out; the trace goes to a file."""
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        fatal.keep(error, self._seat.data, self.now())
        said = fatal.farewell(error, self._words, self._recorded(), self.size.width)
        self._exit_renderables.append(Text(said))
        self._close_messages_no_wait()
