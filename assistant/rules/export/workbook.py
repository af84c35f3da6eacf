"""XLSX by openpyxl, which is loaded here and nowhere else, and only when a workbook is asked for."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.rules.export.cells import Raw
from assistant.rules.export.grid import COLUMNS_MAX, NOTE, ROWS_MAX, Grid, cell_name
from assistant.rules.problems import Problem, problem

BYTES_MAX = 10_000_000
UNPACKED_MAX = 50_000_000
PARTS_MAX = 200
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_FORBIDDEN = re.compile(r"vbaProject|externalLinks/|activeX|embeddings/|(?:^|/)\.\.(?:/|$)|^/|\\|:", re.IGNORECASE)
_DECLARED = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_TEXT = "@"
_WIDTHS = {"reason.ja": 50, "reason.en": 50, "cites": 40, "id": 28}
_WIDTH = 18


class NoWorkbooks(Exception):
    """The extra that reads and writes workbooks is not installed."""


def _openpyxl() -> Any:  # noqa: ANN401  # untyped, and may be absent
    try:
        import openpyxl  # noqa: PLC0415  # an extra: loaded where it is used
    except ImportError as error:
        raise NoWorkbooks from error
    return openpyxl


def xlsx_bytes(pages: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    """Return pages as a workbook in which every cell is text, so that nothing turns into a day or a formula."""
    openpyxl = _openpyxl()
    bold = openpyxl.styles.Font(bold=True)
    grey = openpyxl.styles.Font(color="808080")
    wrap = openpyxl.styles.Alignment(wrap_text=True, vertical="top")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in pages.items():
        page = book.create_sheet(name)
        for number, row in enumerate(rows, 1):
            noted = any(each.startswith(NOTE) for each in row)
            for column, text in enumerate(row, 1):
                cell = page.cell(number, column)
                cell.number_format, cell.alignment = _TEXT, wrap
                if text:
                    cell.value = text
                    cell.data_type = "s"  # never a formula, whatever it begins with
                if number == 1 or noted:
                    cell.font = bold if number == 1 else grey
        for column, key in enumerate(rows[0]):
            letters = cell_name(0, column).rstrip("1")
            page.column_dimensions[letters].width = _WIDTHS.get(key, _WIDTH)
        page.freeze_panes = cell_name(2, list(rows[0]).index("id") + 1)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xlsx_grids(name: str, raw: bytes) -> tuple[list[Grid], list[Problem]]:
    """Return the pages of a workbook, or why it cannot be read."""
    refused = unsafe(name, raw)
    if refused:
        return [], [refused]
    openpyxl = _openpyxl()
    try:
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=False, keep_links=False)
    except Exception as error:  # noqa: BLE001  # a stranger's library reads a stranger's file: whatever it throws
        return [], [problem("not_workbook", name, detail=f"{type(error).__name__}: {error}"[:200])]
    grids: list[Grid] = []
    problems: list[Problem] = []
    try:
        grids.extend(_grid(f"{name}!{page.title}", page, problems) for page in book.worksheets)
    except Exception as error:  # noqa: BLE001  # as above; pages are read when they are walked
        problems.append(problem("not_workbook", name, detail=f"{type(error).__name__}: {error}"[:200]))
    return grids, problems


def _grid(name: str, page: Any, problems: list[Problem]) -> Grid:  # noqa: ANN401  # openpyxl is untyped
    page.reset_dimensions()  # what a file says of its size need not be so
    lines: list[list[Raw]] = []
    empty = 0
    for row, cells in enumerate(page.iter_rows(max_row=ROWS_MAX + 1, max_col=COLUMNS_MAX)):
        line = [_value(name, row, column, each, problems) for column, each in enumerate(cells)]
        empty = 0 if any(each is not None for each in line) else empty + 1
        lines.append(line)
    return Grid(name, lines[: len(lines) - empty])


def _value(name: str, row: int, column: int, cell: Any, problems: list[Problem]) -> Raw:  # noqa: ANN401  # untyped
    value = cell.value
    kind = getattr(cell, "data_type", "n")
    if kind in {"f", "e"}:
        code = "cell_formula" if kind == "f" else "cell_error"
        place = cell_name(row, column)
        problems.append(problem(code, name, row + 1, place, found=str(value)[:40]))
        return None
    told: Raw = value
    return told


def unsafe(name: str, raw: bytes) -> Problem | None:
    """Return why an archive is not unpacked: too much in it, or what no sheet of ours needs."""
    if len(raw) > BYTES_MAX:
        return problem("too_large", name, size=len(raw), most=BYTES_MAX)
    if raw.startswith(_OLD_OFFICE):
        return problem("old_workbook", name)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return next(_faults(name, archive), None)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        # what zipfile raises where an archive is broken, packed in a way it lacks, locked, or cut short
        return problem("not_workbook", name, detail=error)


def _faults(name: str, archive: zipfile.ZipFile) -> Iterator[Problem]:
    parts = archive.infolist()
    if len(parts) > PARTS_MAX:
        yield problem("too_many", name, found=len(parts), most=PARTS_MAX)
        return
    left = UNPACKED_MAX
    for part in parts:
        if _FORBIDDEN.search(part.filename) or part.flag_bits & 1:
            yield problem("forbidden_part", name, found=part.filename[:80])
        with archive.open(part) as stream:  # what a header says of a size need not be so
            inside = stream.read(left + 1)
        left -= len(inside)
        if left < 0:
            yield problem("too_large", name, size=f"> {UNPACKED_MAX}", most=UNPACKED_MAX)
            return
        if _DECLARED.search(inside.replace(b"\0", b"")):
            yield problem("forbidden_part", name, found=f"{part.filename[:80]}: DOCTYPE")
