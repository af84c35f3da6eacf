"""`assistant report`, `note` and `promises`: what is written of kept cases, read from the record.

Only the commands stand here: a program that asks to decide must not load a record for it.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from assistant.doors.dsn import dsn_options, named_dsn
from assistant.doors.languages import lang_option
from assistant.doors.words import say

FORMS = ("md", "html", "json")

_DATA = click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), help="Folder of the record (else ASSISTANT_DATA)."
)


@click.command(
    epilog="Example:  assistant report K-0001 --form html > K-0001.html;  assistant report --figures --html f.html"
)
@click.argument("case_id", required=False, metavar="CASE_ID")
@click.option("--all", "every", is_flag=True, help="Every case of the record, one after the other.")
@click.option(
    "--form", type=click.Choice(FORMS), default=FORMS[0], show_default=True, help="What is written of a case."
)
@click.option("--figures", is_flag=True, help="What all cases come to: for the process, and by nobody's name.")
@click.option("--html", "html_file", metavar="FILE|-", help="The figures as a page with charts.")
@click.option("--csv", "csv_file", metavar="FILE|-", help="The figures for a spreadsheet, one number a line.")
@click.option("--json", "as_json", is_flag=True, help="The figures for programs.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Figures of cases opened on this day or later.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Figures of cases opened on this day or earlier.")
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    multiple=True,
    help="Folder of the record (else ASSISTANT_DATA); for figures of many seats given again, or a folder of folders.",
)
@dsn_options
@lang_option
def report(  # noqa: PLR0913, PLR0917  # click hands every option over
    case_id: str | None,
    every: bool,  # noqa: FBT001  # click hands flags over so
    form: str,
    figures: bool,  # noqa: FBT001  # likewise
    html_file: str | None,
    csv_file: str | None,
    as_json: bool,  # noqa: FBT001  # likewise
    since: datetime | None,
    until: datetime | None,
    data: tuple[Path, ...],
    dsn: str | None,
    dsn_file: Path | None,
    lang: str,
) -> None:
    """Write the report of a kept case: facts, decision, both sides, citations, timeline.

    With --figures, what the cases of many seats come to instead: by cause, ruling and rule,
    instructions against the ruling, time to answer, holds, promises, mix-ups, and how often
    what was heard was right. Nothing is counted by person. With --dsn they are those of all
    seats on a server.
    """
    if figures:
        if case_id is not None or every:
            raise click.UsageError(say("figures.no_case", lang))
        from assistant.doors.figured import Wanted, write_figures  # noqa: PLC0415  # only here are records read

        server = named_dsn(dsn, dsn_file, bool(data), lang)
        sys.exit(write_figures(Wanted(since, until, html_file, csv_file, as_json, lang, server), data))
    if any((html_file, csv_file, as_json, since, until, dsn, dsn_file)):
        raise click.UsageError(say("figures.only", lang))
    from assistant.doors.kept import write_report  # noqa: PLC0415  # only here is a record read

    if (case_id is None) is not every:
        raise click.UsageError(say("record.which", lang))
    sys.exit(write_report(case_id, form, data[-1] if data else None, lang))


@click.command(epilog="Example:  assistant note K-0001 --lang ja")
@click.argument("case_id", metavar="CASE_ID")
@_DATA
@lang_option
def note(case_id: str, data: Path | None, lang: str) -> None:
    """Write the after-call note of a case for the customer record: at most 1,000 characters."""
    from assistant.doors.kept import write_note  # noqa: PLC0415  # only here is a record read

    write_note(case_id, data, lang)


@click.command(epilog="Example:  assistant promises --ics > promises.ics")
@click.option("--ics", "as_ics", is_flag=True, help="Calendar entries (RFC 5545) instead of lines.")
@click.option("--json", "as_json", is_flag=True, help="JSON, one promise a line.")
@_DATA
@lang_option
def promises(as_ics: bool, as_json: bool, data: Path | None, lang: str) -> None:  # noqa: FBT001  # click hands flags over so
    """List what was promised and is still open, the first due first."""
    from assistant.doors.kept import write_promises  # noqa: PLC0415  # only here is a record read

    sys.exit(write_promises(data, lang, as_ics=as_ics, as_json=as_json))
