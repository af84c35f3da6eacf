"""`assistant journal`: the record itself, shown, verified and handed over. Only the commands stand here."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from assistant.doors.languages import lang_option

_DATA = click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), help="Folder of the record (else ASSISTANT_DATA)."
)
_JSON = click.option("--json", "as_json", is_flag=True, help="JSON for programs.")


@click.group(epilog="Example:  assistant journal verify --note received.eml")
def journal() -> None:
    """Show the record, verify it, and hand it over."""


@journal.command("list", epilog="Example:  assistant journal list --json")
@_JSON
@_DATA
@lang_option
def list_command(data: Path | None, lang: str, as_json: bool) -> None:  # noqa: FBT001  # click hands flags over so
    """List the cases of the record."""
    from assistant.doors.journal_shown import write_list  # noqa: PLC0415  # only here is a record read

    write_list(data, lang, as_json=as_json)


@journal.command(epilog="Example:  assistant journal show K-0001")
@click.argument("case_id", metavar="CASE_ID")
@_JSON
@_DATA
@lang_option
def show(case_id: str, data: Path | None, lang: str, as_json: bool) -> None:  # noqa: FBT001  # click hands flags over so
    """Show every event of a case as it is kept."""
    from assistant.doors.journal_shown import write_case  # noqa: PLC0415  # only here is a record read

    write_case(case_id, data, lang, as_json=as_json)


@journal.command(epilog="Example:  assistant journal verify --note received.eml")
@click.option("--from-checkpoint", is_flag=True, help="Only what came after the last note: at once, however long.")
@click.option(
    "--note", "notes", type=click.Path(path_type=Path, dir_okay=False), multiple=True, help="A note that left the seat."
)
@_JSON
@_DATA
@lang_option
def verify(
    from_checkpoint: bool,  # noqa: FBT001  # click hands flags over so
    notes: tuple[Path, ...],
    data: Path | None,
    lang: str,
    as_json: bool,  # noqa: FBT001  # click hands flags over so
) -> None:
    """Hold the record against itself and against notes. Exit 0 it holds, 2 damaged, 3 contradicts a note."""
    from assistant.doors.journal_shown import verify_all, verify_end  # noqa: PLC0415  # only here is a record read

    if from_checkpoint:
        sys.exit(verify_end(data, lang, as_json=as_json))
    sys.exit(verify_all(data, lang, notes, as_json=as_json))


@journal.command(epilog="Example:  assistant journal prove K-0001 > K-0001.json")
@click.argument("case_id", metavar="CASE_ID")
@_DATA
@lang_option
def prove(case_id: str, data: Path | None, lang: str) -> None:
    """Write one case with the proofs that it stands in the signed record, for verify.py."""
    from assistant.doors.journal_shown import write_proof  # noqa: PLC0415  # only here is a record read

    write_proof(case_id, data, lang)


@journal.command(epilog="Example:  assistant journal export ./for-the-auditor")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--form",
    type=click.Choice(("copy", "jsonl", "csv")),
    default="copy",
    show_default=True,
    help="A copy with its words, or the sealed events alone, as they are or for a spreadsheet.",
)
@_DATA
@lang_option
def export(folder: Path, form: str, data: Path | None, lang: str) -> None:
    """Write the record into a new folder: a copy with the seat's public key and verify.py, or its events as text."""
    from assistant.doors.journal_shown import write_copy  # noqa: PLC0415  # only here is a record read

    sys.exit(write_copy(folder, data, lang, form))


@journal.command(epilog="Example:  assistant journal note")
@_DATA
@lang_option
def note(data: Path | None, lang: str) -> None:
    """Print the last signed note of the record, and its short code."""
    from assistant.doors.journal_shown import write_note  # noqa: PLC0415  # only here is a record read

    sys.exit(write_note(data, lang))


@journal.command(epilog="Example:  assistant journal receipt mail-that-came-back.eml")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@_DATA
@lang_option
def receipt(file: Path, data: Path | None, lang: str) -> None:
    """Record that somebody outside has shown a note of ours."""
    from assistant.doors.journal_kept import keep_receipt  # noqa: PLC0415  # only here is a record written

    sys.exit(keep_receipt(file, data, lang))


@journal.command(epilog="Example:  assistant journal renew --yes")
@click.option("--yes", is_flag=True, help="Set the old record aside and begin a new one.")
@_DATA
@lang_option
def renew(yes: bool, data: Path | None, lang: str) -> None:  # noqa: FBT001  # click hands flags over so
    """Begin a new record where an old copy was put back; the old one is set aside, never changed."""
    from assistant.doors.journal_kept import begin_anew  # noqa: PLC0415  # only here is a record written

    sys.exit(begin_anew(data, lang, sure=yes))
