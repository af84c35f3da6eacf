"""`assistant pack check`: whether a pack is well written, and what is right in it and still worth a look."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from assistant import shelf
from assistant.call.asking import check_questions
from assistant.call.asking.reading import FILE as QUESTIONS
from assistant.doors import clock
from assistant.doors.case_input import FAILED, complain, write_json
from assistant.doors.languages import lang_option
from assistant.doors.pack_opened import json_option, opened, path_argument
from assistant.doors.words import say
from assistant.listen.ear import Ear
from assistant.listen.lint import lint
from assistant.listen.reading import files_of
from assistant.rules.advice import advise
from assistant.rules.clean import show
from assistant.rules.compile import Rulebook
from assistant.rules.decision import Judge
from assistant.rules.golden import covered, read_goldens, try_all
from assistant.rules.policy import Policy
from assistant.rules.problems import Problem, problem
from assistant.rules.tax import Tax, tax
from assistant.rules.toml_text import Site


@click.command(epilog="Example:  assistant pack check my_pack --lang en")
@path_argument
@json_option
@lang_option
def check(path: Path | None, as_json: bool, lang: str) -> None:  # noqa: FBT001  # click hands flags over so
    """Name every problem of the pack in PATH (or of the one that comes with the program), and give advice.

    Exit 1 where there is a problem. Advice keeps no pack from loading.
    """
    name, book, problems = opened(path, lang)
    advice: list[Problem] = []
    taxes: list[Tax] = []
    if book is not None:
        texts = shelf.read(path)[1]
        asked = check_questions(texts, book.policy) if QUESTIONS in texts else []
        problems = [*problems, *asked, *_of_hearing(name, texts, book.policy)]
        goldens, more = read_goldens(book.policy, shelf.goldens(path))
        problems += more
        cases = covered(book.policy, try_all(Judge(book), goldens))
        taxes = _taxes(book)
        advice = [*_signature(name, book.policy), *advise(book, Site(name, texts), cases, taxes, clock.today())]
    if as_json:
        out = {"pack": name, "ok": not problems, "problems": [told_problem(e) for e in problems]}
        out |= {} if book is None else {"advice": [told_problem(e) for e in advice], **_state(book, taxes)}
        write_json(out, compact=False)
    else:
        complain(tuple(problems), lang)
        click.echo(show(f"{name}: {len(problems)} problem(s)" if problems else f"{name}: ok"))
        if book is not None:
            _say_state(book, taxes, lang)
        for each in advice:
            click.echo(show(say("workshop.advice", lang, text=each.text(lang))))
    sys.exit(FAILED if problems else 0)


def _signature(name: str, policy: Policy) -> list[Problem]:
    void = policy.signature_void
    return [problem("signature_void", f"{name}/signature.toml", 1, found=void)] if void else []


def _of_hearing(name: str, texts: dict[str, str], policy: Policy) -> list[Problem]:
    """Return what is wrong with the words and patterns of a pack; one without any hears nothing, and still rules."""
    if not files_of(texts):
        return []
    ear, problems = Ear.of(texts, policy)
    return problems if ear is None else lint(name, texts, ear)


def _taxes(book: Rulebook) -> list[Tax]:
    found = (tax(book.policy, table) for table in book.tables.values())
    return [each for each in found if each is not None and each.best]


def _state(book: Rulebook, taxes: list[Tax]) -> dict[str, Any]:
    policy = book.policy
    return {
        "version": policy.version,
        "digest": policy.digest,
        "verified_through": policy.verified_through.isoformat(),
        "reviewed_by": policy.reviewed_by or None,
        "reviewed_on": policy.reviewed_on.isoformat() if policy.reviewed_on else None,
        "stage_tax": {each.line: round(each.ratio, 3) for each in taxes},
        "counsel": [
            {
                "id": e.id,
                "question": {"ja": e.question.ja, "en": e.question.en},
                "default": {"ja": e.default.ja, "en": e.default.en},
            }
            for e in policy.counsel.values()
        ],
    }


def _say_state(book: Rulebook, taxes: list[Tax], lang: str) -> None:
    policy = book.policy
    by = f"{policy.reviewed_by} ({policy.reviewed_on})" if policy.reviewed_by else say("workshop.training", lang)
    click.echo(show(f"verified through {policy.verified_through}; reviewed by {by}"))
    for each in taxes:
        figures = {"staged": f"{each.staged:.2f}", "best": f"{each.best:.2f}", "ratio": f"{each.ratio:.2f}"}
        click.echo(say("workshop.tax", lang, line=each.line, **figures))
    for point in policy.counsel.values():
        click.echo(show(f"  ? {point.question.of(lang)}  {point.default.of(lang)}"))


def told_problem(one: Problem) -> dict[str, Any]:
    """Return a problem for programs."""
    return {
        "code": one.code,
        "file": one.file,
        "line": one.line,
        "id": one.id,
        "ja": one.text("ja"),
        "en": one.text("en"),
    }
