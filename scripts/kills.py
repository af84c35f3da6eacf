"""Kills: the real program in a real terminal, typed at and killed; what its screen said is held against the disk."""

from __future__ import annotations

import random
import signal
import sys
import time
from collections import Counter
from pathlib import Path

from assistant.journal.book import Book
from assistant.journal.refusals import CannotOpen
from terminal import Terminal

HOUSE = Path(__file__).resolve().parent.parent
CASE = "K-0001"
KEYS = ("1", "z", "2", "z", "u", "z")


def kills(folder: Path, times: int, seed: int) -> Counter[str]:
    """Type at the program and kill it, so many times, on one record; count what it had shown and lost."""
    chance = random.Random(seed)  # noqa: S311  # moments, not secrets
    tally: Counter[str] = Counter(kills=0, events=0, lost=0, corrupt=0)
    for _ in range(times):
        shown = _one(folder, chance)
        tally["kills"] += 1
        try:
            with Book.read(folder / "journal.db") as book:
                kept = len(book.events(CASE))
                tally["corrupt"] += int(book.first_break() is not None)
        except CannotOpen:
            kept = 0
            tally["corrupt"] += 1
        tally["lost"] += int(kept < shown)
        tally["events"] = kept
    return tally


def _one(folder: Path, chance: random.Random) -> int:
    env = {
        "ASSISTANT_DATA": str(folder),
        "ASSISTANT_LANG": "en",
        "PYTHONPATH": str(HOUSE),
        "TEXTUAL_ANIMATIONS": "none",
    }
    terminal = Terminal([sys.executable, "-m", "assistant"], env)
    try:
        known = (folder / "journal.db").exists()
        terminal.wait_for(CASE if known else "F1")
        terminal.settle()
        terminal.press("enter" if known else "e")
        terminal.wait_for("#")
        for at in range(chance.randint(1, 12)):
            terminal.press(KEYS[at % len(KEYS)])
            time.sleep(chance.uniform(0, 0.02))
        terminal.settle(chance.uniform(0, 0.004))
        return _recorded(terminal)
    finally:
        terminal.kill(signal.SIGKILL)


def _recorded(terminal: Terminal) -> int:
    _, _, after = terminal.lines()[0].partition("#")
    digits = after.split(" ")[0]
    return int(digits) if digits.isdigit() else 0
