"""What the floor has seen of one case: its events, the case they fold into, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from assistant.call.case import Case
from assistant.call.events import Instructed
from assistant.call.script import Scene
from assistant.call.steps import CLOSED
from assistant.call.verdict import Verdict
from assistant.journal.record import Entry
from assistant.rules.policy import Policy

Key = tuple[str, str]
"""A journal and a case in it: two seats may well have a case of the same number."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One case of one seat. Without a verdict its pack is gone or broken, and nothing is said of it but that."""

    journal: str
    seat: str
    case_id: str
    history: Sequence[Entry]
    case: Case
    today: date
    policy: Policy | None = None
    verdict: Verdict | None = None
    similar: int = 0
    own: Sequence[Entry] = field(default=())
    """The journal's own events that are about this case, such as that somebody asked to erase it."""
    silent: tuple[Entry, str] | None = None
    """The first instruction that asks for silence, and its words."""

    @property
    def key(self) -> Key:
        """Where the case is found."""
        return self.journal, self.case_id

    @property
    def open(self) -> bool:
        """Whether it is a real case that is not closed."""
        return not self.case.example and self.case.step != CLOSED

    @property
    def last_at(self) -> str:
        """When it last moved."""
        return self.history[-1].at

    @property
    def operator(self) -> str:
        """Who sat at it last: a pseudonym."""
        return self.history[-1].actor

    def scene(self, lang: str) -> Scene | None:
        """Return all that words depend on; None where nothing could be decided."""
        if self.policy is None or self.verdict is None:
            return None
        return Scene(self.policy, self.case, self.case_id, self.verdict, self.today, lang)

    def given(self) -> Iterator[tuple[Entry, Instructed]]:
        """Walk every instruction that was ever recorded, one that was withdrawn too: it was given all the same."""
        yield from given(self.history)


def given(history: Sequence[Entry]) -> Iterator[tuple[Entry, Instructed]]:
    """Walk the instructions of a history."""
    for each in history:
        event = each.event if each.kind == "instruction.given" else None
        if isinstance(event, Instructed):
            yield each, event
