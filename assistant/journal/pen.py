"""The pen: one event written into an open transaction, and read back before it counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from assistant.call.events import Encoded
from assistant.journal import own
from assistant.journal.clock import Clock
from assistant.journal.ids import Ids
from assistant.journal.reading import Head
from assistant.journal.record import Entry, entry, epoch_ms, hide, seal_up, stamp
from assistant.journal.refusals import NotWritten, Why
from assistant.journal.seal import leaf

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class Pen:
    """Who writes, into which journal, and by which clock."""

    journal: str
    actor: str
    clock: Clock
    ids: Ids

    def write(
        self, connection: sqlite3.Connection, head: Head, case_id: str, happened: Sequence[Encoded]
    ) -> tuple[Entry, ...]:
        """Write these events and their secrets after `head`; return them as the file gives them back.

        Where the clock was put back or forward, that stands before them; it is not among what is returned.
        """
        written: list[Entry] = []
        for encoded in happened:
            moment, stepped = self.clock.read()
            if stepped:
                put = self._write(connection, head, own.NO_CASE, own.clock_stepped(stepped), moment)
                head = (put.seq, put.leaf)
            written.append(self._write(connection, head, case_id, encoded, moment))
            head = (written[-1].seq, written[-1].leaf)
        return tuple(written)

    def _write(
        self, connection: sqlite3.Connection, head: Head, case_id: str, encoded: Encoded, moment: datetime
    ) -> Entry:
        secrets = hide(encoded)
        seq, at, prev = head[0] + 1, stamp(moment), head[1].hex()
        event_id = self.ids.next(epoch_ms(moment))
        raw = seal_up(
            encoded,
            secrets,
            journal=self.journal,
            seq=seq,
            event_id=event_id,
            at=at,
            case_id=case_id,
            actor=self.actor,
            prev=prev,
        )
        connection.execute(
            "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (seq, event_id, case_id, encoded.kind, at, prev, raw.decode(), leaf(raw)),
        )
        connection.executemany(
            "INSERT INTO secret VALUES (?, ?, ?, ?)",
            [(seq, each.name, each.salt, each.value) for each in secrets],
        )
        return _read_back(connection, seq, leaf(raw), {each.name: each.value for each in secrets})


def _read_back(connection: sqlite3.Connection, seq: int, sealed: bytes, secrets: Mapping[str, str]) -> Entry:
    """Return an event as the file has it, before COMMIT, or raise NotWritten."""
    query = "SELECT raw, leaf FROM event WHERE seq = ?"
    raw, kept = connection.execute(query, (seq,)).fetchone()
    query = "SELECT name, value FROM secret WHERE seq = ?"
    found = dict(connection.execute(query, (seq,)).fetchall())
    if not sealed == kept == leaf(raw.encode()) or found != secrets:
        raise NotWritten(Why.FAILED, "the file gave back something else")
    return entry(raw, kept, found)
