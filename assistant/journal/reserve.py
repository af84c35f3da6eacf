"""The reserve: a little room held back, so that a full disk can still be told in the record itself."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

BYTES = 128 * 1024


class Reserve:
    """A file of nothing beside the journal."""

    def __init__(self, folder: Path) -> None:
        """Name the file; nothing is made yet."""
        self._path = folder / "reserve"
        self._held = False

    def make(self) -> bool:
        """Hold the room; say whether it is held."""
        if self._held:
            return True
        try:
            if not self.whole():
                self._path.unlink(missing_ok=True)  # never through a link that somebody laid here
                handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                try:
                    os.write(handle, bytes(BYTES))
                finally:
                    os.close(handle)
            self._held = self.whole()
        except OSError:
            with contextlib.suppress(OSError):
                self._path.unlink()
        return self._held

    def whole(self) -> bool:
        """Whether the file is there, all of it."""
        try:
            found = self._path.lstat()
        except OSError:
            return False
        return found.st_size == BYTES and not self._path.is_symlink()

    def spend(self) -> bool:
        """Give the room away; say whether there was any."""
        self._held = False
        try:
            self._path.unlink()
        except OSError:
            return False
        return True
