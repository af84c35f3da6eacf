"""`assistant crypt`: the record encrypted on the disk, or not. Only the commands stand here."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from assistant.doors import passphrase
from assistant.doors.languages import lang_option

_DATA = click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), help="Folder of the record (else ASSISTANT_DATA)."
)


@click.group(epilog="Example:  assistant crypt status")
def crypt() -> None:
    """Encrypt the record on the disk, take the encryption off, or say how it stands."""


@crypt.command(epilog="Example:  assistant crypt on --passphrase")
@click.option("--key-file", type=click.Path(path_type=Path, dir_okay=False), help="Keep the key in this new file.")
@click.option("--passphrase", "typed", is_flag=True, help="Make the key of a passphrase, asked for at every opening.")
@click.option("--seat-key", is_flag=True, help="Keep the seat's own key for notes in the keyring, too.")
@passphrase.option
@_DATA
@lang_option
def on(  # noqa: PLR0913, PLR0917  # click hands every option over
    key_file: Path | None,
    typed: bool,  # noqa: FBT001  # click hands flags over so
    seat_key: bool,  # noqa: FBT001  # click hands flags over so
    passphrase_fd: int | None,
    data: Path | None,
    lang: str,
) -> None:
    """Write the record anew, encrypted, with its key in the system's keyring where nothing else is chosen.

    Exit 0 once it is encrypted, 1 where nothing was changed.
    """
    from assistant.doors.encrypted import Choice, encrypt  # noqa: PLC0415  # only here is a record written anew

    if key_file and typed:
        raise click.UsageError("--key-file FILE, or --passphrase")
    sys.exit(encrypt(Choice(key_file, typed, seat_key, passphrase_fd), data, lang))


@crypt.command(epilog="Example:  assistant crypt off")
@_DATA
@lang_option
def off(data: Path | None, lang: str) -> None:
    """Write the record anew, not encrypted, and take its key out of the keyring. Exit 1 where nothing was changed."""
    from assistant.doors.encrypted import decrypt  # noqa: PLC0415  # only here is a record written anew

    sys.exit(decrypt(data, lang))


@crypt.command(epilog="Example:  assistant crypt status --json")
@click.option("--json", "as_json", is_flag=True, help="JSON for programs.")
@_DATA
@lang_option
def status(data: Path | None, lang: str, as_json: bool) -> None:  # noqa: FBT001  # click hands flags over so
    """Say whether the record is encrypted and where its key is. Exit 1 where it cannot be opened."""
    from assistant.doors.encrypted import tell_status  # noqa: PLC0415  # only here is a record looked at

    sys.exit(tell_status(data, lang, as_json=as_json))
