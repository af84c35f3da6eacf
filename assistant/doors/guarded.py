"""What a process of ours does before anything else, and what it says when it fails.

A customer's words must not be left behind: not in a file others may read, not in a
core dump, not in a traceback on somebody's terminal.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress

FAILED = 70
"""The exit code of a fault of our own (EX_SOFTWARE of BSD's sysexits)."""

OWNER_ONLY = 0o077


def close_the_shutters() -> None:
    """Let no file be made that others may read, and no image of the memory be written to disk."""
    os.umask(OWNER_ONLY)
    with suppress(ImportError, OSError, ValueError):  # Windows has neither; a container may forbid it
        import resource  # noqa: PLC0415  # POSIX only

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(command: Callable[[], None]) -> None:
    """Run a command; where it fails by a fault of ours, say a code and keep a trace without a single value."""
    try:
        command()
    except Exception as error:  # noqa: BLE001  # whatever it is, it may hold a customer's words
        sys.exit(_told(error))


def _told(error: BaseException) -> int:
    from datetime import datetime  # noqa: PLC0415  # only once something failed

    from assistant import faults  # noqa: PLC0415  # likewise
    from assistant.doors import surroundings  # noqa: PLC0415  # likewise
    from assistant.doors.words import say  # noqa: PLC0415  # likewise

    kept = faults.keep(error, surroundings.data_folder(), datetime.now().astimezone())
    where = kept or "-"
    text = say("failed", surroundings.default_lang(), code=faults.code_of(error), path=where)
    sys.stderr.write(f"{text}\n")
    return FAILED
