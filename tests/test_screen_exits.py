"""Text leaves by one door; a failing program tells a code and keeps a secret."""

import ast
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.doors import guarded
from assistant.faults import code_of, keep

ROOM = Path(__file__).parents[1] / "assistant" / "screens"
FORBIDDEN = {"Static", "Label", "Button", "OptionList", "DataTable", "Markdown", "RichLog", "notify"}
NOW = datetime(2026, 11, 24, 14, 3, tzinfo=UTC)


def markup_parsers(text):
    """Return what in a module would parse text as markup."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("textual"):
            found |= {name.name for name in node.names} & FORBIDDEN
        if isinstance(node, ast.Attribute) and node.attr in FORBIDDEN:
            found.add(node.attr)
    return found


@pytest.mark.parametrize("path", sorted(ROOM.glob("*.py")), ids=lambda path: path.name)
def test_no_module_uses_a_widget_that_parses_markup(path):
    """Brackets in a customer's words would crash it, or become a link."""
    assert markup_parsers(path.read_text(encoding="utf-8")) == set()


def test_a_planted_label_is_found():
    """The check above can see what it looks for."""
    assert markup_parsers("from textual.widgets import Label\n") == {"Label"}
    assert markup_parsers("def f(app):\n    app.notify('x')\n") == {"notify"}


def failing(words):
    try:
        int(words)
    except ValueError as error:
        return error
    return None


def test_a_trace_holds_places_and_no_words(tmp_path):
    """A message may quote a customer."""
    path = keep(failing("田中様 090-0000-0000"), tmp_path, NOW)

    assert path is not None
    text = path.read_text(encoding="utf-8")
    assert "ValueError" in text
    assert "failing" in text
    assert "田中" not in text


def test_a_trace_is_for_its_owner_only(tmp_path):
    """The folder of the data is shared by nobody, and neither is this."""
    path = keep(failing("x"), tmp_path, NOW)

    assert path is not None
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_where_no_trace_can_be_kept_the_operator_still_gets_the_code(tmp_path):
    """A full disk must not hide the first error behind a second."""
    nowhere = tmp_path / "file"
    nowhere.write_text("", encoding="utf-8")

    assert keep(failing("x"), nowhere, NOW) is None
    assert code_of(failing("x")) == code_of(failing("y"))
    assert code_of(failing("x")).startswith("E-")


def ran(code, folder, **environment):
    """Run Python on `code` with the seat's folder here."""
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "ASSISTANT_DATA": str(folder), "ASSISTANT_LANG": "en", **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def test_a_command_that_fails_by_our_fault_tells_a_code_and_not_what_it_was_doing(tmp_path):
    done = ran("from assistant.doors import guarded\nguarded.run(lambda: int('Tanaka 090-0000-0000'))", tmp_path)
    (kept,) = (tmp_path / "faults").iterdir()
    assert done.returncode == guarded.FAILED
    assert "E-" in done.stderr
    assert str(kept) in done.stderr
    assert "Tanaka" not in done.stderr + done.stdout + kept.read_text(encoding="utf-8")
    assert "Traceback" not in done.stderr


def test_a_command_that_refuses_keeps_its_own_exit_code(tmp_path):
    assert ran("from assistant.doors import guarded\nguarded.run(lambda: exit(2))", tmp_path).returncode == 2


@pytest.mark.skipif(os.name != "posix", reason="modes and limits are POSIX")
def test_a_file_made_by_the_program_is_its_owners_alone_and_no_memory_is_dumped(tmp_path):
    code = (
        "import resource, pathlib\nfrom assistant.doors import guarded\nguarded.close_the_shutters()\n"
        f"pathlib.Path({str(tmp_path / 'made')!r}).touch(0o666)\nprint(resource.getrlimit(resource.RLIMIT_CORE))"
    )
    assert ran(code, tmp_path).stdout.strip() == "(0, 0)"
    assert stat.S_IMODE((tmp_path / "made").stat().st_mode) == 0o600


@pytest.mark.skipif(os.name != "posix", reason="modes and limits are POSIX")
def test_the_front_door_closes_the_shutters_and_guards_every_command(tmp_path):
    code = (
        "import os, sys\nsys.argv = ['assistant', 'promises', '--data', sys.argv[1]]\n"
        "from assistant.__main__ import main\ntry:\n    main()\nfinally:\n    print(oct(os.umask(0)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, encoding="utf-8", check=False, timeout=60
    )
    assert done.stdout.splitlines()[-1] == "0o77"
