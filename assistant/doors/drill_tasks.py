"""`assistant drill import` and `export`: scenarios from, and to, the tasks of public customer-service benchmarks."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.call.json_text import parse_json
from assistant.doors.case_input import FAILED, USAGE, complain, write_json
from assistant.doors.drill import chosen, judge_of, told_of
from assistant.doors.languages import lang_option
from assistant.doors.words import say
from assistant.rules.clean import show
from assistant.rules.problems import Problem, problem

if TYPE_CHECKING:
    from assistant.drills.tasks_read import Read
    from assistant.rules.decision import Judge

BYTES_MAX = 20_000_000

_PACK = click.option("--pack", metavar="NAME|FOLDER", help="The pack the scenarios belong to.")


@click.command(name="import", epilog="Example:  assistant drill import tasks.json --out my_scenarios --lang en")
@click.argument("source", metavar="FILE|-")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder to keep the scenarios in.")
@_PACK
@click.option("--json", "as_json", is_flag=True, help="JSON for programs, with all that could not be mapped.")
@lang_option
def import_command(source: str, out: Path | None, pack: str | None, as_json: bool, lang: str) -> None:  # noqa: FBT001  # click hands flags over so
    """Read tasks as scenarios as far as they map, and say of each what could not be mapped.

    No fact is made up: a task of another business becomes a case of which nothing is known, and that is held.
    """
    from assistant.drills.tasks_read import read_tasks  # noqa: PLC0415  # only an import reads tasks

    judge = judge_of(pack, lang)
    place = "stdin" if source == "-" else show(Path(source).name)
    found, fault = _parsed(source, place)
    if fault is not None:
        complain((fault,), lang)
        sys.exit(USAGE)
    read = list(read_tasks(place, found, judge, datetime.now().astimezone().date()))
    for each in read:
        each.problems += _kept(each, place, out, judge, lang)
    if as_json:
        write_json({"ok": not any(each.problems for each in read), "tasks": [_told(e) for e in read]}, compact=False)
    else:
        _say(read, out, lang)
    sys.exit(FAILED if any(each.problems for each in read) else 0)


@click.command(name="export", epilog="Example:  assistant drill export told_2011 --lang en > tasks.json")
@click.argument("scenarios", metavar="SCENARIO|FILE…", nargs=-1, required=True)
@_PACK
@lang_option
def export_command(scenarios: tuple[str, ...], pack: str | None, lang: str) -> None:
    """Write scenarios as tasks: a JSON list. `drill import` reads them back as they were."""
    from assistant.drills.tasks import task  # noqa: PLC0415  # only an export writes tasks

    policy = judge_of(pack, lang).book.policy
    write_json([task(chosen(each, pack, lang), policy, lang) for each in scenarios], compact=False)


def _parsed(source: str, place: str) -> tuple[object, Problem | None]:
    try:
        with click.open_file(source, "rb") as file:
            raw = bytes(file.read(BYTES_MAX + 1))
    except OSError as error:
        return None, problem("unreadable", place, detail=error.strerror or "")
    if len(raw) > BYTES_MAX:
        return None, problem("too_large", place, size=len(raw), most=BYTES_MAX)
    try:
        return parse_json(raw.decode("utf-8-sig"), place, 1)
    except UnicodeDecodeError as error:
        return None, problem("not_utf8", place, raw[: error.start].count(b"\n") + 1)


def _kept(one: Read, place: str, out: Path | None, judge: Judge, lang: str) -> Iterator[Problem]:
    """Hold a scenario against its own file, and keep it where a folder was named."""
    from assistant.drills.files import keep  # noqa: PLC0415  # only an import writes scenarios
    from assistant.drills.reading import read_scenario  # noqa: PLC0415  # likewise
    from assistant.drills.tasks_told import remarks  # noqa: PLC0415  # likewise
    from assistant.drills.writing import written  # noqa: PLC0415  # likewise

    if one.scenario is None:
        return
    above = remarks(place, one.id, one.left, lang) if one.left else ()
    yield from read_scenario(f"{one.scenario.id}.toml", written(one.scenario, above), judge)[1]
    if out is not None:
        fault = keep(out, one.scenario, above)
        yield from () if fault is None else (fault,)


def _told(one: Read) -> dict[str, Any]:
    def listed(*, assumed: bool) -> list[dict[str, str]]:
        return [{"field": each.field, "text": each.text} for each in one.left if each.assumed is assumed]

    return {
        "id": one.id,
        "scenario": one.scenario.id if one.scenario else None,
        "unmapped": listed(assumed=False),
        "assumed": listed(assumed=True),
        "problems": [told_of(each) for each in one.problems],
    }


def _say(read: list[Read], out: Path | None, lang: str) -> None:
    for each in read:
        complain(tuple(each.problems), lang)
        if each.scenario is not None:
            missing = [one.field for one in each.left if not one.assumed]
            assumed = ", ".join(one.field for one in each.left if one.assumed)
            word = "import.left" if missing else "import.whole"
            counts = {"count": len(missing), "fields": ", ".join(missing)}
            click.echo(show(say(word, lang, id=each.id, scenario=each.scenario.id, **counts)))
            if assumed:
                click.echo(show(say("import.assumed", lang, fields=assumed)))
    done = sum(each.scenario is not None for each in read)
    where = say("generate.nowhere", lang) if out is None else show(str(out))
    click.echo(say("import.done", lang, done=done, all=len(read), where=where))
