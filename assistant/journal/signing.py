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
from assistant.journal.verify.signers import LETTERS, OVERRIDE, REGISTERED, REMOVED, Signers, unbound

if TYPE_CHECKING:
    import sqlite3

    from assistant.call.events import Encoded

ON_A_CASE = LETTERS | {OVERRIDE}
SIGNED = ON_A_CASE | {REGISTERED, REMOVED}
FORGED = "forged"
"""What a kind ends in that nobody signed as it should be: no event of a case, and shown as unread."""

_PEOPLE = "SELECT seq, raw FROM event WHERE case_id = '' AND type IN (?, ?) ORDER BY seq"


def held_to(connection: sqlite3.Connection, kept: list[Entry]) -> list[Entry]:
    """Return the entries of a case; what its signer did not sign is none."""
    if ON_A_CASE.isdisjoint(each.kind for each in kept):
        return kept
    signers = Signers(journal_id(connection))
    people = [(seq, loads(raw)) for seq, raw in connection.execute(_PEOPLE, (REGISTERED, REMOVED))]
    found = []
    for each in kept:
        while people and people[0][0] < each.seq:
            _holds(signers, people.pop(0)[1])
        held = _holds(signers, _record(each.kind, each.case_id, each.actor, each.data))
        erased = each.kind not in LETTERS or "salt" not in each.secrets  # they go together
        held = held and (erased or not unbound(each.data, each.secrets))
        found.append(each if held else replace(each, kind=f"{each.kind.partition('.')[0]}.{FORGED}"))
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
    for each in happened:
        held = _holds(signers, _record(each.kind, case_id, actor, each.data))
        if not held or (each.kind in LETTERS and unbound(each.data, each.private)):
            raise NotWritten(Why.UNSIGNED, each.kind)


def _record(kind: str, case_id: str, actor: str, data: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": kind, "case": case_id, "actor": actor, "data": data}


def _holds(signers: Signers, record: Mapping[str, Any]) -> bool:
    try:
        return signers.holds(record)
    except (KeyError, TypeError, ValueError, AttributeError):
        return False
