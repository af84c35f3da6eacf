"""What was promised, and by when: on home for every case, in the head of a case once it is due."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from assistant.call.promises import due_of, in_order, until
from assistant.screens.columns import Role, Row, Span, line, pad, row
from assistant.screens.seen import short_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.call.case import Case
    from assistant.call.promises import Due
    from assistant.screens.words import Wording
    from assistant.seat import CaseSummary

_MOST = 5
_WHEN = 17


def is_due(due: Due, now: datetime) -> bool:
    """Whether a promise is due: on its day, or once its moment has come."""
    if isinstance(due, datetime):
        return due.replace(tzinfo=due.tzinfo or now.tzinfo) <= now
    return due <= now.date()


def due_text(case: Case, now: datetime, words: Wording) -> str:
    """Return the first promise of a case that is due, or nothing."""
    for each in in_order(case):
        if is_due(due_of(each.due), now):
            return words.say("due.now", what=words.say(f"promise.{each.what}"), when=short_day(due_of(each.due), words))
    return ""


def promised(cases: Sequence[CaseSummary], now: datetime, words: Wording, cells: int) -> list[Row]:
    """Return the promises of all open cases, the first due first."""
    made = [(due_of(each.due), summary.case_id, each.what) for summary in cases for each in summary.case.promises]
    made = sorted(dict.fromkeys(made), key=lambda each: (until(each[0]), each[1:]))
    if not made:
        return []
    rows = [line(f" {words.say('due.title')}", cells, Role.TITLE)]
    for due, case_id, what in made[:_MOST]:
        late = is_due(due, now)
        mark = Span(words.say("due.mark") if late else "", Role.WARN)
        when = Span(f"   {pad(short_day(due, words), _WHEN)}", Role.WARN if late else Role.PLAIN)
        rows.append(row((when, Span(f"{case_id}  {words.say(f'promise.{what}')}  "), mark), cells))
    if len(made) > _MOST:
        rows.append(line(f"   {words.say('due.more', n=len(made) - _MOST)}", cells, Role.DIM))
    return rows
