"""Encoding: an event taken apart for the journal, and put together again.

Its plain JSON stands on one side, the words that are personal data on the other: they
are kept outside the sealed bytes, so that they can be erased.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from assistant.call.events import KINDS, Event

_KIND_OF = {kind: name for name, (kind, _) in KINDS.items()}


@dataclass(frozen=True, slots=True)
class Encoded:
    """An event ready to be kept: `private` holds what must stay outside the sealed bytes."""

    kind: str
    version: int
    data: Mapping[str, Any]
    private: Mapping[str, str]


def encode(event: Event) -> Encoded:
    """Take an event apart for the journal. Empty private words are left out."""
    kind = _KIND_OF[type(event)]
    data: dict[str, Any] = {}
    secret: dict[str, str] = {}
    for spec in fields(event):
        value = getattr(event, spec.name)
        if not spec.metadata.get("private"):
            data[spec.name] = _plain(value)
        elif value:
            secret[spec.name] = value
    return Encoded(kind, KINDS[kind][1], data, secret)


def decode(kind: str, version: int, data: Mapping[str, Any], secret: Mapping[str, str]) -> Event | None:
    """Put an event together again; None where the kind or version is not ours to know.

    Private words that were erased come back empty.
    """
    known = KINDS.get(kind)
    if known is None or version > known[1]:
        return None
    values = {name: _frozen(value) for name, value in data.items()}
    event: Event = known[0](**values, **secret)
    return event


def _plain(value: Any) -> Any:  # noqa: ANN401  # JSON is what it is
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return list(value) if isinstance(value, tuple) else value


def _frozen(value: Any) -> Any:  # noqa: ANN401  # JSON is what it is
    if isinstance(value, dict):
        return {key: _frozen(each) for key, each in value.items()}
    return tuple(value) if isinstance(value, list) else value
