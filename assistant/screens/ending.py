"""How the program ends when it is told to: in good order, the terminal put right."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

STOPPED = 128
"""A program ended by signal n leaves with 128 + n."""


def listen_for_the_end(leave: Callable[[int], None]) -> None:
    """Call `leave` with an exit code when the window closes or the machine stops.

    Without this the process dies at once and leaves the terminal in the other
    screen. Windows, or a thread that is not the main one, keeps the system's own way.
    """
    loop = asyncio.get_running_loop()
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is None:
            continue
        try:
            loop.add_signal_handler(number, leave, STOPPED + int(number))
        except (NotImplementedError, RuntimeError, ValueError):  # Windows; a loop of another thread
            return
