"""Flat: the sealed events as lines of text. Private words lie apart from them and do not go with them."""

from __future__ import annotations

import csv
import io
from json import dumps, loads
from typing import TYPE_CHECKING

from assistant.rules.clean import show
from assistant.rules.export.cells import guarded

if TYPE_CHECKING:
    import sqlite3

_RAW = "SELECT raw FROM event ORDER BY seq"
HEAD = ("seq", "at", "case", "actor", "type", "tv", "data")


def jsonl(connection: sqlite3.Connection) -> list[str]:
    """Return each event as the very bytes that were sealed: SHA-256 over a zero byte and a line is its seal."""
    return [f"{raw}\n" for (raw,) in connection.execute(_RAW)]


def csv_(connection: sqlite3.Connection) -> list[str]:
    """Return the events for a spreadsheet: no cell is a formula, and none hides what it holds."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEAD)
    for (raw,) in connection.execute(_RAW):
        record = loads(raw)
        data = dumps(record["data"], ensure_ascii=False, sort_keys=True)
        cells = (*(record[name] for name in HEAD[:-1]), data)
        writer.writerow([guarded(show(str(each))) for each in cells])
    return ["\ufeff", text.getvalue()]


FORMS = {"jsonl": jsonl, "csv": csv_}
