"""The bolt of a locked screen: what opens it, and whether it was still shut when the program was left."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from assistant.journal import pin
from assistant.journal.keyring import SUFFIX, NoKey
from assistant.journal.people import Hall

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

_TURNED = "SELECT type, raw FROM event WHERE case_id = '' AND type LIKE 'screen.%' ORDER BY seq DESC"


class By(StrEnum):
    """Whose secret opens a locked screen."""

    PERSON = "person"  # the passphrase of the operator, who is registered
    PIN = "pin"  # of the seat
    NOBODY = "nobody"  # there is no secret: the screen hides, and no more


@dataclass(frozen=True, slots=True)
class Bolt:
    """What opens the locked screen of somebody at a record."""

    data: Path
    actor: str
    by: By

    @classmethod
    def of(cls, data: Path, actor: str) -> Bolt:
        """Look for a secret; one that is there and cannot be read is one all the same."""
        hall = Hall.of(data)
        if (hall.keys / f"{actor}{SUFFIX}").exists() and _registered(hall, actor):
            return cls(data, actor, By.PERSON)
        return cls(data, actor, By.PIN if pin.is_set(data) else By.NOBODY)

    def opens(self, secret: str) -> bool:
        """Whether this secret opens it, or raise NoKey where nobody can tell; takes a tenth of a second."""
        if self.by is not By.PERSON:
            return self.by is By.NOBODY or pin.fits(self.data, secret)
        try:
            Hall.of(self.data).key(self.actor, secret)
        except NoKey as refused:
            if refused.code == "passphrase":
                return False
            raise
        return True


def _registered(hall: Hall, actor: str) -> bool:
    try:
        return any(each.pseudonym == actor for each in hall.people())
    except NoKey:
        return True  # nobody can tell, so it stays shut


def left_shut(connection: sqlite3.Connection) -> tuple[str, int] | None:
    """Return why the screen was locked when it was left, and how many wrong secrets there were; None where it was open.

    So leaving the program and starting it again opens nothing.
    """
    wrong = 0
    for kind, raw in connection.execute(_TURNED):
        if kind == "screen.locked":
            return str(json.loads(raw)["data"]["why"]), wrong
        if kind == "screen.unlocked":
            return None
        wrong += kind == "screen.refused"
    return None
