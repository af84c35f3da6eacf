"""Search: private words found again as people type them. Read through, not indexed: an index would be a second copy."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

_ALL = "SELECT seq, case_id, at, type, name, value FROM event JOIN secret USING (seq) ORDER BY seq DESC, name"
AROUND = 20
"""Characters shown on either side of what was found."""


@dataclass(frozen=True, slots=True)
class Found:
    """Words of an event in which everything looked for stands."""

    seq: int
    case_id: str
    at: str
    kind: str
    name: str
    excerpt: str


def folded(text: str) -> str:
    """Return a text as it is compared: whatever its width and case."""
    return unicodedata.normalize("NFKC", text).casefold()


def search(connection: sqlite3.Connection, wanted: Sequence[str]) -> Iterator[Found]:
    """Yield what holds all of these words, the newest first."""
    parts = [folded(each) for each in wanted if each.strip()]
    if not parts:
        return
    for seq, case_id, at, kind, name, value in connection.execute(_ALL):
        text = folded(value)
        if all(each in text for each in parts):
            begin = max(0, text.index(parts[0]) - AROUND)
            excerpt = text[begin : text.index(parts[0]) + len(parts[0]) + AROUND]
            yield Found(seq, case_id, at, kind, name, " ".join(excerpt.split()))
