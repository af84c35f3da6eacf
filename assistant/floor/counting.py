"""Counting: how often the same mix-up happened on the whole floor, not at one seat. Nobody can deny it (P20)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice

from assistant.call.similar import DAYS, Pair, wrong_pair
from assistant.floor.intake import Kept
from assistant.floor.seen import Key
from assistant.journal.record import stamp
from assistant.rules.roles import Roles

MANY = 8
"""So many similar cases count like any number above: no verdict tells them apart, and none is made anew for it."""

Mixed = tuple[str, Pair]
"""A pack, and the pair of options that were mixed up under it."""


class Counting:
    """Which cases are of the same mix-up."""

    def __init__(self) -> None:
        """Begin with none."""
        self._of: dict[Key, Mixed] = {}
        self._all: dict[Mixed, dict[Key, str]] = {}

    def put(self, kept: Kept, roles: Roles | None) -> bool:
        """Count a case as it stands now; say whether any count is another for it."""
        pair = wrong_pair(kept.case.lines, roles) if roles is not None and not kept.case.example else None
        before, now = self._of.pop(kept.key, None), (kept.case.pack, pair) if pair else None
        same = before == now and (now is None or self._all[now].get(kept.key) == kept.begun_at)
        if before is not None and before != now:
            del self._all[before][kept.key]
        if now is not None:
            self._of[kept.key] = now
            self._all.setdefault(now, {})[kept.key] = kept.begun_at
        return not same

    def others(self, key: Key, now: datetime) -> int:
        """Return how many other cases of the same mix-up began in the last 30 days, counted up to MANY."""
        since = stamp(now - timedelta(days=DAYS))
        alike = self._all.get(self._of.get(key) or ("", ("", "")), {})
        return sum(1 for _ in islice((1 for other, at in alike.items() if other != key and at >= since), MANY))

    def alike(self, keys: Iterable[Key]) -> set[Key]:
        """Return these cases and all of the same mix-ups."""
        mixed = {self._of[key] for key in keys if key in self._of}
        return {*keys, *(key for each in mixed for key in self._all[each])}
