"""`assistant drill check`, `list` and `run`: scenarios read, named, and played by an autopilot."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant import shelf
from assistant.doors.case_input import FAILED, USAGE, complain, take_pack, write_json
from assistant.doors.languages import lang_option
from assistant.doors.words import say
from assistant.drills.reading import POINTS, Library, read_library
from assistant.rules.clean import clean, show
from assistant.rules.decision import Judge
from assistant.rules.problems import Problem, near, problem

if TYPE_CHECKING:
    from assistant.drills.run import Result
    from assistant.drills.scenario import Scenario

PLACE = "scenarios"
AUTOS = ("perfect", "always-waive", "always-bill", "obey", "hand-over", "careless")

_PACK = click.option("--pack", metavar="NAME|DIR", help="The pack it is played under.")
_JSON = click.option("--json", "as_json", is_flag=True, help="JSON for programs.")


@click.group(epilog="Example:  assistant drill list --lang en")
def drill() -> None:
    """Read, list and play scenarios to practise on."""


@drill.command(epilog="Example:  assistant drill check my_scenarios --lang en")
@click.argument("path", required=False, type=click.Path(path_type=Path))
@_PACK
@_JSON
@lang_option
def check(path: Path | None, pack: str | None, as_json: bool, lang: str) -> None:  # noqa: FBT001  # click hands flags over so
    """Name every problem of the scenario or the folder in PATH (or of those that come with the program)."""
    found = _library(path, pack, lang)
    if as_json:
        told = [_problem(each) for each in found.problems]
        write_json({"ok": not found.problems, "scenarios": sorted(found.scenarios), "problems": told}, compact=False)
    else:
        complain(tuple(found.problems), lang)
        click.echo(say("drill.checked", lang, scenarios=len(found.scenarios), problems=len(found.problems)))
    sys.exit(FAILED if found.problems else 0)


@drill.command(name="list", epilog="Example:  assistant drill list --json")
@_PACK
@_JSON
@lang_option
def list_command(pack: str | None, as_json: bool, lang: str) -> None:  # noqa: FBT001  # click hands flags over so
    """Name the scenarios that come with the program, each with its end."""
    found = _library(None, pack, lang)
    for one in found.scenarios.values():
        rulings = {line: ruling.value for line, ruling in one.expected.rulings.items()}
        if as_json:
            write_json(_listed(one, rulings), compact=True)
        else:
            click.echo(show(f"{one.id:<28} {' '.join(rulings.values()):<28} {one.title.of(lang)}"))


@drill.command(epilog="Example:  assistant drill run told_2011 --auto obey --json")
@click.argument("scenario", metavar="SCENARIO|FILE")
@click.option("--auto", type=click.Choice(AUTOS), default="perfect", show_default=True, help="Who plays it.")
@_PACK
@_JSON
@lang_option
def run(scenario: str, auto: str, pack: str | None, as_json: bool, lang: str) -> None:  # noqa: FBT001  # click hands flags over so
    """Play a scenario by an autopilot, on a record of its own, and score it."""
    from assistant.drills.run import result_json  # noqa: PLC0415  # reading scenarios needs no desk
    from assistant.drills.run import run as play  # noqa: PLC0415  # reading scenarios needs no desk

    chosen = _chosen(scenario, pack, lang)
    result = play(chosen, auto, lang, pack or shelf.DEFAULT)
    if as_json:
        write_json(result_json(result), compact=True)
    else:
        _say(result, lang)
    sys.exit(0 if result.score.passed else FAILED)


def _library(path: Path | None, pack: str | None, lang: str) -> Library:
    """Read scenarios, or say why not and stop with exit 2.

    Where no learning points lie beside them, those that come with the program are known.
    """
    try:
        judge = Judge(shelf.take() if pack is None else take_pack(pack))
        own = shelf.scenarios(shelf.lies(pack))
        if path is None:
            return read_library(PLACE, own, judge)
        place = path.name if path.is_dir() else path.parent.name or "."
        return read_library(place, shelf.scenario_in(path), judge, own.get(POINTS))
    except shelf.NotLoaded as error:
        complain(tuple(error.problems), lang)
        sys.exit(USAGE)


def _chosen(name: str, pack: str | None, lang: str) -> Scenario:
    """Return the scenario of this file, or of this name; say what is wrong and stop where there is none."""
    path = Path(name) if Path(name).is_file() else None
    found = _library(path, pack, lang)
    if path is not None and not found.scenarios:
        complain(tuple(found.problems), lang)
        sys.exit(USAGE)
    wanted = path.stem if path is not None else name
    if wanted not in found.scenarios:
        shown = clean(wanted, 80)
        complain((problem("no_scenario", found=shown, near=near(shown, found.scenarios)),), lang)
        sys.exit(USAGE)
    return found.scenarios[wanted]


def _problem(one: Problem) -> dict[str, Any]:
    words = {"ja": one.text("ja"), "en": one.text("en")}
    return {"code": one.code, "file": one.file, "line": one.line, "id": one.id, **words}


def _listed(one: Scenario, rulings: dict[str, str]) -> dict[str, Any]:
    title = {"ja": one.title.ja, "en": one.title.en}
    return {"id": one.id, "title": title, "today": one.today.isoformat(), "teaches": one.teaches, "rulings": rulings}


def _say(result: Result, lang: str) -> None:
    word = say("drill.passed" if result.score.passed else "drill.failed", lang)
    click.echo(show(f"{result.scenario} {result.auto}: {result.score.points} {word}"))
    for each in result.score.critical:
        click.echo(say("drill.critical", lang, what=say(f"drill.fault.{each}", lang)))
    for mark in result.score.marks:
        if not mark.right:
            click.echo(say("drill.missed", lang, kind=mark.kind, name=mark.name))
