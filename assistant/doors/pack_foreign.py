"""Decision tables of another engine held up against a pack: what they would rule otherwise, and a draft of them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from assistant.doors.case_input import FAILED, USAGE, complain, write_json
from assistant.doors.pack_check import told_problem
from assistant.doors.pack_diff import difference_json, tell_difference
from assistant.doors.sheet_files import Source
from assistant.doors.words import say
from assistant.rules.clean import show
from assistant.rules.compare import compare
from assistant.rules.compile import Rulebook
from assistant.rules.export.dmn_rules import Converted, converted, tried
from assistant.rules.export.dmn_tables import DmnTable, dmn_tables
from assistant.rules.export.draft import draft as drafted
from assistant.rules.problems import Problem
from assistant.rules.proof import promises


def held_up(  # noqa: PLR0913  # what was asked for, as it was asked
    book: Rulebook, source: Source, line: str | None, draft: Path | None, lang: str, *, write: bool, as_json: bool
) -> int:
    """Read the tables, prove the pack with them in place of its own, and say what differs."""
    tables, problems = dmn_tables(source.name, source.tables or b"")
    if problems:
        return _refuse(problems, lang, "not_read", as_json=as_json)
    made: list[Converted] = []
    for table in tables:
        one, found = converted(book.policy, table, _line(book, table, line, lang), source.name)
        problems += found
        made += [one] if one is not None else []
    if problems:
        return _refuse(problems, lang, "not_read", as_json=as_json)
    new, faults = tried(book, made)
    if not as_json:
        for table, one in zip(tables, made, strict=True):
            click.echo(show(_about(table, one, lang)))
    if draft is not None:
        _draft(draft, made, lang, as_json=as_json)
    if faults:
        return _refuse(faults, lang, "not_proved", as_json=as_json)
    _tell(book, new, lang, as_json=as_json)
    if write and not as_json:
        click.echo(say("exchange.no_draft", lang))
    return 0


def _line(book: Rulebook, table: DmnTable, line: str | None, lang: str) -> str:
    name = line or table.name
    if name not in book.tables:
        lines = ", ".join(book.tables)
        raise click.UsageError(show(say("exchange.which_line", lang, table=table.name, lines=lines)))
    return name


def _about(table: DmnTable, made: Converted, lang: str) -> str:
    counts = {"rows": len(table.rows), "rules": len(made.rules), "layers": len(made.layers)}
    return say("exchange.table", lang, table=table.name, hit=table.hit, **counts)


def _draft(draft: Path, made: Sequence[Converted], lang: str, *, as_json: bool) -> None:
    try:
        draft.write_text(drafted(made, lang), encoding="utf-8", newline="\n")
    except OSError as error:
        safe = say("exchange.safe", lang)
        click.echo(say("exchange.not_written", lang, path=show(str(draft)), detail=error.strerror, safe=safe), err=True)
        sys.exit(USAGE)
    if not as_json:
        click.echo(say("exchange.draft", lang, path=show(str(draft))))


def _tell(book: Rulebook, new: Rulebook, lang: str, *, as_json: bool) -> None:
    found, held = compare(book, new), promises(new)
    if as_json:
        told: dict[str, Any] = {"pack": book.policy.id, "ok": True, "difference": difference_json(book, new, found)}
        told["promises"] = [{"id": e.id, "line": e.line, "holds": e.holds} for e in held]
        write_json(told, compact=False)
        return
    click.echo(say("exchange.against", lang))
    tell_difference(new, found, lang)
    click.echo(say("exchange.proved", lang, of=len(held)))


def _refuse(problems: Sequence[Problem], lang: str, why: str, *, as_json: bool) -> int:
    if as_json:
        write_json({"ok": False, "problems": [told_problem(each) for each in problems]}, compact=False)
    else:
        complain(tuple(problems), lang)
        click.echo(say(f"exchange.{why}", lang), err=True)
    return FAILED
