"""`assistant pack test` and `cover`: golden cases, and which rules they try."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from assistant import shelf
from assistant.doors.case_input import FAILED, complain, write_json
from assistant.doors.languages import lang_option
from assistant.doors.pack_heard import hearing
from assistant.doors.pack_opened import json_option, path_argument, proved
from assistant.doors.words import say
from assistant.listen.reading import files_of
from assistant.rules.clean import show
from assistant.rules.compare import day_in
from assistant.rules.compile import Rulebook
from assistant.rules.decision import Judge
from assistant.rules.facts import Fact
from assistant.rules.golden import Golden, Tried, covered, read_goldens, try_all, written
from assistant.rules.reach import case_of
from assistant.rules.table import REGIME

_HUNDRED = 100


@click.command("test", epilog="Example:  assistant pack test --json")
@path_argument
@json_option
@lang_option
def pack_test(path: Path | None, as_json: bool, lang: str) -> None:  # noqa: FBT001  # click hands flags over so
    """Decide every golden case, and hear every example, of the pack in PATH. Exit 1 if it does worse than it must."""
    book = proved(path, lang)
    tried, faulty = _tried(book, path, lang)
    failed = ["golden"] if faulty or any(not each.right for each in tried) else []
    told: dict[str, Any] = {}
    if not as_json:
        _print(book, tried, lang)
    if files_of(shelf.read(path)[1]):
        short, told = hearing(path, lang, quiet=as_json)
        failed += short
    if as_json:
        golden = _counted(book, tried)
        write_json(
            {"pack": book.policy.id, "ok": not failed, "failed": failed, "golden": golden, **told}, compact=False
        )
    else:
        click.echo(show(f"failed: {', '.join(failed)}") if failed else "ok")
    sys.exit(FAILED if failed else 0)


@click.command(epilog="Example:  assistant pack cover my_pack --suggest > my_pack/golden/more.toml")
@path_argument
@click.option(
    "--suggest", is_flag=True, help="Write a smallest case for each rule not tried, to be read and corrected."
)
@json_option
@lang_option
def cover(path: Path | None, suggest: bool, as_json: bool, lang: str) -> None:  # noqa: FBT001  # click hands flags over so
    """Say which golden cases try each rule. Exit 1 while a rule is not tried."""
    book = proved(path, lang)
    tried, _ = _tried(book, path, lang)
    found = covered(book.policy, tried)
    left = [rule for rule, cases in found.items() if not cases]
    if suggest:
        click.echo(show("\n".join(written(each) for each in suggested(book, left))), nl=False)
    elif as_json:
        write_json({"pack": book.policy.id, **_counted(book, tried), "rules": found}, compact=False)
    else:
        for rule, cases in found.items():
            click.echo(show(f"{rule:<28} {', '.join(cases) if cases else say('workshop.untried', lang)}"))
        click.echo(show(_share(book, tried, lang)))
    sys.exit(FAILED if left else 0)


def suggested(book: Rulebook, rules: list[str]) -> Iterator[Golden]:
    """Walk a smallest case for each of these rules, with the ruling the pack gives it."""
    policy = book.policy
    for table in book.tables.values():
        for rule in table.rules:
            case = case_of(table, rule) if rule.id in rules else None
            if case is None:
                continue
            facts = {name: Fact(value) for name, value in case.items() if name != REGIME}
            day = day_in(case.get(REGIME, "../.."))
            if REGIME in case:
                facts[policy.basis] = Fact(day.isoformat())
            today = max(day, date(2011, 10, 19))
            yield Golden("", 0, rule.id.replace("/", "_"), table.line, today, facts, rule.ruling.value, (rule.id,))


def _tried(book: Rulebook, path: Path | None, lang: str) -> tuple[list[Tried], bool]:
    goldens, problems = read_goldens(book.policy, shelf.goldens(path))
    complain(tuple(problems), lang)
    return try_all(Judge(book), goldens), bool(problems)


def _counted(book: Rulebook, tried: list[Tried]) -> dict[str, Any]:
    found = covered(book.policy, tried)
    return {
        "cases": len(tried),
        "right": sum(each.right for each in tried),
        "wrong": [_wrong(each) for each in tried if not each.right],
        "covered": sum(bool(cases) for cases in found.values()),
        "of": len(found),
        "untried": [rule for rule, cases in found.items() if not cases],
    }


def _wrong(one: Tried) -> dict[str, Any]:
    wanted = {"ruling": one.golden.ruling, "rules": list(one.golden.rules)}
    came_to = {"ruling": one.came_to, "rules": list(one.spoke)}
    return {"file": one.golden.file, "line": one.golden.row, "id": one.golden.id, "wanted": wanted, "came_to": came_to}


def _print(book: Rulebook, tried: list[Tried], lang: str) -> None:
    for each in tried:
        if not each.right:
            golden = each.golden
            wanted = " ".join((golden.ruling, *golden.rules))
            came_to = " ".join((each.came_to, *each.spoke))
            told = say("workshop.wrong", lang, wanted=wanted, came_to=came_to)
            click.echo(show(f"{golden.file}:{golden.row} [{golden.id}]: {told}"), err=True)
    click.echo(show(_share(book, tried, lang)))


def _share(book: Rulebook, tried: list[Tried], lang: str) -> str:
    counted = _counted(book, tried)
    share = _HUNDRED * counted["covered"] // max(counted["of"], 1)
    return say(
        "workshop.golden", lang, **{name: counted[name] for name in ("cases", "right", "covered", "of")}, share=share
    )
