"""What the commands of erasing do: refuse, erase, look what is left, and list what is due."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant import drawer
from assistant.doors import surroundings
from assistant.doors.case_input import FAILED, USAGE, write_json
from assistant.doors.record import open_record
from assistant.doors.words import names, say
from assistant.inbox import Inbox
from assistant.journal import erasing, own, retention
from assistant.journal.book import Book
from assistant.journal.erasing import Consent
from assistant.journal.hand import Lot
from assistant.journal.refusals import CannotOpen, NotWritten
from assistant.rules.clean import show
from assistant.seat import JOURNAL

if TYPE_CHECKING:
    import sqlite3

    from assistant.journal.hand import Hand
    from assistant.journal.retention import Retention

WHO = re.compile(r"[a-z0-9][a-z0-9_-]{0,19}")
"""A pseudonym: what stands here is sealed, and can never be erased."""


class Refused(Exception):
    """Nothing was done, for this reason."""

    def __init__(self, reason: str, **values: object) -> None:
        """Keep the name of the sentence."""
        super().__init__(reason)
        self.reason, self.values = reason, values


def erase_case(  # noqa: PLR0913  # who, what, where and how it is told
    case_id: str, consent: Consent, only: str | None, data: Path | None, lang: str, *, as_json: bool
) -> int:
    """Erase a case's private words and its papers; return the exit code."""
    folder = data or surroundings.data_folder()

    def deed(book: Book) -> dict[str, Any]:
        rules = _rules(folder)
        words = book.shown(lambda db: _may_go(db, case_id, consent, only, rules))
        papers = drawer.of_case(folder, case_id)
        names_of = [each.relative_to(folder).as_posix() for each in papers]
        Inbox(folder).leave(case_id)
        for each in papers:
            each.unlink(missing_ok=True)
        if words or papers:
            book.ask(lambda hand: erasing.erase(hand, case_id, words, consent, names_of))
        clean = book.rub_out()
        left = [each.relative_to(folder).as_posix() for each in _copies(folder, case_id)]
        return {"case": case_id, "words": len(words), "papers": names_of, "rubbed_out": clean, "copies": left}

    return _done(folder, lang, lambda book: _tell_erased(deed(book), lang, as_json=as_json))


def hold_case(  # noqa: PLR0913  # who, what and where
    case_id: str, by: str, confirmed_by: str, data: Path | None, lang: str, *, release: bool
) -> int:
    """Hold a case, or release it; return the exit code."""

    def deed(book: Book) -> int:
        _people(*((by, confirmed_by) if release else (by,)))
        held = book.shown(erasing.held_cases)
        if not book.entries(case_id):
            raise Refused("no_case", case=show(case_id[:80]))
        if (case_id in held) is not release:
            raise Refused("is_held" if not release else "not_held", case=show(case_id[:80]))
        event = own.erasure_released(case_id, by, confirmed_by) if release else own.erasure_held(case_id, by)
        book.ask(lambda hand: _keep(hand, event))
        click.echo(say("erase.released" if release else "erase.held", lang, case=case_id))
        return 0

    return _done(data or surroundings.data_folder(), lang, deed)


def list_due(data: Path | None, lang: str, *, as_json: bool) -> int:
    """List what is due; return the exit code."""
    now = datetime.now().astimezone()
    with open_record(data, lang) as book:
        try:
            rules = _rules(book.path.parent)
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


def _may_go(
    db: sqlite3.Connection, case_id: str, consent: Consent, only: str | None, rules: Retention
) -> list[tuple[int, str]]:
    """Return the words that are to go, or raise Refused."""
    _people(consent.by, consent.confirmed_by)
    if consent.basis not in rules.grounds:
        raise Refused("no_ground", why=show(consent.basis[:40]), known=", ".join(rules.grounds))
    if only is not None and only not in {each.id for each in rules.periods}:
        raise Refused("no_class", name=show(only[:40]), known=", ".join(each.id for each in rules.periods))
    now = datetime.now().astimezone()
    if db.execute("SELECT 1 FROM event WHERE case_id = ? LIMIT 1", (case_id or None,)).fetchone() is None:
        raise Refused("no_case", case=show(case_id[:80]))
    if case_id in erasing.held_cases(db):
        raise Refused("is_held", case=case_id)
    if retention.closed_on(db, case_id, now.tzinfo) is None:
        raise Refused("open", case=case_id)
    words = [(seq, name, rules.period_of(kind).id) for seq, name, kind in retention.words_of(db, case_id)]
    chosen = [each for each in words if only in {None, each[2]}]
    if consent.basis == retention.UP:
        ripe = {each.period.id for each in retention.due(db, rules, now.date(), now.tzinfo) if each.case_id == case_id}
        if not rules.decided:
            raise Refused("undecided")
        if any(each[2] not in ripe for each in chosen):
            raise Refused("not_due", case=case_id)
    return [(seq, name) for seq, name, _ in chosen]


def _people(*who: str) -> None:
    for each in who:
        if not WHO.fullmatch(each):
            raise Refused("no_pseudonym", who=show(each[:40]))
    if len(set(who)) < len(who):
        raise Refused("one_person")


def _copies(folder: Path, case_id: str) -> list[Path]:
    """Return the other records under the folder that still hold private words of the case."""
    return [
        each for each in sorted(folder.rglob("*.db")) if each != folder / JOURNAL and erasing.still_holds(each, case_id)
    ]


def _tell_erased(told: dict[str, Any], lang: str, *, as_json: bool) -> int:
    whole = told["rubbed_out"] and not told["copies"]
    if as_json:
        write_json({**told, "whole": whole}, compact=True)
        return 0 if whole else FAILED
    click.echo(say("erase.done", lang, case=told["case"], words=told["words"], papers=len(told["papers"])))
    for each in told["papers"]:
        click.echo(show(f"  {each}"))
    if not told["rubbed_out"]:
        click.echo(say("erase.not_rubbed", lang), err=True)
    for each in told["copies"]:
        click.echo(show(say("erase.copy", lang, file=each)), err=True)
    click.echo(say("erase.elsewhere", lang))
    return 0 if whole else FAILED


def _rules(folder: Path) -> Retention:
    try:
        return retention.read(folder)
    except (retention.Unreadable, OSError) as error:
        raise Refused("unreadable", why=show(str(error)[:200])) from error


def _keep(hand: Hand, event: Any) -> None:  # noqa: ANN401  # an encoded event of the journal's own
    hand.keep([Lot(own.NO_CASE, (event,))])


def _done(folder: Path, lang: str, deed: Callable[[Book], int]) -> int:
    """Open the record to be written and do it; what stands in the way is told, and nothing was done."""
    if not (folder / JOURNAL).is_file():
        click.echo(say("record.shut", lang, why=say("shut.missing", lang)), err=True)
        return USAGE
    try:
        with Book.open(folder / JOURNAL, now=lambda: datetime.now().astimezone(), actor=surroundings.actor()) as book:
            return deed(book)
    except Refused as refused:
        return _refuse(refused, lang)
    except (CannotOpen, NotWritten) as refused:
        why = refused.why.value if refused.why.value in names("shut") else "other"
        click.echo(say("erase.not_written", lang, why=say(f"shut.{why}", lang)), err=True)
        return FAILED


def _refuse(refused: Refused, lang: str) -> int:
    click.echo(say(f"erase.refused.{refused.reason}", lang, **refused.values), err=True)
    return USAGE
