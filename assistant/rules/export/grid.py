"""A page of cells becomes rows with ids, whatever order its rows and columns were sorted into."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.rules.export.cells import Odd, Raw, plain, read, written
from assistant.rules.export.layout import Listing, Row, Rows, label
from assistant.rules.policy import Policy
from assistant.rules.problems import Problem, near, problem

ROWS_MAX = 20_000
COLUMNS_MAX = 200
NOTE = "#"
"""What a row or a column begins with that is for people only."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A page as a file holds it: its name for people, and its cells."""

    name: str
    cells: Sequence[Sequence[Raw]]


@dataclass(slots=True)
class Returned:
    """A listing that came back: the columns it has, its rows, and what is wrong with it."""

    listing: Listing
    columns: tuple[str, ...]
    rows: Rows
    places: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def cell_name(row: int, column: int) -> str:
    """Return a cell's name as a spreadsheet gives it; both count from 0."""
    letters = ""
    column += 1
    while column:
        column, at = divmod(column - 1, 26)
        letters = chr(ord("A") + at) + letters
    return f"{letters}{row + 1}"


def returned(grid: Grid, listings: Iterable[Listing]) -> tuple[Returned | None, list[Problem]]:
    """Return the page, or None where it is none of the listings; and what is wrong, cell by cell."""
    if len(grid.cells) > ROWS_MAX:
        return None, [problem("too_many", grid.name, found=len(grid.cells), most=ROWS_MAX)]
    for at, line in enumerate(grid.cells):
        names = [plain(each) if isinstance(each, str) else "" for each in line]
        listing = next((each for each in listings if _heads(each, names)), None)
        if listing is not None:
            return _Reading(grid, listing, at, names).returned()
    return None, []


def _heads(listing: Listing, names: list[str]) -> bool:
    marks = {"rules": {"id", "ruling"}, "facts": {"id", "stage"}, "values": {"id", "fact"}}
    return marks[listing.name] <= set(names)


class _Reading:
    """The reading of one page."""

    def __init__(self, grid: Grid, listing: Listing, head: int, names: list[str]) -> None:
        self._grid, self._listing, self._head, self._names = grid, listing, head, names
        self._problems: list[Problem] = []

    def returned(self) -> tuple[Returned, list[Problem]]:
        at = self._columns()
        came = Returned(self._listing, tuple(at), {})
        if not self._problems:
            for number, line in enumerate(self._grid.cells):
                if number != self._head:
                    self._row(came, number, line, at)
        return came, self._problems

    def _note(self, code: str, row: int, column: int, **values: object) -> None:
        self._problems.append(problem(code, self._grid.name, row + 1, cell_name(row, column), **values))

    def _columns(self) -> dict[str, int]:
        at: dict[str, int] = {}
        if len(self._names) > COLUMNS_MAX:
            self._note("too_many", self._head, COLUMNS_MAX, found=len(self._names), most=COLUMNS_MAX)
        for column, name in enumerate(self._names):
            if name.startswith(NOTE):
                continue
            if name in at:
                self._note("duplicate", self._head, column, found=name)
            elif name in self._listing.columns:
                at[name] = column
            elif name or self._filled(column):
                self._note("cell_column", self._head, column, found=name, near=near(name, self._listing.columns))
        return at

    def _filled(self, column: int) -> bool:
        return any(len(line) > column and line[column] not in {None, ""} for line in self._grid.cells)

    def _row(self, came: Returned, number: int, line: Sequence[Raw], at: Mapping[str, int]) -> None:
        if all(each is None or (isinstance(each, str) and not each.strip()) for each in line):
            return
        first = line[at["id"]] if len(line) > at["id"] else None
        if isinstance(first, str) and plain(first).startswith(NOTE):
            came.notes.append(first)
            return
        row, clean = self._cells(number, line, at)
        for key in filter(None, (self._listing.within, "id")):
            if clean and row.get(key) is None:
                self._note("cell_no_id", number, at[key])
                clean = False
        if not clean:
            return
        name = self._listing.row_id(row)
        if name in came.rows:
            self._note("duplicate", number, at["id"], found=f"{name} ({came.places[name] + 1})")
        came.rows[name], came.places[name] = row, number

    def _cells(self, number: int, line: Sequence[Raw], at: Mapping[str, int]) -> tuple[Row, bool]:
        row: Row = {}
        clean = True
        for key, column in at.items():
            try:
                row[key] = read(self._listing.columns[key], line[column] if len(line) > column else None)
            except Odd as odd:
                self._note(odd.code, number, column, **odd.values)
                clean = False
        return row, clean


def grid_of(policy: Policy, listing: Listing, rows: Rows, lang: str, mark: str) -> list[list[str]]:
    """Return a listing as text, below its keys a row of names for people and where it comes from."""
    keys = tuple(listing.columns)
    named = [f"{NOTE} {label(policy, key, lang)}".strip() for key in keys]
    place = keys.index("id")
    named[place] = f"{NOTE} {mark}"
    return [list(keys), named, *([written(row[key]) for key in keys] for row in rows.values())]


def marks(returned: Iterable[Returned]) -> Iterator[str]:
    """Walk what listings that came back say of where they come from."""
    for each in returned:
        yield from (plain(note).removeprefix(NOTE).strip() for note in each.notes)
