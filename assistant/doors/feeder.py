"""The feed of one case, from the refusal at the door to the word at the end. Loaded once a feed asks for it."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import click

from assistant.call.steps import CLOSED
from assistant.doors import surroundings
from assistant.doors.arriving import Stream, as_they_come, chunks, lines
from assistant.doors.case_input import FAILED, INTERRUPTED, USAGE
from assistant.doors.feeding import Feeding
from assistant.doors.record import desk_or_stop, open_record
from assistant.doors.words import say
from assistant.inbox import Inbox
from assistant.listen.transcript import PAUSE, Transcript
from assistant.rules.clean import show

BROKEN_SHOWN_MAX = 10
SETTLE = 2.0


def feed_case(  # noqa: PLR0913  # a feed is all of these
    source: Path, case_id: str, transcript: Transcript, data: Path | None, lang: str, *, realtime: bool
) -> int:
    """Hand a transcript to the seat that has this case before it; return the exit code."""
    _case_or_stop(case_id, data, lang)
    telling = _Telling(lang)
    inbox = Inbox(data or surroundings.data_folder())
    feeding = Feeding(inbox, case_id, transcript, telling.broken, realtime=realtime)
    try:
        inbox.sweep(datetime.now().astimezone())
        if not inbox.has_seat(case_id):
            telling.say("no_seat", case=case_id)
        code = _run(feeding, source)
        code = telling.outcome(feeding, _left(feeding)) or code
        inbox.end(case_id)
    except OSError as trouble:
        telling.say("fault", kind=trouble.strerror or type(trouble).__name__)
        return USAGE
    return code


def _case_or_stop(case_id: str, data: Path | None, lang: str) -> None:
    """Stop with exit 2 where there is no such case, or it is closed."""
    with open_record(data, lang) as book:
        closed = desk_or_stop(book, case_id, lang).case.step == CLOSED
    if closed:
        click.echo(show(say("feed.closed", lang, case=case_id)), err=True)
        sys.exit(USAGE)


def _run(feeding: Feeding, source: Path) -> int:
    """Feed until the lines end or somebody breaks them off; return the exit code."""
    try:
        if str(source) == "-":
            stream: Stream = getattr(sys.stdin.buffer, "raw", sys.stdin.buffer)  # unbuffered: no lock is held at exit
            feeding.run(as_they_come(lines(chunks(stream)), PAUSE))
        else:
            with source.open("rb") as file:
                feeding.run(lines(chunks(file)))
    except KeyboardInterrupt:
        feeding.finish()
        return INTERRUPTED
    return 0


def _left(feeding: Feeding) -> int:
    """Return how much nobody took. Where no seat is, it is taken back: nothing said stays behind."""
    try:
        waiting = feeding.settle(SETTLE) if feeding.inbox.has_seat(feeding.case_id) else 0
    except KeyboardInterrupt:
        waiting = feeding.inbox.waiting(feeding.case_id)
    if feeding.inbox.has_seat(feeding.case_id):
        feeding.counts["waiting"] = waiting
        return 0
    return feeding.inbox.withdraw(feeding.case_id)


class _Telling:
    """What the command says on standard error: places and numbers, never what somebody said."""

    def __init__(self, lang: str) -> None:
        self._lang = lang
        self._broken = 0

    def say(self, name: str, /, **values: object) -> None:
        click.echo(show(say(f"feed.{name}", self._lang, **values)), err=True)

    def broken(self, line: int, code: str) -> None:
        self._broken += 1
        if self._broken <= BROKEN_SHOWN_MAX:
            self.say("broken", line=line, why=say(f"feed_broken.{code}", self._lang))
        elif self._broken == BROKEN_SHOWN_MAX + 1:
            self.say("more_broken")

    def outcome(self, feeding: Feeding, left: int) -> int:
        """Say what became of it all, and return the exit code."""
        counts = feeding.counts
        lost = left + counts["dropped"]
        self.say(
            "done",
            case=feeding.case_id,
            lines=counts["lines"],
            handed=counts["handed"] - lost,
            form=feeding.transcript.form,
        )
        noted: Iterable[tuple[str, int]] = (
            ("unread", counts["broken"]),
            ("nobody", counts["nobody"]),
            ("still_waiting", counts["waiting"]),
            ("not_taken", lost),
        )
        for name, count in noted:
            if count:
                self.say(name, count=count)
        return FAILED if counts["broken"] or lost else 0
