"""What `assistant override` does: one supervisor's signature under a line on hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import click

from assistant.call import events as ev
from assistant.call import telling
from assistant.call.ladder import instructors
from assistant.call.override import SIGNERS, signatures
from assistant.call.steps import NotNow
from assistant.desk import WORDS_MAX
from assistant.doors import clock, surroundings
from assistant.doors.case_input import complain, write_json
from assistant.doors.registering import Asking, done
from assistant.doors.words import say
from assistant.journal.people import same_name
from assistant.journal.reading import journal_id
from assistant.journal.verify.signers import OVERRIDE, signed_text
from assistant.rules.clean import clean, show
from assistant.seat import Seat, Way
from assistant.shelf import NotLoaded

if TYPE_CHECKING:
    from assistant.call.signed import Grounds
    from assistant.desk import Desk
    from assistant.journal.book import Book
    from assistant.journal.people import Person

TOLD = ("case", "line", "by", "signatures", "needed", "approved", "ruling")


def sign_line(  # noqa: PLR0913  # who signs what, why, and how it is told
    case_id: str, line: str, by: str, grounds: Grounds, asking: Asking, *, as_json: bool
) -> int:
    """Sign, record it, and tell how many signatures there are; return the exit code."""
    grounds = replace(grounds, words=clean(grounds.words, WORDS_MAX))

    def deed(book: Book) -> int:
        desk = _desk(book, case_id, asking)
        person = asking.hall.person(by)
        _apart(desk, person, book)
        unsigned = telling.to_sign(desk.scene(asking.lang), line, (by, person.rung), grounds)
        key = asking.hall.key(by, asking.passphrases.of(by))
        text = signed_text(str(book.shown(journal_id)), case_id, OVERRIDE, ev.encode(unsigned).data)
        desk.sign(replace(unsigned, signature=key.sign(text)))
        _tell(desk, line, by, asking.lang, as_json=as_json)
        return 0

    try:
        return done(asking, deed)
    except NotLoaded as gone:
        complain(tuple(gone.problems), asking.lang)
        return 1


def _desk(book: Book, case_id: str, asking: Asking) -> Desk:
    way = Way(pretended=clock.pretended())
    seat = Seat(asking.folder, book, lambda: datetime.now().astimezone(), surroundings.operator(), way=way)
    try:
        return seat.resume(case_id)
    except KeyError as error:
        raise NotNow("override_no_case") from error


def _apart(desk: Desk, person: Person, book: Book) -> None:
    """Raise NotNow where the signer sat at this case, or may be one who said bill on it, whatever rung they say."""
    if person.pseudonym in {surroundings.actor(), *(each.actor for each in book.entries(desk.case_id))}:
        raise NotNow("override_operator")
    if any(same_name(person.name, name) for _, name in instructors(desk.case)):
        raise NotNow("override_instructed")


def _tell(desk: Desk, line: str, by: str, lang: str, *, as_json: bool) -> None:
    charged, decision = next(pair for pair in desk.verdict.lines if pair[0].id == line)
    count = len(signatures(desk.policy, desk.case, charged, decision))
    approved = bool(desk.verdict.approved(line))
    if as_json:
        ruling = decision.ruling.value if decision.ruling else None
        told = dict(zip(TOLD, (desk.case_id, line, by, count, SIGNERS, approved, ruling), strict=True))
        write_json(told, compact=True)
        return
    click.echo(say("override.signed", lang, who=by, count=count, needed=SIGNERS))
    name = "override.approved" if approved else "override.one_more"
    click.echo(show(say(name, lang, ruling=telling.ruled(desk.scene(lang), charged, decision))))
