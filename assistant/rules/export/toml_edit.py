"""Small edits of a TOML file: one key, one entry, and every line around them as it was.

An edit is made in the text and in what the text means, and the two must agree; an
entry whose writing we do not follow is written anew as a whole. A file in which they
still disagree is not written at all.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from assistant.rules.export.layout import Cell

_HEADER = re.compile(r"\s*\[\[?\s*([\w.\-]+)\s*\]?\]\s*(?:#|$)")
_STRINGS = re.compile(
    r"""'{3}.*?'{3}|"{3}(?:\\.|[^\\])*?"{3}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|(?P<comment>#[^\n]*)""", re.DOTALL
)
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def literal(value: Cell) -> str:
    """Return a value as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return "[" + ", ".join(map(literal, value)) + "]"
    if isinstance(value, int):
        return str(value)
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def key_text(key: str) -> str:
    """Return a dotted key as TOML writes it."""
    return ".".join(part if _BARE.fullmatch(part) else json.dumps(part, ensure_ascii=False) for part in key.split("."))


class Text:
    """The lines of a file under edit."""

    def __init__(self, text: str) -> None:
        """Take a text, with line feeds only."""
        self._lines = text.split("\n")

    def __str__(self) -> str:
        """Return the text as it now stands."""
        return "\n".join(self._lines)

    def _starts(self, header: str) -> list[int]:
        """Return the lines on which the tables of a name begin."""
        return [at for at, name in self._headers().items() if name == header]

    def _headers(self) -> dict[int, str]:
        """Return the lines on which tables begin; those inside a text are no lines of ours."""
        whole, inside = str(self), set[int]()
        for found in _STRINGS.finditer(whole):
            first = whole.count("\n", 0, found.start())
            inside.update(range(first + 1, first + found[0].count("\n") + 1))
        named = ((at, _HEADER.match(line)) for at, line in enumerate(self._lines))
        return {at: found[1] for at, found in named if found and at not in inside}

    def _own(self, header: str, nth: int) -> tuple[int, int]:
        """Return the first and the last line but one of an entry's own keys."""
        start = self._starts(header)[nth]
        end = next((at for at in self._headers() if at > start), len(self._lines))
        return start, self._last_full(start, end)

    def _last_full(self, start: int, end: int) -> int:
        """Leave out what stands behind the last key: blank lines, and comments that head what follows."""
        while end > start + 1 and (not self._lines[end - 1].strip() or self._lines[end - 1].lstrip().startswith("#")):
            end -= 1
        return end

    def _whole(self, header: str, nth: int) -> tuple[int, int]:
        """Return the lines of an entry with the entries inside it."""
        start, _ = self._own(header, nth)
        behind = (at for at, name in self._headers().items() if at > start and not name.startswith(f"{header}."))
        return start, self._last_full(start, next(behind, len(self._lines)))

    def _span(self, key: str, start: int, end: int) -> tuple[int, int] | None:
        """Return the lines a key and its value stand on."""
        begins = re.compile(rf"\s*{re.escape(key)}\s*=")
        for at in range(start + 1, end):
            if begins.match(self._lines[at]):
                return next(((at, to) for to in range(at + 1, end + 1) if _reads(self._lines[at:to])), None)
        return None

    def set(self, header: str, nth: int, key: str, value: Cell, before: Sequence[str]) -> None:
        """Give a key a value, or take it out where there is none; a new one stands behind those it belongs behind."""
        start, end = self._own(header, nth)
        name = key_text(key)
        span = self._span(name, start, end)
        if span is not None:
            comment = _comment("\n".join(self._lines[slice(*span)]))
            self._lines[slice(*span)] = [] if value is None else [f"{name} = {literal(value)}{comment}"]
        elif value is not None:
            spans = [self._span(key_text(each), start, end) for each in before]
            place = max((each[1] for each in spans if each), default=start + 1)
            self._lines.insert(place, f"{name} = {literal(value)}")

    def rewrite(self, header: str, nth: int, keys: Mapping[str, Any]) -> None:
        """Write an entry's own keys anew."""
        start, end = self._own(header, nth)
        kept = [line for line in self._lines[start + 1 : end] if line.lstrip().startswith("#")]
        self._lines[start + 1 : end] = [*kept, *(f"{key_text(key)} = {literal(value)}" for key, value in keys.items())]

    def remove(self, header: str, nth: int) -> None:
        """Take an entry out, with the blank line behind it."""
        start, end = self._whole(header, nth)
        del self._lines[start:end]
        blank = [not 0 <= at < len(self._lines) or not self._lines[at].strip() for at in (start - 1, start)]
        if start and all(blank):
            del self._lines[start - 1]

    def add(self, header: str, keys: Mapping[str, Cell], behind: tuple[str, int] | None) -> None:
        """Write a new entry behind another, or at the end."""
        new = [f"[[{header}]]", *(f"{key_text(key)} = {literal(each)}" for key, each in keys.items() if each)]
        place = self._last_full(0, len(self._lines)) if behind is None else self._whole(*behind)[1]
        self._lines[place:place] = ["", *new]
        if place + len(new) + 1 == len(self._lines):
            self._lines.append("")


def _reads(lines: list[str]) -> bool:
    try:
        tomllib.loads("\n".join(lines))
    except ValueError:
        return False
    return True


def _comment(text: str) -> str:
    """Return the comment behind a value on one line, with the space before it."""
    found = None if "\n" in text else next((each for each in _STRINGS.finditer(text) if each["comment"]), None)
    return "" if found is None else text[len(text[: found.start()].rstrip()) :]
