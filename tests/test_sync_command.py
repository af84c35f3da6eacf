"""`assistant sync` and `assistant floor`, as people and programs type them."""

import json
import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from desks import case_2011, seat_in
from postgres import QUICK, Cluster, Floor

from assistant.journal.letters import Letter
from assistant.journal.postgres import Postgres

LETTER = "0192f0c1-0000-7000-8000-00000000000b"


def assistant(*args, **env):
    return subprocess.run(
        [sys.executable, "-m", "assistant", *map(str, args)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
        env={**os.environ, "ASSISTANT_LANG": "en", **env},
    )


@pytest.fixture
def seat(tmp_path):
    found = seat_in(tmp_path / "seat")
    case_2011(found).go_to_brief()
    yield found
    found.close()


def test_a_round_says_how_far_it_is_and_lays_letters_into_the_post_box(seat, pg_floor):
    dsn = pg_floor.login("seat")
    ran = assistant("sync", "--once", "--data", seat.data, "--json", ASSISTANT_DSN=dsn)
    told = json.loads(ran.stdout)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert (told["state"], told["sent"], told["head"]) == ("in_step", told["head"], seat.journal.head()[0])
    supervisor = Postgres(pg_floor.login("supervisor"))
    letter = Letter(LETTER, told["journal"], "", "alert.taken", {"letter": LETTER, "signature": "c2ln"})
    supervisor.send(letter)
    supervisor.close()
    private = seat.data / "dsn"
    private.write_text(f"{dsn}\n", encoding="utf-8")
    private.chmod(0o600)
    ran = assistant("sync", "--data", seat.data, "--dsn-file", private)
    assert "1 letters" in ran.stdout
    (file,) = (seat.data / "post").iterdir()
    assert (file.name, file.read_text(encoding="utf-8")) == (f"{LETTER}.letter", letter.text())
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("dsn", "code", "words"),
    [
        ("", 2, "No server is named"),
        ("pass word=hunter2 =", 2, "cannot be read"),
        ("host=/nowhere dbname=floor password=hunter2", 1, "cannot be reached"),
    ],
)
def test_what_is_wrong_is_said_without_a_password(seat, dsn, code, words):
    ran = assistant("sync", "--data", seat.data, ASSISTANT_DSN=dsn)
    assert ran.returncode == code
    assert words in ran.stderr
    assert "hunter2" not in ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_database_that_was_not_made_ready_is_named(seat, pg_floor):
    dsn = f"{pg_floor.login('seat')} dbname=template1"
    ran = assistant("sync", "--data", seat.data, "--lang", "ja", ASSISTANT_DSN=dsn)
    assert ran.returncode == 1
    assert "assistant floor init" in ran.stderr
    assert "送っていません" in ran.stderr


def test_a_file_with_the_dsn_is_refused_where_others_may_read_it(seat, pg_floor, tmp_path):
    file = tmp_path / "dsn"
    file.write_text(pg_floor.login("seat") + "\n", encoding="utf-8")
    file.chmod(0o644)
    ran = assistant("sync", "--data", seat.data, "--dsn-file", file)
    assert (ran.returncode, "chmod 600" in ran.stderr) == (2, True)


def test_without_a_record_nothing_is_sent(tmp_path, pg_floor):
    ran = assistant("sync", "--data", tmp_path, ASSISTANT_DSN=pg_floor.login("seat"))
    assert (ran.returncode, "no record of this seat" in ran.stderr) == (1, True)


def test_the_tables_are_made_once_and_receipts_are_signed(seat, pg_floor, tmp_path):
    ran = assistant("floor", "init", ASSISTANT_DSN=pg_floor.owner)
    assert (ran.returncode, "already" in ran.stdout) == (0, True)
    elsewhere = f"{pg_floor.login('seat')} dbname=template1"
    ran = assistant("floor", "init", ASSISTANT_DSN=elsewhere)
    assert (ran.returncode, "may not do that" in ran.stderr) == (1, True)
    key = tmp_path / "floor.key"
    ran = assistant("floor", "witness", "--key", key, "--once", ASSISTANT_DSN=pg_floor.login("witness"))
    assert ran.returncode == 0
    assert "Public key of the receipts: floor/" in ran.stdout
    assert key.stat().st_mode & 0o777 == 0o600


def test_a_network_that_swallows_everything_does_not_hold_up_the_seat(seat):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        dsn = f"host=127.0.0.1 port={silent.getsockname()[1]} dbname=floor connect_timeout=2"
        command = [sys.executable, "-m", "assistant", "sync", "--once", "--data", str(seat.data), "--dsn", dsn]
        with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as sync:
            held, _ = silent.accept()
            case_2011(seat).go_to_brief()
            assert sync.poll() is None, "it still waits, the seat did not"
            assert sync.wait(30) == 1
            held.close()


def test_while_the_server_is_away_the_seat_goes_on_and_later_it_is_in_step(seat):
    server = Cluster(QUICK).start()
    try:
        floor = Floor(server.dsn("owner"))
        dsn = floor.login("seat")
        server.stop("fast")
        command = [sys.executable, "-m", "assistant", "sync", "--watch", "--json", "--data", str(seat.data)]
        env = {**os.environ, "ASSISTANT_DSN": dsn, "ASSISTANT_LANG": "en"}
        heeds = {
            "preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)
        }  # a background job inherits it ignored
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env, **heeds
        ) as sync:
            assert json.loads(sync.stdout.readline()) == {"trouble": "away"}
            case_2011(seat).go_to_brief()
            server.start()
            told = json.loads(sync.stdout.readline())
            assert (told["state"], told["head"]) == ("in_step", seat.journal.head()[0])
            case_2011(seat)
            head = seat.journal.head()[0]
            while told["head"] < head:
                told = json.loads(sync.stdout.readline())
            time.sleep(0.1)
            sync.send_signal(signal.SIGINT)
            assert sync.wait(30) == 0
            assert "Stopped" in sync.stderr.read()
        assert floor.rows("SELECT max(seq), count(*) FROM assistant.event") == [(head, head)]
    finally:
        server.remove()
