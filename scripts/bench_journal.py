"""How the journal bears a million events: opening it, showing a case, and verifying from the last note."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
GOALS = {
    "journal open, ms": "< 50",
    "journal, a case of 40 events, ms": "< 20",
    "journal, verify from the last note, ms": "< 1000",
}
A_CASE = 40
AT_ONCE = 1_000


def figures(events: int) -> dict[str, float]:
    """Fill a journal with so many events and time what an operator and an auditor ask of it."""
    sys.path.insert(0, str(HOUSE))
    from assistant.call.case import fold  # noqa: PLC0415  # measured, not needed to start
    from assistant.journal.book import Book  # noqa: PLC0415  # measured, not needed to start
    from assistant.journal.showing import from_note  # noqa: PLC0415  # measured, not needed to start
    from assistant.journal.verify.notes import Key  # noqa: PLC0415  # measured, not needed to start

    ticks = count()

    def now() -> datetime:
        return datetime(2011, 10, 20, tzinfo=UTC) + timedelta(milliseconds=next(ticks))

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.db"
        filled = _seconds(lambda: _fill(path, events, now))
        key = Key.read(path.with_name("seat.pub").read_text("utf-8"))
        middle = f"K-{events // A_CASE // 2:04d}"
        opens = [_opened(lambda: Book.open(path, now=now, actor="op-1")) for _ in range(7)]
        with Book.open(path, now=now, actor="op-1") as book:
            shows = [_seconds(lambda: fold(book.events(middle))) for _ in range(7)]
            ends = [_seconds(lambda: book.shown(lambda db: from_note(db, key))) for _ in range(3)]
            keys = [_seconds(lambda: book.append_all(middle, book.events(middle)[:1])) for _ in range(50)]
            lists = _seconds(book.cases)
        size = path.stat().st_size / 1e6
    return {
        "journal, events": events,
        "journal, MB": size,
        "journal, fill, us an event": filled / events * 1e6,
        "journal open, ms": statistics.median(opens) * 1e3,
        "journal, a case of 40 events, ms": statistics.median(shows) * 1e3,
        "journal, an event kept, p50 ms": statistics.median(keys) * 1e3,
        "journal, verify from the last note, ms": statistics.median(ends) * 1e3,
        "journal, list of all cases, ms": lists * 1e3,
    }


def _fill(path: Path, events: int, now: Callable[[], datetime]) -> None:
    from assistant.call.events import Noted  # noqa: PLC0415  # measured, not needed to start
    from assistant.journal.book import Book  # noqa: PLC0415  # measured, not needed to start

    note = Noted("a note as operators write them, of some sixty characters or so")
    with Book.open(path, now=now, actor="op-1") as book:
        for at in range(0, events - A_CASE, AT_ONCE):
            for case in range(at // A_CASE, min(at + AT_ONCE, events - A_CASE) // A_CASE):
                book.append_all(f"K-{case:04d}", [note] * A_CASE)
        book.sign()
        book.append_all(f"K-{events // A_CASE:04d}", [note] * A_CASE)


def _opened(open_book: Callable[[], object]) -> float:
    began = time.perf_counter()
    book = open_book()
    spent = time.perf_counter() - began
    book.close()  # type: ignore[attr-defined]  # a book, imported late
    return spent


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
