"""The letter box: where sync lays what it fetched for the seat. Whether it is believed is the seat's business."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

FOLDER = "post"
_MAKE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)


def lay(data: Path, letter: str, text: str) -> None:
    """Lay a letter down under its id, whole or not at all; one that lies there already is left alone."""
    folder = data / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    named = folder / f"{letter}.json"
    if named.exists():
        return
    unnamed = folder / f".{letter}-{os.getpid()}"
    with suppress(FileNotFoundError):
        unnamed.unlink()
    with os.fdopen(os.open(unnamed, _MAKE, 0o600), "wb") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
    unnamed.replace(named)
