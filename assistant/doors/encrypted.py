"""What the commands of encryption do: choose a key, have the record written anew, and say what stays as it is."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from assistant.doors import surroundings
from assistant.doors.case_input import FAILED, USAGE, write_json
from assistant.doors.passphrase import Asked
from assistant.doors.words import names, say
from assistant.drawer import DRAFTS, REPORTS
from assistant.journal import encryption, keeper, recasting
from assistant.journal.book import Book
from assistant.journal.door import is_encrypted
from assistant.journal.encryption import Kept, KeyPlace
from assistant.journal.keyhole import KEYHOLE
from assistant.journal.refusals import CannotOpen, Why
from assistant.rules.clean import show
from assistant.seat import JOURNAL

KEY_BYTES, SALT_BYTES = 32, 16
STAYS = (DRAFTS, REPORTS, "people.toml", "training.db", "inbox", "post")
"""What beside the record may hold names or words, and is not encrypted with it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Where the key is to lie: in a file, in somebody's head, else in the keyring."""

    file: Path | None
    typed: bool
    seat_key: bool
    descriptor: int | None


def encrypt(choice: Choice, data: Path | None, lang: str) -> int:
    """Encrypt the record; return the exit code."""
    folder = data or surroundings.data_folder()
    if is_encrypted(folder / JOURNAL):
        click.echo(say("crypt.is_on", lang), err=True)
        return FAILED

    def deed() -> int:
        encryption.library()
        with Book.read(folder / JOURNAL):  # what cannot be read gets no key
            pass
        key, place = _chosen(choice, lang)
        events = recasting.recast((folder / JOURNAL).absolute(), key, place)
        if choice.seat_key:
            keeper.into_keyring(folder, place)
        click.echo(say("crypt.on", lang, n=events, where=say(f"crypt.where.{place.kept}", lang, file=place.name)))
        if place.kept is Kept.FILE:
            click.echo(say("crypt.file_warning", lang), err=True)
        _tell_rest(folder, lang)
        return 0

    return _done(deed, lang, "crypt.not_done")


def decrypt(data: Path | None, lang: str) -> int:
    """Take the encryption off the record; return the exit code."""
    folder = data or surroundings.data_folder()
    if not is_encrypted(folder / JOURNAL):
        click.echo(say("crypt.is_off", lang), err=True)
        return FAILED

    def deed() -> int:
        place = encryption.place_of(folder)
        if place and place.seat_key:
            keeper.out_of_keyring(folder, place)
        events = recasting.recast((folder / JOURNAL).absolute(), None, None)
        if place and place.kept is Kept.KEYRING:
            encryption.out_of_keyring(place.name)
        click.echo(say("crypt.off", lang, n=events))
        return 0

    return _done(deed, lang, "crypt.not_done")


def tell_status(data: Path | None, lang: str, *, as_json: bool) -> int:
    """Say how it stands; return the exit code."""
    path = (data or surroundings.data_folder()) / JOURNAL

    def deed() -> int:
        on = is_encrypted(path)
        place = encryption.place_of(path.parent) if on else None
        Book.read(path).close()
        if as_json:
            told = {"encrypted": on, "key": place.kept.value if place else None}
            write_json({**told, "seat_key": bool(place and place.seat_key)}, compact=True)
        elif place:
            where = say(f"crypt.where.{place.kept}", lang, file=place.name)
            click.echo(say("crypt.status_on", lang, where=where))
        else:
            click.echo(say("crypt.is_off", lang))
        return 0

    return _done(deed, lang)


def asked(folder: Path, lang: str) -> str:
    """Return the passphrase of the record in a folder, typed at the terminal; or raise CannotOpen without one."""
    if not sys.stdin.isatty():
        raise CannotOpen(Why.NO_KEY, "no terminal to ask for the passphrase at")
    return str(click.prompt(say("crypt.ask", lang, seat=folder.name), hide_input=True, err=True))


def unlock(folder: Path, lang: str) -> int:
    """Have the passphrase typed before a screen takes the terminal; return the exit code."""
    KEYHOLE.ask = lambda place: asked(place, lang)

    def deed() -> int:
        if (folder / JOURNAL).is_file():
            Book.read(folder / JOURNAL).close()
        return 0

    try:
        return _done(deed, lang)
    finally:
        KEYHOLE.ask = None


def _chosen(choice: Choice, lang: str) -> tuple[str, KeyPlace]:
    """Make a key, lay it where it was chosen to lie, and see that it is there; or raise CannotOpen."""
    if choice.typed:
        salt = os.urandom(SALT_BYTES).hex()
        secret = Asked(choice.descriptor, lang).of(say("crypt.record", lang), new=True)
        return encryption.from_passphrase(secret, salt), KeyPlace(Kept.PASSPHRASE, salt)
    key = os.urandom(KEY_BYTES).hex()
    if choice.file:
        path = choice.file.absolute()
        _put(path, key)
        return encryption.from_file(path), KeyPlace(Kept.FILE, str(path))
    name = f"record-{os.urandom(8).hex()}"
    encryption.into_keyring(name, key)
    return key, KeyPlace(Kept.KEYRING, name)


def _put(path: Path, key: str) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise CannotOpen(Why.NO_KEY, f"{path}: {error.strerror}") from error
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"{key}\n")
        file.flush()
        os.fsync(handle)


def _tell_rest(folder: Path, lang: str) -> None:
    """Say what was not encrypted, and what the disk may still hold."""
    others = [each.name for each in sorted(folder.glob("*.db")) if each.name != JOURNAL and not is_encrypted(each)]
    found = [each for each in STAYS if (folder / each).exists()]
    click.echo(show(say("crypt.rest", lang, files=", ".join(dict.fromkeys((*found, *others))) or "-")))


def _done(deed: Callable[[], int], lang: str, sentence: str = "record.shut") -> int:
    try:
        return deed()
    except CannotOpen as refused:
        why = refused.why.value if refused.why.value in names("shut") else "other"
        click.echo(say(sentence, lang, why=say(f"shut.{why}", lang)), err=True)
        return USAGE if refused.why is Why.MISSING else FAILED
