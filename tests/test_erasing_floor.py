"""Words a seat asks to erase, confirmed at the desk of another place, are gone from the seat and from the server."""

import os
from contextlib import closing

import pytest
from desks import seat_in
from floors import floor_over
from postgres import floor_at
from signing import PASSPHRASE
from test_erasing import NAME, PHONE, QUOTE, THEIRS, files_with, filled
from test_erasing import run as at_the_seat
from test_floor_server import run

from assistant import erasure
from assistant.floor.erasing import statement
from assistant.post import Post
from assistant.taking import take_letters

GONE = (NAME, PHONE, QUOTE)
ASKED = ("--why", "request", "--by", "op-3")


@pytest.fixture
def data(tmp_path):
    return filled(tmp_path)


def held(floor, *words):
    """Name the tables of a server in which some of these words can be read."""
    tables = [each for (each,) in floor.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'assistant'")]
    like = "SELECT 1 FROM assistant.{} AS t WHERE strpos(t::text, %s) > 0 LIMIT 1"
    return sorted({each for each in tables for one in words if floor.rows(like.format(each), one)})


def confirm(*words):
    """Say it at the desk, with the passphrase on a descriptor of its own."""
    read, write = os.pipe()
    os.write(write, PASSPHRASE.encode())
    os.close(write)
    return run("floor", "confirm-erasure", "K-0001", "--by", "sv-1", *words, "--passphrase-fd", read, "--lang", "en")


def synced(data, dsn):
    ran = run("sync", "--data", data, "--dsn", dsn)
    assert (ran.exit_code, ran.stderr) == (0, "")


@pytest.mark.parametrize("asked", [(), ("--class", "call"), ("--why", "mistake"), ("--by", "op-9")])
def test_what_the_desk_signs_is_word_for_word_what_the_seat_agrees_to(data, asked):
    assert at_the_seat("erase", "K-0001", *ASKED, *asked, "--ask", data=data).exit_code == 0
    (seen,) = floor_over(data).found("K-0001")
    stated = statement(seen)
    with closing(seat_in(data)) as seat:
        consent = erasure.asked(seat.journal, "K-0001", stated, "sv-1")
        assert erasure.statement(seat.journal, "K-0001", consent, seat.now) == stated
    assert asked[1:] == () or asked[1] in stated


def test_words_that_a_seat_asks_to_erase_are_gone_from_its_file_and_from_the_server_once_the_desk_has_signed(
    data, pg_floor
):
    with floor_at(pg_floor.owner) as floor:
        dsn = floor.login("seat")
        assert at_the_seat("erase", "K-0001", *ASKED, "--ask", data=data).exit_code == 0
        synced(data, dsn)
        assert held(floor, *GONE) == ["secret"]

        ran = confirm("--dsn", floor.login("supervisor"), "--keys", data / "keys")
        assert (ran.exit_code, "The signed letter lies at" in ran.stdout) == (0, True)
        stated = f"erasure.agreed case=K-0001 basis=request class= by=op-3 since={_since(data)}"
        assert f"What sv-1 confirms: {stated}" in ran.stderr
        assert held(floor, stated) == ["letter"]
        synced(data, dsn)
        assert files_with(data, *GONE) != []  # nothing goes before the seat itself has looked at the signature

        with closing(seat_in(data)) as seat:
            (taken,) = take_letters(seat, Post(data))
            assert (taken.refused, taken.erased) == ("", True)
        assert files_with(data, *GONE) == []
        assert files_with(data, *THEIRS) != []
        synced(data, dsn)
        assert held(floor, *GONE) == []
        assert held(floor, *THEIRS) == ["secret"]
        assert held(floor, stated) == ["event"]
        assert at_the_seat("journal", "verify", data=data).exit_code == 0
        ran = run("floor", "list", "--dsn", floor.login("supervisor"), "--open", "--lang", "en")
        assert (ran.exit_code, any(each in ran.output for each in GONE)) == (0, False)


def _since(data):
    with closing(seat_in(data)) as seat:
        return len(seat.journal.entries("K-0001"))
