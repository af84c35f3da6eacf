"""`assistant erase`, `hold-erasure` and `retention`: private words that go, that must not go, and that are due.

Only the commands stand here: a program that asks to decide must not load a record for it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from assistant.doors import passphrase
from assistant.doors.languages import lang_option

_DATA = click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), help="Folder of the record (else ASSISTANT_DATA)."
)
_KEYS = click.option(
    "--keys", type=click.Path(path_type=Path, file_okay=False), help="Folder of the key files (else DATA/keys)."
)
_JSON = click.option("--json", "as_json", is_flag=True, help="JSON for programs.")
_BY = click.option("--by", required=True, metavar="ID", help="Who asks for it: a pseudonym such as op-3, no name.")
_CASE = click.argument("case_id", metavar="CASE_ID")


@click.command(epilog="Example:  assistant erase K-0001 --why request --by op-3 --confirmed-by sv-1")
@_CASE
@click.option("--why", required=True, metavar="GROUND", help="A ground of retention.toml: retention, request, mistake.")
@_BY
@click.option(
    "--confirmed-by", default="", metavar="ID", help="The registered supervisor who confirms it by their key."
)
@click.option("--ask", is_flag=True, help="Only record that it is asked for; a supervisor confirms it later.")
@click.option("--class", "only", default="", metavar="CLASS", help="Only words of this class of retention.toml.")
@passphrase.option
@_KEYS
@_JSON
@_DATA
@lang_option
def erase(  # noqa: PLR0913, PLR0917  # click hands every option over
    case_id: str,
    why: str,
    by: str,
    confirmed_by: str,
    ask: bool,  # noqa: FBT001  # click hands flags over so
    only: str,
    passphrase_fd: int | None,
    keys: Path | None,
    as_json: bool,  # noqa: FBT001  # click hands flags over so
    data: Path | None,
    lang: str,
) -> None:
    """Erase the private words of a closed case, and its papers; the sealed record stays whole."""
    from assistant.doors.erased import ask_erasure, erase_case  # noqa: PLC0415  # only here is a record written
    from assistant.doors.registering import Asking  # noqa: PLC0415  # likewise
    from assistant.journal.erasing import Consent  # noqa: PLC0415  # likewise

    if ask is bool(confirmed_by):
        raise click.UsageError("--confirmed-by ID, or --ask")
    asking, consent = Asking(data, keys, lang, passphrase_fd), Consent(why, by, confirmed_by, only)
    sys.exit(ask_erasure(case_id, consent, asking) if ask else erase_case(case_id, consent, asking, as_json=as_json))


@click.command("hold-erasure", epilog="Example:  assistant hold-erasure K-0001 --by sv-1")
@_CASE
@_BY
@click.option("--release", is_flag=True, help="Let words be erased again; needs --confirmed-by.")
@click.option("--confirmed-by", default="", metavar="ID", help="The registered supervisor who confirms --release.")
@passphrase.option
@_KEYS
@_DATA
@lang_option
def hold_erasure(  # noqa: PLR0913, PLR0917  # click hands every option over
    case_id: str,
    by: str,
    release: bool,  # noqa: FBT001  # click hands flags over so
    confirmed_by: str,
    passphrase_fd: int | None,
    keys: Path | None,
    data: Path | None,
    lang: str,
) -> None:
    """Keep a case from being erased while a dispute is expected or under way."""
    from assistant.doors.erased import hold_case, release_case  # noqa: PLC0415  # only here is a record written
    from assistant.doors.registering import Asking  # noqa: PLC0415  # likewise

    asking = Asking(data, keys, lang, passphrase_fd)
    sys.exit(release_case(case_id, by, confirmed_by, asking) if release else hold_case(case_id, by, asking))


@click.command(epilog="Example:  assistant retention --json")
@_JSON
@_DATA
@lang_option
def retention(data: Path | None, lang: str, as_json: bool) -> None:  # noqa: FBT001  # click hands flags over so
    """List the private words whose time is up; nothing is erased."""
    from assistant.doors.erased import list_due  # noqa: PLC0415  # only here is a record read

    sys.exit(list_due(data, lang, as_json=as_json))
