"""The house's own rules: what may stand in a file, and what may not.

Each rule is a function from text to findings, so that each can be shown a planted
violation; a check that cannot fail is worse than none.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import make_venv

HOUSE = make_venv.HOUSE
OURS = sorted((*HOUSE.glob("assistant/**/*.py"), *HOUSE.glob("scripts/*.py")))
EVERY_PY = sorted((*OURS, *HOUSE.glob("tests/**/*.py")))
ROOMS = sorted(file.parent for file in HOUSE.glob("assistant/*/__init__.py"))

LINES_PER_FILE_MAX = 300
LINES_PER_FUNCTION_MAX = 40
BANNED = {"utils", "helpers", "common", "core", "manager", "service", "models", "misc"}

Finding = str
JAPANESE = re.compile(r"[\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]")
EXCUSE = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:|mypy:|ruff:|fmt:)", re.IGNORECASE)
REASON = re.compile(r"#\s*(noqa: [A-Z0-9, ]+|type: ignore\[[a-z-, ]+\]|pragma: no (cover|branch))  # \S+")
DEBT = re.compile(r"#\s*(TODO|FIXME|XXX|HACK)\b")
# Written in two halves, or this file would be the first finding.
MACHINE_PATH = re.compile(r"(?<![\w.])/" + r"(work|tmp|root|home|Users|opt)/\w|[A-Z]:\\+Users")


def read(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def too_long(text: str) -> list[Finding]:
    """Name the file, and each function, that grew beyond its budget."""
    lines = len(text.splitlines())
    found = [f"{lines} lines"] if lines > LINES_PER_FILE_MAX else []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LINES_PER_FUNCTION_MAX:
                found.append(f"{node.name}: {length} lines")
    return found


def japanese(text: str) -> list[Finding]:
    """Name the lines that hold kana or kanji, written out or as an escape or a name."""
    shown = [line for line in text.splitlines() if JAPANESE.search(line)]
    strings = (node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant))
    return shown + [ascii(each) for each in strings if isinstance(each, str) and JAPANESE.search(each)]


def unexcused(text: str) -> list[Finding]:
    """Name the lines that silence a check without saying which and why, and those that leave a debt."""
    lines = text.splitlines()
    silent = [line for line in lines if EXCUSE.search(line) and not REASON.search(line)]
    return silent + [line for line in lines if DEBT.search(line)]


def unexplained(pyproject: str) -> list[Finding]:
    """Name the ignored rules of ruff that carry no reason on their line."""
    start, stop = pyproject.index("[tool.ruff.lint]"), pyproject.index("[tool.ruff.lint.pydocstyle]")
    lists = re.findall(r"(?:ignore|\"[^\"\n]*\") = \[(.*?)^\]", pyproject[start:stop], re.DOTALL | re.MULTILINE)
    codes = [line for each in lists for line in each.splitlines() if line.strip()]
    return [line for line in codes if not re.search(r'^\s+"[A-Z]+\d*",\s+# \S+ \S+', line)]


def off_the_plate(text: str) -> list[Finding]:
    """Say what is missing on the door-plate of a room: what it is for, and what it may import."""
    plate = ast.get_docstring(ast.parse(text)) or ""
    found = [] if plate.partition("\n")[0].endswith(".") else ["no first sentence"]
    return found if len(plate.splitlines()) > 1 else [*found, "does not say what it may know or import"]


def of_a_machine(text: str) -> list[Finding]:
    """Name the lines that hold a path of somebody's machine."""
    return [line for line in text.splitlines() if MACHINE_PATH.search(line)]


def unloaded(modules: list[str], stranger: str) -> str:
    """Import all modules in a fresh Python and return what it loaded of `stranger`."""
    code = (
        f"import importlib, sys\nfor name in {modules!r}: importlib.import_module(name)\n"
        f"print(*(m for m in sys.modules if m.partition('.')[0] == {stranger!r}), end='')"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=HOUSE, check=True, capture_output=True, text=True)
    return done.stdout


def tracked() -> list[Path]:
    """Return the files git keeps, or where there is no git, the pages and the code."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=HOUSE, check=False, capture_output=True, text=True)  # noqa: S607  # git is found where the reader keeps it
    if done.returncode:
        return [*EVERY_PY, *HOUSE.glob("*.*"), *HOUSE.glob("docs/**/*.md")]
    return [HOUSE / name for name in done.stdout.split("\0")[:-1] if (HOUSE / name).is_file()]


def named(file: Path) -> str:
    return file.relative_to(HOUSE).as_posix()


@pytest.mark.parametrize("file", OURS, ids=named)
@pytest.mark.parametrize("rule", [too_long, japanese], ids=lambda rule: rule.__name__)
def test_a_file_of_ours_is_short_and_speaks_no_language(file: Path, rule: Callable[[str], list[Finding]]):
    assert rule(read(file)) == []


@pytest.mark.parametrize("file", EVERY_PY, ids=named)
def test_who_silences_a_check_says_why(file: Path):
    assert unexcused(read(file)) == []


def test_every_rule_of_style_we_do_without_has_its_reason():
    assert unexplained(read(HOUSE / "pyproject.toml")) == []


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_has_a_door_plate(room: Path):
    assert off_the_plate(read(room / "__init__.py")) == []


def test_no_module_is_named_after_nothing():
    names = {part for file in OURS for part in file.relative_to(HOUSE).with_suffix("").parts}

    assert names & BANNED == set()


def test_no_tracked_file_knows_somebodys_machine():
    """Where the writer keeps the tree is nobody else's business."""
    found = {}
    for file in tracked():
        try:
            found[named(file)] = of_a_machine(read(file))
        except UnicodeDecodeError:
            continue  # a picture

    assert {name: lines for name, lines in found.items() if lines} == {}


def test_the_first_frame_waits_for_neither_the_rules_nor_the_record():
    """What the program loads before it draws is what an operator waits for."""
    code = "import assistant.screens.app, sys\nprint(*sorted(m for m in sys.modules if m.startswith('assistant.')))"
    done = subprocess.run([sys.executable, "-c", code], cwd=HOUSE, check=True, capture_output=True, text=True)
    loaded = set(done.stdout.split())

    assert "assistant.screens.app" in loaded
    assert loaded & {"assistant.shelf", "assistant.desk", "assistant.inbox", "assistant.journal.book"} == set()


def test_nothing_but_the_screens_loads_textual():
    """`decide`, `pack` and `mail` answer at once, and on a machine with no terminal."""
    files = [file.relative_to(HOUSE).with_suffix("") for file in HOUSE.glob("assistant/**/*.py")]
    below = [".".join(file.parts).removesuffix(".__init__") for file in files if "screens" not in file.parts]

    assert unloaded(sorted(below), "textual") == ""


PLANTED = [
    (too_long, "x = 1\n" * 301),
    (too_long, "def f():\n" + "    x = 1\n" * 40),
    (too_long, "class A:\n    async def f(self):\n" + "        x = 1\n" * 40),
    (japanese, 'x = "請求"'),
    (japanese, "# ひらがな"),
    (japanese, 'x = "\\u8acb"'),
    (japanese, 'x = "ﾃﾝｿｳ"'),
    (unexcused, "import os  # " + "noqa"),
    (unexcused, "import os  # " + "noqa: F401"),
    (unexcused, "x = f()  # type" + ": ignore"),
    (unexcused, "x = f()  # type" + ": ignore[attr-defined]"),
    (unexcused, "if x:  # pragma" + ": no cover"),
    (unexcused, "# " + "TODO: later"),
    (off_the_plate, ""),
    (off_the_plate, '"""The room"""'),
    (off_the_plate, '"""The room."""'),
    (of_a_machine, "see /" + "home/somebody/notes"),
    (of_a_machine, "C:" + "\\Users\\somebody"),
]


@pytest.mark.parametrize(("rule", "text"), PLANTED)
def test_a_planted_fault_is_found(rule: Callable[[str], list[Finding]], text: str):
    assert rule(text) != []


def test_what_is_in_order_is_left_alone():
    assert too_long("x = 1\n" * 300) == []
    assert too_long("def f():\n" + "    x = 1\n" * 39) == []
    assert japanese('x = "café → ¥525 ※"') == []
    assert unexcused("import os  # " + "noqa: F401  # the reader wants it") == []
    assert off_the_plate('"""What is right.\n\nImports nothing of ours.\n"""') == []
    assert of_a_machine("https://example.com/homepage docs/home") == []


@pytest.mark.parametrize("code", ["CPY001", "INP001", "SLF001"])
def test_an_ignored_rule_without_a_reason_is_found(code: str):
    """One of the first list, one of the scripts' and the last of the tests'."""
    bare = re.sub(rf'"{code}",.*', f'"{code}",', read(HOUSE / "pyproject.toml"))

    assert {line.strip() for line in unexplained(bare)} == {f'"{code}",'}


def test_a_module_that_loads_textual_is_found():
    assert "textual" in unloaded(["textual"], "textual").split()


def test_the_readme_and_the_machine_run_the_same_command():
    ci = [line for line in read(HOUSE / ".ci/run").splitlines() if line and not line.startswith("#")]

    assert ci == ["exec python3 scripts/check.py"]
    for page in ("README.md", "README.ja.md"):
        assert "\npython3 scripts/run.py\n" in read(HOUSE / page)
        assert "\npython3 scripts/check.py\n" in read(HOUSE / page)
