"""The virtual environment beside pyproject.toml: made once, exactly as locked, repaired when broken.

Needs nothing but Python: no uv, and no network once it is made. A stamp is taken
away before the work begins and written when it is done, so an interrupted
installation is seen by the next run and done again.
"""

from __future__ import annotations

import compileall
import hashlib
import os
import sys
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent

LOCKS = {"run": "scripts/run.lock", "check": "scripts/check.lock"}
"""What is installed to run, and to check. The second holds all of the first."""


SERVER_LOCK = "scripts/server.lock"
"""A PostgreSQL to test against, for a machine that has none."""

_SERVERS = ("usr/lib/postgresql/*/bin/initdb", "usr/pgsql-*/bin/initdb", "opt/homebrew/opt/postgresql*/bin/initdb")


class NotReady(Exception):
    """The environment could not be made. It says what happened, what is safe, what to do."""


def words(name: str, **known: object) -> str:
    """Return a sentence in both languages, for nobody has chosen one yet."""
    import tomllib  # noqa: PLC0415  # a run that finds everything ready has nothing to say

    said = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))[name]
    return "\n".join(said[lang].format(**known) for lang in ("ja", "en"))


def ready(need: str, house: Path = HOUSE) -> Path:
    """Return the Python of the environment, holding everything `need` (run or check) asks for.

    Who only wants to run is content with an environment made for checking.
    """
    venv = house / ".venv"
    try:
        _bring_up_to_date(need, house)
    except OSError as error:
        raise NotReady(words("not_made", venv=venv, why=error)) from error
    # Stale bytecode would cost four times the start where Python may not write its own.
    compileall.compile_dir(house / "assistant", quiet=2)
    return _python(venv)


def bring_server(house: Path = HOUSE) -> None:
    """Install a PostgreSQL beside the checks, once, unless the tests were given one or the system has its own."""
    key = hashlib.sha256((house / SERVER_LOCK).read_bytes()).hexdigest()
    if "PG_TEST_DSN" in os.environ or os.name == "nt" or _stamp(house / ".venv", "server") == key or system_server():
        return
    _pip(house / ".venv", "--require-hashes", "--requirement", str(house / SERVER_LOCK))
    _write_stamp(house / ".venv", "server", key)


def system_server() -> Path | None:
    """Return the folder of the system's own PostgreSQL programs, the newest it has."""
    import shutil  # noqa: PLC0415  # a run that finds everything ready never pays for it

    found = shutil.which("initdb")
    if found and (Path(found).resolve().parent / "postgres").exists():
        return Path(found).resolve().parent
    installed = sorted((each for root in _SERVERS for each in Path("/").glob(root)), key=lambda each: len(str(each)))
    return installed[-1].parent if installed else None


def locked_key(need: str, house: Path = HOUSE) -> str:
    """Name an environment by what it must hold, and by the Python and the folder it is tied to."""
    tied = f"{need}\n{sys.version}\n{sys.base_prefix}\n{house}\n"
    locks = b"".join((house / lock).read_bytes() for lock in LOCKS.values())
    return hashlib.sha256(tied.encode() + locks).hexdigest()


def _bring_up_to_date(need: str, house: Path) -> None:
    """Install what is missing, and nothing where the stamps say that nothing is."""
    venv = house / ".venv"
    kept = _stamp(venv, "locked")
    if kept not in {locked_key("check", house), locked_key(need, house)} or not _python(venv).exists():
        _install_locked(need, house, kept)
    if _stamp(venv, "project") != _project_key(house):
        _install_project(house)


def _install_locked(need: str, house: Path, kept: str) -> None:
    """Install what is locked; start afresh unless only the tools for checking are missing."""
    venv = house / ".venv"
    print(words("preparing", venv=venv), file=sys.stderr, flush=True)
    _unstamp(venv, "locked")
    if kept != locked_key("run", house) or not _python(venv).exists():
        _unstamp(venv, "project")
        _make(venv)
    _pip(venv, "--require-hashes", "--requirement", str(house / LOCKS[need]))
    _write_stamp(venv, "locked", locked_key(need, house))


def _install_project(house: Path) -> None:
    """Install the program itself, pointing at this folder, with the build tools that are locked."""
    venv = house / ".venv"
    _unstamp(venv, "project")
    _pip(venv, "--no-deps", "--no-build-isolation", "--editable", str(house))
    _write_stamp(venv, "project", _project_key(house))


def _make(venv: Path) -> None:
    import venv as builder  # noqa: PLC0415  # a run that finds everything ready never pays for it
    from subprocess import CalledProcessError  # noqa: PLC0415  # as above

    try:
        builder.create(venv, clear=True, with_pip=True, symlinks=os.name != "nt")
    except CalledProcessError as error:
        raise NotReady(words("not_made", venv=venv, why=error)) from error


def _pip(venv: Path, *arguments: str) -> None:
    """Run pip as this machine has it configured; say in one message why it failed."""
    import subprocess  # noqa: PLC0415  # a run that finds everything ready never pays for it

    log = venv / "install.log"
    command = [str(_python(venv)), "-m", "pip", "install", "--compile", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    log.write_text(done.stdout + done.stderr, encoding="utf-8")
    if done.returncode:
        said = done.stderr.splitlines() or ["no reason given"]
        errors = [line for line in said if line.lower().startswith("error:")] or said
        raise NotReady(words("not_installed", why=errors[-1], log=log))


def _python(venv: Path) -> Path:
    return venv / "Scripts" / "python.exe" if os.name == "nt" else venv / "bin" / "python"


def _project_key(house: Path) -> str:
    return hashlib.sha256((house / "pyproject.toml").read_bytes()).hexdigest()


def _stamp(venv: Path, name: str) -> str:
    try:
        return (venv / f"{name}.stamp").read_text(encoding="ascii")
    except (OSError, ValueError):
        return ""


def _write_stamp(venv: Path, name: str, key: str) -> None:
    (venv / f"{name}.stamp").write_text(key, encoding="ascii")


def _unstamp(venv: Path, name: str) -> None:
    (venv / f"{name}.stamp").unlink(missing_ok=True)
