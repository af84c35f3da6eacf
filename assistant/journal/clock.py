"""The clock of a journal: it is believed for the time, never for the order, and its steps are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

TOLERANCE = timedelta(seconds=2)
"""What a clock may be put right by without a word."""


class Clock:
    """The time of day, and how it went on beside a clock that nobody can put back."""

    def __init__(self, now: Callable[[], datetime], steady: Callable[[], float] | None = None) -> None:
        """Take both clocks; without a steady one only a step back is seen."""
        self.now = now
        self._steady = steady
        self._last: datetime | None = None
        self._beside = 0.0

    def seen(self, moment: datetime) -> None:
        """Remember a time that was recorded before this clock was looked at."""
        self._last, self._beside = moment, 0.0

    def read(self) -> tuple[datetime, int]:
        """Return the time of day, and by how many milliseconds it stepped since the last look; 0 mostly."""
        moment, beside = self.now(), self._steady() if self._steady else 0.0
        stepped = self._stepped(moment, beside)
        self._last, self._beside = moment, beside
        return moment, stepped

    def _stepped(self, moment: datetime, beside: float) -> int:
        if self._last is None or moment.tzinfo is None:
            return 0
        went = moment - self._last
        if self._beside and beside:
            went -= timedelta(seconds=beside - self._beside)
            far = abs(went) > TOLERANCE
        else:
            far = went < -TOLERANCE
        return went // timedelta(milliseconds=1) if far else 0
