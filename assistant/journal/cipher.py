"""The cipher: SQLite with every page encrypted and sealed. Loaded only where a record is encrypted, or is to be.

What it raises is turned into what the plain library raises, so that nobody who reads or
writes a record has to know which of the two it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sqlcipher3 import dbapi2 as ciphered

from assistant.journal import door
from assistant.journal.refusals import CannotOpen, Why

if TYPE_CHECKING:
    import sqlite3

KEY = re.compile(r"[0-9a-f]{64}")


def _as_plain(do: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(do)
    def done(*given: Any, **more: Any) -> Any:  # noqa: ANN401  # whatever the library is given
        try:
            return do(*given, **more)
        except ciphered.Error as error:
            raise door.error_named(type(error).__name__)(*error.args) from error

    return done


class _Cursor(ciphered.Cursor):  # type: ignore[misc]  # the library has no types
    execute, executemany = _as_plain(ciphered.Cursor.execute), _as_plain(ciphered.Cursor.executemany)
    fetchone, fetchall = _as_plain(ciphered.Cursor.fetchone), _as_plain(ciphered.Cursor.fetchall)
    fetchmany, __next__ = _as_plain(ciphered.Cursor.fetchmany), _as_plain(ciphered.Cursor.__next__)


class _Connection(ciphered.Connection):  # type: ignore[misc]  # the library has no types
    def cursor(self, factory: type = _Cursor) -> Any:  # noqa: ANN401  # the library has no types
        return super().cursor(factory)


def connect(path: Path, key: str | None, *, looking: bool = False) -> sqlite3.Connection:
    """Connect to an encrypted file, or to a plain one where there is no key; or raise CannotOpen.

    Whoever is only looking cannot write, and moves nothing out of the log.
    """
    name = f"{path.absolute().as_uri()}?mode=ro" if looking else str(path)
    try:
        made = ciphered.connect(name, uri=looking, isolation_level=None, factory=_Connection)
    except ciphered.Error as error:
        raise CannotOpen(door.reason(error), str(error)) from error
    connection = cast("sqlite3.Connection", made)
    connection.execute("PRAGMA cipher_log_level = NONE").fetchall()  # what it says would stand on the screen
    if key is not None:
        connection.execute(f"PRAGMA key = {_quoted(key)}").fetchall()
        _see(connection)
    return connection


def export(old: sqlite3.Connection, to: Path, key: str | None) -> None:
    """Write the whole record into another file, which is there and empty: encrypted by a key, or plain."""
    old.execute("ATTACH DATABASE ? AS made KEY ?", (str(to), f"x'{key}'" if key else ""))
    old.execute("PRAGMA made.synchronous = FULL").fetchall()
    old.execute("SELECT sqlcipher_export('made')").fetchall()
    for name in ("application_id", "user_version"):  # which the export leaves behind
        (value,) = old.execute(f"PRAGMA main.{name}").fetchone()
        old.execute(f"PRAGMA made.{name} = {int(value)}").fetchall()
    old.execute("DETACH DATABASE made")


def _quoted(key: str) -> str:
    """Return the key as a pragma takes it; what is no key never comes into a statement."""
    if not KEY.fullmatch(key):
        raise CannotOpen(Why.NO_KEY, "no key of 32 bytes")
    return f"\"x'{key}'\""


def _see(connection: sqlite3.Connection) -> None:
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except door.SqliteError as error:
        connection.close()
        if door.reason(error) is Why.NOT_OURS:
            raise CannotOpen(Why.WRONG_KEY, str(error)) from error
        raise
