"""The program on the screen: one sheet, one entry line, and a pile of pages.

Pages are not Textual screens: pushing one of those takes a tenth of a second, and
an operator with a customer on the line does not wait for a page to be built. A key
becomes an action, the page asks the desk, and the rows that changed are painted in
the same frame.
"""

from __future__ import annotations

import asyncio
import gc
import signal
from typing import TYPE_CHECKING

from rich.text import Text
from textual.app import App
from textual.binding import Binding, BindingType

from assistant.call.steps import NotNow
from assistant.journal.refusals import NotWritten
from assistant.screens import fatal
from assistant.screens.actions import ACTIONS, BY_ID, PICKING, PICKS, Mode, spelled, types_nothing
from assistant.screens.call import CallPage
from assistant.screens.colours import next_palette, palette_for, theme_name, themes
from assistant.screens.columns import Role, Row, Span, row
from assistant.screens.find import FindPage
from assistant.screens.frame import LEAST, compose, key_bar, too_small, window
from assistant.screens.help import HelpPage
from assistant.screens.home import HomePage
from assistant.screens.jinput import JInput
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

_STOPPED = 128  # a program ended by signal n leaves with 128 + n


def _bindings() -> list[BindingType]:
    """Return a binding for every key of every action; typing keys apart from the rest."""
    bound: list[BindingType] = []
    for action in ACTIONS:
        for key in spelled(action.keys):
            verb = "press" if types_nothing(key) else "do"
            bound.append(Binding(key, f"{verb}('{action.id}')", show=False, priority=True))
    bound += [Binding(each, f"pick('{key}')", show=False, priority=True) for key in PICKS for each in spelled((key,))]
    return bound


class SeatApp(App[None], inherit_bindings=False):
    """One operator's seat on a terminal."""

    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = None  # keys act until somebody wants to type
    BINDINGS = _bindings()
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
        self._pages: list[Page] = [HomePage()]
        self._scroll = 0
        self._notice: Span | None = None
        self._entry: Entry | None = None
        self._palette = palette_for(environment)
        self._sheet = Sheet()
        self._input = JInput(self._echo)

    # What a page may ask of the program.

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
        self._pages = [self._pages[0], CallPage()]
        self._scroll = 0

    def go(self, page: Page) -> None:
        """Show a page over this one."""
        self._pages.append(page)
        self._scroll = 0

    def back(self) -> None:
        """Show the page under this one again; under the first is nothing."""
        if len(self._pages) > 1:
            self._pages.pop()
        self._scroll = 0

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
        while len(self._pages) > 1 and not isinstance(self.page, CallPage):
            self._pages.pop()
        if isinstance(self.page, CallPage):
            self.page.choose(fact, line)

    def go_ahead(self) -> None:
        """Go on to the next step, and show the page it belongs to."""
        self._pages = self._pages[:2]
        self._act("go_on")

    def undo(self) -> None:
        """Take back the last thing done, as a new event, and say what it was."""
        taken = self.desk.undo()
        if taken is None:
            self.say(self._words.say("call.nothing_to_undo"), Role.DIM)
        else:
            what = self._words.say(f"undone.{taken.replace('.', '_')}")
            self.say(self._words.say("call.undone", what=what, n=self.desk.case.events))

    def top(self) -> None:
        """Show a page from its beginning."""
        self._scroll = 0

    def do(self, action: str) -> None:
        """Do what a key would do on the page now shown."""
        if action in BY_ID and self.page.name in BY_ID[action].pages:
            self._act(action)

    # What the program does with keys.

    @property
    def page(self) -> Page:
        """The page now shown."""
        return self._pages[-1]

    @property
    def typing(self) -> bool:
        """Whether words are being typed."""
        return self._entry is not None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Say whether a key acts here: keys that type stay with the entry line while it is open."""
        if not parameters:
            return False
        what, typing = str(parameters[0]), self.typing
        if action == "pick":
            return not typing and what in PICKING.get(self.page.name, "")
        known = BY_ID[what]
        wanted = Mode.TYPING if typing else Mode.KEYS
        shown = self.page.name in known.pages and known.mode in {wanted, Mode.BOTH}
        return shown and (action == "press" or not typing)

    def action_press(self, what: str) -> None:
        """Do an action whose key types nothing."""
        self._act(what)

    def action_do(self, what: str) -> None:
        """Do an action whose key would otherwise type a character."""
        self._act(what)

    def action_pick(self, key: str) -> None:
        """Choose what stands behind a key of the page."""
        self._attempt(lambda: self.page.pick(self, key))

    def _act(self, what: str) -> None:
        own = getattr(self, f"_do_{what}", None)
        self._attempt(own or (lambda: self.page.act(self, what)))

    def _attempt(self, deed: Callable[[], None]) -> None:
        """Do something; what the desk refuses is said, and nothing has happened."""
        self._notice = None
        try:
            deed()
        except NotNow as early:
            self.say(self._words.say(f"not_now.{early.code}"), Role.WARN)
        except NotWritten:
            saved = self._desk.case.events if self._desk else 0
            self.say(self._words.say("error.not_written", n=saved), Role.STOP)
        self.redraw()

    def _do_hand_in(self) -> None:
        asked = self._entry
        if self.page.typed(self, self._input.value):
            self._input.value = ""
        elif self._entry is asked and (self._notice is None or self._notice.role is not Role.STOP):
            self._stop_typing()  # unless the page asked for something else, or refused the text

    def _do_stop_typing(self) -> None:
        self._stop_typing()
        if self.page.name == "find":
            self.back()

    def _stop_typing(self) -> None:
        self._entry = None
        self._input.display = False
        self.set_focus(None)

    def _do_up(self) -> None:
        self._scroll = max(0, self._scroll - self.size.height // 3)

    def _do_down(self) -> None:
        self._scroll += self.size.height // 3

    def _do_back(self) -> None:
        self.page.act(self, "back")

    def _do_help(self) -> None:
        if self.page.name != "help":
            self.go(HelpPage(self.page.name))

    def _do_find(self) -> None:
        self.go(FindPage(self.page.name))
        self.ask(Entry(self._words.say("find.prompt")))

    def _do_language(self) -> None:
        self._words = wording(other(self._words.lang))

    def _do_colours(self) -> None:
        self._palette = next_palette(self._palette)
        self.theme = theme_name(self._palette)

    def _do_leave(self) -> None:
        self._stop_typing()
        if self.page.name == "home":
            self.exit()
        elif self.page.name == "call":
            self._pages = self._pages[:1]
        else:
            self.back()

    # What is drawn.

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
        self._listen_for_the_end()
        gc.collect()
        gc.freeze()  # nothing of start-up is ever garbage; do not look at it again

    def on_sheet_sized(self) -> None:
        """Draw anew in the new size."""
        self.redraw()

    def view(self) -> View:
        """Return the room there is now."""
        return View(self._sheet.size.width, self._sheet.size.height, self._words, self.now())

    def redraw(self) -> None:
        """Draw everything that holds now."""
        view = self.view()
        if not view.width:
            return
        if view.width < LEAST[0] or view.height < LEAST[1]:
            self._sheet.draw(too_small(view), self._palette)
            return
        echo = self._echoed()  # before the page: a list may grow shorter by what is typed
        seen, self._scroll = window(self.page.draw(self, view), self._scroll, view)
        self._sheet.draw(compose(seen, self._foot(view), echo, view), self._palette)

    def _foot(self, view: View) -> tuple[Row, Row]:
        if self._entry is not None:
            said = row((Span(f" {self._entry.prompt} ", Role.TITLE),), view.width)
        else:
            said = row((Span(" "), self._notice) if self._notice else (), view.width)
        return said, key_bar(self.page.name, view, typing=self.typing)

    def _echoed(self) -> Span | None:
        if self._entry is None:
            return None
        said = self.page.echo(self, self._input.value)
        return self._notice or said

    def _echo(self, _text: str) -> None:
        if self._entry is not None:
            self._notice = None
            self.redraw()

    # How it ends.

    def _listen_for_the_end(self) -> None:
        """Leave in good order when the window closes or the machine stops."""
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is None:
                continue
            try:
                loop.add_signal_handler(number, self._end, int(number))
            except (NotImplementedError, RuntimeError, ValueError):
                return  # Windows, or not the main thread: the system's own way stays

    def _end(self, number: int) -> None:
        self.exit(return_code=_STOPPED + number)

    def _handle_exception(self, error: Exception) -> None:
        """End with a code the operator can read out; the trace goes to a file."""
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        fatal.keep(error, self._seat.data, self.now())
        saved = self._desk.case.events if self._desk else 0
        text = self._words.say("error.fatal", code=fatal.code_of(error), n=saved)
        self._exit_renderables.append(Text(text))
        self._close_messages_no_wait()
