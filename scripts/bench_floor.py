"""The floor's server under load: events a second by the size of a batch, and how late two hundred seats are."""

from __future__ import annotations

import heapq
import random
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.journal.book import Book
    from assistant.journal.postgres_seat import SeatServer

BATCHES = {1: 300, 10: 3_000, 100: 10_000, 500: 20_000}
"""Events sent for each size of a batch."""
SEATS, EACH_SECONDS, SECONDS = 200, 5.0, 20.0
ROUND_SECONDS, WORKERS = 1.0, 8
GOALS = {
    "floor: events/s, batches of 500 / of 1": ">= 10",
    "floor: lag of 200 seats, p50 s": "<= 1",
    "floor: lag of 200 seats, p95 s": "<= 2",
}


def figures() -> dict[str, float]:
    """Measure on a server of our own, with every fsync."""
    from assistant.journal.postgres_schema import init  # noqa: PLC0415  # measured, not needed to start
    from pg_server import running  # noqa: PLC0415  # needs a server, and its client

    with running("-c", f"max_connections={SEATS + 20}") as server, tempfile.TemporaryDirectory() as folder:
        init(server.dsn("owner"))
        rates = {size: _rate(server.dsn("owner"), Path(folder) / str(size), size) for size in BATCHES}
        lags = sorted(_lags(server.dsn("owner"), Path(folder)))
    return {
        **{f"floor: events/s, batches of {size}": rate for size, rate in rates.items()},
        "floor: events/s, batches of 500 / of 1": rates[500] / rates[1],
        "floor: events sent by 200 seats in 20 s": len(lags),
        "floor: lag of 200 seats, p50 s": lags[len(lags) // 2],
        "floor: lag of 200 seats, p95 s": lags[len(lags) * 95 // 100],
        "floor: lag of 200 seats, longest s": lags[-1],
    }


def _opened(folder: Path) -> Book:
    from assistant.journal.book import Book  # noqa: PLC0415  # measured, not needed to start

    return Book.open(folder / "journal.db", now=lambda: datetime.now(UTC), actor="op-1")


def _rate(dsn: str, folder: Path, size: int) -> float:
    """Return the events a second that one seat gets rid of."""
    from assistant.call.events import Noted  # noqa: PLC0415  # measured, not needed to start
    from assistant.journal.outbox import Outbox  # noqa: PLC0415  # likewise
    from assistant.journal.postgres_seat import SeatServer  # noqa: PLC0415  # likewise
    from assistant.journal.sync import run  # noqa: PLC0415  # likewise

    with _opened(folder) as book:
        for _ in range(0, BATCHES[size], 100):
            book.append_all("K-0001", [Noted("x" * 40)] * 100)
        with closing(Outbox(book.path)) as outbox, closing(SeatServer(dsn)) as server:
            began = time.perf_counter()
            sent = run(outbox, server, lambda *_: None, lambda *_: None, size).sent
            return sent / (time.perf_counter() - began)


class _Seats:
    """Two hundred seats: one hand writes at all of them, and workers sync each about once a second."""

    def __init__(self, dsn: str, books: list[Book]) -> None:
        self.dsn, self.books = dsn, books
        self.written: list[dict[int, float]] = [{} for _ in books]
        self.lags: list[float] = []
        self.ended = False
        self.servers: dict[int, SeatServer] = {}  # a seat is in one worker's hands at a time
        self._lock = threading.Lock()
        self._chance = random.Random(1)  # noqa: S311  # not for secrets
        self._due = [(time.monotonic() + self._chance.random(), at) for at in range(len(books))]
        heapq.heapify(self._due)

    def write(self) -> None:
        """Write an event somewhere, about once in five seconds at each seat."""
        from assistant.call.events import Noted  # noqa: PLC0415  # measured, not needed to start

        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            time.sleep(self._chance.expovariate(len(self.books) / EACH_SECONDS))
            at = self._chance.randrange(len(self.books))
            seq = self.books[at].append("K-0001", Noted("x" * 40)).seq
            self.written[at][seq] = time.monotonic()
        time.sleep(2 * ROUND_SECONDS)
        self.ended = True

    def work(self) -> None:
        """Sync whichever seat is due, until the end."""
        from assistant.journal.outbox import Outbox  # noqa: PLC0415  # measured, not needed to start
        from assistant.journal.postgres_seat import SeatServer  # noqa: PLC0415  # likewise
        from assistant.journal.sync import run  # noqa: PLC0415  # likewise

        for at in self._turns():
            server = self.servers.get(at) or SeatServer(self.dsn)
            self.servers[at] = server
            with closing(Outbox(self.books[at].path)) as outbox:
                head = run(outbox, server, lambda *_: None, lambda *_: None).head
            now = time.monotonic()
            for seq in [each for each in list(self.written[at]) if each <= head]:
                self.lags.append(now - self.written[at].pop(seq))

    def close(self) -> None:
        """Hang up everywhere."""
        for server in self.servers.values():
            server.close()

    def _turns(self) -> Iterator[int]:
        while not self.ended:
            with self._lock:
                when, at = heapq.heappop(self._due)
            time.sleep(max(0.0, when - time.monotonic()))
            yield at
            with self._lock:
                heapq.heappush(self._due, (max(when, time.monotonic()) + ROUND_SECONDS, at))


def _lags(dsn: str, folder: Path) -> list[float]:
    """Return how long each event took from the seat's disk to the server's."""
    with ExitStack() as stack:
        seats = _Seats(dsn, [stack.enter_context(_opened(folder / f"seat-{at}")) for at in range(SEATS)])
        workers = [threading.Thread(target=seats.work) for _ in range(WORKERS)]
        for each in workers:
            each.start()
        seats.write()
        for each in workers:
            each.join()
        seats.close()
    if any(seats.written):
        raise RuntimeError("not everything was sent")
    return seats.lags
