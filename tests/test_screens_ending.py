"""How the program begins where it cannot, and how it ends when it must."""

import fcntl
import io
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest
from benches import app_at, press, seat_at, seen_on

from assistant.journal.refusals import CannotOpen, Why
from assistant.screens.home import HomePage
from assistant.screens.refused import SHUT, refusal
from assistant.screens.start import NO_TERMINAL, no_screen, skeleton, start
from assistant.screens.words import wording
from assistant.shelf import NotLoaded

ROOT = Path(__file__).parents[1]


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self):
        """Say so."""
        return True


def never():
    raise AssertionError("the seat was opened")


def test_without_a_terminal_it_says_so_and_opens_nothing(capsys):
    """It would wait for keys that never come."""
    assert start(never, "ja", stdin=io.StringIO(), out=io.StringIO()) == NO_TERMINAL
    assert "端末" in capsys.readouterr().err


def test_a_terminal_that_is_not_utf8_is_told_what_to_set():
    """Japanese would be garbage there, so this is said in English."""
    old = Terminal()
    old.encoding = "cp932"

    assert no_screen(Terminal(), old) == "start.not_utf8"
    assert no_screen(Terminal(), Terminal()) is None
    assert wording("ja").say("start.not_utf8").isascii()


@pytest.mark.parametrize("why", Why)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_record_that_stays_shut_says_what_is_safe(why, lang):
    """And never shows an error of Python."""
    said = refusal(CannotOpen(why, "detail"), wording(lang))

    assert said
    assert "detail" not in said


def test_a_pack_that_cannot_be_used_is_told_and_anything_else_is_ours():
    """What nobody foresaw must be seen by us."""
    assert refusal(NotLoaded([]), wording("en"))
    assert refusal(RuntimeError("x"), wording("en")) is None


async def test_a_record_open_elsewhere_ends_with_a_sentence(tmp_path, capsys):
    """Two programs on one record would each believe something else."""
    first = seat_at(tmp_path)
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
    first.close()

    assert app.return_code == SHUT
    assert "別の画面で開いています" in capsys.readouterr().err


async def test_a_key_pressed_before_the_record_is_open_acts_once_it_is(tmp_path):
    """Nobody has to wait to be heard."""
    app = app_at(tmp_path)
    app.action_do("example")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()

        assert "K-0001" in seen_on(app)


def test_the_first_frame_has_the_name_where_home_will_have_it():
    """So that nothing jumps."""
    assert "\x1b[1;2Hオペレーター支援" in skeleton(wording("ja"), os.terminal_size((80, 24)))


async def test_a_window_too_small_says_how_large_it_must_be(tmp_path):
    """And is right again once it is."""
    app = app_at(tmp_path)
    async with app.run_test(size=(40, 10)) as pilot:
        assert "56×16" in seen_on(app)

        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "まだ案件はありません" in seen_on(app)


async def test_a_fault_of_ours_ends_with_a_code_and_no_traceback(tmp_path, capsys, monkeypatch):
    """The trace lies in the data folder; the record is safe."""
    app = app_at(tmp_path)
    monkeypatch.setattr(HomePage, "act", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        async with app.run_test(size=(80, 24)) as pilot:
            await press(pilot, "e")

    shown = capsys.readouterr().err
    assert "画面に不具合がありました（E-" in shown
    assert "Traceback" not in shown
    assert len(list((tmp_path / "faults").glob("*.txt"))) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal there")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_closed_window_ends_it_in_good_order(tmp_path, number, code):
    """The journal is closed, the terminal put right, and the exit code says why."""
    run, ours = run_in_terminal(tmp_path)
    read_until(ours, b"No cases yet")
    run.send_signal(number)
    seen = read_until(ours, b"\x1b[?1049l")

    assert run.wait(20) == code
    assert b"\x1b[?1049l" in seen
    os.close(ours)


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal there")
def test_a_killed_program_comes_back_to_the_same_question(tmp_path):
    """Every key was on the disk before it was on the screen."""
    first, ours = run_in_terminal(tmp_path)
    read_until(ours, b"No cases yet")
    for key, asked in ((b"e", b"Who is speaking"), (b"1", b"original form"), (b"1", b"where did the error")):
        os.write(ours, key)
        read_until(ours, asked)
    first.kill()
    first.wait(20)
    os.close(ours)

    again, ours = run_in_terminal(tmp_path)
    read_until(ours, b"a digit resumes")
    os.write(ours, b"1")
    seen = read_until(ours, b"where did the error")
    again.kill()
    again.wait(20)
    os.close(ours)

    assert b"where did the error" in seen


def run_in_terminal(folder):
    """Start the program in a terminal of its own; return it and our end of the terminal."""
    environment = {**os.environ, "ASSISTANT_DATA": str(folder), "ASSISTANT_LANG": "en", "PYTHONPATH": str(ROOT)}
    program = "import sys; from assistant.doors.seat import open_seat; sys.exit(open_seat())"
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    run = subprocess.Popen(
        [sys.executable, "-c", program], stdin=theirs, stdout=theirs, stderr=theirs, env=environment, close_fds=True
    )
    os.close(theirs)
    return run, ours


def read_until(descriptor, wanted):
    """Read what the terminal was sent until it holds the wanted bytes, or for twenty seconds at most."""
    seen, late = b"", time.monotonic() + 20
    while wanted not in seen and time.monotonic() < late:
        if not select.select([descriptor], [], [], 1)[0]:
            continue
        try:
            read = os.read(descriptor, 65536)
        except OSError:
            break
        if not read:
            break
        seen += read
    return seen
