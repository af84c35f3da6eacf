"""The writer: the thread whose hand writes, so that a slow disk holds up nobody who only looks.

Whoever hands something in waits for it: measured, a hop to the writer and back costs a
twentieth of a millisecond beside half a one for the disk. What can wait is done when
nobody has handed anything in for a while: moving what waits into the main file, signing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from queue import Empty, SimpleQueue
from typing import Any

from assistant.call.events import Encoded
from assistant.call.steps import CLOSED
from assistant.journal.door import SqliteError
from assistant.journal.hand import Hand, Lot
from assistant.journal.record import Entry
from assistant.journal.refusals import CannotOpen, NotWritten, Why

EVENTS_AT_ONCE = 32
"""The most that one COMMIT may hold up."""

EVENTS_A_NOTE = 50
WAL_BYTES_MAX = 4 * 1024 * 1024
QUIET_SECONDS = 0.3
"""The key is answered and its screen drawn: now there is time to sign."""

IDLE_SECONDS = 30.0

_OF_ITSELF = frozenset({Why.UNFIT, Why.UNSIGNED})
"""What is wrong with an event itself: nothing else is kept from the record by it."""


class Job:
    """Something handed in, and what came of it."""

    __slots__ = ("_done", "_error", "_found", "ask", "lot")

    def __init__(self, lot: Lot | None = None, ask: Callable[[Hand], Any] | None = None) -> None:
        """Hand in a lot of events, or anything else that only the hand can do."""
        self.lot, self.ask = lot, ask
        self._done = threading.Event()
        self._found: Any = None
        self._error: BaseException | None = None

    def answer(self, found: object = None, error: BaseException | None = None) -> None:
        """Say what came of it."""
        self._found, self._error = found, error
        self._done.set()

    def done(self, seconds: float | None = None) -> bool:
        """Wait; say whether it is done."""
        return self._done.wait(seconds)

    def result(self) -> Any:  # noqa: ANN401  # whatever was asked for
        """Return what was found, or raise what stood in the way."""
        self._done.wait()
        if self._error is not None:
            raise self._error
        return self._found


class Writer:
    """One thread, one hand."""

    def __init__(self, hand: Hand) -> None:
        """Begin; nothing is opened before it is asked for."""
        self.stopped: Why | None = None
        """Why nothing is acknowledged for the moment."""
        self._hand = hand
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._closing = False  # a case was closed since the last note
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    def hand_in(self, lot: Lot) -> Job:
        """Have these events written."""
        return self._put(Job(lot))

    def ask(self, deed: Callable[[Hand], Any]) -> Job:
        """Have something else done by the hand."""
        return self._put(Job(ask=deed))

    def end(self) -> None:
        """Do what was handed in, move what waits, and end."""
        self.leave()
        self._thread.join()

    def leave(self) -> None:
        """End once everything handed in is done; nobody waits for it."""
        self._jobs.put(None)

    def _put(self, job: Job) -> Job:
        self._jobs.put(job)
        return job

    def _run(self) -> None:
        waiting: list[Job | None] = []
        while True:
            if not waiting:
                waiting = self._taken()
            job, *waiting = waiting
            if job is None:
                self._do(self._rest)
                self._do(self._hand.leave)
                return
            if job.lot is None:
                self._answer([job])
                continue
            together = [job]
            while waiting and waiting[0] is not None and waiting[0].lot and _fits(together, waiting[0]):
                together.append(waiting.pop(0))  # type: ignore[arg-type]  # just looked at
            self._keep(together)

    def _taken(self) -> list[Job | None]:
        """Return what was handed in; rest meanwhile."""
        seconds: float | None = QUIET_SECONDS if self._is_due() else IDLE_SECONDS
        found: list[Job | None] = []
        while not found:
            try:
                found.append(self._jobs.get(timeout=seconds))
            except Empty:
                self._do(self._rest if self._is_due() else self._hand.checkpoint_wal)
                seconds = None
        while not self._jobs.empty():
            found.append(self._jobs.get())
        return found

    def _is_due(self) -> bool:
        return self._closing or self._hand.unsigned() >= EVENTS_A_NOTE

    def _rest(self) -> None:
        """Sign and move what waits, where it is due."""
        if self._is_due() and not self.stopped:
            self._hand.sign()
            self._hand.checkpoint_wal()
        self._closing = False

    def _keep(self, jobs: list[Job]) -> None:
        """Keep what was handed in together; where one lot is unfit, each by itself."""
        lots = [job.lot for job in jobs if job.lot]
        try:
            kept: list[tuple[Entry, ...]] = self._hand.keep(lots)
        except NotWritten as refused:
            if refused.why in _OF_ITSELF and len(jobs) > 1:
                for job in jobs:
                    self._keep([job])
                return
            if refused.why not in _OF_ITSELF:
                self.stopped = refused.why
            _fail(jobs, refused)
            return
        except BaseException as error:  # noqa: BLE001  # whoever waits must hear of it
            _fail(jobs, error)
            return
        self.stopped = None
        self._closing = self._closing or any(_closes(each) for lot in lots for each in lot.events)
        for job, entries in zip(jobs, kept, strict=True):
            job.answer(entries)
        if self._hand.wal_bytes() > WAL_BYTES_MAX:
            self._do(self._hand.checkpoint_wal)

    def _answer(self, jobs: list[Job]) -> None:
        for job in jobs:
            try:
                job.answer(job.ask(self._hand) if job.ask else None)
            except BaseException as error:  # noqa: BLE001  # whoever waits must hear of it
                job.answer(error=error)

    def _do(self, deed: Callable[[], object]) -> None:
        """Do what nobody waits for. What fails here is found at the next event."""
        try:
            deed()
        except (NotWritten, CannotOpen, SqliteError, OSError, ValueError):
            self._closing = False


def _fits(jobs: Iterable[Job], another: Job) -> bool:
    lots = [job.lot for job in (*jobs, another) if job.lot]
    return sum(len(lot.events) for lot in lots) <= EVENTS_AT_ONCE


def _fail(jobs: Iterable[Job], error: BaseException) -> None:
    for job in jobs:
        job.answer(error=error)


def _closes(event: Encoded) -> bool:
    return event.kind == "step.moved" and event.data["step"] == CLOSED
