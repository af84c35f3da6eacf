"""What the program finds around it: folder, language, and who sits here. Knows no click."""

from __future__ import annotations

import os
from pathlib import Path


def data_folder() -> Path:
    """Return where this seat keeps its record: ASSISTANT_DATA, else the user's data folder."""
    given = os.environ.get("ASSISTANT_DATA")
    if given:
        return Path(given)
    from platformdirs import user_data_path  # noqa: PLC0415  # only where nothing was said

    return user_data_path("operator-assistant", appauthor=False)


def actor() -> str:
    """Return who is in the record: a pseudonym the house hands out, never a name."""
    return os.environ.get("ASSISTANT_ACTOR", "op-1")


def operator() -> str:
    """Return the name that scripts and mails say; empty where the pack's word will do."""
    return os.environ.get("ASSISTANT_OPERATOR", "")


def steady() -> float:
    """Return the seconds of a clock that nobody can put back, and that a sleeping machine does not stop."""
    import time  # noqa: PLC0415  # only the seat asks

    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


def default_lang() -> str:
    """Return the language of the environment: English where it says so, else Japanese."""
    said = os.environ.get("ASSISTANT_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "en" if said.lower().startswith("en") else "ja"
