"""`assistant doctor`: everything the program's promises rest on, and what to do where one does not hold."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.doors.languages import lang_option

if TYPE_CHECKING:
    from assistant.journal.health import Check


@click.command(epilog="Example:  assistant doctor --json")
@click.option("--json", "as_json", is_flag=True, help="JSON for programs.")
@click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), help="Folder of the record (else ASSISTANT_DATA)."
)
@lang_option
def doctor(data: Path | None, lang: str, as_json: bool) -> None:  # noqa: FBT001  # click hands flags over so
    """Look at the record, its disk, the terminal and the packs; exit 1 where something must be done."""
    from assistant.doors.words import names, say  # noqa: PLC0415  # only where something is said

    found = list(_looked(data))
    ok = all(each.state != "bad" for each in found)
    if as_json:
        from assistant.doors.case_input import write_json  # noqa: PLC0415  # only where it is asked for

        write_json({"ok": ok, "checks": [each._asdict() for each in found]}, compact=True)
        sys.exit(0 if ok else 1)
    from assistant.rules.clean import show  # noqa: PLC0415  # only where something is said

    advice = names("doctor_do")
    for each in found:
        click.echo(f"{say(f'doctor_state.{each.state}', lang)} {say(f'doctor.{each.name}', lang)}: {show(each.value)}")
        why = each.value.partition(":")[0]
        key = f"{each.name}_{each.state}" if f"{each.name}_{each.state}" in advice else None
        if each.state == "bad" and why in names("shut"):
            click.echo(f"     {say(f'shut.{why}', lang)}")
        elif key:
            click.echo(f"     {say(f'doctor_do.{key}', lang)}")
        elif each.state == "bad":
            click.echo(f"     {say('doctor_do.bad', lang)}")
    click.echo(say("doctor_do.well" if ok else "doctor_do.ill", lang))
    sys.exit(0 if ok else 1)


def _looked(data: Path | None) -> Iterator[Check]:
    from datetime import datetime  # noqa: PLC0415  # only once it is asked for
    from importlib.metadata import version  # noqa: PLC0415  # likewise

    from assistant.doors import surroundings  # noqa: PLC0415  # likewise
    from assistant.journal.health import NOTE, OK, Check, look  # noqa: PLC0415  # likewise
    from assistant.seat import JOURNAL  # noqa: PLC0415  # likewise

    python = ".".join(str(part) for part in sys.version_info[:3])
    yield Check("program", OK, f"{version('operator-assistant')}, Python {python}, {sys.platform}")
    now = datetime.now().astimezone()
    yield from look(((data or surroundings.data_folder()) / JOURNAL).absolute(), now)
    yield from _receipts(data or surroundings.data_folder())
    yield Check("zone", OK if now.utcoffset() is not None else NOTE, f"{now.tzname()} ({now.strftime('%z')})")
    encoding = getattr(sys.stdout, "encoding", None) or "?"
    utf8 = encoding.lower().replace("-", "") == "utf8"
    told = f"{os.environ.get('TERM', '-')}, {encoding}" + (", -" if not sys.stdout.isatty() else "")
    yield Check("terminal", OK if utf8 else NOTE, told)
    yield _packs()


def _receipts(folder: Path) -> Iterator[Check]:
    """Hold the server's receipts against its key; a seat that never had one is told nothing."""
    from assistant import house  # noqa: PLC0415  # only once it is asked for
    from assistant.journal import receipts  # noqa: PLC0415  # likewise
    from assistant.journal.book import Book  # noqa: PLC0415  # likewise
    from assistant.journal.health import BAD, NOTE, OK, Check  # noqa: PLC0415  # likewise
    from assistant.journal.reading import journal_id  # noqa: PLC0415  # likewise
    from assistant.journal.refusals import CannotOpen  # noqa: PLC0415  # likewise
    from assistant.seat import JOURNAL  # noqa: PLC0415  # likewise

    keys = receipts.keys_at(house.folder(), folder)
    try:
        with Book.read(folder / JOURNAL) as book:
            found = book.shown(lambda db: receipts.standing(db, journal_id(db), keys))
    except CannotOpen:  # that is told of the record itself
        return
    if found.forged:
        yield Check("receipts", BAD, " ".join(f"#{seq}" for seq in found.forged))
    elif keys == {}:
        yield Check("receipts", BAD, receipts.FILE)
    elif any(found):
        yield Check("receipts", NOTE if found.unchecked else OK, f"{found.held} checked, {found.unchecked} unchecked")


def _packs() -> Check:
    from assistant import shelf  # noqa: PLC0415  # only once it is asked for
    from assistant.journal.health import BAD, NOTE, OK, Check  # noqa: PLC0415  # likewise

    try:
        policy = shelf.take().policy
    except shelf.NotLoaded as gone:
        return Check("packs", BAD, "; ".join(each.text("en") for each in list(gone.problems)[:3]))
    told = f"{policy.id} {policy.version} {policy.digest[:12]}"
    return Check("packs", OK, told) if policy.reviewed_by else Check("packs", NOTE, f"{told}, -")
