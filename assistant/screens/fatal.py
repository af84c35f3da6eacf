"""What the operator reads when the screen itself is at fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.faults import code_of
from assistant.screens.columns import wrap

if TYPE_CHECKING:
    from assistant.screens.words import Wording

_NARROW = 20


def farewell(error: BaseException, words: Wording, saved: int, width: int) -> str:
    """Return what the operator reads instead of a traceback."""
    text = words.say("error.fatal", code=code_of(error), n=saved)
    return "\n".join(wrap(text, max(width - 1, _NARROW)))
