"""Replaying: all past cases decided under another pack, told in lines or as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import click

from assistant.doors.case_input import FAILED, INTERRUPTED, USAGE, complain, take_pack
from assistant.doors.record import open_record
from assistant.doors.words import say
from assistant.journal.past import Coded, Coding, Told
from assistant.journal.replay import Changed, Replay, Sum
from assistant.rules.clean import show
from assistant.rules.compile import Rulebook
from assistant.rules.policy import Policy, Ruling
from assistant.shelf import NotLoaded

STORE = "replay.db"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for."""

    pack: str
    since: str  # a day as 2026-04-01, or empty
    most: int
    as_json: bool
    lang: str
    dsn: str = field(default="", repr=False)  # it may hold a password


def run(wanted: Wanted, data: Path | None) -> int:
    """Replay the record under the pack wanted; return the exit code."""
    try:
        book = take_pack(wanted.pack)
    except NotLoaded as error:
        complain(tuple(error.problems), wanted.lang)
        return USAGE
    if wanted.dsn:
        return _run_there(book, wanted)
    with open_record(data, wanted.lang) as kept:
        path = kept.path
    with closing(Coded(path.parent / STORE)) as coded:
        return _run(coded, partial(coded.take_in, path, book.policy, None), book, wanted)


def _run_there(book: Rulebook, wanted: Wanted) -> int:
    """Replay the records on a server."""
    from assistant.journal.postgres import CodedThere, NoServer  # noqa: PLC0415  # an extra

    try:
        with closing(CodedThere(wanted.dsn)) as coded:
            return _run(coded, partial(coded.take_in, book.policy, None), book, wanted)
    except NoServer as why:
        click.echo(show(say(f"server.trouble.{why.code}", wanted.lang)), err=True)
        return USAGE


def _run(coded: Coding, take_in: Callable[[Told], None], book: Rulebook, wanted: Wanted) -> int:
    if not _read(take_in, wanted.lang):
        return INTERRUPTED
    return _answer(Replay(coded.connection, book, wanted.since), book, wanted)


def _read(take_in: Callable[[Told], None], lang: str) -> bool:
    """Read what was not read yet, saying how far it has come; stopped, say that nothing is lost."""
    seen = sys.stderr.isatty()

    def told(reached: int, last: int) -> None:
        if seen:
            click.echo(f"\r{say('replay.reading', lang, reached=reached, last=last)}", nl=reached == last, err=True)

    try:
        take_in(told)
    except KeyboardInterrupt:
        click.echo(f"\n{say('replay.stopped', lang)}", err=True)
        return False
    return True


def _answer(found: Replay, book: Rulebook, wanted: Wanted) -> int:
    sums, listed = found.sums(), found.changed(wanted.most)
    changed = sum(each.lines for each in sums if each.changed)
    if wanted.as_json:
        click.echo(json.dumps(_plain(sums, listed, changed), ensure_ascii=False, indent=2).encode())
    else:
        click.echo(show("\n".join(_lines(sums, listed, changed, book.policy, wanted.lang))))
    return FAILED if changed else 0


def _plain(sums: list[Sum], listed: list[Changed], changed: int) -> dict[str, Any]:
    return {
        "lines": sum(each.lines for each in sums),
        "changed": changed,
        "charged_yen": sum(each.charged_yen for each in sums),
        "sums": [{**asdict(each), "charged_yen": each.charged_yen} for each in sums],
        "cases": [asdict(each) for each in listed],
    }


def _lines(sums: list[Sum], listed: list[Changed], changed: int, policy: Policy, lang: str) -> list[str]:
    def ruling(name: str) -> str:
        return policy.rulings[Ruling(name)].of(lang) if name in set(Ruling) else name

    def row(each: Sum) -> str:
        before, after, rules = ruling(each.before), ruling(each.after), " ".join(each.rules)
        bare = say("replay.bare", lang, n=each.without_amount) if each.without_amount else ""
        return say("replay.row", lang, before=before, after=after, rules=rules, n=each.lines, yen=each.yen) + bare

    def one(each: Changed) -> str:
        before, after = ruling(each.before), ruling(each.after)
        yen = "" if each.amount_yen is None else say("replay.amount", lang, yen=each.amount_yen)
        where = f"{each.case_id} {each.line}"
        return say("replay.line", lang, where=where, yen=yen, rules=" ".join(each.rules), before=before, after=after)

    lines = sum(each.lines for each in sums)
    told = [say("replay.total", lang, lines=lines, changed=changed, pack=policy.title.of(lang))]
    told += [f"  {row(each)}" for each in sums if each.changed]
    if changed:
        told.append(say("replay.yen", lang, yen=sum(each.charged_yen for each in sums)))
    told += [f"  {one(each)}" for each in listed]
    if changed > len(listed):
        told.append(say("replay.more", lang, n=changed - len(listed)))
    return [*told, say("replay.simulation", lang)]
