"""Write uv.lock, and from it run.lock and check.lock, which pip can read; or check that they are current.

Run it with the environment's Python, `scripts/lock.py` or `scripts/lock.py --check`.
Always against the public index and no configuration of this machine, so that the
locks say the same wherever they are written. Checking needs no network.
"""

from __future__ import annotations

import subprocess
import sys

from make_venv import HOUSE, LOCKS

UV = (sys.executable, "-m", "uv", "--no-config", "--no-progress")
INDEX = ("--default-index", "https://pypi.org/simple")
GROUPS = {"run": ("--no-dev", "--group", "build"), "check": ("--all-groups",)}


def exported(need: str) -> str:
    """Return the pinned requirements, with hashes, of everything `need` asks for."""
    shape = ("--frozen", "--no-emit-project", "--no-header", "--no-annotate", "--quiet")
    return _uv("export", *shape, *GROUPS[need])


def stale() -> list[str]:
    """Return the names of the locks that no longer say what pyproject.toml asks for."""
    old = [] if _uv_lock("--check", "--offline") else ["uv.lock"]
    return old + [
        lock.name for need, lock in LOCKS.items() if lock.read_text(encoding="utf-8") != exported(need)
    ]


def main() -> int:
    """Write the locks, or with --check name those that are stale."""
    if "--check" in sys.argv[1:]:
        old = stale()
        print(f"stale: {', '.join(old)}; run scripts/lock.py" if old else "current")
        return 1 if old else 0
    if not _uv_lock():
        return 1
    for need, lock in LOCKS.items():
        lock.write_text(exported(need), encoding="utf-8", newline="\n")
    return 0


def _uv_lock(*how: str) -> bool:
    command = [*UV, "lock", "--python", sys.executable, *INDEX, *how]
    return subprocess.run(command, cwd=HOUSE, check=False).returncode == 0


def _uv(*arguments: str) -> str:
    done = subprocess.run([*UV, *arguments], cwd=HOUSE, check=True, capture_output=True, encoding="utf-8")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
