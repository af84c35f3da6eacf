"""`assistant listen`: what is heard in lines of speech."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from assistant import shelf
from assistant.doors import clock
from assistant.doors.case_input import USAGE, complain, write_json
from assistant.doors.languages import lang_option
from assistant.listen.ear import Ear
from assistant.listen.heard import CUSTOMER, SPEAKERS


@click.command(epilog="Example:  echo 'tensou wa tanondenai' | assistant listen --today 2011-10-19")
@click.option("--pack", metavar="NAME|DIR", help="Hear with this pack.")
@click.option("--speaker", type=click.Choice(SPEAKERS), default=CUSTOMER, show_default=True, help="Who is speaking.")
@lang_option
def listen(pack: str | None, speaker: str, lang: str) -> None:
    """Read lines of speech on standard input; write one JSON object a line: claims to confirm, never facts."""
    ear = ear_of(pack, lang)
    day = clock.today()
    for raw in sys.stdin.buffer:
        line = raw.decode("utf-8", "replace").rstrip("\r\n")
        if line.strip():
            write_json(ear.hear(line, speaker, day).json(), compact=True)


def ear_of(pack: str | None, lang: str) -> Ear:
    """Return what a pack can hear, or say what is wrong and stop with exit 2."""
    try:
        if pack is None:
            return shelf.ear()
        path = Path(pack)
        return shelf.ear_from(path) if path.is_dir() else shelf.ear(pack)
    except shelf.NotLoaded as error:
        complain(tuple(error.problems), lang)
        sys.exit(USAGE)
