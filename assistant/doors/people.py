"""`assistant people` and `assistant override`: who may sign, and their signatures. Only the commands stand here."""

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


@click.group(epilog="Example:  assistant people list")
def people() -> None:
    """Register who may sign at this record, and show who is registered."""


@people.command(epilog="Example:  assistant people add 'Jane Roe' --id sv-2 --role supervisor --rung sv --by sv-1")
@click.argument("name")
@click.option("--id", "pseudonym", required=True, metavar="ID", help="The pseudonym that stands in the record.")
@click.option("--role", required=True, metavar="ROLE", help="operator, trainer, supervisor or auditor.")
@click.option("--rung", default="", metavar="RUNG", help="The rung of the ladder a supervisor stands on.")
@click.option("--by", default="", metavar="ID", help="The supervisor who lets them in; the first one needs nobody.")
@passphrase.option
@_KEYS
@_DATA
@lang_option
def add(  # noqa: PLR0913, PLR0917  # click hands every option over
    name: str,
    pseudonym: str,
    role: str,
    rung: str,
    by: str,
    passphrase_fd: int | None,
    keys: Path | None,
    data: Path | None,
    lang: str,
) -> None:
    """Make a key for NAME, shut with a passphrase, and register it in the record.

    With - the name is read from standard input, so that it stands in no list of processes.
    """
    from assistant.doors.registering import Asking, add_person  # noqa: PLC0415  # only here is a record written
    from assistant.journal.people import Person  # noqa: PLC0415  # likewise

    who = Person(pseudonym, name, role, rung, "")
    sys.exit(add_person(who, by, Asking(data, keys, lang, passphrase_fd)))


@people.command("list", epilog="Example:  assistant people list --json")
@_JSON
@_DATA
@lang_option
def list_command(data: Path | None, lang: str, as_json: bool) -> None:  # noqa: FBT001  # click hands flags over so
    """List who is registered, with role and public key."""
    from assistant.doors.registering import Asking, list_people  # noqa: PLC0415  # only here is a record read

    sys.exit(list_people(Asking(data, None, lang, None), as_json=as_json))


@people.command(epilog="Example:  assistant people remove sv-2 --by sv-1")
@click.argument("pseudonym", metavar="ID")
@click.option("--by", required=True, metavar="ID", help="The supervisor who does it.")
@passphrase.option
@_KEYS
@_DATA
@lang_option
def remove(  # noqa: PLR0913, PLR0917  # click hands every option over
    pseudonym: str, by: str, passphrase_fd: int | None, keys: Path | None, data: Path | None, lang: str
) -> None:
    """Let somebody sign no more. What they signed stays signed."""
    from assistant.doors.registering import Asking, remove_person  # noqa: PLC0415  # only here is a record written

    sys.exit(remove_person(pseudonym, by, Asking(data, keys, lang, passphrase_fd)))


@click.command(epilog="Example:  assistant override K-0001 1 --by sv-1 --reason contract_confirmed --evidence document")
@click.argument("case_id", metavar="CASE_ID")
@click.argument("line")
@click.option("--by", required=True, metavar="ID", help="Who signs: a supervisor registered with people add.")
@click.option("--reason", required=True, metavar="CODE", help="contract_confirmed, use_confirmed or counsel_advised.")
@click.option("--evidence", required=True, metavar="KIND", help="What it rests on: document or record.")
@click.option("--words", default="", help="The reason in the signer's own words; kept apart, and can be erased.")
@passphrase.option
@_KEYS
@_JSON
@_DATA
@lang_option
def override(  # noqa: PLR0913, PLR0917  # click hands every option over
    case_id: str,
    line: str,
    by: str,
    reason: str,
    evidence: str,
    words: str,
    passphrase_fd: int | None,
    keys: Path | None,
    as_json: bool,  # noqa: FBT001  # click hands flags over so
    data: Path | None,
    lang: str,
) -> None:
    """Sign that a LINE on hold may be billed. It takes two supervisors; the ruling stays hold.

    Exit 0 once recorded, 1 where it is refused or could not be recorded, 2 for wrong use.
    """
    from assistant.call.signed import Grounds  # noqa: PLC0415  # only here is a record written
    from assistant.doors.overriding import sign_line  # noqa: PLC0415  # likewise
    from assistant.doors.registering import Asking  # noqa: PLC0415  # likewise

    asking = Asking(data, keys, lang, passphrase_fd)
    sys.exit(sign_line(case_id, line, by, Grounds(reason, evidence, words), asking, as_json=as_json))
