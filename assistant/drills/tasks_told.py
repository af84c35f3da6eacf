"""What could not be taken over of a task, as remarks above the scenario it became. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap

from assistant.drills.tasks import say
from assistant.drills.tasks_read import KEPT_MAX, Left
from assistant.rules.clean import clean

COLUMNS = 150
REMARKS_MAX = 100_000
"""Of characters: with more, the file could not be read as a scenario."""


def remarks(source: str, name: str, left: Iterable[Left], lang: str) -> tuple[str, ...]:
    """Return the remarks, bounded; whatever is cut is said to be."""
    found: list[str] = list(_wrapped(say("remark", lang, source=source, id=name), lang))
    size = 0
    for each in left:
        code = "assumed" if each.assumed else "unmapped"
        lines = list(_wrapped(say(code, lang, field=each.field, text=each.text), lang))
        size += sum(map(len, lines))
        if size > REMARKS_MAX:
            return (*found, say("cut", lang))
        found += lines
    return tuple(found)


def _wrapped(text: str, lang: str) -> Iterator[str]:
    """Break a text into lines of a comment, with nothing in it that a file may not hold."""
    kept = " ".join(clean(text, KEPT_MAX).replace("\ufffd", "?").split())
    rest = say("cut", lang) if len(text) > KEPT_MAX else ""
    first, *more = wrap(kept + rest, COLUMNS, break_long_words=True) or [""]
    yield first
    yield from (f"  {each}" for each in more)
