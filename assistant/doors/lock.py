"""`assistant lock`: the PIN that opens a locked screen. Only the commands stand here."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from assistant.doors.languages import lang_option

_DATA = click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), help="Folder of the record (else ASSISTANT_DATA)."
)
_PIN = click.option(
    "--pin-fd", type=int, metavar="N", help="Read from this file descriptor: the PIN now set, if any, then the new one."
)


@click.group(epilog="Example:  assistant lock set")
def lock() -> None:
    """Set what opens a locked screen. It keeps people off the screen, not off the files."""


@lock.command("set", epilog="Example:  assistant lock set --pin-fd 3 3<pin.txt")
@_PIN
@_DATA
@lang_option
def set_command(pin_fd: int | None, data: Path | None, lang: str) -> None:
    """Set the PIN, at least 6 characters; where there is one, that is asked for first. Exit 0 once set, else 1."""
    from assistant.doors.locked import set_pin  # noqa: PLC0415  # only here is a PIN touched

    sys.exit(set_pin(pin_fd, data, lang))


@lock.command(epilog="Example:  assistant lock off")
@_PIN
@_DATA
@lang_option
def off(pin_fd: int | None, data: Path | None, lang: str) -> None:
    """Take the PIN away. A locked screen then only hides. Exit 0 once it is gone, else 1."""
    from assistant.doors.locked import drop_pin  # noqa: PLC0415  # only here is a PIN touched

    sys.exit(drop_pin(pin_fd, data, lang))


@lock.command(epilog="Example:  assistant lock show --json")
@click.option("--json", "as_json", is_flag=True, help="JSON for programs.")
@_DATA
@lang_option
def show(as_json: bool, data: Path | None, lang: str) -> None:  # noqa: FBT001  # click hands flags over so
    """Tell what opens a locked screen here, and after how long it locks."""
    from assistant.doors.locked import show_lock  # noqa: PLC0415  # only here is it looked at

    sys.exit(show_lock(data, lang, as_json=as_json))
