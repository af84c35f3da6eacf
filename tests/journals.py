"""What the tests of the journal share: a clock, a seat, every kind of event, and a forger."""

import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from itertools import count

from hypothesis import strategies as st

from assistant.call import events as e
from assistant.call.answers import ALERTS, SAYS, AlertTaken, EscalationAnswered, Reassigned
from assistant.call.signed import OverrideSigned
from assistant.journal import own, reading
from assistant.journal.book import Book
from assistant.journal.door import sqlite3
from assistant.rules.facts import Evidence

START = datetime(2011, 10, 20, 5, 3, tzinfo=UTC)


def ticking(start=START):
    """Return a clock that goes on by a second each time it is looked at."""
    seconds = count()
    return lambda: start + timedelta(seconds=next(seconds))


def seat(folder, **how):
    """Open the seat's journal in this folder."""
    return Book.open(folder / "seat.sqlite3", **{"now": ticking(), "actor": "op-7", **how})


def write(book, sql, *values):
    """Have the writer's own connection do something, within its guards."""
    return book.ask(lambda hand: hand.connection().execute(sql, *values).fetchall())


def killed(book):
    """Leave a book as a killed process leaves it: nothing said goodbye."""
    book.ask(lambda hand: hand._drop())
    book._drop()
    book._latch.release()


def slipped(book, case_id, *encoded):
    """Write events past every check, as somebody with our code would, sealed and all; or as an earlier version did."""

    def deed(hand):
        connection = hand.connection()
        connection.execute("BEGIN IMMEDIATE")
        hand._pen.write(connection, reading.head(connection), case_id, encoded)
        hand._kept = reading.head(connection)
        connection.execute("COMMIT")

    book.ask(deed)


def erased_before_signing(book, seq, *names):
    """Erase private words as the first version did: two people agreed, and nobody signed."""
    ((case,),) = write(book, f"SELECT case_id FROM event WHERE seq = {seq}")
    agreed = {"case": case, "basis": "asked", "by": "op-3", "confirmed_by": "sv-1", "words": len(names), "papers": []}
    write(book, f"DELETE FROM secret WHERE seq = {seq} AND name IN ({','.join(map(repr, names))})")
    slipped(book, "", e.Encoded("erasure.agreed", 1, agreed, {}), own.erased(seq, names, "asked"))


def forge(book, *statements):
    """Change the file behind the book's back, past the guards, and put the guards back."""
    db = sqlite3.connect(book.path, isolation_level=None)
    db.create_function("leaf", 1, _leaf)
    guards = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in guards:
        db.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        db.execute(statement)
    for _, sql in guards:
        db.execute(sql)
    db.close()


def _leaf(raw):
    from assistant.journal.seal import leaf

    return leaf(raw.encode())


KANJI = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=3, max_size=12)
ids = st.sampled_from(["disputed_option", "order_evidence", "speaker", "line-2", "leader"])
words = st.text(max_size=20)
evidence = st.none() | st.sampled_from([each.value for each in Evidence])
facts = st.dictionaries(ids, words | st.integers(0, 10**7), max_size=3)

EVENTS = {
    e.Opened: st.builds(e.Opened, ids, words, words, st.booleans()),
    e.LineAdded: st.builds(e.LineAdded, ids, ids, words, st.none() | st.integers(0, 10**7)),
    e.Answered: st.builds(e.Answered, ids, words | st.integers(0, 10**7), evidence, st.none() | ids),
    e.Withdrawn: st.builds(e.Withdrawn, ids, st.none() | ids),
    e.Instructed: st.builds(e.Instructed, ids, ids, words, ids, words, words),
    e.InstructionWithdrawn: st.builds(e.InstructionWithdrawn, st.integers(0, 9)),
    e.Moved: st.builds(e.Moved, ids, ids),
    e.Decided: st.builds(
        e.Decided,
        st.dictionaries(ids, ids, max_size=2),
        st.dictionaries(ids, st.lists(ids, max_size=2).map(tuple), max_size=2),
        st.lists(words, max_size=2).map(tuple),
        facts,
        st.none() | ids,
        words,
        words,
    ),
    e.MailDrafted: st.builds(e.MailDrafted, ids, words, words, words),
    e.Replied: st.builds(e.Replied, ids, ids, words, words),
    e.Told: st.builds(e.Told, ids, ids),
    e.HandedOver: st.builds(e.HandedOver, ids, ids, words),
    e.Noted: st.builds(e.Noted, words),
    e.PromiseMade: st.builds(e.PromiseMade, ids, words, st.none() | ids),
    e.PromiseKept: st.builds(e.PromiseKept, ids, st.none() | ids, words),
    e.DayPretended: st.builds(e.DayPretended, st.dates().map(str) | st.just("")),
    e.ProposalAnswered: st.builds(
        e.ProposalAnswered, ids, words, ids, ids, ids, words, st.integers(0, 400), st.integers(0, 400), words
    ),
    e.ProposalReopened: st.builds(e.ProposalReopened, ids, words, ids, ids),
    e.Ticked: st.builds(
        e.Ticked, ids, st.booleans(), ids, words, st.integers(0, 400), st.integers(0, 400), quote=words
    ),
    OverrideSigned: st.builds(
        OverrideSigned,
        *(ids, ids, ids, ids),
        st.lists(ids, max_size=2).map(tuple),
        *(words, words, ids, ids, st.integers(0, 99), words, words),
    ),
    EscalationAnswered: st.builds(
        EscalationAnswered, ids, ids, st.sampled_from(SAYS), st.integers(0, 99), *[words] * 7
    ),
    AlertTaken: st.builds(AlertTaken, st.sampled_from(ALERTS), *[ids] * 2, *[words] * 3),
    Reassigned: st.builds(Reassigned, *[ids] * 3, *[words] * 6),
}
"""A way to make any event of each kind."""

SIGNED = {OverrideSigned, EscalationAnswered, AlertTaken, Reassigned}


any_event = st.one_of(*(each for kind, each in EVENTS.items() if kind not in SIGNED))
"""Any event that nobody has to sign: what is signed by nobody is not kept."""


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from assistant.call.events import Noted
from assistant.journal.book import Book
book = Book.open(Path(sys.argv[1]), now=lambda: datetime.now(UTC), actor="op-1")
while True:
    entry = book.append("K-0001", Noted("a note of some length " * 4))
    sys.stdout.write(f"{entry.seq} {entry.leaf.hex()}\\n")
    sys.stdout.flush()
    if entry.seq % 7 == 0:
        book.checkpoint_wal()
"""


def acknowledged_before_kills(path, times):
    """Have a process write and kill it, so many times; return what it had acknowledged, read from outside."""
    chance = random.Random(1021)  # noqa: S311  # which event is killed at is no secret
    seen = {}
    for _ in range(times):
        with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True) as writer:
            for _ in range(chance.randint(1, 20)):
                seen.update([writer.stdout.readline().split()])
            writer.kill()
            seen.update(line.split() for line in writer.stdout if line.endswith("\n"))
    return seen
