"""Setting aside: a journal that must not be gone on with stays as it is, under another name."""

from __future__ import annotations

import contextlib
from pathlib import Path

from assistant.journal.door import Latch, as_found, opening
from assistant.journal.keeper import LAST
from assistant.journal.reading import head, journal_id
from assistant.journal.refusals import CannotOpen, Why

BESIDE = ("", "-wal", "-shm")


def set_aside(path: Path) -> Path:
    """Give a journal another name, with what lies beside it; return the new name. The next start begins anew."""
    if not path.is_file():
        raise CannotOpen(Why.MISSING, str(path))
    with opening(), contextlib.ExitStack() as undo:
        latch = Latch(path.parent)
        undo.callback(latch.release)
        connection = as_found(path)
        try:
            name = f"{path.stem}-{journal_id(connection)}-{head(connection)[0]}{path.suffix}"
        finally:
            connection.close()
        to = path.with_name(name)
        if to.exists():
            raise CannotOpen(Why.FAILED, f"{name} is there")
        for end in BESIDE:
            with contextlib.suppress(FileNotFoundError):
                path.with_name(path.name + end).rename(to.with_name(to.name + end))
        with contextlib.suppress(FileNotFoundError):
            path.with_name(LAST).rename(to.with_suffix(".note"))
    return to
