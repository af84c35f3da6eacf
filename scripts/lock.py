"""Write uv.lock, and from it the locks that pip can read; or check that they are current.

Run it with the environment's Python, `scripts/lock.py` or `scripts/lock.py --check`.
Always against the public index and no configuration of this machine, so that the
locks say the same wherever they are written. Checking needs no network.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from make_venv import HOUSE, LOCKS, SERVER_LOCK

UV = (sys.executable, "-m", "uv", "--no-config", "--no-progress")
INDEX = ("--default-index", "https://pypi.org/simple")
GROUPS = {
    "run": ("--no-dev", "--group", "build"),
    "check": ("--all-groups", "--no-group", "server"),
    "server": ("--only-group", "server"),
}
EVERY = {**LOCKS, "server": SERVER_LOCK}


def stale(house: Path = HOUSE) -> list[str]:
    """Return the names of the locks that no longer say what pyproject.toml asks for."""
    if not _lock(house, "--check", "--offline"):
        return ["uv.lock"]
    locks = [(house / lock, need) for need, lock in EVERY.items()]
    return [lock.name for lock, need in locks if lock.read_text(encoding="utf-8") != _exported(house, need)]


def write(house: Path = HOUSE) -> bool:
    """Write all locks; return whether uv found a way."""
    if not _lock(house):
        return False
    for need, lock in EVERY.items():
        (house / lock).write_text(_exported(house, need), encoding="utf-8", newline="\n")
    return True


def main() -> int:
    """Write the locks, or with --check name those that are stale."""
    if "--check" not in sys.argv[1:]:
        return 0 if write() else 1
    old = stale()
    print(f"stale: {', '.join(old)}; run scripts/lock.py" if old else "current")
    return 1 if old else 0


def _lock(house: Path, *how: str) -> bool:
    command = [*UV, "lock", "--python", sys.executable, *INDEX, *how]
    return subprocess.run(command, cwd=house, check=False).returncode == 0


def _exported(house: Path, need: str) -> str:
    shape = ("--frozen", "--no-emit-project", "--no-header", "--no-annotate", "--quiet")
    command = [*UV, "export", *shape, *GROUPS[need]]
    return subprocess.run(command, cwd=house, check=True, capture_output=True, encoding="utf-8").stdout


if __name__ == "__main__":
    sys.exit(main())
