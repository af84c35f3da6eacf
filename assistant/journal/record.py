"""Records: one event as it is kept, sealed, and as it is read back."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from json import loads
from typing import Any

from assistant.call.events import Encoded, Event, decode
from assistant.journal.seal import SALT_BYTES, canonical, commit

FORMAT = 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Secret:
    """A private value and the salt without which its promise cannot be opened."""

    name: str
    salt: bytes
    value: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as it stands in the journal."""

    seq: int
    id: str
    at: str  # UTC, 2011-10-20T05:03:00.000Z: a claim of the clock; order is by seq
    case_id: str
    kind: str
    version: int
    actor: str
    data: Mapping[str, Any]
    secrets: Mapping[str, str]  # what was not erased
    leaf: bytes

    @property
    def event(self) -> Event | None:
        """The event, or None where its kind or version is not ours to know."""
        return decode(self.kind, self.version, self.data, self.secrets)


def hide(encoded: Encoded) -> tuple[Secret, ...]:
    """Give each private value a salt of its own, so that equal names do not look equal."""
    values = encoded.private.items()
    return tuple(Secret(name, os.urandom(SALT_BYTES), value) for name, value in values)


def seal_up(  # noqa: PLR0913  # the record has these parts, each named where it is given
    encoded: Encoded,
    secrets: tuple[Secret, ...],
    *,
    journal: str,
    seq: int,
    event_id: str,
    at: str,
    case_id: str,
    actor: str,
    prev: str,
) -> bytes:
    """Return the bytes that are kept of an event: no private value is among them."""
    record = {
        "v": FORMAT,
        "j": journal,
        "seq": seq,
        "id": event_id,
        "at": at,
        "type": encoded.kind,
        "tv": encoded.version,
        "case": case_id,
        "actor": actor,
        "data": dict(encoded.data),
        "pii": {each.name: commit(each.salt, each.name, each.value) for each in secrets},
        "prev": prev,
    }
    return canonical(record)


def entry(raw: str | bytes, leaf: bytes, secrets: Mapping[str, str]) -> Entry:
    """Read a record: from the sealed bytes and nothing else."""
    record = loads(raw)
    return Entry(
        seq=record["seq"],
        id=record["id"],
        at=record["at"],
        case_id=record["case"],
        kind=record["type"],
        version=record["tv"],
        actor=record["actor"],
        data=record["data"],
        secrets=secrets,
        leaf=leaf,
    )


def stamp(moment: datetime) -> str:
    """Return a moment as it is kept; one without a time zone says nothing and is refused."""
    if moment.tzinfo is None:
        message = "a moment needs its time zone"
        raise ValueError(message)
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def epoch_ms(moment: datetime) -> int:
    """Return the milliseconds since 1970."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)
