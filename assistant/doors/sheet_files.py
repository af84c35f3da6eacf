"""Files that sheets and tables come in, told apart by what is in them, and a pack's files written back."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from assistant.rules.compile import Rulebook
from assistant.rules.export.csv_text import BYTES_MAX, JAPANESE, csv_grid
from assistant.rules.export.grid import Grid, Returned, returned
from assistant.rules.export.layout import listings
from assistant.rules.export.workbook import xlsx_grids
from assistant.rules.problems import Problem, problem

CSVS_MAX = 20
_ARCHIVES = (b"PK", b"\xd0\xcf\x11\xe0")
_MARKS = b"\xef\xbb\xbf\xff\xfe\xff\0 \t\r\n"


class NotReadable(Exception):
    """A file that cannot be opened, and why."""


@dataclass(frozen=True, slots=True)
class Source:
    """What was handed over: files by name, or decision tables."""

    name: str
    files: dict[str, bytes]
    tables: bytes | None = None


@dataclass(slots=True)
class Taken:
    """The pages that were read, and what is wrong with them."""

    name: str
    returned: list[Returned] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    japanese: bool = False  # read as Shift_JIS


def read_source(source: Path) -> Source:
    """Open a file, or the CSVs of a folder, or raise NotReadable."""
    try:
        if source.is_dir():
            found = sorted(source.glob("*.csv"))[:CSVS_MAX]
            return Source(source.name, {each.name: _bytes(each) for each in found})
        raw = _bytes(source)
    except OSError as error:
        raise NotReadable(error.strerror) from error
    except ValueError as error:  # a name no file can have
        raise NotReadable(error) from error
    if raw.lstrip(_MARKS).startswith(b"<"):
        return Source(source.name, {}, raw)
    return Source(source.name, {source.name: raw})


def _bytes(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(BYTES_MAX + 1)


def opened_sheets(source: Source, book: Rulebook) -> Taken:
    """Read every page there is; a page that is none of our sheets is passed over."""
    taken = Taken(source.name)
    known = listings(book.policy)
    for name, raw in source.files.items():
        for grid in _grids(taken, name, raw):
            found, problems = returned(grid, known)
            taken.problems += problems
            if found is not None:
                _keep(taken, found, grid)
    if not taken.returned and not taken.problems:
        taken.problems.append(problem("no_sheet", source.name))
    return taken


def _grids(taken: Taken, name: str, raw: bytes) -> list[Grid]:
    if raw.startswith(_ARCHIVES):
        grids, problems = xlsx_grids(name, raw)
    else:
        grid, encoding, problems = csv_grid(name, raw)
        grids = [grid] if grid is not None else []
        taken.japanese = taken.japanese or encoding == JAPANESE
    taken.problems += problems
    return grids


def _keep(taken: Taken, found: Returned, grid: Grid) -> None:
    if any(each.listing == found.listing for each in taken.returned):
        taken.problems.append(problem("two_sheets", grid.name, found=found.listing.name))
    else:
        taken.returned.append(found)


def write_back(folder: Path, texts: dict[str, str]) -> None:
    """Write files of a pack, each beside its old self first, so that none is ever half written.

    An error raised says, as `untouched`, whether none of them was put in place yet.
    """
    beside = {folder / name: folder / f"{name}.new" for name in texts}
    placed = 0
    try:
        for file, new in beside.items():
            text = texts[file.relative_to(folder).as_posix()]
            ends = "\r\n" if b"\r\n" in file.read_bytes() else "\n"
            new.write_text(text, encoding="utf-8", newline=ends)
        for file, new in beside.items():
            os.replace(new, file)  # noqa: PTH105  # one step, also where the file is there
            placed += 1
    except OSError as error:
        error.untouched = placed == 0  # type: ignore[attr-defined]  # told to whoever says what is safe
        for new in beside.values():
            new.unlink(missing_ok=True)
        raise
