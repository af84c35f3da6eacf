"""Showing: what of a journal is handed to somebody outside. A case alone, a copy, a code to read out."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.journal.door import opening
from assistant.journal.frontier import Frontier
from assistant.journal.refusals import CannotOpen, Why

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: none of them is mistaken for another when read out."""

CODE_LETTERS = 10


def code(note: str) -> str:
    """Return a short code of a note, to find it by on the telephone. It proves nothing: it is short."""
    size_and_root = "\n".join(note.split("\n")[:3]).encode()
    number = int.from_bytes(hashlib.sha256(size_and_root).digest()[:8], "big")
    letters = "".join(LETTERS[number >> shift & 31] for shift in range(59, 59 - 5 * CODE_LETTERS, -5))
    return f"{letters[:5]}-{letters[5:]}"


def proof(connection: sqlite3.Connection, case_id: str) -> dict[str, Any]:
    """Return a case's records up to the last note, each with what leads from it to the signed root."""
    with opening():
        row = connection.execute("SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1").fetchone()
        if row is None:
            raise CannotOpen(Why.MISSING, "nothing was signed yet")
        size, note = row
        query = "SELECT seq, raw FROM event WHERE case_id = ? AND seq <= ? ORDER BY seq"
        rows = connection.execute(query, (case_id, size)).fetchall()
        leaves = [leaf for (leaf,) in connection.execute("SELECT leaf FROM event WHERE seq <= ? ORDER BY seq", (size,))]
        found = paths(leaves, [seq - 1 for seq, _ in rows])
        secrets = {seq: _secrets(connection, seq) for seq, _ in rows}
    events = [
        {"raw": raw, "path": [step.hex() for step in steps], "secrets": secrets[seq]}
        for (seq, raw), steps in zip(rows, found, strict=True)
    ]
    return {"v": 1, "case": case_id, "note": note, "events": events}


def paths(leaves: Sequence[bytes], wanted: Iterable[int]) -> list[list[bytes]]:
    """Return the hashes that show each of these places to be in the tree (RFC 6962, 2.1.1)."""

    @cache
    def root(low: int, high: int) -> bytes:
        frontier = Frontier()
        frontier.extend(leaves[low:high])
        return frontier.root()

    return [_path(len(leaves), at, root) for at in wanted]


def _path(size: int, at: int, root: Any) -> list[bytes]:  # noqa: ANN401  # a function that remembers
    found: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + (1 << (high - low - 1).bit_length() - 1)
        if at < middle:
            found.append(root(middle, high))
            high = middle
        else:
            found.append(root(low, middle))
            low = middle
    return found[::-1]


def _secrets(connection: sqlite3.Connection, seq: int) -> dict[str, dict[str, str]]:
    rows = connection.execute("SELECT name, salt, value FROM secret WHERE seq = ?", (seq,))
    return {name: {"salt": salt.hex(), "value": value} for name, salt, value in rows}


def copy(path: Path, to: Path) -> None:
    """Copy a journal into one plain file that can be read where nothing may be written, encrypted as it may be."""
    from assistant.journal.door import is_encrypted, plain  # noqa: PLC0415  # beside what it is for

    to.touch(mode=0o600, exist_ok=False)
    with opening():
        if is_encrypted(path):
            from assistant.journal.recasting import copy_out  # noqa: PLC0415  # a plain record must not pay for it

            copy_out(path, to)
        else:
            _vacuumed(plain(path), to)
        made = plain(to)
        try:
            made.execute("PRAGMA journal_mode = delete").fetchall()
        finally:
            made.close()


def _vacuumed(connection: sqlite3.Connection, to: Path) -> None:
    try:
        connection.execute("VACUUM INTO ?", (str(to),))
    finally:
        connection.close()


def from_note(connection: sqlite3.Connection, key: Any) -> dict[str, Any]:  # noqa: ANN401  # of `verify`, which is loaded late
    """Verify what came after the last note, and the note; quick however long the journal is."""
    from assistant.journal.audit import first_break  # noqa: PLC0415  # only here
    from assistant.journal.keeper import Keeper  # noqa: PLC0415  # only here
    from assistant.journal.reading import head, journal_id  # noqa: PLC0415  # only here
    from assistant.journal.verify.notes import notes_in  # noqa: PLC0415  # only here

    with opening():
        row = connection.execute("SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1").fetchone() or (0, "")
        notes = notes_in(row[1])
        findings = [] if not row[0] or (notes and notes[0].size == row[0]) else [_finding("checkpoint", row[0])]
        if notes and key and not notes[0].signed(key):
            findings.append(_finding("checkpoint", row[0]))
        try:
            Keeper(Path()).take_up(connection)
        except CannotOpen:
            findings.append(_finding("note_root", row[0]))
        broken = first_break(connection, journal_id(connection), row[0])
    if broken is not None:
        findings.append(_finding("bytes", broken))
    told = {"journal": journal_id(connection), "events": head(connection)[0], "from": row[0], "key": bool(key)}
    return {**told, "findings": findings}


def _finding(name: str, seq: int) -> dict[str, Any]:
    return {"code": name, "seq": seq, "detail": ""}
