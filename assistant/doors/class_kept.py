"""The class register as the doors use it: read and written, or said why not. Loaded once a command asks for it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from assistant.call.json_text import parse_json
from assistant.doors import surroundings
from assistant.doors.case_input import FAILED, USAGE, complain, write_json
from assistant.doors.words import say
from assistant.drills import register
from assistant.drills.class_html import figures, html
from assistant.drills.class_html import say as of_class
from assistant.drills.class_report import ClassReport, Names, class_report
from assistant.drills.class_tables import class_json, csv_text
from assistant.drills.reading import Library
from assistant.drills.register import Kept
from assistant.drills.result import DrillResult, NotAResult, from_json
from assistant.drills.words import say as of_drills
from assistant.journal.refusals import CannotOpen, NotWritten, Why
from assistant.rules.clean import show
from assistant.rules.dates import Reading, read_date
from assistant.rules.policy import Words
from assistant.rules.problems import problem

BYTES_MAX = 20_000_000
RESULTS_MAX = 20_000
TOLD_MAX = 10

_WHY = {Why.NOT_OURS: "class.strange", Why.FULL: "class.full", Why.NEWER: "shut.newer", Why.DAMAGED: "shut.damaged"}

Came = TypeVar("Came")


def keep(results: Iterable[tuple[DrillResult, str]], data: Path | None, lang: str) -> int:
    """Keep results, each with its session; return how many were new, or say why not and stop with exit 2."""
    by_session: dict[str, list[DrillResult]] = {}
    for result, session in results:
        by_session.setdefault(session, []).append(result)
    folder = _folder(data)
    try:
        return _or_stop(
            lambda: sum(register.record(folder, listed, session) for session, listed in by_session.items()), lang
        )
    except NotAResult:
        click.echo(say("class.no_name", lang), err=True)
        sys.exit(USAGE)


def take(source: str, data: Path | None, lang: str) -> None:
    """Keep the results of a file: what `drill report --json` wrote on another machine."""
    place = "stdin" if source == "-" else show(Path(source).name)
    found, fault = parse_json(_read(source, place, lang), place, 1)
    if fault is not None:
        complain((fault,), lang)
        sys.exit(USAGE)
    listed = found.get("results") if isinstance(found, dict) else found
    try:
        results = list(_results(listed))
    except NotAResult as error:
        click.echo(say("class.not_a_result", lang, place=place, field=error), err=True)
        sys.exit(USAGE)
    click.echo(say("class.taken", lang, count=len(results), new=keep(results, data, lang)))


def _results(listed: object) -> Iterator[tuple[DrillResult, str]]:
    if not isinstance(listed, list) or len(listed) > RESULTS_MAX:
        raise NotAResult("results")
    for each in listed:
        session = each.get("session", "") if isinstance(each, dict) else ""
        if not isinstance(session, str):
            raise NotAResult("session")
        yield from_json(each), session


def _read(source: str, place: str, lang: str) -> str:
    """Return a text of bounded size, or say why not and stop with exit 2."""
    try:
        with click.open_file(source, "rb") as file:
            raw = bytes(file.read(BYTES_MAX + 1))
        if len(raw) <= BYTES_MAX:
            return raw.decode("utf-8-sig")
        complain((problem("too_large", place, size=len(raw), most=BYTES_MAX),), lang)
    except OSError as error:
        complain((problem("unreadable", place, detail=error.strerror or ""),), lang)
    except ValueError:
        complain((problem("not_utf8", place),), lang)
    sys.exit(USAGE)


def forget(name: str, data: Path | None, lang: str) -> int:
    """Forget a name; return the exit code."""
    gone = _or_stop(lambda: register.forget(_folder(data), name), lang)
    click.echo(say("class.forgotten" if gone else "class.no_trainee", lang))
    return 0 if gone else FAILED


def people(data: Path | None, lang: str) -> None:
    """Name the trainees, with what they have done."""
    report = class_report(_kept(data, lang), _names(Library()))
    for row in report.people:
        tally = row.tally
        counts = {"drills": tally.drills, "passed": tally.passed, "mean": tally.mean, "critical": tally.critical}
        click.echo(show(say("class.line", lang, trainee=row.name.of(lang), **counts)))
    if not report.people:
        click.echo(say("class.nobody", lang))


class Wanted:
    """What a report is to be about, and where it goes."""

    def __init__(self, since: str | None, trainee: str, session: str, lang: str) -> None:
        """Read the day, or say what is wrong with it and stop with exit 2."""
        self.trainee, self.session, self.lang = trainee, session, lang
        self.since = None if since is None else _day(since, lang)

    def found(self, data: Path | None) -> list[Kept]:
        """Return the results it is about."""
        return register.since(_kept(data, self.lang), self.since, self.trainee, self.session)


def write(wanted: Wanted, data: Path | None, library: Library, files: dict[str, str | None], *, as_json: bool) -> None:
    """Write the report in the forms asked for; in words where none is."""
    lang, found, names = wanted.lang, wanted.found(data), _names(library)
    report = class_report(found, names)
    for form, path in files.items():
        if path is not None:
            put(path, html(report, lang) if form == "html" else csv_text(found, names, lang), lang)
    if as_json:
        told: dict[str, Any] = class_json(report, found, Words(of_class("private", "ja"), of_class("private", "en")))
        write_json(told, compact=False)
    elif not any(files.values()):
        for line in _told(report, lang):
            click.echo(show(line))


def _told(report: ClassReport, lang: str) -> Iterator[str]:
    yield figures(report, lang)
    for each in report.critical[:TOLD_MAX]:
        what = ", ".join(of_drills(f"fault.{fault}", lang) for fault in each.faults)
        yield say(
            "class.fail", lang, on=each.on, trainee=each.trainee.of(lang), scenario=each.scenario.of(lang), what=what
        )
    if len(report.critical) > TOLD_MAX:
        yield of_class("more", lang, count=len(report.critical) - TOLD_MAX)


def put(path: str, text: str, lang: str) -> None:
    """Write a text to a file that its writer alone reads, or to standard output for `-`."""
    raw = text.encode("utf-8", "replace")
    if path == "-":
        click.echo(text.encode("utf-8", "replace"), nl=False)
        return
    try:
        file = Path(path)
        file.touch(mode=0o600)
        file.write_bytes(raw)
    except OSError as error:
        click.echo(say("class.not_written", lang, path=show(path), why=error.strerror), err=True)
        sys.exit(USAGE)
    click.echo(say("class.written", lang, path=show(path)), err=True)


def _day(text: str, lang: str) -> datetime:
    now = datetime.now().astimezone()
    day = read_date(text, now.date())
    if isinstance(day, Reading):
        return datetime(day.day.year, day.day.month, day.day.day, tzinfo=now.tzinfo)
    click.echo(say("class.bad_day", lang, why=day.of(lang)), err=True)
    sys.exit(USAGE)


def _kept(data: Path | None, lang: str) -> list[Kept]:
    return _or_stop(lambda: register.kept(_folder(data)), lang)


def _names(library: Library) -> Names:
    titles = {name: one.title for name, one in library.scenarios.items()}
    return Names(titles, library.points, _nameless())


def _nameless() -> Words:
    """Return what somebody without a name is called, their number still to be filled in."""
    ja, en = (of_class("nameless", lang, number="{number}") for lang in ("ja", "en"))
    return Words(ja, en)


def _folder(data: Path | None) -> Path:
    return data or surroundings.data_folder()


def _or_stop(work: Callable[[], Came], lang: str) -> Came:
    """Do something with the register, or say why it cannot be and stop with exit 2."""
    try:
        return work()
    except (CannotOpen, NotWritten) as refused:
        why = say(_WHY.get(refused.why, "shut.other"), lang)
        click.echo(say("class.shut", lang, why=why), err=True)
        sys.exit(USAGE)
