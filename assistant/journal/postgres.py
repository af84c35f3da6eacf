"""The floor in PostgreSQL: every seat that syncs, read, and letters left for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from assistant.journal.floor import Fork, SeatRow
from assistant.journal.letters import Letter
from assistant.journal.past import Coding, Record, Told
from assistant.journal.postgres_door import Joined, NoServer, asking
from assistant.journal.postgres_schema import entered
from assistant.journal.record import Entry, entry, stamp
from assistant.journal.verify.signers import REGISTERED, REMOVED, Signers
from assistant.rules.policy import Policy

if TYPE_CHECKING:
    import psycopg

_SEATS = "SELECT journal, login, seq, last_at FROM assistant.head WHERE seq > 0 ORDER BY login, journal"
_EVENTS = "SELECT seq, raw, leaf FROM assistant.event WHERE journal = %s AND seq > %s ORDER BY seq"
_SECRETS = "SELECT seq, name, value FROM assistant.secret WHERE journal = %s AND seq > %s"
_PEOPLE = (
    "SELECT seq, raw, leaf FROM assistant.event WHERE journal = %s AND type IN (%s, %s) AND case_id = '' ORDER BY seq"
)
_FORKS = "SELECT journal, seq, kept, other, at FROM assistant.fork ORDER BY journal, seq, at"
_SEND = "SELECT assistant.send(%s, %s, %s, %s, %s, %s, %s)"
_UNTAKEN = "SELECT id FROM assistant.letter WHERE journal = %s AND taken_at IS NULL AND kind <> 'floor.receipt'"


class CodedThere(Coding):
    """Coded past decisions of every seat that syncs, in tables beside their records."""

    def __init__(self, dsn: str) -> None:
        """Connect, or raise NoServer."""
        connection = entered(dsn)
        connection.execute("SET search_path = assistant, pg_temp")
        super().__init__(Joined(connection))

    def take_in(self, policy: Policy, zone: tzinfo | None, told: Told) -> None:
        """Code what the server holds of every seat that is not coded yet, seat by seat."""
        seats = self.connection.execute("SELECT journal, seq FROM head WHERE seq > 0 ORDER BY journal").fetchall()
        for journal, last in seats:
            self.code(Record(self.connection, journal, last, "journal = ?"), policy, zone, told)


class Postgres:
    """The Store of a supervisor, or of an auditor, who is shown no private words and sends nothing."""

    def __init__(self, dsn: str) -> None:
        """Connect, or raise NoServer."""
        self._dsn, self._connection = dsn, entered(dsn)
        (self._words,) = self._rows("SELECT has_table_privilege('assistant.secret', 'SELECT')")[0]

    def seats(self) -> list[SeatRow]:
        """Return all seats, by login."""
        return [SeatRow(journal, login, seq, at) for journal, login, seq, at in self._rows(_SEATS)]

    def entries(self, journal: str, after: int) -> list[Entry]:
        """Return a seat's events after a number; of one moment, so that no word comes without its event."""
        with asking(), self._live().transaction():
            self._connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            events = self._rows(_EVENTS, journal, after)
            words: dict[int, dict[str, str]] = {}
            for seq, name, value in self._rows(_SECRETS, journal, after) if self._words else ():
                words.setdefault(seq, {})[name] = value
        return [entry(raw, leaf, words.get(seq, {})) for seq, raw, leaf in events]

    def people(self, journal: str) -> Signers:
        """Return who may sign at a seat."""
        signers = Signers(journal)
        for _, raw, leaf in self._rows(_PEOPLE, journal, REGISTERED, REMOVED):
            found = entry(raw, leaf, {})
            _take(signers, {"type": found.kind, "case": found.case_id, "actor": found.actor, "data": found.data})
        return signers

    def forks(self) -> list[Fork]:
        """Return where a seat has two histories."""
        rows = self._rows(_FORKS)
        return [Fork(journal, seq, kept.hex(), other.hex(), stamp(at)) for journal, seq, kept, other, at in rows]

    def send(self, letter: Letter) -> None:
        """Leave a letter for its seat; twice is once."""
        by, signature = str(letter.data.get("by", "")), str(letter.data.get("signature", ""))
        parts = (letter.journal, letter.id, letter.case_id, letter.kind, by, signature, letter.text())
        self._rows(_SEND, *parts)

    def untaken(self, journal: str) -> frozenset[str]:
        """Return the letters a seat has not taken yet."""
        return frozenset(each for (each,) in self._rows(_UNTAKEN, journal))

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _rows(self, sql: str, *given: object) -> Sequence[tuple[Any, ...]]:
        with asking():
            return self._live().execute(sql, given or None).fetchall()

    def _live(self) -> psycopg.Connection:
        """Return the connection, made anew where it was lost: a desk is open all day."""
        if self._connection.closed:
            self._connection = entered(self._dsn)
        return self._connection


def _take(signers: Signers, record: dict[str, Any]) -> None:
    try:
        signers.holds(record)
    except (KeyError, TypeError, ValueError, AttributeError):  # somebody slipped it in: it registers nobody
        return


__all__ = ["NoServer", "Postgres"]
