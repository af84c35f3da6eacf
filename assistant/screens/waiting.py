"""The page of the first moment: home, as far as it is known before the record is open.

It needs neither the rules nor the record, so it can be drawn before either is
loaded. Keys pressed meanwhile wait and act on the page that follows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.screens.columns import Role, Row, Span, blank, line, row
from assistant.screens.stage import Drawn

if TYPE_CHECKING:
    from assistant.screens.stage import Stage, View

_KEYS = 7


class WaitingPage:
    """Home while it is being opened."""

    name = "home"
    off: frozenset[str] = frozenset({"open"})

    def draw(self, _stage: Stage, view: View) -> Drawn:
        """Return the title and the ways to begin, where home will have them."""
        words, cells = view.words, view.width
        top = [line(f" {words.say('start.title')}", cells, Role.HEAD), blank(cells)]
        top += [line(f" {words.say('start.coming')}", cells, Role.DIM), *(blank(cells) for _ in range(3))]
        return Drawn(top, ways(view))

    def act(self, stage: Stage, command: str) -> None:
        """Do nothing yet: the program opens the record before the next key."""

    def pick(self, stage: Stage, key: str) -> None:
        """Pick nothing yet."""

    def typed(self, _stage: Stage, _text: str) -> bool:
        """Take nothing."""
        return False

    def echo(self, _stage: Stage, _text: str) -> Span | None:
        """Say nothing."""
        return None


def ways(view: View) -> list[Row]:
    """Return the ways to begin, each behind its key."""
    pairs = (("n", "home.new"), ("d", "home.drills"), ("e", "home.example"), ("F1", "home.help"))
    return [
        row((Span(f"   {key} ".ljust(_KEYS), Role.KEY), Span(view.words.say(text))), view.width) for key, text in pairs
    ]
