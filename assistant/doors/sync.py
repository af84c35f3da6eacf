"""`assistant sync`: the seat's record to a server, and letters back. Only the command stands here."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from assistant.doors.dsn import dsn_of, dsn_options
from assistant.doors.languages import lang_option


@click.command(epilog="Example:  assistant sync --dsn 'host=db.example user=seat_12 dbname=floor' --watch")
@dsn_options
@click.option("--once/--watch", default=True, help="One round, or go on until stopped.  [default: once]")
@click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), help="Folder of the record (else ASSISTANT_DATA)."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a round in which something happened.")
@lang_option
def sync(  # noqa: PLR0913, PLR0917  # click hands every option over
    dsn: str | None,
    dsn_file: Path | None,
    once: bool,  # noqa: FBT001  # click hands flags over so
    data: Path | None,
    as_json: bool,  # noqa: FBT001  # click hands flags over so
    lang: str,
) -> None:
    """Send what a PostgreSQL server lacks of this seat's record, and fetch the letters that wait there.

    The seat may be open; it never waits for this. Exit 0 in step (or stopped while watching),
    1 where the server could not be reached or keeps another history of this seat, 2 for wrong use.
    """
    from assistant.doors.syncing import Asking, once_only, watch  # noqa: PLC0415  # only here is a record sent

    asking = Asking(dsn_of(dsn, dsn_file, lang), data, lang, as_json)
    sys.exit(once_only(asking) if once else watch(asking))
