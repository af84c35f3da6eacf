"""What the supervisors' desk is to its pages: the floor, who sits there, and a key that opens for a while."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from assistant.floor.floor import Floor, Opened
    from assistant.floor.persons import Supervisor
    from assistant.journal.keyring import Key
    from assistant.screens.columns import Role
    from assistant.screens.stage import Entry, Page
    from assistant.screens.words import Wording


@dataclass(frozen=True, slots=True)
class Sitter:
    """Who sits down at the floor, and how their key is opened with a passphrase."""

    who: Supervisor
    take: Callable[[str], Key]


class FloorStage(Protocol):
    """The program, as a page of the floor sees it."""

    @property
    def floor(self) -> Floor:
        """All seats together."""

    @property
    def sitter(self) -> Sitter:
        """Who sits here."""

    @property
    def words(self) -> Wording:
        """The words in the language of the moment."""

    def now(self) -> datetime:
        """Return the time of day."""

    def go(self, page: Page) -> None:
        """Show a page over this one."""

    def back(self) -> None:
        """Show the page under this one again."""

    def say(self, text: str, role: Role = ...) -> None:
        """Tell the supervisor something until the next key."""

    def ask(self, entry: Entry) -> None:
        """Open the entry line."""

    def signed(self, deed: Callable[[Opened], object]) -> None:
        """Do something that is signed, once the key is open; the passphrase is asked for where it is not."""
