"""The supervisors' desk on the screen: the same sheet, entry line and pile of pages as a seat, over the whole floor.

It looks at the floor about once a second, on a thread of its own. The key is open for ten
minutes after it was last used, and is then forgotten; a passphrase is never drawn.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, cast

from rich.text import Text

from assistant.approval import refusal
from assistant.call.steps import NotNow
from assistant.floor.floor import Opened
from assistant.journal.floor import FloorShut
from assistant.journal.keyring import NoKey
from assistant.screens.columns import Role, Span
from assistant.screens.ending import listen_for_the_end
from assistant.screens.fatal import farewell
from assistant.screens.find import FindPage
from assistant.screens.floor import FloorPage
from assistant.screens.floor_locking import FloorLocking
from assistant.screens.frame import LEAST, compose, too_small, window
from assistant.screens.help import HelpPage
from assistant.screens.keys import bindings
from assistant.screens.stage import Entry, View

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from assistant.floor.floor import Floor
    from assistant.screens.floor_stage import Sitter
    from assistant.screens.stage import Stage

LOOK = 0.7
"""Seconds between two looks at the floor."""


class FloorApp(FloorLocking, inherit_bindings=False):
    """One supervisor's desk on a terminal."""

    BINDINGS = bindings()

    def __init__(self, floor: Floor, sitter: Sitter, lang: str, environment: Mapping[str, str]) -> None:
        """Make ready; the floor is read once the first frame is drawn."""
        super().__init__(FloorPage(), lang, environment)
        self._floor, self._sitter = floor, sitter
        self._looking = False
        self.read = False

    @property
    def floor(self) -> Floor:
        """All seats together."""
        return self._floor

    @property
    def sitter(self) -> Sitter:
        """Who sits here."""
        return self._sitter

    def now(self) -> datetime:
        """Return the time of day."""
        return self._floor.now()

    def signed(self, deed: Callable[[Opened], object]) -> None:
        """Do something that is signed; where the key is shut, ask for the passphrase first."""
        self.mind_the_time()
        if self._key is None:
            self._pending = deed
            self.ask(Entry(self._words.say("floor.entry.passphrase", who=self._sitter.who.pseudonym), secret=True))
            return
        self._used = self.steady()
        deed(Opened(self._sitter.who, self._key))
        self.say(self._words.say("floor.done.sent"), Role.GOOD)

    def do(self, command: str) -> None:
        """Do what a key would do on the page now shown."""
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
            "lock": self.lock_now,
        }
        self._attempt(own.get(command) or (lambda: self._pile.top.act(self._as_stage, command)))

    action_press = do
    action_do = do

    def action_pick(self, key: str) -> None:
        """Choose what stands behind a key of the page."""
        self._attempt(lambda: self._pile.top.pick(self._as_stage, key))

    @property
    def _as_stage(self) -> Stage:
        return cast("Stage", self)

    def _attempt(self, deed: Callable[[], None]) -> None:
        """Do something; what is refused is said, and nothing was sent."""
        self._foot.notice = None
        try:
            deed()
        except NotNow as refused:
            key = f"not_now.{refused.code}"
            self.say(self._words.say(key) if self._words.has(key) else refusal(refused, self._words.lang), Role.STOP)
        except NoKey as refused:
            self.say(self._one_of("floor.no_key", refused.code), Role.STOP)
        except FloorShut as refused:
            self.say(self._one_of("floor.shut", refused.code), Role.STOP)
        self.redraw()

    def _one_of(self, group: str, code: str) -> str:
        key = f"{group}.{code}"
        return self._words.say(key if self._words.has(key) else f"{group}.other")

    def _hand_in(self) -> None:
        foot, asked = self._foot, self._foot.entry
        if self._pending is not None:
            self._open_key(foot.line.value)
        elif self._pile.top.typed(self._as_stage, foot.line.value):
            foot.clear()
        elif foot.entry is asked and not foot.refused:
            self._shut_entry()

    def _open_key(self, passphrase: str) -> None:
        """Open the key and do what waited for it; a wrong passphrase is asked for again."""
        self._foot.line.value = ""
        self._key = self._sitter.take(passphrase)
        self._used = self.steady()
        deed, self._pending = self._pending, None
        self._shut_entry()
        if deed is not None:
            self.signed(deed)

    def _leave_entry(self) -> None:
        self._pending = None
        self._shut_entry()
        if isinstance(self._pile.top, FindPage):
            self.back()

    def _shut_entry(self) -> None:
        self._foot.shut()
        self._foot.line.value = ""
        self._foot.line.password = False

    def _help(self) -> None:
        if not isinstance(self._pile.top, HelpPage):
            self._leave_entry()
            self.go(HelpPage(self._pile.top.name))

    def _leave(self) -> None:
        self._leave_entry()
        if self._pile.top.name in {"floor", "locked"}:
            self.exit()
        else:
            self.back()

    def on_mount(self) -> None:
        """Listen for the end; read the floor after the first frame."""
        listen_for_the_end(lambda code: self.exit(return_code=code))
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self.begin_to_watch()
        self._look()
        self.set_interval(LOOK, self._look)

    def _look(self) -> None:
        """Look at the floor on a thread of its own, one look at a time."""
        self.mind_the_time()
        if not self._looking:
            self._looking = True
            self.run_worker(self._turned, thread=True, exit_on_error=True, group="floor")

    def _turned(self) -> None:
        try:
            self._floor.turn()
            shut = ""
        except FloorShut as refused:
            shut = refused.code
        self.call_from_thread(self._looked, shut)

    def _looked(self, shut: str) -> None:
        if not self.read:
            gc.freeze()  # what was read is looked at for as long as the desk is open
        self._looking, self.read = False, True
        if shut:
            self.say(self._one_of("floor.shut", shut), Role.STOP)
        self.redraw()

    def on_sheet_sized(self) -> None:
        """Draw anew in the new size."""
        self.redraw()

    def redraw(self) -> None:
        """Draw everything that holds now."""
        view = View(*self._sheet.size, self._words, self.now(), self._foot.typing)
        if not view.width:
            return
        if view.width < LEAST[0] or view.height < LEAST[1]:
            self._sheet.draw(too_small(view), self._palette)
            return
        page, foot, stage = self._pile.top, self._foot, self._as_stage
        hidden = self._pending is not None  # a passphrase is shown to no page
        said = page.echo(stage, foot.line.value) if foot.typing and not hidden else None
        said = Span(self._words.say("floor.entry.unseen"), Role.DIM) if hidden else said
        seen, self._pile.scroll = window(page.draw(stage, view), self._pile.scroll, view)
        echo = (foot.notice or said) if foot.typing else None
        self._sheet.draw(compose(seen, foot.rows(page, view), echo, view), self._palette)

    def _handle_exception(self, error: Exception) -> None:
        """End with a code the supervisor can read out; there is nothing of theirs to lose."""
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._exit_renderables.append(Text(farewell(error, self._words, 0, self.size.width)))
        self._close_messages_no_wait()
