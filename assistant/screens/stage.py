"""What a page may ask of the program, and what the program asks of a page.

A page keeps only where the eye and the hand are: a chosen fact, an open part, a
half-filled form. What is true of the case it asks the desk, each time it draws.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeVar

from assistant.screens.columns import Role, Row, Span

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from assistant.desk import Desk
    from assistant.drills.debrief import Debrief
    from assistant.drills.play import Play
    from assistant.screens.conversation import Conversation
    from assistant.screens.words import Wording
    from assistant.seat import Seat


Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class View:
    """The room there is to draw in, and the moment it is drawn at."""

    width: int
    height: int
    words: Wording
    now: datetime
    typing: bool = False  # whether words are being typed


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page as rows: the top stands still, the body scrolls where it is too long."""

    top: list[Row]
    body: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line to be typed: what is asked for, and what stands in it already."""

    prompt: str
    value: str = ""
    secret: bool = False  # never shown, never kept


class Stage(Protocol):
    """The program, as a page sees it."""

    @property
    def seat(self) -> Seat:
        """The operator's seat, with all cases."""

    @property
    def desk(self) -> Desk:
        """The case on the desk."""

    @property
    def shown(self) -> Stage:
        """The program as it may be drawn now: its desk is veiled, unless somebody looks behind the mask."""

    @property
    def words(self) -> Wording:
        """The words in the language of the moment."""

    @property
    def conversation(self) -> Conversation | None:
        """What is said on the call that lies open, whatever lies over it."""

    def now(self) -> datetime:
        """Return the time of day."""

    def sit(self, desk: Desk) -> None:
        """Put a case on the desk and show it."""

    def practise(self, play: Play, page: Page) -> None:
        """Sit at the desk of a drill until it is left."""

    def scored(self, play: Play, told: Debrief) -> None:
        """Tell whoever wants to know what came of a drill."""

    def go(self, page: Page) -> None:
        """Show a page over this one."""

    def back(self) -> None:
        """Show the page under this one again."""

    def say(self, text: str, role: Role = Role.STRONG) -> None:
        """Tell the operator something until the next key."""

    def ask(self, entry: Entry) -> None:
        """Open the entry line."""

    def copy(self, text: str) -> None:
        """Put text on the clipboard of the terminal."""

    def hand_out(self, path: Path) -> None:
        """Give a written paper to whoever cannot reach the disk: a browser downloads it."""

    def aside(self, slow: Callable[[], Found], then: Callable[[Found], None]) -> None:
        """Do something slow while keys go on, then something with what it found, as if by a key."""

    def choose(self, fact: str, line: str | None) -> None:
        """Put the finger on one fact of the call."""

    def go_ahead(self) -> None:
        """Go on to the next step, and show the page it belongs to."""

    def home(self) -> None:
        """Leave the case and show all of them."""

    def top(self) -> None:
        """Show a page from its beginning."""

    def do(self, command: str) -> None:
        """Do what a key would do on the page now shown."""


class Page(Protocol):
    """One page of the program."""

    name: str
    off: frozenset[str]  # commands of its list that do nothing at this moment

    def draw(self, stage: Stage, view: View) -> Drawn:
        """Return the page as rows of the asked width."""

    def act(self, stage: Stage, command: str) -> None:
        """Do one command of the list."""

    def pick(self, stage: Stage, key: str) -> None:
        """Choose what stands behind this key."""

    def typed(self, stage: Stage, text: str) -> bool:
        """Take what was typed; return whether the entry line stays open."""

    def echo(self, stage: Stage, text: str) -> Span | None:
        """Return what the text would be taken for, while it is typed."""
