"""Instructions against the ruling: whether there was one on a case, and what became of it."""

from __future__ import annotations

from assistant.call.events import Decided
from assistant.call.ladder import BILL
from assistant.journal.figures.tale import Tale

STOOD, GAVE_WAY, TAKEN_BACK, WAITING = "stood", "gave_way", "taken_back", "waiting"
OUTCOMES = (GAVE_WAY, STOOD, TAKEN_BACK, WAITING)
"""The superior followed the ruling, stood by it, the instruction was withdrawn, or nobody has answered yet."""

AGAINST, FOR = "bill_against_ruling", "waive_against_ruling"


def contradiction(tale: Tale, disputed: str) -> tuple[str, str] | None:
    """Return which way a case was instructed against its ruling, and what became of it; None where it was not.

    It counts from the moment both are there, whichever came first, and stays one when facts
    change the ruling later. Only the line the case is about is looked at.
    """
    lines = {line.id for line in tale.case.lines if line.charge_line == disputed}
    standing: list[list[str]] = []  # each instruction, and which way it went against the ruling, if it did
    ruled: set[str] = set()
    way = answer = ""
    for mark in tale.marks:
        if isinstance(mark.told, Decided):
            ruled = {ruling for line, ruling in mark.told.rulings.items() if line in lines}
        elif mark.what == "instructed":
            standing.append([str(mark.told), ""])
            answer = ""
        elif mark.what == "withdrawn" and isinstance(mark.told, int) and 0 <= mark.told < len(standing):
            del standing[mark.told]
        elif mark.what == "answered" and standing:
            answer = str(mark.told)
        if mark.what in {"decided", "instructed"}:
            for each in standing:
                each[1] = each[1] or _way(each[0], ruled)
            way = way or next((each[1] for each in standing if each[1]), "")
    return (way, _outcome(standing, way, answer)) if way else None


def _way(says: str, ruled: set[str]) -> str:
    if not ruled:
        return ""
    if says == BILL:
        return "" if BILL in ruled else AGAINST
    return FOR if ruled == {BILL} else ""


def _outcome(standing: list[list[str]], way: str, answer: str) -> str:
    if not any(told for _, told in standing):
        return TAKEN_BACK
    if not answer:
        return WAITING
    return STOOD if (answer == BILL) is (way == AGAINST) else GAVE_WAY
