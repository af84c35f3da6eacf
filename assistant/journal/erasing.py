"""Erasing: private words taken out of the record, with an event in their place.

The events stay, and so does every seal: what was sealed is a salted promise of the
words, and without the salt it tells nothing about them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from json import loads
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.journal import own
from assistant.journal.door import GUARDS, SqliteError, as_found, settle
from assistant.journal.hand import Hand, Lot
from assistant.journal.refusals import CannotOpen
from assistant.journal.verify.signers import AGREED, RELEASED, statement_of

if TYPE_CHECKING:
    import sqlite3

_HELD = "SELECT type, raw FROM event WHERE case_id = '' AND type IN ('erasure.held', 'erasure.released') ORDER BY seq"

_HOLDS = "SELECT 1 FROM secret JOIN event USING (seq) WHERE case_id = ? LIMIT 1"


@dataclass(frozen=True, slots=True)
class Consent:
    """On what ground words are erased, at whose wish, and who confirmed it. Both are pseudonyms, and two people."""

    basis: str
    by: str
    confirmed_by: str = ""
    only: str = ""  # one class of words; all of them where it is empty
    signature: str = ""  # under the statement of what is agreed, by whoever confirmed it


def erase(
    hand: Hand, case_id: str, words: Collection[tuple[int, str]], consent: Consent, papers: Sequence[str]
) -> None:
    """Take these words out of the record for good, and keep that it was done, in one piece; or raise NotWritten.

    `papers` are the files that went with them.
    """
    by_event = {seq: tuple(name for _, name in each) for seq, each in groupby(sorted(words), itemgetter(0))}
    told = [own.erased(seq, names, consent.basis) for seq, names in by_event.items()]
    signed = agreement(hand.connection(), case_id, consent)
    agreed = own.erasure_agreed({**signed, "signature": consent.signature}, len(words), papers)

    def gone(connection: sqlite3.Connection) -> None:
        connection.executemany("DELETE FROM secret WHERE seq = ? AND name = ?", sorted(words))

    hand.keep([Lot(own.NO_CASE, (agreed, *told))], gone)


def agreement(connection: sqlite3.Connection, case_id: str, consent: Consent) -> dict[str, Any]:
    """Return what is agreed to and signed: also how far the case had come, so that it holds for nothing later."""
    (since,) = connection.execute("SELECT count(*) FROM event WHERE case_id = ?", (case_id,)).fetchone()
    told = {"case": case_id, "basis": consent.basis, "class": consent.only, "since": since}
    told |= {"by": consent.by, "confirmed_by": consent.confirmed_by}
    return {**told, "statement": statement_of(AGREED, told)}


def release(connection: sqlite3.Connection, case_id: str, by: str, confirmed_by: str) -> dict[str, Any]:
    """Return what is signed of a release: also how many holds and releases went before."""
    gone = [loads(raw)["data"]["case"] for _, raw in connection.execute(_HELD)]
    told = {"case": case_id, "since": gone.count(case_id), "by": by, "confirmed_by": confirmed_by}
    return {**told, "statement": statement_of(RELEASED, told)}


def rub_out(hand: Hand) -> bool:
    """Write the file anew without what was deleted, and empty its log; say whether both are done.

    SQLite overwrites what it deletes, yet a page that was put in order before may hold an
    older copy: measured, once in two hundred journals. Only writing anew leaves none.
    """
    try:
        hand.connection().execute("VACUUM")
    except SqliteError:
        return False
    return hand.checkpoint_wal() and hand.wal_bytes() == 0


def still_holds(path: Path, case_id: str) -> bool:
    """Whether this file is a record, another one, in which private words of the case stand."""
    try:
        with closing(as_found(path)) as connection:
            settle(connection, GUARDS)
            return connection.execute(_HOLDS, (case_id,)).fetchone() is not None
    except (SqliteError, CannotOpen):  # no record of ours
        return False


def held_cases(connection: sqlite3.Connection) -> frozenset[str]:
    """Return the cases from which nothing may be erased: a dispute is expected, or under way."""
    held: set[str] = set()
    for kind, raw in connection.execute(_HELD):
        case = loads(raw)["data"]["case"]
        if kind == "erasure.held":
            held.add(case)
        else:
            held.discard(case)
    return frozenset(held)
