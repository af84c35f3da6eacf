"""The journal's own events: what befell the record itself. They belong to no case."""

from __future__ import annotations

from collections.abc import Mapping

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


def floor_received(told: Mapping[str, object]) -> Encoded:
    """Tell that the floor's server has shown us the seal of an event it keeps, and it is ours."""
    return Encoded("floor.received", 1, dict(told), {})


def erased(seq: int, names: tuple[str, ...], basis: str) -> Encoded:
    """Tell that private words of an event were erased, on this basis. Without this event their absence is damage."""
    return Encoded("pii.erased", 1, {"seq": seq, "names": list(names), "basis": basis}, {})


def erasure_agreed(  # noqa: PLR0913, PLR0917  # who agreed to what is all of these
    case: str, basis: str, by: str, confirmed_by: str, words: int, papers: tuple[str, ...]
) -> Encoded:
    """Tell that two people agreed to erase so many private words of a case, and which files went with them."""
    told = {"case": case, "basis": basis, "by": by, "confirmed_by": confirmed_by, "words": words}
    return Encoded("erasure.agreed", 1, {**told, "papers": list(papers)}, {})


def erasure_held(case: str, by: str) -> Encoded:
    """Tell that nothing may be erased from a case until it is released."""
    return Encoded("erasure.held", 1, {"case": case, "by": by}, {})


def erasure_released(case: str, by: str, confirmed_by: str) -> Encoded:
    """Tell that two people have released a case: its words may be erased again."""
    return Encoded("erasure.released", 1, {"case": case, "by": by, "confirmed_by": confirmed_by}, {})


def revealed(case: str, what: tuple[str, ...]) -> Encoded:
    """Tell that masked words of a case were looked at: on which page, never which words."""
    return Encoded("pii.revealed", 1, {"case": case, "what": list(what)}, {})
