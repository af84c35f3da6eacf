"""The lock of the supervisors' desk: left alone it shows nothing, and the passphrase of who sits there opens it.

It uses the page and the times of a seat's lock. The floor has no record of its own, so a desk that is
left is not remembered as locked: whoever can start it anew from the same account can read the floor.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual.events import Key, Paste

from assistant.journal.bolt import By
from assistant.journal.keyring import NoKey
from assistant.screens.keyboard import Keyboard
from assistant.screens.lock_times import lock_times
from assistant.screens.locked import LockPage
from assistant.screens.pile import Pile

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.events import Event

    from assistant.floor.floor import Floor, Opened
    from assistant.journal.keyring import Key as SigningKey
    from assistant.screens.floor_stage import Sitter
    from assistant.screens.lock_times import LockTimes
    from assistant.screens.stage import Entry

IDLE = 600.0
"""Seconds an open key is kept after it was last used."""

_WRONG = "passphrase"


class FloorLocking(Keyboard, inherit_bindings=False):
    """A desk whose key is forgotten, and whose screen is hidden, when nobody is there."""

    _floor: Floor
    _sitter: Sitter
    _key: SigningKey | None = None
    _used = 0.0
    _pending: Callable[[Opened], object] | None = None  # waits for a passphrase
    _lock: LockPage | None = None
    _under: Pile | None = None  # the pages under the lock, as they were left
    _put_by: Entry | None = None  # what was being typed; never a secret
    _times: LockTimes | None = None
    _touched = _opened = 0.0

    def begin_to_watch(self) -> None:
        """Watch from now on."""
        self._times = lock_times()
        self._touched = self._opened = self.steady()

    def mind_the_time(self) -> None:
        """Forget the key that was not used, and hide the desk that nobody has touched, for too long."""
        now = self.steady()
        if self._key is not None and now - self._used >= IDLE:
            self._key = None
        times = self._times
        if times is not None and (now - self._touched >= times.idle or now - self._opened >= times.open):
            self.lock_now()

    def lock_now(self) -> None:
        """Put the lock before everything that is seen; what waited for a passphrase is not sent."""
        if self._lock is not None:
            return
        self._key = self._pending = None
        self._put_by = self._foot.put_by()
        due = [each.due for each in self._floor.promises()]
        self._lock = LockPage(By.PERSON, due, self._tried, lambda: self.steady())  # noqa: PLW0108  # the clock of then
        self._under, self._pile = self._pile, Pile(self._lock)
        self.redraw()

    async def on_event(self, event: Event) -> None:
        """Take down that somebody is there; a key that comes to a desk left for too long locks it first."""
        if isinstance(event, Key | Paste):
            was = self._lock
            self.mind_the_time()
            if self._lock is not was:
                return
            self._touched = self.steady()
        await super().on_event(event)

    def _tried(self, secret: str) -> None:
        """Look off the screen's thread whether it opens the supervisor's key."""

        def fits() -> bool | str:
            try:
                self._sitter.take(secret)
            except NoKey as refused:
                return False if refused.code == _WRONG else refused.code
            return True

        async def both() -> None:
            found = await asyncio.to_thread(fits)
            self._answered(found)
            self.redraw()

        self.run_worker(both(), group="lock")

    def _answered(self, fits: bool | str) -> None:  # noqa: FBT001  # what a key answers
        lock, under = self._lock, self._under
        if lock is None or under is None:
            return
        lock.trying = False
        if fits is False:
            lock.refuse()
        elif fits is not True:
            lock.trouble = str(fits)
        else:
            self._foot.shut()
            self._pile, self._lock, self._under = under, None, None
            if self._put_by is not None:
                self._foot.open(self._put_by, self.size.width)
            self._put_by = None
            self._touched = self._opened = self.steady()

    if TYPE_CHECKING:  # the program that sits above brings it

        def redraw(self) -> None:
            """Draw everything that holds now."""
