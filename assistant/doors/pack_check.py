"""`assistant pack check`: whether a pack is well written."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from assistant import shelf
from assistant.call.asking import check_questions
from assistant.doors.case_input import FAILED, complain, write_json
from assistant.doors.languages import lang_option
from assistant.doors.pack_opened import json_option, opened, path_argument
from assistant.listen.ear import Ear
from assistant.listen.lint import lint
from assistant.listen.reading import files_of
from assistant.rules.policy import Policy
from assistant.rules.problems import Problem


@click.command(epilog="Example:  assistant pack check my_pack --lang en")
@path_argument
@json_option
@lang_option
def check(path: Path | None, as_json: bool, lang: str) -> None:  # noqa: FBT001  # click hands flags over so
    """Name every problem of the pack in PATH (or of the one that comes with the program)."""
    name, book, problems = opened(path, lang)
    if book is not None:
        texts = shelf.read(path)[1]
        problems = [*problems, *check_questions(texts, book.policy), *_of_hearing(name, texts, book.policy)]
    if as_json:
        write_json(
            {
                "pack": name,
                "ok": not problems,
                "problems": [told(each) for each in problems],
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


def told(one: Problem) -> dict[str, Any]:
    """Return a problem for programs."""
    return {
        "code": one.code,
        "file": one.file,
        "line": one.line,
        "id": one.id,
        "ja": one.text("ja"),
        "en": one.text("en"),
    }
