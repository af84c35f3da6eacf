"""The floor's tables on a server: made once, and known by their version."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from assistant.journal.postgres_door import NoServer, asking, connect

if TYPE_CHECKING:
    import psycopg

VERSION = 1
TEXT = "floor.sql"
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('operator-assistant floor'))"
_THERE = "SELECT to_regclass('assistant.meta') IS NOT NULL, current_setting('server_encoding')"


def init(dsn: str) -> bool:
    """Make the tables, functions and roles, whole or not at all; return whether there was anything to make."""
    connection = connect(dsn)
    with asking(), connection, connection.transaction():
        connection.execute(_LOCK)
        there, encoding = connection.execute(_THERE).fetchone() or (False, "")
        if encoding != "UTF8":
            raise NoServer("not_utf8")
        if there:
            check(connection)
            return False
        connection.execute(files("assistant.journal").joinpath(TEXT).read_text(encoding="utf-8"))
        return True


def entered(dsn: str) -> psycopg.Connection:
    """Connect, and see that the tables there are the ones that this program knows; or raise NoServer."""
    connection = connect(dsn)
    try:
        check(connection)
    except NoServer:
        connection.close()
        raise
    return connection


def check(connection: psycopg.Connection) -> None:
    """Raise NoServer unless the tables there are the ones that this program knows."""
    with asking():
        found = (connection.execute("SELECT assistant.schema_version()").fetchone() or (0,))[0]
    if found != VERSION:
        raise NoServer("newer" if found > VERSION else "older")
