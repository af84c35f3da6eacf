"""The journal's own events: what befell the record itself. They belong to no case."""

from __future__ import annotations

from assistant.call.events import Encoded

NO_CASE = ""
"""What stands in place of a case."""


def clock_stepped(by_ms: int) -> Encoded:
    """Tell that the clock was put forward, or back."""
    return Encoded("clock.stepped", 1, {"by_ms": by_ms}, {})


def stopped(why: str) -> Encoded:
    """Tell that nothing could be written for a while: what was done then is not in the record."""
    return Encoded("journal.stopped", 1, {"why": why}, {})


def receipt(size: int, root: str, signature: str) -> Encoded:
    """Tell that somebody outside has shown us a note that we signed, and it is of this journal."""
    return Encoded("note.received", 1, {"size": size, "root": root, "signature": signature}, {})


def erased(seq: int, names: tuple[str, ...], basis: str) -> Encoded:
    """Tell that private words of an event were erased, on this basis. Without this event their absence is damage."""
    return Encoded("pii.erased", 1, {"seq": seq, "names": list(names), "basis": basis}, {})
