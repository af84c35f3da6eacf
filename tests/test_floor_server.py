"""A floor on a server is told and asked as one in folders is, by the same words."""

import json
from contextlib import closing

import pytest
from click.testing import CliRunner
from desks import case_2011, seat_in, two_leaders
from postgres import floor_at

from assistant.doors.front import front
from assistant.journal import sync
from assistant.journal.outbox import Outbox
from assistant.journal.postgres_seat import SeatServer

NOWHERE = "host=127.0.0.1 port=1 user=nobody dbname=floor password=geheim-7"


def run(*words, **env):
    return CliRunner(env=env).invoke(front, list(map(str, words)))


@pytest.fixture(scope="module")
def two(tmp_path_factory, pg_floor):
    """Keep two seats in folders and on a server; return both."""
    folder = tmp_path_factory.mktemp("floor")
    with floor_at(pg_floor.owner) as floor:
        for name in ("one", "two"):
            seat = seat_in(folder / name)
            two_leaders(case_2011(seat))
            seat.close()
            path, dsn = folder / name / "journal.db", floor.login("seat")
            with closing(Outbox(path)) as outbox, closing(SeatServer(dsn)) as server:
                sync.run(outbox, server, lambda *_: None, lambda *_: None)
        yield folder, floor


def dsn_file(tmp_path, dsn, mode=0o600):
    path = tmp_path / "dsn"
    path.write_text(dsn, "utf-8")
    path.chmod(mode)
    return path


@pytest.mark.parametrize("role", ["auditor", "supervisor"])
def test_the_figures_of_a_server_are_those_of_its_seats_files(two, tmp_path, role):
    folder, floor = two
    file = dsn_file(tmp_path, floor.login(role))
    there = run("report", "--figures", "--csv", "-", "--dsn-file", file, "--lang", "en")
    here = run("report", "--figures", "--csv", "-", "--data", folder, "--lang", "en")
    assert (there.exit_code, there.stdout, "cases" in here.stdout) == (here.exit_code, here.stdout, True)
    assert json.loads(run("report", "--figures", "--json", "--dsn", floor.login(role)).stdout)["seats"] == 2


def test_the_desk_finds_its_server_as_a_seat_does_and_folders_that_are_named_come_first(two, tmp_path):
    folder, floor = two
    dsn = floor.login("supervisor")
    listed = ("floor", "list", "--json", "--lang", "en")
    cases = [json.loads(each)["case"] for each in run(*listed, "--dsn", dsn).stdout.splitlines()]
    assert cases == ["K-0001", "K-0001"]
    for ran in (run(*listed, "--dsn-file", dsn_file(tmp_path, dsn)), run(*listed, ASSISTANT_DSN=dsn)):
        assert [json.loads(each)["case"] for each in ran.stdout.splitlines()] == cases
    seats = [json.loads(each)["seat"] for each in run(*listed, folder, ASSISTANT_DSN=NOWHERE).stdout.splitlines()]
    assert sorted(seats) == ["one", "two"]


def test_a_desk_without_its_server_says_so_and_repeats_no_password(tmp_path):
    act = ("floor", "take", "K-0001", "systemic", "--by", "sv-1", "--dsn", NOWHERE, "--lang")
    for command in (("floor", "list", "--dsn", NOWHERE, "--lang"), act):
        for lang, words in (("en", "cannot be reached. Nothing was sent"), ("ja", "サーバーに届きません")):
            ran = run(*command, lang)
            assert (ran.exit_code, words in ran.stderr, "geheim" in ran.output) == (1, True, False)
    ran = run("report", "--figures", "--dsn", NOWHERE, "--lang", "en")
    assert (ran.exit_code, ran.stdout, "cannot be reached" in ran.stderr) == (2, "", True)
    ran = run("floor", "list", "--dsn", "host=geheim-7 =", "--lang", "en")
    assert (ran.exit_code, "DSN cannot be read" in ran.stderr, "geheim" in ran.output) == (1, True, False)


def test_folders_and_a_server_together_are_wrong_use_and_so_is_a_file_that_others_read(tmp_path):
    for words in (("floor", "list", tmp_path), ("report", "--figures", "--data", tmp_path)):
        assert run(*words, "--dsn", NOWHERE).exit_code == 2
    assert run("report", "K-0001", "--dsn", NOWHERE).exit_code == 2
    open_file = dsn_file(tmp_path, NOWHERE, 0o644)
    ran = run("floor", "list", "--dsn-file", open_file, "--lang", "en")
    assert (ran.exit_code, "chmod 600" in ran.stderr) == (2, True)
