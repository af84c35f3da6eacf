"""The virtual environment beside pyproject.toml: made once, exactly as locked, repaired when broken.

Needs nothing but Python: no uv, and no network once it is made. A stamp is taken
away before the work begins and written when it is done, so an interrupted
installation is seen by the next run and done again.
"""

from __future__ import annotations

import compileall
import hashlib
import os
import shutil
import sys
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
VENV = HOUSE / ".venv"
LOCKS = {"run": HOUSE / "scripts" / "run.lock", "check": HOUSE / "scripts" / "check.lock"}
"""What is installed to run, and to check. The second holds all of the first."""


class NotReady(Exception):
    """The environment could not be made: what happened, what is safe, what to do."""


def python_of(venv: Path) -> Path:
    """Return the interpreter of an environment."""
    return venv / "Scripts" / "python.exe" if os.name == "nt" else venv / "bin" / "python"


def ready(need: str, venv: Path = VENV) -> Path:
    """Return the environment's Python, with everything `need` (run or check) asks for.

    A bare `run` is content with an environment made for `check`.
    """
    kept = _stamp(venv, "locked")
    if kept not in {_locked_key("check"), _locked_key(need)} or not python_of(venv).exists():
        _lay(need, venv, kept)
    if _stamp(venv, "project") != _project_key():
        _install_project(venv)
    # Stale bytecode would cost four times the start where Python may not write its own.
    compileall.compile_dir(HOUSE / "assistant", quiet=2)
    return python_of(venv)


def _lay(need: str, venv: Path, kept: str) -> None:
    """Install what is locked; start afresh unless only the tools for checking are missing."""
    _say(f"Preparing {venv.name} ({need}). This is done once and takes a minute or two.")
    _unstamp(venv, "locked")
    if need != "check" or kept != _locked_key("run"):
        _unstamp(venv, "project")
        _make(venv)
    _pip(venv, "--require-hashes", "--requirement", str(LOCKS[need]))
    _write_stamp(venv, "locked", _locked_key(need))


def _install_project(venv: Path) -> None:
    """Install the program itself, pointing at this folder, with the build tools that are locked."""
    _unstamp(venv, "project")
    _pip(venv, "--no-deps", "--no-build-isolation", "--editable", str(HOUSE))
    _write_stamp(venv, "project", _project_key())


def _make(venv: Path) -> None:
    import venv as builder  # noqa: PLC0415  # a run that finds everything ready never pays for it
    from subprocess import CalledProcessError  # noqa: PLC0415  # as above

    try:
        if venv.exists():
            shutil.rmtree(venv)
        builder.create(venv, with_pip=True, symlinks=os.name != "nt")
    except (OSError, CalledProcessError) as error:
        raise NotReady(
            f"The folder {venv} could not be made ({error}). Nothing else was changed. "
            "Close programs that use it and free some disk space; "
            "on Debian or Ubuntu also install python3-venv. Then run this again."
        ) from error


def _pip(venv: Path, *arguments: str) -> None:
    """Run pip as this machine has it configured; say in one message why it failed."""
    import subprocess  # noqa: PLC0415  # a run that finds everything ready never pays for it

    log = venv / "install.log"
    command = [str(python_of(venv)), "-m", "pip", "install", "--compile", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    log.write_text(done.stdout + done.stderr, encoding="utf-8")
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR:")]
        raise NotReady(
            f"pip could not install what is locked: {' '.join(errors[-2:]) or 'no reason given'}\n"
            "Your cases and the program's files were not touched. "
            "Check the network or pip's index setting, then run this again; "
            f"pip's whole answer is in {log}."
        )


def _locked_key(need: str) -> str:
    """Name an environment by what it must hold, and by the Python and folder it is tied to."""
    tied = f"{need}\n{sys.version}\n{sys.base_prefix}\n{HOUSE}\n"
    locks = b"".join(lock.read_bytes() for lock in LOCKS.values())
    return hashlib.sha256(tied.encode() + locks).hexdigest()


def _project_key() -> str:
    return hashlib.sha256((HOUSE / "pyproject.toml").read_bytes()).hexdigest()


def _stamp(venv: Path, name: str) -> str:
    try:
        return (venv / f"{name}.stamp").read_text(encoding="ascii")
    except (OSError, ValueError):
        return ""


def _write_stamp(venv: Path, name: str, key: str) -> None:
    (venv / f"{name}.stamp").write_text(key, encoding="ascii")


def _unstamp(venv: Path, name: str) -> None:
    (venv / f"{name}.stamp").unlink(missing_ok=True)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
