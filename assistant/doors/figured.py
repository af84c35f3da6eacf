"""Figures of many cases, read from the seats' records and written as a page, a sheet or JSON."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import monotonic

import click

from assistant import shelf
from assistant.doors import surroundings
from assistant.doors.case_input import FAILED, INTERRUPTED, USAGE, write_json
from assistant.doors.class_kept import put
from assistant.doors.record import shut_words
from assistant.doors.words import say
from assistant.journal.figures.page import html
from assistant.journal.figures.rows import Figures
from assistant.journal.figures.seats import Folders, every
from assistant.journal.figures.sums import Period, figures, known_of
from assistant.journal.figures.tables import csv_text, plain
from assistant.journal.figures.tale import Tale, gather
from assistant.journal.figures.told import Names, about
from assistant.journal.figures.told import say as of_figures
from assistant.journal.record import Entry
from assistant.journal.refusals import CannotOpen
from assistant.rules.clean import show
from assistant.rules.policy import Policy

SECONDS_SILENT, SECONDS_BETWEEN, EVENTS_BETWEEN = 0.3, 0.1, 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: the period, and where each form goes."""

    since: datetime | None
    until: datetime | None
    html: str | None
    csv: str | None
    as_json: bool
    lang: str
    dsn: str = field(default="", repr=False)  # it may hold a password


def write_figures(wanted: Wanted, data: tuple[Path, ...]) -> int:
    """Write the figures in the forms asked for, in words where none is; return the exit code."""
    try:
        return _of_server(wanted) if wanted.dsn else _of_folders(wanted, data)
    except KeyboardInterrupt:
        click.echo(f"\n{say('figures.stopped', wanted.lang)}", err=True)
        return INTERRUPTED


def _of_server(wanted: Wanted) -> int:
    """Write those of all seats on a server."""
    from assistant.journal.postgres import NoServer, Postgres  # noqa: PLC0415  # only where a server is named

    try:
        with closing(Postgres(wanted.dsn)) as store:
            seats, forks = store.seats(), store.forks()
            tales = gather(_seen(every(store), sum(each.head for each in seats), wanted.lang))
    except NoServer as why:
        click.echo(show(say(f"server.trouble.{why.code}", wanted.lang)), err=True)
        return USAGE
    for fork in forks:
        click.echo(show(say("floor.fork", wanted.lang, seat=fork.journal, seq=fork.seq)), err=True)
    _write(wanted, tales)
    return FAILED if forks else 0


def _of_folders(wanted: Wanted, data: tuple[Path, ...]) -> int:
    shut: list[Path] = []

    def refused(path: Path, why: CannotOpen) -> None:
        shut.append(path)
        click.echo(say("figures.shut", wanted.lang, path=path, why=shut_words(why.why, wanted.lang)), err=True)

    try:
        with Folders(data or (surroundings.data_folder(),), refused) as store:
            _tell_doubles(store, wanted.lang)
            if not store.seats():
                return USAGE
            tales = gather(_seen(every(store), sum(each.head for each in store.seats()), wanted.lang))
    except CannotOpen:
        click.echo(say("record.shut", wanted.lang, why=say("shut.damaged", wanted.lang)), err=True)
        return USAGE
    _write(wanted, tales)
    return FAILED if shut or store.forked else 0


def _tell_doubles(store: Folders, lang: str) -> None:
    for path in store.doubled:
        click.echo(say("figures.doubled", lang, path=path), err=True)
    for path in store.forked:
        click.echo(say("figures.forked", lang, path=path), err=True)


def _seen(entries: Iterable[tuple[str, Entry]], last: int, lang: str) -> Iterator[tuple[str, Entry]]:
    """Hand the events on; where that takes a while, say on a terminal how far it has come."""
    shown = sys.stderr.isatty()
    told = monotonic() + SECONDS_SILENT
    for count, each in enumerate(entries, 1):
        yield each
        if shown and count % EVENTS_BETWEEN == 0 and monotonic() >= told:
            click.echo(f"\r{say('replay.reading', lang, reached=count, last=last)}", nl=False, err=True)
            told = monotonic() + SECONDS_BETWEEN
    if shown and monotonic() >= told:
        click.echo(f"\r{say('replay.reading', lang, reached=last, last=last)}", err=True)


def _write(wanted: Wanted, tales: list[Tale]) -> None:
    now = datetime.now().astimezone()
    packs = _packs({each.case.pack for each in tales if each.real})
    period = Period(wanted.since and wanted.since.date(), wanted.until and wanted.until.date())
    found = figures(tales, {name: known_of(each) for name, each in packs.items()}, period, now)
    today = now.date().isoformat()
    if wanted.html is not None:
        put(wanted.html, html(found, Names(packs, wanted.lang), today), wanted.lang)
    if wanted.csv is not None:
        put(wanted.csv, csv_text(found), wanted.lang)
    if wanted.as_json:
        write_json(plain(found), compact=False)
    elif wanted.html is None and wanted.csv is None:
        click.echo(show("\n".join(_lines(found, wanted.lang, today))))


def _packs(names: set[str]) -> dict[str, Policy]:
    """Return the packs that are on the shelf; cases of the others are counted as far as they can be."""
    found = {}
    for name in sorted(names & set(shelf.pack_names())):
        try:
            found[name] = shelf.take(name).policy
        except shelf.NotLoaded:
            continue
    return found


def _lines(found: Figures, lang: str, today: str) -> Iterator[str]:
    yield about(found, lang, today)
    against = sum(each.cases for each in found.contradicted)
    overdue = sum(each.open_overdue for each in found.promises)
    yield say("figures.short", lang, against=against, held=found.holds.open, overdue=overdue)
    yield of_figures("purpose", lang)
