"""The record read from outside: cases as they stand, while the seat may be open."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path

import click

from assistant import shelf
from assistant.call.case import fold
from assistant.call.steps import CLOSED
from assistant.call.timeline import moment
from assistant.desk import Desk, Place
from assistant.doors import clock, surroundings
from assistant.doors.case_input import USAGE, complain
from assistant.doors.words import say
from assistant.journal.book import Book
from assistant.journal.door import read_only
from assistant.journal.refusals import CannotOpen, Why
from assistant.rules.decision import Judge
from assistant.rules.problems import near
from assistant.seat import JOURNAL

_TOLD = {"missing", "newer", "damaged", "not_ours", "no_cipher", "no_key", "no_keyring", "wrong_key"}


def open_record(data: Path | None, lang: str) -> Book:
    """Open the record to be read, or say why not and stop with exit 2."""
    path = (data or surroundings.data_folder()) / JOURNAL
    try:
        return Book.read(path, connect=read_only)
    except CannotOpen as refused:
        click.echo(say("record.shut", lang, why=shut_words(refused.why, lang)), err=True)
        sys.exit(USAGE)


def shut_words(why: Why, lang: str) -> str:
    """Say why a record cannot be read, and what to do."""
    return say(f"shut.{why.value if why.value in _TOLD else 'other'}", lang)


def desk_of(book: Book, case_id: str, now: datetime, operator: str, today: date | None = None) -> Desk:
    """Return a kept case on a desk that only reads; raise KeyError where there is none, NotLoaded without its pack.

    An open case is seen as of today, as its own desk would. A closed one is seen as of the
    day it was last touched: what is written of it does not change with the calendar.
    """
    entries = book.entries(case_id)
    if not entries:
        raise KeyError(case_id)
    case = fold(each.event for each in entries if each.event is not None)
    judge = Judge(shelf.take(case.pack or shelf.DEFAULT))
    at = moment(entries[-1].at, now.tzinfo) if case.step == CLOSED else now
    pretended = None if case.step == CLOSED else today
    return Desk(Place(book.path.parent, book, lambda: at, operator, pretended), judge, case_id, case, at)


def desk_or_stop(book: Book, case_id: str, lang: str) -> Desk:
    """Return a kept case on a desk, or say what is wrong and stop with exit 2."""
    try:
        return desk_of(book, case_id, datetime.now().astimezone(), surroundings.operator(), clock.pretended())
    except KeyError:
        known = [row.case_id for row in book.cases()]
        click.echo(say("record.no_case", lang, case=case_id[:80], near=near(case_id, known).of(lang)), err=True)
    except shelf.NotLoaded as gone:
        complain(tuple(gone.problems), lang)
    sys.exit(USAGE)
