"""The frame: a page, its notice and its keys set into the whole screen. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.screens.columns import Role, Row, Span, ends, fill, line, row, rule, wrap
from assistant.screens.commands import bar_of, types_nothing

if TYPE_CHECKING:
    from assistant.screens.commands import Command
    from assistant.screens.stage import Drawn, Page, View
    from assistant.screens.words import Wording

FOOT = 2
"""The notice or entry line, and the key bar."""

LEAST = (56, 16)
"""The smallest screen on which everything that matters can stand."""


def too_small(view: View) -> list[Row]:
    """Return the screen that asks for more room and says how much."""
    text = view.words.say("frame.too_small", w=view.width, h=view.height, lw=LEAST[0], lh=LEAST[1])
    rows = [line(each, view.width, Role.STRONG) for each in wrap(text, max(view.width, 2))]
    return fill(rows, view.height, view.width)


def window(drawn: Drawn, scroll: int, view: View) -> tuple[list[Row], int]:
    """Return the rows that are seen, and how far down the body they really begin."""
    room = max(view.height - FOOT - len(drawn.top), 1)
    begin = max(0, min(scroll, len(drawn.body) - room))
    seen = fill(drawn.body[begin : begin + room], room, view.width)
    if begin + room < len(drawn.body):
        more = view.words.say("frame.more", rows=len(drawn.body) - begin - room + 1)
        seen[-1] = ends((), (Span(f" {more} ", Role.KEY),), view.width)
    return [*drawn.top, *seen][: view.height - FOOT], begin


def key_name(command: Command, words: Wording, *, typing: bool = False) -> str:
    """Return the key of a command as it is written on the key bar: while typing, one that types nothing."""
    keys = [key for key in command.keys if types_nothing(key)] if typing else list(command.keys)
    return _named((keys or list(command.keys))[0], words)


def _named(key: str, words: Wording) -> str:
    plain = key.replace("+", "_")
    if words.has(f"key.{plain}"):
        return words.say(f"key.{plain}")
    return key.upper() if len(key) > 1 else key


def keys_of(command: Command, words: Wording) -> str:
    """Return all keys of a command as they are written in help."""
    names = (_named(key, words) for key in command.keys if key != "ideographic_space")
    return " ".join(dict.fromkeys(names))


def key_bar(page: Page, view: View, *, typing: bool) -> Row:
    """Return the keys that act here, as many as fit, the most needed first."""
    spans: list[Span] = []
    left = view.width
    for command in bar_of(page.name, typing=typing):
        if command.id in page.off:
            continue
        key, label = key_name(command, view.words, typing=typing), command.label(view.words)
        item = (Span("  " if spans else " ", Role.HEAD), Span(key, Role.HEAD_KEY), Span(f" {label}", Role.HEAD))
        needed = sum(each.cells for each in item)
        if needed <= left:
            spans += item
            left -= needed
    return row(spans, view.width, Role.HEAD)


def compose(seen: list[Row], foot: tuple[Row, Row], echo: Span | None, view: View) -> list[Row]:
    """Return the whole screen; an echo stands over the row above the entry line."""
    rows = fill(seen, view.height - FOOT, view.width)
    if echo is not None:
        rows[-1] = row((Span(" ", Role.PLAIN), echo), view.width)
        rows[-2] = rule(view.width)
    return [*rows, *foot]
