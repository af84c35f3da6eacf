"""The inbox: what a feed has heard, lying in the seat's own folder until the seat takes it.

One file an utterance, made complete before it has its name, removed before it is handed
on. Nobody waits for anybody: a feed that was killed leaves whole utterances behind, a
seat that was killed takes them when it is back. File names say when, never who or what.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from itertools import count
from pathlib import Path

from assistant.listen.utterance import Broken, Utterance
from assistant.listen.vendors import native

FOLDER = "inbox"
WAITING_MAX = 200
TAKE_MAX = 50
BYTES_MAX = 32_000
ALIVE_MAX, LAGGING_MAX, KEPT_MAX = 3.0, 10.0, 600.0
"""Seconds since a feed was last there: until then it is alive, lagging, dead; after that nobody speaks of it."""

_FEED, _SEAT = "feed", "seat"
_SAID = re.compile(r"[0-9]{20}-[0-9a-f]{8}\.said\Z")
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_MAKE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class FeedState(StrEnum):
    """How a feed is doing, by when it was last there."""

    ALIVE = "alive"
    LAGGING = "lagging"
    DEAD = "dead"
    NONE = "none"


class Inbox:
    """The inbox of one seat. The feed puts, the seat takes; neither ever waits."""

    def __init__(self, data: Path) -> None:
        """Name the folder; nothing is touched before somebody puts or takes."""
        self._root = data / FOLDER
        self._folders: dict[str, Path] = {}
        self._last = 0
        self._mark = os.urandom(4).hex()
        self._count = count()

    # --- the feed's side ---

    def put(self, case_id: str, said: Utterance) -> int:
        """Lay an utterance down. Return how many older ones had to go for it; OSError where it cannot be written."""
        folder = self._made(case_id)
        content = said.json_line().encode("utf-8", "replace")
        if len(content) > BYTES_MAX:
            raise Broken("too_long")
        unnamed = folder / f".{self._mark}-{next(self._count)}"
        try:
            _write(unnamed, content)
            self._last = max(self._last + 1, time.time_ns())
            unnamed.replace(folder / f"{self._last:020d}-{self._mark}.said")
        except OSError:
            with suppress(OSError):
                unnamed.unlink()
            raise
        names = _waiting(folder)
        return sum(_removed(folder / name) for name in names[: max(0, len(names) - WAITING_MAX)])

    def beat(self, case_id: str) -> None:
        """Say that the feed is there; at least once a second, or it is taken to lag."""
        _touch(self._made(case_id) / _FEED)

    def end(self, case_id: str) -> None:
        """Say that the feed is over, in good order."""
        _removed(self._folder(case_id) / _FEED)
        with suppress(OSError):  # a seat is there, or something waits
            self._folder(case_id).rmdir()

    def waiting(self, case_id: str) -> int:
        """Return how many utterances were not taken yet."""
        return len(_waiting(self._folder(case_id)))

    def withdraw(self, case_id: str) -> int:
        """Take back what nobody took, unread; return how many that were."""
        folder = self._folder(case_id)
        return sum(_removed(folder / name) for name in _waiting(folder))

    def has_seat(self, case_id: str) -> bool:
        """Whether a seat has this case before it: it took once, and has not left."""
        return (self._folder(case_id) / _SEAT).exists()

    # --- the seat's side ---

    def take(self, case_id: str) -> tuple[Utterance, ...]:
        """Return what was said since, oldest first, and keep none of it. Never raises, never waits."""
        folder = self._folder(case_id)
        try:
            os.utime(folder / _SEAT)
        except FileNotFoundError:
            with suppress(OSError):
                _touch(self._made(case_id) / _SEAT)
        except OSError:
            return ()
        found = (_taken(folder / name) for name in _waiting(folder)[:TAKE_MAX])
        return tuple(said for each in found for said in each)

    def state(self, case_id: str, now: datetime) -> FeedState:
        """Return how the feed of a case is doing."""
        try:
            age = abs(now.timestamp() - (self._folder(case_id) / _FEED).stat().st_mtime)
        except OSError:
            return FeedState.NONE
        limits = {ALIVE_MAX: FeedState.ALIVE, LAGGING_MAX: FeedState.LAGGING, KEPT_MAX: FeedState.DEAD}
        return next((state for limit, state in limits.items() if age <= limit), FeedState.NONE)

    def leave(self, case_id: str) -> None:
        """Leave a case: what was said on it and not taken is gone."""
        self.withdraw(case_id)
        _removed(self._folder(case_id) / _SEAT)
        with suppress(OSError):  # a feed is still there, or nothing ever was
            self._folder(case_id).rmdir()

    def sweep(self, now: datetime) -> int:
        """Remove what killed programs left behind, in every case; return how many files that were."""
        removed = 0
        for folder in _inside(self._root):
            for each in _inside(folder):
                with suppress(OSError):
                    if abs(now.timestamp() - each.lstat().st_mtime) > KEPT_MAX:
                        removed += _removed(each)
            with suppress(OSError):
                folder.rmdir()
        return removed

    def _folder(self, case_id: str) -> Path:
        """Return the folder of a case. Its name is no text of anybody's: it can neither tell nor lead elsewhere."""
        if case_id not in self._folders:
            name = hashlib.sha256(case_id.encode("utf-8", "replace")).hexdigest()[:16]
            self._folders[case_id] = self._root / name
        return self._folders[case_id]

    def _made(self, case_id: str) -> Path:
        folder = self._folder(case_id)
        for each in (self._root, folder):
            each.mkdir(mode=0o700, parents=True, exist_ok=True)
            if each.is_symlink():
                raise NotADirectoryError(each.name)
        return folder


def _waiting(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(each.name for each in entries if _SAID.match(each.name))
    except OSError:
        return []


def _inside(folder: Path) -> Iterator[Path]:
    try:
        return iter([] if folder.is_symlink() else list(folder.iterdir()))
    except OSError:
        return iter(())


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, _MAKE, 0o600)
    with open(handle, "wb") as file:  # noqa: PTH123  # the handle carries the mode, a path would not
        file.write(content)


def _touch(path: Path) -> None:
    with suppress(FileExistsError):
        os.close(os.open(path, _MAKE, 0o600))
    os.utime(path)


def _removed(path: Path) -> bool:
    """Remove a file; say whether it was there for us to remove."""
    try:
        path.unlink()
    except OSError:
        return False
    return True


def _taken(path: Path) -> tuple[Utterance, ...]:
    """Read a file, remove it, and only then believe it: what cannot be removed would be heard again."""
    try:
        content = _content(path)
    except OSError:
        return ()
    if not _removed(path) or len(content) > BYTES_MAX:
        return ()
    try:
        return native(content.decode())
    except (Broken, UnicodeDecodeError):
        return ()


def _content(path: Path) -> bytes:
    """Return what a plain file holds, as far as we would take it. Follows no link, and waits for no pipe."""
    handle = os.open(path, _READ)
    try:
        plain = stat.S_ISREG(os.fstat(handle).st_mode)
        return os.read(handle, BYTES_MAX + 1) if plain else b""
    finally:
        os.close(handle)
