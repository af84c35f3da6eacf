"""When the screen locks: what comes with the program, or what the house has shortened it to."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files

from assistant.house import LOCK, folder

_BYTES_MAX = 2_000


@dataclass(frozen=True, slots=True)
class LockTimes:
    """Seconds without a key, and seconds since the screen was opened."""

    idle: float
    open: float


def lock_times() -> LockTimes:
    """Return the times that hold here. A house that cannot be read lengthens nothing."""
    usual = tomllib.loads(files("assistant.screens").joinpath("lock.toml").read_text("utf-8"))
    house = folder()
    told: dict[str, object] = {}
    try:
        if house is not None:
            with (house / LOCK).open("rb") as file:
                told = tomllib.loads(file.read(_BYTES_MAX).decode("utf-8"))
    except (OSError, ValueError):
        told = {}
    return LockTimes(_least("idle_minutes", told, usual) * 60, _least("open_hours", told, usual) * 3600)


def _least(name: str, told: dict[str, object], usual: dict[str, int]) -> float:
    """Return the shorter of two times; anything that is no whole number above nought is not heard."""
    value = told.get(name)
    heard = isinstance(value, int) and not isinstance(value, bool) and value > 0
    return min(value, usual[name]) if heard and isinstance(value, int) else usual[name]
