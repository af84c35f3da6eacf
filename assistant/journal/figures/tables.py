"""The figures for programs: JSON, and CSV with one number a line."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import asdict
from io import StringIO
from json import dumps, loads
from typing import Any

from assistant.journal.figures.rows import Figures
from assistant.rules.clean import show
from assistant.rules.export.cells import guarded

HEAD = ("figure", "row", "measure", "value")


def plain(found: Figures) -> dict[str, Any]:
    """Return the figures as JSON values."""
    told: dict[str, Any] = loads(dumps(asdict(found), default=str))
    return {"v": 1, **told}


def csv_text(found: Figures) -> str:
    """Return every number on a line of its own, with what it is of; no cell is a formula."""
    out = StringIO(newline="")
    out.write("\ufeff")
    rows = csv.writer(out)
    rows.writerow(HEAD)
    for row in _rows(plain(found)):
        rows.writerow([guarded(show(each)) if isinstance(each, str) else each for each in row])
    return out.getvalue()


def _rows(told: dict[str, Any]) -> Iterator[tuple[object, ...]]:
    for figure, value in told.items():
        if isinstance(value, list):
            for each in value:
                yield from _row(figure, each)
        elif isinstance(value, dict):
            yield from _row(figure, value)
        else:
            yield figure, "", "", value


def _row(figure: str, row: dict[str, Any]) -> Iterator[tuple[object, ...]]:
    """Walk the numbers of a row; its texts together are its name."""
    name = " / ".join(each for each in row.values() if isinstance(each, str))
    for measure, value in row.items():
        if not isinstance(value, str):
            yield figure, name, measure, int(value) if isinstance(value, bool) else value
