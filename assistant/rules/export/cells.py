"""One cell: what a spreadsheet made of it is read back, or refused by its place.

A spreadsheet turns days into numbers, yes into TRUE and whatever begins like a
formula into one. What can be read beyond doubt is read; the rest is named.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from assistant.rules.export.layout import Cell, Kind, canonical
from assistant.rules.toml_text import control_in

Raw = str | int | float | bool | date | None
"""What a file holds in a cell."""

CELL_MAX = 2_000
NUMBER_DIGITS_MAX = 7
_GUARDED = re.compile(r"[\s']*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
_DAY = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})\D?")
_SERIAL = re.compile(r"[1-9]\d{4}")
_NUMBER = re.compile(r"\d+|\d{1,3}(?:,\d{3})+")
_BETWEEN = re.compile(r"[,;|\n\u3001\uff0c\uff1b\uff5c]")
_DAY_ZERO = date(1899, 12, 30)
_ANY = "-"
_FLAGS = {"true": True, "1": True, "false": False, "0": False}


class Odd(Exception):
    """What cannot be read of a cell: a code of the catalogue and what it tells."""

    def __init__(self, code: str, **values: object) -> None:
        """Keep both."""
        super().__init__(code)
        self.code, self.values = code, values


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if _GUARDED.match(text) else text


def bare(text: str) -> str:
    """Return a text as it was before it was guarded; one that was not is refused where it begins a formula."""
    if not _GUARDED.match(text):
        return text
    if not text.startswith("'"):
        raise Odd("cell_formula", found=text[:40])
    return text[1:]


def written(cell: Cell) -> str:
    """Return a cell as text."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE"
    if isinstance(cell, tuple):
        return guarded(", ".join(cell))
    return guarded(cell) if isinstance(cell, str) else str(cell)


def read(kind: Kind, raw: Raw) -> Cell:
    """Return what a cell means, or raise Odd."""
    if isinstance(raw, str):
        raw = _text(raw)
        if kind is Kind.PROSE:
            return raw or None
    if raw is None or raw == "":
        return None
    return canonical(kind, _READERS[kind](raw))


def _text(raw: str) -> str:
    text = raw.replace("_x000D_\n", "\n").replace("\r\n", "\n").replace("\r", "\n")
    if text.strip() == _ANY:
        return ""
    if len(text) > CELL_MAX:
        raise Odd("cell_long", size=len(text), most=CELL_MAX)
    text = bare(text)
    odd = control_in(text)
    if odd:
        raise Odd("control_character", found=f"{ord(odd):04X}")
    return text


def plain(text: str) -> str:
    """Return a name or number with full-width letters and digits made plain, and no space around it."""
    return unicodedata.normalize("NFKC", text).strip()


def _name(raw: Raw) -> str:
    if isinstance(raw, bool):
        return str(raw).lower()
    if isinstance(raw, date | time):
        raise Odd("cell_became_day", found=str(raw))
    if isinstance(raw, float) and not raw.is_integer():
        raise Odd("cell_became_number", found=str(raw))
    return plain(raw if isinstance(raw, str) else str(int(raw or 0)))


def _list(raw: Raw) -> tuple[str, ...]:
    parts = _BETWEEN.split(raw) if isinstance(raw, str) else [_name(raw)]
    return tuple(part for part in map(plain, parts) if part)


def _flag(raw: Raw) -> bool:
    told = _FLAGS.get(plain(str(raw)).lower())
    if told is None:
        raise Odd("cell_flag", found=str(raw)[:40])
    return told


def _number(raw: Raw) -> int:
    text = plain(str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw))
    if isinstance(raw, bool) or not _NUMBER.fullmatch(text) or len(text) > NUMBER_DIGITS_MAX:
        raise Odd("cell_number", found=str(raw)[:40])
    return int(text.replace(",", ""))


def _day(raw: Raw) -> date:
    if isinstance(raw, datetime):
        if raw.time() != time.min:
            raise Odd("cell_day", found=str(raw))
        return raw.date()
    if isinstance(raw, date):
        return raw
    text = plain(str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw))
    try:
        if _SERIAL.fullmatch(text):
            return _DAY_ZERO + timedelta(days=int(text))
        if found := _DAY.fullmatch(text):
            return date(*map(int, found.groups()))
    except ValueError:
        pass
    raise Odd("cell_day", found=text[:40])


_READERS = {
    Kind.NAME: _name,
    Kind.PROSE: _name,  # a spreadsheet made a number of it
    Kind.LIST: _list,
    Kind.SET: _list,
    Kind.FLAG: _flag,
    Kind.NUMBER: _number,
    Kind.DAY: _day,
}
