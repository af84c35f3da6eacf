"""Change the record and the decision in small ways, and tell which changes no test notices.

`scripts/mutants.py` takes every file that `scripts/mutants.toml` names (hours), with names of files
only those; `--share 0.1` a tenth of the changes of each. Every change is tried in a process of its own, so one in
a table that is made while a file is read counts too. `--state FILE` remembers what was tried, and goes on from
there; delete it to begin anew. Needs mutmut: `uv pip install mutmut==3.8.1`. Exit code 1 where a change
is noticed by no test, and is not written down as one that changes nothing.
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
LEFT_OUT = shutil.ignore_patterns(".venv*", ".git", ".*_cache", ".hypothesis", "node_modules")
SAID = {0: "survived", 1: "killed", 2: "killed"}
SAYS = "said.txt"
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


class NotTried(Exception):
    """The tests do not pass with nothing changed."""


class Subject(NamedTuple):
    """A file to change, and the tests that have to notice, in turn."""

    name: str
    stages: tuple[tuple[str, ...], ...]

    def digest(self, house: Path = HOUSE) -> str:
        """Name the file and its tests as they are now."""
        tests = [name for stage in self.stages for name in stage]
        read = [(house / name).read_bytes() for name in (self.name, *tests) if name.endswith(".py")]
        return hashlib.sha256(b"\0".join(read) + str(self.stages).encode()).hexdigest()


def subjects() -> list[Subject]:
    """Return the files to change, the decision first."""
    listed = tomllib.loads(LISTED.read_text("utf-8"))
    rooms: dict[str, list[str]] = listed["tests"]
    return [Subject(each["name"], (tuple(each["tests"]), tuple(rooms[each["room"]]))) for each in listed["file"]]


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

    def said(self) -> str:
        """Return what the last tests said."""
        return (self.root / SAYS).read_text("utf-8", "replace")

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
        with (self.root / SAYS).open("wb") as said:
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


class Trial:
    """The copies of the house, one for each process, and how long each tests may take in them."""

    def __init__(self, trees: list[Tree], kept: Kept) -> None:
        self._trees, self._kept = trees, kept
        self._seconds: dict[tuple[str, ...], float] = {}
        self._free: SimpleQueue[Tree] = SimpleQueue()
        for tree in trees:
            self._free.put(tree)

    def of(self, subject: Subject, share: float) -> list[tuple[Change, str]]:
        """Try the changes of one file, and return what came of each."""
        every = list(changes(subject.name, HOUSE))
        chosen = range(0, len(every), max(1, round(1 / share)))
        known = self._kept.of(subject)
        self._unchanged(subject)
        self._try(subject, {at: every[at][1] for at in chosen if str(at) not in known}, known)
        for tree in self._trees:
            tree.put(subject.name, (HOUSE / subject.name).read_text("utf-8"))
        return [(every[at][0], known[str(at)]) for at in chosen]

    def _unchanged(self, subject: Subject) -> None:
        """Run the tests with nothing changed, to know how long they take."""
        for stage in subject.stages:
            if stage not in self._seconds:
                began = time.monotonic()
                if (said := self._trees[0].tested(stage, 900)) != "survived":
                    raise NotTried(f"{said} with nothing changed\n{self._trees[0].said()[-1_500:]}")
                self._seconds[stage] = PATIENCE * (time.monotonic() - began) + 5

    def _try(self, subject: Subject, sources: dict[int, str], known: dict[str, str]) -> None:
        began = time.monotonic()
        with ThreadPoolExecutor(len(self._trees)) as pool:
            runs = {pool.submit(self._one, subject, source): at for at, source in sources.items()}
            try:
                for done, run in enumerate(as_completed(runs), 1):
                    known[str(runs[run])] = run.result()
                    self._kept.keep()
                    if not done % 50:
                        print(f"    {done}/{len(runs)}  {time.monotonic() - began:.0f} s", flush=True)
            except KeyboardInterrupt:
                pool.shutdown(wait=True, cancel_futures=True)
                raise

    def _one(self, subject: Subject, source: str) -> str:
        tree = self._free.get()
        try:
            tree.put(subject.name, source)
            said = (tree.tested(stage, self._seconds[stage]) for stage in subject.stages)
            return next((each for each in said if each != "survived"), "survived")
        finally:
            self._free.put(tree)


def trial(names: list[str], share: float = 1.0, state: Path | None = None, jobs: int = os.cpu_count() or 1) -> Figures:
    """Change these files; `ok` where every change is noticed or accepted."""
    if not here():
        return {"ok": True, "skipped": NOT_HERE}
    tally, wrong = Counter[str](), list[str]()
    with _trees(jobs) as trees:
        run = Trial(trees, Kept(state))
        for subject in (each for each in subjects() if not names or each.name in names):
            try:
                counted = _counted(subject, run.of(subject, share))
            except KeyboardInterrupt:
                return {**tally, "stopped": True, "at": subject.name, "ok": False}
            except NotTried as why:
                print(f"  {subject.name}: {why}", flush=True)
                counted = Counter({"not tried": 1})
            tally += counted
            if counted["survived"] or counted["broken"] or counted["not tried"]:
                wrong.append(subject.name)
    return {**tally, **({"failed": wrong} if wrong else {}), "ok": bool(tally) and not wrong}


def _counted(subject: Subject, tried: list[tuple[Change, str]]) -> Counter[str]:
    """Print what no test noticed, and count."""
    same = accepted()
    counted = Counter("accepted" if said == "survived" and each in same else said for each, said in tried)
    print(f"  {subject.name}: {dict(counted)}", flush=True)
    for each, said in tried:
        if said == "broken" or (said == "survived" and each not in same):
            print(f"    {said} {each.at}\n      - {each.was}\n      + {each.now}", flush=True)
    return counted


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
