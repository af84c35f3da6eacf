"""`assistant ask`: an operator's own question on one case, stated or in the seat's journal."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from assistant import shelf
from assistant.call.answer import cited_json
from assistant.call.asking import NO_HISTORY, Answer, Questions
from assistant.call.case import Case, fold
from assistant.call.script import Scene
from assistant.call.timeline import History
from assistant.call.verdict import judge_case, today_of
from assistant.doors import surroundings
from assistant.doors.case_input import USAGE, cases, complain, take_pack, write_json
from assistant.doors.languages import lang_option
from assistant.rules.clean import show
from assistant.rules.decision import Judge
from assistant.rules.problems import near


@dataclass(frozen=True, slots=True)
class Found:
    """The case that is asked about."""

    id: str
    case: Case
    judge: Judge
    today: date
    history: History


@click.command(epilog='Example:  assistant ask case.json "Why?" --lang en')
@click.argument("source", metavar="FILE|-|CASE_ID")
@click.argument("question")
@click.option("--pack", metavar="NAME|DIR", help="Answer by this pack instead of the one a stated case names.")
@click.option("--json", "as_json", is_flag=True, help="JSON for programs.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Folder of the record.")
@lang_option
def ask(source: str, question: str, pack: str | None, as_json: bool, data: Path | None, lang: str) -> None:  # noqa: FBT001, PLR0913, PLR0917  # click hands every option over
    """Answer QUESTION on the one case in FILE, or on a case of the record."""
    today = date.today()  # noqa: DTZ011  # the operator's own calendar day
    try:
        stated = source == "-" or Path(source).is_file()
        found = _stated(source, pack, today, lang) if stated else _recorded(source, data, today)
        questions = _questions(found, pack)
    except shelf.NotLoaded as error:
        complain(tuple(error.problems), lang)
        sys.exit(USAGE)
    policy = found.judge.book.policy
    verdict = judge_case(found.judge, found.case, found.today)
    scene = Scene(policy, found.case, found.id, verdict, found.today, lang, surroundings.operator())
    answer = questions.answer(scene, found.judge, found.history, question)
    if as_json:
        write_json(answer_json(question, answer), compact=True)
        return
    for line in (*answer.lines, *answer.nearest):
        click.echo(show(line))


def answer_json(question: str, answer: Answer) -> dict[str, Any]:
    """Return an answer as plain JSON values."""
    return {
        "question": question,
        "intent": answer.intent,
        "sure": answer.sure,
        "answer": list(answer.lines),
        "citations": [cited_json(each) for each in answer.citations],
        "nearest": list(answer.nearest),
    }


def _questions(found: Found, pack: str | None) -> Questions:
    folder = Path(pack) if pack is not None else None
    if folder is not None and folder.is_dir():
        return shelf.questions_in(shelf.texts_in(folder), found.judge.book.policy)
    return shelf.questions(found.judge.book.policy.id)


def _stated(source: str, pack: str | None, today: date, lang: str) -> Found:
    stated = list(cases(source, pack, known=False, now=today))
    if len(stated) != 1:
        raise click.UsageError(f"one case is wanted, {len(stated)} were given")
    (one,) = stated
    if one.judge is None:
        complain(one.stated.problems, lang)
        sys.exit(USAGE)
    return Found(one.stated.id, one.stated.case, one.judge, one.stated.today, NO_HISTORY)


def _recorded(case_id: str, data: Path | None, today: date) -> Found:
    """Read a case from the record, which another process may have open at the same time."""
    from assistant.journal.book import Book  # noqa: PLC0415  # a stated case must not pay for the record
    from assistant.journal.refusals import CannotOpen  # noqa: PLC0415  # a stated case must not pay for the record
    from assistant.seat import JOURNAL  # noqa: PLC0415  # a stated case must not pay for the record

    path = (data or surroundings.data_folder()) / JOURNAL
    try:
        with Book.read(path) as book:
            entries = book.entries(case_id)
            known = [row.case_id for row in book.cases()]
    except CannotOpen as error:
        raise click.UsageError(f"{case_id}: neither a file nor a case of the record ({error.why.value})") from error
    if not entries:
        raise click.UsageError(f"{case_id}: neither a file nor a case of the record. {near(case_id, known).en}")
    case = fold(each.event for each in entries if each.event is not None)
    return Found(case_id, case, Judge(take_pack(case.pack)), today_of(case, today), entries)
