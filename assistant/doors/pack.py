"""`assistant pack check` and `prove`: whether a pack is well written, and keeps its promises."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import click

from assistant import shelf
from assistant.call.asking import check_questions
from assistant.doors.case_input import FAILED, USAGE, complain, write_json
from assistant.doors.languages import lang_option
from assistant.listen.ear import Ear
from assistant.listen.lint import lint
from assistant.listen.reading import files_of
from assistant.rules.compile import Rulebook, load
from assistant.rules.policy import Policy
from assistant.rules.problems import Problem
from assistant.rules.proof import Walked, promises, walk

STEP = 250_000

_PATH = click.argument("path", required=False, type=click.Path(path_type=Path))
_JSON = click.option("--json", "as_json", is_flag=True, help="JSON for programs.")


@click.group(epilog="Example:  assistant pack check --lang en")
def pack() -> None:
    """Check and prove a pack of rules."""


@pack.command(epilog="Example:  assistant pack check my_pack --lang en")
@_PATH
@_JSON
@lang_option
def check(path: Path | None, as_json: bool, lang: str) -> None:  # noqa: FBT001  # click hands flags over so
    """Name every problem of the pack in PATH (or of the one that comes with the program)."""
    name, book, problems = _load(path, lang)
    if book is not None:
        texts = shelf.read(path)[1]
        problems = [*problems, *check_questions(texts, book.policy), *_of_hearing(name, texts, book.policy)]
    if as_json:
        write_json(
            {
                "pack": name,
                "ok": not problems,
                "problems": [_told(each) for each in problems],
                **({} if book is None else _state(book.policy)),
            },
            compact=False,
        )
    else:
        complain(tuple(problems), lang)
        click.echo(f"{name}: {len(problems)} problem(s)" if problems else f"{name}: ok")
        if book is not None:
            _say_state(book.policy, lang)
    sys.exit(FAILED if problems else 0)


@pack.command(epilog="Example:  assistant pack prove --json")
@_PATH
@_JSON
@lang_option
def prove(path: Path | None, as_json: bool, lang: str) -> None:  # noqa: FBT001  # click hands flags over so
    """Walk every combination of facts, and prove every promise of the pack."""
    name, book, problems = _load(path, lang)
    if book is None:
        complain(tuple(problems), lang)
        sys.exit(FAILED)
    begun = time.perf_counter()
    walked = [_walked(book, line) for line in book.tables]
    proved = promises(book)
    ok = all(each.holds for each in proved) and all(each.differs is None for each in walked)
    if as_json:
        write_json(
            {
                "pack": name,
                "version": book.policy.version,
                "ok": ok,
                "seconds": round(time.perf_counter() - begun, 2),
                "regimes": [each.id for each in book.regimes],
                "facts": sorted({name for each in walked for name in each.facts}),
                "rows": sum(each.rows for each in walked),
                "combinations": sum(each.cases for each in walked),
                "lines": [_line(each) for each in walked],
                "properties": [
                    {"id": e.id, "line": e.line, "says": e.says, "holds": e.holds, "counterexample": e.counterexample}
                    for e in proved
                ],
            },
            compact=False,
        )
    else:
        _print_proof(book, walked)
        for each in proved:
            click.echo(f"{'holds ' if each.holds else 'BROKEN'}  {each.id:<16} {each.says}")
    sys.exit(0 if ok else FAILED)


def _line(walked: Walked) -> dict[str, Any]:
    return {
        "line": walked.line,
        "facts": list(walked.facts),
        "rows": walked.rows,
        "combinations": walked.cases,
        "rulings": walked.by_ruling,
        "compiler_differs": walked.differs,
    }


def _walked(book: Rulebook, line: str) -> Walked:
    table = book.tables[line]
    seen = 0

    def progress(cases: int) -> None:
        nonlocal seen
        seen += cases
        if seen % STEP == 0 and sys.stderr.isatty():
            click.echo(f"\r{line}: {seen:,}", nl=False, err=True)

    found = walk(table, progress)
    if seen >= STEP and sys.stderr.isatty():
        click.echo("\r", nl=False, err=True)
    return found


def _print_proof(book: Rulebook, walked: list[Walked]) -> None:
    click.echo(f"{book.policy.id} {book.policy.version}: regimes {', '.join(each.id for each in book.regimes)}")
    for each in walked:
        rulings = ", ".join(f"{ruling} {count:,}" for ruling, count in each.by_ruling.items())
        word = "same" if each.differs is None else f"DIFFERS at {each.differs}"
        click.echo(f"{each.line:<26} {len(each.facts):>2} facts {each.rows:>4} rows {each.cases:>10,} cases  {word}")
        click.echo(f"{'':<26} {rulings}")


def _load(path: Path | None, lang: str) -> tuple[str, Rulebook | None, list[Problem]]:
    try:
        name, texts = shelf.read(path)
    except shelf.NotLoaded as error:
        complain(tuple(error.problems), lang)
        sys.exit(USAGE)
    book, problems = load(name, texts)
    return name, book, problems


def _of_hearing(name: str, texts: dict[str, str], policy: Policy) -> list[Problem]:
    """Return what is wrong with the words and patterns of a pack; one without any hears nothing, and still rules."""
    if not files_of(texts):
        return []
    ear, problems = Ear.of(texts, policy)
    return problems if ear is None else lint(name, texts, ear)


def _state(policy: Policy) -> dict[str, Any]:
    return {
        "version": policy.version,
        "digest": policy.digest,
        "verified_through": policy.verified_through.isoformat(),
        "reviewed_by": policy.reviewed_by or None,
        "counsel": [
            {
                "id": e.id,
                "question": {"ja": e.question.ja, "en": e.question.en},
                "default": {"ja": e.default.ja, "en": e.default.en},
            }
            for e in policy.counsel.values()
        ],
    }


def _say_state(policy: Policy, lang: str) -> None:
    click.echo(f"verified through {policy.verified_through}; reviewed by {policy.reviewed_by or '-'}")
    for each in policy.counsel.values():
        click.echo(f"  ? {each.question.of(lang)}  {each.default.of(lang)}")


def _told(one: Problem) -> dict[str, Any]:
    return {
        "code": one.code,
        "file": one.file,
        "line": one.line,
        "id": one.id,
        "ja": one.text("ja"),
        "en": one.text("en"),
    }
