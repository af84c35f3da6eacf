"""Change the record and the decision in small ways, and tell which changes no test notices.

`scripts/mutants.py` takes every file that `scripts/mutants.toml` names (hours), with names of files
only those; `--share 0.1` a tenth of them. Needs mutmut, and a system that can fork:
`uv pip install mutmut==3.8.1`. Exit code 1 where a change is noticed by no test and is not written
down as one that changes nothing.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from pathlib import Path
from typing import NamedTuple

HOUSE = Path(__file__).resolve().parent.parent
LISTED = Path(__file__).with_suffix(".toml")
JOINT = "\u01c1"  # between a class and its method, as mutmut writes it
NOT_HERE = "not installed here: uv pip install mutmut==3.8.1"
LEFT_OUT = shutil.ignore_patterns(".venv*", ".git", ".*_cache", ".hypothesis", "mutants", "__pycache__")
SAID = {0: "survived", 1: "killed", 3: "killed", 5: "no test", 33: "no test", None: "not tried"}
SLOW = dict.fromkeys((24, -24, 36, 152, 255), "timeout")

Figures = dict[str, object]


class Change(NamedTuple):
    """A small change: where it is, what stood there, what stands there now."""

    at: str
    was: str
    now: str


def accepted() -> frozenset[Change]:
    """Return the changes written down as changing nothing, each with its reason."""
    listed = tomllib.loads(LISTED.read_text("utf-8"))["same"]
    return frozenset(Change(one["at"], one["was"], one["now"]) for one in listed if one["why"])


def trial(names: list[str]) -> Figures:
    """Change these files in a copy of the house; `ok` where every change was noticed or is accepted."""
    if importlib.util.find_spec("mutmut") is None:
        return {"ok": True, "skipped": NOT_HERE}
    tally: Counter[str] = Counter()
    unseen: list[Change] = []
    for part in _parts():
        chosen = [name for name in part["files"] if name in names]
        if chosen:
            counted, found = _part(chosen, part["tests"])
            tally, unseen = tally + counted, unseen + found
    strange = set(unseen) - accepted()
    print("".join(f"  {each.at}\n    - {each.was}\n    + {each.now}\n" for each in sorted(strange)), end="", flush=True)
    known = sum(each not in strange for each in unseen)
    return {**tally, "accepted": known, "ok": bool(tally) and not strange and not tally["not tried"]}


def _part(names: list[str], tests: list[str]) -> tuple[Counter[str], list[Change]]:
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "house"
        shutil.copytree(HOUSE, tree, ignore=LEFT_OUT)
        with (tree / "pyproject.toml").open("a", encoding="utf-8") as file:
            file.write(_asked(names, tests))
        ran = _mutmut(tree, "run")
        codes = {name: code for each in names for name, code in _codes(tree, each).items()}
        tally = Counter(SAID.get(code) or SLOW.get(code or 0, "broken") for code in codes.values())
        if not codes or tally["not tried"]:
            tally["not tried"] += 1
            print(f"  {ran[-1_500:]}", flush=True)
        return tally, [_change(tree, name) for name, code in codes.items() if SAID.get(code) in {"survived", "no test"}]


def files(share: float) -> list[str]:
    """Return the files to change, the decision first."""
    every: list[str] = [name for part in _parts() for name in part["files"]]
    return every[: max(1, round(len(every) * share))]


def _parts() -> list[dict[str, list[str]]]:
    listed: list[dict[str, list[str]]] = tomllib.loads(LISTED.read_text("utf-8"))["part"]
    return listed


def _asked(names: list[str], tests: list[str]) -> str:
    beside = ["assistant", "scripts", "docs", "README.md", "README.ja.md", "CHANGELOG.md"]
    asked = {
        "source_paths": ["assistant"],
        "only_mutate": names,
        "also_copy": beside,
        "pytest_add_cli_args": ["-p", "no:cacheprovider"],
        "pytest_add_cli_args_test_selection": tests,
    }
    lines = [f"{name} = {json.dumps(value)}" for name, value in asked.items()]
    lines += ["timeout_multiplier = 3.0", "timeout_constant = 2.0"]
    lines += ["track_dependencies = false", "use_git_change_detection = false"]
    return "\n[tool.mutmut]\n" + "\n".join(lines) + "\n"


def _mutmut(tree: Path, *words: str) -> str:
    """Run mutmut; what hypothesis draws is the same each night, or the list would not hold."""
    env = {**{name: value for name, value in os.environ.items() if name != "PYTHONPATH"}, "CI": "1"}
    command = [str(Path(sys.executable).with_name("mutmut")), *words]
    return subprocess.run(command, cwd=tree, env=env, check=False, capture_output=True, encoding="utf-8").stdout


def _codes(tree: Path, name: str) -> dict[str, int | None]:
    met = tree / "mutants" / f"{name}.meta"
    found: dict[str, int | None] = json.loads(met.read_text("utf-8"))["exit_code_by_key"] if met.exists() else {}
    return found


def _change(tree: Path, name: str) -> Change:
    lines = _mutmut(tree, "show", name).splitlines()
    was, now = (
        " ".join(line[1:].strip() for line in lines if line[:1] == sign and line[:3] != sign * 3) for sign in "-+"
    )
    place, _, last = name.rpartition("__mutmut_")[0].rpartition(".")
    inside = last[2:].replace(JOINT, ".") if last.startswith(f"x{JOINT}") else last.removeprefix("x_")
    return Change(f"{place}.{inside}", was, now)


def main() -> int:
    """Print the figures of the files asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", help="such as assistant/rules/table.py")
    parser.add_argument("--share", type=float, default=1.0, help="of the files listed")
    asked = parser.parse_args()
    figures = trial(asked.files or files(asked.share))
    print(figures)
    return 0 if figures["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
