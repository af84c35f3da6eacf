"""A PostgreSQL for the tests: PG_TEST_DSN, else the system's own, else that of the wheel. One a session."""

from __future__ import annotations

import os
import uuid
from contextlib import closing, contextmanager

import psycopg
from journals import seat
from psycopg import sql
from psycopg.conninfo import make_conninfo

from assistant.call import events as e
from assistant.journal import sync
from assistant.journal.outbox import Outbox
from assistant.journal.postgres_schema import init
from assistant.journal.postgres_seat import SeatServer
from pg_server import QUICK, Cluster, running


class Floor:
    """A server with the floor's tables, and logins made for a test."""

    def __init__(self, dsn):
        self.owner = dsn
        self._made = []
        init(dsn)

    def login(self, role):
        """Return the DSN of a new login that may do what a role may."""
        name = f"t_{role}_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(self.owner, autocommit=True) as owner:
            make = "CREATE ROLE {} LOGIN PASSWORD 'trust-no-one' IN ROLE {}"
            owner.execute(sql.SQL(make).format(sql.Identifier(name), sql.Identifier(f"assistant_{role}")))
        self._made.append(name)
        return make_conninfo(self.owner, user=name, password="trust-no-one")  # noqa: S106  # of a login of this test

    def rows(self, query, *given):
        """Ask as the owner."""
        with psycopg.connect(self.owner, autocommit=True) as owner:
            cursor = owner.execute(query, given or None)
            return cursor.fetchall() if cursor.description else []

    def sweep(self):
        """Take the logins away again."""
        with psycopg.connect(self.owner, autocommit=True) as owner:
            for name in self._made:
                owner.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(name)))


class Line:
    """One seat, and its line to the server."""

    def __init__(self, folder, floor):
        self.folder, self.floor = folder, floor
        self.book = seat(folder)
        self.note("a", "b", "c")
        self.dsn = floor.login("seat")
        self.post = {}
        with closing(Outbox(self.book.path)) as outbox:
            self.journal = outbox.journal

    def note(self, *words):
        """Keep these words at the seat."""
        self.book.append_all("K-0001", [e.Noted(each) for each in words])

    def sync(self, dsn=None, most=500):
        """Sync once."""
        with closing(Outbox(self.book.path)) as outbox, closing(SeatServer(dsn or self.dsn)) as server:
            return sync.run(outbox, server, self.post.__setitem__, lambda *_: None, most)

    def ingest(self, batch, dsn=None):
        """Hand the server a batch."""
        with closing(SeatServer(dsn or self.dsn)) as server:
            return server.ingest(self.journal, batch)

    def batch(self, after=0, most=500):
        """Return what would be sent."""
        with closing(Outbox(self.book.path)) as outbox:
            return outbox.batch(after, most)

    def kept(self):
        """Return what the server holds, as the seat holds it: number, bytes, and the words of each."""
        events = self.floor.rows("SELECT seq, raw FROM assistant.event WHERE journal = %s ORDER BY seq", self.journal)
        words = self.floor.rows(
            "SELECT seq, name, salt, value FROM assistant.secret WHERE journal = %s ORDER BY seq, name", self.journal
        )
        return [(seq, raw, [tuple(word) for at, *word in words if at == seq]) for seq, raw in events]

    def own(self):
        """Return what the seat holds."""
        with closing(Outbox(self.book.path)) as outbox:
            return [(each.seq, each.raw, list(each.secrets)) for each in outbox.batch(0, 10**9)]


@contextmanager
def floor_at(given):
    """Make a floor in a database of its own on somebody's server, and leave nothing behind."""
    name = f"floor_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(given, autocommit=True) as owner:
        owner.execute(sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(sql.Identifier(name)))
    made = Floor(make_conninfo(given, dbname=name))
    try:
        yield made
    finally:
        made.sweep()
        with psycopg.connect(given, autocommit=True) as owner:
            owner.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def shared_floor():
    """Give the tests of a session one floor: on PG_TEST_DSN, else on a server of our own that is in a hurry."""
    given = os.environ.get("PG_TEST_DSN")
    if given:
        with floor_at(given) as made:
            yield made
    else:
        with running(*QUICK) as server:
            yield Floor(server.dsn("owner"))


__all__ = ["QUICK", "Cluster", "Floor", "Line", "floor_at", "running", "shared_floor"]
