"""Find a command by typing a part of its name, its reading, or its romaji."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from assistant.screens.columns import Role, Row, Span, blank, line, pad, row
from assistant.screens.commands import Command, shown_on
from assistant.screens.frame import keys_of
from assistant.screens.stage import Drawn, Entry

if TYPE_CHECKING:
    from assistant.screens.stage import Stage, View
    from assistant.screens.words import Wording

_KATAKANA = range(0x30A1, 0x30F7)
_TO_HIRAGANA = 0x60
_KEYS = 14
_NAMES = 24


def folded(text: str) -> str:
    """Return text as it is compared: width, case and kind of kana do not matter."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(chr(ord(c) - _TO_HIRAGANA) if ord(c) in _KATAKANA else c for c in plain).strip()


def matches(page: str, text: str, words: Wording) -> list[Command]:
    """Return the commands of a page that the text may mean; names before readings."""
    wanted = folded(text)
    found = []
    for command in shown_on(page):
        names = [command.label(words), *(words.say(f"command.{command.id}.{each}") for each in ("reading", "romaji"))]
        places = [at for at, name in enumerate(names) if wanted in folded(name)]
        if places and command.id not in {"up", "down", "find"}:
            found.append((places[0], command))
    return [command for _, command in sorted(found, key=lambda each: each[0])]


class FindPage:
    """A list of commands that grows shorter while one types."""

    name = "find"
    off: frozenset[str] = frozenset()

    def __init__(self, of: str) -> None:
        """Look among the commands of the page called `of`."""
        self._of = of
        self._text = ""

    def draw(self, _stage: Stage, view: View) -> Drawn:
        """Return the commands that match, the first of them chosen."""
        words = view.words
        rows: list[Row] = []
        for at, command in enumerate(matches(self._of, self._text, words)):
            role = Role.STRONG if at == 0 else Role.PLAIN
            spans = (
                Span(" \u25b6 " if at == 0 else "   ", Role.KEY),
                Span(pad(keys_of(command, words), _KEYS), Role.KEY),
                Span(pad(command.label(words), _NAMES), role),
                Span(command.help(words), Role.DIM),
            )
            rows.append(row(spans, view.width))
        nothing = [line(f"   {words.say('find.nothing')}", view.width, Role.DIM)]
        top = [line(f" {words.say('find.title')}", view.width, Role.HEAD), blank(view.width)]
        return Drawn(top, rows or nothing)

    def act(self, stage: Stage, command: str) -> None:
        """Go back, or type again."""
        if command == "back":
            stage.back()
        elif command == "next":
            stage.ask(Entry(stage.words.say("find.prompt"), self._text))

    def pick(self, stage: Stage, key: str) -> None:
        """Pick nothing: Enter takes the first."""

    def typed(self, stage: Stage, text: str) -> bool:
        """Do the first command that matches, on the page it belongs to."""
        found = matches(self._of, text, stage.words)
        stage.back()
        if found:
            stage.do(found[0].id)
        return False

    def echo(self, _stage: Stage, text: str) -> Span | None:
        """Shorten the list while one types; the list itself is the echo."""
        self._text = text
        return None
