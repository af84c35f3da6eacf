"""CSV as spreadsheets write it: UTF-8 with or without a mark, Shift_JIS, UTF-16 with tabs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from assistant.rules.export.grid import ROWS_MAX, Grid
from assistant.rules.problems import Problem, problem

BYTES_MAX = 10_000_000
JAPANESE = "cp932"
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_ALIKE = {0x301C: "\uff5e", 0x2014: "\u2015", 0x2212: "\uff0d", 0x2016: "\u2225"}
"""What cp932 cannot hold, and the letter a spreadsheet puts there."""


def csv_bytes(rows: Iterable[Sequence[str]], encoding: str = "utf-8-sig") -> bytes:
    """Return rows as CSV; with the mark by which a spreadsheet knows UTF-8."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(encoding, "replace")


def csv_grid(name: str, raw: bytes) -> tuple[Grid | None, str, list[Problem]]:
    """Return the cells of a CSV file and its encoding, or why it cannot be read."""
    if len(raw) > BYTES_MAX:
        return None, "", [problem("too_large", name, size=len(raw), most=BYTES_MAX)]
    encoding = next((code for mark, code in _MARKS.items() if raw.startswith(mark)), "")
    for attempt in (encoding,) if encoding else ("utf-8", JAPANESE):
        try:
            text = raw.decode(attempt)
        except UnicodeDecodeError:
            continue
        return _cells(name, text, attempt)
    return None, "", [problem("cell_encoding", name)]


def _cells(name: str, text: str, encoding: str) -> tuple[Grid | None, str, list[Problem]]:
    first = text.partition("\n")[0]
    between = max(",\t;", key=first.count)
    lines: list[list[str]] = []
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True):
            lines.append(line)
            if len(lines) > ROWS_MAX:
                return None, encoding, [problem("too_many", name, len(lines), found=len(lines), most=ROWS_MAX)]
    except csv.Error as error:
        return None, encoding, [problem("not_csv", name, len(lines) + 1, detail=error)]
    return Grid(name, lines), encoding, []


def survived(was: str, now: str) -> bool:
    """Whether a text is the same but for what Shift_JIS cannot hold."""
    return len(was) == len(now) and all(
        old == new or (_lost(old) and new in {"?", _ALIKE.get(ord(old))}) for old, new in zip(was, now, strict=True)
    )


def _lost(char: str) -> bool:
    return char.encode(JAPANESE, "ignore").decode(JAPANESE) != char
