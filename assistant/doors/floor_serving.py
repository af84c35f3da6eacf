"""The server made ready, and its receipts signed."""

from __future__ import annotations

import random
import time
from contextlib import closing
from typing import TYPE_CHECKING

import click

from assistant.doors.case_input import FAILED, USAGE
from assistant.doors.words import say
from assistant.journal.postgres_door import NoServer
from assistant.journal.postgres_schema import init
from assistant.journal.sync import waits
from assistant.journal.witness import Witness, key_of, public_text
from assistant.rules.clean import show

if TYPE_CHECKING:
    from pathlib import Path

ROUND_SECONDS = 5.0
_WRONG_USE = frozenset({"bad_dsn", "no_psycopg", "open_key"})


def make_tables(dsn: str, lang: str) -> int:
    """Make the tables, and say whether there was anything to make; return the exit code."""
    try:
        made = init(dsn)
    except NoServer as why:
        return _told(why, lang)
    click.echo(show(say("server.made" if made else "server.there", lang)))
    return 0


def sign_receipts(dsn: str, key: Path, lang: str, *, once: bool) -> int:
    """Sign what is due, once or until stopped; return the exit code."""
    try:
        opened = key_of(key)
    except OSError:
        return _told(NoServer("open_key"), lang)
    except NoServer as why:
        return _told(why, lang)
    click.echo(show(say("server.key", lang, key=public_text(opened))))
    while True:
        try:
            with closing(Witness(dsn, opened)) as witness:
                _signing(witness, lang, once=once)
                return 0
        except NoServer as why:
            code = _told(why, lang)
            if once or code == USAGE:
                return code
            time.sleep(next(waits(random.Random())) * ROUND_SECONDS)  # noqa: S311  # not for secrets
        except KeyboardInterrupt:
            return 0


def _signing(witness: Witness, lang: str, *, once: bool) -> None:
    while True:
        signed = witness.sign()
        if signed or once:
            click.echo(show(say("server.signed", lang, n=signed)))
        if once:
            return
        time.sleep(ROUND_SECONDS)


def _told(why: NoServer, lang: str) -> int:
    click.echo(show(say(f"server.trouble.{why.code}", lang)), err=True)
    return USAGE if why.code in _WRONG_USE else FAILED
