"""A row of the floor's lists in words, for people; programs read the same as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from assistant.call.happened import role, step_name
from assistant.call.ics import named
from assistant.call.telling import ruled
from assistant.call.timeline import when
from assistant.doors.words import has, say

if TYPE_CHECKING:
    from assistant.call.script import Scene
    from assistant.floor.seen import Seen


def in_words(told: Mapping[str, Any], seen: Seen, lang: str) -> str:
    """Return a row as a line."""
    return "  ".join(filter(None, _parts(told, seen, seen.scene(lang), lang)))


def _parts(told: Mapping[str, Any], seen: Seen, scene: Scene | None, lang: str) -> Iterator[str]:
    yield seen.case_id
    yield seen.seat
    if scene is None:
        yield say("floor.no_verdict", lang)
    else:
        yield step_name(scene, seen.case.step)
        yield ", ".join(dict.fromkeys(ruled(scene, line, decision) for line, decision in scene.verdict.lines))
    for group in ("why", "alert"):
        if group in told:
            yield _named(f"floor_{group}", told[group], lang)
    if scene is not None and told.get("rung"):
        yield role(scene, told["rung"])
    if "what" in told:
        yield named(told["what"], lang)
        yield when(told["due"])
        yield _named("floor_due", told["state"], lang)
    for name in ("since", "last"):
        if told.get(name):
            yield say(f"floor.{name}", lang, when=_here(told[name]))
    if told.get("taken"):
        yield say("floor.taken", lang, who=told["taken"])


def _named(group: str, name: str, lang: str) -> str:
    return say(f"{group}.{name}", lang) if has(f"{group}.{name}") else name


def _here(at: str) -> str:
    """Return a moment of the record by the clock of whoever reads it."""
    return f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M}"
