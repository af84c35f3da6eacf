"""`assistant drill check`, `list` and `run`: scenarios read, named, and played by an autopilot."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant import shelf
from assistant.doors.case_input import FAILED, USAGE, complain, write_json
from assistant.doors.languages import lang_option
from assistant.doors.pack_opened import placed
from assistant.doors.words import say
from assistant.drills.reading import POINTS, Library, read_library
from assistant.drills.words import say as of_drills
from assistant.rules.clean import clean, show
from assistant.rules.decision import Judge
from assistant.rules.problems import Problem, near, problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.drills.result import DrillResult
    from assistant.drills.run import Result
    from assistant.drills.scenario import Scenario

PLACE = "scenarios"
MODES = ("guided", "exam", "pair")
AUTOS = ("perfect", "always-waive", "always-bill", "obey", "hand-over", "careless")

_PACK = click.option("--pack", metavar="NAME|DIR", help="The pack it is played under.")
_JSON = click.option("--json", "as_json", is_flag=True, help="JSON for programs.")
_TRAINEE = click.option("--trainee", metavar="NAME", help="Keep the result in the class, as a drill of this trainee.")
_SESSION = click.option("--session", default="", metavar="NAME", help="The session of the class it belongs to.")
_DATA = click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Folder of the class record.")


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
    found = library(path, pack, lang)
    if as_json:
        told = [told_of(each) for each in found.problems]
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
    found = library(None, pack, lang)
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
@_TRAINEE
@_SESSION
@_DATA
@_JSON
@lang_option
def run(  # noqa: PLR0913, PLR0917  # click hands every option over
    scenario: str,
    auto: str,
    pack: str | None,
    trainee: str | None,
    session: str,
    data: Path | None,
    as_json: bool,  # noqa: FBT001  # click hands flags over so
    lang: str,
) -> None:
    """Play a scenario by an autopilot, on a record of its own, and score it."""
    from assistant.drills.run import result_json  # noqa: PLC0415  # reading scenarios needs no desk
    from assistant.drills.run import run as play  # noqa: PLC0415  # reading scenarios needs no desk

    judge, one, begun = judge_of(pack, lang), chosen(scenario, pack, lang), datetime.now().astimezone()
    result = play(one, auto, lang, judge.book.policy.id)
    if as_json:
        write_json(result_json(result), compact=True)
    else:
        _say(result, lang)
    if trainee is not None:
        from assistant.drills.recorded import result_of  # noqa: PLC0415  # only a class needs its register

        _keeper(trainee, session, data, lang)(result_of(judge, one, result, trainee, begun))
    sys.exit(0 if result.score.passed else FAILED)


@drill.command(epilog="Example:  assistant drill play told_2011 --mode exam")
@click.argument("scenario", metavar="SCENARIO|FILE")
@click.option("--mode", type=click.Choice(MODES), default="guided", show_default=True, help="How much help there is.")
@click.option("--seed", type=click.IntRange(0, 10**9), default=0, help="Which card is heard wrong, if any.")
@click.option("--plain", is_flag=True, help="In lines on standard input and output.")
@click.option("--json", "as_json", is_flag=True, help="In lines; the debrief as JSON for programs.")
@_TRAINEE
@_SESSION
@_DATA
@_PACK
@lang_option
def play(  # noqa: PLR0913, PLR0917  # click hands every option over
    scenario: str,
    mode: str,
    seed: int,
    plain: bool,  # noqa: FBT001  # click hands flags over so
    as_json: bool,  # noqa: FBT001  # click hands flags over so
    pack: str | None,
    trainee: str | None,
    session: str,
    data: Path | None,
    lang: str,
) -> None:
    """Play a scenario yourself, on a record of its own, and see the debrief."""
    from assistant.doors.drill_play import in_lines, on_screen  # noqa: PLC0415  # reading scenarios needs no desk

    one, known = chosen(scenario, pack, lang), judge_of(pack, lang).book.policy.id
    keep = None if trainee is None else _keeper(trainee, session, data, lang)
    if plain or as_json:
        sys.exit(in_lines(one, mode, lang, seed, known, as_json=as_json, keep=keep))
    sys.exit(on_screen(one, mode, lang, seed, known, keep=keep))


def _keeper(trainee: str, session: str, data: Path | None, lang: str) -> Callable[[DrillResult], None]:
    """Return what keeps a result in the class as one of this trainee, and says so."""

    def keep(result: DrillResult) -> None:
        from assistant.doors import class_kept  # noqa: PLC0415  # only a class needs its register

        class_kept.keep([(replace(result, trainee=trainee), session)], data, lang)
        click.echo(say("class.kept", lang, trainee=show(trainee)), err=True)

    return keep


def judge_of(pack: str | None, lang: str) -> Judge:
    """Return the judge of a pack by name or folder, or say why not and stop with exit 2."""
    try:
        return Judge(shelf.take(placed(pack or shelf.DEFAULT, lang)))
    except shelf.NotLoaded as error:
        complain(tuple(error.problems), lang)
        sys.exit(USAGE)


def library(path: Path | None, pack: str | None, lang: str) -> Library:
    """Read scenarios, or say why not and stop with exit 2: those of the pack, where no path is given.

    Where no learning points lie beside them, those of the pack are known, or those that come with the program.
    """
    judge = judge_of(pack, lang)
    try:
        own = shelf.scenarios(shelf.lies(pack))
        if path is None:
            return read_library(PLACE, own, judge)
        place = path.name if path.is_dir() else path.parent.name or "."
        return read_library(place, shelf.scenario_in(path), judge, own.get(POINTS) or shelf.scenarios(None).get(POINTS))
    except shelf.NotLoaded as error:
        complain(tuple(error.problems), lang)
        sys.exit(USAGE)


def chosen(name: str, pack: str | None, lang: str) -> Scenario:
    """Return the scenario of this file, or of this name; say what is wrong and stop where there is none."""
    path = Path(name) if Path(name).is_file() else None
    found = library(path, pack, lang)
    if path is not None and not found.scenarios:
        complain(tuple(found.problems), lang)
        sys.exit(USAGE)
    wanted = path.stem if path is not None else name
    if wanted not in found.scenarios:
        shown = clean(wanted, 80)
        complain((problem("no_scenario", found=shown, near=near(shown, found.scenarios)),), lang)
        sys.exit(USAGE)
    return found.scenarios[wanted]


def told_of(one: Problem) -> dict[str, Any]:
    """Return a problem as JSON values."""
    words = {"ja": one.text("ja"), "en": one.text("en")}
    return {"code": one.code, "file": one.file, "line": one.line, "id": one.id, **words}


def _listed(one: Scenario, rulings: dict[str, str]) -> dict[str, Any]:
    title = {"ja": one.title.ja, "en": one.title.en}
    return {"id": one.id, "title": title, "today": one.today.isoformat(), "teaches": one.teaches, "rulings": rulings}


def _say(result: Result, lang: str) -> None:
    word = say("drill.passed" if result.score.passed else "drill.failed", lang)
    click.echo(show(f"{result.scenario} {result.auto}: {result.score.points} {word}"))
    for each in result.score.critical:
        click.echo(say("drill.critical", lang, what=of_drills(f"fault.{each}", lang)))
    for mark in result.score.marks:
        if not mark.right:
            click.echo(say("drill.missed", lang, kind=mark.kind, name=mark.name))
