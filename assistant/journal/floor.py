"""The floor: all seats together, wherever their records lie. It reads them, and writes in none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.journal.letters import Letter
from assistant.journal.record import Entry
from assistant.journal.verify.signers import Signers


class FloorShut(Exception):
    """The floor cannot be looked at, or a letter not be sent; `code` names the sentence that says why."""

    def __init__(self, code: str, detail: str = "") -> None:
        """Keep the code apart from the detail."""
        super().__init__(f"{code}: {detail}")
        self.code, self.detail = code, detail


@dataclass(frozen=True, slots=True)
class SeatRow:
    """One seat: its journal, what people call it, and how far its record has come."""

    journal: str
    name: str  # of its folder, or its login at the database
    head: int
    last_at: str  # UTC, as in the records; empty in an empty journal


@dataclass(frozen=True, slots=True)
class Fork:
    """Two histories of one seat: an event that was known, and another one that came under the same number."""

    journal: str
    seq: int
    kept: str  # seals, in hex
    other: str
    at: str


class Store(Protocol):
    """Where the floor finds its seats, and leaves letters for them. Everything here may raise FloorShut."""

    def seats(self) -> Sequence[SeatRow]:
        """Return all seats, by name."""

    def entries(self, journal: str, after: int) -> Sequence[Entry]:
        """Return a seat's events after a number, in their order, with the private words that are still there."""

    def people(self, journal: str) -> Signers:
        """Return who may sign at a seat."""

    def forks(self) -> Sequence[Fork]:
        """Return where a seat has two histories."""

    def send(self, letter: Letter) -> None:
        """Leave a letter for its seat."""

    def untaken(self, journal: str) -> frozenset[str]:
        """Return the letters a seat has not taken yet, by their ids."""

    def close(self) -> None:
        """Let go of everything."""
