"""Senders killed, servers stopped as a power cut stops them: nothing lost, nothing twice, no gap."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing

import psycopg
import pytest
from postgres import Floor, Line, running

from assistant.journal.postgres_door import NoServer
from assistant.journal.postgres_seat import SeatServer

CRASHES = int(os.environ.get("PG_CRASHES", "3"))
"""How often the server is stopped under load; thirty before a release."""

SENDER = """
import sys, time
from pathlib import Path
from assistant.journal.outbox import Outbox
from assistant.journal.postgres_seat import SeatServer
path, dsn, when = sys.argv[1:]
outbox, server = Outbox(Path(path)), SeatServer(dsn)
server._connection.autocommit = when == "after"
print(server.ingest(outbox.journal, outbox.batch(0)).seq, flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_sender_killed_before_or_after_the_servers_commit_is_made_good(tmp_path, pg_floor, when):
    line = Line(tmp_path, pg_floor)
    command = [sys.executable, "-c", SENDER, str(line.book.path), line.dsn, when]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as sender:
        assert sender.stdout.readline() == "3\n"
        sender.kill()
    until = time.monotonic() + 10
    while psycopg_sessions(line) and time.monotonic() < until:  # the server notices by itself
        time.sleep(0.01)
    assert len(line.kept()) == (0 if when == "before" else 3)
    assert line.sync().sent == (3 if when == "before" else 0)
    assert line.kept() == line.own()
    line.book.close()


def psycopg_sessions(line):
    user = psycopg.conninfo.conninfo_to_dict(line.dsn)["user"]
    return line.floor.rows("SELECT 1 FROM pg_stat_activity WHERE usename = %s", user)


def test_senders_killed_at_random_moments_lose_nothing_and_send_nothing_twice(tmp_path, pg_floor):
    line = Line(tmp_path, pg_floor)
    for _ in range(4):
        line.note(*("words",) * 200)
    seed = random.randrange(2**32)  # noqa: S311  # moments, not secrets
    chance = random.Random(seed)  # noqa: S311  # moments, not secrets
    command = [sys.executable, "-c", LOOP, str(line.book.path), line.dsn]
    for _ in range(3):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as sender:
            sender.stdout.readline()
            time.sleep(chance.uniform(0, 0.05))
            sender.send_signal(signal.SIGKILL)
    line.sync()
    assert line.kept() == line.own(), seed
    line.book.close()


LOOP = """
import sys
from pathlib import Path
from assistant.journal import sync
from assistant.journal.outbox import Outbox
from assistant.journal.postgres_seat import SeatServer
path, dsn = sys.argv[1:]
outbox, server = Outbox(Path(path)), SeatServer(dsn)
sync.run(outbox, server, lambda *_: None, lambda reached, last: print(reached, flush=True), 7)
print("done", flush=True)
"""


def sender(line, heard):
    """Sync without a pause until the server is gone; keep each number the server has acknowledged."""

    def run():
        try:
            while True:
                heard.append(line.sync(most=3).head)
        except NoServer as why:
            heard.append(why.code)

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_a_server_stopped_at_once_under_load_has_lost_nothing_it_acknowledged(tmp_path):
    with running() as server:  # with every fsync
        line = Line(tmp_path, Floor(server.dsn("owner")))
        for crash in range(CRASHES):
            heard = [0]
            sending = sender(line, heard)
            until = time.monotonic() + 0.15
            while time.monotonic() < until or len(heard) < 3:
                line.note("words", "more words")
            server.stop("immediate")
            line.note("nobody waits for the server")
            sending.join(30)
            *_, acknowledged, code = heard
            assert code == "away", crash
            server.start()
            with closing(SeatServer(line.dsn)) as seat:
                assert seat.head(line.journal).seq >= acknowledged > 0
            assert line.kept() == line.own()[: len(line.kept())]
        while line.sync().sent:
            continue
        held = line.kept()
        assert [each[0] for each in held] == list(range(1, line.book.head()[0] + 1)), "no gap, and nothing twice"
        assert held == line.own()
        line.book.close()
