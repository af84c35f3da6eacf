"""What was waited for: answers, ends of holds, and promises. Each moment on the clock of the seat's zone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from assistant.call.events import Decided, PromiseKept, PromiseMade
from assistant.call.promises import KEPT, KINDS, REPLY_BY, due_of, until
from assistant.journal.figures.chances import rank
from assistant.journal.figures.tale import Mark, Tale, moment
from assistant.rules.policy import Ruling

MAIL, HAND_OVER = "mail", "hand_over"
MINUTE, DAY = 60, 86_400


@dataclass(slots=True)
class Wait:
    """Something asked for once, and when it ended; `end` is None while it lasts."""

    of: str
    begun: datetime
    due: str = ""
    end: datetime | None = None
    how: str = "waiting"


@dataclass(frozen=True, slots=True)
class Answers:
    """How long superiors were waited for, in minutes."""

    of: str  # mail or hand_over
    answered: int
    waiting: int
    ended: int  # closed, or for another reason over, without an answer
    median_minutes: int | None
    p90_minutes: int | None
    dated: int  # of how many a day was asked for
    overdue: int  # of those: answered after it, or still not when it was past


@dataclass(frozen=True, slots=True)
class Holds:
    """How old holds are, in whole days: those still open, those that ended, and those a case was closed on."""

    open: int
    open_median_days: int | None
    open_p90_days: int | None
    open_oldest_days: int | None
    ended: int
    ended_median_days: int | None
    closed_on: int


@dataclass(frozen=True, slots=True)
class Promised:
    """What became of the promises of a kind. A promise whose day was moved is one promise."""

    what: str
    kept_in_time: int = 0
    kept_late: int = 0
    lapsed: int = 0
    open_in_time: int = 0
    open_overdue: int = 0
    moved: int = 0


def answers(tales: Iterable[Tale], now: datetime) -> tuple[Answers, ...]:
    """Return how long was waited for an answer to a mail, and after a hand-over."""
    found = [each for tale in tales for each in _waits(tale)]
    return tuple(_answers(of, [each for each in found if each.of == of], now) for of in (MAIL, HAND_OVER))


def _answers(of: str, waits: list[Wait], now: datetime) -> Answers:
    took = [_between(each.begun, each.end, MINUTE) for each in waits if each.how == "answered" and each.end]
    states = [each.how for each in waits]
    return Answers(
        of=of,
        answered=len(took),
        waiting=states.count("waiting"),
        ended=states.count("ended"),
        median_minutes=rank(took, 50),
        p90_minutes=rank(took, 90),
        dated=sum(bool(each.due) for each in waits),
        overdue=sum(_late(each.due, (each.end or now).astimezone(now.tzinfo)) for each in waits),
    )


def _waits(tale: Tale) -> Iterator[Wait]:
    """Walk what was asked of superiors. Asking again while nobody has answered is the same wait."""
    open_: dict[str, Wait] = {}
    for mark in tale.marks:
        at = moment(mark.at)
        if mark.what in {"asked", "handed"}:
            of = MAIL if mark.what == "asked" else HAND_OVER
            open_.setdefault(of, Wait(of, at))
        elif isinstance(mark.told, PromiseMade) and mark.told.what == REPLY_BY and MAIL in open_:
            open_[MAIL].due = mark.told.due
        elif mark.what in {"answered", "closed"}:
            yield from (_over(open_.pop(of), at, mark.what) for of in tuple(open_))
        elif mark.what == "resumed" and HAND_OVER in open_:  # it came back to the seat: that is its answer
            yield _over(open_.pop(HAND_OVER), at, "answered")
    yield from open_.values()


def _over(wait: Wait, at: datetime, what: str) -> Wait:
    wait.end, wait.how = at, "answered" if what == "answered" else "ended"
    return wait


def holds(tales: Iterable[Tale], now: datetime) -> Holds:
    """Return how long charge lines are, and were, on hold."""
    found = [each for tale in tales for each in _held(tale)]
    still = [_between(each.begun, now, DAY) for each in found if each.how == "waiting"]
    ended = [_between(each.begun, each.end, DAY) for each in found if each.how == "ended" and each.end]
    return Holds(
        open=len(still),
        open_median_days=rank(still, 50),
        open_p90_days=rank(still, 90),
        open_oldest_days=max(still, default=None),
        ended=len(ended),
        ended_median_days=rank(ended, 50),
        closed_on=sum(each.how == "closed" for each in found),
    )


def _held(tale: Tale) -> Iterator[Wait]:
    open_: dict[str, Wait] = {}
    for mark in tale.marks:
        at = moment(mark.at)
        if isinstance(mark.told, Decided):
            for line, ruling in mark.told.rulings.items():
                if ruling == Ruling.HOLD:
                    open_.setdefault(line, Wait(line, at))
                elif line in open_:
                    yield _over(open_.pop(line), at, "ended")
        elif mark.what == "closed":
            for line in tuple(open_):
                one = open_.pop(line)
                one.end, one.how = at, "closed"
                yield one
    yield from open_.values()


def promised(tales: Iterable[Tale], now: datetime) -> tuple[Promised, ...]:
    """Return what became of every kind of promise."""
    found = [each for tale in tales for each in _promised(tale, now)]
    rows = []
    for what in KINDS:
        states = [state for kind, state in found if kind == what]
        names = ("kept_in_time", "kept_late", "lapsed", "open_in_time", "open_overdue", "moved")
        rows.append(Promised(what, *(states.count(name) for name in names)))
    return tuple(rows)


def _promised(tale: Tale, now: datetime) -> Iterator[tuple[str, str]]:
    open_: dict[tuple[str, str | None], str] = {}
    for mark in tale.marks:
        made = mark.told
        if isinstance(made, PromiseMade):
            key = made.what, made.line
            if open_.get(key, made.due) != made.due:
                yield made.what, "moved"
            open_[key] = made.due
        elif isinstance(made, PromiseKept) and (made.what, made.line) in open_:
            due = open_.pop((made.what, made.line))
            yield made.what, _kept(made, due, mark, now)
    for (what, _), due in open_.items():
        yield what, "open_overdue" if _late(due, now) else "open_in_time"


def _kept(event: PromiseKept, due: str, mark: Mark, now: datetime) -> str:
    if event.how != KEPT:
        return "lapsed"
    return "kept_late" if _late(due, moment(mark.at).astimezone(now.tzinfo)) else "kept_in_time"


def _between(begun: datetime, end: datetime | None, unit: int) -> int:
    """Return the whole minutes or days between; a clock that was put back makes none, not less."""
    return max(0, int(((end or begun) - begun).total_seconds())) // unit


def _late(due: str, at: datetime) -> bool:
    """Whether a moment lies after a day or moment that was asked for; what is neither is never late."""
    try:
        wanted = due_of(due)
    except ValueError:
        return False
    if isinstance(wanted, datetime) and wanted.tzinfo:
        return at > wanted
    return (at.date(), at.time()) > until(wanted)
