"""One case for a command: stated in a file or on standard input, or kept in the record."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from assistant.call.asking import NO_HISTORY
from assistant.call.case import Case, fold
from assistant.call.timeline import History
from assistant.call.verdict import today_of
from assistant.doors import surroundings
from assistant.doors.case_input import USAGE, cases, complain, take_pack
from assistant.rules.decision import Judge
from assistant.rules.problems import near


@dataclass(frozen=True, slots=True)
class Found:
    """The case that is asked about."""

    id: str
    case: Case
    judge: Judge
    today: date
    history: History


def find(source: str, pack: str | None, data: Path | None, today: date, lang: str) -> Found:
    """Return the one case of a file or of standard input, else the one of the record, or raise NotLoaded."""
    stated = source == "-" or Path(source).is_file()
    return _stated(source, pack, today, lang) if stated else _recorded(source, data, today)


def _stated(source: str, pack: str | None, today: date, lang: str) -> Found:
    stated = list(cases(source, pack, known=False, now=today))
    if len(stated) != 1:
        raise click.UsageError(f"one case is wanted, {len(stated)} were given")
    (one,) = stated
    if one.judge is None:
        complain(one.stated.problems, lang)
        sys.exit(USAGE)
    return Found(one.stated.id, one.stated.case, one.judge, one.stated.today, NO_HISTORY)


def _recorded(case_id: str, data: Path | None, today: date) -> Found:
    """Read a case from the record, which another process may have open at the same time."""
    from assistant.journal.book import Book  # noqa: PLC0415  # a stated case must not pay for the record
    from assistant.journal.refusals import CannotOpen  # noqa: PLC0415  # a stated case must not pay for the record
    from assistant.seat import JOURNAL  # noqa: PLC0415  # a stated case must not pay for the record

    path = (data or surroundings.data_folder()) / JOURNAL
    try:
        with Book.read(path) as book:
            entries = book.entries(case_id)
            known = [row.case_id for row in book.cases()]
    except CannotOpen as error:
        raise click.UsageError(f"{case_id}: neither a file nor a case of the record ({error.why.value})") from error
    if not entries:
        raise click.UsageError(f"{case_id}: neither a file nor a case of the record. {near(case_id, known).en}")
    case = fold(each.event for each in entries if each.event is not None)
    return Found(case_id, case, Judge(take_pack(case.pack)), today_of(case, today), entries)
