"""Sound: whether an event of a seat is what a seat would have written, before anything is made of it.

The desk reads records that others keep. One that holds something else must cost its own
seat the desk's attention, and no other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from functools import cache

from assistant.call.events import KINDS, PromiseMade
from assistant.call.promises import due_of
from assistant.journal.record import Entry

UNSOUND = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OverflowError)
"""What reading, folding or judging something else may raise."""

_STAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\.[0-9]{3}Z")
_NONE = type(None)
_TYPES: Mapping[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "bool": (bool,),
    "int | None": (int, _NONE),
    "str | None": (str, _NONE),
    "Value": (str, int),
}


def prove(each: Entry) -> None:
    """Raise one of UNSOUND where no seat would have written this event."""
    texts = (each.id, each.at, each.case_id, each.kind, each.actor, *each.secrets, *each.secrets.values())
    if not all(type(text) is str for text in texts) or not isinstance(each.data, dict):
        raise TypeError(each.seq)
    if type(each.seq) is not int or type(each.version) is not int or not _STAMP.fullmatch(each.at):
        raise TypeError(each.seq)
    datetime.fromisoformat(each.at)
    event = each.event
    for name, wanted in _wanted(each.kind) if event is not None else ():
        if type(getattr(event, name)) not in wanted:
            raise TypeError(name)
    if isinstance(event, PromiseMade):
        due_of(event.due)


@cache
def _wanted(kind: str) -> tuple[tuple[str, tuple[type, ...]], ...]:
    """Return the fields of a kind that hold one plain value, and of which types it may be."""
    found = ((each.name, _TYPES.get(str(each.type))) for each in fields(KINDS[kind][0]))
    return tuple((name, wanted) for name, wanted in found if wanted is not None)
