"""Sync: what a server lacks of a seat's journal is sent, and the letters that wait there are fetched.

The server's head is the cursor, so that nothing has to be remembered here: whoever is
killed before or after the server's word comes back, asks, and goes on from there.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from assistant.journal.letters import BYTES_MAX, ID
from assistant.journal.outbox import BATCH, Outbox, Sealed
from assistant.journal.postgres_door import NoServer
from assistant.journal.postgres_seat import Taken

WAIT_MIN, WAIT_MAX = 1.0, 60.0
"""Seconds between two attempts while the server cannot be reached."""


class State(StrEnum):
    """What a round of sync came to."""

    IN_STEP = "in_step"
    FORKED = "forked"  # the server keeps another history of this seat
    AHEAD = "ahead"  # the server has more than the seat: an old copy was put back


class Server(Protocol):
    """What a seat asks of a server."""

    def head(self, journal: str) -> Taken:
        """Return how far the server is."""

    def leaf_at(self, journal: str, seq: int) -> bytes | None:
        """Return the seal the server keeps for an event."""

    def ingest(self, journal: str, batch: Sequence[Sealed]) -> Taken:
        """Have a batch taken in."""

    def letters(self, journal: str) -> list[tuple[str, str]]:
        """Return the letters that wait."""

    def fetched(self, journal: str, ids: Sequence[str]) -> None:
        """Tell that letters were fetched."""


@dataclass(frozen=True, slots=True)
class Round:
    """One round: what it came to, how many events and letters went over, and how far the server is now."""

    state: State
    sent: int
    letters: int
    head: int
    journal: str


Told = Callable[[int, int], None]
"""How far the sending has come: the event reached, and the last there is."""


def run(outbox: Outbox, server: Server, post: Callable[[str, str], None], told: Told, most: int = BATCH) -> Round:
    """Send what the server lacks, and fetch what waits. `post` lays a letter, by id and text, into the post box."""
    state, sent, reached = _sent(outbox, server, told, most)
    fetched = _fetched(outbox.journal, server, post)
    return Round(state, sent, fetched, reached, outbox.journal)


def _sent(outbox: Outbox, server: Server, told: Told, most: int) -> tuple[State, int, int]:
    journal, (last, _) = outbox.journal, outbox.head()
    head = server.head(journal)
    if head.seq and outbox.leaf_at(head.seq) != head.leaf:
        return _apart(outbox, server, head, last), 0, head.seq
    began = head.seq
    while head.seq < last:
        before, head = head.seq, server.ingest(journal, outbox.batch(head.seq, most))
        if head.forked:
            return State.FORKED, head.seq - began, head.seq
        if head.seq <= before:  # whoever says so is no server of ours
            raise NoServer("failed")
        told(head.seq, last)
    return State.IN_STEP, head.seq - began, head.seq


def _apart(outbox: Outbox, server: Server, head: Taken, last: int) -> State:
    """Show the server the first event that is another here; where there is none, it only has more than we."""
    low, high = 1, min(head.seq, last) + 1
    while low < high:
        middle = (low + high) // 2
        same = outbox.leaf_at(middle) == server.leaf_at(outbox.journal, middle)
        low, high = (middle + 1, high) if same else (low, middle)
    if low > min(head.seq, last):
        return State.AHEAD
    server.ingest(outbox.journal, outbox.batch(low - 1, 1))
    return State.FORKED


def _fetched(journal: str, server: Server, post: Callable[[str, str], None]) -> int:
    """Lay what waits into the post box, and only then say so: twice is once for the seat, never is not."""
    waiting = server.letters(journal)
    for letter, text in waiting:
        if ID.fullmatch(letter) and text and len(text.encode()) <= BYTES_MAX:
            post(letter, text)
    if waiting:
        server.fetched(journal, [letter for letter, _ in waiting])
    return len(waiting)


def waits(chance: random.Random) -> Iterator[float]:
    """Walk the seconds to wait after each attempt that failed: longer each time, and no two seats alike."""
    longest = WAIT_MIN
    while True:
        yield max(WAIT_MIN, chance.uniform(longest / 2, longest))
        longest = min(WAIT_MAX, longest * 2)
