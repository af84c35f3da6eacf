"""What the tests of letters share: a seat whose case waits for the floor, and supervisors who answer it."""

from __future__ import annotations

from datetime import UTC, datetime

from desks import case_2011, seat_in, two_leaders
from signing import PASSPHRASE, staffed

from assistant.journal import answering
from assistant.journal.answering import Cover, Signer
from assistant.journal.people import Hall
from assistant.journal.reading import journal_id
from assistant.post import Post
from assistant.taking import take_letters

AT = datetime(2011, 10, 20, 6, 10, tzinfo=UTC)


def waiting_seat(folder):
    """Return a seat whose case is stopped by two leaders' instruction, and the case."""
    seat = staffed(seat_in(folder))
    desk = case_2011(seat)
    two_leaders(desk)
    return seat, desk


def cover(seat, case_id="K-0001", journal=None):
    """Return the cover of a letter to this seat."""
    return Cover.new(journal or seat.journal.shown(journal_id), case_id, AT)


def signer(seat, by="sv-1", rung="sv", name="高橋"):
    """Open a supervisor's key."""
    return Signer(by, rung, Hall.of(seat.data).key(by, PASSPHRASE), name)


def answer(seat, desk, says="do_not_bill", *, since=None, words="当社の誤りです", **who):
    """Return a supervisor's answer to a case as it stands."""
    seen = desk.case.events if since is None else since
    return answering.answered(cover(seat, desk.case_id), signer(seat, **who), says, seen, words)


def taken(seat, *letters, desk=None):
    """Put letters into the box of a seat, and have it take them."""
    post = Post(seat.data)
    for each in letters:
        post.put(each)
    return take_letters(seat, post, desk)


def box(seat):
    """Return what lies in the box, and what was refused, by name."""
    root = seat.data / "post"
    refused = root / "refused"
    waiting = sorted(each.name for each in root.iterdir() if each.is_file()) if root.is_dir() else []
    return waiting, sorted(each.suffix[1:] for each in refused.iterdir()) if refused.is_dir() else []
