"""The lock: a screen nobody touches shows nothing, and opens again where it was left.

While a customer is on the line nothing is locked; what is masked stays masked. Locking
hides first and writes then, so that no trouble with the record keeps a screen open.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from textual.events import Key, Paste

from assistant.call.steps import CALL
from assistant.journal.refusals import NotWritten
from assistant.screens.columns import Role
from assistant.screens.pile import Pile
from assistant.screens.sitting import Sitting

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.events import Event

    from assistant.call.events import Encoded
    from assistant.journal.bolt import Bolt
    from assistant.screens.columns import Span
    from assistant.screens.conversation import Conversation
    from assistant.screens.lock_times import LockTimes
    from assistant.screens.locked import LockPage
    from assistant.screens.stage import Entry, Found

IDLE, ASKED, ABSOLUTE = "idle", "asked", "absolute"
_LEAVES = frozenset({"q", "\uff51", "ctrl+q"})


class Locking(Sitting, inherit_bindings=False):
    """A program that locks its screen."""

    _under: Pile | None = None  # the pages under the lock, as they were left
    _lock: LockPage | None = None
    _why = ASKED
    _put_by: Entry | None = None  # what was being typed, in memory and nowhere else
    _untold: Span | None = None  # what was said meanwhile, such as that a letter came
    _times: LockTimes | None = None
    _touched = _opened = 0.0

    @property
    def conversation(self) -> Conversation | None:
        """What is said on the call that lies open, under the lock too: nothing of it is missed."""
        return (self._under or self._pile).conversation

    def begin_to_watch(self) -> None:
        """Watch from now on; a screen that was left locked is still locked."""
        from assistant.journal.bolt import By, left_shut  # noqa: PLC0415  # after the first frame
        from assistant.screens.lock_times import lock_times  # noqa: PLC0415  # likewise

        self._times = lock_times()
        self._touched = self._opened = self.steady()
        self.set_interval(1.0, self.mind_the_time)
        shut = self._own_seat.journal.shown(left_shut)
        if shut is not None and self._bolt().by is not By.NOBODY:
            self._why = shut[0]
            self._hide(shut[1])

    def mind_the_time(self) -> None:
        """Lock where nobody has touched a key for too long; with a customer on the line, only hang the veil."""
        if self._lock is not None or self._times is None:
            return
        now = self.steady()
        absolute, idle = now - self._opened >= self._times.open, now - self._touched >= self._times.idle
        if not (absolute or idle):
            return
        if self.live:
            self._until = 0.0
        else:
            self._shut(ABSOLUTE if absolute else IDLE)
        self.redraw()

    @property
    def live(self) -> bool:
        """Whether a customer is on the line: the case is at that step, or a feed brings what they say."""
        conversation = self.conversation
        if self._drill is not None or self._desk is None or conversation is None:
            return False
        return self._desk.case.step == CALL or conversation.overheard.alive

    def lock_now(self) -> None:
        """Lock because somebody asked; with a customer on the line, only hang the veil and say so."""
        if self.live:
            self._until = 0.0
            self._on_stage.say(self._on_stage.words.say("lock.live"), Role.DIM)
        else:
            self._shut(ASKED)

    def aside(self, slow: Callable[[], Found], then: Callable[[Found], None]) -> None:
        """Do something slow while keys go on, then something with what it found, as if by a key."""

        async def both() -> None:
            found = await asyncio.to_thread(slow)
            self._attempt(lambda: then(found))

        self.run_worker(both(), group="aside")

    async def on_event(self, event: Event) -> None:
        """Take down that somebody is there; a key that comes to a screen left for too long locks it first."""
        if isinstance(event, Key | Paste):
            was = self._lock
            self.mind_the_time()
            lock = self._lock
            if lock is not was:
                return
            self._touched = self.steady()
            if lock is not None and lock.by == "nobody" and not _leaves(event):
                self._attempt(self._open)
                return
        await super().on_event(event)

    def _shut(self, why: str) -> None:
        self._why = why
        self._hide(0)
        from assistant.journal import own  # noqa: PLC0415  # only where a screen is locked

        self._keep(own.screen_locked(why))

    def _hide(self, wrong: int) -> None:
        """Put the lock before everything that is seen."""
        from assistant.call.promises import due_of  # noqa: PLC0415  # only where a screen is locked
        from assistant.screens.locked import LockPage  # noqa: PLC0415  # likewise

        self._until = 0.0
        self._put_by = self._foot.put_by()
        due = [due_of(each.due) for summary in self._own_seat.cases() for each in summary.case.promises]
        self._lock = LockPage(self._bolt().by, due, self._tried, lambda: self.steady(), wrong)  # noqa: PLW0108  # the clock of then
        self._under, self._pile = self._pile, Pile(self._lock)

    def _bolt(self) -> Bolt:
        from assistant.journal.bolt import Bolt as Shut  # noqa: PLC0415  # after the first frame

        return Shut.of(self._own_seat.data, self._own_seat.journal.actor)

    def _tried(self, secret: str) -> None:
        """Look off the screen's thread whether a secret fits."""
        from assistant.journal.keyring import NoKey  # noqa: PLC0415  # only where a screen is unlocked

        bolt = self._bolt()

        def fits() -> bool | str:
            try:
                return bolt.opens(secret)
            except NoKey as refused:
                return refused.code

        self.aside(fits, self._answered)

    def _answered(self, fits: bool | str) -> None:  # noqa: FBT001  # what a bolt answers
        from assistant.journal import own  # noqa: PLC0415  # only where a screen is unlocked

        lock = self._lock
        if lock is None:
            return
        lock.trying = False
        if fits is True:
            self._open()
        elif fits is False:
            lock.refuse()
            self._keep(own.screen_refused(lock.wrong))
        else:
            lock.trouble = str(fits)

    def _open(self) -> None:
        """Show everything as it was left, with what was being typed."""
        from assistant.journal import own  # noqa: PLC0415  # only where a screen is unlocked

        lock, under = self._lock, self._under
        if lock is None or under is None:
            return
        self._foot.shut()
        self._pile, self._lock, self._under = under, None, None
        if self._put_by is not None:
            self._on_stage.ask(self._put_by)
        self._foot.notice, self._untold, self._put_by = self._untold, None, None
        self._touched = self._opened = self.steady()
        self._keep(own.screen_unlocked(self._why, lock.by))

    def _keep(self, told: Encoded) -> None:
        """Keep it in the operator's own record; where that cannot be written, the banner says so."""
        with suppress(NotWritten):
            self._own_seat.befell(told)

    if TYPE_CHECKING:  # the program that sits above brings it

        def _attempt(self, deed: Callable[[], None]) -> None:
            """Do something; what the desk refuses is said, and nothing has happened."""


def _leaves(event: Key | Paste) -> bool:
    return isinstance(event, Key) and bool({event.key, event.character} & _LEAVES)
