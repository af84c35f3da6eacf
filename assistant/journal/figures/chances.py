"""How sure a small number is: a share with its interval, and the middle of what was waited for."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, sqrt

FEW = 10
"""Below so many a share says little, and is shown so."""

_Z = 1.959963984540054  # 95 in 100, both sides


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Return the interval of Wilson around a share: where it would lie 95 times in 100; of nothing, anywhere."""
    if not of:
        return 0.0, 1.0
    share, room = hits / of, _Z * _Z / of
    middle = (share + room / 2) / (1 + room)
    half = _Z * sqrt(share * (1 - share) / of + room / (4 * of)) / (1 + room)
    # At none and at all the interval ends there exactly; what is lost in reckoning must not say otherwise.
    return (0.0 if hits == 0 else middle - half), (1.0 if hits == of else middle + half)


def rank(values: Sequence[int], percent: int) -> int | None:
    """Return the value that so many in a hundred do not exceed: one of those given, never one between two."""
    if not values:
        return None
    return sorted(values)[max(0, ceil(len(values) * percent / 100) - 1)]
