"""`assistant floor init` and `assistant floor witness`: the server's own commands. Only the commands stand here."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from assistant.doors.dsn import dsn_of, dsn_options
from assistant.doors.languages import lang_option


@click.command(epilog="Example:  assistant floor init --dsn 'host=db.example user=owner dbname=floor'")
@dsn_options
@lang_option
def init(dsn: str | None, dsn_file: Path | None, lang: str) -> None:
    """Make the floor's tables, functions and roles in a PostgreSQL database; twice is once.

    Exit 0 where they are there, 1 where they could not be made, 2 for wrong use.
    """
    from assistant.doors.floor_serving import make_tables  # noqa: PLC0415  # only here is a server made ready

    sys.exit(make_tables(dsn_of(dsn, dsn_file, lang), lang))


@click.command(epilog="Example:  assistant floor witness --dsn-file ./dsn --key ./floor.key --watch")
@dsn_options
@click.option(
    "--key", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The server's key; made if missing."
)
@click.option("--once/--watch", default=True, help="One round, or go on until stopped.  [default: once]")
@lang_option
def witness(
    dsn: str | None,
    dsn_file: Path | None,
    key: Path,
    once: bool,  # noqa: FBT001  # click hands flags over so
    lang: str,
) -> None:
    """Sign receipts for what the server holds, and leave them for the seats. Run it where seats cannot reach.

    Exit 0 where all that was due is signed, 1 where the server could not be reached, 2 for wrong use.
    """
    from assistant.doors.floor_serving import sign_receipts  # noqa: PLC0415  # only here is a receipt signed

    sys.exit(sign_receipts(dsn_of(dsn, dsn_file, lang), key, lang, once=once))
