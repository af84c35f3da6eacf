"""What the acts of `assistant floor` do: one signed letter to one seat, without a screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import click

from assistant.approval import refusal
from assistant.call.steps import NotNow
from assistant.doors.case_input import FAILED, USAGE
from assistant.doors.floor_look import Asking, complain, floor_of
from assistant.doors.passphrase import Asked
from assistant.doors.words import names, say
from assistant.floor.floor import Floor, Opened
from assistant.journal import keyring
from assistant.journal.floor import FloorShut
from assistant.rules.clean import show

if TYPE_CHECKING:
    from assistant.floor.seen import Key
    from assistant.journal.letters import Letter

Deed = Callable[[Floor, "Key", Opened], "Letter"]


def act(given: Mapping[str, Any], case_id: str, seat: str, deed: Deed) -> int:
    """Open the key, do it, and say where the letter lies; what stands in the way is told, and nothing was sent."""
    asking = Asking.of(given, given["by"])
    lang = asking.lang
    try:
        floor = floor_of(asking)
        floor.turn()
        found = floor.found(case_id, seat)
        if len(found) != 1:
            name = "none_such" if not found else "many_such"
            seats = ", ".join(each.seat for each in found)
            click.echo(say(f"floor.{name}", lang, case=show(case_id[:40]), seats=seats), err=True)
            return USAGE
        who = asking.supervisor()
        key = keyring.take(asking.key_folder, asking.person, Asked(given["passphrase_fd"], lang).of(asking.person))
        letter = deed(floor, found[0].key, Opened(who, key))
    except NotNow as refused:
        click.echo(show(_why(refused, lang)), err=True)
        return FAILED
    except keyring.NoKey as refused:
        click.echo(say(f"people.refused.{refused.code}", lang), err=True)
        return FAILED
    except FloorShut as refused:
        return complain(refused, lang)
    click.echo(say("floor.sent", lang, seat=found[0].seat, case=case_id, letter=letter.id))
    return 0


def _why(refused: NotNow, lang: str) -> str:
    name = refused.code.removeprefix("floor_")
    return say(f"floor_refused.{name}", lang) if name in names("floor_refused") else refusal(refused, lang)
