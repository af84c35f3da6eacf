"""Run every check and every test: one line each, and the output only of what failed.

Run `python3 scripts/check.py`. It needs nothing but Python. The exit code is 1 where anything failed.
"""

import os
import re
import subprocess
import sys
import time

if sys.version_info < (3, 11):  # noqa: UP036  # an old Python must get this far, to be told
    sys.exit(f"Python 3.11 or newer is needed; this is {sys.version_info[0]}.{sys.version_info[1]}.")

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from make_venv import HOUSE, NotReady, ready, words

DOCS = " ".join(page.relative_to(HOUSE).as_posix() for page in (*HOUSE.glob("*.md"), *HOUSE.glob("docs/**/*.md")))

READINGS = {
    "style": "ruff check .",
    "format": "ruff format --check .",
    "types": "mypy --strict assistant scripts",
    "stair": "lint-imports --no-logo",
    "dependencies": "deptry assistant",
    "locks": "scripts/lock.py --check",
    "docs": f"cog -n utf-8 --check --diff {DOCS}",
}
"""Checks that only read, so two may run side by side."""

TRIALS = {
    "tests": "pytest -q -n auto --dist worksteal --measured",
    "coverage": "coverage report",
}
"""Checks that run the program, one after the other: the second reads what the first measured."""


class Outcome(NamedTuple):
    """What came of one check."""

    name: str
    passed: bool
    seconds: float
    output: str


def run(python: Path, name: str, command: str) -> Outcome:
    """Run one check with the tools that stand beside `python`."""
    first, *rest = command.split()
    start = [str(python), first] if first.endswith(".py") else [str(python.parent / first)]
    began = time.monotonic()
    done = subprocess.run(
        [*start, *rest],
        cwd=HOUSE,
        env={**os.environ, "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return Outcome(name, done.returncode == 0, time.monotonic() - began, done.stdout)


def tell(outcome: Outcome) -> None:
    """Print a check's line, and what it had to say if it failed."""
    word = "ok" if outcome.passed else "FAILED"
    print(f"{outcome.name:<14}{word:<8}{outcome.seconds:5.1f} s", flush=True)
    if not outcome.passed:
        print(outcome.output.rstrip() or "(it said nothing)", flush=True)


def every(python: Path) -> list[Outcome]:
    """Run all checks, telling of each as soon as it and those before it are done."""
    outcomes = []
    with ThreadPoolExecutor(max_workers=2) as two:
        for outcome in two.map(lambda check: run(python, *check), READINGS.items()):
            tell(outcome)
            outcomes.append(outcome)
    for check in TRIALS.items():
        outcomes.append(run(python, *check))
        tell(outcomes[-1])
    return outcomes


def closing(output: str) -> str:
    """Return the line a test runner closes with, whatever was said after it."""
    lines = [line for line in output.splitlines() if re.search(r"\b(passed|failed|errors?|ran)\b.* in ", line)]
    return lines[-1].strip("= ") if lines else "the tests did not run to their end"


def main() -> int:
    """Check the whole house; close with the test runner's own last line."""
    try:
        outcomes = every(ready("check"))
    except NotReady as why:
        sys.exit(str(why))
    except KeyboardInterrupt:
        sys.exit(words("stopped"))
    failed = [outcome.name for outcome in outcomes if not outcome.passed]
    print(f"failed: {', '.join(failed)}" if failed else "all is well")
    print(closing(next(outcome.output for outcome in outcomes if outcome.name == "tests")))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
