"""What is written of kept cases: reports, a note, what was promised. Loaded once a command asks for it."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

import click

from assistant.call.happened import line_name
from assistant.call.ics import ics, named
from assistant.call.promises import Promise, by_due
from assistant.call.timeline import when
from assistant.call.wrap_up import written
from assistant.desk import Desk
from assistant.doors import clock, surroundings
from assistant.doors.case_input import FAILED, complain
from assistant.doors.record import desk_of, desk_or_stop, open_record
from assistant.doors.words import say
from assistant.journal.book import Book
from assistant.rules.clean import show
from assistant.shelf import NotLoaded


def write_report(case_id: str | None, form: str, data: Path | None, lang: str) -> int:
    """Write the report of a case, or of every case; return the exit code."""
    with open_record(data, lang) as book:
        found, gone = _all(book, lang) if case_id is None else ([desk_or_stop(book, case_id, lang)], 0)
        pairs = [(each.scene(lang), book.entries(each.case_id)) for each in found]
        _write(written(pairs, datetime.now().astimezone().tzinfo, form).encode("utf-8", "replace"))
    return FAILED if gone else 0


def write_note(case_id: str, data: Path | None, lang: str) -> None:
    """Write the after-call note of a case."""
    with open_record(data, lang) as book:
        _write(f"{desk_or_stop(book, case_id, lang).papers.note_text(lang)}\n".encode("utf-8", "replace"))


def write_promises(data: Path | None, lang: str, *, as_ics: bool, as_json: bool) -> int:
    """Write what is open of every case, the first due first; return the exit code."""
    with open_record(data, lang) as book:
        found, gone = _all(book, lang)
        made = by_due([one for each in found for one in each.papers.promises()])
    desks = {each.case_id: each for each in found}
    if as_ics:
        _write(ics(made, lang))
    elif as_json:
        _write("".join(f"{json.dumps(_plain(each), ensure_ascii=False)}\n" for each in made).encode())
    else:
        lines = [_line(each, desks[each.case_id], lang) for each in made] or [say("record.no_promise", lang)]
        _write(("\n".join(lines) + "\n").encode("utf-8", "replace"))
    return FAILED if gone else 0


def _all(book: Book, lang: str) -> tuple[list[Desk], int]:
    """Return every case on a desk, and how many could not be read: each of them is named."""
    found: list[Desk] = []
    gone, now = 0, datetime.now().astimezone()
    for row in book.cases():
        try:
            found.append(desk_of(book, row.case_id, now, surroundings.operator(), clock.pretended()))
        except NotLoaded as error:
            gone += 1
            click.echo(show(f"{row.case_id}:"), err=True)
            complain(tuple(error.problems), lang)
    return found, gone


def _line(promise: Promise, desk: Desk, lang: str) -> str:
    about = line_name(desk.scene(lang), promise.line)
    due = when(promise.due.isoformat())
    return show("  ".join(filter(None, (due, promise.case_id, named(promise.what, lang), about))))


def _plain(promise: Promise) -> dict[str, str | None]:
    due = promise.due.isoformat()
    return {"case": promise.case_id, "what": promise.what, "due": due, "charge": promise.line}


def _write(content: bytes) -> None:
    """Write as UTF-8 whatever the terminal's own encoding is: files and calendars are read elsewhere."""
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()
