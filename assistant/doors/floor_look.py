"""What `assistant floor` and `assistant floor list` do: find the seats, and show them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import click

from assistant.doors import surroundings
from assistant.doors.case_input import FAILED, USAGE, write_json
from assistant.doors.dsn import VARIABLE, named_dsn
from assistant.doors.floor_told import in_words
from assistant.doors.record import shut_words
from assistant.doors.words import has, say
from assistant.floor.floor import Floor
from assistant.floor.persons import Supervisor
from assistant.journal import keyring
from assistant.journal.floor import FloorShut
from assistant.journal.floor_files import Folders
from assistant.journal.keyhole import KEYHOLE
from assistant.journal.people import KEYS, PSEUDONYM, Hall
from assistant.journal.refusals import Why
from assistant.post import Post
from assistant.rules.clean import show

if TYPE_CHECKING:
    from assistant.floor.seen import Seen
    from assistant.journal.floor import Store


@dataclass(frozen=True, slots=True)
class Asking:
    """Which floor, who looks at it, and in which language."""

    paths: tuple[Path, ...]
    dsn: str = field(repr=False)  # it may hold a password
    person: str
    keys: Path | None
    lang: str

    @classmethod
    def of(cls, given: Mapping[str, Any], person: str) -> Self:
        """Take what was typed; where neither a folder nor a server was, the surroundings may name a server."""
        paths, lang = tuple(given["paths"]), given["lang"]
        dsn = named_dsn(given["dsn"], given["dsn_file"], bool(paths), lang)
        return cls(paths, dsn or (os.environ.get(VARIABLE, "") if not paths else ""), person, given["keys"], lang)

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders to look into: those named, else that of this seat."""
        return self.paths or (surroundings.data_folder(),)

    @property
    def key_folder(self) -> Path:
        """Where the key file lies: where it was said, else beside the first seat's record that knows this person."""
        if self.keys is not None:
            return self.keys
        own = [each / KEYS for each in self._seats() if (each / KEYS / f"{self.person}{keyring.SUFFIX}").is_file()]
        return own[0] if own else self.folders[0] / KEYS

    def supervisor(self) -> Supervisor:
        """Return who looks, with the name that stands beside a seat's record, where there is one."""
        for folder in self._seats():
            with suppress(keyring.NoKey):
                return Supervisor(self.person, Hall.of(folder).person(self.person).name)
        return Supervisor(self.person)

    def _seats(self) -> Iterator[Path]:
        for path in self.folders:
            yield path
            with suppress(OSError):
                yield from sorted(each for each in path.iterdir() if each.is_dir())


def store_of(asking: Asking) -> Store:
    """Return the store a floor is read from, or raise FloorShut."""
    if not asking.dsn:
        return Folders(asking.folders, Post)
    from assistant.journal.postgres import Postgres  # noqa: PLC0415  # only where a server is named

    return Postgres(asking.dsn)


@contextmanager
def floor_of(asking: Asking) -> Iterator[Floor]:
    """Give the floor, nothing of it taken in yet, and let go of its store afterwards; or raise FloorShut."""
    with closing(store_of(asking)) as store:
        yield Floor(store, lambda: datetime.now().astimezone())


def complain(refused: FloorShut, lang: str) -> int:
    """Say why the floor is shut; return the exit code."""
    click.echo(show(say(_sentence(refused.code), lang, detail=refused.detail)), err=True)
    return FAILED


def _sentence(code: str) -> str:
    for name in (f"floor_shut.{code}", f"server.trouble.{code}"):
        if has(name):
            return name
    return "floor_shut.other"


def open_screen(asking: Asking) -> int:
    """Open the desk on the screen; return the exit code."""
    from assistant.screens.floor_stage import Sitter  # noqa: PLC0415  # only the desk needs a screen
    from assistant.screens.floor_start import start_floor  # noqa: PLC0415  # likewise

    if not PSEUDONYM.fullmatch(asking.person):
        click.echo(say("people.refused.no_pseudonym", asking.lang, who=show(asking.person[:40])), err=True)
        return USAGE
    try:
        with floor_of(asking) as floor:
            floor.store.seats()
            KEYHOLE.ask, folder = None, asking.key_folder  # asked for just now; nobody can be asked below a screen
            sitter = Sitter(asking.supervisor(), lambda secret: keyring.take(folder, asking.person, secret))
            return start_floor(floor, sitter, asking.lang)
    except FloorShut as refused:
        return complain(refused, asking.lang)


def tell_list(asking: Asking, which: str, *, as_json: bool) -> int:
    """Write one of the four lists; return the exit code."""
    try:
        with floor_of(asking) as floor:
            floor.turn()
            return _told(floor, asking, which, as_json=as_json)
    except FloorShut as refused:
        return complain(refused, asking.lang)


def _told(floor: Floor, asking: Asking, which: str, *, as_json: bool) -> int:
    rows = list(_rows(floor, asking.supervisor(), which))
    for seen, told in rows:
        if as_json:
            write_json(told, compact=True)
        else:
            click.echo(show(in_words(told, seen, asking.lang)))
    for fork in floor.forks:
        click.echo(say("floor.fork", asking.lang, seat=fork.journal, seq=fork.seq), err=True)
    for path, why in getattr(floor.store, "unread", {}).items():
        reason = shut_words(Why(why), asking.lang)
        click.echo(show(say("floor.unread", asking.lang, seat=path.name, why=reason)), err=True)
    for seat in (each.name for each in floor.seats if each.journal in floor.shut):
        reason = shut_words(Why.DAMAGED, asking.lang)
        click.echo(show(say("floor.unread", asking.lang, seat=seat, why=reason)), err=True)
    if not rows and not as_json:
        click.echo(say(f"floor.none.{which}", asking.lang))
    return FAILED if floor.forks else 0


def _rows(floor: Floor, who: Supervisor, which: str) -> Iterator[tuple[Seen, Mapping[str, Any]]]:
    if which == "mine":
        for seen, wait in floor.mine(who):
            yield seen, {**_case(seen), "why": wait.why, "rung": wait.rung, "since": wait.since}
    elif which == "promises":
        for each in floor.promises():
            due, state = each.due.isoformat(), "late" if each.late else "open"
            yield each.seen, {**_case(each.seen), "what": each.what, "line": each.line, "due": due, "state": state}
    elif which == "alerts":
        for alert in floor.alerts():
            yield (
                alert.seen,
                {**_case(alert.seen), "alert": alert.what, "since": alert.since, "taken": ", ".join(alert.taken)},
            )
    else:
        yield from ((seen, {**_case(seen), "last": seen.last_at}) for seen in floor.open())


def _case(seen: Seen) -> dict[str, Any]:
    lines = seen.verdict.lines if seen.verdict else ()
    ruled = ", ".join(dict.fromkeys(one.ruling.value if one.ruling else "open" for _, one in lines))
    return {"case": seen.case_id, "seat": seen.seat, "step": seen.case.step, "rulings": ruled or "unread"}
