"""The banner over the foot while nothing is recorded: what stopped, and that looking goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.screens.columns import Role, Span

if TYPE_CHECKING:
    from assistant.screens.words import Wording
    from assistant.seat import Seat


def banner(seat: Seat | None, words: Wording) -> Span | None:
    """Return what is told on every page until something is recorded again; None while all is well."""
    why = seat.journal.stopped if seat else None
    if why is None:
        return None
    key = f"stopped.{why}"
    return Span(words.say("stopped.banner", why=words.say(key if words.has(key) else "stopped.failed")), Role.STOP)
