"""The drawer: papers written from a case, kept where only their writer reads them."""

from __future__ import annotations

from pathlib import Path


def put(folder: Path, name: str, content: bytes) -> Path:
    """Keep a paper under its name, in place of an earlier one, and return where it lies."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / name
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_bytes(content)
    return path
