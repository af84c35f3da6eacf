"""Signing: what a person must have signed is refused unsigned, and not believed where somebody slipped it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from json import loads
from typing import TYPE_CHECKING, Any

from assistant.journal import own
from assistant.journal.reading import entries, journal_id
from assistant.journal.record import Entry
from assistant.journal.refusals import NotWritten, Why
from assistant.journal.verify.signers import (
    AGREED,
    ERASED,
    HELD,
    OVERRIDE,
    REGISTERED,
    RELEASED,
    REMOVED,
    SIGNED_SINCE,
    Signers,
)

if TYPE_CHECKING:
    import sqlite3

    from assistant.call.events import Encoded

SIGNED = frozenset({OVERRIDE, REGISTERED, REMOVED, AGREED, RELEASED, ERASED})
FORGED = "override.forged"
"""What a signature under an override is read as that nobody gave: no event of a case, and shown as unread."""

_PEOPLE = "SELECT seq, raw FROM event WHERE case_id = '' AND type IN (?, ?) ORDER BY seq"


def held_to(connection: sqlite3.Connection, kept: list[Entry]) -> list[Entry]:
    """Return the entries of a case; an override that its signer did not sign is none."""
    if all(each.kind != OVERRIDE for each in kept):
        return kept
    signers = Signers(journal_id(connection))
    people = [(seq, loads(raw)) for seq, raw in connection.execute(_PEOPLE, (REGISTERED, REMOVED))]
    found = []
    for each in kept:
        while people and people[0][0] < each.seq:
            _holds(signers, people.pop(0)[1])
        held = _holds(signers, _record(each.kind, each.case_id, each.actor, each.data))
        found.append(each if held else replace(each, kind=FORGED))
    return found


def registered(connection: sqlite3.Connection) -> Signers:
    """Return the signers as they stand at the end of the journal."""
    signers = Signers(journal_id(connection))
    for _, raw in connection.execute(_PEOPLE, (REGISTERED, REMOVED)):
        _holds(signers, loads(raw))
    return signers


def refuse_unsigned(connection: sqlite3.Connection, case_id: str, actor: str, happened: Sequence[Encoded]) -> None:
    """Raise NotWritten where one of these had to be signed, and is not, before it is written."""
    if all(each.kind not in SIGNED for each in happened):
        return
    signers = registered(connection)
    for kept in entries(connection, case_id) if case_id != own.NO_CASE else ():
        _holds(signers, _record(kept.kind, case_id, kept.actor, kept.data))
    if case_id == own.NO_CASE:
        _of_erasing(connection, signers, happened)
    for each in happened:
        signed = each.version >= SIGNED_SINCE or each.kind not in {AGREED, RELEASED}
        if not signed or not _holds(signers, _record(each.kind, case_id, actor, each.data, each.version)):
            raise NotWritten(Why.UNSIGNED, each.kind)
        if each.kind == ERASED and not _is_of(connection, each.data["seq"], signers.granted):
            raise NotWritten(Why.UNSIGNED, each.kind)


def _of_erasing(connection: sqlite3.Connection, signers: Signers, happened: Sequence[Encoded]) -> None:
    """Take in what an erasure is held against: the case it is of, and its holds."""
    of = {each.data["case"] for each in happened if each.kind in {AGREED, RELEASED}}
    for case_id in of:
        for kept in entries(connection, case_id):
            _holds(signers, _record(kept.kind, case_id, kept.actor, kept.data))
    for _, raw in connection.execute(_PEOPLE, (HELD, RELEASED)) if of else ():
        record = loads(raw)
        if record["data"]["case"] in of:
            _holds(signers, record)


def _is_of(connection: sqlite3.Connection, seq: int, case_id: str) -> bool:
    row = connection.execute("SELECT case_id FROM event WHERE seq = ?", (seq,)).fetchone()
    return row is not None and row[0] == case_id


def _record(kind: str, case_id: str, actor: str, data: Mapping[str, Any], version: int = 1) -> dict[str, Any]:
    return {"type": kind, "tv": version, "case": case_id, "actor": actor, "data": data}


def _holds(signers: Signers, record: Mapping[str, Any]) -> bool:
    try:
        return signers.holds(record)
    except (KeyError, TypeError, ValueError, AttributeError):
        return False
