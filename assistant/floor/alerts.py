"""Alerts: what somebody above must see, whoever would rather not. Taken up is not silenced (P20)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.call.promises import HOLD, Due, due_of
from assistant.floor.quiet import asks_for_silence
from assistant.floor.seen import Seen, given
from assistant.floor.waits import GIVEN
from assistant.journal.record import Entry

SYSTEMIC, SILENCE, CONTRADICTS, OVERDUE = "systemic", "do_not_record", "contradicts", "overdue"
ORDER = (SILENCE, CONTRADICTS, SYSTEMIC, OVERDUE)
TAKEN = "alert.taken"
FLAG = "flag_pattern"
"""What the pack's action for a mix-up that recurs comes to (domain.md, A7)."""


@dataclass(frozen=True, slots=True)
class Alert:
    """Something about one case that rings until the case no longer gives cause; `taken` names who took it up."""

    what: str
    seen: Seen
    since: str
    words: str = ""
    taken: tuple[str, ...] = ()


def alerts(seen: Seen, now: datetime) -> tuple[Alert, ...]:
    """Return what rings on a case, in a fixed order; an example rings for nobody."""
    if seen.case.example:
        return ()
    found = list(_all(seen, now))
    return tuple(sorted(found, key=lambda each: ORDER.index(each.what)))


def silence(history: Sequence[Entry]) -> tuple[Entry, str] | None:
    """Return the first instruction that asks for silence: looked for once for each state of a case."""
    return next(((each, said.words) for each, said in given(history) if asks_for_silence(said.words)), None)


def _all(seen: Seen, now: datetime) -> Iterator[Alert]:
    if seen.silent is not None:
        yield _alert(SILENCE, seen, *seen.silent)
    if not seen.open:
        return
    verdict = seen.verdict
    if verdict is not None and verdict.call_waits:
        last = next((each for each in reversed(seen.history) if each.kind == GIVEN), seen.history[0])
        yield _alert(CONTRADICTS, seen, last)
    if verdict is not None and any(action.deed == FLAG for action in verdict.actions):
        yield _alert(SYSTEMIC, seen, seen.history[0])
    held = [each for each in seen.case.promises if each.what == HOLD and late(due_of(each.due), now)]
    if held:
        made = next(each for each in reversed(seen.history) if each.kind == "promise.made")
        yield _alert(OVERDUE, seen, made)


def _alert(what: str, seen: Seen, raised: Entry, words: str = "") -> Alert:
    return Alert(what, seen, raised.at, words, tuple(_taken(what, seen)))


def _taken(what: str, seen: Seen) -> Iterator[str]:
    for each in seen.history:
        if each.kind == TAKEN and each.data.get("what") == what:
            yield str(each.data.get("by", ""))


def late(due: Due, now: datetime) -> bool:
    """Whether a promise is overdue: its moment has passed, or its whole day."""
    if isinstance(due, datetime):
        return due.replace(tzinfo=due.tzinfo or now.tzinfo) < now
    return due < now.date()
