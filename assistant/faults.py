"""When the program itself is at fault: a code for the operator, a trace for us.

The trace names places in the code and kinds of error and nothing else: messages
and values may hold a customer's words.
"""

from __future__ import annotations

import os
import traceback
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

PRIVATE = 0o600


def code_of(error: BaseException) -> str:
    """Return a short code that is the same whenever the same place fails in the same way."""
    return "E-" + sha256("\n".join(_trace(error)[-2:]).encode()).hexdigest()[:6].upper()


def keep(error: BaseException, folder: Path, at: datetime) -> Path | None:
    """Write the redacted trace, for its owner only; None where even that fails."""
    path = folder / "faults" / f"{at:%Y%m%dT%H%M%S}-{code_of(error)}.txt"
    text = "\n".join([f"{at.isoformat()} {code_of(error)}", *_trace(error), ""])
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "w") as file:
            file.write(text)
    except OSError:
        return None
    return path


def _trace(error: BaseException) -> list[str]:
    """Return kinds and places, innermost last, without a single value."""
    rows: list[str] = []
    seen: BaseException | None = error
    while seen is not None:
        frames = traceback.extract_tb(seen.__traceback__)
        places = [f"  {Path(each.filename).name}:{each.lineno} {each.name}" for each in frames]
        rows = [type(seen).__name__, *places, *rows]
        seen = seen.__cause__ or seen.__context__
    return rows
