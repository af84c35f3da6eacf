"""`assistant house init` and `check`: the company's own folder, begun and held against the packs."""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path

import click

from assistant import house as houses
from assistant import shelf
from assistant.doors.case_input import FAILED, USAGE, complain, write_json
from assistant.doors.languages import lang_option
from assistant.doors.words import say
from assistant.rules.problems import Problem, problem

_PATH = click.argument("folder", required=False, type=click.Path(path_type=Path))


@click.group(epilog="Example:  assistant house init ./our-house")
def house() -> None:
    """Set the company's names, ladder and words over the packs, and rules that are only stricter."""


@house.command(epilog="Example:  assistant house init ./our-house --lang ja")
@click.argument("folder", type=click.Path(path_type=Path))
@lang_option
def init(folder: Path, lang: str) -> None:
    """Write a folder to begin with into FOLDER; what stands there is left alone."""
    begun = files("assistant.doors").joinpath("house_begun")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for each in sorted(begun.iterdir(), key=lambda one: one.name):
            place = folder / each.name
            if not place.exists():
                place.write_text(each.read_text(encoding="utf-8"), encoding="utf-8")
    except OSError as error:
        complain((problem("unreadable", folder.name, detail=error.strerror),), lang)
        sys.exit(USAGE)
    click.echo(say("house.begun", lang, folder=str(folder)))


@house.command(epilog="Example:  assistant house check ./our-house --json")
@_PATH
@click.option("--json", "as_json", is_flag=True, help="JSON for programs.")
@lang_option
def check(folder: Path | None, as_json: bool, lang: str) -> None:  # noqa: FBT001  # click hands flags over so
    """Lay the house in FOLDER (or the one in use) over every pack, and name what is wrong or laxer."""
    place = folder or houses.folder()
    if place is None:
        click.echo(say("house.none", lang), err=True)
        sys.exit(USAGE)
    problems: dict[tuple[str, int, str, str], Problem] = {}
    for name in shelf.pack_names():
        try:
            shelf.take_under(name, place)
        except shelf.NotLoaded as error:
            problems |= {(each.file, each.line, each.id, each.what.en): each for each in error.problems}
    if as_json:
        told = [
            {"code": p.code, "file": p.file, "line": p.line, "id": p.id, "ja": p.text("ja"), "en": p.text("en")}
            for p in problems.values()
        ]
        write_json({"ok": not problems, "packs": list(shelf.pack_names()), "problems": told}, compact=False)
    else:
        complain(tuple(problems.values()), lang)
        click.echo(say("house.checked", lang, packs=len(shelf.pack_names()), problems=len(problems)))
    sys.exit(FAILED if problems else 0)
