"""The rows of the four lists: one case, promise or alert each, in one line and the words beneath it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from assistant.call import masked
from assistant.call.promises import due_of, in_order
from assistant.floor.alerts import late
from assistant.floor.waits import STOP
from assistant.journal.refusals import KEYLESS
from assistant.screens import seen as shown
from assistant.screens.columns import Role, Row, Span, ends, line, pad, phrases, right, wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from assistant.call.events import Instructed
    from assistant.call.promises import Due
    from assistant.floor.alerts import Alert
    from assistant.floor.floor import Floor, Promised
    from assistant.floor.persons import Supervisor
    from assistant.floor.seen import Key, Seen
    from assistant.floor.waits import Wait
    from assistant.screens.stage import View
    from assistant.screens.words import Wording

LISTS = ("mine", "open", "promises", "alerts")
_CASE, _SEAT, _RULING, _STEP, _WAIT, _AGO, _STATE, _WHAT = 8, 10, 13, 12, 12, 10, 14, 18
_ABOUT, _RINGS = 48, 30
_WIDE = 100  # from this width on an alert says what its case is about
_IN = " " * 5
Place = tuple["Key", str]


@dataclass(frozen=True, slots=True)
class Told:
    """What a row says: its left and its right end, and the rows beneath, from the fewest to all."""

    left: tuple[Span, ...]
    last: tuple[Span, ...] = ()
    under: tuple[tuple[Row, ...], ...] = ((),)


@dataclass(frozen=True, slots=True)
class Item:
    """One row: where it belongs, and what it says in some room and language."""

    place: Place
    seen: Seen
    told: Callable[[View], Told]


def listed(name: str, floor: Floor, who: Supervisor) -> list[Item]:
    """Return the items of a list in their right order."""
    if name == "mine":
        return [_mine(floor, seen, wait) for seen, wait in floor.mine(who)]
    if name == "open":
        return [_open(seen) for seen in floor.open()]
    if name == "promises":
        return [_promise(each) for each in floor.promises()]
    return [_alert(each) for each in floor.alerts()]


def troubles(floor: Floor, who: Supervisor, view: View) -> list[Row]:
    """Return what is wrong with seats: two histories of one, one that is not read, one where nobody knows me."""
    words, names = view.words, {row.journal: row.name for row in floor.seats}
    said = [
        (words.say("floor.fork", seat=names.get(each.journal, each.journal), seq=each.seq), Role.STOP)
        for each in floor.forks
    ]
    unread: Collection[str] = getattr(floor.store, "unread", {}).values()
    locked = sum(1 for each in unread if each in KEYLESS)
    strange = sum(1 for journal in names if not floor.signer(who, journal).rung)
    other = len(floor.shut) + len(unread) - locked
    said += [(words.say("floor.unread", n=other), Role.WARN)] if other else []
    said += [(words.say("floor.locked", n=locked), Role.WARN)] if locked else []
    said += [(words.say("floor.not_registered", n=strange), Role.WARN)] if strange else []
    return [line(f" {text}", view.width, role) for text, role in said]


def about(seen: Seen, words: Wording) -> str:
    """Return what a case is about: its first charge line, and how many more there are."""
    if seen.policy is None:
        return words.say("floor.no_rules")
    charged = [shown.charge(each, seen.policy, words) for each in seen.case.lines]
    return words.say("call.more_law", first=charged[0], n=len(charged) - 1) if charged[1:] else "".join(charged)


def ruled(seen: Seen, words: Wording) -> tuple[str, Role]:
    """Return what a case comes to, the first line of it that was decided."""
    if seen.policy is None or seen.verdict is None:
        return words.say("floor.open_ruling"), Role.STOP
    found = [one.ruling for _, one in seen.verdict.lines if one.ruling]
    if not found or not seen.verdict.settled:
        return words.say("floor.open_ruling"), Role.WARN
    return shown.ruling(seen.policy, found[0], words), shown.ruling_role(found[0])


def words_of(seen: Seen, said: Instructed, words: Wording) -> str:
    """Return an instruction: the role, the name by its first letter, and the exact words."""
    name, role = masked.name(said.name), rung_name(seen, said.by, words)
    if not said.words:
        return words.say("floor.wordless", role=role, name=name)
    return words.say("floor.said", role=role, name=name, words=said.words)


def rung_name(seen: Seen, rung: str, words: Wording) -> str:
    """Return a rung by its role; one that is none of the pack's as it was recorded."""
    ladder = seen.policy.ladder if seen.policy else ()
    return next((each.role.of(words.lang) for each in ladder if each.id == rung), rung)


def waited(since: str, now: datetime, words: Wording) -> str:
    """Return how long it is since a moment of the record, in one unit."""
    minutes = max(0, int((now - datetime.fromisoformat(since)).total_seconds() // 60))
    unit, n = ("minutes", minutes) if minutes < 60 else ("hours", minutes // 60)  # noqa: PLR2004  # of an hour
    unit, n = (unit, n) if minutes < 2 * 24 * 60 else ("days", minutes // (24 * 60))
    return words.say(f"floor.waited.{unit}", n=n)


def due_span(due: Due, now: datetime, words: Wording) -> Span:
    """Return a due day, and in another colour and another word one that is over."""
    day = shown.short_day(due, words)
    over = late(due, now)
    return Span(words.say("floor.late" if over else "floor.due", day=day), Role.STOP if over else Role.WARN)


def _first(seen: Seen, view: View, spared: int = 0) -> tuple[Span, ...]:
    what, role = ruled(seen, view.words)
    room = max(10, view.width - _CASE - _SEAT - _RULING - _WAIT - 5 - spared)
    return (
        Span(pad(seen.case_id, _CASE), Role.STRONG),
        Span(pad(seen.seat, _SEAT), Role.DIM),
        Span(pad(about(seen, view.words), min(room, _ABOUT)) + " "),
        Span(pad(what, _RULING), role),
    )


def _reason(seen: Seen, view: View) -> list[Row]:
    """Return why the case comes to what stands beside it: the reason of its first line."""
    verdict, words = seen.verdict, view.words
    found = [rule.reason.of(words.lang) for _, one in verdict.lines for rule in one.rules] if verdict else []
    said = [words.say("call.reason", text=each) for each in found[:1]]
    return [line(f"{_IN}{part}", view.width, Role.DIM) for each in said for part in phrases(each, view.width - 7)]


def _mine(floor: Floor, seen: Seen, wait: Wait) -> Item:
    def told(view: View) -> Told:
        words, width = view.words, view.width
        time = words.say("floor.waiting", time=waited(wait.since, view.now, words))
        due = in_order(seen.case)
        last = (Span("  "), due_span(due_of(due[0].due), view.now, words), Span(" ")) if due else ()
        sent = floor.sent(seen)
        why = Span(
            _IN + words.say(f"floor.case.{sent}" if sent else f"floor.why.{wait.why}"),
            Role.GOOD if sent else Role.STOP if wait.why == STOP else Role.WARN,
        )
        said = [words_of(seen, each, words) for each in reversed(seen.case.instructions)]
        brief = (why, Span(f" \u2500 {said[0]}")) if said and not sent else (why,)
        whole = [line(_IN + part, width) for each in said for part in wrap(each, width - 7)]
        words_whole = (ends((why,), last, width), *whole)
        under = ((ends(brief, last, width),), words_whole, (*words_whole, *_reason(seen, view)))
        return Told(_first(seen, view), (Span(right(time, _WAIT), Role.WARN),), under)

    return Item((seen.key, ""), seen, told)


def _open(seen: Seen) -> Item:
    def told(view: View) -> Told:
        words = view.words
        step = seen.policy.stages.get(seen.case.step) if seen.policy else None
        name = step.of(words.lang) if step else words.say(f"step.{seen.case.step}")
        ago = words.say("floor.since", time=waited(seen.last_at, view.now, words))
        last = (Span(right(name, _STEP), Role.DIM), Span(right(ago, _AGO), Role.DIM))
        return Told(_first(seen, view, _STEP + _AGO - _WAIT), last)

    return Item((seen.key, ""), seen, told)


def _promise(each: Promised) -> Item:
    def told(view: View) -> Told:
        words = view.words
        what = words.say(f"promise.{each.what}")
        left = (
            Span(pad(each.seen.case_id, _CASE), Role.STRONG),
            Span(pad(each.seen.seat, _SEAT), Role.DIM),
            Span(pad(what, _WHAT), Role.STRONG if each.late else Role.PLAIN),
            Span(about(each.seen, words), Role.DIM),
        )
        return Told(left, (Span(" "), due_span(each.due, view.now, words)))

    return Item((each.seen.key, f"{each.what}/{each.line}"), each.seen, told)


def _alert(each: Alert) -> Item:
    def told(view: View) -> Told:
        words = view.words
        taken = words.say("floor.alert.taken", who=", ".join(each.taken)) if each.taken else ""
        left = (
            Span(pad(each.seen.case_id, _CASE), Role.STRONG),
            Span(pad(each.seen.seat, _SEAT), Role.DIM),
            Span(pad(words.say(f"floor.alert.{each.what}"), _RINGS), Role.STOP),
            Span(f"  {about(each.seen, words)}" if view.width >= _WIDE else "", Role.DIM),
        )
        state = Span(pad(taken or words.say("floor.alert.untaken"), _STATE), Role.GOOD if taken else Role.WARN)
        ago = Span(right(words.say("floor.since", time=waited(each.since, view.now, words)), _AGO) + "  ", Role.DIM)
        silent = next((words_of(each.seen, s, words) for _, s in each.seen.given() if s.words == each.words), "")
        said = wrap(silent, view.width - 7) if each.words and silent else []
        return Told(left, (ago, state), (tuple(line(_IN + part, view.width) for part in said),))

    return Item((each.seen.key, each.what), each.seen, told)
