"""What was acknowledged is there after the process was killed, and after the system wrote no more."""

import os
import subprocess
import sys

import pytest
from journals import acknowledged_before_kills, seat

from assistant.journal.refusals import Why


def test_killed_in_the_middle_nothing_acknowledged_is_lost(tmp_path):
    """Fifteen kills, in one journal; the acknowledgements are read from outside the process."""
    seat(tmp_path).close()
    path = tmp_path / "seat.sqlite3"
    seen = acknowledged_before_kills(path, 15)

    with seat(tmp_path) as book:
        kept = {str(each.seq): each.leaf.hex() for each in book.entries("K-0001")}
        assert len(seen) >= 15
        assert seen.items() <= kept.items()
        assert book.first_break() is None


FILLER = """
import resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from assistant.call.events import Noted
from assistant.journal.book import Book
from assistant.journal.refusals import NotWritten
book = Book.open(Path(sys.argv[1]), now=lambda: datetime.now(UTC), actor="op-1")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
kept = 0
try:
    while True:
        kept = book.append("K-0001", Noted("x" * 500)).seq
except NotWritten as refused:
    print(kept, refused.why)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(book.append("K-0001", Noted("room again")).seq, book.first_break())
"""


@pytest.mark.skipif(os.name != "posix", reason="only POSIX can limit the size of a file")
@pytest.mark.parametrize("size", [150_000, 150_700, 153_001])
def test_where_the_system_writes_no_more_the_book_says_so_and_goes_on(tmp_path, size):
    """The real thing: the system breaks off a write, somewhere in the middle of a page."""
    command = [sys.executable, "-c", FILLER, str(tmp_path / "seat.sqlite3"), str(size)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)

    (kept, why), (after, broken) = (line.split() for line in ran.stdout.splitlines())
    assert int(kept) > 0
    assert why in {Why.FULL, Why.FAILED}
    assert (int(after), broken) == (int(kept) + 1, "None")
    with seat(tmp_path) as book:
        assert len(book.events("K-0001")) == int(after)
