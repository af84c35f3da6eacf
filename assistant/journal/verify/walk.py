"""The walk: a whole journal read through once, held against itself and against notes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from assistant.journal.verify.notes import Key, Note, notes_in
from assistant.journal.verify.signers import OVERRIDE, Signers

APPLICATION_ID = 0x4E445331
GENESIS = "0" * 64
ROWS = """SELECT e.seq, e.id, e.case_id, e.type, e.at, e.prev, CAST(e.raw AS BLOB), e.leaf,
 s.name, s.salt, CAST(s.value AS BLOB) FROM event e LEFT JOIN secret s ON s.seq = e.seq ORDER BY e.seq, s.name"""
STRAY = "SELECT seq FROM secret WHERE NOT EXISTS (SELECT 1 FROM event WHERE event.seq = secret.seq)"

OF = "SELECT 1 FROM event WHERE seq = ? AND case_id <> ?"


def node(left: bytes, right: bytes) -> bytes:
    """Return the hash over two parts of the tree."""
    return hashlib.sha256(b"\1" + left + right).digest()


def leaf_of(raw: bytes) -> bytes:
    """Return the hash of one record: the leaf of RFC 6962."""
    return hashlib.sha256(b"\0" + raw).digest()


def opened(promised: dict[str, str], name: str, salt: bytes, value: bytes) -> bool:
    """Whether these private words are the ones that were promised."""
    words = b"\0".join((b"ja-commit-v1", name.encode(), value))
    return promised.get(name) == hmac.digest(salt, words, "sha256").hex()


class Finding(NamedTuple):
    """Something that does not hold."""

    code: str
    seq: int
    detail: str = ""

    @property
    def exit(self) -> int:
        """2 where the record is damaged, 3 where it contradicts a note."""
        return 3 if self.code.startswith("note_") else 2


class Seen(NamedTuple):
    """What was read, beside what does not hold."""

    findings: list[Finding]
    facts: dict[str, Any]


Connect = Callable[[Path], sqlite3.Connection]


def audit(path: Path, notes: Sequence[Note], key: Key | None, connect: Connect | None = None) -> Seen:
    """Read a whole journal and hold it against itself and the notes; `connect` knows the key of an encrypted one."""
    db = (connect or _connected)(path)
    try:
        return _audit(db, notes, key)
    finally:
        db.close()


def _connected(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        db.execute("SELECT 1 FROM event LIMIT 1").fetchone()
    except sqlite3.OperationalError:  # where nothing may be written, a log beside the file cannot be read
        db.close()
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    return db


def _audit(db: sqlite3.Connection, notes: Sequence[Note], key: Key | None) -> Seen:
    if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise ValueError("application_id")
    journal = str(db.execute("SELECT value FROM meta WHERE key = 'journal'").fetchone()[0])
    stored = [(size, notes_in(text)) for size, text in db.execute("SELECT size, note FROM checkpoint ORDER BY size")]
    found = [Finding("checkpoint", size) for size, many in stored if [each.size for each in many] != [size]]
    kept = [each for _, many in stored for each in many]
    found += [Finding("checkpoint", each.size) for each in kept if key and not each.signed(key)]
    found += [Finding("note_signature", each.size, each.origin) for each in notes if key and not each.signed(key)]
    ours = [each for each in (*kept, *notes) if not key or each.signed(key)]
    walk = Walk(journal, ours)
    try:
        walk.through(db.execute(ROWS))
        found += [Finding("stray_secret", seq) for (seq,) in db.execute(STRAY)]
        found += [
            Finding("erased_other", seq) for seq, case in walk.erased_of if db.execute(OF, (seq, case)).fetchone()
        ]
    except sqlite3.DatabaseError as error:
        found.append(Finding("unreadable", walk.size + 1, str(error)))
    return Seen([*found, *walk.findings, *walk.missing()], {**walk.facts(), "notes": len(ours), "key": bool(key)})


class Walk:
    """One pass through the events, one of them in memory at a time."""

    def __init__(self, journal: str, notes: Sequence[Note]) -> None:
        """Begin at the first event."""
        self.journal, self.size, self.findings = journal, 0, list[Finding]()
        self._prev, self._peaks, self._notes = GENESIS, list[bytes](), notes
        self._gone: set[tuple[int, str]] = set()
        self._clock: list[int] = []
        self._erased, self._leaves = 0, 0
        self.erased_of: list[tuple[int, str]] = []  # events that lost words, and the case that was agreed on
        self._packs: set[str] = set()
        self._signers, self._overrides = Signers(journal), 0
        if any(each.origin != f"journal/{journal}" for each in notes):
            self.findings.append(Finding("note_other", 0))

    def through(self, rows: Iterable[Sequence[Any]]) -> None:
        """Go through all events."""
        for event, secrets in _grouped(rows):
            self.size += 1
            self._one(event, secrets)
            self._roots()

    def _one(self, row: Sequence[Any], secrets: dict[str, tuple[bytes, bytes]]) -> None:
        raw, kept = bytes(row[6]), bytes(row[7])
        if row[0] != self.size:
            self._say("gap", f"{row[0]}")
            self.size = int(row[0])
        if leaf_of(raw) != kept:
            self._say("bytes")
        try:
            record = json.loads(raw)
            if [record[name] for name in ("seq", "id", "case", "type", "at", "prev")] != list(row[:6]):
                self._say("column")
            if (record["j"], record["prev"]) != (self.journal, self._prev):
                self._say("link")
            self._secrets(record, secrets)
            self._remember(record)
        except (ValueError, TypeError, KeyError, AttributeError):
            self._say("record")
        self._prev = kept.hex()
        _grow(self._peaks, self._leaves, kept)
        self._leaves += 1

    def _secrets(self, record: dict[str, Any], secrets: dict[str, tuple[bytes, bytes]]) -> None:
        promised: dict[str, str] = record["pii"]
        for name, (salt, value) in secrets.items():
            if not opened(promised, name, salt, value):
                self._say("secret", name)
        self._gone |= {(self.size, name) for name in promised.keys() - secrets.keys()}

    def _remember(self, record: dict[str, Any]) -> None:
        self._overrides += record["type"] == OVERRIDE
        if not self._signers.holds(record):
            self._say("signature", str(record["data"].get("confirmed_by") or record["data"].get("by", "")))
        if record["type"] == "clock.stepped":
            self._clock.append(self.size)
        if record["type"] == "case.opened":
            self._packs.add(f"{record['data']['pack']} {record['data']['digest']}")
        if record["type"] == "pii.erased":
            erased = {(record["data"]["seq"], name) for name in record["data"]["names"]}
            self._gone, self._erased = self._gone - erased, self._erased + len(erased)
            self.erased_of.append((record["data"]["seq"], self._signers.granted))

    def _roots(self) -> None:
        for note in self._notes:
            if note.size == self.size and note.root != base64.b64encode(_root(self._peaks)).decode():
                self._say("note_root")

    def missing(self) -> Iterator[Finding]:
        """Name what is missing at the end: words nobody recorded erasing, and events a note speaks of."""
        yield from (Finding("secret_missing", seq, name) for seq, name in sorted(self._gone))
        yield from (Finding("note_beyond", each.size) for each in self._notes if each.size > self.size)
        roots: dict[int, str] = {}
        yield from (Finding("note_two", e.size) for e in self._notes if roots.setdefault(e.size, e.root) != e.root)

    def facts(self) -> dict[str, Any]:
        """Return what an auditor wants to know beside it."""
        root = base64.b64encode(_root(self._peaks)).decode()
        told = {"journal": self.journal, "events": self.size, "root": root}
        people = sorted(f"{name} ({role})" for name, (role, _, _) in self._signers.people.items())
        told |= {"people": people, "overrides": self._overrides, "unsigned": self._signers.unsigned}
        return {**told, "erased": self._erased, "clock_steps": self._clock, "packs": sorted(self._packs)}

    def _say(self, code: str, detail: str = "") -> None:
        self.findings.append(Finding(code, self.size, detail))


def _grouped(rows: Iterable[Sequence[Any]]) -> Iterator[tuple[Sequence[Any], dict[str, tuple[bytes, bytes]]]]:
    event: Sequence[Any] | None = None
    secrets: dict[str, tuple[bytes, bytes]] = {}
    for row in rows:
        if event is not None and row[0] != event[0]:
            yield event, secrets
            secrets = {}
        event = row
        if row[8] is not None:
            secrets[row[8]] = (bytes(row[9]), bytes(row[10]))
    if event is not None:
        yield event, secrets


def _grow(peaks: list[bytes], size: int, leaf: bytes) -> None:
    while size & 1:
        leaf, size = node(peaks.pop(), leaf), size >> 1
    peaks.append(leaf)


def _root(peaks: Sequence[bytes]) -> bytes:
    *rest, found = peaks or [hashlib.sha256().digest()]
    for peak in reversed(rest):
        found = node(peak, found)
    return found
