"""The door to PostgreSQL: how a connection is made, and what is said where one cannot be.

psycopg comes with the extra `floor`; nothing of it is imported before somebody asks
for a server. What the server says is never shown as it is: it may quote a password.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from assistant.journal.floor import FloorShut

if TYPE_CHECKING:
    import psycopg

SECONDS_TO_ANSWER = 30
_SETTINGS: Mapping[str, str | int] = {
    "connect_timeout": 10,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
    "application_name": "operator-assistant",
}
"""Where the DSN says nothing of its own: a network that is gone is noticed within seconds."""

_CODES = {
    "FL001": "gap",
    "FL002": "broken",
    "FL003": "not_yours",
    "FL004": "unfit",
    "42501": "denied",
    "28P01": "login",
    "28000": "login",
    "3D000": "no_database",
    "3F000": "not_ready",
    "42883": "not_ready",
    "42P01": "not_ready",
    "23503": "unknown_journal",
    "23505": "unfit",
    "22P02": "unfit",
    "57014": "away",
}
_AWAY = {"08", "53", "57", "40", "25"}
"""Classes of trouble that passes: connection, resources, an operator's stop, a lost race, a standby."""


class NoServer(FloorShut):
    """The server did not do what was asked; the code says why, and nothing of what the server said is kept."""


@contextmanager
def asking() -> Iterator[None]:
    """Turn what psycopg raises into NoServer."""
    try:
        import psycopg  # noqa: PLC0415  # an extra
    except ImportError as error:
        raise NoServer("no_psycopg") from error
    try:
        yield
    except psycopg.Error as error:
        raise NoServer(_code_of(error)) from None  # the cause may quote what was sent


def connect(dsn: str) -> psycopg.Connection:
    """Connect, each statement its own transaction, or raise NoServer."""
    with asking():
        import psycopg  # noqa: PLC0415  # an extra
        from psycopg.conninfo import conninfo_to_dict, make_conninfo  # noqa: PLC0415  # likewise

        try:
            given = conninfo_to_dict(dsn)
        except psycopg.ProgrammingError:
            raise NoServer("bad_dsn") from None  # it would be quoted, password and all
        connection = psycopg.connect(make_conninfo(**_settings(given)), autocommit=True)
        connection.execute(f"SET statement_timeout = '{SECONDS_TO_ANSWER}s'")
        return connection


def _settings(given: Mapping[str, Any]) -> dict[str, Any]:
    return {**_SETTINGS, **given}


def _code_of(error: psycopg.Error) -> str:
    import psycopg  # noqa: PLC0415  # an extra

    state = error.sqlstate
    if state is None:
        if isinstance(error, psycopg.DataError):  # what cannot be put into a text there
            return "unfit"
        return _said(str(error)) if isinstance(error, psycopg.OperationalError) else "failed"
    return _CODES.get(state, "away" if state[:2] in _AWAY else "failed")


def _said(words: str) -> str:
    """Tell a refusal at the door, which comes without a code, from a server that is not there."""
    if "does not exist" in words and "database" in words:
        return "no_database"
    return "login" if "authentication" in words or "does not exist" in words or "pg_hba" in words else "away"


class Joined:
    """A connection that takes the same SQL text as SQLite: `?` and `:name` for what is handed over."""

    def __init__(self, connection: psycopg.Connection) -> None:
        """Hold the connection."""
        self.connection = connection

    def execute(self, sql: str, given: Sequence[Any] | Mapping[str, Any] = ()) -> Any:  # noqa: ANN401  # a cursor
        """Do one statement."""
        with asking():
            return self.connection.execute(spelled(sql), given or None)

    def executemany(self, sql: str, rows: Any) -> None:  # noqa: ANN401  # any rows
        """Do one statement for each row, many under way at once."""
        with asking(), self.connection.cursor() as cursor:
            cursor.executemany(spelled(sql), rows)

    def close(self) -> None:
        """Hang up."""
        self.connection.close()


def spelled(sql: str) -> str:
    """Return a statement with its gaps as psycopg writes them."""
    return re.sub(r"(?<![:\w]):([a-z_]+)", r"%(\1)s", sql).replace("?", "%s")
