"""A drill played by hand in a real terminal, from home to the debrief; the operator's own record stays empty."""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a pseudo-terminal is POSIX's")

ROOT = Path(__file__).parents[1]
ASKED = ("a", "1")  # who is speaking: asked, and answered
LOOKED_UP = ("d", "4", "d", "1", "d", "1")  # the original, the error, the bill
FROM_THE_CUSTOMER = ("a", "1", "a", "1")  # later assent, use
SECOND_LINE = ("d", "1")
APOLOGY, CORRECTION, CARRIER = ("o", "1"), ("o", "2"), ("o", "3")


def order(channel: str) -> tuple[str, ...]:
    """Record that a leader said bill."""
    return ("f3", "1", "1", channel, "enter", "enter", "enter")


REPLY = ("r", "2", "2", "enter", "enter", "enter")  # the supervisor said not to bill
MAILED = ("f4", "s", *REPLY)
TOLD = ("enter", "f4", "a", "b", "m", "m", "enter", "enter", "enter")
"""On to the call, the script read aloud, both lines told, and closed once what nobody confirmed was seen."""

PLAYED = {
    "order": order("1"),
    "facts": (*LOOKED_UP, *FROM_THE_CUSTOMER, *SECOND_LINE),
    "second": order("2"),
    "office": (*APOLOGY, *CORRECTION, *CARRIER),
}


@pytest.fixture
def seat(tmp_path):
    """Start the program on a record in a folder of its own."""
    from terminal import Terminal

    opened = []

    def start(lang):
        env = {"ASSISTANT_DATA": str(tmp_path), "ASSISTANT_LANG": lang, "PYTHONPATH": str(ROOT)}
        opened.append(Terminal([sys.executable, "-m", "assistant"], env))
        return opened[-1]

    yield start
    for each in opened:
        each.kill()


def press(terminal, *keys):
    """Press keys one after the other, as fast as a hand that knows them; only Esc is waited for."""
    for key in keys:
        terminal.press(key)
        if key == "esc":
            terminal.settle(0.2)


def said(terminal, words):
    """Say something to the customer; Enter once it stands there."""
    terminal.wait_for("you>")
    press(terminal, words)
    terminal.wait_for(words)
    press(terminal, "enter")


def entries(folder):
    """Return how much the operator's own record holds."""
    with sqlite3.connect(f"file:{folder / 'journal.db'}?mode=ro", uri=True) as record:
        return record.execute("select count(*) from event").fetchone()[0]


def test_a_guided_drill_is_played_to_a_hundred_in_japanese(seat, tmp_path):
    """The case of 2011: the customer answers, two leaders call, the supervisor writes back, and it is told."""
    at = seat("ja")
    at.wait_for("まだ案件はありません")
    press(at, "d")
    at.wait_for("案内つき")
    press(at, "1")
    at.wait_for("電話が鳴ったときに番号が出ない")
    assert "演習" in at.lines()[0]

    press(at, *ASKED)
    at.wait_for("山田>")
    press(at, *PLAYED["order"], *PLAYED["facts"])
    at.wait_for("鈴木>")
    press(at, *PLAYED["second"], *PLAYED["office"], *MAILED)
    press(at, *TOLD)
    at.wait_for("合格 100点")

    press(at, "q")
    at.wait_for("まだ案件はありません")
    assert entries(tmp_path) == 0


def test_an_exam_is_decided_by_hand_in_english_and_a_bill_fails_it(seat, tmp_path):
    """Typed sentences are answered, nobody says what to decide, and the debrief says what it was."""
    at = seat("en")
    at.wait_for("No cases yet")
    press(at, "d")
    at.wait_for("guided")
    press(at, "m", "1")
    at.wait_for("TRAINING")
    at.wait_for("not decided")
    assert "Do not bill" not in at.text()

    press(at, "/")
    said(at, "May I have your name?")
    at.wait_for("the contract is mine")
    said(at, "Did you use call forwarding?")
    at.wait_for("I would not even know how")
    press(at, "esc")
    press(at, "v", "5", "5", "enter")
    at.wait_for("Decided.")
    press(at, "m")
    at.wait_for("It was your mistake")
    press(at, "p")
    at.wait_for("Paused")
    press(at, "f")
    at.wait_for("NOT PASSED")
    assert "billed what is not owed" in at.text()
    assert entries(tmp_path) == 0
