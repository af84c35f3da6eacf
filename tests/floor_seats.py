"""A program that plays many seats, or their senders, until it is killed. Its parent says when that is.

python tests/floor_seats.py seats FOLDER N RATE      each says "NAME SEQ" once an event is on disk
python tests/floor_seats.py senders FOLDER N DSN…     one line to the server for each seat
"""

import random
import sys
import threading
import time
from contextlib import closing
from datetime import datetime
from pathlib import Path

from assistant.call.case import ChargeLine
from assistant.rules.facts import Evidence
from assistant.seat import Seat

DISPUTED = ChargeLine("1", "disputed_option", "転送サービス", 525)
TOLD = (
    ("speaker", "contract_holder_verified"),
    ("order_evidence", "statement_only"),
    ("error_source", "company"),
    ("billing_state", "not_billed"),
)


def name_of(number):
    """Return the folder of a seat."""
    return f"seat-{number:03d}"


def main():
    """Begin a thread for each seat, and wait to be killed."""
    what, root, count, *rest = sys.argv[1:]
    for number in range(int(count)):
        folder = Path(root) / name_of(number)
        given = (folder, float(rest[0])) if what == "seats" else (folder, rest[number % len(rest)])
        threading.Thread(target=_operator if what == "seats" else _sender, args=given, daemon=True).start()
    time.sleep(3600)


def _operator(folder, rate):
    """Sit at one seat and work, so many acts a second."""
    chance = random.Random()  # noqa: S311  # moments, not secrets
    seat = Seat.open(folder, actor=f"op-{folder.name[-3:]}", now=lambda: datetime.now().astimezone())
    while True:
        desk = seat.new([DISPUTED])
        for deed in _deeds(desk):
            time.sleep(chance.expovariate(rate))
            deed()
            sys.stdout.write(f"{folder.name} {seat.journal.head()[0]}\n")
            sys.stdout.flush()


def _deeds(desk):
    for fact, value in TOLD:
        line = "1" if desk.policy.facts[fact].scope == "line" else None
        yield lambda fact=fact, value=value, line=line: desk.answer(fact, value, Evidence.RECORD, line)
    yield lambda: desk.instruct("leader", "山田", "email", "2011-10-19", "bill", "開始後なので1か月分525円です")
    yield lambda: desk.note("お客様は控えをお持ちとのこと")


def _sender(folder, dsn):
    """Send what one seat has, over and over; whatever stands in the way, come back."""
    from assistant.doors.syncing import Asking, Line
    from assistant.journal.postgres_door import NoServer
    from assistant.journal.refusals import CannotOpen

    asking = Asking(dsn, folder, "en", as_json=True)
    while True:
        with closing(Line(asking)) as line:
            try:
                while True:
                    line.round()
                    time.sleep(0.3)
            except (NoServer, CannotOpen, OSError):
                time.sleep(0.5)


if __name__ == "__main__":
    main()
