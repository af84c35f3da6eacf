"""`assistant pack export`: a pack as sheets for a spreadsheet, or as tables for other engines."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from assistant import shelf
from assistant.doors.case_input import FAILED, USAGE
from assistant.doors.languages import lang_option
from assistant.doors.pack_opened import path_argument, proved
from assistant.doors.words import say
from assistant.rules.clean import show
from assistant.rules.compile import Rulebook
from assistant.rules.export.csv_text import JAPANESE, csv_bytes
from assistant.rules.export.dmn import dmn
from assistant.rules.export.grid import grid_of
from assistant.rules.export.jdm import jdm
from assistant.rules.export.layout import listings, mark, rows
from assistant.rules.export.printed import READINGS
from assistant.rules.export.workbook import NoWorkbooks, xlsx_bytes

ENCODINGS = {"utf-8": "utf-8-sig", "shift_jis": JAPANESE}


@click.command(
    "export", epilog="Example:  assistant pack export --format xlsx --out pack.xlsx   then edit it, and pack import"
)
@path_argument
@click.option(
    "--format", "kind", type=click.Choice(["csv", "xlsx", "dmn", "jdm"]), required=True, help="What to write."
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="File to write; for csv a folder.")
@click.option("--reading", type=click.Choice(READINGS), default="rows", show_default=True, help="dmn, jdm: which rows.")
@click.option(
    "--encoding", type=click.Choice(list(ENCODINGS)), default="utf-8", show_default=True, help="csv: its letters."
)
@click.option("--force", is_flag=True, help="Overwrite what is there.")
@lang_option
def export(  # noqa: PLR0913, PLR0917  # click hands every option over
    path: Path | None,
    kind: str,
    out: Path,
    reading: str,
    encoding: str,
    force: bool,  # noqa: FBT001  # click hands flags over so
    lang: str,
) -> None:
    """Write the pack in PATH (or the one that comes with the program) for other programs.

    csv and xlsx are sheets of rules, facts and values, to be edited and read back by
    `pack import`. dmn (1.3) and jdm are decision tables: `rows` of which no two meet,
    or `layers`, of which the first that matches speaks.
    """
    book = proved(path, lang)
    if kind == "csv" and out.is_file():
        raise click.UsageError(say("exchange.csv_folder", lang))
    try:
        files = _files(book, path, out, (kind, reading, encoding, lang))
    except NoWorkbooks:
        click.echo(say("exchange.no_workbooks", lang), err=True)
        sys.exit(USAGE)
    there = [each for each in files if each.exists()]
    if there and not force:
        click.echo(say("exchange.exists", lang, path=show(str(there[0]))), err=True)
        sys.exit(FAILED)
    _write(files, lang)


def _files(book: Rulebook, path: Path | None, out: Path, how: tuple[str, str, str, str]) -> dict[Path, bytes]:
    kind, reading, encoding, lang = how
    if kind == "dmn":
        return {out: dmn(book, lang, reading).encode()}
    if kind == "jdm":
        return {out: jdm(book, lang, reading).encode()}
    texts = shelf.read(path)[1]
    grids = {
        each.name: grid_of(book.policy, each, rows(each, texts), lang, mark(book.policy, texts))
        for each in reversed(listings(book.policy))
    }
    if kind == "xlsx":
        return {out: xlsx_bytes(grids)}
    return {out / f"{name}.csv": csv_bytes(grid, ENCODINGS[encoding]) for name, grid in grids.items()}


def _write(files: dict[Path, bytes], lang: str) -> None:
    for file, raw in files.items():
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(raw)
        except OSError as error:
            safe = say("exchange.safe", lang)
            click.echo(
                say("exchange.not_written", lang, path=show(str(file)), detail=error.strerror, safe=safe), err=True
            )
            sys.exit(USAGE)
        click.echo(say("exchange.wrote", lang, path=show(str(file))))
