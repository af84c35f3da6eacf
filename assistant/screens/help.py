"""Help: every key of the page one came from, and what the marks on the screen mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.screens.columns import Role, Row, Span, blank, line, pad, row, wrap
from assistant.screens.commands import shown_on
from assistant.screens.frame import keys_of
from assistant.screens.stage import Drawn

if TYPE_CHECKING:
    from assistant.screens.stage import Stage, View

_INDENT = 3
_KEYS = 13
_NAMES = 15
_GROUPS = ("floor", "drill", "answer", "said", "case", "form", "home", "brief", "typing", "always")


class HelpPage:
    """The keys of one page."""

    name = "help"
    off: frozenset[str] = frozenset()

    def __init__(self, of: str) -> None:
        """Explain the page called `of`."""
        self._of = of

    def draw(self, _stage: Stage, view: View) -> Drawn:
        """Return the keys by group, then how to read the screen."""
        words = view.words
        title = words.say("help.title", page=words.say(f"page.{self._of}"))
        body: list[Row] = []
        for group in _GROUPS:
            body += self._group(group, view)
        body += [line(f" {words.say('help.marks.title')}", view.width, Role.TITLE)]
        for each in wrap(words.say("help.marks.text"), view.width - 4):
            body.append(line(f"   {each}", view.width))
        return Drawn([line(f" {title}", view.width, Role.HEAD), blank(view.width)], body)

    def act(self, stage: Stage, command: str) -> None:
        """Go back; nothing else is done here."""
        if command == "back":
            stage.back()

    def pick(self, stage: Stage, key: str) -> None:
        """Pick nothing: there is nothing to choose."""

    def typed(self, _stage: Stage, _text: str) -> bool:
        """Take nothing."""
        return False

    def echo(self, _stage: Stage, _text: str) -> Span | None:
        """Say nothing."""
        return None

    def _group(self, group: str, view: View) -> list[Row]:
        words = view.words
        shown = {*shown_on(self._of), *shown_on(self._of, typing=True)}
        mine = [each for each in shown_on(self._of) if each.group == group]
        mine += [each for each in shown if each.group == group and each not in mine]
        if not mine:
            return []
        rows = [line(f" {words.say(f'group.{group}')}", view.width, Role.TITLE)]
        for command in mine:
            said = wrap(command.help(words), max(view.width - _KEYS - _NAMES - _INDENT - 1, 8))
            head = (
                Span(" " * _INDENT),
                Span(_cell(keys_of(command, words), _KEYS), Role.KEY),
                Span(_cell(command.label(words), _NAMES)),
                Span(said[0], Role.DIM),
            )
            rows.append(row(head, view.width))
            under = " " * (_INDENT + _KEYS + _NAMES)
            rows += [line(f"{under}{each}", view.width, Role.DIM) for each in said[1:]]
        return [*rows, blank(view.width)]


def _cell(text: str, cells: int) -> str:
    return pad(text, cells - 1) + " "
