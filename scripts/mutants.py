"""Change the record and the decision in small ways, and tell which changes no test notices.

`scripts/mutants.py` takes every file that `scripts/mutants.toml` names (hours), with names of files
only those; `--share 0.1` a tenth of the changes of each. Every change is tried in a process of its own, so one in
a table that is made while a file is read counts too. `--state FILE` remembers what was tried, and goes on from
there; delete it to begin anew. Needs mutmut: `uv pip install mutmut==3.8.1`. Exit code 1 where a change
is noticed by no test, and is not written down as one that changes nothing or as one still to be gone through.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

from changes import NOT_HERE, Change, changes, here

HOUSE = Path(__file__).resolve().parent.parent
LISTED = Path(__file__).with_suffix(".toml")
LEFT_OUT = shutil.ignore_patterns(".venv*", ".git", ".*_cache", ".hypothesis", "__pycache__", "node_modules", "frames")
SAID = {0: "survived", 1: "killed", 2: "killed"}
PATIENCE = 4
"""How many times longer than without a change the tests may take before the change counts as noticed."""
BEGIN = """
import sys, pytest
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
except ImportError:
    pass
sys.exit(pytest.main(sys.argv[1:]))
"""

Figures = dict[str, object]


class Subject(NamedTuple):
    """A file to change, the tests that have to notice, and how many survivors nobody has gone through yet."""

    name: str
    tests: tuple[str, ...]
    unread: int

    def digest(self, house: Path = HOUSE) -> str:
        """Name the file and its tests as they are now."""
        read = [house / name for name in (self.name, *self.tests) if name.endswith(".py")]
        return hashlib.sha256(b"\0".join(path.read_bytes() for path in read) + str(self).encode()).hexdigest()


def subjects() -> list[Subject]:
    """Return the files to change, the decision first."""
    listed = tomllib.loads(LISTED.read_text("utf-8"))
    groups: dict[str, list[str]] = listed["tests"]
    return [
        Subject(each["name"], (*each["tests"], *groups[each["room"]]), each.get("unread", 0)) for each in listed["file"]
    ]


def accepted() -> frozenset[Change]:
    """Return the changes written down as changing nothing, each with its reason."""
    listed = tomllib.loads(LISTED.read_text("utf-8"))["same"]
    return frozenset(Change(one["at"], one["was"], one["now"]) for one in listed if one["why"])


class Kept:
    """What was tried, and what came of it, in a file if one was named."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._all: dict[str, dict[str, str]] = json.loads(path.read_text("utf-8")) if path and path.exists() else {}

    def of(self, subject: Subject) -> dict[str, str]:
        """Return what is known of a file, by the number of each change."""
        return self._all.setdefault(subject.digest(), {})

    def keep(self) -> None:
        """Write it down, whole or not at all."""
        if self._path:
            beside = self._path.with_suffix(".new")
            beside.write_text(json.dumps(self._all), "utf-8")
            beside.replace(self._path)


class Tree:
    """A copy of the house in which one file at a time is changed and tested."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._stamp = 1_000_000_000
        shutil.copytree(HOUSE, root, ignore=LEFT_OUT)

    def put(self, name: str, source: str) -> None:
        """Write a file, each time of another second, or Python would take its compiled form for current."""
        self._stamp += 1
        path = self.root / name
        path.write_text(source, "utf-8", newline="\n")
        os.utime(path, (self._stamp, self._stamp))

    def tested(self, tests: tuple[str, ...], seconds: float) -> str:
        """Run tests until one fails; what hypothesis draws is the same each night, or the list would not hold."""
        env = {**os.environ, "CI": "1", "PYTHONPATH": str(self.root), "PYTHONUTF8": "1"}
        aside = f"--basetemp={self.root / 'tmp'}"
        command = [sys.executable, "-c", BEGIN, "-x", "-q", "-p", "no:cacheprovider", aside, *tests]
        with (self.root / "said.txt").open("wb") as said:
            run = subprocess.Popen(
                command,
                cwd=self.root,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
            try:
                return SAID.get(run.wait(seconds), "broken")
            except subprocess.TimeoutExpired:
                return "timeout"
            finally:
                _end(run)


def _end(run: subprocess.Popen[bytes]) -> None:
    """End a run and whatever it started."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(run.pid, signal.SIGKILL)
    run.kill()
    run.wait()


@contextmanager
def _trees(many: int) -> Iterator[list[Tree]]:
    with tempfile.TemporaryDirectory() as folder:
        yield [Tree(Path(folder) / str(at)) for at in range(many)]


def _first(tree: Tree, subject: Subject) -> float:
    """Run the tests with nothing changed, and return how long they may take."""
    tree.put(subject.name, (HOUSE / subject.name).read_text("utf-8"))
    began = time.monotonic()
    if (said := tree.tested(subject.tests, 900)) != "survived":
        raise RuntimeError(f"{said} with nothing changed\n" + (tree.root / "said.txt").read_text("utf-8")[-1_500:])
    return PATIENCE * (time.monotonic() - began) + 5


def _tried(subject: Subject, trees: list[Tree], kept: Kept, share: float) -> list[tuple[Change, str]]:
    """Try the changes of one file, and return what came of each."""
    every = list(changes(subject.name, HOUSE))
    chosen = range(0, len(every), max(1, round(1 / share)))
    known = kept.of(subject)
    free: SimpleQueue[Tree] = SimpleQueue()
    missing = [at for at in chosen if str(at) not in known]
    seconds = max([_first(tree, subject) for tree in trees] if missing else [0.0])
    for tree in trees:
        free.put(tree)

    def one(at: int) -> tuple[int, str]:
        tree = free.get()
        try:
            tree.put(subject.name, every[at][1])
            return at, tree.tested(subject.tests, seconds)
        finally:
            free.put(tree)

    began = time.monotonic()
    with ThreadPoolExecutor(len(trees)) as pool:
        runs = [pool.submit(one, at) for at in missing]
        try:
            for done, run in enumerate(as_completed(runs), 1):
                at, known[str(at)] = run.result()
                kept.keep()
                if not done % 50:
                    print(f"    {done}/{len(missing)}  {time.monotonic() - began:.0f} s", flush=True)
        except KeyboardInterrupt:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    for tree in trees:
        tree.put(subject.name, (HOUSE / subject.name).read_text("utf-8"))
    return [(every[at][0], known[str(at)]) for at in chosen]


def trial(names: list[str], share: float = 1.0, state: Path | None = None, jobs: int = os.cpu_count() or 1) -> Figures:
    """Change these files; `ok` where every change is noticed, accepted or among those still to be gone through."""
    if not here():
        return {"ok": True, "skipped": NOT_HERE}
    kept, tally, unread, wrong = Kept(state), Counter[str](), dict[str, int](), list[str]()
    same = accepted()
    with _trees(jobs) as trees:
        for subject in (each for each in subjects() if not names or each.name in names):
            try:
                tried = _tried(subject, trees, kept, share)
            except KeyboardInterrupt:
                return {**tally, "stopped": True, "at": subject.name, "ok": False}
            except RuntimeError as why:
                print(f"  {subject.name}: {why}", flush=True)
                wrong.append(subject.name)
                continue
            counted = Counter("accepted" if said == "survived" and each in same else said for each, said in tried)
            print(f"  {subject.name}: {dict(counted)}", flush=True)
            for each, said in tried:
                if said == "broken" or (said == "survived" and each not in same):
                    print(f"    {said} {each.at}\n      - {each.was}\n      + {each.now}", flush=True)
            tally += counted
            if subject.unread:
                unread[subject.name] = subject.unread
            if counted["survived"] > subject.unread or counted["broken"]:
                wrong.append(subject.name)
    left = {"still to be gone through": unread} if unread else {}
    return {**tally, **left, **({"failed": wrong} if wrong else {}), "ok": bool(tally) and not wrong}


def main() -> int:
    """Print the figures of the files asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", help="such as assistant/rules/table.py")
    parser.add_argument("--share", type=float, default=1.0, help="of each file's changes")
    parser.add_argument("--state", type=Path, help="remember what was tried")
    asked = parser.parse_args()
    figures = trial(asked.files, asked.share, asked.state)
    print(figures)
    return 0 if figures["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
