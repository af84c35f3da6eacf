"""Feeding: from lines of a transcript to the inbox of a case, at the pace they were said in or at once."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from assistant.doors.arriving import LINE_MAX
from assistant.inbox import WAITING_MAX, Inbox
from assistant.listen.transcript import Assembler, Transcript
from assistant.listen.utterance import UNKNOWN, Broken, Utterance

WAIT = 0.5
ROOM = 2.0
GAP_MAX = 60.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How time passes: `now` in seconds, and `sleep`."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


@dataclass(slots=True)
class Feeding:
    """One transcript on its way to one case. `broken` is told each line that could not be read, and why."""

    inbox: Inbox
    case_id: str
    transcript: Transcript
    broken: Callable[[int, str], None]
    realtime: bool = False
    pace: Pace = field(default_factory=Pace)
    counts: Counter[str] = field(default_factory=Counter)
    _assembler: Assembler = field(default_factory=Assembler)
    _due: float | None = None
    _said: float = 0.0
    _patient: bool = True

    def run(self, lines: Iterable[bytes | None]) -> None:
        """Feed lines until they end; None among them is a silence, which ends what was being said."""
        self.inbox.beat(self.case_id)
        for raw in lines:
            self.inbox.beat(self.case_id)
            if raw is None:
                self._put(self._assembler.flush())
            else:
                self._line(raw)
        self._take_in(self.transcript.end())
        self.finish()

    def finish(self) -> None:
        """Hand over what was being said when the lines ended, or were broken off."""
        self._put(self._assembler.flush())

    def settle(self, seconds: float, most: int = 0) -> int:
        """Give the seat some time to take what waits, until at most so much does; return how much still does."""
        until = self.pace.now() + seconds
        while (waiting := self.inbox.waiting(self.case_id)) > most and self.pace.now() < until:
            self.inbox.beat(self.case_id)
            self.pace.sleep(0.05)
        return waiting

    def _line(self, raw: bytes) -> None:
        self.counts["lines"] += 1
        try:
            found = self.transcript.line(_text(raw, first=self.counts["lines"] == 1))
        except UnicodeDecodeError:
            self._tell("encoding")
        except Broken as error:
            self._tell(error.code)
        else:
            self._take_in(found)

    def _tell(self, code: str) -> None:
        self.counts["broken"] += 1
        self.broken(self.counts["lines"], code)

    def _take_in(self, found: Iterable[Utterance]) -> None:
        for piece in found:
            if self._assembler.breaks_before(piece):
                self._put(self._assembler.flush())
            if self.realtime:
                self._wait_for(piece)
            self._put(self._assembler.add(piece))

    def _wait_for(self, piece: Utterance) -> None:
        """Wait until a piece has been said to its end; a gap nobody would sit through is cut short."""
        end = piece.end if piece.end is not None else piece.start
        if end is None:
            return
        if self._due is None:
            self._due, self._said = self.pace.now(), piece.start if piece.start is not None else end
        self._due += min(max(0.0, end - self._said), GAP_MAX)
        self._said = max(self._said, end)
        while (left := self._due - self.pace.now()) > 0:
            self.pace.sleep(min(left, WAIT))
            self.inbox.beat(self.case_id)

    def _put(self, said: Iterable[Utterance]) -> None:
        for each in said:
            self._make_room()
            self.counts["handed"] += 1
            self.counts["nobody"] += each.speaker == UNKNOWN
            self.counts["dropped"] += self.inbox.put(self.case_id, each)

    def _make_room(self) -> None:
        """Where the inbox is full, give a seat that is there a moment, once; then the oldest must go."""
        if self.inbox.waiting(self.case_id) < WAITING_MAX:
            self._patient = True
        elif self._patient and self.inbox.has_seat(self.case_id):
            self._patient = self.settle(ROOM, WAITING_MAX // 2) <= WAITING_MAX // 2


def _text(raw: bytes, *, first: bool) -> str:
    """Return a line as text, or raise Broken."""
    if len(raw) > LINE_MAX:
        raise Broken("too_long")
    return raw.decode("utf-8-sig" if first else "utf-8")
