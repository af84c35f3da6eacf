"""Ticks: what must be said on a call, said or not yet, and the keys that say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from assistant.call.rendering import tick_name
from assistant.call.required import required, required_of
from assistant.screens.columns import Role, Row, line
from assistant.screens.commands import PICKS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from assistant.call.required import Required
    from assistant.call.script import Spoken
    from assistant.hearing import Hearing
    from assistant.screens.stage import Stage
    from assistant.screens.words import Wording

KEYS = PICKS[5:10]
"""On the brief, the keys of the ticks; those before them open its parts."""


def tick_rows(stage: Stage, spoken: Iterable[Spoken], cells: int, *, keys: bool) -> list[Row]:
    """Return what must be said, each with its box, and with its key where the keys are free."""
    words, listed = stage.words, required(spoken, stage.desk.case)
    if not listed:
        return []
    heard = stage.conversation.heard_ticks() if stage.conversation else frozenset()
    named = [_box(each, each.what in heard, words) for each in listed]
    if keys:
        named = [f"{key} {each}" for key, each in zip(KEYS, named, strict=False)]
    if any(each.what in heard and not each.said for each in listed):
        named.append(words.say("tick.legend"))
    role = Role.GOOD if all(each.said for each in listed) else Role.WARN
    return [line(f" {each}", cells, role) for each in _set([words.say("tick.names"), *named], cells - 2)]


def _set(named: Iterable[str], cells: int) -> list[str]:
    """Return names in rows; none is broken."""
    rows = [""]
    for each in named:
        longer = f"{rows[-1]}  {each}" if rows[-1] else each
        if cell_len(longer) <= cells or not rows[-1]:
            rows[-1] = longer
        else:
            rows.append(f"  {each}")
    return rows


def tick_next(stage: Stage) -> None:
    """Record that the next required line was said; the first in order, whatever was heard."""
    left = [each.what for each in _listed(stage) if not each.said]
    if left:
        _tick(stage, left[0])
    else:
        stage.say(stage.words.say("tick.none"), Role.DIM)


def tick_picked(stage: Stage, key: str) -> None:
    """Record that the required line behind a key was said, or was not after all."""
    found = dict(zip(KEYS, _listed(stage), strict=False)).get(key)
    if found is None:
        stage.say(stage.words.say("call.no_such_key", key=key), Role.WARN)
    else:
        _tick(stage, found.what)


def _listed(stage: Stage) -> tuple[Required, ...]:
    return required_of(stage.desk.scene(stage.words.lang))


def _tick(stage: Stage, what: str) -> None:
    words = stage.words
    said = _hearing(stage).tick(what)
    left = [tick_name(each.what, words.lang) for each in _listed(stage) if not each.said]
    key = "tick.back" if not said else "tick.done" if left else "tick.all"
    told = {"what": tick_name(what, words.lang), "n": stage.desk.case.events, "next": left[0] if left else ""}
    stage.say(words.say(key, **told), Role.GOOD if said else Role.STRONG)


def _hearing(stage: Stage) -> Hearing:
    if stage.conversation is None:
        raise LookupError("no call lies open")  # a bug of ours: the key belongs to pages over a call
    return stage.conversation.hearing(stage.desk)


def _box(each: Required, heard: bool, words: Wording) -> str:  # noqa: FBT001  # what is drawn, not a switch
    mark = "said" if each.said else "heard" if heard else "left"
    return f"{words.say(f'tick.{mark}')}{tick_name(each.what, words.lang)}"
