"""Answered: what the case answers to the operator's own question, as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.screens.columns import Role, Row, Span, ends, line, wrap

if TYPE_CHECKING:
    from assistant.call.asking import Answer
    from assistant.screens.question import Room


def told(answer: Answer, room: Room) -> list[Row]:
    """Return an answer as rows: what it is, then the nearest questions where it is not sure."""
    words, cells = room.words, room.cells
    away = Span(f"{words.say('talk.put_away')} ", Role.KEY)
    rows = [ends((Span(f" {words.say('talk.answer')}", Role.TITLE),), (away,), cells)]
    for each in answer.lines:
        role = Role.GOOD if each in answer.read else Role.PLAIN if answer.sure else Role.WARN
        rows += [line(f"  {part}", cells, role) for part in wrap(each, cells - 3)]
    if answer.nearest:
        rows.append(line(f"  {words.say('talk.nearest')}", cells, Role.DIM))
        rows += [
            line(f"   {part}", cells, Role.KEY) for each in answer.nearest for part in wrap(f"? {each}", cells - 4)
        ]
    return rows
