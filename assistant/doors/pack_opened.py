"""A pack as the commands of the workshop take it: by folder or name, else the one that comes with the program."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import click

from assistant import shelf
from assistant.doors.case_input import FAILED, USAGE, complain
from assistant.rules.compile import Rulebook, load
from assistant.rules.problems import Problem
from assistant.signature import signed

path_argument = click.argument("path", required=False, type=click.Path(path_type=Path))
json_option = click.option("--json", "as_json", is_flag=True, help="JSON for programs.")


def opened(path: Path | None, lang: str) -> tuple[str, Rulebook | None, list[Problem]]:
    """Return a pack's name, and the pack proved or what is wrong with it; stop with exit 2 where there is none."""
    try:
        name, texts = shelf.read(path)
    except shelf.NotLoaded as error:
        complain(tuple(error.problems), lang)
        sys.exit(USAGE)
    gc.disable()  # what a pack is read into is kept: looking for garbage meanwhile only takes time
    try:
        book, problems = load(name, texts)
    finally:
        gc.freeze()  # and it is not looked at again later
        gc.enable()
    return name, None if book is None else signed(book, shelf.folder_of(path)), problems


def proved(path: Path | None, lang: str) -> Rulebook:
    """Return a pack, proved; else say what is wrong with it and stop: exit 1, or 2 where there is none."""
    _, book, problems = opened(path, lang)
    if book is None:
        complain(tuple(problems), lang)
        sys.exit(FAILED)
    return book


def placed(name: str, lang: str) -> str:
    """Return the id of a pack on the shelf, a folder's put there first; else say what is wrong and stop with exit 2."""
    try:
        folder = Path(name)
        return shelf.place(folder) if folder.is_dir() else shelf.take(name).policy.id
    except shelf.NotLoaded as error:
        complain(tuple(error.problems), lang)
        sys.exit(USAGE)
