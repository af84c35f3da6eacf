"""`assistant pack import`: sheets edited elsewhere are shown, proved and only then written; tables are held up."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from assistant import shelf
from assistant.doors.case_input import FAILED, USAGE, complain, write_json
from assistant.doors.languages import lang_option
from assistant.doors.pack_check import told_problem
from assistant.doors.pack_diff import difference_json, tell_difference
from assistant.doors.pack_foreign import held_up
from assistant.doors.pack_opened import json_option, proved
from assistant.doors.sheet_files import NotReadable, Taken, opened_sheets, read_source, write_back
from assistant.doors.words import say
from assistant.rules.clean import show
from assistant.rules.compare import compare
from assistant.rules.compile import Rulebook, load
from assistant.rules.export.changes import Change, applied, changes, shown
from assistant.rules.export.grid import marks
from assistant.rules.export.layout import mark
from assistant.rules.export.workbook import NoWorkbooks
from assistant.rules.problems import Problem, problem
from assistant.rules.proof import promises


@click.command("import", epilog="Example:  assistant pack import pack.xlsx --pack my_pack   then again with --write")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--pack", "path", type=click.Path(path_type=Path), help="Folder of the pack it belongs to.")
@click.option("--write", is_flag=True, help="Write the changes into the pack, once they are proved.")
@click.option("--remove", is_flag=True, help="Let rows go that are not in the sheet.")
@click.option("--line", help="Charge line of a decision table that is named otherwise.")
@click.option("--draft", type=click.Path(path_type=Path), help="Write a decision table's rules here as TOML.")
@json_option
@lang_option
def import_(  # noqa: PLR0913, PLR0917  # click hands every option over
    source: Path,
    path: Path | None,
    write: bool,  # noqa: FBT001  # click hands flags over so
    remove: bool,  # noqa: FBT001  # click hands flags over so
    line: str | None,
    draft: Path | None,
    as_json: bool,  # noqa: FBT001  # click hands flags over so
    lang: str,
) -> None:
    """Read SOURCE back: an XLSX, a CSV or a folder of CSVs from `pack export`, or decision tables in DMN.

    Shows which rows differ, then which rulings, and proves every promise again. Sheets
    are written into the pack with --write only; the order of rows and columns, and
    columns taken out, change nothing. Exit 1 where it cannot be read or does not prove.
    """
    book = proved(path, lang)
    try:
        found = read_source(source)
        if found.tables is not None:
            sys.exit(held_up(book, found, line, draft, lang, write=write, as_json=as_json))
        taken = opened_sheets(found, book)
    except NotReadable as error:
        click.echo(say("exchange.no_source", lang, path=show(str(source)), detail=error), err=True)
        sys.exit(USAGE)
    except NoWorkbooks:
        click.echo(say("exchange.no_workbooks", lang), err=True)
        sys.exit(USAGE)
    if write and (path is None or not path.is_dir()):
        raise click.UsageError(say("exchange.which_pack", lang))
    sys.exit(_Import(book, path, taken, lang, as_json=as_json).run(write=write, remove=remove))


class _Import:
    """One import of sheets: what differs, what comes of it, and whether it may be written."""

    def __init__(self, book: Rulebook, path: Path | None, taken: Taken, lang: str, *, as_json: bool) -> None:
        self._old, self._path, self._taken, self._lang, self._json = book, path, taken, lang, as_json
        self._texts = shelf.read(path)[1]
        self._told: dict[str, Any] = {"pack": book.policy.id, "ok": True, "written": []}

    def run(self, *, write: bool, remove: bool) -> int:
        if self._taken.problems:
            return self._refuse(self._taken.problems, "not_read")
        self._tell_origin()
        made = changes(self._taken.returned, self._texts, japanese=self._taken.japanese)
        self._tell_rows(made)
        texts, problems = applied(self._old.policy, self._texts, made)
        if problems:
            return self._refuse(problems)
        new, problems = load(self._old.policy.id, texts)
        if new is None:
            return self._refuse(problems)
        self._tell_rulings(new)
        gone = [each for each in made if each.kind == "removed"]
        if write and gone and not remove:
            return self._refuse([problem("rows_missing", self._taken.name, found=len(gone))], "not_removed")
        borrowed = [each for each in made if self._path is not None and not (self._path / each.file).is_file()]
        if write and borrowed:
            return self._refuse([problem("cannot_edit", each.file, 0, each.row) for each in borrowed], "not_removed")
        if write and made and self._path is not None:
            self._write(self._path, texts)
        elif made:
            self._say("exchange.dry")
        self._close()
        return 0

    def _say(self, name: str, **values: object) -> None:
        if not self._json:
            click.echo(show(say(name, self._lang, **values)))

    def _close(self) -> None:
        if self._json:
            write_json(self._told, compact=False)

    def _refuse(self, problems: Sequence[Problem], why: str = "not_proved") -> int:
        self._told |= {"ok": False, "problems": [told_problem(each) for each in problems]}
        if not self._json:
            complain(tuple(problems), self._lang)
            click.echo(say(f"exchange.{why}", self._lang), err=True)
        self._close()
        return FAILED

    def _tell_origin(self) -> None:
        now = mark(self._old.policy, self._texts)
        stale = sorted({each for each in marks(self._taken.returned) if each.startswith("pack ") and each != now})
        self._told["stale"] = bool(stale)
        if stale:
            self._say("exchange.stale", found=stale[0][:120], now=now)
        if self._taken.japanese:
            self._say("exchange.japanese")

    def _tell_rows(self, made: Sequence[Change]) -> None:
        self._told["rows"] = [_row(each) for each in made]
        if not made:
            self._say("exchange.same")
            return
        kinds = [each.kind for each in made]
        self._say("exchange.rows", **{kind: kinds.count(kind) for kind in ("added", "changed", "removed")})
        for each in made:
            self._say(f"exchange.{each.kind}", sheet=each.listing.name, row=each.row)
            for key in _keys(each):
                name, was, now = shown(each, key)
                empty = say("exchange.empty", self._lang)
                self._say("exchange.key", key=name, was=was or empty, now=now or empty)

    def _tell_rulings(self, new: Rulebook) -> None:
        found, held = compare(self._old, new), promises(new)
        self._told["difference"] = difference_json(self._old, new, found)
        self._told["promises"] = [{"id": e.id, "line": e.line, "holds": e.holds} for e in held]
        if not self._json:
            tell_difference(new, found, self._lang)
        self._say("exchange.proved", of=len(held))

    def _write(self, path: Path, texts: dict[str, str]) -> None:
        new = {name: text for name, text in texts.items() if text != self._texts[name]}
        try:
            write_back(path, new)
        except OSError as error:
            safe = say("exchange.safe" if getattr(error, "untouched", True) else "exchange.halfway", self._lang)
            click.echo(
                say("exchange.not_written", self._lang, path=show(str(path)), detail=error.strerror, safe=safe),
                err=True,
            )
            sys.exit(USAGE)
        self._told["written"] = sorted(new)
        self._say("exchange.written", files=", ".join(sorted(new)))


def _keys(change: Change) -> tuple[str, ...]:
    if change.kind == "added":
        return tuple(key for key, value in (change.now or {}).items() if value is not None and key != "id")
    return change.keys


def _row(change: Change) -> dict[str, Any]:
    told = {name: [was, now] for name, was, now in (shown(change, key) for key in _keys(change))}
    return {"sheet": change.listing.name, "row": change.row, "kind": change.kind, "cells": told}
