"""Trials of the journal: power cuts, refusing disks, and what is counted after them.

Each returns what went wrong, counted; all noughts is well. Each is seen to fail on a planted fault in the tests.
"""

from __future__ import annotations

import contextlib
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import apsw

from assistant.call.events import Noted, encode
from assistant.journal.book import Book
from assistant.journal.clock import Clock
from assistant.journal.hand import Hand, Lot
from assistant.journal.refusals import CannotOpen, NotWritten, Why
from bad_disk import Disk, Fault, Lost, laid_out, on

NAME = "journal.db"
START = datetime(2011, 10, 20, 5, 3, tzinfo=UTC)
Tally = Counter[str]


_TICKS = count()


def _ticking() -> datetime:
    return START + timedelta(milliseconds=next(_TICKS))


def fresh(folder: Path) -> Path:
    """Make an empty journal, as a first start leaves it."""
    Book.open(folder / NAME, now=_ticking, actor="op-1").close()
    return folder / NAME


def power_cuts(folder: Path, states: int, seed: int, synchronous: int = 2) -> Tally:
    """Cut the power `states` times in the midst of writing, and count what the next start misses."""
    tally: Tally = Counter(states=0, lost=0, corrupt=0)
    chance = random.Random(seed)  # noqa: S311  # moments, not secrets
    base = folder / "base"
    base.mkdir()
    fresh(base)
    while tally["states"] < states:
        at = folder / "run"
        shutil.copytree(base, at)
        disk = Disk(chance, cuts=chance.sample(range(3, 150), 12))
        seals = _write_on(disk, at, chance, synchronous)
        for state in disk.states[: states - tally["states"]]:
            tally += Counter(states=1)
            tally.update(_after(state, folder / "after", seals))
        shutil.rmtree(at)
    return tally


def _write_on(disk: Disk, at: Path, chance: random.Random, synchronous: int) -> list[bytes]:
    hand = Hand(at / NAME, "op-1", Clock(_ticking), on(disk, synchronous))
    hand.enter()
    seals: list[bytes] = []
    for number in range(24):
        lots = [Lot("K-0001", tuple(encode(Noted("x" * chance.randint(1, 900))) for _ in range(chance.randint(1, 3))))]
        seals += [each.leaf for entries in hand.keep(lots) for each in entries]
        disk.acknowledged = len(seals)
        if number % 9 == 8:  # noqa: PLR2004  # now and then
            hand.checkpoint_wal()
        if number % 7 == 6:  # noqa: PLR2004  # now and then
            hand.sign()
    hand.leave()
    return seals


def _after(state: Lost, folder: Path, seals: list[bytes]) -> Tally:
    folder.mkdir()
    list(laid_out(state, folder))
    try:
        with Book.open(folder / NAME, now=_ticking, actor="op-1") as book:
            kept = book.shown(lambda db: [row[0] for row in db.execute("SELECT leaf FROM event ORDER BY seq")])
            sound = book.shown(lambda db: db.execute("PRAGMA integrity_check").fetchone() == ("ok",))
            whole = sound and book.first_break() is None and book.barred is None
            return Counter(lost=int(kept[: state.acknowledged] != seals[: state.acknowledged]), corrupt=int(not whole))
    except (CannotOpen, sqlite3.Error):
        return Counter(corrupt=1)
    finally:
        shutil.rmtree(folder)


def plans(runs: int, seed: int) -> Iterator[Fault]:
    """Plan so many faults of every kind."""
    chance = random.Random(seed)  # noqa: S311  # moments, not secrets
    for run in range(runs):
        kind = ("write", "sync", "truncate")[run % 3]
        first = 1 + (run // 3) * (2 if kind == "write" else 1) if kind != "truncate" else 1 + (run // 3) % 4
        yield Fault(kind, first, chance.choice((1, 1, 3, 40)), chance.choice((apsw.IOError, apsw.FullError)))


def faults(folder: Path, runs: int, seed: int, hand: type[Hand] = Hand) -> Tally:
    """Let the n-th operation fail, once or for a while, and count what was not as it was said."""
    tally: Tally = Counter(runs=0, refused=0, lost=0, corrupt=0, twice=0, unsaid=0)
    base = folder / "base"
    base.mkdir()
    fresh(base)
    for plan in plans(runs, seed):
        at = folder / "run"
        shutil.copytree(base, at)
        tally += Counter(runs=1)
        tally.update(_through(plan, at, hand))
        shutil.rmtree(at)
    return tally


def _through(plan: Fault, at: Path, kind: type[Hand]) -> Tally:
    disk = Disk(random.Random(0), fault=plan)  # noqa: S311  # nothing is drawn
    hand = kind(at / NAME, "op-1", Clock(_ticking), on(disk))
    said: dict[str, Why | None] = {}
    with contextlib.suppress(CannotOpen):
        hand.enter()
    for number in range(16):
        words = f"note {number} " + "x" * 300
        try:
            hand.keep([Lot("K-0001", (encode(Noted(words)),))])
            said[words] = None
        except NotWritten as refused:
            said[words] = refused.why
        if number % 5 == 4:  # noqa: PLR2004  # now and then
            hand.checkpoint_wal()
    disk.whole()
    hand.leave()
    return _compared(at, said)


def _compared(at: Path, said: dict[str, Why | None]) -> Tally:
    refused = sum(1 for why in said.values() if why)
    try:
        with Book.open(at / NAME, now=_ticking, actor="op-1") as book:
            kept = Counter(each.words for each in book.events("K-0001") if isinstance(each, Noted))
            sound = book.shown(lambda db: db.execute("PRAGMA integrity_check").fetchone() == ("ok",))
            broken = not sound or book.first_break() is not None or book.barred is not None
    except (CannotOpen, sqlite3.Error):
        return Counter(refused=refused, corrupt=1)
    lost = sum(1 for words, why in said.items() if why is None and not kept[words])
    unsaid = sum(1 for words, why in said.items() if why not in {None, Why.UNSURE} and kept[words])
    twice = sum(1 for many in kept.values() if many > 1)
    return Counter(refused=refused, lost=lost, corrupt=int(broken), twice=twice, unsaid=unsaid)
