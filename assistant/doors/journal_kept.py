"""What the journal commands record, or set aside: a receipt, a new beginning."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from assistant.doors import surroundings
from assistant.doors.case_input import FAILED, USAGE
from assistant.doors.words import names, say
from assistant.journal import own, setting_aside
from assistant.journal.book import Book
from assistant.journal.hand import Hand, Lot
from assistant.journal.refusals import CannotOpen, NotWritten
from assistant.journal.verify.notes import SIGNATURE, Note, read_notes
from assistant.seat import JOURNAL


def keep_receipt(file: Path, data: Path | None, lang: str) -> int:
    """Record that a note of ours was shown from outside; return the exit code."""
    notes = read_notes(file)
    if not notes:
        click.echo(say("journal.no_note_in", lang), err=True)
        return USAGE
    path = (data or surroundings.data_folder()) / JOURNAL
    try:
        with Book.open(path, now=lambda: datetime.now().astimezone(), actor=surroundings.actor()) as book:
            kept = book.ask(lambda hand: _kept(hand, notes))
    except (CannotOpen, NotWritten) as refused:
        why = refused.why.value if refused.why.value in names("shut") else "other"
        click.echo(say("record.shut", lang, why=say(f"shut.{why}", lang)), err=True)
        return USAGE
    click.echo(say("journal.receipt" if kept else "journal.not_our_note", lang, n=kept), err=not kept)
    return 0 if kept else FAILED


def begin_anew(data: Path | None, lang: str, *, sure: bool) -> int:
    """Set the record aside; return the exit code."""
    path = (data or surroundings.data_folder()) / JOURNAL
    if not sure:
        click.echo(say("journal.renew_sure", lang), err=True)
        return USAGE
    try:
        aside = setting_aside.set_aside(path)
    except CannotOpen as refused:
        why = refused.why.value if refused.why.value in names("shut") else "other"
        click.echo(say("record.shut", lang, why=say(f"shut.{why}", lang)), err=True)
        return USAGE
    click.echo(say("journal.renewed", lang, file=aside.name))
    return 0


def _kept(hand: Hand, notes: Sequence[Note]) -> int:
    """Record each note that is ours word for word; return how many."""
    connection = hand.connection()
    kept = 0
    for note in notes:
        row = connection.execute("SELECT note FROM checkpoint WHERE size = ?", (note.size,)).fetchone()
        signature = SIGNATURE.findall(note.lines)[0][1]
        if row and row[0].startswith(note.body.decode()) and signature in row[0]:
            hand.keep([Lot(own.NO_CASE, (own.receipt(note.size, note.root, signature),))])
            kept += 1
    return kept
