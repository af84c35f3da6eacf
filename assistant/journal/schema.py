"""The journal's tables, the guards that keep them append-only, and how they grow.

The guards are against accidents; the seals betray whoever gets round them. No JSON
function is used here: SQLite refuses them in a schema it is told not to trust.
Never `transform()` these tables: it drops triggers without a word.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.journal.refusals import CannotOpen, Why

if TYPE_CHECKING:
    import sqlite3

    from sqlite_utils import Database

APPLICATION_ID = 0x4E445331
VERSION = 2
GENESIS = bytes(32)
"""What the first event has in place of a predecessor's seal."""

HASHES = (
    "19f36e021a03970acb64809c41c0534dfc8fb9e30e4fe6edc8cee158f181c85d",
    "b0db4d4a5d2e58eead6f508743d357abd3ff2f554fc1fb1262ce250c91a0e146",
)
"""Of the schema at each version: an edited step, or a guard taken away, does not go unnoticed."""

_EVENT = """CREATE TABLE event (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  case_id TEXT NOT NULL,
  type TEXT NOT NULL,
  at TEXT NOT NULL,
  prev TEXT NOT NULL CHECK (length(prev) = 64),
  raw TEXT NOT NULL,
  leaf BLOB NOT NULL CHECK (length(leaf) = 32)
) STRICT"""

_SECRET = """CREATE TABLE secret (
  seq INTEGER NOT NULL REFERENCES event (seq),
  name TEXT NOT NULL,
  salt BLOB NOT NULL CHECK (length(salt) = 32),
  value TEXT NOT NULL,
  PRIMARY KEY (seq, name)
) STRICT, WITHOUT ROWID"""  # noqa: S105  # a table of that name, no secret

_CHECKPOINT = """CREATE TABLE checkpoint (
  size INTEGER PRIMARY KEY CHECK (size > 0),
  note TEXT NOT NULL
) STRICT"""

_META = "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID"

_EVENT_NEXT = f"""CREATE TRIGGER event_next BEFORE INSERT ON event
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM event)
  OR NEW.prev IS NOT coalesce(
    (SELECT lower(hex(leaf)) FROM event ORDER BY seq DESC LIMIT 1), '{GENESIS.hex()}')
  OR EXISTS (SELECT 1 FROM event WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'an event follows the last one'); END"""  # noqa: S608  # a constant

_SECRET_WITH_EVENT = """CREATE TRIGGER secret_with_event BEFORE INSERT ON secret
WHEN NEW.seq IS NOT (SELECT max(seq) FROM event)
  OR EXISTS (SELECT 1 FROM secret WHERE seq = NEW.seq AND name = NEW.name)
BEGIN SELECT RAISE(ABORT, 'a secret comes with its event'); END"""  # noqa: S105  # likewise

_CHECKPOINT_ONCE = """CREATE TRIGGER checkpoint_once BEFORE INSERT ON checkpoint
WHEN NEW.size > (SELECT coalesce(max(seq), 0) FROM event)
  OR EXISTS (SELECT 1 FROM checkpoint WHERE size = NEW.size)
BEGIN SELECT RAISE(ABORT, 'a checkpoint is of what is there, once'); END"""

_META_ONCE = """CREATE TRIGGER meta_once BEFORE INSERT ON meta
WHEN EXISTS (SELECT 1 FROM meta WHERE key = NEW.key)
BEGIN SELECT RAISE(ABORT, 'written once'); END"""


def _never(verb: str, table: str) -> str:
    return f"""CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'nothing written is changed or removed'); END"""


STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "first_storey",
        (
            _EVENT,
            "CREATE INDEX event_of_case ON event (case_id, seq)",
            _SECRET,
            _CHECKPOINT,
            _META,
            _EVENT_NEXT,
            _SECRET_WITH_EVENT,
            _CHECKPOINT_ONCE,
            _META_ONCE,
            _never("UPDATE", "event"),
            _never("DELETE", "event"),
            _never("UPDATE", "secret"),  # deleting one is how personal data is erased
            _never("UPDATE", "checkpoint"),
            _never("DELETE", "checkpoint"),
            _never("UPDATE", "meta"),
            _never("DELETE", "meta"),
        ),
    ),
    ("frontier_beside_the_note", ("ALTER TABLE checkpoint ADD COLUMN frontier BLOB",)),
)
"""One step a version, in order. A released step is never edited; the next one is added."""

_NAME = "INSERT INTO meta SELECT 'journal', ? WHERE NOT EXISTS (SELECT 1 FROM meta)"
"""A journal is named once, by its first step."""


def version_of(connection: sqlite3.Connection, application_id: int = APPLICATION_ID) -> int:
    """Return the file's version, 0 where it is still empty; raise CannotOpen where it is not ours.

    Asked before any setting, because a setting would already write into a stranger's file.
    """
    (mark,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if mark != application_id and (mark or version or tables):
        raise CannotOpen(Why.NOT_OURS, f"application id {mark:#x}")
    return int(version)


def bar(connection: sqlite3.Connection) -> Why | None:
    """Return why the tables may only be read: made by a later program, or changed by somebody."""
    version = version_of(connection)
    if version > VERSION:
        return Why.NEWER
    return None if schema_hash(connection) == HASHES[version - 1] else Why.CHANGED


def migrate(connection: sqlite3.Connection, journal: str) -> None:
    """Bring the tables to VERSION, each step whole or not at all.

    sqlite_utils is imported here and not above: it costs more than the rest of a
    start together, and is needed once in a file's life and version.
    """
    from sqlite_utils import Database, Migrations  # noqa: PLC0415  # see the docstring

    # Before the first table: an interrupted first run is then still known as ours.
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    migrations = Migrations("operator-assistant journal")
    for version, (name, statements) in enumerate(STEPS, start=1):
        migrations(name=name)(_step(version, statements, journal))
    migrations.apply(Database(connection, execute_plugins=False))


def _step(version: int, statements: tuple[str, ...], journal: str) -> Callable[[Database], None]:
    def step(db: Database) -> None:
        for statement in statements:
            db.conn.execute(statement)
        db.conn.execute(_NAME, (journal,))
        db.conn.execute(f"PRAGMA user_version = {version}")

    return step


def schema_hash(connection: sqlite3.Connection) -> str:
    """Return the hash of our tables and of everything that hangs on them.

    Other tables in the file are not our business; a further trigger on ours is.
    """
    rows = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"
        " AND tbl_name IN ('event', 'secret', 'checkpoint', 'meta') ORDER BY type, name"
    )
    return hashlib.sha256(repr(rows.fetchall()).encode()).hexdigest()
