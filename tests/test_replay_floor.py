"""Past cases on a server decided anew: the answer is the one each seat would give, for all of them at once."""

import json
import os
import subprocess
import sys
from contextlib import closing
from dataclasses import replace

import pytest
from desks import case_2011, seat_in
from postgres import floor_at
from test_replay import BOOK, billed, holding

from assistant.journal import sync
from assistant.journal.outbox import Outbox
from assistant.journal.past import Coded
from assistant.journal.postgres import CodedThere
from assistant.journal.postgres_door import spelled
from assistant.journal.postgres_seat import SeatServer
from assistant.journal.replay import Replay


@pytest.fixture(scope="module")
def two_seats(tmp_path_factory, pg_floor):
    """Return the folders of two seats, and the floor that holds both."""
    folders = [tmp_path_factory.mktemp("seat") for _ in range(2)]
    with floor_at(pg_floor.owner) as floor:
        for folder, amounts in zip(folders, ((525, None), (420, 2100, 525)), strict=True):
            seat = seat_in(folder)
            for amount in amounts:
                billed(seat, amount)
            case_2011(seat).go_to_brief()
            seat.close()
            with closing(Outbox(folder / "journal.db")) as outbox, closing(SeatServer(floor.login("seat"))) as server:
                sync.run(outbox, server, lambda *_: None, lambda *_: None)
        yield folders, floor


def at_the_seats(folders, book, since):
    sums, changed = [], []
    for folder in folders:
        with closing(Coded(folder / "replay.db")) as coded:
            coded.take_in(folder / "journal.db", book.policy, None, lambda *_: None)
            found = Replay(coded.connection, book, since)
            sums += found.sums()
            changed += found.changed(100)
    return sums, changed


def on_the_server(dsn, book, since):
    with closing(CodedThere(dsn)) as coded:
        coded.take_in(book.policy, None, lambda *_: None)
        found = Replay(coded.connection, book, since)
        return found.sums(), found.changed(100)


def total(sums):
    found = {}
    for each in sums:
        key = (each.before, each.after, each.rules, each.settled)
        lines, yen, bare = found.get(key, (0, 0, 0))
        found[key] = (lines + each.lines, yen + each.yen, bare + each.without_amount)
    return found


@pytest.mark.parametrize("role", ["auditor", "supervisor"])
@pytest.mark.parametrize("since", ["", "2011-10-21", "2030-01-01"])
@pytest.mark.parametrize("book", [BOOK, holding(), replace(BOOK, policy=replace(BOOK.policy, expires=None))])
def test_the_server_gives_the_answer_of_all_seats_together(two_seats, book, since, role):
    folders, floor = two_seats
    sums, changed = at_the_seats(folders, book, since)
    there, changed_there = on_the_server(floor.login(role), book, since)
    assert total(there) == total(sums)
    assert len(there) == len(total(there))
    assert changed_there == sorted(changed, key=lambda each: (each.journal, each.case_id, each.line))
    if book is not BOOK and not since and book.policy.expires:
        assert sum(each.charged_yen for each in there) == -(525 + 420 + 2100 + 525)


def test_nothing_of_the_record_is_changed_by_it(two_seats):
    _, floor = two_seats
    before = floor.rows("SELECT * FROM assistant.event ORDER BY journal, seq")
    on_the_server(floor.login("auditor"), holding(), "")
    assert floor.rows("SELECT * FROM assistant.event ORDER BY journal, seq") == before


def test_the_command_asks_the_server(two_seats):
    _, floor = two_seats
    command = [sys.executable, "-m", "assistant", "replay", "--pack", "hikari_option_fee", "--json"]
    ran = subprocess.run(
        [*command, "--dsn", floor.login("auditor")], capture_output=True, encoding="utf-8", env=os.environ, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert json.loads(ran.stdout)["lines"] == 9


def test_one_text_serves_both_databases():
    assert spelled("SELECT a FROM b WHERE c = ? AND d >= :since") == "SELECT a FROM b WHERE c = %s AND d >= %(since)s"
    assert spelled("'2011'::date") == "'2011'::date"
