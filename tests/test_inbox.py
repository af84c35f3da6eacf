"""The inbox between a feed and its seat: nothing lost, nothing kept, nobody waits."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.inbox import FOLDER, KEPT_MAX, TAKE_MAX, WAITING_MAX, FeedState, Inbox
from assistant.listen.utterance import Broken, Utterance

CASE = "K-0001"
POSIX = pytest.mark.skipif(os.name != "posix", reason="only POSIX has modes and links")


def said(text="転送は頼んでない", speaker="customer"):
    return Utterance(text, speaker, "s-1", 1.0, 2.5)


def files(folder):
    return sorted(each for each in (folder / FOLDER).rglob("*") if each.is_file())


def now():
    return datetime.now().astimezone()


def older(path, seconds):
    at = path.stat().st_mtime - seconds
    os.utime(path, (at, at))


def test_what_is_put_is_taken_once_in_order_and_is_then_nowhere(tmp_path):
    feed, seat = Inbox(tmp_path), Inbox(tmp_path)
    for at in range(12):
        assert feed.put(CASE, said(f"{at}")) == 0

    assert feed.waiting(CASE) == 12
    assert [each.text for each in seat.take(CASE)] == [str(at) for at in range(12)]
    assert seat.take(CASE) == ()
    seat.leave(CASE)
    assert files(tmp_path) == []


@given(
    st.builds(
        Utterance,
        st.text(min_size=1, max_size=120),
        st.sampled_from(["customer", "operator", "unknown"]),
        st.text(max_size=20),
        st.none() | st.floats(0, 100),
    )
)
@settings(max_examples=40)
def test_an_utterance_arrives_as_it_was_put_but_for_what_a_terminal_obeys(tmp_path_factory, one):
    inbox = Inbox(tmp_path_factory.getbasetemp() / "any")
    inbox.put(CASE, one)

    for got in inbox.take(CASE):
        assert (got.speaker, got.start) == (one.speaker, one.start)
        assert len(got.text) <= len(one.text)
    assert inbox.waiting(CASE) == 0


def test_cases_do_not_hear_each_other_and_no_name_leads_anywhere(tmp_path):
    inbox = Inbox(tmp_path / "seat")
    for case in (CASE, "K-0002", "../../out", "a/b", "", "田中", "\ud800", "x" * 5_000):
        inbox.put(case, said(case[:40]))

    assert [each.text for each in inbox.take("K-0002")] == ["K-0002"]
    assert len(inbox.take("../../out")) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["seat"]
    assert all(re.fullmatch(r"[0-9a-f]{16}", each.parent.name) for each in files(tmp_path / "seat"))


@POSIX
def test_only_its_owner_reads_it_and_no_name_tells_anything(tmp_path):
    Inbox(tmp_path).put("田中", said("田中です"))
    (file,) = files(tmp_path)

    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == (tmp_path / FOLDER).stat().st_mode & 0o777 == 0o700
    assert re.fullmatch(r"[0-9]{20}-[0-9a-f]{8}\.said", file.name)


def test_it_holds_so_much_and_the_oldest_goes_first(tmp_path):
    inbox = Inbox(tmp_path)
    gone = sum(inbox.put(CASE, said(str(at))) for at in range(WAITING_MAX + 5))

    assert (gone, inbox.waiting(CASE)) == (5, WAITING_MAX)
    assert [each.text for each in inbox.take(CASE)] == [str(at) for at in range(5, 5 + TAKE_MAX)]
    assert inbox.withdraw(CASE) == WAITING_MAX - TAKE_MAX
    with pytest.raises(Broken):
        inbox.put(CASE, said("x" * 100_000))
    assert inbox.waiting(CASE) == 0


def test_a_feed_is_alive_lags_and_dies_by_when_it_was_last_there(tmp_path):
    inbox, begun = Inbox(tmp_path), now()
    assert inbox.state(CASE, begun) is FeedState.NONE
    inbox.beat(CASE)

    for seconds, state in ((0, "alive"), (2, "alive"), (6, "lagging"), (12, "dead"), (500, "dead"), (900, "none")):
        assert inbox.state(CASE, begun + timedelta(seconds=seconds)) == state
    inbox.end(CASE)
    assert inbox.state(CASE, begun) is FeedState.NONE
    assert files(tmp_path) == []


def test_a_seat_is_there_from_its_first_look_until_it_leaves(tmp_path):
    inbox = Inbox(tmp_path)
    seen = [inbox.has_seat(CASE)]
    inbox.take(CASE)
    seen.append(inbox.has_seat(CASE))
    inbox.put(CASE, said())
    inbox.leave(CASE)

    assert [*seen, inbox.has_seat(CASE)] == [False, True, False]
    assert inbox.waiting(CASE) == 0


def test_what_strangers_lay_into_it_is_removed_and_not_heard(tmp_path):
    inbox = Inbox(tmp_path)
    inbox.put(CASE, said("true"))
    folder = files(tmp_path)[0].parent
    for at, content in enumerate(
        [b"", b"\xff", b"{", b"[" * 9_000, b'{"v":1,"text":"a","final":false}', b"x" * 99_000]
    ):
        (folder / f"{at:020d}-deadbeef.said").write_bytes(content)
    (folder / f"{99:020d}-deadbeef.said").mkdir()
    (folder / "notes.txt").write_text("客")

    assert [each.text for each in inbox.take(CASE)] == ["true"]
    assert {each.name for each in files(tmp_path)} == {"notes.txt", "seat"}
    assert inbox.take(CASE) == ()


@POSIX
def test_a_link_and_a_pipe_are_neither_followed_nor_waited_for(tmp_path):
    inbox, outside = Inbox(tmp_path / "seat"), tmp_path / "outside"
    outside.write_text(said("outside").json_line(), encoding="utf-8")
    inbox.put(CASE, said("inside"))
    folder = files(tmp_path / "seat")[0].parent
    (folder / f"{1:020d}-deadbeef.said").symlink_to(outside)
    os.mkfifo(folder / f"{2:020d}-deadbeef.said")

    assert [each.text for each in inbox.take(CASE)] == ["inside"]
    assert outside.exists()
    (tmp_path / "led").mkdir()
    (tmp_path / "led" / FOLDER).symlink_to(tmp_path / "seat" / FOLDER)
    with pytest.raises(OSError, match=FOLDER):
        Inbox(tmp_path / "led").put(CASE, said())


def test_the_seat_never_stumbles_and_the_feed_is_told(tmp_path):
    (tmp_path / FOLDER).write_text("a file where a folder belongs", encoding="utf-8")
    inbox = Inbox(tmp_path)

    assert inbox.take(CASE) == ()
    assert inbox.sweep(now()) == 0
    inbox.leave(CASE)
    with pytest.raises(OSError, match=FOLDER):
        inbox.put(CASE, said())


def test_what_killed_programs_left_is_swept_away_and_what_is_new_stays(tmp_path):
    inbox = Inbox(tmp_path)
    inbox.put(CASE, said("old"))
    inbox.beat(CASE)
    (files(tmp_path)[0].parent / ".half-written").write_text("客", encoding="utf-8")
    for each in files(tmp_path):
        older(each, KEPT_MAX + 5)
    inbox.put(CASE, said("new"))

    assert inbox.sweep(now()) == 3
    assert [each.text for each in inbox.take(CASE)] == ["new"]


FEEDER = """
import sys
from pathlib import Path
from assistant.inbox import Inbox
from assistant.listen.utterance import Utterance
inbox = Inbox(Path(sys.argv[1]))
at = int(sys.argv[2])
while True:
    inbox.put("K-0001", Utterance(f"{at} " + "word " * 20, "customer"))
    sys.stdout.write(f"{at}\\n")
    sys.stdout.flush()
    at += 1
"""


def test_a_killed_feed_leaves_whole_utterances_and_nothing_it_acknowledged_is_lost(tmp_path):
    """Six kills; the acknowledgements are read from outside the process, and the seat takes all the while."""
    inbox, heard, acknowledged = Inbox(tmp_path), [], []
    for turn in range(6):
        command = [sys.executable, "-c", FEEDER, str(tmp_path), str(1_000 * turn)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as feeder:
            for _ in range(3 + 5 * turn):
                acknowledged.append(feeder.stdout.readline().strip())
                heard += inbox.take(CASE)
            feeder.kill()
            acknowledged += [line.strip() for line in feeder.stdout if line.endswith("\n")]
        while found := inbox.take(CASE):
            heard += found

    numbers = [each.text.split()[0] for each in heard]
    assert all(each.text.endswith("word") and each.text.count("word") == 20 for each in heard)
    assert numbers == sorted(set(numbers), key=int)
    assert set(acknowledged) - {""} <= set(numbers)
    assert inbox.sweep(now() + timedelta(seconds=KEPT_MAX + 60)) >= 1
    assert files(tmp_path) == []


TAKER = """
import sys
from pathlib import Path
from assistant.inbox import Inbox
inbox = Inbox(Path(sys.argv[1]))
while True:
    for each in inbox.take("K-0001"):
        sys.stdout.write(f"{each.text}\\n")
        sys.stdout.flush()
"""


def test_a_killed_seat_leaves_the_rest_to_the_next(tmp_path):
    """Of what was waiting, only what one seat had in its hands may be gone with it."""
    inbox = Inbox(tmp_path)
    for at in range(150):
        inbox.put(CASE, said(str(at)))
    with subprocess.Popen([sys.executable, "-c", TAKER, str(tmp_path)], stdout=subprocess.PIPE, text=True) as seat:
        heard = [seat.stdout.readline().strip()]
        seat.kill()
        heard += [line.strip() for line in seat.stdout if line.endswith("\n")]
    while found := inbox.take(CASE):
        heard += [each.text for each in found]

    assert len(heard) == len(set(heard))
    assert 150 - TAKE_MAX <= len(heard) <= 150


HALF = """
import resource, signal, sys
from pathlib import Path
from assistant.inbox import Inbox
from assistant.listen.utterance import Utterance
sys.dont_write_bytecode = True
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
resource.setrlimit(resource.RLIMIT_FSIZE, (40, 40))
Inbox(Path(sys.argv[1])).put("K-0001", Utterance("word " * 20, "customer"))
"""


@POSIX
def test_a_feed_killed_in_the_middle_of_a_word_is_not_heard(tmp_path):
    """The system itself ends the process within the write: half of the bytes are on the disk."""
    done = subprocess.run([sys.executable, "-c", HALF, str(tmp_path)], capture_output=True, check=False)
    inbox = Inbox(tmp_path)

    assert done.returncode < 0
    assert [each.stat().st_size for each in files(tmp_path)] == [40]
    assert (inbox.waiting(CASE), inbox.take(CASE)) == (0, ())
