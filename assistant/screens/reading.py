"""Reading: a typed value of the kind a fact takes, or the sentence that says why it is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.call.typed import read_number
from assistant.rules.dates import Reading
from assistant.rules.facts import NONE_YET
from assistant.rules.roles import MONEY
from assistant.screens import seen
from assistant.screens.columns import Role, Span
from assistant.screens.commands import NOT_YET

if TYPE_CHECKING:
    from assistant.rules.facts import Value
    from assistant.rules.policy import FactSpec
    from assistant.screens.stage import Stage


def read_value(stage: Stage, spec: FactSpec, text: str) -> Value | Span:
    """Read a typed value; where it cannot be read, return the sentence that says why."""
    words = stage.words
    if spec.kind == seen.DATE:
        if spec.none_yet and text.strip() == NOT_YET:
            return NONE_YET
        read = stage.desk.read_date(text)
        return read.day.isoformat() if isinstance(read, Reading) else Span(read.of(words.lang), Role.WARN)
    if spec.kind not in {"choice", seen.DATE}:
        number = read_number(text, MONEY.get(spec.kind, 0))
        return number if number is not None else Span(words.say("call.not_a_number"), Role.WARN)
    return text.strip() or Span(words.say("call.typed.text"), Role.WARN)


def guessed(stage: Stage, spec: FactSpec, text: str) -> bool:
    """Whether a year or a month was filled in, so that the operator looks twice."""
    if spec.kind != seen.DATE:
        return False
    read = stage.desk.read_date(text)
    return isinstance(read, Reading) and read.guessed
