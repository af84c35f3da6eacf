"""The headless commands under one name. `assistant --help` lists them."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.doors.ask import brief_command, decide, mail
from assistant.doors.clock import pretendable, pretended
from assistant.doors.crypt import crypt
from assistant.doors.doctor import doctor
from assistant.doors.drill import drill
from assistant.doors.drill_class import class_group
from assistant.doors.drill_class import report as class_report
from assistant.doors.drill_generate import generate
from assistant.doors.drill_tasks import export_command, import_command
from assistant.doors.erase import erase, hold_erasure, retention
from assistant.doors.feed import feed
from assistant.doors.floor import floor
from assistant.doors.floor_server import init, witness
from assistant.doors.house import house
from assistant.doors.journal import journal
from assistant.doors.languages import lang_option
from assistant.doors.listen import listen
from assistant.doors.lock import lock
from assistant.doors.pack import pack
from assistant.doors.people import override, people
from assistant.doors.question import ask
from assistant.doors.replay import replay
from assistant.doors.search import search
from assistant.doors.serve import serve
from assistant.doors.sync import sync
from assistant.doors.wrap_up import note, promises, report
from assistant.house import HOUSE
from assistant.journal.keyhole import KEYHOLE

if TYPE_CHECKING:
    from assistant.seat import Way


@click.group(
    epilog="Without a command the seat opens on the screen.  Example:  assistant call --data ./seat --lang en",
)
@click.option("--house", "company", type=click.Path(path_type=Path, file_okay=False), help="The company's folder.")
@click.version_option(version("operator-assistant"), prog_name="assistant")
def front(company: Path | None) -> None:
    """Assist an operator in the moment before a customer is told to pay a fee that may be wrong."""
    KEYHOLE.ask = _passphrase
    if company is not None:
        os.environ[HOUSE] = str(company.absolute())


@front.command(epilog="Example:  assistant call --data ./seat --lang ja")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Folder of the record.")
@click.option("--operator", help="Your name, as scripts and mails say it.")
@click.option("--plain", is_flag=True, help="Numbered lines instead of a screen, for screen readers and pipes.")
@click.option("--case", "case_id", metavar="CASE_ID", help="Go on with this case (with --plain).")
@click.option("--pack", metavar="NAME|DIR", help="Open new cases under this pack.")
@click.option("--example", is_flag=True, help="Practise on the case of 2011 (with --plain).")
@lang_option
def call(  # noqa: PLR0913, PLR0917  # click hands every option over
    data: Path | None,
    operator: str | None,
    plain: bool,  # noqa: FBT001  # click hands flags over so
    case_id: str | None,
    pack: str | None,
    example: bool,  # noqa: FBT001  # click hands flags over so
    lang: str,
) -> None:
    """Open the operator's seat on the screen."""
    from assistant.doors.seat import open_plain, open_seat  # noqa: PLC0415  # only the seat needs a screen

    if not plain and (case_id or example):
        raise click.UsageError("--case and --example go with --plain")
    way = _way(pack, lang)
    if plain:
        code = open_plain(data, lang, operator, case_id, example=example, way=way)
    else:
        code = open_seat(data, lang, operator, way)
    if pack is not None:
        from assistant.shelf import clear  # noqa: PLC0415  # only where a pack is named

        clear()
    sys.exit(code)


def _passphrase(folder: Path) -> str:
    from assistant.doors.encrypted import asked  # noqa: PLC0415  # only where a record is encrypted
    from assistant.doors.surroundings import default_lang  # noqa: PLC0415  # likewise

    return asked(folder, default_lang())


def _way(name: str | None, lang: str) -> Way | None:
    """Return how the seat is used, or None: as usual, and the first frame pays for nothing."""
    day = pretended()
    if name is None and day is None:
        return None
    from assistant.doors.pack_opened import placed  # noqa: PLC0415  # only where a pack or a day is named
    from assistant.seat import Way  # noqa: PLC0415  # only where a pack or a day is named

    return Way(pretended=day) if name is None else Way(placed(name, lang), named=True, pretended=day)


front.add_command(decide)
front.add_command(house)
front.add_command(brief_command)
front.add_command(mail)
front.add_command(listen)
front.add_command(feed)
front.add_command(floor)
front.add_command(pack)
front.add_command(ask)
drill.add_command(generate)
drill.add_command(import_command)
drill.add_command(export_command)
drill.add_command(class_group)
drill.add_command(class_report)
front.add_command(drill)
front.add_command(report)
front.add_command(note)
front.add_command(promises)
front.add_command(journal)
front.add_command(doctor)
front.add_command(crypt)
front.add_command(erase)
front.add_command(hold_erasure)
front.add_command(retention)
front.add_command(search)
front.add_command(replay)
front.add_command(people)
front.add_command(override)
front.add_command(lock)
front.add_command(serve)
floor.add_command(init)
floor.add_command(witness)
front.add_command(sync)
pretendable(front)
