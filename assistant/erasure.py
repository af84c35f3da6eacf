"""The erasure: what must be so before private words go, and their going, from the record and from the folder.

It takes two people: who asks, by pseudonym, and a registered supervisor who signed for
this case as it stands. Whoever stands at a door, or a letter, brings the signature.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant import drawer
from assistant.call.case import fold
from assistant.call.ladder import instructors
from assistant.inbox import Inbox
from assistant.journal import erasing, own, retention
from assistant.journal.book import Book
from assistant.journal.erasing import Consent
from assistant.journal.hand import Lot
from assistant.journal.keyring import NoKey
from assistant.journal.people import Hall, same_name
from assistant.journal.signing import registered
from assistant.journal.verify.signers import SUPERVISOR
from assistant.rules.clean import show

if TYPE_CHECKING:
    import sqlite3

    from assistant.journal.hand import Hand
    from assistant.journal.retention import Retention

WHO = re.compile(r"[a-z0-9][a-z0-9_-]{0,19}")
"""A pseudonym: what stands here is sealed, and can never be erased."""

Now = Callable[[], datetime]


class Refused(Exception):
    """Nothing was done, for this reason."""

    def __init__(self, reason: str, **values: object) -> None:
        """Keep the name of the sentence."""
        super().__init__(reason)
        self.reason, self.values = reason, values


@dataclass(frozen=True, slots=True)
class Erased:
    """What went, and what is left: whether the file was written anew, and copies that still hold words."""

    case_id: str
    words: int
    papers: tuple[str, ...]
    rubbed_out: bool
    copies: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing is left in the folder."""
        return self.rubbed_out and not self.copies


def statement(book: Book, case_id: str, consent: Consent, now: Now, hall: Hall | None = None) -> str:
    """Return what the supervisor signs, or raise Refused where it may not go whoever signs."""
    book.shown(lambda db: _may_go(db, book.path.parent, case_id, consent, now()))
    _apart(book, case_id, consent.confirmed_by, hall)
    return str(book.shown(lambda db: erasing.agreement(db, case_id, consent))["statement"])


def erase(book: Book, case_id: str, consent: Consent, now: Now, hall: Hall | None = None) -> Erased:
    """Erase what was agreed on, with its papers and what waits in the inbox; or raise Refused, or NotWritten.

    The record goes first: where it refuses, the signature above all, nothing is gone.
    """
    folder = book.path.parent
    words = book.shown(lambda db: _may_go(db, folder, case_id, consent, now()))
    _apart(book, case_id, consent.confirmed_by, hall)
    papers = drawer.of_case(folder, case_id)
    names = tuple(each.relative_to(folder).as_posix() for each in papers)
    if words or papers:
        book.ask(lambda hand: erasing.erase(hand, case_id, words, consent, names))
    Inbox(folder).leave(case_id)
    for each in papers:
        each.unlink(missing_ok=True)
    clean = book.rub_out()
    left = tuple(each.relative_to(folder).as_posix() for each in _copies(book, case_id))
    return Erased(case_id, len(words), names, clean, left)


def ask(book: Book, case_id: str, consent: Consent, now: Now) -> None:
    """Keep that somebody asks for it, so that a supervisor elsewhere can confirm it; or raise Refused, NotWritten."""
    book.shown(lambda db: _may_go(db, book.path.parent, case_id, consent, now()))
    asked = own.erasure_asked(case_id, consent.basis, consent.only, consent.by)
    book.ask(lambda hand: _keep(hand, asked))


def asked(book: Book, case_id: str, statement: str, confirmed_by: str) -> Consent:
    """Return what was asked for and this statement agrees to, or raise Refused; the signature is still wanted."""
    found = [each.data for each in book.entries(own.NO_CASE) if each.kind == "erasure.asked"]
    wishes = [Consent(e["basis"], e["by"], confirmed_by, e["class"]) for e in found if e["case"] == case_id]
    for each, stated in book.shown(lambda db: [(one, erasing.agreement(db, case_id, one)) for one in wishes]):
        if stated["statement"] == statement:
            return Consent(each.basis, each.by, confirmed_by, each.only)
    raise Refused("not_asked", case=show(case_id[:80]))


def hold(book: Book, case_id: str, by: str) -> None:
    """Keep a case from being erased; or raise Refused, NotWritten. Whoever sits here may: nothing goes by it."""
    _people(by)
    _is_held(book, case_id, wanted=False)
    book.ask(lambda hand: _keep(hand, own.erasure_held(case_id, by)))


def to_release(book: Book, case_id: str, by: str, confirmed_by: str, hall: Hall | None = None) -> Mapping[str, Any]:
    """Return what a supervisor signs so that a case may be erased again, its statement among it; or raise Refused."""
    _people(by, confirmed_by)
    _is_held(book, case_id, wanted=True)
    _apart(book, case_id, confirmed_by, hall)
    found: Mapping[str, Any] = book.shown(lambda db: erasing.release(db, case_id, by, confirmed_by))
    return found


def release(book: Book, signed: Mapping[str, Any]) -> None:
    """Let a case be erased again, by what a supervisor signed; or raise NotWritten."""
    book.ask(lambda hand: _keep(hand, own.erasure_released(signed)))


def periods(folder: Path) -> Retention:
    """Return the periods of this seat, or raise Refused where they cannot be read."""
    try:
        return retention.read(folder)
    except (retention.Unreadable, OSError) as error:
        raise Refused("unreadable", why=show(str(error)[:200])) from error


def _may_go(
    db: sqlite3.Connection, folder: Path, case_id: str, consent: Consent, now: datetime
) -> list[tuple[int, str]]:
    """Return the words that are to go, or raise Refused."""
    rules = periods(folder)
    _people(*(each for each in (consent.by, consent.confirmed_by) if each))
    _known(consent, rules)
    if db.execute("SELECT 1 FROM event WHERE case_id = ? LIMIT 1", (case_id or None,)).fetchone() is None:
        raise Refused("no_case", case=show(case_id[:80]))
    if case_id in erasing.held_cases(db):
        raise Refused("is_held", case=case_id)
    if retention.closed_on(db, case_id, now.tzinfo) is None:
        raise Refused("open", case=case_id)
    words = [(seq, name, rules.period_of(kind).id) for seq, name, kind in retention.words_of(db, case_id)]
    chosen = [each for each in words if consent.only in {"", each[2]}]
    if consent.basis == retention.UP:
        ripe = {each.period.id for each in retention.due(db, rules, now.date(), now.tzinfo) if each.case_id == case_id}
        if not rules.decided:
            raise Refused("undecided")
        if any(each[2] not in ripe for each in chosen):
            raise Refused("not_due", case=case_id)
    return [(seq, name) for seq, name, _ in chosen]


def _known(consent: Consent, rules: Retention) -> None:
    if consent.basis not in rules.grounds:
        raise Refused("no_ground", why=show(consent.basis[:40]), known=", ".join(rules.grounds))
    classes = [each.id for each in rules.periods]
    if consent.only and consent.only not in classes:
        raise Refused("no_class", name=show(consent.only[:40]), known=", ".join(classes))


def _people(*who: str) -> None:
    for each in who:
        if not WHO.fullmatch(each):
            raise Refused("no_pseudonym", who=show(each[:40]))
    if len(set(who)) < len(who):
        raise Refused("one_person")


def _apart(book: Book, case_id: str, person: str, hall: Hall | None = None) -> None:
    """Raise Refused unless somebody is registered who may confirm, and this person is, and stands apart from the case.

    Whoever said bill must not be the one who has the words of it erased.
    """
    people = book.shown(registered).people
    if all(role != SUPERVISOR for role, _, _ in people.values()):
        raise Refused("nobody_registered")
    role, rung, _ = people.get(person, ("", "", b""))
    if role != SUPERVISOR:
        raise Refused("not_supervisor", who=show(person[:40]))
    entries = book.entries(case_id)
    if person in {each.actor for each in entries}:
        raise Refused("own_case", who=person)
    gave = instructors(fold(each.event for each in entries if each.event is not None))
    name = _name(hall or Hall.of(book.path.parent), person)
    if rung in {by for by, _ in gave} or any(same_name(name, each) for _, each in gave):
        raise Refused("instructed", who=person)


def _name(hall: Hall, person: str) -> str:
    """Return the name that stands beside the record; empty where somebody signs from elsewhere."""
    try:
        return hall.person(person).name
    except NoKey:
        return ""


def _is_held(book: Book, case_id: str, *, wanted: bool) -> None:
    if not book.entries(case_id):
        raise Refused("no_case", case=show(case_id[:80]))
    if (case_id in book.shown(erasing.held_cases)) is not wanted:
        raise Refused("not_held" if wanted else "is_held", case=show(case_id[:80]))


def _copies(book: Book, case_id: str) -> list[Path]:
    """Return the other records under the folder that still hold private words of the case."""
    found = sorted(book.path.parent.rglob("*.db"))
    return [each for each in found if each != book.path and erasing.still_holds(each, case_id)]


def _keep(hand: Hand, event: Any) -> None:  # noqa: ANN401  # an encoded event of the journal's own
    hand.keep([Lot(own.NO_CASE, (event,))])
