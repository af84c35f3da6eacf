"""A whole floor: many seats at work, senders and server killed at random moments, and nothing lost or doubled.

`FLOOR_SEATS=50 FLOOR_SECONDS=60` plays the long one.
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from floor_seats import name_of
from postgres import Floor

from assistant.journal import sync
from assistant.journal.outbox import Outbox
from assistant.journal.postgres_door import NoServer
from assistant.journal.postgres_seat import SeatServer
from assistant.seat import JOURNAL
from pg_server import running

pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes are killed as POSIX kills them")

ROOT = Path(__file__).parents[1]
SEATS = int(os.environ.get("FLOOR_SEATS", "8"))
SECONDS = float(os.environ.get("FLOOR_SECONDS", "6"))


class Player:
    """A process that plays a part, and is killed and begun again."""

    def __init__(self, *part):
        self.part, self.said, self.kills = part, {}, 0
        self.begin()

    def begin(self):
        """Begin, or begin again."""
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, str(ROOT / "tests" / "floor_seats.py"), *map(str, self.part)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env, text=True)
        self.reader = threading.Thread(target=self._read, args=(self.process,), daemon=True)
        self.reader.start()

    def _read(self, process):
        with process.stdout as lines:
            for line in lines:
                if line.endswith("\n") and line.strip():
                    name, seq = line.split()
                    self.said[name] = max(self.said.get(name, 0), int(seq))

    def kill(self):
        """Kill it, and hear what it still said."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.reader.join()
        self.kills += 1


def worked(folder, server, dsns, seconds):
    """Let everybody work for so long, and kill somebody every second or so; return what was acknowledged."""
    chance = random.Random(7)  # noqa: S311  # moments, not secrets
    seats = Player("seats", folder, SEATS, 2.0)
    senders = Player("senders", folder, SEATS, *dsns)
    until = time.monotonic() + seconds
    restarts = 0
    while time.monotonic() < until:
        time.sleep(chance.uniform(0.5, max(1.0, seconds / 15)))
        match chance.choice(("seats", "senders", "senders", "server")):
            case "server":
                server.stop("immediate")
                time.sleep(chance.uniform(0, 0.5))
                server.start()
                restarts += 1
            case "seats":
                seats.kill()
                seats.begin()
            case _:
                senders.kill()
                senders.begin()
    time.sleep(2)
    for each in (seats, senders):
        each.kill()
    return seats, senders, restarts


def in_step(folder, dsn):
    """Sync a seat to its end; return its journal, and every event as seat and server hold it."""
    with closing(Outbox(folder / JOURNAL)) as outbox, closing(SeatServer(dsn)) as server:
        found = sync.run(outbox, server, lambda *_: None, lambda *_: None)
        assert found.state is sync.State.IN_STEP
        batches, after = [], 0
        while batch := outbox.batch(after):
            batches += batch
            after = batch[-1].seq
        return outbox.journal, [(each.seq, each.raw) for each in batches]


def test_nothing_is_lost_or_doubled_whoever_is_killed(tmp_path):
    """What a seat acknowledged is on its disk, and in the end on the server, once and in order."""
    with running() as server:
        floor = Floor(server.dsn("owner"))
        dsns = [floor.login("seat") for _ in range(SEATS)]
        seats, senders, restarts = worked(tmp_path, server, dsns, SECONDS)
        events = 0
        for number in range(SEATS):
            name = name_of(number)
            journal, own = in_step(tmp_path / name, dsns[number])
            kept = floor.rows("SELECT seq, raw FROM assistant.event WHERE journal = %s ORDER BY seq", journal)
            assert kept == own
            assert [seq for seq, _ in own] == list(range(1, len(own) + 1))
            assert seats.said.get(name, 0) <= len(own)
            events += len(own)
        assert not floor.rows("SELECT * FROM assistant.fork")
        told = f"{SEATS} seats, {events} events, {seats.kills}+{senders.kills} kills, {restarts} restarts: 0 lost\n"
        sys.stdout.write(told)
        assert events >= SEATS
        assert seats.said


def test_a_server_that_is_away_holds_up_nobody(tmp_path):
    """With no server for the whole time the seats go on; once it is there, everything is sent."""
    with running() as server:
        floor = Floor(server.dsn("owner"))
        dsn = floor.login("seat")
        server.stop()
        seats = Player("seats", tmp_path, 1, 50.0)
        senders = Player("senders", tmp_path, 1, dsn)
        until = time.monotonic() + 20
        while seats.said.get(name_of(0), 0) < 40 and time.monotonic() < until:
            time.sleep(0.05)
        for each in (seats, senders):
            each.kill()
        assert seats.said[name_of(0)] >= 40
        with pytest.raises(NoServer):
            in_step(tmp_path / name_of(0), dsn)
        server.start()
        journal, own = in_step(tmp_path / name_of(0), dsn)
        kept = floor.rows("SELECT seq, raw FROM assistant.event WHERE journal = %s ORDER BY seq", journal)
        assert kept == own
        assert len(own) >= 40


def test_an_escalation_goes_up_over_the_server_and_its_answer_lifts_the_stop(tmp_path):
    """A real seat and a real supervisor in terminals on a floor at work; nothing between them but the server."""
    from floors import contested, seat_on
    from signing import enrol

    secret = "plain passphrase"  # noqa: S105  # of a key of this test
    made = seat_on(tmp_path, "real")
    enrol(made, "sv-5", "大野", by="sv-1", passphrase=secret)
    contested(made)
    made.close()
    with running() as server:
        floor = Floor(server.dsn("owner"))
        others = [floor.login("seat") for _ in range(SEATS)]
        seats = Player("seats", tmp_path / "others", SEATS, 0.5)
        senders = Player("senders", tmp_path / "others", SEATS, *others)
        began = time.monotonic()
        try:
            with real(tmp_path / "real", floor) as (seat, desk):
                seat.wait_for("K-0001")
                seat.press("enter")
                seat.wait_for("お客様への電話はまだ")
                while time.monotonic() < began + SECONDS - 6:
                    time.sleep(3)
                    senders.kill()
                    senders.begin()
                desk.wait_for("お客様への電話が止まっています", 60)
                signed(desk, secret)
                desk.wait_for("署名して送りました", 30)
                seat.wait_for("確認待ち解除", 60)
                assert "お客様への電話はまだ" not in seat.text()
                desk.wait_for("いま返答を待っている段はありません", 60)
        finally:
            for each in (seats, senders):
                each.kill()
        assert seats.said  # the floor was at work meanwhile; who had acted by then is chance


@contextmanager
def real(folder, floor):
    """Open the seat with its sync beside it, and the desk over the server, each as people do."""
    from terminal import Terminal

    own = {"ASSISTANT_LANG": "ja", "PYTHONPATH": str(ROOT)}
    start = [sys.executable, "-m", "assistant"]
    watching = [*start, "sync", "--watch", "--data", str(folder)]
    env = {**os.environ, **own, "ASSISTANT_DSN": floor.login("seat")}
    line = subprocess.Popen(watching, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seat = Terminal(start, {**own, "ASSISTANT_DATA": str(folder)})
    looking = [*start, "floor", "--as", "sv-5", "--keys", str(folder / "keys")]
    desk = Terminal([*looking, "--dsn", floor.login("supervisor")], own)
    try:
        yield seat, desk
    finally:
        desk.kill()
        seat.kill()
        line.terminate()
        line.wait()


def signed(desk, secret):
    """Open the case that waits longest, and answer it: do not bill."""
    for each in ("1", "1", "enter", *secret):
        desk.press("space" if each == " " else each)
        desk.settle(0.05)
    desk.press("enter")
