"""Taking: letters from the floor are held against the record, written into it, and only then taken away.

A letter says nothing by itself: who may sign is what this record has registered, and what
it would change must be as its signer saw it. Twice is once, wherever a seat was killed.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from json import dumps, loads
from typing import TYPE_CHECKING, Any

from assistant import erasure, house
from assistant.call.allowed import NotAllowed
from assistant.call.answers import AlertTaken, EscalationAnswered, FromFloor, Reassigned
from assistant.call.events import KINDS, Encoded, Instructed, decode, encode
from assistant.call.ladder import BILL, instructors
from assistant.call.receiving import received
from assistant.call.signed import OverrideSigned
from assistant.call.steps import CLOSED, NotNow
from assistant.journal import own, receipts
from assistant.journal.answering import CONFIRMS, RECEIPT
from assistant.journal.hand import Lot
from assistant.journal.keyring import NoKey
from assistant.journal.people import PSEUDONYM, Hall, same_name
from assistant.journal.reading import journal_id, leaf_at
from assistant.journal.refusals import CannotOpen, NotWritten, Why
from assistant.journal.roles import Role, of_process
from assistant.journal.signing import ON_A_CASE, registered
from assistant.journal.verify.signers import SUPERVISOR
from assistant.rules.clean import clean
from assistant.shelf import NotLoaded

if TYPE_CHECKING:
    import sqlite3

    from assistant.desk import Desk
    from assistant.journal.book import Book
    from assistant.journal.letters import Letter
    from assistant.journal.record import Entry
    from assistant.post import Post
    from assistant.seat import Seat

Event = FromFloor | OverrideSigned
_STAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\.[0-9]{3}Z")
_TEXT_MAX, _WORDS_MAX = 200, 2_000
_RECEIPT: Mapping[str, type] = {"seq": int, "leaf": str, "received_at": str, "key": str, "signature": str}
_LAST = """SELECT raw FROM event WHERE case_id = '' AND type = 'floor.received' AND instr(raw, ?)
ORDER BY seq DESC LIMIT 1"""
_SINCE = "SELECT 1 FROM event WHERE seq > ? AND seq <= ? AND type <> 'floor.received' LIMIT 1"
_WRITTEN = frozenset({Why.UNSIGNED, Why.UNFIT})


class Refused(Exception):
    """A letter that is not taken; `code` names the sentence that says why."""

    def __init__(self, code: str) -> None:
        """Keep the code."""
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a letter: the event it brought, or why it was refused. A receipt is told to nobody."""

    letter: str
    case_id: str = ""
    event: Event | None = None
    late: bool = False  # it answers an older state of the case
    refused: str = ""
    erased: bool = False


def take_letters(seat: Seat, post: Post, desk: Desk | None = None) -> list[Taken]:
    """Take what waits, some at a time; `desk` is the case that lies open. Nothing raises, and nothing waits.

    While nothing is being recorded the letters stay where they are.
    """
    found: list[Taken] = []
    off = seat.journal.stopped or of_process() is Role.TRAINER  # who practises takes nothing in earnest
    if off or seat.way.pretended:  # a day that is pretended is no day to answer on
        return found
    busy = desk is not None and desk.case.step != CLOSED
    for letter in post.waiting(busy=busy):
        if letter.kind == CONFIRMS and busy:
            post.put_off(letter)  # the file is written anew for it: not while somebody is on the line
            continue
        try:
            told = _taken(seat, letter, desk)
        except (Refused, NotNow, NotAllowed, NotLoaded) as refused:
            post.refuse(letter, "no_pack" if isinstance(refused, NotLoaded) else getattr(refused, "code", "unfit"))
            continue
        except CannotOpen:
            break  # nothing can be looked at; the letter waits
        except NotWritten as refused:
            if refused.why not in _WRITTEN:
                break  # the disk, or the house, stands in the way; the letter waits
            post.refuse(letter, "unsigned" if refused.why is Why.UNSIGNED else "unfit")
            continue
        post.done(letter)
        found += [told] if told else []
    found += [Taken(name, refused=code) for name, code in post.refused]
    post.refused.clear()
    return found


def _taken(seat: Seat, letter: Letter, desk: Desk | None) -> Taken | None:
    """Write one letter down. Return what is told of it; None of a receipt, and of what is known already."""
    book = seat.journal
    if letter.journal != book.shown(journal_id):
        raise Refused("other_seat")
    if letter.kind == RECEIPT:
        _receipt(book, letter, receipts.keys_at(house.folder(), seat.data))
        return None
    if letter.kind == CONFIRMS:
        return _erasure(seat, letter)
    if letter.kind not in ON_A_CASE:
        raise Refused("unknown_kind")
    kept = book.entries(letter.case_id) if letter.case_id else []
    if not kept:
        raise Refused("no_case")
    if any(each.kind == letter.kind and each.data.get("signature") == letter.data.get("signature") for each in kept):
        return None
    event = _event(letter)
    if any(each.data.get("letter") == letter.id for each in kept):
        raise Refused("twice")
    _signer(book, event, {each.actor for each in kept})
    if desk is None or desk.case_id != letter.case_id:
        desk = seat.resume(letter.case_id)
    _apart(seat, desk, event, kept)
    if isinstance(event, OverrideSigned):
        desk.sign(event)
    else:
        desk.receive(*received(desk.policy, desk.case, event))
    return Taken(letter.id, letter.case_id, event, late=letter.id in desk.case.late)


def _event(letter: Letter) -> Event:
    """Return the event a letter carries, exactly as it would be written, or raise Refused."""
    said = {**letter.data, **letter.private}
    whole = {each.name: each.type for each in fields(KINDS[letter.kind][0])}
    try:
        event = decode(letter.kind, 1, letter.data, letter.private)
        same = event is not None and (encode(event).data, encode(event).private) == (letter.data, letter.private)
    except (TypeError, ValueError, KeyError) as error:
        raise Refused("broken") from error
    if not same or any(not _fits(value, str(whole[name])) for name, value in said.items()):
        raise Refused("broken")
    assert isinstance(event, Event)  # noqa: S101  # of a kind in ON_A_CASE
    if not isinstance(event, OverrideSigned) and not (event.letter == letter.id and _STAMP.fullmatch(event.at)):
        raise Refused("broken")
    if isinstance(event, Reassigned) and not PSEUDONYM.fullmatch(event.to):
        raise Refused("broken")
    return event


def _fits(value: object, wanted: str) -> bool:
    """Whether a value is of the type its field says, and nothing in it would be obeyed by a terminal."""
    if wanted == "int":
        return type(value) is int
    if wanted == "str":
        return isinstance(value, str) and clean(value, _WORDS_MAX) == value
    return isinstance(value, list) and all(isinstance(each, str) and len(each) <= _TEXT_MAX for each in value)


def _signer(book: Book, event: Event, actors: set[str]) -> None:
    """Say in words why a signature cannot hold; the journal looks at the signature itself."""
    role, rung, _ = book.shown(registered).people.get(event.by, ("", "", b""))
    if role != SUPERVISOR:
        raise Refused("not_registered")
    if rung != event.rung:
        raise Refused("other_rung")
    if event.by in actors:
        raise Refused("sat_here")


def _apart(seat: Seat, desk: Desk, event: Event, kept: Sequence[Entry]) -> None:
    """Refuse what whoever instructed would do about it, by rung or by name; to say bill again lifts nothing.

    An alert is taken by nobody who ever instructed, withdrawn since or not (P20).
    """
    if isinstance(event, EscalationAnswered) and event.says == BILL:
        return
    gave = list(instructors(desk.case))
    if isinstance(event, AlertTaken):
        gave += [(each.event.by, each.event.name) for each in kept if isinstance(each.event, Instructed)]
    if not isinstance(event, OverrideSigned):  # which says so itself, and of every rung up to theirs
        said = {each.by for each in desk.case.answers if each.says == BILL}
        if event.by in said or event.rung in {rung for rung, _ in gave}:
            raise Refused("instructed")
    names, hall = [getattr(event, "name", "")], Hall.of(seat.data)
    with suppress(NoKey):
        names.append(hall.person(event.by).name)
        signed = [each.by for each in desk.case.overrides] if isinstance(event, OverrideSigned) else []
        if hall.one_of(event.by, signed):  # two pseudonyms are not two people (P9)
            raise NotNow("override_twice")
    if any(same_name(mine, name) for mine in names for _, name in gave):
        raise Refused("instructed")


def _erasure(seat: Seat, letter: Letter) -> Taken:
    """Erase what was asked for here and a supervisor has confirmed. Broken off, the same letter goes on with it."""
    by, stated, signature = (letter.data.get(each) for each in ("by", "statement", "signature"))
    if not (isinstance(by, str) and isinstance(stated, str) and isinstance(signature, str)):
        raise Refused("broken")
    try:
        agreed = replace(erasure.asked(seat.journal, letter.case_id, stated, by), signature=signature)
        erasure.erase(seat.journal, letter.case_id, agreed, seat.now, Hall.of(seat.data))
    except erasure.Refused as refused:
        raise Refused(f"erasure_{refused.reason}") from refused
    except NoKey as refused:
        raise Refused("not_registered") from refused
    return Taken(letter.id, letter.case_id, erased=True)


def _receipt(book: Book, letter: Letter, keys: receipts.Keys | None) -> None:
    """Keep that the server has an event of ours; one that it has otherwise is a second history.

    Where nobody has named the server's key, whose signature it is stays unchecked.
    """
    told: dict[str, Any] = {name: letter.data.get(name) for name in _RECEIPT}
    if any(type(told[name]) is not kind for name, kind in _RECEIPT.items()) or not _short(told):
        raise Refused("broken")
    if keys is not None and not receipts.witnessed(letter.journal, told, keys):
        raise Refused("forged_receipt")
    leaf = book.shown(lambda db: leaf_at(db, told["seq"]))
    if leaf is None or leaf.hex() != told["leaf"]:
        raise Refused("other_history")
    if book.shown(lambda db: _tells(db, told["seq"], told["key"])):
        event: Encoded = own.floor_received({**told, "letter": letter.id})
        book.ask(lambda hand: hand.keep([Lot(own.NO_CASE, (event,))]))


def _tells(db: sqlite3.Connection, seq: int, key: str) -> bool:
    """Whether a receipt up to here tells anything that the last one by this key did not: receipts alone are none."""
    last = db.execute(_LAST, (dumps(key),)).fetchone()
    return db.execute(_SINCE, (loads(last[0])["data"]["seq"] if last else 0, seq)).fetchone() is not None


def _short(told: Mapping[str, Any]) -> bool:
    texts = [value for value in told.values() if isinstance(value, str)]
    plain = all(re.fullmatch(r"[\x20-\x7e]{0,200}", each) for each in texts)
    with suppress(ValueError):
        return plain and bool(base64.b64decode(told["signature"], validate=True)) and 0 < told["seq"] < 2**53
    return False
