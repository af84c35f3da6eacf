"""Promises: what somebody is waiting for, and by when.

They are events. What the script says of a day (`due`, `callback`) is promised on
the day it says: a promise once made keeps its day, however often the brief is opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from assistant.call.case import Case
from assistant.call.events import Event, PromiseKept, PromiseMade
from assistant.call.script import Scene
from assistant.call.steps import NotNow
from assistant.call.timeline import History
from assistant.rules.policy import Ruling

CALLBACK, HOLD, REFUND, REPLY_BY = "callback", "hold", "refund", "reply_by"
KINDS = (CALLBACK, REPLY_BY, HOLD, REFUND)
"""A call to the customer, a superior's answer, an end to a hold, a refund in writing."""

KEPT, LAPSED = "kept", "lapsed"

Due = date | datetime


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise still open. `made` counts how often it was given, a new day each time."""

    case_id: str
    what: str
    due: Due
    line: str | None
    made_at: datetime
    made: int


def due_of(text: str) -> Due:
    """Return the day, or the moment, a promise is due."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return datetime.fromisoformat(text)


def until(due: Due) -> tuple[date, time]:
    """Return what promises are sorted by: a day without a time of day lasts to its end."""
    return (due.date(), due.time()) if isinstance(due, datetime) else (due, time.max)


def in_order(case: Case) -> tuple[PromiseMade, ...]:
    """Return the promises a case has open, as they were made, the first due first."""
    return tuple(sorted(case.promises, key=lambda each: until(due_of(each.due))))


def promises(case_id: str, case: Case, history: History) -> tuple[Promise, ...]:
    """Return what is still open of a case, the first due first."""
    found = []
    for each in case.promises:
        same = [kept for kept in history if _same(kept.event, each)]
        at = datetime.fromisoformat(same[-1].at)
        found.append(Promise(case_id, each.what, due_of(each.due), each.line, at, len(same)))
    return by_due(found)


def by_due(found: list[Promise]) -> tuple[Promise, ...]:
    """Return promises, of one case or of many, the first due first."""
    return tuple(sorted(found, key=lambda each: (until(each.due), each.case_id, each.what, each.line or "")))


def made_now(scene: Scene) -> tuple[Event, ...]:
    """Return what is promised by going to the brief or on hold with the case as it stands.

    A hold that is no longer one was kept: its line is decided. A call or a refund that
    nobody was told of lapses with its reason; once told, only keeping it ends it.
    """
    wanted = {(each.what, each.line): each for each in _wanted(scene)}
    held = {(each.what, each.line) for each in scene.case.promises}
    told = {(each.line, each.ruling) for each in scene.case.told}
    heard = {CALLBACK: "hold" in {ruling for _, ruling in told}}
    gone: list[Event] = []
    for what, line in sorted(held - wanted.keys(), key=str):
        if what == HOLD:
            gone.append(PromiseKept(what, line, KEPT))
        elif (what == CALLBACK and not heard[CALLBACK]) or (what == REFUND and (line, "refund") not in told):
            gone.append(PromiseKept(what, line, LAPSED))
    return (*gone, *(each for key, each in wanted.items() if key not in held))


def made_by_mail(case: Case, reply_by: date) -> tuple[Event, ...]:
    """Return what sending the confirmation mail asks for: an answer by this day, once."""
    made = PromiseMade(REPLY_BY, reply_by.isoformat())
    return () if made in case.promises else (made,)


def kept(case: Case, what: str, line: str | None) -> PromiseKept:
    """Return that a promise was kept, or raise NotNow where none such is open."""
    if all((each.what, each.line) != (what, line) for each in case.promises):
        raise NotNow("no_promise")
    return PromiseKept(what, line, KEPT)


def kept_by_reply(case: Case) -> tuple[Event, ...]:
    """Return what a superior's answer keeps: the reply that was asked for by a day."""
    return tuple(PromiseKept(each.what, each.line, KEPT) for each in case.promises if each.what == REPLY_BY)


def kept_by_telling(scene: Scene) -> tuple[Event, ...]:
    """Return what telling the customer keeps: the call-back, once nothing is on hold any more."""
    if any(_on_hold(decision.ruling) for _, decision in scene.verdict.lines):
        return ()
    return tuple(PromiseKept(each.what, each.line, KEPT) for each in scene.case.promises if each.what == CALLBACK)


def _same(event: Event | None, promise: PromiseMade) -> bool:
    return isinstance(event, PromiseMade) and (event.what, event.line) == (promise.what, promise.line)


def _wanted(scene: Scene) -> list[PromiseMade]:
    due, callback = scene.due.isoformat(), scene.callback.isoformat()
    held = [line for line, decision in scene.verdict.lines if _on_hold(decision.ruling)]
    found = [PromiseMade(HOLD, due, line.id) for line in held]
    if held:
        found.append(PromiseMade(CALLBACK, callback))
    refunds = [line for line, decision in scene.verdict.lines if decision.ruling is Ruling.REFUND]
    return found + [PromiseMade(REFUND, callback, line.id) for line in refunds]


def _on_hold(ruling: Ruling | None) -> bool:
    return ruling in {None, Ruling.HOLD}
