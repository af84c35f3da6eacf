"""How long it takes to decide 100,000 past cases anew, beside reading the same rows."""

from __future__ import annotations

import random
import tempfile
import time
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.journal.past import Past
    from assistant.rules.policy import Policy

CASES = 100_000
PROFILES = 5_000
FIRST, LAST = date(2010, 1, 1), date(2026, 11, 24)
_PLAIN = "SELECT journal, case_id, line, kind, amount_yen, decided_on, basis_on, ruling, combination FROM coded"


def replay() -> dict[str, float]:
    """Replay under a pack whose last day is put otherwise: cases as a floor has them, then no two alike."""
    usual, plain = _replayed(PROFILES)
    worst, _ = _replayed(CASES)
    return {
        "replay of 100,000 cases, s": usual,
        "replay / plain SELECT of the rows": usual / plain,
        "replay of 100,000 cases, no two alike, s": worst,
    }


def _replayed(profiles: int) -> tuple[float, float]:
    """Return the seconds of a replay of all cases, and of reading their rows."""
    from assistant import shelf  # noqa: PLC0415  # measured, not needed to start
    from assistant.journal.past import Coded  # noqa: PLC0415  # likewise
    from assistant.journal.replay import Replay  # noqa: PLC0415  # likewise

    book = shelf.take()
    dice = random.Random(2011)  # noqa: S311  # not for secrets
    with tempfile.TemporaryDirectory() as folder, closing(Coded(Path(folder) / "replay.db")) as coded:
        made = [_past(book.policy, dice, number) for number in range(profiles)]
        batch = [replace(made[number % profiles], case_id=f"K-{number:06d}") for number in range(CASES)]
        coded.keep("bench", book.policy, batch, CASES)
        began = time.perf_counter()
        rows = coded.connection.execute(_PLAIN).fetchall()
        plain = time.perf_counter() - began
        began = time.perf_counter()
        found = Replay(coded.connection, replace(book, policy=replace(book.policy, expires=LAST)))
        lines = sum(each.lines for each in found.sums())
        replayed = time.perf_counter() - began
    if lines != len(rows):
        raise RuntimeError(f"{lines} of {len(rows)} lines were decided")
    return replayed, plain


def _past(policy: Policy, dice: random.Random, number: int) -> Past:
    """Make up a decided case of one line, most of its facts known."""
    from assistant.call.case import ChargeLine  # noqa: PLC0415  # measured, not needed to start
    from assistant.journal.past import Past  # noqa: PLC0415  # likewise

    on = FIRST + timedelta(days=dice.randrange((LAST - FIRST).days))
    facts: dict[str, str | int] = {policy.basis: (on - timedelta(days=dice.randrange(1, 400))).isoformat()}
    for name, spec in policy.facts.items():
        if spec.kind == "choice" and spec.derived is None and not spec.inert and dice.random() < 0.8:  # noqa: PLR2004  # most
            facts[name] = dice.choice(spec.values)
    line = ChargeLine("1", dice.choice(tuple(policy.lines)), "", dice.choice((525, 420, 2100)))
    return Past(number, f"K-{number:06d}", on, (line,), {"1": "hold"}, facts)
