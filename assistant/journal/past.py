"""Past cases: what was decided, read from the record as combinations that can be decided again.

They are kept in a file of their own beside the record, made anew whenever it is
missing. Nothing personal is in it, and nothing of it goes back into the record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from json import dumps, loads
from pathlib import Path
from typing import Any, Protocol

from assistant.call.case import ChargeLine
from assistant.call.verdict import kind_of
from assistant.journal.door import GUARDS, opening, plain, read_only, settle
from assistant.journal.reading import journal_id
from assistant.rules.combination import combination_of, schema_of
from assistant.rules.facts import UNKNOWN, Fact, Facts
from assistant.rules.policy import Policy

BATCH = 500
"""Decisions taken in before they are kept: what is lost where the work is broken off."""

TABLES = (
    """CREATE TABLE IF NOT EXISTS coded_to (
  journal TEXT NOT NULL, schema_id TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (journal, schema_id))""",
    """CREATE TABLE IF NOT EXISTS combination (
  id INTEGER PRIMARY KEY, schema_id TEXT NOT NULL, facts TEXT NOT NULL, UNIQUE (schema_id, facts))""",
    """CREATE TABLE IF NOT EXISTS coded (
  schema_id TEXT NOT NULL, journal TEXT NOT NULL, case_id TEXT NOT NULL, line TEXT NOT NULL,
  kind TEXT NOT NULL, amount_yen INTEGER, decided_on TEXT NOT NULL, basis_on TEXT NOT NULL,
  basis_known INTEGER NOT NULL, ruling TEXT NOT NULL, combination INTEGER NOT NULL,
  PRIMARY KEY (schema_id, journal, case_id, line))""",
)
"""Keyed by journal, so that many seats can lie in one store, and one seat on one of its shards."""

_DECISIONS = (
    "SELECT seq, case_id, at, raw FROM event WHERE {where} AND seq > ? AND type = 'decision.reached' ORDER BY seq"
)
_BEGINNING = """SELECT type, raw FROM event
WHERE {where} AND case_id = ? AND seq < ? AND type IN ('case.opened', 'line.added') ORDER BY seq"""

_CODED = """INSERT INTO coded VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (schema_id, journal, case_id, line) DO UPDATE SET
  kind = excluded.kind, amount_yen = excluded.amount_yen, decided_on = excluded.decided_on,
  basis_on = excluded.basis_on, basis_known = excluded.basis_known, ruling = excluded.ruling,
  combination = excluded.combination"""

Told = Callable[[int, int], None]
"""How far the reading has come: the event reached, and the last there is."""


class Asked(Protocol):
    """A database that takes this SQL: SQLite by itself, PostgreSQL through its door."""

    def execute(self, sql: str, given: Any = ..., /) -> Any:  # noqa: ANN401  # a cursor, of either
        """Do one statement."""

    def executemany(self, sql: str, rows: Any, /) -> Any:  # noqa: ANN401  # likewise
        """Do one statement for each row."""

    def close(self) -> None:
        """Hang up."""


@dataclass(frozen=True, slots=True)
class Record:
    """One journal to be read: where, under which name, and how far it has come."""

    asked: Asked
    journal: str
    last: int
    where: str = ""
    """What tells its events from others', if they do not lie alone; with one gap for the journal."""

    def rows(self, sql: str, *given: str | int) -> Any:  # noqa: ANN401  # rows, of either
        """Ask it."""
        name = (self.journal,) if self.where else ()
        return self.asked.execute(sql.format(where=self.where or "true"), (*name, *given))


@dataclass(frozen=True, slots=True)
class Past:
    """A decision as it was recorded, with the lines it was on."""

    seq: int
    case_id: str
    on: date
    lines: tuple[ChargeLine, ...]
    rulings: Mapping[str, str]
    facts: Mapping[str, str | int]

    def facts_of(self, line: str) -> Facts:
        """Return the facts that held for a line: its own before the case's."""
        own = f"{line}."
        others = tuple(f"{each.id}." for each in self.lines)
        found = {name: Fact(value) for name, value in self.facts.items() if not name.startswith(others)}
        return found | {name[len(own) :]: Fact(value) for name, value in self.facts.items() if name.startswith(own)}


def read_past(record: Record, pack: str, after: int, zone: tzinfo | None) -> Iterator[Past]:
    """Walk the decisions after an event on real cases of a pack, in the order they were reached.

    `zone` is the seat's; None is that of this machine.
    """
    for seq, case_id, at, raw in record.rows(_DECISIONS, after):
        begun = [(kind, loads(each)["data"]) for kind, each in record.rows(_BEGINNING, case_id, seq)]
        opened: Mapping[str, Any] = next((data for kind, data in begun if kind == "case.opened"), {})
        if opened.get("pack") != pack or opened.get("example"):
            continue
        lines = tuple(_line(data) for kind, data in begun if kind == "line.added")
        decided = loads(raw)["data"]
        yield Past(seq, case_id, _day(decided["facts"], at, zone), lines, decided["rulings"], decided["facts"])


def _line(data: Mapping[str, Any]) -> ChargeLine:
    return ChargeLine(data["line"], data["charge_line"], data.get("option", ""), data.get("amount_yen"))


def _day(facts: Mapping[str, Any], at: str, zone: tzinfo | None) -> date:
    """Return the day a decision was of: the one stated for its case, else that of the clock at the seat."""
    stated = facts.get("decision_date", UNKNOWN)
    return datetime.fromisoformat(at).astimezone(zone).date() if stated == UNKNOWN else date.fromisoformat(stated)


class Coding:
    """Coded past decisions in some database. They can be thrown away at any time."""

    def __init__(self, connection: Asked) -> None:
        """Hold the connection; the tables are there."""
        self.connection = connection

    def close(self) -> None:
        """Hang up."""
        self.connection.close()

    def code(self, record: Record, policy: Policy, zone: tzinfo | None, told: Told) -> None:
        """Code every decision not coded yet under this pack's fact schema. Broken off, it goes on from there."""
        batch: list[Past] = []
        for past in read_past(record, policy.id, self._reached(record.journal, schema_of(policy)), zone):
            batch.append(past)
            if len(batch) == BATCH:
                self.keep(record.journal, policy, batch, batch[-1].seq)
                told(batch[-1].seq, record.last)
                batch = []
        self.keep(record.journal, policy, batch, record.last)
        told(record.last, record.last)

    def _reached(self, journal: str, schema: str) -> int:
        query = "SELECT seq FROM coded_to WHERE journal = ? AND schema_id = ?"
        row = self.connection.execute(query, (journal, schema)).fetchone()
        return int(row[0]) if row else 0

    def keep(self, journal: str, policy: Policy, batch: list[Past], reached: int) -> None:
        """Keep a batch of decisions of a journal, and that it was read up to this event."""
        schema = schema_of(policy)
        self.connection.execute("BEGIN")
        for past in batch:
            for line in past.lines:
                if line.id in past.rulings:
                    self._keep_line(journal, schema, policy, past, line)
        mark = "INSERT INTO coded_to VALUES (?, ?, ?) ON CONFLICT (journal, schema_id) DO UPDATE SET seq = excluded.seq"
        self.connection.execute(mark, (journal, schema, reached))
        self.connection.execute("COMMIT")

    def _keep_line(self, journal: str, schema: str, policy: Policy, past: Past, line: ChargeLine) -> None:
        found = combination_of(policy, past.facts_of(line.id), past.on)
        facts = dumps(dict(sorted(found.values.items())), ensure_ascii=True, separators=(",", ":"))
        insert = "INSERT INTO combination (schema_id, facts) VALUES (?, ?) ON CONFLICT DO NOTHING"
        self.connection.execute(insert, (schema, facts))
        query = "SELECT id FROM combination WHERE schema_id = ? AND facts = ?"
        (number,) = self.connection.execute(query, (schema, facts)).fetchone()
        self.connection.execute(
            _CODED,
            (
                schema,
                journal,
                past.case_id,
                line.id,
                kind_of(line, policy),
                line.amount_yen,
                past.on.isoformat(),
                found.basis_on.isoformat(),
                int(found.basis_known),
                past.rulings[line.id],
                number,
            ),
        )


class Coded(Coding):
    """The file beside one seat's record."""

    def __init__(self, path: Path) -> None:
        """Open the file, made where there is none."""
        connection = plain(path)
        connection.execute("PRAGMA synchronous = NORMAL")
        for table in TABLES:
            connection.execute(table)
        super().__init__(connection)

    def take_in(self, journal_path: Path, policy: Policy, zone: tzinfo | None, told: Told) -> None:
        """Code what the record beside it holds that is not coded yet."""
        with opening(), closing(read_only(journal_path)) as journal:
            settle(journal, GUARDS)
            last = journal.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()[0]
            self.code(Record(journal, journal_id(journal), last), policy, zone, told)
