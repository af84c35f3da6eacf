"""Where the server is: an option, a file of its own, or the surroundings. A password stays out of every message."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from assistant.doors.words import say

VARIABLE = "ASSISTANT_DSN"
_BYTES_MAX = 4_000


def dsn_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the two options that name a server."""
    file = click.Path(path_type=Path, dir_okay=False)
    options = (
        click.option("--dsn-file", type=file, help="A file that holds the DSN, readable by its owner alone (0600)."),
        click.option(
            "--dsn", metavar="DSN", help=f"The server (else {VARIABLE}); without a password: others see what is typed."
        ),
    )
    for each in options:
        command = each(command)
    return command


def dsn_of(given: str | None, file: Path | None, lang: str) -> str:
    """Return the DSN, or say what is missing and stop with exit 2."""
    if file is not None:
        return _read(file, lang)
    found = given or os.environ.get(VARIABLE)
    if not found:
        raise click.UsageError(say("server.no_dsn", lang))
    return found


def named_dsn(given: str | None, file: Path | None, folders: bool, lang: str) -> str:  # noqa: FBT001  # whether any is named
    """Return the DSN that was named, or nothing; beside folders it is one too many, and stops with exit 2."""
    if folders and (given or file):
        raise click.UsageError(say("server.both", lang))
    return dsn_of(given, file, lang) if given or file else ""


def _read(file: Path, lang: str) -> str:
    try:
        with file.open("rb") as opened:
            if os.name == "posix" and os.fstat(opened.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise click.UsageError(say("server.open_file", lang, path=file))
            return opened.read(_BYTES_MAX).decode("utf-8").strip()
    except (OSError, ValueError) as error:
        raise click.UsageError(say("server.no_file", lang, path=file)) from error
