"""The register of a class: every finished drill of its trainees, in a file of its own beside no real case.

Append-only. What is kept of a person is the name alone, apart from the results: a
trainee who is forgotten loses the name, and the results stay without it.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.drills.result import DrillResult, NotAResult, from_json
from assistant.journal.door import GUARDS, PRAGMAS, SqliteError, make_file, make_folder, opening, plain, reason, settle
from assistant.journal.refusals import CannotOpen, NotWritten, Why
from assistant.journal.schema import version_of
from assistant.rules.clean import clean

if TYPE_CHECKING:
    import sqlite3

FILE = "training.db"
APPLICATION_ID = 0x4E445454
VERSION = 1
NAME_MAX, SESSION_MAX = 80, 80

_TABLES = (
    "CREATE TABLE trainee (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE) STRICT",
    """CREATE TABLE result (
      seq INTEGER PRIMARY KEY,
      trainee INTEGER NOT NULL,
      session TEXT NOT NULL,
      raw TEXT NOT NULL,
      UNIQUE (trainee, raw)
    ) STRICT""",
    """CREATE TRIGGER trainee_no_update BEFORE UPDATE ON trainee
    BEGIN SELECT RAISE(ABORT, 'a name is kept or forgotten, never changed'); END""",
    """CREATE TRIGGER result_no_update BEFORE UPDATE ON result
    BEGIN SELECT RAISE(ABORT, 'nothing written is changed or removed'); END""",
    """CREATE TRIGGER result_no_delete BEFORE DELETE ON result
    BEGIN SELECT RAISE(ABORT, 'nothing written is changed or removed'); END""",
)


@dataclass(frozen=True, slots=True)
class Kept:
    """One result as it is kept: whose (by number, for a forgotten one has no name), and of which session."""

    trainee: int
    session: str
    result: DrillResult


def record(folder: Path, results: Iterable[DrillResult], session: str = "") -> int:
    """Keep these results in the register of a folder, all or none; return how many were not there yet.

    Raise NotAResult where one has no trainee's name, and CannotOpen or NotWritten where it could not be kept.
    """
    named = [(name_of(each.trainee), each) for each in results]
    if not all(name for name, _ in named):
        raise NotAResult("trainee")
    with _open(folder / FILE) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
            new = sum(_add(connection, name, clean(session.strip(), SESSION_MAX), each) for name, each in named)
            connection.execute("COMMIT")
        except (SqliteError, OSError) as error:
            raise NotWritten(reason(error), str(error)) from error
    return new


def kept(folder: Path) -> list[Kept]:
    """Return every result of a folder's register, as they were kept; none where there is no register."""
    path = folder / FILE
    if not path.is_file():
        return []
    with opening(), closing(plain(path)) as connection:
        _ours(connection)
        settle(connection, GUARDS)
        names = dict(connection.execute("SELECT id, name FROM trainee").fetchall())
        rows = connection.execute("SELECT trainee, session, raw FROM result ORDER BY seq").fetchall()
    return [_read(row, names) for row in rows]


def forget(folder: Path, name: str) -> bool:
    """Forget a trainee's name; the results stay, as those of nobody named. Return whether there was one."""
    if not (folder / FILE).is_file():
        return False
    with _open(folder / FILE) as connection:
        gone = connection.execute("DELETE FROM trainee WHERE name = ?", (name_of(name),)).rowcount
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return bool(gone)


def name_of(given: str) -> str:
    """Return a name as it is kept: neither width nor blanks make another trainee of the same one."""
    return " ".join(unicodedata.normalize("NFKC", clean(given, NAME_MAX)).split())[:NAME_MAX]


def _add(connection: sqlite3.Connection, name: str, session: str, result: DrillResult) -> int:
    connection.execute("INSERT INTO trainee (name) VALUES (?) ON CONFLICT DO NOTHING", (name,))
    (number,) = connection.execute("SELECT id FROM trainee WHERE name = ?", (name,)).fetchone()
    raw = json.dumps(replace(result, trainee="").to_json(), ensure_ascii=False, sort_keys=True)
    row = (number, session, raw)
    return connection.execute(
        "INSERT INTO result (trainee, session, raw) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", row
    ).rowcount


def _read(row: tuple[int, str, str], names: dict[int, str]) -> Kept:
    number, session, raw = row
    try:
        result = from_json(json.loads(raw))
    except (NotAResult, ValueError) as error:
        raise CannotOpen(Why.DAMAGED, f"a result that is none: {error}") from error
    return Kept(number, session, replace(result, trainee=names.get(number, "")))


@contextmanager
def _open(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the register for writing, made where there is none."""
    with opening():
        make_folder(path.parent)
        make_file(path)
        connection = plain(path)
    with closing(connection):
        with opening():
            fresh = _ours(connection)
            settle(connection, PRAGMAS)
            if fresh:
                _make(connection)
        yield connection


def _ours(connection: sqlite3.Connection) -> bool:
    """Raise CannotOpen unless the file is a register; say whether it is still empty."""
    version = version_of(connection, APPLICATION_ID)
    if version > VERSION:
        raise CannotOpen(Why.NEWER, f"version {version}")
    return version == 0


def _make(connection: sqlite3.Connection) -> None:
    """Make the tables, whole or not at all; a second process that came at the same moment finds them there."""
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("BEGIN IMMEDIATE")
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if not tables:
        for statement in _TABLES:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


def since(found: Iterable[Kept], first: datetime | None, trainee: str = "", session: str = "") -> list[Kept]:
    """Return those begun since a moment, of this trainee and session where one is named."""
    return [
        each
        for each in found
        if (first is None or each.result.started_at >= first)
        and (not trainee or each.result.trainee == name_of(trainee))
        and (not session or each.session == session)
    ]
