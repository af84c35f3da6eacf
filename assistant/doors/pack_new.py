"""`assistant pack new`: a folder with a pack that loads, proves and runs a call, to be rewritten by its author."""

from __future__ import annotations

import json
import re
import sys
from importlib.resources import files
from pathlib import Path

import click

from assistant import shelf
from assistant.doors import clock
from assistant.doors.case_input import USAGE
from assistant.doors.languages import lang_option
from assistant.doors.words import say
from assistant.rules.clean import show
from assistant.rules.compile import load
from assistant.rules.decision import Judge
from assistant.rules.golden import try_all, written

_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_RULE = re.compile(r"(?m)^(?=\[\[rule\]\]$)")
_NEEDS = re.compile(r"(?m)^\[bill_needs\]\n(?:.+\n)+")
NEEDS = '[bill_needs]\norder_evidence = ["supports"]\ndisputed = ["no"]\n'
"""What a bill stands on under the first rules."""
LENT = (
    *("sources.toml", "ladder.toml", "taboo.toml", "amounts.toml", "ask.toml", "words/"),
    *("listen.toml", "listen_verbs.toml", "listen_claims.toml", "listen_scope.toml", "listen_en.toml"),
)
"""What a new pack takes as it is: nobody rewrites it in the first half hour."""
_COMMENT = re.compile(r"(?m)^#.*\n+")


@click.command(epilog="Example:  assistant pack new my_pack --lang en")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--id", "pack_id", help="The pack's id; that of the folder where it is left out.")
@click.option("--whole", is_flag=True, help="Write out what would be borrowed, too: to change it, or to stand alone.")
@lang_option
def new(path: Path, pack_id: str | None, whole: bool, lang: str) -> None:  # noqa: FBT001  # click hands every option over
    """Write a new pack into PATH, a folder that is empty or not there yet.

    It comes with a few rules of its own and one golden case for each. The law, the words of a call,
    the ladder and what must not be said are borrowed from the pack that comes with the program.
    """
    name = pack_id or path.resolve().name
    if not _ID.fullmatch(name):
        raise click.UsageError(say("workshop.bad_id", lang, id=show(name[:80])))
    try:
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise click.UsageError(say("workshop.not_empty", lang, path=show(str(path))))
        texts = skeleton(name, whole=whole)
        for each, text in texts.items():
            file = path / each
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        click.echo(show(f"{path}: {error.strerror}"), err=True)
        sys.exit(USAGE)
    click.echo(show(say("workshop.made", lang, path=path, count=len(texts))))


def skeleton(name: str, *, whole: bool) -> dict[str, str]:
    """Return the texts of a new pack of this id, its golden cases included; `whole`: nothing of it borrowed."""
    _, texts = shelf.read(None)
    head = {"id": _literal(name), "version": _literal(f"{clock.today():%Y.%m}.0"), "reviewed_by": '""'}
    for lang in ("ja", "en"):
        head |= {f"{key}.{lang}": _literal(say(f"skeleton.{key}", lang)) for key in ("title", "notice")}
    begun = _headed(texts["pack.toml"], head)
    made = {**texts, "pack.toml": begun if whole else _borrowing(begun), "rules.toml": _rules(texts["rules.toml"])}
    own = {each: text for each, text in made.items() if whole or not each.startswith(LENT)}
    return {**own, "golden/first.toml": _goldens(name, made)}


def _headed(text: str, head: dict[str, str]) -> str:
    """Put the new pack's own lines in place of those of the old one, and its own needs of a bill."""
    lines = text.split("\n")
    for key, value in head.items():
        at = next(at for at, line in enumerate(lines) if line.startswith(f"{key} = "))
        lines[at] = f"{key} = {value}"
    return _NEEDS.sub(NEEDS, "\n".join(lines), count=1)


def _borrowing(text: str) -> str:
    """Say before the first table of a pack.toml what is borrowed."""
    first = text.index("\n[") + 1
    return f"{text[:first]}[borrows]\nfrom = {_literal(shelf.DEFAULT)}\nfiles = {json.dumps(LENT)}\n\n{text[first:]}"


def _rules(text: str) -> str:
    """Return the first rules, and what the old pack says of the other charge lines."""
    first = files("assistant.doors").joinpath("first_rules.toml").read_text(encoding="utf-8")
    own = f'line = "{next(iter(shelf.take().policy.lines))}"'
    kept = [each for each in _RULE.split(text.partition("[[never]]")[0])[1:] if own not in each]
    others = "\n".join(_COMMENT.sub("", each).rstrip() + "\n" for each in kept)
    rules, promise, nevers = first.partition("# --- what this pack promises")
    return f"{rules}# --- other charge lines\n\n{others}\n{promise}{nevers}"


def _goldens(name: str, texts: dict[str, str]) -> str:
    """Return a golden case for each rule, as the author would be advised to write it."""
    from assistant.doors.pack_golden import suggested  # noqa: PLC0415  # it imports what hears, and only here

    book, problems = load(name, texts)
    if book is None:
        raise shelf.NotLoaded(problems)
    found = list(suggested(book, [rule.id for rule in book.policy.rules]))
    return "\n".join(written(each.golden) for each in try_all(Judge(book), found) if each.right)


def _literal(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
