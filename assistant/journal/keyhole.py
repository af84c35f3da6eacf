"""The keyhole: the keys this process was given, and whom it may ask for a passphrase. Loads nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path


class Keyhole:
    """Nobody is asked and nothing is known to begin with; a key is kept as long as the process, for it reads afresh."""

    def __init__(self) -> None:
        """Begin with none."""
        self.ask: Callable[[Path], str] | None = None
        self.keys: dict[Path, str] = {}


KEYHOLE = Keyhole()
