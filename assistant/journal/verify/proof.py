"""The proof: one case shown alone, each record with the hashes that lead from it to a signed root."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from assistant.journal.verify.notes import Key, Note, notes_in
from assistant.journal.verify.walk import Finding, Seen, leaf_of, node, opened


def root_by_path(leaf: bytes, at: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root that a proof of inclusion leads to (RFC 9162, 2.1.3.2), or None."""
    last, found = size - 1, leaf
    for step in path:
        if not last:
            return None
        if at & 1 or at == last:
            found = node(step, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node(found, step)
        at, last = at >> 1, last >> 1
    return found if last == 0 else None


def prove(proof: dict[str, Any], notes: Sequence[Note], key: Key | None) -> Seen:
    """Hold the records of one case against the note they came with, and that against the others."""
    (note,) = notes_in(proof["note"])
    found = [Finding("note_signature", note.size)] if key and not note.signed(key) else []
    found += [Finding("note_two", e.size) for e in notes if e.size == note.size and e.root != note.root]
    found += [Finding("note_other", e.size) for e in notes if e.origin != note.origin]
    seqs: list[int] = []
    for each in proof["events"]:
        found += _shown(each, proof["case"], note)
        seqs.append(json.loads(each["raw"])["seq"])
    found += [Finding("order", b) for a, b in pairwise(seqs) if a >= b]
    told = {"journal": note.origin.removeprefix("journal/"), "case": proof["case"], "events": len(seqs)}
    return Seen(found, {**told, "root": note.root, "notes": len(notes) + 1, "key": bool(key)})


def _shown(each: dict[str, Any], case: str, note: Note) -> list[Finding]:
    raw = each["raw"].encode()
    record = json.loads(raw)
    seq = int(record["seq"])
    steps = [bytes.fromhex(step) for step in each["path"]]
    root = root_by_path(leaf_of(raw), seq - 1, note.size, steps)
    found = [] if root and base64.b64encode(root).decode() == note.root else [Finding("not_in_note", seq)]
    if (record["j"], record["case"]) != (note.origin.removeprefix("journal/"), case):
        found.append(Finding("column", seq))
    secrets = {name: (bytes.fromhex(one["salt"]), one["value"].encode()) for name, one in each["secrets"].items()}
    return found + [Finding("secret", seq, name) for name in secrets if not opened(record["pii"], name, *secrets[name])]
