"""The journal's own events: what befell the record itself. They belong to no case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

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


def erasure_asked(case: str, basis: str, only: str, by: str) -> Encoded:
    """Tell that somebody asks for the private words of a case to be erased; `only` is one class of them, or empty."""
    return Encoded("erasure.asked", 1, {"case": case, "basis": basis, "class": only, "by": by}, {})


def erasure_agreed(signed: Mapping[str, Any], words: int, papers: Sequence[str]) -> Encoded:
    """Tell that so many private words of a case were erased, as a supervisor signed, and which files went with them."""
    return Encoded("erasure.agreed", 2, {**signed, "words": words, "papers": list(papers)}, {})


def erasure_held(case: str, by: str) -> Encoded:
    """Tell that nothing may be erased from a case until it is released."""
    return Encoded("erasure.held", 1, {"case": case, "by": by}, {})


def erasure_released(signed: Mapping[str, Any]) -> Encoded:
    """Tell that a case is released, as a supervisor signed: its words may be erased again."""
    return Encoded("erasure.released", 2, dict(signed), {})


def revealed(case: str, what: tuple[str, ...]) -> Encoded:
    """Tell that masked words of a case were looked at: on which page, never which words."""
    return Encoded("pii.revealed", 1, {"case": case, "what": list(what)}, {})


def screen_locked(why: str) -> Encoded:
    """Tell that the screen was locked: nobody touched it, somebody asked, or it had been open for too long."""
    return Encoded("screen.locked", 1, {"why": why}, {})


def screen_refused(nth: int) -> Encoded:
    """Tell that a locked screen was given a wrong secret, for the n-th time in a row."""
    return Encoded("screen.refused", 1, {"nth": nth}, {})


def screen_unlocked(why: str, by: str) -> Encoded:
    """Tell that a screen that was locked for this reason was opened: by a person's key, a PIN, or by anybody."""
    return Encoded("screen.unlocked", 1, {"why": why, "by": by}, {})
