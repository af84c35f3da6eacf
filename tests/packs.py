"""What the tests of packs share: the pack's texts, one changed, and a folder to put it in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from assistant import shelf

PACK = shelf.read(None)[1]


def changed(texts: Mapping[str, str], **edits: tuple[str, str]) -> dict[str, str]:
    """Return the texts with the first such piece of a file replaced; the piece must be there."""
    found = dict(texts)
    for name, (old, new) in edits.items():
        path = f"{name}.toml"
        assert old in found[path]
        found[path] = found[path].replace(old, new, 1)
    return found


def put(folder: Path, texts: Mapping[str, str]) -> Path:
    """Write a pack into a folder."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder
