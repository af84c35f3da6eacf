"""The number of lines run is the same number in however many processes the tests were run."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parent.parent
ROOM = """
def one():
    return 1

def two():
    return 2

def swept():
    return 3
"""
CLAIMS = """
import pytest, room

@pytest.mark.xdist_group("one")
def test_one():
    assert room.one() == 1

@pytest.mark.xdist_group("two")
def test_two():
    assert room.two() == 2

@pytest.mark.sweep
@pytest.mark.xdist_group("one")
def test_swept():
    assert room.swept() == 3
"""
SETTINGS = """
[tool.pytest]
markers = ["sweep: not counted"]

[tool.coverage.run]
source_pkgs = ["room"]

[tool.coverage.report]
show_missing = true
"""


@pytest.mark.parametrize("processes", ["0", "2"])
def test_every_process_is_measured_and_nothing_but_a_sweep_goes_uncounted(tmp_path: Path, processes: str):
    pytest.importorskip("xdist")
    for name in ("conftest.py", "measured.py"):
        shutil.copy(HOUSE / "tests" / name, tmp_path)
    for name, text in (("room.py", ROOM), ("test_room.py", CLAIMS), ("pyproject.toml", SETTINGS)):
        (tmp_path / name).write_text(text, "utf-8")
    how = ["-q", "-n", processes, "--dist", "loadgroup", "--measured", "-p", "no:cacheprovider"]

    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *how], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    told = subprocess.run(
        [sys.executable, "-m", "coverage", "report"], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert "3 passed" in ran.stdout, ran.stdout
    assert told.stdout.split("room.py")[1].split()[:4] == ["6", "1", "83%", "9"]
    assert [path.name for path in tmp_path.glob(".coverage*")] == [".coverage"]
