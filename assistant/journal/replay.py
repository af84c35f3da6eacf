"""Replay: what all past cases would come to under another pack. A simulation, written nowhere in the record.

Each combination that occurs is decided once; the rest is a join of the coded cases
with that list, the same in SQLite and in PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from json import loads
from typing import TYPE_CHECKING

from assistant.rules.combination import redecide, schema_of
from assistant.rules.compile import Rulebook
from assistant.rules.policy import Ruling

if TYPE_CHECKING:
    from assistant.journal.past import Asked

_REGIME = "CREATE TEMP TABLE regime (id TEXT, since TEXT, until TEXT)"
_ANEW = """CREATE TEMP TABLE anew (
  kind TEXT, combination BIGINT, basis_known INTEGER, regime TEXT, ruling TEXT, rules TEXT, settled INTEGER,
  PRIMARY KEY (kind, combination, basis_known, regime))"""

_OCCURRING = """
SELECT DISTINCT coded.kind, coded.combination, coded.basis_known, regime.id, combination.facts
FROM coded JOIN regime ON coded.basis_on BETWEEN regime.since AND regime.until
JOIN combination ON combination.id = coded.combination
WHERE coded.schema_id = ? AND coded.decided_on >= ?"""

# The pack's last day is looked at here: after it, what would be billed is held.
_JOINED = """
SELECT coded.journal, coded.case_id, coded.line, coded.kind, coded.amount_yen, coded.ruling AS before,
  CASE WHEN anew.ruling = 'bill' AND coded.decided_on > :expires THEN 'hold' ELSE anew.ruling END AS after,
  CASE WHEN anew.ruling = 'bill' AND coded.decided_on > :expires THEN :expired ELSE anew.rules END AS rules,
  anew.settled
FROM coded JOIN regime ON coded.basis_on BETWEEN regime.since AND regime.until
JOIN anew ON anew.kind = coded.kind AND anew.combination = coded.combination
  AND anew.basis_known = coded.basis_known AND anew.regime = regime.id
WHERE coded.schema_id = :schema AND coded.decided_on >= :since"""

_SUMMED = f"""
SELECT before, after, rules, settled, count(*),
  CAST(coalesce(sum(amount_yen), 0) AS BIGINT), count(*) - count(amount_yen)
FROM ({_JOINED}) AS joined GROUP BY before, after, rules, settled"""  # noqa: S608  # our own text

_CHANGED = f"""
SELECT journal, case_id, line, kind, amount_yen, before, after, rules
FROM ({_JOINED}) AS joined WHERE before <> after ORDER BY journal, case_id, line LIMIT :most"""  # noqa: S608  # our own text


@dataclass(frozen=True, slots=True)
class Sum:
    """The lines that went from one ruling to one, by the rules that speak now."""

    before: str
    after: str
    rules: tuple[str, ...]
    settled: bool
    lines: int
    yen: int
    without_amount: int

    @property
    def changed(self) -> bool:
        """Whether these lines would be treated differently."""
        return self.before != self.after

    @property
    def charged_yen(self) -> int:
        """How much more the customers would be charged than they were; less, below zero."""
        return self.yen * ((self.after == Ruling.BILL) - (self.before == Ruling.BILL))


@dataclass(frozen=True, slots=True)
class Changed:
    """One line that would be treated differently."""

    journal: str
    case_id: str
    line: str
    charge_line: str
    amount_yen: int | None
    before: str
    after: str
    rules: tuple[str, ...]


class Replay:
    """All coded cases of a store decided under one rulebook."""

    def __init__(self, connection: Asked, book: Rulebook, since: str = "") -> None:
        """Decide each combination that occurs, once."""
        self._connection, self._book = connection, book
        policy = book.policy
        self._given = {
            "schema": schema_of(policy),
            "since": since,
            "expires": policy.expires.isoformat() if policy.expires else "9999-12-31",
            "expired": policy.expired.id,
        }
        for table, made in (("regime", _REGIME), ("anew", _ANEW)):
            connection.execute(f"DROP TABLE IF EXISTS {table}")
            connection.execute(made)
        rows = [(each.id, each.since.isoformat(), each.until.isoformat()) for each in book.regimes]
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO regime VALUES (?, ?, ?)", rows)
        occurring = connection.execute(_OCCURRING, (self._given["schema"], since)).fetchall()
        connection.executemany("INSERT INTO anew VALUES (?, ?, ?, ?, ?, ?, ?)", self._decided(occurring))
        connection.execute("COMMIT")

    def _decided(self, occurring: list[tuple[str, int, int, str, str]]) -> Iterator[tuple[str | int, ...]]:
        regimes = {each.id: each for each in self._book.regimes}
        for kind, number, known, regime, facts in occurring:
            found = redecide(self._book, kind, loads(facts), regimes[regime], basis_known=bool(known))
            yield kind, number, known, regime, found.ruling.value, " ".join(found.rules), int(found.settled)

    def sums(self) -> list[Sum]:
        """Return all lines, summed by the ruling they had and the one they would have."""
        # Sorted here: each database has an order of letters of its own.
        rows = sorted(self._connection.execute(_SUMMED, self._given))
        return [Sum(a, b, tuple(rules.split()), bool(so), n, yen, bare) for a, b, rules, so, n, yen, bare in rows]

    def changed(self, most: int) -> list[Changed]:
        """Return at most so many of the lines that would be treated differently."""
        rows = self._connection.execute(_CHANGED, {**self._given, "most": most})
        return [Changed(a, b, c, d, yen, was, now, tuple(by.split())) for a, b, c, d, yen, was, now, by in rows]
