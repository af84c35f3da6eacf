"""Deeds: what was done in a drill that no journal keeps, because no real desk does it.

A trace is what happened, in order: events of the drill's own journal, and deeds between them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from assistant.call.events import Event, encode
from assistant.drills.scenario import Boss


@dataclass(frozen=True, slots=True)
class Heard:
    """A superior spoke to the trainee."""

    boss: Boss


@dataclass(frozen=True, slots=True)
class Asked:
    """The customer was asked for a fact."""

    fact: str
    line: str | None = None


@dataclass(frozen=True, slots=True)
class LookedUp:
    """Our own side was searched for a fact."""

    fact: str
    line: str | None = None


@dataclass(frozen=True, slots=True)
class Called:
    """The customer was called, or spoken to of the fee."""


@dataclass(frozen=True, slots=True)
class Said:
    """Something was said to the customer; `part` is the kind of block of the script, `cites` its sources."""

    text: str
    lang: str
    part: str = ""
    data: bool = False  # it holds what only a verified person may hear
    cites: tuple[str, ...] = ()
    ticks: tuple[str, ...] = ()  # the required utterances it holds


@dataclass(frozen=True, slots=True)
class Ruled:
    """The trainee decided a line, and told the customer or not."""

    line: str
    ruling: str
    told: bool


@dataclass(frozen=True, slots=True)
class Did:
    """Something was done away from the desk: one of what a scenario may ask for."""

    what: str


@dataclass(frozen=True, slots=True)
class Hinted:
    """The trainee asked for a hint, and it was given."""


@dataclass(frozen=True, slots=True)
class Carded:
    """A card was laid out whose proposal is not what the customer said."""

    fact: str
    value: str


Deed = Heard | Asked | LookedUp | Called | Said | Ruled | Did | Hinted | Carded
Trace = tuple[Deed | Event, ...]

_NAMES = {
    Heard: "drill.heard",
    Asked: "drill.asked",
    LookedUp: "drill.looked_up",
    Called: "drill.called",
    Said: "drill.said",
    Ruled: "drill.ruled",
    Did: "drill.did",
    Hinted: "drill.hinted",
    Carded: "drill.carded",
}


def plain(happened: Deed | Event) -> dict[str, Any]:
    """Return one step of a trace as JSON values; private words of events are left out."""
    if isinstance(happened, Heard):
        boss = happened.boss
        return {"kind": _NAMES[Heard], "by": boss.by, "says": boss.says, "demands": boss.demands}
    name = _NAMES.get(type(happened))
    if name is not None:
        return {"kind": name, **_values(asdict(happened))}
    event = encode(happened)  # type: ignore[arg-type]  # what is no deed is an event
    return {"kind": event.kind, **_values(event.data)}


def _values(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in given.items()}
