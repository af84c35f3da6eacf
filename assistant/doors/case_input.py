"""Cases from a file or from standard input: one JSON object, or one a line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from assistant import shelf
from assistant.call.case import Case
from assistant.call.json_text import parse_json
from assistant.call.statement import Stated, as_known, read_statement
from assistant.rules.compile import Book
from assistant.rules.decision import Judge
from assistant.rules.problems import Problem, problem

BYTES_MAX = 100_000_000
LINE_MAX = 200_000
USAGE = 2
FAILED = 1
_NOTHING = Case()


@dataclass(frozen=True, slots=True)
class Asked:
    """One case that was asked about, with the judge of its pack; no judge where it cannot be read."""

    stated: Stated
    judge: Judge | None


def open_text(source: str) -> str:
    """Return the text of a file, or of standard input for `-`; stop with exit 2 where there is none."""
    try:
        raw = sys.stdin.buffer.read(BYTES_MAX) if source == "-" else Path(source).read_bytes()[:BYTES_MAX]
    except OSError as error:
        raise click.UsageError(f"{source}: {error.strerror}") from error
    return raw.decode("utf-8-sig", "replace")


def cases(source: str, pack: str | None, *, known: bool, now: date) -> Iterator[Asked]:
    """Walk the cases of a source; a bad one comes with its problems and the next one follows."""
    text = open_text(source)
    place = "stdin" if source == "-" else Path(source).name
    shelves = _Packs(pack)
    whole = _whole(text, place)
    if whole is not None:
        yield _asked(whole, None, place, 1, shelves, known=known, now=now)
        return
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        if len(line) > LINE_MAX:
            refused: object = None
            fault: Problem | None = problem("long_line", place, number, size=len(line), most=LINE_MAX)
        else:
            refused, fault = parse_json(line, place, number)
        yield _asked(refused, fault, place, number, shelves, known=known, now=now)


def _whole(text: str, place: str) -> object | None:
    """Return the one object a text is, spread over several lines or not; None where it is not one."""
    if len(text) > LINE_MAX or not text.lstrip().startswith("{"):
        return None
    found, fault = parse_json(text, place, 1)
    return found if fault is None else None


class _Packs:
    """The packs asked for: one for the whole batch, or each case its own."""

    def __init__(self, pack: str | None) -> None:
        self._given = None if pack is None else take_pack(pack)

    def of(self, stated: object) -> Book:
        if self._given is not None:
            return self._given
        name = stated.get("pack") if isinstance(stated, dict) else None
        return shelf.take(name if isinstance(name, str) else shelf.DEFAULT)


def take_pack(pack: str) -> Book:
    """Return a pack by name or by folder, or raise NotLoaded."""
    path = Path(pack)
    return shelf.take_from(path) if path.is_dir() else shelf.take(pack)


def _asked(  # noqa: PLR0913  # one case is all of these
    found: object, fault: Problem | None, place: str, number: int, packs: _Packs, *, known: bool, now: date
) -> Asked:
    if fault is not None:
        return Asked(Stated("", _NOTHING, now, (fault,)), None)
    try:
        book = packs.of(found)
    except shelf.NotLoaded as error:
        problems = tuple(problem_at(each, place, number) for each in error.problems)
        name = found.get("id") if isinstance(found, dict) else ""
        return Asked(Stated(str(name or "")[:80], _NOTHING, now, problems), None)
    stated = read_statement(book.policy, found, place, number, now)
    if known:
        stated = Stated(stated.id, as_known(book.policy, stated.case), stated.today, stated.problems)
    return Asked(stated, None if stated.problems else Judge(book))


def problem_at(one: Problem, place: str, number: int) -> Problem:
    """Give a problem without a place the place of the case it belongs to."""
    return one if one.file else Problem(place, number, one.id, one.what, one.hint, one.code)


def write_json(value: object, *, compact: bool) -> None:
    """Print one JSON value: on one line for programs that read lines, else spread out."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=None if compact else 2))


def complain(problems: tuple[Problem, ...], lang: str) -> None:
    """Say on standard error what is wrong."""
    for each in problems:
        click.echo(each.text(lang), err=True)
