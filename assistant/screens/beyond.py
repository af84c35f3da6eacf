"""What a tall screen has room for under the question: what comes next, and what was noted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.screens.columns import Role, Row, Span, blank, line, row, wrap

if TYPE_CHECKING:
    from assistant.desk import Desk
    from assistant.screens.question import Asked, Room

_NEXT, _NOTES = 3, 4


def beyond(desk: Desk, asked: Asked | None, room: Room, free: int) -> list[Row]:
    """Return as much of it as fits into `free` rows."""
    rows: list[Row] = []
    for part in (_next(desk, asked, room), _notes(desk, room)):
        if part and len(rows) + len(part) + 1 <= free:
            rows += [blank(room.cells), *part]
    return rows


def _next(desk: Desk, asked: Asked | None, room: Room) -> list[Row]:
    """Return the facts that can still change a ruling, after the one now asked for."""
    now = asked.fact if asked else None
    relevant = [name for _, decision in desk.verdict.lines for name in decision.relevant if name != now]
    names = list(dict.fromkeys(relevant))[:_NEXT]
    if not names:
        return []
    rows = [line(f" {room.words.say('call.after_this')}", room.cells, Role.TITLE)]
    for name in names:
        spec = desk.policy.facts[name]
        said = (Span(f"   {spec.label.of(room.words.lang)}  "), Span(spec.ask.of(room.words.lang), Role.DIM))
        rows.append(row(said, room.cells))
    return rows


def _notes(desk: Desk, room: Room) -> list[Row]:
    """Return the last words noted, as they were typed."""
    notes = [part for each in desk.case.notes for part in wrap(each.words, room.cells - 4)][-_NOTES:]
    if not notes:
        return []
    title = line(f" {room.words.say('call.notes')}", room.cells, Role.TITLE)
    return [title, *(line(f"   {each}", room.cells) for each in notes)]
