"""What `assistant override` does: one supervisor's signature under a line on hold."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from assistant.approval import Approval, given
from assistant.call import telling
from assistant.call.override import SIGNERS
from assistant.call.steps import NotNow
from assistant.doors import clock, surroundings
from assistant.doors.case_input import complain, write_json
from assistant.doors.registering import Asking, done
from assistant.doors.words import say
from assistant.rules.clean import show
from assistant.seat import Seat, Way
from assistant.shelf import NotLoaded

if TYPE_CHECKING:
    from assistant.call.signed import Grounds
    from assistant.desk import Desk
    from assistant.journal.book import Book

TOLD = ("case", "line", "by", "signatures", "needed", "approved", "ruling")


def sign_line(  # noqa: PLR0913  # who signs what, why, and how it is told
    case_id: str, line: str, by: str, grounds: Grounds, asking: Asking, *, as_json: bool
) -> int:
    """Sign, record it, and tell how many signatures there are; return the exit code."""

    def deed(book: Book) -> int:
        desk = _desk(book, case_id, asking)
        approval = Approval(desk, book, asking.hall)
        unsigned = approval.unsigned(line, by, grounds, asking.lang)
        approval.sign(unsigned, asking.hall.key(by, asking.passphrases.of(by)))
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


def _tell(desk: Desk, line: str, by: str, lang: str, *, as_json: bool) -> None:
    charged, decision = next(pair for pair in desk.verdict.lines if pair[0].id == line)
    count = len(given(desk, line))
    approved = bool(desk.verdict.approved(line))
    if as_json:
        ruling = decision.ruling.value if decision.ruling else None
        told = dict(zip(TOLD, (desk.case_id, line, by, count, SIGNERS, approved, ruling), strict=True))
        write_json(told, compact=True)
        return
    click.echo(say("override.signed", lang, who=by, count=count, needed=SIGNERS))
    name = "override.approved" if approved else "override.one_more"
    click.echo(show(say(name, lang, ruling=telling.ruled(desk.scene(lang), charged, decision))))
