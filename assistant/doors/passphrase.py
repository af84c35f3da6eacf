"""Passphrases: asked at the terminal, unseen, or read line by line from a descriptor; never from the command line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field

import click

from assistant.doors.words import say

BYTES_MAX = 4_000

option = click.option(
    "--passphrase-fd", type=int, metavar="N", help="Read passphrases from this file descriptor, one a line."
)


@dataclass
class Asked:
    """Where passphrases come from."""

    descriptor: int | None
    lang: str
    asks: str = "people.passphrase"
    flag: str = "--passphrase-fd"
    _lines: Iterator[str] | None = field(default=None, init=False)

    def of(self, person: str, *, new: bool = False) -> str:
        """Return the passphrase of a person; a new one is asked for twice at a terminal."""
        if self.descriptor is None:
            told = click.style(say(self.asks, self.lang, who=person))
            return str(click.prompt(told, hide_input=True, confirmation_prompt=new, err=True))
        self._lines = self._lines or iter(_read(self.descriptor, self.flag))
        return next(self._lines, "")


def _read(descriptor: int, flag: str) -> list[str]:
    try:
        with os.fdopen(descriptor, "rb") as file:
            return file.read(BYTES_MAX).decode("utf-8", "replace").splitlines()
    except OSError as error:
        raise click.UsageError(f"{flag} {descriptor}: {error.strerror}") from error
