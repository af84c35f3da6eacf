"""The drawer: papers written from a case, kept where only their writer reads them."""

from __future__ import annotations

from pathlib import Path

DRAFTS, REPORTS = "drafts", "reports"


def put(folder: Path, name: str, content: bytes) -> Path:
    """Keep a paper under its name, in place of an earlier one, and return where it lies."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / name
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_bytes(content)
    return path


def of_case(data: Path, case_id: str) -> list[Path]:
    """Return the papers of a case that lie in the seat's folder; its calendar among them."""
    begins = (f"{case_id}-", f"{case_id}.")
    found = (each for folder in (DRAFTS, REPORTS) if (data / folder).is_dir() for each in (data / folder).iterdir())
    return sorted(each for each in found if each.name.startswith(begins))
