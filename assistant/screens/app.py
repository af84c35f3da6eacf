"""The program on the screen: one sheet, one entry line, and a pile of pages.

Pages are not Textual screens: pushing one of those takes a tenth of a second, and nobody
with a customer on the line waits for a page to be built. A key becomes a command, the page
asks the desk, and the rows that changed are painted in the same frame.
"""

from __future__ import annotations

import gc
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.text import Text

from assistant.call.steps import NotNow
from assistant.faults import keep
from assistant.journal.refusals import NotWritten
from assistant.screens.columns import Role, Span
from assistant.screens.ending import listen_for_the_end
from assistant.screens.fatal import farewell
from assistant.screens.find import FindPage
from assistant.screens.frame import LEAST, compose, too_small, window
from assistant.screens.help import HelpPage
from assistant.screens.keys import bindings
from assistant.screens.locking import Locking
from assistant.screens.refused import SHUT, refusal
from assistant.screens.stage import View
from assistant.screens.stopped import banner
from assistant.screens.waiting import WaitingPage

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from assistant.drills.scenario import Scenario
    from assistant.seat import Seat

NOBODY_YET = datetime.min.replace(tzinfo=UTC)
"""The time of day before anybody sat down; no page shows it."""


class SeatApp(Locking, inherit_bindings=False):
    """One operator's seat on a terminal."""

    BINDINGS = bindings()

    def __init__(
        self,
        open_seat: Callable[[], Seat],
        lang: str,
        environment: Mapping[str, str],
        drill: tuple[Scenario, str, int, str] | None = None,
    ) -> None:
        """Make ready; the seat is opened once the first frame is drawn."""
        super().__init__(WaitingPage(), lang, environment)
        self._open_seat = open_seat
        self._only = drill
        self._early: list[Callable[[], None]] = []

    def top(self) -> None:
        """Show a page from its beginning."""
        self._pile.scroll = 0

    def say(self, text: str, role: Role = Role.STRONG) -> None:
        """Tell the operator something until the next key; on a locked screen, once it is open again."""
        if self._lock is None:
            self._foot.notice = Span(text, role)
        else:
            self._untold = Span(text, role)

    def choose(self, fact: str, line: str | None) -> None:
        """Put the finger on one fact of the call, whatever page lies over it."""
        call = self._pile.down_to_call()
        if call is not None:
            call.choose(fact, line)

    def go_ahead(self) -> None:
        """Go on to the next step, and show the page it belongs to."""
        self._pile.down_to_call()
        self._act("go_on")

    def do(self, command: str) -> None:
        """Do what a key would do on the page now shown."""
        self._act(command)

    action_press = do  # a key that types nothing
    action_do = do  # a key that would otherwise type a character

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
            "reveal": self.unveil,
            "lock": self.lock_now,
        }
        self._attempt(own.get(what) or (lambda: self._pile.top.act(self, what)))

    def _attempt(self, deed: Callable[[], None]) -> None:
        """Do something; what the desk refuses is said, and nothing has happened."""
        if self._seat is None:
            self._early.append(deed)  # a key before the record is open acts once it is
            return
        self._foot.notice = None
        try:
            deed()
        except NotNow as early:
            self.say(self._words.say(f"not_now.{early.code}"), Role.WARN)
        except NotWritten:
            self.say(self._words.say("error.not_written", n=self._recorded()), Role.STOP)
        self.redraw()

    def _hand_in(self) -> None:
        foot, asked = self._foot, self._foot.entry
        if self._pile.top.typed(self, foot.line.value):
            foot.clear()
        elif foot.entry is asked and not foot.refused:
            foot.shut()  # unless the page asked for something else, or refused the text

    def _leave_entry(self) -> None:
        self._foot.shut()
        if isinstance(self._pile.top, FindPage):
            self.back()

    def _help(self) -> None:
        if not isinstance(self._pile.top, HelpPage):
            self._foot.shut()
            self.go(HelpPage(self._pile.top.name))

    def _leave(self) -> None:
        self._foot.shut()
        name = self._pile.top.name
        if name in {"home", "locked"}:
            self.exit()
        elif name in {"pause", "debrief"}:
            self.home()
        elif name in {"drill", "exam"}:
            self._pile.top.act(self, "pause")
        elif name != "call":
            self.back()
        elif self.conversation is None or self.conversation.may_leave(self):
            self.home()

    def on_mount(self) -> None:
        """Listen for the end; open the seat after the first frame."""
        listen_for_the_end(lambda code: self.exit(return_code=code))
        self.call_after_refresh(self._sit_down)

    def _sit_down(self) -> None:
        """Open the record and the rules, then show home; where they stay shut, say why and leave."""
        try:
            self._seat = self._open_seat()
            self.begin_to_listen(self._seat.data)
            self._pile.home()
            self.begin_only_drill(self)
            self.begin_to_watch()
            self.redraw()
        except Exception as error:
            said = refusal(error, self._words)
            if said is None:
                raise
            self.exit(return_code=SHUT, message=Text(said))
            return
        self.set_interval(1.0, self.redraw)
        for deed in self._early:
            self._attempt(deed)
        gc.enable()
        gc.freeze()  # nothing of start-up is ever garbage; do not look at it again

    def on_sheet_sized(self) -> None:
        """Draw anew in the new size."""
        self.redraw()

    def redraw(self) -> None:
        """Draw everything that holds now."""
        view = View(*self._sheet.size, self._words, self.now() if self._seat else NOBODY_YET, self._foot.typing)
        if not view.width:
            return
        if view.width < LEAST[0] or view.height < LEAST[1]:
            self._sheet.draw(too_small(view), self._palette)
            return
        page, foot = self._pile.top, self._foot
        said = page.echo(self, foot.line.value) if foot.typing else None  # before the page: it may shorten a list
        seen, self._pile.scroll = window(page.draw(self.shown, view), self._pile.scroll, view)
        echo = banner(self._seat, self._words) or ((foot.notice or said) if foot.typing else None)
        self._sheet.draw(compose(seen, foot.rows(page, view), echo, view), self._palette)

    def _recorded(self) -> int:
        return self._desk.case.events if self._desk else 0

    def _handle_exception(self, error: Exception) -> None:
        """End with a code the operator can read out; the trace goes to a file."""
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        if self._seat is not None:
            keep(error, self._seat.data, self.now())
        said = farewell(error, self._words, self._recorded(), self.size.width)
        self._exit_renderables.append(Text(said))
        self._close_messages_no_wait()
