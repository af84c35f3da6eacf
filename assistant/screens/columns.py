"""Text laid out in terminal cells: cut, padded, aligned, wrapped, set side by side.

A full-width character takes two cells and a combining mark none, so nothing here
counts characters. Every row that leaves this module has exactly the width asked
for; that is what keeps rules and columns standing on a Japanese screen.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from rich.cells import cell_len

from assistant.screens.safe import lit

MORE = "\u2026"
RULE = "\u2500"
_KANA = frozenset(map(chr, range(0x3041, 0x30FF)))
BAR = "\u2502"


class Role(StrEnum):
    """What a piece of text is on the screen; the palette says how that looks."""

    PLAIN = "plain"
    DIM = "dim"  # there if wanted
    STRONG = "strong"  # read this
    TITLE = "title"  # the name of a region
    KEY = "key"  # press this
    GOOD = "good"  # for the customer, done, safe
    WARN = "warn"  # open, on hold
    STOP = "stop"  # must not be said or done
    BANNER = "banner"  # the ruling, large
    HEAD = "head"  # the top and bottom edges of the screen
    HEAD_KEY = "head_key"  # a key on the edge
    CHOSEN = "chosen"  # where the hand is


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a row. Whatever text it is given, it holds only what may be shown."""

    text: str
    role: Role = Role.PLAIN

    def __post_init__(self) -> None:
        """Make the text harmless here, so that no drawing code can forget to."""
        object.__setattr__(self, "text", lit(self.text))

    @property
    def cells(self) -> int:
        """How many cells of the terminal it takes."""
        return cell_len(self.text)


Row = tuple[Span, ...]


def pieces(text: str) -> Iterator[str]:
    """Yield the text in pieces that must stay together: a character and its marks."""
    held = ""
    for char in text:
        if held and cell_len(char):
            yield held
            held = char
        else:
            held += char
    if held:
        yield held


def cut(text: str, cells: int) -> str:
    """Return as much of the start of `text` as fits in so many cells."""
    taken = ""
    for piece in pieces(text):
        if cell_len(taken + piece) > cells:
            break
        taken += piece
    return taken


def fit(text: str, cells: int) -> str:
    """Return `text` if it fits, else its start and an ellipsis."""
    text = lit(text)
    if cell_len(text) <= cells:
        return text
    return cut(text, cells - 1) + MORE if cells > 0 else ""


def pad(text: str, cells: int) -> str:
    """Return `text` in exactly so many cells, aligned left."""
    fitted = fit(text, cells)
    return fitted + " " * (cells - cell_len(fitted))


def right(text: str, cells: int) -> str:
    """Return `text` in exactly so many cells, aligned right: for numbers."""
    fitted = fit(text, cells)
    return " " * (cells - cell_len(fitted)) + fitted


def row(spans: Iterable[Span], cells: int, fill: Role = Role.PLAIN) -> Row:
    """Return the spans as a row of exactly so many cells."""
    kept: list[Span] = []
    left = cells
    for span in spans:
        text = fit(span.text, left)
        if text:
            kept.append(Span(text, span.role))
        left -= cell_len(text)
    if left > 0:
        kept.append(Span(" " * left, fill))
    return tuple(kept)


def line(text: str, cells: int, role: Role = Role.PLAIN) -> Row:
    """Return one text as a row."""
    if role is Role.HEAD:
        return row((Span(text, role),), cells, role)
    said = text.lstrip(" ")
    return row((Span(text[: len(text) - len(said)]), Span(said, role)), cells)


def ends(left: Sequence[Span], last: Sequence[Span], cells: int, fill: Role = Role.PLAIN) -> Row:
    """Return a row with some spans at its left end and some at its right end."""
    room = cells - sum(span.cells for span in last)
    if room <= 0:
        return row(last, cells, fill)
    return (*row(left, room, fill), *last)


def rule(cells: int) -> Row:
    """Return a horizontal rule."""
    return (Span(RULE * cells, Role.DIM),) if cells > 0 else ()


def blank(cells: int) -> Row:
    """Return an empty row."""
    return row((), cells)


def fill(rows: Sequence[Row], height: int, cells: int) -> list[Row]:
    """Return exactly `height` rows: the first ones, or all and empty ones below."""
    return [*rows[:height], *(blank(cells) for _ in range(height - len(rows)))]


def beside(left: Sequence[Row], last: Sequence[Row], widths: tuple[int, int]) -> list[Row]:
    """Return two columns with a rule between; the row is three cells wider than both."""
    height = max(len(left), len(last))
    between = Span(f" {BAR} ", Role.DIM)
    pairs = zip(fill(left, height, widths[0]), fill(last, height, widths[1]), strict=True)
    return [(*one, between, *other) for one, other in pairs]


@cache
def _kinsoku() -> tuple[frozenset[str], frozenset[str]]:
    """Return what may not begin a row and what may not end one."""
    text = files("assistant.screens").joinpath("kinsoku.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return frozenset(data["never_first"]), frozenset(data["never_last"])


def wrap(text: str, cells: int) -> list[str]:
    """Return `text` in rows of at most so many cells, none beginning with a full stop.

    Words of Latin letters stay whole where they fit; anything else may break
    between two characters, as Japanese does.
    """
    return [each for part in lit(text, keep_breaks=True).split("\n") for each in _flow(_words(part), cells)]


def phrases(text: str, cells: int) -> list[str]:
    """Return `text` wrapped between phrases, so that it can be read aloud.

    BudouX is imported here and not above: only the brief needs it.
    """
    return [each for part in lit(text, keep_breaks=True).split("\n") for each in _flow(_phrases_of(part), cells)]


def _phrases_of(text: str) -> list[str]:
    if not any(char in _KANA for char in text):
        return _words(text)
    return list(_parser()(text))


@cache
def _parser():  # type: ignore[no-untyped-def]  # budoux carries no types  # noqa: ANN202
    import budoux  # noqa: PLC0415  # 20 ms that only a script to read aloud is worth

    return budoux.load_default_japanese_parser().parse


def _words(text: str) -> list[str]:
    words: list[str] = []
    for piece in pieces(text):
        joins = words and piece.isascii() and words[-1][-1].isascii()
        if joins and (piece == " " or words[-1][-1] != " "):
            words[-1] += piece
        else:
            words.append(piece)
    return words


def _flow(parts: Sequence[str], cells: int) -> list[str]:
    """Set the parts in rows; a part too long for a row is broken inside."""
    first, last = _kinsoku()
    rows, held = [], ""
    for part in parts:
        if held and cell_len((held + part).rstrip(" ")) > cells:
            held, carried = _held_back(held, part, first, last)
            rows.append(held)
            part = carried + part  # noqa: PLW2901  # the part as it goes to the next row
            held = ""
        held = held + part if held or not rows else part.lstrip(" ")
        while cell_len(held.rstrip(" ")) > cells:
            start = cut(held, cells) or held[:1]
            start, _ = _held_back(start, held[len(start) :], first, last)
            rows.append(start)
            held = held[len(start) :]
    return [each.rstrip(" ") for each in (*rows, held)] if held or not rows else [each.rstrip(" ") for each in rows]


def _held_back(held: str, following: str, first: frozenset[str], last: frozenset[str]) -> tuple[str, str]:
    """Take characters from the end of a row until the break after it is allowed.

    Where nothing would be left, the row stays as it was: a full row of full
    stops is not worth an endless search.
    """
    together = list(pieces(held))
    at = len(together)
    while at > 1 and (
        (following if at == len(together) else together[at])[:1] in first or together[at - 1][:1] in last
    ):
        at -= 1
    if at == 1 and len(together) > 1:
        at = len(together)
    return "".join(together[:at]), "".join(together[at:])
