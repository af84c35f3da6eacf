"""`assistant search`: notes and words of kept cases, found as they are typed."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from assistant.doors.languages import lang_option

WORDS_MAX = 1_000
SHOWN_MAX = 200


@click.command(epilog="Example:  assistant search 'caller id'")
@click.argument("words", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="JSON, one find a line.")
@click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), help="Folder of the record (else ASSISTANT_DATA)."
)
@lang_option
def search(words: tuple[str, ...], data: Path | None, lang: str, as_json: bool) -> None:  # noqa: FBT001  # click hands flags over so
    """Find WORDS in notes, quotes and instructions; `-` reads them from standard input, out of others' sight."""
    from dataclasses import asdict  # noqa: PLC0415  # only here is a record read
    from itertools import islice  # noqa: PLC0415  # likewise

    from assistant.doors.case_input import FAILED, write_json  # noqa: PLC0415  # likewise
    from assistant.doors.record import open_record  # noqa: PLC0415  # likewise
    from assistant.doors.words import say  # noqa: PLC0415  # likewise
    from assistant.journal import search as searching  # noqa: PLC0415  # likewise
    from assistant.rules.clean import show  # noqa: PLC0415  # likewise

    wanted = sys.stdin.read(WORDS_MAX).split() if words == ("-",) else words
    with open_record(data, lang) as book:
        found = book.shown(lambda db: list(islice(searching.search(db, wanted), SHOWN_MAX)))
    for each in found:
        if as_json:
            write_json(asdict(each), compact=True)
        else:
            click.echo(show(f"{each.case_id}  {each.at[:16]}  {each.kind}  {each.excerpt}"))
    if not found:
        click.echo(say("search.none", lang), err=True)
    sys.exit(0 if found else FAILED)
