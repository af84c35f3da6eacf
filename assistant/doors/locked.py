"""What the commands of `assistant lock` do. A PIN is typed unseen or read from a descriptor, never given by name."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.doors import surroundings
from assistant.doors.case_input import FAILED, write_json
from assistant.doors.passphrase import Asked
from assistant.doors.words import say
from assistant.journal import pin
from assistant.journal.bolt import Bolt
from assistant.journal.keyring import NoKey
from assistant.screens.lock_times import lock_times


def set_pin(descriptor: int | None, data: Path | None, lang: str) -> int:
    """Set the PIN; return the exit code."""
    folder = data or surroundings.data_folder()
    try:
        asked = _known(descriptor, folder, lang)
        pin.put(folder, asked.of("", new=True))
    except NoKey as refused:
        return _refused(refused, lang)
    click.echo(say("lock.set", lang))
    return 0


def drop_pin(descriptor: int | None, data: Path | None, lang: str) -> int:
    """Take the PIN away; return the exit code."""
    folder = data or surroundings.data_folder()
    try:
        _known(descriptor, folder, lang)
        pin.take_away(folder)
    except NoKey as refused:
        return _refused(refused, lang)
    click.echo(say("lock.off", lang))
    return 0


def show_lock(data: Path | None, lang: str, *, as_json: bool) -> int:
    """Tell what opens a locked screen here, and when it locks; return the exit code."""
    by = Bolt.of(data or surroundings.data_folder(), surroundings.actor()).by
    times = lock_times()
    minutes, hours = int(times.idle // 60), int(times.open // 3600)
    if as_json:
        write_json({"opened_by": by.value, "idle_minutes": minutes, "open_hours": hours}, compact=True)
    else:
        click.echo(say(f"lock.by.{by.value}", lang))
        click.echo(say("lock.times", lang, minutes=minutes, hours=hours))
    return 0


def _known(descriptor: int | None, folder: Path, lang: str) -> Asked:
    """Ask for the PIN that is set now, if one is, or raise NoKey; return where the next one comes from."""
    asked = Asked(descriptor, lang, "lock.new_pin", "--pin-fd")
    if pin.is_set(folder):
        asked.asks = "lock.pin"
        if not pin.fits(folder, asked.of("")):
            raise NoKey("pin_wrong")
        asked.asks = "lock.new_pin"
    return asked


def _refused(refused: NoKey, lang: str) -> int:
    click.echo(say(f"lock.refused.{refused.code}", lang, file=pin.FILE, least=pin.PIN_MIN, most=pin.PIN_MAX), err=True)
    return FAILED
