"""A real pseudo-terminal with an emulator behind it, to time and test the program as it is used.

POSIX only. Bytes are stamped as they arrive and parsed later, so that the emulator's
own slowness is not measured as the program's.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyte

KEYS = {"enter": "\r", "esc": "\x1b", "tab": "\t", "backspace": "\x7f", "space": " "}
KEYS |= {"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D"}
KEYS |= {"f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~"}
KEYS |= {"f11": "\x1b[23~", "f12": "\x1b[24~", "ctrl+q": "\x11", "ctrl+u": "\x15"}

# What pyte would print as text: private sequences it does not know.
_NOISE = re.compile(
    rb"\x1b\[[<>=?][0-9;]*[a-z$]*[upq]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1bP[^\x1b]*\x1b\\|\x1b\[\?\d+\$p"
)
_QUIET = 0.025


class Terminal:
    """One program in a terminal of its own."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str], size: tuple[int, int] = (80, 24)) -> None:
        """Start the program; the clock runs from just before."""
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._waiting: list[tuple[float, bytes]] = []
        self.began = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.execvpe(command[0], list(command), {**os.environ, "TERM": "xterm-256color", **env})  # noqa: S606  # our own program, never a shell
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    def press(self, key: str) -> float:
        """Send a key, by name or as it is; return when it was sent."""
        sent = time.perf_counter()
        os.write(self._fd, KEYS.get(key, key).encode())
        return sent

    def lines(self) -> list[str]:
        """Return what is on the screen, a wide character counted once."""
        self._parse_all()
        rows = []
        for row in range(self._screen.lines):
            cells = self._screen.buffer[row]
            rows.append("".join(cells[col].data for col in range(self._screen.columns)).rstrip())
        return rows

    def text(self) -> str:
        """Return the screen as one text."""
        return "\n".join(self.lines())

    def cursor(self) -> tuple[int, int]:
        """Return the cell of the cursor, where an input method draws what is still being converted."""
        self._parse_all()
        return self._screen.cursor.x, self._screen.cursor.y

    def wait_for(self, wanted: str, seconds: float = 15.0) -> float:
        """Return when the bytes arrived that put `wanted` on the screen, or raise TimeoutError."""
        return self.watch(lambda: wanted in self.text(), seconds, wanted)

    def watch(self, so: Callable[[], bool], seconds: float = 5.0, wanted: str = "") -> float:
        """Return the arrival of the chunk after which `so` held."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self._read(_QUIET)
            while self._waiting:
                stamp, chunk = self._waiting.pop(0)
                self._feed(chunk)
                if so():
                    return stamp
        raise TimeoutError(f"no {wanted!r} on the screen:\n{self.text()}")

    def settle(self, quiet: float = 0.1) -> None:
        """Read until nothing has come for a while."""
        while self._read(quiet):
            pass
        self._parse_all()

    def pss_kb(self) -> int:
        """Return the proportional set size of the program, in kB (Linux), else 0."""
        rollup = Path(f"/proc/{self.pid}/smaps_rollup")
        found = re.search(r"^Pss:\s+(\d+)", rollup.read_text(), re.MULTILINE) if rollup.exists() else None
        return int(found[1]) if found else 0

    def kill(self, how: int = signal.SIGKILL) -> None:
        """End the program and wait for it."""
        try:
            os.kill(self.pid, how)
            os.waitpid(self.pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass
        finally:
            os.close(self._fd)

    def _read(self, seconds: float) -> bool:
        """Take in what comes until the line has been quiet for `seconds`; say whether anything came."""
        came = False
        while select.select([self._fd], [], [], seconds)[0]:
            try:
                chunk = os.read(self._fd, 65536)
            except OSError:
                return came
            if not chunk:
                return came
            self._waiting.append((time.perf_counter(), chunk))
            self._answer(chunk)
            came = True
        return came

    def _answer(self, chunk: bytes) -> None:
        if b"\x1b[?2026$p" in chunk:
            os.write(self._fd, b"\x1b[?2026;2$y")

    def _parse_all(self) -> None:
        while self._waiting:
            self._feed(self._waiting.pop(0)[1])

    def _feed(self, chunk: bytes) -> None:
        self._stream.feed(_NOISE.sub(b"", chunk))
