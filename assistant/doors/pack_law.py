"""`assistant pack law`: what was in force on a day, by which key it is chosen, and how sure we are."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from assistant.doors import clock
from assistant.doors.case_input import write_json
from assistant.doors.clock import Day
from assistant.doors.languages import lang_option
from assistant.doors.pack_opened import json_option, path_argument, proved
from assistant.doors.words import say
from assistant.rules.clean import show
from assistant.rules.compile import Rulebook
from assistant.rules.law import gaps, in_force
from assistant.rules.policy import Source


@click.command(epilog="Example:  assistant pack law --on 2011-10-19 --lang en")
@path_argument
@click.option("--on", type=Day(), metavar="DAY", help="The day that is asked about; today by default.")
@json_option
@lang_option
def law(path: Path | None, on: date | None, as_json: bool, lang: str) -> None:  # noqa: FBT001  # click hands flags over so
    """Show every source that was in force on a day, and the regime of rules of that day."""
    book, day = proved(path, lang), on or clock.today()
    policy = book.policy
    found = in_force(policy, day)
    regime = next(each.id for each in book.regimes if each.since <= day <= each.until)
    unread = [(each, first, last) for each, first, last in gaps(policy) if first <= day <= last]
    late = day > policy.verified_through
    if as_json:
        write_json(
            {
                "pack": policy.id,
                "version": policy.version,
                "on": day.isoformat(),
                "regime": regime,
                "verified_through": policy.verified_through.isoformat(),
                "past_verified": late,
                "sources": [_json(each) for each in found],
                "unread": [each.id for each, _, _ in unread],
            },
            compact=False,
        )
        return
    click.echo(say("law.head", lang, on=day, regime=regime, count=len(found)))
    for line in _lines(book, found, lang):
        click.echo(show(line))
    for each, first, last in unread:
        click.echo(show(say("law.unread", lang, law=each.law.of(lang), first=first, last=last)))
    if late:
        click.echo(say("law.late", lang, on=policy.verified_through))


def _lines(book: Rulebook, found: tuple[Source, ...], lang: str) -> list[str]:
    used = {name for rule in book.policy.rules for name in rule.cites}
    return [
        say(
            "law.used" if each.id in used else "law.source",
            lang,
            id=each.id,
            law=each.law.of(lang),
            article=each.article.of(lang),
            since=each.since or "..",
            until=each.until or "..",
            key=say(f"date_key.{each.key}", lang),
            sure=say(f"confidence.{each.confidence}", lang),
            checked=each.checked or "-",
            url=each.url or "-",
        )
        for each in found
    ]


def _json(source: Source) -> dict[str, Any]:
    return {
        "id": source.id,
        "law": {"ja": source.law.ja, "en": source.law.en},
        "article": {"ja": source.article.ja, "en": source.article.en},
        "from": source.since.isoformat() if source.since else None,
        "until": source.until.isoformat() if source.until else None,
        "date_key": source.key,
        "confidence": source.confidence,
        "checked": source.checked.isoformat() if source.checked else None,
        "url": source.url or None,
    }
