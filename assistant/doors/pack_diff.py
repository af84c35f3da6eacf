"""`assistant pack diff`: what a new version of a pack rules otherwise, before it goes live."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from assistant.doors.case_input import FAILED, write_json
from assistant.doors.languages import lang_option
from assistant.doors.pack_opened import json_option, proved
from assistant.doors.words import say
from assistant.rules.compare import Change, Difference, compare
from assistant.rules.compile import Rulebook
from assistant.rules.in_words import in_words
from assistant.rules.policy import Ruling


@click.command(epilog="Example:  assistant pack diff old_pack new_pack --lang en")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@json_option
@lang_option
def diff(old: Path, new: Path, as_json: bool, lang: str) -> None:  # noqa: FBT001  # click hands flags over so
    """Count the combinations that NEW rules otherwise than OLD, each change with its smallest example.

    Exit 0 where nothing changes, 1 where something does, 2 where a pack cannot be read.
    """
    before, after = proved(old, lang), proved(new, lang)
    found = compare(before, after)
    if as_json:
        write_json(difference_json(before, after, found), compact=False)
    else:
        tell_rules(found, lang)
        tell_difference(after, found, lang)
    sys.exit(FAILED if found.changes else 0)


def tell_rules(found: Difference, lang: str) -> None:
    """Say which rules a new version adds, removes and rewrites."""
    named = {
        name: ", ".join(getattr(found, name)) or say("workshop.none", lang)
        for name in ("added", "removed", "rewritten")
    }
    click.echo(say("workshop.rules", lang, **named))


def tell_difference(book: Rulebook, found: Difference, lang: str) -> None:
    """Say which cases a new version rules otherwise."""
    summary = "workshop.changed" if found.changes else "workshop.same"
    click.echo(say(summary, lang, cases=f"{found.cases:,}", changed=f"{found.changed:,}"))
    for each in sorted(found.changes, key=lambda change: -change.cases):
        old, new = (_name(book, ruling, lang) for ruling in (each.old, each.new))
        line = f"{each.line:<26}"
        click.echo(
            say("workshop.change", lang, line=line, regime=each.regime, old=old, new=new, cases=f"{each.cases:,}")
        )
        example = in_words(book.policy, each.example).of(lang) or say("workshop.any_case", lang)
        click.echo(say("workshop.example", lang, example=example))


def _name(book: Rulebook, ruling: Ruling | None, lang: str) -> str:
    return say("workshop.no_line", lang) if ruling is None else book.policy.rulings[ruling].of(lang)


def difference_json(old: Rulebook, new: Rulebook, found: Difference) -> dict[str, Any]:
    """Return what a new version changes, for programs."""
    return {
        "old": {"pack": old.policy.id, "version": old.policy.version, "digest": old.policy.digest},
        "new": {"pack": new.policy.id, "version": new.policy.version, "digest": new.policy.digest},
        "combinations": found.cases,
        "changed": found.changed,
        "rules": {"added": found.added, "removed": found.removed, "rewritten": found.rewritten},
        "changes": [_change(each) for each in found.changes],
    }


def _change(one: Change) -> dict[str, Any]:
    return {
        "line": one.line,
        "regime": one.regime,
        "old": one.old.value if one.old else None,
        "new": one.new.value if one.new else None,
        "combinations": one.cases,
        "example": one.example,
    }
