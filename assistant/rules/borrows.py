"""What a pack takes as it is from another pack of the shelf: `[borrows]` in its pack.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Borrows:
    """From which pack, and which files of it; a folder ends in a slash."""

    lender: str = ""
    files: tuple[str, ...] = ()


def borrows(pack: str) -> Borrows:
    """Read what stands in pack.toml; nothing where that cannot be read, for the reader of packs says so."""
    try:
        told = tomllib.loads(pack.removeprefix("\ufeff")).get("borrows")
    except (ValueError, RecursionError):
        return Borrows()
    lender, listed = (told.get("from"), told.get("files")) if isinstance(told, dict) else (None, None)
    if not isinstance(lender, str) or not lender.isidentifier() or not isinstance(listed, list):
        return Borrows()
    return Borrows(lender, tuple(each for each in listed if isinstance(each, str) and _inside(each)))


def _inside(name: str) -> bool:
    return bool(name) and ".." not in name and not name.startswith("/") and "\\" not in name
