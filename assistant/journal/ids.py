"""Names for events: UUIDv7 (RFC 9562), each above the one before, whatever the clock does."""

from __future__ import annotations

import os
from dataclasses import dataclass

_COUNTER_BITS = 12
_RANDOM = (1 << 62) - 1


@dataclass(slots=True)
class Ids:
    """A source of ids. `top` is the last one's milliseconds and counter, in one number."""

    top: int = 0

    def above(self, last: str) -> None:
        """Stay above an id given out earlier, perhaps by a clock that has since been put back."""
        digits = int(last.replace("-", ""), 16)
        self.top = max(self.top, digits >> 80 << _COUNTER_BITS | digits >> 64 & 0xFFF)

    def next(self, epoch_ms: int) -> str:
        """Return an id for this moment, or just above the last where the clock stands still."""
        self.top = max(epoch_ms << _COUNTER_BITS, self.top + 1)
        random = int.from_bytes(os.urandom(8), "big") & _RANDOM
        high = self.top >> _COUNTER_BITS << 80 | 7 << 76 | (self.top & 0xFFF) << 64
        digits = f"{high | 2 << 62 | random:032x}"
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
