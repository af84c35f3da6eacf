"""The clock of a drill: it begins on the scenario's own day, and stands still while the drill is paused."""

from __future__ import annotations

from datetime import datetime, timedelta

from assistant.desk import Now


class Clock:
    """The time of one call, taken from the clock of whoever sits there."""

    def __init__(self, now: Now, begins: datetime) -> None:
        """Begin to run."""
        self._now, self._begins = now, begins
        self._since = now()  # when it last began to run
        self._before = timedelta(0)  # what had run until then
        self.stopped = False

    def elapsed(self) -> timedelta:
        """Return how long it has run."""
        return self._before if self.stopped else self._before + (self._now() - self._since)

    def seconds(self) -> int:
        """Return how long it has run, in whole seconds."""
        return max(0, int(self.elapsed().total_seconds()))

    def now(self) -> datetime:
        """Return the time of day in the scenario."""
        return self._begins + self.elapsed()

    def stop(self) -> None:
        """Stand still."""
        self._before, self.stopped = self.elapsed(), True

    def run(self) -> None:
        """Run on."""
        if self.stopped:
            self._since, self.stopped = self._now(), False
