"""The seat of a plain call: standard input and output, whatever they are connected to."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from datetime import datetime
from getpass import getpass
from io import TextIOWrapper
from pathlib import Path

from assistant.call.steps import CLOSED
from assistant.desk import Desk
from assistant.doors import surroundings
from assistant.doors.case_input import USAGE
from assistant.doors.plain import Plain
from assistant.doors.talk import Talk
from assistant.doors.words import names, say
from assistant.journal.refusals import CannotOpen
from assistant.rules.clean import show
from assistant.rules.problems import near
from assistant.screens.example import open_example
from assistant.seat import Seat, Way
from assistant.shelf import NotLoaded


def sit(  # noqa: PLR0913  # a seat and the case on it are all of these
    data: Path, lang: str, operator: str, case_id: str | None, *, example: bool, way: Way | None = None
) -> int:
    """Talk until the operator leaves; return the exit code. There is never a traceback."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    talk = Talk(iter(sys.stdin.readline, ""), _write, lang, getpass if sys.stdin.isatty() else None)
    try:
        seat = Seat.open(
            data, actor=surroundings.actor(), now=_now, operator=operator, steady=surroundings.steady, way=way
        )
    except CannotOpen as refused:
        why = refused.why.value if refused.why.value in names("shut") else "other"
        print(say("record.shut", lang, why=say(f"shut.{why}", lang)), file=sys.stderr)  # noqa: T201  # nothing else can be said
        return USAGE
    try:
        return _talk(seat, talk, case_id, example=example)
    except KeyboardInterrupt:
        talk.say("plain.bye")
    except BrokenPipeError:
        # Whoever listened has gone: what was recorded is recorded, and nothing can be said any more.
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    finally:
        seat.close()
    return 0


def _talk(seat: Seat, talk: Talk, case_id: str | None, *, example: bool) -> int:
    desk: Desk | None = None
    try:
        if example:
            desk = open_example(seat, talk.lang)
        elif case_id is not None:
            desk = seat.resume(case_id)
    except KeyError:
        known = [row.case_id for row in seat.journal.cases() if row.step != CLOSED]
        talk.say("record.no_case", case=case_id, near=near(case_id or "", known).of(talk.lang))
        return USAGE
    except NotLoaded as gone:
        talk.tell("\n".join(each.text(talk.lang) for each in gone.problems))
        return USAGE
    Plain(seat, talk, desk).run()
    return 0


def _now() -> datetime:
    return datetime.now().astimezone()


def _write(line: str) -> None:
    sys.stdout.write(f"{show(line)}\n")
    sys.stdout.flush()
