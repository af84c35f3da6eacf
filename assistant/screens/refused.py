"""What to tell an operator where the record or the rules stay shut."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.screens.words import Wording

SHUT = 1
"""The exit code of a seat that could not be opened."""


def refusal(error: Exception, words: Wording) -> str | None:
    """Return what to tell the operator where the record or the rules stay shut; None: not foreseen."""
    from assistant.journal.refusals import CannotOpen  # noqa: PLC0415  # only where it failed
    from assistant.shelf import NotLoaded  # noqa: PLC0415  # only where it failed

    if isinstance(error, CannotOpen):
        key = f"cannot_open.{error.why}"
        return words.say(key) if words.has(key) else words.say("cannot_open.failed")
    if isinstance(error, NotLoaded):
        found = "\n".join(each.text(words.lang) for each in error.problems[:3])
        return words.say("cannot_open.pack") + "\n" + found
    return None
