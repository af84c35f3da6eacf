"""`assistant listen` and `pack test`: what is heard in lines of speech, and how well."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from assistant import shelf
from assistant.doors.case_input import FAILED, USAGE, complain, write_json
from assistant.doors.languages import lang_option
from assistant.listen.ear import Ear
from assistant.listen.examples import NEUTRAL, Example, Noise, Said, Score, noise, read_examples, score
from assistant.listen.heard import CUSTOMER, SPEAKERS

SHOWN_MAX = 20
THOUSAND = 1_000
_PATH = click.argument("path", required=False, type=click.Path(path_type=Path))


@click.command(epilog="Example:  echo 'tensou wa tanondenai' | assistant listen --today 2011-10-19")
@click.option("--pack", metavar="NAME|DIR", help="Hear with this pack.")
@click.option("--speaker", type=click.Choice(SPEAKERS), default=CUSTOMER, show_default=True, help="Who is speaking.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="The day the words were said; today by default.")
@lang_option
def listen(pack: str | None, speaker: str, today: datetime | None, lang: str) -> None:
    """Read lines of speech on standard input; write one JSON object a line: claims to confirm, never facts."""
    ear = _ear(pack, lang)
    day = today.date() if today else date.today()  # noqa: DTZ011  # the operator's own calendar day
    for raw in sys.stdin.buffer:
        line = raw.decode("utf-8", "replace").rstrip("\r\n")
        if line.strip():
            write_json(ear.hear(line, speaker, day).json(), compact=True)


def _ear(pack: str | None, lang: str) -> Ear:
    try:
        if pack is None:
            return shelf.ear()
        path = Path(pack)
        return shelf.ear_from(path) if path.is_dir() else shelf.ear(pack)
    except shelf.NotLoaded as error:
        complain(tuple(error.problems), lang)
        sys.exit(USAGE)


@click.command("test", epilog="Example:  assistant pack test --json")
@_PATH
@click.option("--json", "as_json", is_flag=True, help="JSON for programs.")
@lang_option
def pack_test(path: Path | None, as_json: bool, lang: str) -> None:  # noqa: FBT001  # click hands flags over so
    """Hear every example of the pack in PATH, and the lines about nothing. Exit 1 if it does worse than it must."""
    ear = _ear(None if path is None else str(path), lang)
    texts = shelf.examples(path)
    rows, problems = read_examples(ear.policy.id, texts, ear)
    complain(tuple(problems), lang)
    scores = {"examples": score([each for each in rows if not each.held], ear)}
    if any(each.held for each in rows):
        scores["held_out"] = score([each for each in rows if each.held], ear)
    lines, heard = noise(texts.get(NEUTRAL, ""), ear)
    rate = THOUSAND * sum(len(each.said) for each in heard) / max(lines, 1)
    failed = [*_failed(scores["examples"], ear), *(["neutral"] if rate > ear.lore.goals["neutral"] else [])]
    failed += ["problems"] if problems else []
    if as_json:
        counts = {name: _counts(each) for name, each in scores.items()}
        neutral = {"lines": lines, "per_thousand": round(rate, 2), "heard": [_noise(each) for each in heard]}
        write_json(
            {"pack": ear.policy.id, "ok": not failed, "failed": failed, **counts, "neutral": neutral}, compact=False
        )
    else:
        _print(scores, heard)
        click.echo(
            f"neutral    {lines} lines, {rate:.1f} proposals in a thousand (at most {ear.lore.goals['neutral']})"
        )
        click.echo(f"failed: {', '.join(failed)}" if failed else "ok")
    sys.exit(FAILED if failed else 0)


def _failed(one: Score, ear: Ear) -> list[str]:
    """Return what falls short of the pack's own goals."""
    goals = ear.lore.goals
    reached = {
        "precision": 100 * one.precision >= goals["precision"],
        "recall": 100 * one.recall >= goals["recall"],
        "forbidden": not one.forbidden,
    }
    return [name for name, is_so in reached.items() if not is_so]


def _counts(one: Score) -> dict[str, Any]:
    return {
        "examples": one.examples,
        "expected": one.expected,
        "found": one.found,
        "precision": round(one.precision, 4),
        "strict_precision": round(one.strict_precision, 4),
        "recall": round(one.recall, 4),
        "warnings": {"due": one.warnings_due, "given": one.warnings_given},
        "forbidden": [_row(each, said) for each, said in one.forbidden],
        "missed": [_row(each, said) for each, said in one.missed],
        "extra": [_row(each, said) for each, said in one.extra],
    }


def _row(example: Example, said: Said) -> dict[str, Any]:
    claim, value = said
    return {"file": example.file, "line": example.line, "text": example.text, "claim": claim, "value": value}


def _noise(one: Noise) -> dict[str, Any]:
    return {"line": one.line, "text": one.text, "said": [list(each) for each in one.said]}


def _print(scores: dict[str, Score], heard: list[Noise]) -> None:
    for name, one in scores.items():
        click.echo(
            f"{name:<10} {one.examples} rows, precision {one.precision:.3f} "
            f"({one.strict_precision:.3f} with what is unsure), recall {one.recall:.3f}, "
            f"{len(one.forbidden)} forbidden, warnings {one.warnings_given}/{one.warnings_due}"
        )
    for example, (claim, value) in scores["examples"].forbidden[:SHOWN_MAX]:
        click.echo(f"  forbidden  {example.file}:{example.line}  {claim}={value}  {example.text}")
    for each in heard[:SHOWN_MAX]:
        click.echo(f"  neutral    {NEUTRAL}:{each.line}  {each.said}  {each.text}")
