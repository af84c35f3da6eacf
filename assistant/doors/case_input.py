"""Cases from a file or from standard input: one JSON object, or one a line."""

from __future__ import annotations

import json
import re
import sys
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from assistant import shelf
from assistant.call.case import Case
from assistant.call.json_text import parse_json
from assistant.call.statement import ID_MAX, Stated, as_known, read_statement
from assistant.rules.clean import clean, show, unseen
from assistant.rules.compile import Rulebook
from assistant.rules.decision import Judge
from assistant.rules.problems import Problem, problem

BYTES_MAX = 100_000_000
LINE_MAX = 200_000
"""Of bytes: of one line, and of one object spread over several."""
USAGE = 2
FAILED = 1
INTERRUPTED = 130
_NOTHING = Case()
_SUSPECT = re.compile(r"[^\n -~\u3000-\u30ff\u4e00-\u9fff\uff01-\uff5e]")

Read = tuple[int, object, Problem | None]
"""The line a case begins on, and what stands there, or why it cannot be read."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One case that was asked about, with the judge of its pack; no judge where it cannot be read."""

    stated: Stated
    judge: Judge | None


def cases(source: str, pack: str | None, *, known: bool, now: date) -> Iterator[Asked]:
    """Walk the cases of a source; a bad one comes with its problems and the next one follows."""
    place = "stdin" if source == "-" else show(Path(source).name or source)
    shelves = _Packs(pack)
    for number, found, fault in _stated(_bytes(source), place):
        yield _asked(found, fault, place, number, shelves, known=known, now=now)


def _bytes(source: str) -> bytes:
    """Return a file, or standard input for `-`; stop with exit 2 where there is none."""
    try:
        if source == "-":
            return sys.stdin.buffer.read(BYTES_MAX + 1)
        with Path(source).open("rb") as file:
            return file.read(BYTES_MAX + 1)
    except OSError as error:
        raise click.UsageError(f"{show(source)}: {error.strerror}") from error
    except ValueError as error:  # a name no file can have
        raise click.UsageError(f"{show(source)}: {error}") from error


def _stated(raw: bytes, place: str) -> Iterator[Read]:
    if len(raw) > BYTES_MAX:
        yield 0, None, problem("too_large", place, size=len(raw), most=BYTES_MAX)
        return
    raw = raw.removeprefix(BOM_UTF8)
    whole = _whole(raw, place)
    if whole is not None:
        yield whole
        return
    lines = [(number, line) for number, line in enumerate(raw.split(b"\n"), 1) if line.strip()]
    if not lines:
        yield 0, None, problem("no_case", place)
    for number, line in lines:
        yield (number, *_one(line, place, number))


def _one(line: bytes, place: str, number: int) -> tuple[object, Problem | None]:
    if len(line) > LINE_MAX:
        return None, problem("long_line", place, number, size=len(line), most=LINE_MAX)
    try:
        return parse_json(line.decode("utf-8"), place, number)
    except UnicodeDecodeError:
        return None, problem("not_utf8", place, number)


def _whole(raw: bytes, place: str) -> Read | None:
    """Return the one object a text is, spread over several lines or not; None where it is not one.

    A text that opens one brace at the margin and does not close it on that line is one
    object even where it is badly written: its lines are no cases by themselves.
    """
    bare = raw.lstrip()
    if len(raw) > LINE_MAX or not bare.startswith(b"{"):
        return None
    first = raw[: len(raw) - len(bare)].count(b"\n") + 1
    found, fault = _one(bare, place, first)
    lines = bare.splitlines()
    spread = sum(line.startswith(b"{") for line in lines) == 1 and not lines[0].rstrip().endswith(b"}")
    return (first, found, fault) if fault is None or spread else None


class _Packs:
    """The packs asked for: one for the whole batch, or each case its own."""

    def __init__(self, pack: str | None) -> None:
        self._given = None if pack is None else take_pack(pack)

    def of(self, stated: object) -> Rulebook:
        if self._given is not None:
            return self._given
        name = stated.get("pack") if isinstance(stated, dict) else None
        return shelf.take(shelf.DEFAULT if name is None else name if isinstance(name, str) else json.dumps(name))


def take_pack(pack: str) -> Rulebook:
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
        return Asked(Stated(clean(name, ID_MAX) if isinstance(name, str) else "", _NOTHING, now, problems), None)
    stated = read_statement(book.policy, found, place, number, now)
    if known:
        stated = Stated(stated.id, as_known(book.policy, stated.case), stated.today, stated.problems)
    return Asked(stated, None if stated.problems else Judge(book))


def problem_at(one: Problem, place: str, number: int) -> Problem:
    """Give a problem without a place the place of the case it belongs to."""
    return one if one.file else Problem(place, number, one.id, one.what, one.hint, one.code)


def write_json(value: object, *, compact: bool) -> None:
    """Print one JSON value in UTF-8: on one line for programs that read lines, else spread out.

    What the eye would miss, or a terminal would obey, is written as JSON escapes.
    """
    text = json.dumps(value, ensure_ascii=False, indent=None if compact else 2)
    click.echo(_SUSPECT.sub(_escaped, text).encode())


def _escaped(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1] if unseen(found[0]) else found[0]


def complain(problems: tuple[Problem, ...], lang: str) -> None:
    """Say on standard error what is wrong."""
    for each in problems:
        click.echo(show(each.text(lang)), err=True)
