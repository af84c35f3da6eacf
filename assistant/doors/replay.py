"""`assistant replay`: what all past cases would come to under another pack. Only the command stands here."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from assistant.doors.dsn import dsn_options, named_dsn
from assistant.doors.languages import lang_option

SHOWN = 20


@click.command(epilog="Example:  assistant replay --pack ./pack-of-next-month --since 2026-04-01")
@click.option("--pack", required=True, help="The pack to decide under: a name or a folder.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only decisions of this day and later.")
@click.option("--most", type=click.IntRange(0), default=SHOWN, show_default=True, help="Changed lines to list.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
@click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), help="Folder of the record (else ASSISTANT_DATA)."
)
@dsn_options
@lang_option
def replay(  # noqa: PLR0913, PLR0917  # click hands every option over
    pack: str,
    since: datetime | None,
    most: int,
    as_json: bool,  # noqa: FBT001  # click hands flags over so
    data: Path | None,
    dsn: str | None,
    dsn_file: Path | None,
    lang: str,
) -> None:
    """Decide all past cases anew under PACK: who would be treated differently, how many yen, by which rule.

    Nothing is written into the record. What was read of it is kept beside it in replay.db,
    which holds nobody's words and may be thrown away; broken off, the reading goes on from
    there. With --dsn it is the records of all seats on a server, and what was read is kept there.
    The exit code is 0 where nothing would change, 1 where something would.
    """
    from assistant.doors.replaying import Wanted, run  # noqa: PLC0415  # only here is a pack proved and a record read

    server = named_dsn(dsn, dsn_file, data is not None, lang)
    sys.exit(run(Wanted(pack, since.date().isoformat() if since else "", most, as_json, lang, server), data))
