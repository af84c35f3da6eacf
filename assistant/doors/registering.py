"""What the commands of people do: register, remove and list."""

from __future__ import annotations

import base64
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

import click

from assistant import shelf
from assistant.approval import refusal
from assistant.call.steps import NotNow
from assistant.doors import surroundings
from assistant.doors.case_input import FAILED, USAGE, write_json
from assistant.doors.passphrase import Asked
from assistant.doors.record import open_record
from assistant.doors.words import names, say
from assistant.journal import keyring
from assistant.journal import people as pp
from assistant.journal.book import Book
from assistant.journal.refusals import CannotOpen, NotWritten
from assistant.journal.roles import Role
from assistant.journal.signing import registered
from assistant.rules.clean import clean, show
from assistant.seat import JOURNAL


@dataclass(frozen=True)
class Asking:
    """Where, in which language, and how passphrases are given."""

    data: Path | None
    keys: Path | None
    lang: str
    descriptor: int | None

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self.data or surroundings.data_folder()

    @property
    def hall(self) -> pp.Hall:
        """Where the people of this record are found."""
        return pp.Hall(self.folder, self.keys or self.folder / pp.KEYS)

    @cached_property
    def passphrases(self) -> Asked:
        """Where passphrases come from; read once."""
        return Asked(self.descriptor, self.lang)


def add_person(who: pp.Person, by: str, asking: Asking) -> int:
    """Make a key, or open the one this person has at other seats, and register it; return the exit code."""
    if not pp.PSEUDONYM.fullmatch(who.pseudonym):
        return _usage("no_pseudonym", asking.lang, who=show(who.pseudonym[:40]))
    if who.role not in set(Role):
        return _usage("no_role", asking.lang, role=show(who.role[:40]), known=", ".join(Role))
    rungs = [rung.id for rung in shelf.take().policy.ladder]
    if who.role == Role.SUPERVISOR and who.rung not in rungs:
        return _usage("no_rung", asking.lang, rung=show(who.rung[:40]), known=", ".join(rungs))
    given = sys.stdin.readline() if who.name == "-" else who.name
    name = " ".join(clean(given, pp.NAME_MAX).split())

    def deed(book: Book) -> int:
        hall = asking.hall
        others = hall.people()
        if any(each.pseudonym == who.pseudonym for each in others):
            raise keyring.NoKey("exists")
        made = not keyring.is_there(hall.keys, who.pseudonym)
        secret = asking.passphrases.of(who.pseudonym, new=made)
        voucher = hall.key(by, asking.passphrases.of(by)) if by and by != who.pseudonym else None
        key = (keyring.make if made else keyring.take)(hall.keys, who.pseudonym, secret)
        person = replace(who, name=name, public=base64.b64encode(key.public()).decode())
        try:
            book.ask(lambda hand: pp.register(hand, person, by or person.pseudonym, voucher or key))
        except NotWritten:
            if made:
                hall.keys.joinpath(f"{who.pseudonym}{keyring.SUFFIX}").unlink(missing_ok=True)
            raise
        hall.put((*others, person))
        click.echo(say("people.added", asking.lang, who=person.pseudonym, role=person.role, key=person.public))
        return 0

    return done(asking, deed)


def remove_person(pseudonym: str, by: str, asking: Asking) -> int:
    """Take somebody out of the people who may sign; return the exit code."""

    def deed(book: Book) -> int:
        hall = asking.hall
        people = hall.people()
        hall.person(pseudonym)
        key = hall.key(by, asking.passphrases.of(by))
        book.ask(lambda hand: pp.remove(hand, pseudonym, by, key))
        hall.put(each for each in people if each.pseudonym != pseudonym)
        click.echo(say("people.removed", asking.lang, who=pseudonym))
        return 0

    return done(asking, deed)


def list_people(asking: Asking, *, as_json: bool) -> int:
    """List who is registered in the journal, with the names that stand beside it; return the exit code."""
    with open_record(asking.data, asking.lang) as book:
        found = book.shown(registered).people
    names_of: dict[str, str] = {}
    with suppress(keyring.NoKey):
        names_of = {each.pseudonym: each.name for each in asking.hall.people()}
    for pseudonym, (role, rung, public) in sorted(found.items()):
        told = {"id": pseudonym, "name": names_of.get(pseudonym, ""), "role": role, "rung": rung}
        told["public"] = base64.b64encode(public).decode()
        if as_json:
            write_json(told, compact=True)
        else:
            click.echo(show("  ".join(filter(None, told.values()))))
    if not found and not as_json:
        click.echo(say("people.none", asking.lang))
    return 0


def done(asking: Asking, deed: Callable[[Book], int], not_written: str = "people.not_written") -> int:
    """Open the record to be written and do it; what stands in the way is told, and nothing was done."""
    lang = asking.lang
    try:
        with Book.open(
            asking.folder / JOURNAL, now=lambda: datetime.now().astimezone(), actor=surroundings.actor()
        ) as book:
            return deed(book)
    except keyring.NoKey as refused:
        click.echo(say(f"people.refused.{refused.code}", lang), err=True)
    except NotNow as refused:
        override = refused.code.startswith("override_")
        told = refusal(refused, lang) if override else say(f"not_now.{refused.code}", lang)
        click.echo(show(told), err=True)
    except (CannotOpen, NotWritten) as refused:
        why = refused.why.value if refused.why.value in names("shut") else "other"
        click.echo(say(not_written, lang, why=say(f"shut.{why}", lang)), err=True)
    return FAILED


def _usage(name: str, lang: str, /, **values: object) -> int:
    click.echo(say(f"people.refused.{name}", lang, **values), err=True)
    return USAGE
