"""Letters: what the floor sends to one seat. The seat keeps what a letter says in its own journal, or refuses it.

A letter is an event that somebody else has made and signed; the seat alone writes it down.
Words are outside what is signed, and bound to it by a salted hash, so that they can be erased.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from json import loads
from typing import Any

from assistant.journal.seal import canonical

FORMAT = 1
BYTES_MAX = 64 * 1024
WORDS_MAX = 2_000
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_KIND = re.compile(r"[a-z_]{1,40}\.[a-z_]{1,40}")
_PARTS = {"v": int, "id": str, "journal": str, "case": str, "kind": str, "data": dict, "private": dict}
_SHORT = 200


class BadLetter(ValueError):
    """A letter that cannot be read; `code` says why."""

    def __init__(self, code: str) -> None:
        """Keep the code."""
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Letter:
    """One event for one seat. `data` carries the letter's own id, who signed it, and the signature."""

    id: str
    journal: str
    case_id: str  # empty where it is about no case
    kind: str
    data: Mapping[str, Any]
    private: Mapping[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """Return the letter as it travels, or raise BadLetter where it is too long or holds what JSON cannot."""
        told = {
            "v": FORMAT,
            "id": self.id,
            "journal": self.journal,
            "case": self.case_id,
            "kind": self.kind,
            "data": dict(self.data),
            "private": dict(self.private),
        }
        try:
            raw = canonical(told)
        except ValueError as error:
            raise BadLetter("unfit") from error
        if len(raw) > BYTES_MAX:
            raise BadLetter("too_long")
        return raw.decode()


def read_letter(text: str) -> Letter:
    """Read a letter from anybody, or raise BadLetter. What it says is not yet believed."""
    if len(text.encode("utf-8", "replace")) > BYTES_MAX:
        raise BadLetter("too_long")
    try:
        told = loads(text, object_pairs_hook=_once, parse_constant=_refused)
        canonical(told)
        raw = {name: told[name] for name in _PARTS}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadLetter("broken") from error
    if told.keys() != _PARTS.keys() or any(type(raw[name]) is not kind for name, kind in _PARTS.items()):
        raise BadLetter("broken")
    if raw["v"] != FORMAT:
        raise BadLetter("newer")
    short = max(len(raw[name]) for name in ("journal", "case"))
    if not (ID.fullmatch(raw["id"]) and _KIND.fullmatch(raw["kind"])) or short > _SHORT:
        raise BadLetter("broken")
    words = raw["private"]
    if any(not isinstance(each, str) or len(each) > WORDS_MAX for each in words.values()):
        raise BadLetter("broken")
    return Letter(raw["id"], raw["journal"], raw["case"], raw["kind"], raw["data"], words)


def bound(salt: str, words: str) -> str:
    """Return what binds private words to what is signed. The salt is as private as the words."""
    return hmac.digest(bytes.fromhex(salt), words.encode(), "sha256").hex()


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a name stands twice")
    return dict(pairs)


def _refused(_: str) -> None:
    raise ValueError("no number")
