"""What the tests of a desk share: a seat with a ticking clock, and the case of 2011 told at it."""

from __future__ import annotations

from datetime import UTC, datetime

from cases import ORDERED, OUR_ERROR, POLICY, VERIFIED, WRONG
from journals import ticking

from assistant.journal.book import Book
from assistant.rules.facts import Evidence
from assistant.seat import JOURNAL, Seat

START = datetime(2011, 10, 20, 5, 3, tzinfo=UTC)


def seat_in(folder, *, operator="佐藤", start=START, **how):
    """Sit down at the journal in this folder; `connect` may be a fake at the door."""
    now = ticking(start)
    journal = Book.open(folder / JOURNAL, now=now, actor="op-7", **how)
    return Seat(folder, journal, now, operator)


def tell_facts(desk, stated):
    """Give these facts, each on the line it belongs to."""
    for name, value in stated.items():
        lines = [line.id for line in desk.case.lines] if POLICY.facts[name].scope == "line" else [None]
        for line in lines:
            desk.answer(name, value, Evidence.RECORD, line)


def two_leaders(desk):
    """Have two leaders say that it is to be billed."""
    desk.instruct("leader", "山田", "email", "2011-10-19", "bill", "開始後なので1か月分525円です")
    desk.instruct("leader", "鈴木", "verbal", "2011-10-19", "bill", "当然かかります")


def case_2011(seat, *, facts=True):
    """Open the case of October 2011, settled unless told otherwise."""
    desk = seat.new([WRONG, ORDERED])
    if facts:
        tell_facts(desk, {**VERIFIED, **OUR_ERROR})
    return desk


def to_call(desk):
    """Go on until the customer is on the line."""
    while desk.case.step != "call":
        desk.go_on()
