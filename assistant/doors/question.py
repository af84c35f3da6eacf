"""`assistant ask`: an operator's own question on one case, stated or in the seat's journal."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from assistant import shelf
from assistant.call.answer import cited_json
from assistant.call.asking import Answer, Questions
from assistant.call.script import Scene
from assistant.call.verdict import judge_case
from assistant.doors import clock, surroundings
from assistant.doors.case_input import USAGE, complain, write_json
from assistant.doors.languages import lang_option
from assistant.doors.one_case import Found, find
from assistant.rules.clean import show


@click.command(epilog='Example:  assistant ask case.json "Why?" --lang en')
@click.argument("source", metavar="FILE|-|CASE_ID")
@click.argument("question")
@click.option("--pack", metavar="NAME|DIR", help="Answer by this pack instead of the one a stated case names.")
@click.option("--json", "as_json", is_flag=True, help="JSON for programs.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Folder of the record.")
@lang_option
def ask(source: str, question: str, pack: str | None, as_json: bool, data: Path | None, lang: str) -> None:  # noqa: FBT001, PLR0913, PLR0917  # click hands every option over
    """Answer QUESTION on the one case in FILE, or on a case of the record."""
    today = clock.today()
    try:
        found = find(source, pack, data, today, lang)
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
