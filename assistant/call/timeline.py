"""The timeline: what is asked of a record of events, wherever it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Protocol

from assistant.call.events import Event


class Kept(Protocol):
    """One event as a record keeps it. `event` is None where the kind is not ours to know."""

    @property
    def seq(self) -> int:
        """Its number in the record: the order of things."""

    @property
    def at(self) -> str:
        """The moment in UTC, in ISO form: what the clock claimed."""

    @property
    def actor(self) -> str:
        """Who entered it: a pseudonym."""

    @property
    def kind(self) -> str:
        """The kind as it is kept."""

    @property
    def event(self) -> Event | None:
        """What happened."""


History = Sequence[Kept]


def moment(text: str, zone: tzinfo | None) -> datetime:
    """Return a kept moment on the clock of `zone`; UTC where none is given."""
    at = datetime.fromisoformat(text)
    return at.astimezone(zone) if zone else at


def stamp(text: str, zone: tzinfo | None) -> str:
    """Return a kept moment as it is written down."""
    return f"{moment(text, zone):%Y-%m-%d %H:%M}"


def when(text: str) -> str:
    """Return a moment somebody gave as it is written down; what is a day, or no moment, as it was given."""
    try:
        return f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M}" if "T" in text else text
    except ValueError:
        return text
