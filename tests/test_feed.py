"""`assistant feed`: from a recogniser's lines to the seat, paced or at once, and clean when it is broken off."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import datetime
from io import BytesIO
from pathlib import Path
from threading import Event, Lock, Thread

import pytest
from click.testing import CliRunner
from desks import case_2011, seat_in
from hypothesis import given
from hypothesis import strategies as st

from assistant.doors.arriving import LINE_MAX, as_they_come, chunks, lines
from assistant.doors.feeding import GAP_MAX, Feeding, Pace
from assistant.doors.front import front
from assistant.inbox import FOLDER, TAKE_MAX, WAITING_MAX, FeedState, Inbox
from assistant.listen.transcript import Transcript
from assistant.listen.utterance import Who

HOUSE = Path(__file__).parent.parent
CASE = "K-0001"
VTT = """WEBVTT

00:01.000 --> 00:02.000
客: 転送は

00:02.100 --> 00:03.000
頼んでないです。

00:10.000 --> 00:12.000
オペ: 確認します
"""


@pytest.fixture
def record(tmp_path):
    """Keep a record with one open case."""
    seat = seat_in(tmp_path)
    case_2011(seat, facts=False)
    seat.close()
    return tmp_path


def feed(folder, text, *options, case=CASE, lang="en"):
    content = text if isinstance(text, bytes) else text.encode()
    return CliRunner().invoke(front, ["feed", "--case", case, "--data", str(folder), "--lang", lang, *options], content)


class Seat(Inbox):
    """A seat that takes all the while, as a screen does."""

    def __init__(self, data):
        super().__init__(data)
        self.heard, self.up, self.turn = [], Event(), Lock()
        self.take(CASE)
        self.thread = Thread(target=self._listen, daemon=True)
        self.thread.start()

    def _listen(self):
        while not self.up.wait(0.01):
            with self.turn:
                self.heard += self.take(CASE)

    def said(self):
        """Return what was heard since this was last asked."""
        with self.turn:
            found, self.heard = self.heard, []
        return [(each.speaker[0], each.text) for each in found]


@pytest.fixture
def seat(record):
    """Sit at the record, and listen."""
    seat = Seat(record)
    yield seat
    seat.up.set()
    seat.thread.join()


def left(folder):
    return [each for each in (folder / FOLDER).rglob("*") if each.is_file() and each.name != "seat"]


# --- the command ---


def test_what_is_said_reaches_the_seat_and_is_then_nowhere(record, seat):
    done = feed(record, "客: 転送は頼んでない\nオペ: 確認します\nはい\n", "--speaker", "operator")

    assert seat.said() == [("c", "転送は頼んでない"), ("o", "確認しますはい")]
    assert done.exit_code == 0
    assert "2 utterances of 3 lines (plain)" in done.stderr
    assert done.stdout == ""
    assert left(record) == []
    assert seat.state(CASE, datetime.now().astimezone()) is FeedState.NONE


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_where_no_seat_is_nothing_stays_behind(record, lang):
    done = feed(record, "客: 転送は頼んでない\n", lang=lang)

    assert done.exit_code == 1
    assert left(record) == []
    assert "転送" not in done.stderr


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_broken_lines_are_told_by_number_and_reason_and_never_by_what_was_said(record, seat, lang):
    good = '{"v":1,"text":"はい。","speaker":"customer","final":true}\n'
    broken = ['{"v":2,"text":"秘密","final":true}', "秘密", '{"v":1,"text":"秘密"}', '{"v":1,"text":[],"final":true}']
    whole = (good + "\n".join(broken) + "\n").encode() + b"\xff\xfe\n" + b"x" * (LINE_MAX + 9) + b"\n" + good.encode()
    done = feed(record, whole, lang=lang)

    assert done.exit_code == 1
    assert seat.said() == [("c", "はい。"), ("c", "はい。")]
    told = done.stderr.splitlines()
    assert [str(at) in line for at, line in zip(range(2, 8), told[:6], strict=True)] == [True] * 6
    assert len(set(told[:6])) == 6
    assert "秘密" not in done.stderr
    assert done.stderr.isprintable() or all(each.isprintable() for each in told)


def test_many_broken_lines_are_counted_and_not_all_named(record, seat):
    done = feed(record, "{\n" * 500, "--format", "jsonl")

    assert len(done.stderr.splitlines()) < 20
    assert "Lines skipped: 500" in done.stderr


def test_subtitles_of_any_form_are_named_or_found_out(record, seat):
    for options in ([], ["--format", "vtt"]):
        feed(record, VTT, *options)
        assert seat.said() == [("c", "転送は頼んでないです。"), ("o", "確認します")]


def test_a_byte_order_mark_and_ends_of_lines_of_any_system_are_no_words(record, seat):
    feed(record, b"\xef\xbb\xbf" + VTT.replace("\n", "\r\n").encode())

    assert seat.said() == [("c", "転送は頼んでないです。"), ("o", "確認します")]


def test_a_file_is_read_like_a_pipe(record, seat, tmp_path):
    (tmp_path / "call.vtt").write_text(VTT, encoding="utf-8")

    assert feed(record, "", str(tmp_path / "call.vtt")).exit_code == 0
    assert seat.said() == [("c", "転送は頼んでないです。"), ("o", "確認します")]
    assert feed(record, "", str(tmp_path / "none.vtt")).exit_code == 2


def test_a_label_is_explained_or_its_words_are_nobodys(record, seat):
    result = {"IsPartial": False, "ChannelId": "ch_1", "Alternatives": [{"Transcript": "請求します。"}]}
    line = json.dumps({"Transcript": {"Results": [result]}})

    assert "Utterances of nobody we know: 1" in feed(record, line).stderr
    assert feed(record, line, "--who", "ch_1=operator").exit_code == 0
    assert seat.said() == [("u", "請求します。"), ("o", "請求します。")]
    for wrong in ("ch_1", "ch_1=boss", "=customer", " =customer"):
        assert feed(record, line, "--who", wrong).exit_code == 2


def test_a_case_that_is_not_there_or_closed_is_refused(record):
    seat = seat_in(record)
    desk = seat.resume(CASE)
    desk.hold()
    desk.close()
    seat.close()

    refused = [feed(record, "a\n", case=case) for case in (CASE, "K-0009", "../x", "")]
    assert [each.exit_code for each in refused] == [2, 2, 2, 2]
    assert f"{CASE} is closed" in refused[0].stderr
    assert feed(record / "nowhere", "a\n").exit_code == 2
    assert not (record / FOLDER).exists()


def test_a_place_that_cannot_be_written_is_said_in_one_line(record):
    (record / FOLDER).write_text("a file where a folder belongs", encoding="utf-8")
    done = feed(record, "客: 転送\n")

    assert done.exit_code == 2
    assert "could not be handed over" in done.stderr
    assert "Traceback" not in done.output


def test_a_seat_that_is_busy_finds_it_later(record):
    """A call in plain lines takes when its operator enters a line, which may be long after the feed is over."""
    inbox = Inbox(record)
    inbox.take(CASE)
    done = feed(record, "客: 転送は頼んでない\n")

    assert done.exit_code == 0
    assert "still to take: 1" in done.stderr
    assert [each.text for each in inbox.take(CASE)] == ["転送は頼んでない"]


# --- pace ---


class Clock:
    """Time that passes only where somebody waits for it."""

    def __init__(self):
        self.at = 100.0

    def now(self):
        """Return the time."""
        return self.at

    def sleep(self, seconds):
        """Let it pass."""
        assert 0 < seconds <= 1, "a feed that sleeps for longer is taken to lag"
        self.at += seconds


class Watched(Inbox):
    """An inbox that notes when each utterance was put."""

    def __init__(self, data, clock):
        super().__init__(data)
        self.clock, self.seen = clock, []

    def put(self, case_id, said):
        """Put it, and note when."""
        self.seen.append((round(self.clock.at - 100.0, 3), said.text))
        return super().put(case_id, said)


def paced(folder, text, *, realtime):
    clock = Clock()
    inbox = Watched(folder, clock)
    told = []
    feeding = Feeding(
        inbox,
        CASE,
        Transcript(Who("customer")),
        lambda *what: told.append(what),
        realtime=realtime,
        pace=Pace(clock.now, clock.sleep),
    )
    feeding.run(text.encode().splitlines())
    return inbox.seen, clock.at - 100.0


def test_in_real_time_each_word_comes_when_it_had_been_said(tmp_path):
    """Not before its end, and what a pause ends does not wait for the pause to be over."""
    held = VTT.replace("頼んでないです。", "頼んでない")

    assert paced(tmp_path, VTT, realtime=True)[0] == [(2.0, "転送は頼んでないです。"), (11.0, "確認します")]
    assert paced(tmp_path, held, realtime=True)[0] == [(2.0, "転送は頼んでない"), (11.0, "確認します")]
    assert paced(tmp_path, VTT, realtime=False)[1] == 0


def test_a_gap_nobody_would_sit_through_is_cut_short(tmp_path):
    late = VTT.replace("00:10.000 --> 00:12.000", "99:00:10.000 --> 99:00:12.000")

    assert paced(tmp_path, late, realtime=True)[1] == pytest.approx(2.0 + GAP_MAX)


def test_a_seat_that_takes_gets_everything_however_fast_it_is_fed(tmp_path):
    """The inbox is full long before the lines end; the seat takes while the feed waits."""
    clock, inbox, heard = Clock(), Inbox(tmp_path), []
    inbox.take(CASE)

    def sleep(seconds):
        clock.sleep(seconds)
        heard.extend(inbox.take(CASE))

    feeding = Feeding(inbox, CASE, Transcript(Who("customer")), print, pace=Pace(clock.now, sleep))
    feeding.run(f"客: {at}".encode() for at in range(3 * WAITING_MAX))
    feeding.settle(60)

    assert [each.text for each in heard] == [str(at) for at in range(3 * WAITING_MAX)]
    assert feeding.counts["dropped"] == 0


def test_a_seat_that_does_not_take_is_waited_for_once_and_then_gets_the_newest(tmp_path):
    clock, inbox = Clock(), Inbox(tmp_path)
    inbox.take(CASE)
    feeding = Feeding(inbox, CASE, Transcript(Who("customer")), print, pace=Pace(clock.now, clock.sleep))
    feeding.run(f"客: {at}".encode() for at in range(WAITING_MAX + 30))

    assert clock.at < 103
    assert feeding.counts["dropped"] == 30
    assert [each.text for each in inbox.take(CASE)] == [str(at) for at in range(30, 30 + TAKE_MAX)]


# --- lines as they come ---


@given(st.lists(st.binary(max_size=12)), st.lists(st.integers(1, 9), min_size=1))
def test_lines_are_the_same_however_the_bytes_arrive(given_, sizes):
    whole = b"".join(each.replace(b"\r", b"") + b"\n" for each in given_)
    cut, at = [], 0
    while at < len(whole):
        size = sizes[at % len(sizes)]
        cut.append(whole[at : at + size])
        at += size

    assert list(lines(cut)) == list(lines([whole])) == whole.split(b"\n")[:-1]


def test_a_line_without_an_end_is_not_kept_whole():
    got = list(lines([b"a\n" + b"x" * LINE_MAX] + [b"y" * LINE_MAX] * 20 + [b"\nb"]))

    assert [len(each) for each in got] == [1, LINE_MAX + 1, 1]
    assert got[2] == b"b"


def test_a_silence_is_noticed_and_the_end_is_the_end():
    """Both ends of a real pipe."""
    reading, writing = os.pipe()
    with open(reading, "rb", buffering=0) as stream:  # noqa: PTH123  # a pipe has no path
        arriving = as_they_come(lines(chunks(stream)), 0.05)
        os.write(writing, b"one\ntw")
        assert next(arriving) == b"one"
        assert next(arriving) is None
        os.write(writing, b"o\n")
        assert next(each for each in arriving if each is not None) == b"two"
        os.close(writing)
        assert [each for each in arriving if each is not None] == []


def test_a_stream_that_fails_ends():
    class Failing(BytesIO):
        def read(self, *_size):
            raise OSError

    assert list(as_they_come(lines(chunks(Failing())), 1)) == []


# --- as a program ---


def started(folder, *options):
    env = {**os.environ, "PYTHONPATH": str(HOUSE), "ASSISTANT_DATA": str(folder), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "assistant", "feed", "--case", CASE, "--lang", "en", *options]
    # A runner started in the background hands down that Ctrl-C is ignored; an operator's shell does not.
    held = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, stdout=subprocess.PIPE, env=env)
    finally:
        signal.signal(signal.SIGINT, held)


def heard_from(process, seat, text):
    """Write to a live feed and wait for what arrives: a sentence without an end, after its silence."""
    process.stdin.write(text.encode())
    process.stdin.flush()
    until = time.monotonic() + 20
    while not (found := seat.said()) and time.monotonic() < until:
        time.sleep(0.02)
    return found


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is a signal on POSIX")
def test_ctrl_c_ends_it_with_a_word_and_no_trace(record, seat):
    with started(record) as process:
        assert heard_from(process, seat, "客: 転送は\n") == [("c", "転送は")]
        assert seat.state(CASE, datetime.now().astimezone()) is FeedState.ALIVE
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=20)
        trouble = told.decode()

    assert process.returncode == 130
    assert "1 utterances of 1 lines" in trouble
    assert "Traceback" not in trouble
    assert "Fatal" not in trouble
    assert seat.state(CASE, datetime.now().astimezone()) is FeedState.NONE


def test_a_killed_feed_is_seen_to_be_dead_and_the_next_one_goes_on(record, seat):
    with started(record) as process:
        assert heard_from(process, seat, "客: 転送は頼んでない。\n") == [("c", "転送は頼んでない。")]
        process.kill()
        process.stdin.close()
    (beat,) = (record / FOLDER).rglob("feed")
    at = time.time() - 12
    os.utime(beat, (at, at))

    assert seat.state(CASE, datetime.now().astimezone()) is FeedState.DEAD
    assert feed(record, "客: はい\n").exit_code == 0
    assert seat.said() == [("c", "はい")]
    assert seat.state(CASE, datetime.now().astimezone()) is FeedState.NONE
