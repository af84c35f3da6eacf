"""`assistant report`, `note` and `promises`: what is written of kept cases, read from the record.

Only the commands stand here: a program that asks to decide must not load a record for it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from assistant.doors.languages import lang_option
from assistant.doors.words import say

FORMS = ("md", "html", "json")

_DATA = click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), help="Folder of the record (else ASSISTANT_DATA)."
)


@click.command(epilog="Example:  assistant report K-0001 --form html > K-0001.html")
@click.argument("case_id", required=False, metavar="CASE_ID")
@click.option("--all", "every", is_flag=True, help="Every case of the record, one after the other.")
@click.option("--form", type=click.Choice(FORMS), default=FORMS[0], show_default=True, help="What is written.")
@_DATA
@lang_option
def report(case_id: str | None, every: bool, form: str, data: Path | None, lang: str) -> None:  # noqa: FBT001  # click hands flags over so
    """Write the report of a kept case: facts, decision, both sides, citations, timeline."""
    from assistant.doors.kept import write_report  # noqa: PLC0415  # only here is a record read

    if (case_id is None) is not every:
        raise click.UsageError(say("record.which", lang))
    sys.exit(write_report(case_id, form, data, lang))


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
