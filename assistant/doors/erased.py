"""What the commands of erasing do: have it confirmed, erase, ask for it, hold, and list what is due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from assistant import erasure
from assistant.doors.case_input import FAILED, USAGE, write_json
from assistant.doors.record import open_record
from assistant.doors.registering import Asking, done
from assistant.doors.words import say
from assistant.erasure import Erased, Refused
from assistant.journal import people, retention
from assistant.journal.book import Book
from assistant.journal.erasing import Consent
from assistant.rules.clean import show
from assistant.seat import JOURNAL


def erase_case(case_id: str, consent: Consent, asking: Asking, *, as_json: bool) -> int:
    """Erase a case's private words and its papers, confirmed by a supervisor's key; return the exit code."""

    def deed(book: Book) -> int:
        stated = erasure.statement(book, case_id, consent, _now, asking.hall)
        signature = _confirmed(book, consent.confirmed_by, stated, asking)
        signed = replace(consent, signature=signature)
        return _tell_erased(erasure.erase(book, case_id, signed, _now, asking.hall), asking.lang, as_json=as_json)

    return _done(asking, deed)


def ask_erasure(case_id: str, consent: Consent, asking: Asking) -> int:
    """Record that somebody asks for an erasure, for a supervisor elsewhere to confirm; return the exit code."""

    def deed(book: Book) -> int:
        erasure.ask(book, case_id, consent, _now)
        click.echo(say("erase.asked", asking.lang, case=case_id))
        return 0

    return _done(asking, deed)


def hold_case(case_id: str, by: str, asking: Asking) -> int:
    """Keep a case from being erased; return the exit code."""

    def deed(book: Book) -> int:
        erasure.hold(book, case_id, by)
        click.echo(say("erase.held", asking.lang, case=case_id))
        return 0

    return _done(asking, deed)


def release_case(case_id: str, by: str, confirmed_by: str, asking: Asking) -> int:
    """Let a case be erased again, confirmed by a supervisor's key; return the exit code."""

    def deed(book: Book) -> int:
        unsigned = erasure.to_release(book, case_id, by, confirmed_by, asking.hall)
        signature = _confirmed(book, confirmed_by, unsigned["statement"], asking)
        erasure.release(book, {**unsigned, "signature": signature})
        click.echo(say("erase.released", asking.lang, case=case_id))
        return 0

    return _done(asking, deed)


def list_due(data: Path | None, lang: str, *, as_json: bool) -> int:
    """List what is due; return the exit code."""
    now = _now()
    with open_record(data, lang) as book:
        try:
            rules = erasure.periods(book.path.parent)
        except Refused as refused:
            return _refuse(refused, lang)
        found = book.shown(lambda db: retention.due(db, rules, now.date(), now.tzinfo))
    for each in found:
        plain = {
            "case": each.case_id,
            "class": each.period.id,
            "words": each.words,
            "held": each.held,
            "closed_on": each.closed_on.isoformat(),
            "due_on": each.due_on.isoformat(),
        }
        if as_json:
            write_json(plain, compact=True)
        else:
            mark = say("erase.mark_held" if each.held else "erase.mark_due", lang)
            text = say("erase.due", lang, **{**plain, "class": each.period.names[lang]}, mark=mark)
            click.echo(show(text))
    if not found and not as_json:
        click.echo(say("erase.none_due", lang))
    if not rules.decided:
        click.echo(say("erase.undecided", lang), err=True)
    return 0


def _confirmed(book: Book, person: str, statement: str, asking: Asking) -> str:
    """Have a supervisor read what they confirm, and return their signature under it; or raise NoKey."""
    click.echo(show(say("erase.confirm", asking.lang, who=person, statement=statement)), err=True)
    secret = asking.passphrases.of(person)
    return str(book.shown(lambda db: people.confirm(asking.hall, db, person, secret, statement)))


def _tell_erased(told: Erased, lang: str, *, as_json: bool) -> int:
    if as_json:
        plain = {"case": told.case_id, "words": told.words, "papers": list(told.papers)}
        plain |= {"rubbed_out": told.rubbed_out, "copies": list(told.copies), "whole": told.whole}
        write_json(plain, compact=True)
        return 0 if told.whole else FAILED
    click.echo(say("erase.done", lang, case=told.case_id, words=told.words, papers=len(told.papers)))
    for each in told.papers:
        click.echo(show(f"  {each}"))
    if not told.rubbed_out:
        click.echo(say("erase.not_rubbed", lang), err=True)
    for each in told.copies:
        click.echo(show(say("erase.copy", lang, file=each)), err=True)
    click.echo(say("erase.elsewhere", lang))
    return 0 if told.whole else FAILED


def _done(asking: Asking, deed: Callable[[Book], int]) -> int:
    """Open the record to be written and do it; what stands in the way is told, and nothing was done."""
    if not (asking.folder / JOURNAL).is_file():
        click.echo(say("record.shut", asking.lang, why=say("shut.missing", asking.lang)), err=True)
        return USAGE
    try:
        return done(asking, deed, "erase.not_written")
    except Refused as refused:
        return _refuse(refused, asking.lang)


def _now() -> datetime:
    return datetime.now().astimezone()


def _refuse(refused: Refused, lang: str) -> int:
    click.echo(say(f"erase.refused.{refused.reason}", lang, **refused.values), err=True)
    return USAGE
