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
    from assistant.floor.seen import Key, Seen
    from assistant.journal.letters import Letter

Deed = Callable[[Floor, "Key", Opened], "Letter"]


def act(
    given: Mapping[str, Any], case_id: str, seat: str, deed: Deed, signs: Callable[[Seen], str] | None = None
) -> int:
    """Open the key, do it, and say where the letter lies; what stands in the way is told, and nothing was sent.

    What is signed word for word is shown before the passphrase is asked for.
    """
    asking = Asking.of(given, given["by"])
    lang = asking.lang
    try:
        with floor_of(asking) as floor:
            floor.turn()
            seen = _one(floor, case_id, seat, lang)
            if seen is None:
                return USAGE
            if signs:
                click.echo(say("erase.confirm", lang, who=asking.person, statement=signs(seen)), err=True)
            letter = deed(floor, seen.key, _opened(asking, given["passphrase_fd"]))
    except NotNow as refused:
        click.echo(show(_why(refused, lang)), err=True)
        return FAILED
    except keyring.NoKey as refused:
        click.echo(say(f"people.refused.{refused.code}", lang), err=True)
        return FAILED
    except FloorShut as refused:
        return complain(refused, lang)
    click.echo(say("floor.sent", lang, seat=seen.seat, case=case_id, letter=letter.id))
    return 0


def _one(floor: Floor, case_id: str, seat: str, lang: str) -> Seen | None:
    """Return the case meant, or say that there is none, or more than one."""
    found = floor.found(case_id, seat)
    if len(found) == 1:
        return found[0]
    name, seats = "many_such" if found else "none_such", ", ".join(each.seat for each in found)
    click.echo(say(f"floor.{name}", lang, case=show(case_id[:40]), seats=seats), err=True)
    return None


def _opened(asking: Asking, descriptor: int | None) -> Opened:
    key = keyring.take(asking.key_folder, asking.person, Asked(descriptor, asking.lang).of(asking.person))
    return Opened(asking.supervisor(), key)


def _why(refused: NotNow, lang: str) -> str:
    name = refused.code.removeprefix("floor_")
    return say(f"floor_refused.{name}", lang) if name in names("floor_refused") else refusal(refused, lang)
