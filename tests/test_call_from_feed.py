"""A call from a recorded transcript, in a terminal and in plain lines: heard, confirmed, handed over, wrapped up."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from assistant.call.events import encode
from assistant.inbox import Inbox
from assistant.seat import Seat

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a pseudo-terminal is POSIX's")

ROOT = Path(__file__).parents[1]
CALL = Path(__file__).parent / "samples" / "feed" / "call.vtt"
SAID = 7
CASE = "K-0001"
LIMIT = 15.0


def environment(folder):
    return {**os.environ, "ASSISTANT_DATA": str(folder), "ASSISTANT_LANG": "ja", "PYTHONPATH": str(ROOT)}


def assistant(folder, *words, **how):
    """Start the program as an operator does, on a record in this folder."""
    command = [sys.executable, "-m", "assistant", *words]
    return subprocess.Popen(command, cwd=ROOT, env=environment(folder), text=True, **how)


def feeding(folder):
    """Start the feed of the recorded call."""
    return assistant(folder, "feed", "--case", CASE, str(CALL), stderr=subprocess.PIPE)


def until(so):
    """Wait until something is so."""
    end = time.monotonic() + LIMIT
    while not so():
        assert time.monotonic() < end
        time.sleep(0.02)


def kept(folder):
    """Return what happened on the case, as it is kept, without times."""
    seat = Seat.open(folder, actor="auditor", now=lambda: datetime.now().astimezone())
    found = [encode(each) for each in seat.journal.events(CASE)]
    seat.close()
    return found


# Cards in the order they were heard: the order is denied, nothing was used, a superior is wanted.
CARDS = ("c", "4", "1", "1")
NAME_AND_RECORDING = ("a", "a")
TO_SUPERVISOR = ("h", "2", "1", "引き継ぎます。", "enter", "enter")
FACTS = ("1", "1", "1", "1", "1")
TO_THE_END = ("enter", "enter", "a", "a", "a", "m", "m", "enter", "o", "enter")

CARDS_BY_LINE = ("候補 1", "4", "候補 1", "1", "候補 1", "1")
TO_SUPERVISOR_BY_LINE = ("引き継ぎ", "2", "1", "引き継ぎます。")
TO_THE_END_BY_LINE = ("台本", "次へ", *["言った"] * 3, "伝えた", "伝えた", "次へ", "メモ", "次へ")
LINES = (
    *CARDS_BY_LINE,
    *["言った"] * 2,
    *TO_SUPERVISOR_BY_LINE,
    "次へ",
    *FACTS,
    *TO_THE_END_BY_LINE,
)


def by_keys(folder):
    """Play the call in a terminal; return what stood on the screen on the way."""
    from terminal import Terminal

    seen = []
    at = Terminal([sys.executable, "-m", "assistant"], environment(folder))

    def press(*keys):
        for key in keys:
            at.press(key)
            at.settle(0.08)
        seen.append(at.text())

    try:
        at.wait_for("まだ案件はありません")
        press("e")
        at.wait_for("お話しの方は")
        with feeding(folder) as feed:
            at.wait_for("上席をご希望")
            assert feed.wait(LIMIT) == 0
        at.settle(0.5)
        seen.append(at.text())
        for keys in (CARDS, NAME_AND_RECORDING, TO_SUPERVISOR, ("enter", *FACTS), TO_THE_END):
            press(*keys)
    finally:
        at.kill()
    return seen


def by_lines(folder):
    """Play the call in lines; return what was said."""
    with assistant(folder, "call", "--plain", "--example", stdin=subprocess.PIPE, stdout=subprocess.PIPE) as plain:
        inbox = Inbox(folder)
        until(lambda: inbox.has_seat(CASE))
        with feeding(folder):
            until(lambda: inbox.waiting(CASE) == SAID)
            plain.stdin.write("\n")
            plain.stdin.flush()
            until(lambda: inbox.waiting(CASE) == 0)
        said, _ = plain.communicate("\n".join((*LINES, "終了", "")), timeout=LIMIT)
    return said


def test_the_same_call_by_keys_and_by_lines_is_heard_confirmed_handed_over_and_closed_alike(tmp_path):
    """From one WebVTT file: the same events in the same order, and nothing of what was only heard."""
    seen = by_keys(tmp_path / "keys")
    said = by_lines(tmp_path / "lines")
    keyed, typed = kept(tmp_path / "keys"), kept(tmp_path / "lines")

    assert "候補3 c" in seen[1]
    assert "上席をご希望" in seen[1]
    assert "通知をお送りしましたので" in seen[1]
    assert "まだ案件はありません" in seen[-1]
    assert "案件を閉じました" in said
    kinds = [each.kind for each in keyed]
    assert {"proposal.answered", "utterance.ticked", "case.handed_over", "customer.told"} <= set(kinds)
    assert (keyed[-1].kind, keyed[-1].data["step"]) == ("step.moved", "closed")
    assert [(e.kind, e.data, e.private) for e in typed] == [(e.kind, e.data, e.private) for e in keyed]
    assert not any("隣" in str(each) or "転送は頼みました" in str(each) for each in keyed)
