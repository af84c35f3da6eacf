"""How well a pack hears: its examples and the lines about nothing, held against its own goals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from assistant import shelf
from assistant.doors.case_input import complain
from assistant.doors.listen import ear_of
from assistant.listen.ear import Ear
from assistant.listen.examples import NEUTRAL, Example, Noise, Said, Score, noise, read_examples, score
from assistant.rules.clean import show

SHOWN_MAX = 20
THOUSAND = 1_000


def hearing(path: Path | None, lang: str, *, quiet: bool) -> tuple[list[str], dict[str, Any]]:
    """Hear every example; return what falls short, and the figures. Print them unless quiet."""
    ear = ear_of(None if path is None else str(path), lang)
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
    if not quiet:
        _print(scores, heard)
        click.echo(
            show(f"neutral    {lines} lines, {rate:.1f} proposals in a thousand (at most {ear.lore.goals['neutral']})")
        )
    counts: dict[str, Any] = {name: _counts(each) for name, each in scores.items()}
    neutral = {"lines": lines, "per_thousand": round(rate, 2), "heard": [_noise(each) for each in heard]}
    return failed, {**counts, "neutral": neutral}


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
            show(
                f"{name:<10} {one.examples} rows, precision {one.precision:.3f} "
                f"({one.strict_precision:.3f} with what is unsure), recall {one.recall:.3f}, "
                f"{len(one.forbidden)} forbidden, warnings {one.warnings_given}/{one.warnings_due}"
            )
        )
    for example, (claim, value) in scores["examples"].forbidden[:SHOWN_MAX]:
        click.echo(show(f"  forbidden  {example.file}:{example.line}  {claim}={value}  {example.text}"))
    for each in heard[:SHOWN_MAX]:
        click.echo(show(f"  neutral    {NEUTRAL}:{each.line}  {each.said}  {each.text}"))
