"""The record read from outside: cases as they stand, while the seat may be open."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import click

from assistant import shelf
from assistant.call.case import Case, day_of_case, fold
from assistant.call.script import Scene
from assistant.call.steps import CLOSED
from assistant.call.timeline import moment
from assistant.call.verdict import judge_case
from assistant.desk import JOURNAL
from assistant.doors import surroundings
from assistant.doors.case_input import USAGE, complain
from assistant.doors.words import say
from assistant.journal.book import Book
from assistant.journal.record import Entry
from assistant.journal.refusals import CannotOpen
from assistant.papers import Papers
from assistant.rules.decision import Judge
from assistant.rules.problems import near

data_option = click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), help="Folder of the record (else ASSISTANT_DATA)."
)


def open_record(data: Path | None, lang: str) -> Book:
    """Open the record to be read, or say why not and stop with exit 2."""
    path = (data or surroundings.data_folder()) / JOURNAL
    try:
        return Book.read(path)
    except CannotOpen as refused:
        click.echo(say("record.shut", lang, why=say(f"shut.{_shut(refused)}", lang)), err=True)
        sys.exit(USAGE)


def _shut(refused: CannotOpen) -> str:
    return refused.why.value if refused.why.value in {"missing", "newer", "damaged"} else "other"


def papers_of(book: Book, case_id: str, now: datetime, data: Path, operator: str) -> Papers:
    """Return the papers of a case; raise KeyError where there is none, NotLoaded where its pack is gone.

    An open case is seen as of today, as its desk would. A closed one is seen as of the
    day it was last touched: what is written of it does not change with the calendar.
    """
    entries = book.entries(case_id)
    if not entries:
        raise KeyError(case_id)
    case = fold(each.event for each in entries if each.event is not None)
    judge = Judge(shelf.take(case.pack or shelf.DEFAULT))
    today = day_of_case(case, _day(case, entries, now))
    verdict = judge_case(judge, case, today)

    def scene(lang: str) -> Scene:
        return Scene(judge.book.policy, case, case_id, verdict, today, lang, operator)

    return Papers(scene, entries, now.tzinfo, data)


def papers_or_stop(book: Book, case_id: str, lang: str, data: Path) -> Papers:
    """Return the papers of a case, or say what is wrong and stop with exit 2."""
    try:
        return papers_of(book, case_id, datetime.now().astimezone(), data, surroundings.operator())
    except KeyError:
        known = [row.case_id for row in book.cases()]
        click.echo(say("record.no_case", lang, case=case_id[:80], near=near(case_id, known).of(lang)), err=True)
    except shelf.NotLoaded as gone:
        complain(tuple(gone.problems), lang)
    sys.exit(USAGE)


def _day(case: Case, entries: Sequence[Entry], now: datetime) -> date:
    return moment(entries[-1].at, now.tzinfo).date() if case.step == CLOSED else now.date()
