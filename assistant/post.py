"""The post box: letters from the floor, lying in the seat's own folder until the seat has written them down.

One file a letter, made complete before it has its name, and gone only after its event is
in the record: a seat that was killed between the two finds the letter again, and knows it.
File names are letter ids, never who or what. What cannot be taken lies in `refused`.
"""

from __future__ import annotations

import os
import re
import stat
from contextlib import suppress
from pathlib import Path

from assistant.journal.letters import BYTES_MAX, BadLetter, Letter, read_letter

FOLDER, REFUSED = "post", "refused"
TAKE_MAX = 5
"""Letters looked at in one go, so that no key waits for a full box."""
KEPT_MAX = 200
"""Refused letters that are kept; the oldest go first."""

_NAME = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.letter\Z")
_CODE = re.compile(r"[a-z_]{1,30}\Z")
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_MAKE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class Post:
    """The post box of one seat. The floor puts, the seat takes; neither ever waits."""

    def __init__(self, data: Path) -> None:
        """Name the folder; nothing is touched before somebody puts or takes."""
        self._root = data / FOLDER
        self._stuck: set[str] = set()  # what could not be removed, or not be written down yet
        self._put_off: set[str] = set()  # what waits for a free moment, and keeps nothing behind it waiting
        self.refused: list[tuple[str, str]] = []
        """Letters refused while looking, each with the code of its reason; whoever tells them empties this."""

    def put(self, letter: Letter) -> None:
        """Lay a letter down; BadLetter where it is none, OSError where it cannot be written."""
        content = letter.text().encode()
        read_letter(content.decode())
        folder = self._made(self._root)
        unnamed = folder / f".{letter.id}-{os.urandom(4).hex()}"
        try:
            with open(os.open(unnamed, _MAKE, 0o600), "wb") as file:  # noqa: PTH123  # the handle carries the mode
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            unnamed.replace(folder / f"{letter.id}.letter")
        except OSError:
            with suppress(OSError):
                unnamed.unlink()
            raise

    def names(self) -> frozenset[str]:
        """Return the ids of the letters that wait."""
        found = (_NAME.match(each) for each in self._listed())
        return frozenset(each[1] for each in found if each)

    def waiting(self, *, busy: bool = False) -> list[Letter]:
        """Return the letters that wait, oldest first, some at a time; what is no letter is refused. Never raises.

        While somebody is `busy`, what was put off is not among them.
        """
        if not busy:
            self._put_off.clear()
        found, off = [], self._stuck | self._put_off
        for name in [each for each in self._listed() if _NAME.match(each) and each not in off][:TAKE_MAX]:
            try:
                letter = _named(name, read_letter(_content(self._root / name)))
            except (BadLetter, UnicodeDecodeError) as bad:
                self.refuse(name.removesuffix(".letter"), bad.code if isinstance(bad, BadLetter) else "broken")
            except OSError:
                self.refuse(name.removesuffix(".letter"), "unreadable")
            else:
                found.append(letter)
        return found

    def put_off(self, letter: Letter) -> None:
        """Leave a letter for a free moment."""
        self._put_off.add(f"{letter.id}.letter")

    def done(self, letter: Letter) -> None:
        """Take a letter away that is written down; where it cannot go, it is not looked at again in this sitting."""
        path = self._root / f"{letter.id}.letter"
        try:
            path.unlink()
        except FileNotFoundError:
            return
        except OSError:
            self._stuck.add(path.name)

    def refuse(self, letter: Letter | str, code: str) -> None:
        """Put a letter, or what lies under its name, aside, and say why."""
        name = letter.id if isinstance(letter, Letter) else letter
        self.refused.append((name, code))
        kept = code if _CODE.match(code) else "broken"
        try:
            folder = self._made(self._root / REFUSED)
            (self._root / f"{name}.letter").replace(folder / f"{name}.{kept}")
            for old in sorted(os.listdir(folder))[:-KEPT_MAX]:  # noqa: PTH208  # names are enough
                (folder / old).unlink()
        except OSError:
            self._stuck.add(f"{name}.letter")

    def _listed(self) -> list[str]:
        """Return what lies in the box, by name: ids grow with time. A box that is a link is nobody's."""
        try:
            if self._root.is_symlink():
                return []
            with os.scandir(self._root) as entries:
                return sorted(each.name for each in entries)
        except OSError:
            return []

    @staticmethod
    def _made(folder: Path) -> Path:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.is_symlink() or (folder.name == REFUSED and folder.parent.is_symlink()):
            raise NotADirectoryError(folder.name)
        return folder


def _named(name: str, letter: Letter) -> Letter:
    if f"{letter.id}.letter" != name:
        raise BadLetter("broken")
    return letter


def _content(path: Path) -> str:
    """Return what a plain file holds. Follows no link, waits for no pipe, and takes no more than a letter can be."""
    handle = os.open(path, _READ)
    with open(handle, "rb") as file:  # noqa: PTH123  # the handle was opened with care
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise BadLetter("broken")
        content = file.read(BYTES_MAX + 1)
    if len(content) > BYTES_MAX:
        raise BadLetter("too_long")
    return content.decode()
