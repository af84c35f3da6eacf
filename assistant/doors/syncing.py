"""Syncing: one round, or rounds until somebody stops it, told in lines or as JSON."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.doors import surroundings
from assistant.doors.case_input import FAILED, INTERRUPTED, USAGE, write_json
from assistant.doors.words import say
from assistant.journal.letters import BadLetter, read_letter
from assistant.journal.outbox import Outbox
from assistant.journal.postgres_door import NoServer
from assistant.journal.postgres_seat import SeatServer
from assistant.journal.refusals import KEYLESS, CannotOpen, Why
from assistant.journal.sync import Round, State, run, waits
from assistant.post import Post
from assistant.rules.clean import show
from assistant.seat import JOURNAL

if TYPE_CHECKING:
    from collections.abc import Callable

ROUND_SECONDS = 1.0
USELESS = frozenset({"bad_dsn", "no_psycopg"})
"""What no waiting mends."""


@dataclass(slots=True)
class Asking:
    """What was asked for, and how it is told."""

    dsn: str = field(repr=False)  # it may hold a password
    data: Path | None
    lang: str
    as_json: bool
    told: str = ""
    fresh: bool = True

    def say(self, name: str, /, **values: object) -> None:
        """Say something on standard error."""
        click.echo(show(say(name, self.lang, **values)), err=True)

    def trouble(self, code: str) -> None:
        """Say once what stands in the way, until it is another."""
        if code == self.told:
            return
        self.told = code
        if self.as_json:
            write_json({"trouble": code}, compact=True)
        self.say(f"server.trouble.{code}")

    def outcome(self, found: Round) -> int:
        """Tell what a round came to, and return its exit code."""
        if self.as_json:
            write_json(asdict(found), compact=True)
        elif found.state is State.IN_STEP:
            click.echo(say("server.in_step", self.lang, sent=found.sent, letters=found.letters, head=found.head))
        if found.state is not State.IN_STEP:
            self.say(f"server.{found.state}", journal=found.journal, head=found.head)
        return 0 if found.state is State.IN_STEP else FAILED

    def progress(self) -> Callable[[int, int], None]:
        """Return what tells how far the sending has come, to a person."""
        seen = sys.stderr.isatty()

        def told(reached: int, last: int) -> None:
            if seen:
                click.echo("\r", nl=False, err=True)
                click.echo(
                    show(say("server.sending", self.lang, reached=reached, last=last)), nl=reached == last, err=True
                )

        return told


class Line:
    """The line to the server: connected when it is needed, and anew after it was lost."""

    def __init__(self, asking: Asking) -> None:
        """Name everything; nothing is opened yet."""
        self._asking = asking
        self._folder = asking.data or surroundings.data_folder()
        self._server: SeatServer | None = None

    def round(self) -> Round:
        """Sync once, or raise NoServer, CannotOpen or OSError."""
        with closing(Outbox(self._folder / JOURNAL)) as outbox:
            try:
                self._server = self._server or SeatServer(self._asking.dsn)
                return run(outbox, self._server, self._lay, self._asking.progress())
            except NoServer:
                self.close()
                raise

    def _lay(self, _: str, text: str) -> None:
        """Lay a letter into the seat's post box; what is none stays untaken at the server, and is seen there."""
        with suppress(BadLetter):
            Post(self._folder).put(read_letter(text))

    def close(self) -> None:
        """Hang up."""
        if self._server:
            self._server.close()
        self._server = None


def once_only(asking: Asking) -> int:
    """Sync once; return the exit code."""
    with closing(Line(asking)) as line:
        try:
            return asking.outcome(line.round())
        except (NoServer, CannotOpen, OSError) as error:
            asking.trouble(code := _trouble(error))
            return USAGE if code in USELESS else FAILED
        except KeyboardInterrupt:
            asking.say("server.stopped")
            return INTERRUPTED


def watch(asking: Asking) -> int:
    """Sync until stopped, or until this seat turns out to have two histories; return the exit code."""
    pause = _Pause()
    with closing(Line(asking)) as line:
        try:
            while (code := _watched(line, asking, pause)) is None:
                time.sleep(pause.seconds())
        except KeyboardInterrupt:
            asking.say("server.stopped")
            return 0
    return code


class _Pause:
    """How long to wait: about a second, and longer each time while nothing goes over."""

    def __init__(self) -> None:
        self._chance = random.Random()  # noqa: S311  # so that two hundred seats do not knock at once
        self.failing: Iterator[float] | None = None

    def longer(self) -> None:
        self.failing = self.failing or waits(self._chance)

    def seconds(self) -> float:
        return next(self.failing) if self.failing else ROUND_SECONDS * self._chance.uniform(0.8, 1.2)


def _watched(line: Line, asking: Asking, pause: _Pause) -> int | None:
    """Sync once and tell what is new; return the exit code where it is no use to go on."""
    try:
        found = line.round()
    except (NoServer, CannotOpen, OSError) as error:
        code = _trouble(error)
        asking.trouble(code)
        pause.longer()
        return USAGE if code in USELESS else None
    if found.state is not State.IN_STEP:
        return asking.outcome(found)
    if found.sent or found.letters or pause.failing or asking.fresh:
        asking.outcome(found)
    asking.told, asking.fresh, pause.failing = "", False, None
    return None


def _trouble(error: Exception) -> str:
    """Name the sentence that says what stood in the way."""
    if isinstance(error, NoServer):
        return error.code
    if isinstance(error, CannotOpen):
        return "no_record" if error.why is Why.MISSING else error.why.value if error.why in KEYLESS else "record"
    return "post"
