"""`assistant pack prove`: whether a pack keeps its promises, in every case there can be."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import click

from assistant.doors.case_input import FAILED, complain, write_json
from assistant.doors.languages import lang_option
from assistant.doors.pack_opened import json_option, opened, path_argument
from assistant.rules.clean import show
from assistant.rules.compile import Rulebook
from assistant.rules.proof import Walked, promises, walk

STEP = 250_000


@click.command(epilog="Example:  assistant pack prove --json")
@path_argument
@json_option
@lang_option
def prove(path: Path | None, as_json: bool, lang: str) -> None:  # noqa: FBT001  # click hands flags over so
    """Walk every combination of facts, and prove every promise of the pack."""
    name, book, problems = opened(path, lang)
    if book is None:
        complain(tuple(problems), lang)
        sys.exit(FAILED)
    begun = time.perf_counter()
    walked = [_walked(book, line) for line in book.tables]
    proved = promises(book)
    ok = all(each.holds for each in proved) and all(each.differs is None for each in walked)
    if as_json:
        write_json(
            {
                "pack": name,
                "version": book.policy.version,
                "ok": ok,
                "seconds": round(time.perf_counter() - begun, 2),
                "regimes": [each.id for each in book.regimes],
                "facts": sorted({name for each in walked for name in each.facts}),
                "rows": sum(each.rows for each in walked),
                "combinations": sum(each.cases for each in walked),
                "lines": [_line(each) for each in walked],
                "properties": [
                    {"id": e.id, "line": e.line, "says": e.says, "holds": e.holds, "counterexample": e.counterexample}
                    for e in proved
                ],
            },
            compact=False,
        )
    else:
        _print_proof(book, walked)
        says = {never.id: never.says.of(lang) for never in book.policy.nevers}
        for each in proved:
            click.echo(show(f"{'holds ' if each.holds else 'BROKEN'}  {each.id:<16} {says[each.id]}"))
    sys.exit(0 if ok else FAILED)


def _line(walked: Walked) -> dict[str, Any]:
    return {
        "line": walked.line,
        "facts": list(walked.facts),
        "rows": walked.rows,
        "combinations": walked.cases,
        "rulings": walked.by_ruling,
        "compiler_differs": walked.differs,
    }


def _walked(book: Rulebook, line: str) -> Walked:
    table = book.tables[line]
    seen = 0

    def progress(cases: int) -> None:
        nonlocal seen
        seen += cases
        if seen % STEP == 0 and sys.stderr.isatty():
            click.echo(f"\r{show(line)}: {seen:,}", nl=False, err=True)

    found = walk(table, progress)
    if seen >= STEP and sys.stderr.isatty():
        click.echo("\r", nl=False, err=True)
    return found


def _print_proof(book: Rulebook, walked: list[Walked]) -> None:
    click.echo(show(f"{book.policy.id} {book.policy.version}: regimes {', '.join(each.id for each in book.regimes)}"))
    for each in walked:
        rulings = ", ".join(f"{ruling} {count:,}" for ruling, count in each.by_ruling.items())
        word = "same" if each.differs is None else f"DIFFERS at {each.differs}"
        click.echo(
            show(f"{each.line:<26} {len(each.facts):>2} facts {each.rows:>4} rows {each.cases:>10,} cases  {word}")
        )
        click.echo(show(f"{'':<26} {rulings}"))
