"""What the operator sees, as text to be read in a review.

`FRAMES=write python -m pytest tests/test_screens_frames.py` writes the frames anew;
then look at every one that changed.
"""

import os
from pathlib import Path

import pytest
from benches import NOON, SIZES, Bench, bench_with_example, seat_at, text_of
from signing import on_hold, signature, staffed

from assistant.journal.bolt import By
from assistant.screens.help import HelpPage
from assistant.screens.locked import LockPage

FRAMES = Path(__file__).parent / "frames"
SETTLED = ("1", "1", "1", "1", "1", "1", "1")
SMALL = SIZES[0]


def held_to(name, rows):
    """Compare a frame with the one in the folder, or write it."""
    path = FRAMES / f"{name}.txt"
    seen = text_of(rows) + "\n"
    if os.environ.get("FRAMES") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(seen, encoding="utf-8")
    assert seen == path.read_text(encoding="utf-8")


def two_leaders(bench):
    for name in ("佐藤", "鈴木"):
        bench.desk.instruct("leader", name, "email", "2011-10-20 10:00", "bill", "")


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_call_and_the_brief_look_as_reviewed(tmp_path, lang, size):
    """Open, settled, settled against an instruction; the brief in its parts."""
    place = f"{lang}-{size[0]}x{size[1]}"
    bench = bench_with_example(tmp_path, lang)
    held_to(f"call-open-{place}", bench.rows(*size))
    bench.pick(*SETTLED)
    held_to(f"call-settled-{place}", bench.rows(*size))
    two_leaders(bench)
    held_to(f"call-waits-{place}", bench.rows(*size))
    bench.do("brief")
    for part in "12345" if size == SMALL else "14":
        bench.pick(part)
        held_to(f"brief-{part}-{place}", bench.rows(*size))


HEARD = {"ja": "転送は頼んでないです。上の者を出して", "en": "I never ordered call forwarding. Get me your manager."}
ASKED = {"ja": "？上の者を出せと言われた", "en": "? they want to speak to my manager"}


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_conversation_looks_as_reviewed(tmp_path, lang, size):
    """A card with a warning above it; an answer in the place of the question."""
    place = f"{lang}-{size[0]}x{size[1]}"
    bench = bench_with_example(tmp_path, lang)
    call = bench.pile.down_to_call()
    call.act(bench, "hear")
    call.typed(bench, HEARD[lang])
    held_to(f"card-{place}", bench.rows(*size))
    call.typed(bench, ASKED[lang])
    held_to(f"answer-{place}", bench.rows(*size))
    bench.do("react")
    bench.pick("2")
    held_to(f"reaction-{place}", bench.rows(*size))
    bench.back()
    bench.do("hand_over")
    held_to(f"hand-over-{place}", bench.rows(*size))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_other_pages_look_as_reviewed(tmp_path, lang):
    """Home empty and with a case, the facts, the forms, help."""
    empty = Bench(seat_at(tmp_path / "empty"), lang)
    held_to(f"home-empty-{lang}", empty.rows())
    bench = bench_with_example(tmp_path / "used", lang)
    bench.do("facts")
    held_to(f"facts-{lang}", bench.rows())
    bench.back()
    bench.do("instruct")
    held_to(f"instruct-{lang}", bench.rows())
    bench.back()
    bench.go(HelpPage("call"))
    held_to(f"help-{lang}", bench.rows())
    bench.home()
    held_to(f"home-{lang}", bench.rows())
    bench.do("new")
    held_to(f"trouble-{lang}", bench.rows())
    bench.pick("1")
    held_to(f"new-case-{lang}", bench.rows())


def test_the_column_tells_of_the_line_that_is_asked_about(tmp_path):
    """What is known of one charge is not shown for another; and an amount is never cut."""
    bench = bench_with_example(tmp_path, "en")
    bench.pick(*SETTLED[:-1])
    shown = text_of(bench.rows())

    assert bench.desk.verdict.ask.line == "line-2"
    (row,) = [each for each in shown.splitlines() if "Billing st" in each and "│" in each]
    assert "not asked" in row.partition("│")[2]
    assert "525 yen Do not bill" in shown


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_two_supervisors_over_a_hold_and_the_locked_screen_look_as_reviewed(tmp_path, lang):
    """The page they sign on, the banner once both have, and what is left of it all when nobody is there."""
    bench = Bench(staffed(seat_at(tmp_path)), lang)
    bench.sit(on_hold(bench.seat))
    held_to(f"call-on-hold-{lang}", bench.rows(*SMALL))
    bench.do("override")
    held_to(f"signing-{lang}", bench.rows(*SMALL))
    bench.back()
    for by in ("sv-1", "sv-2"):
        bench.desk.sign(signature(bench.desk, by))
    held_to(f"call-approved-{lang}", bench.rows(*SMALL))
    for by in (By.PIN, By.NOBODY):
        bench.pile.lay(LockPage(by, [NOON], print, lambda: 0.0))
        held_to(f"locked-{by}-{lang}", bench.rows(*SMALL))
    bench.seat.close()
