"""`assistant drill class` and `assistant drill report`: who has practised what, and what came of it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from assistant.doors.languages import lang_option

_DATA = click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Folder of the class record.")


@click.group(name="class", epilog="Example:  assistant drill class list --lang en")
def class_group() -> None:
    """Look after the trainees of a class, kept apart from every real case."""


@class_group.command(name="list", epilog="Example:  assistant drill class list --data ./seat")
@_DATA
@lang_option
def list_command(data: Path | None, lang: str) -> None:
    """Name the trainees, with what they have done."""
    from assistant.doors.class_kept import people  # noqa: PLC0415  # only a class needs its register

    people(data, lang)


@class_group.command(epilog="Example:  assistant drill report --json > a.json;  assistant drill class take a.json")
@click.argument("source", metavar="FILE|-")
@_DATA
@lang_option
def take(source: str, data: Path | None, lang: str) -> None:
    """Take in the results that `drill report --json` wrote on another machine; one kept already is passed over."""
    from assistant.doors import class_kept  # noqa: PLC0415  # only a class needs its register

    class_kept.take(source, data, lang)


@class_group.command(epilog="Example:  assistant drill class forget Sato")
@click.argument("name")
@_DATA
@lang_option
def forget(name: str, data: Path | None, lang: str) -> None:
    """Forget a trainee's name. The results stay, as those of nobody named."""
    from assistant.doors import class_kept  # noqa: PLC0415  # only a class needs its register

    sys.exit(class_kept.forget(name, data, lang))


@click.command(epilog="Example:  assistant drill report --html class.html --since 2026-11-01 --lang en")
@click.option("--html", "html_file", metavar="FILE|-", help="A page with charts, for a browser or a printer.")
@click.option("--csv", "csv_file", metavar="FILE|-", help="One line a drill, for a spreadsheet.")
@click.option("--json", "as_json", is_flag=True, help="JSON for programs.")
@click.option("--since", metavar="DAY", help="Only drills begun on this day or later.")
@click.option("--trainee", default="", metavar="NAME", help="Only this trainee.")
@click.option("--session", default="", metavar="NAME", help="Only this session of the class.")
@click.option("--pack", metavar="NAME|FOLDER", help="The pack the scenarios belong to, for their titles.")
@_DATA
@lang_option
def report(  # noqa: PLR0913, PLR0917  # click hands every option over
    html_file: str | None,
    csv_file: str | None,
    as_json: bool,  # noqa: FBT001  # click hands flags over so
    since: str | None,
    trainee: str,
    session: str,
    pack: str | None,
    data: Path | None,
    lang: str,
) -> None:
    """Report on a class: by person, scenario, learning point and day, the critical fails first.

    It holds no personal data but the trainees' names.
    """
    from assistant.doors import class_kept  # noqa: PLC0415  # only a class needs its register
    from assistant.doors.drill import library  # noqa: PLC0415  # likewise

    wanted = class_kept.Wanted(since, trainee, session, lang)
    files = {"html": html_file, "csv": csv_file}
    class_kept.write(wanted, data, library(None, pack, lang), files, as_json=as_json)
