"""`assistant decide`, `brief` and `mail`: a stated case in, the decision or the words out."""

from __future__ import annotations

import sys

import click

from assistant.call.answer import brief_json, refused_json, verdict_json
from assistant.call.brief import brief
from assistant.call.mail import TONES, draft, eml
from assistant.call.script import Scene
from assistant.call.verdict import judge_case
from assistant.doors import clock
from assistant.doors.case_input import USAGE, Asked, cases, complain, write_json
from assistant.doors.languages import lang_option
from assistant.rules.clean import show
from assistant.shelf import NotLoaded

_SOURCE = click.argument("source", metavar="FILE|-")
_PACK = click.option("--pack", metavar="NAME|DIR", help="Decide by this pack instead of the one a case names.")
_KNOWN = click.option("--as-known", is_flag=True, help="Take what was not asked as unknown.")
_JSON = click.option("--json", "_as_json", is_flag=True, help="JSON is what comes out anyway; accepted for symmetry.")
_PRETTY = click.option("--pretty", is_flag=True, help="Spread the JSON over several lines.")


@click.command(epilog='Example:  echo \'{"facts": {"order_evidence": "refutes"}}\' | assistant decide - --pretty')
@_SOURCE
@_PACK
@_KNOWN
@_JSON
@_PRETTY
@lang_option
def decide(source: str, pack: str | None, as_known: bool, _as_json: bool, pretty: bool, lang: str) -> None:  # noqa: FBT001  # click hands flags over so
    """Decide each case of FILE: one JSON object, or one a line. Exit 2 if any cannot be read."""
    bad = 0
    for asked in _cases(source, pack, lang, known=as_known):
        stated = asked.stated
        if asked.judge is None:
            bad += 1
            complain(stated.problems, lang)
            write_json(refused_json(stated.id, stated.problems), compact=not pretty)
            continue
        verdict = judge_case(asked.judge, stated.case, stated.today)
        write_json(verdict_json(stated.id, asked.judge.book.policy, verdict, stated.problems), compact=not pretty)
    _finish(bad)


@click.command("brief", epilog="Example:  assistant brief case.json --lang ja --pretty")
@_SOURCE
@_PACK
@_KNOWN
@_JSON
@_PRETTY
@click.option("--tone", type=click.Choice(TONES), default=TONES[1], show_default=True, help="The tone of the mail.")
@click.option("--operator", default="", help="The name to sign with.")
@lang_option
def brief_command(  # noqa: PLR0913, PLR0917  # click hands every option over
    source: str,
    pack: str | None,
    as_known: bool,  # noqa: FBT001  # click hands flags over so
    _as_json: bool,  # noqa: FBT001  # click hands flags over so
    pretty: bool,  # noqa: FBT001  # click hands flags over so
    tone: str,
    operator: str,
    lang: str,
) -> None:
    """Print the script, taboos, both sides, ladder and mail of each case in FILE."""
    bad = 0
    for asked in _cases(source, pack, lang, known=as_known):
        if asked.judge is None:
            bad += 1
            complain(asked.stated.problems, lang)
            write_json(refused_json(asked.stated.id, asked.stated.problems), compact=not pretty)
            continue
        write_json(brief_json(asked.stated.id, brief(_scene(asked, lang, operator), tone), lang), compact=not pretty)
    _finish(bad)


@click.command(epilog="Example:  assistant mail case.json --tone inquiry > draft.eml")
@_SOURCE
@_PACK
@_KNOWN
@click.option("--tone", default=TONES[1], show_default=True, metavar="|".join(TONES), help="How the question is put.")
@click.option("--operator", default="", help="The name to sign with.")
@lang_option
def mail(source: str, pack: str | None, as_known: bool, tone: str, operator: str, lang: str) -> None:  # noqa: FBT001, PLR0913, PLR0917  # click hands every option over
    """Write the confirmation mail of the one case in FILE to standard output, as .eml."""
    asked = list(_cases(source, pack, lang, known=as_known))
    if len(asked) != 1:
        raise click.UsageError(f"one case is wanted, {len(asked)} were given")
    (one,) = asked
    if one.judge is None:
        complain(one.stated.problems, lang)
        sys.exit(USAGE)
    tones = {one.judge.book.policy.tones[name].ja: name for name in TONES} | {name: name for name in TONES}
    if tone not in tones:
        raise click.UsageError(f"--tone: {', '.join(tones)}")
    sys.stdout.buffer.write(eml(draft(_scene(one, lang, operator), tones[tone])))


def _cases(source: str, pack: str | None, lang: str, *, known: bool) -> list[Asked]:
    today = clock.today()
    try:
        return list(cases(source, pack, known=known, now=today))
    except NotLoaded as error:
        complain(tuple(error.problems), lang)
        sys.exit(USAGE)


def _scene(asked: Asked, lang: str, operator: str) -> Scene:
    if asked.judge is None:
        raise ValueError(asked.stated.id)
    stated = asked.stated
    verdict = judge_case(asked.judge, stated.case, stated.today)
    return Scene(asked.judge.book.policy, stated.case, stated.id, verdict, stated.today, lang, operator)


def _finish(bad: int) -> None:
    if bad:
        click.echo(show(f"{bad} could not be read"), err=True)
        sys.exit(USAGE)
