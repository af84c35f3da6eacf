"""When the disk fails: nothing half written, nothing acknowledged lost, and the next event is kept."""

import errno
from functools import partial

import pytest
from journals import forge, seat, write

from assistant.call.events import Instructed, Noted, Opened
from assistant.journal.door import sqlite3
from assistant.journal.refusals import CannotOpen, NotWritten, Why

OPENED = Opened("hikari_option_fee", "2026.11.0", "ab12")
TOLD = Instructed("leader", "mail", "2011-10-20", "bill", "山田", "請求してください")


class Disk:
    """A door to a disk that fails at chosen statements."""

    def __init__(self):
        self.fails = {}  # the beginning of a statement: (before or after it is done, what is raised)

    def connect(self, path):
        """Connect, as the door does."""
        return sqlite3.connect(path, isolation_level=None, factory=self._line())

    def _line(self):
        disk = self

        class Line(sqlite3.Connection):
            def execute(self, sql, *values):
                return disk.asked(sql, lambda: super(Line, self).execute(sql, *values))

            def executemany(self, sql, values):
                return disk.asked(sql, lambda: super(Line, self).executemany(sql, values))

        return Line

    def asked(self, sql, do):
        """Do as asked, or fail."""
        for start, (when, error) in self.fails.items():
            if sql.startswith(start):
                if when == "after":
                    do()
                raise error()
        return do()


FULL = partial(sqlite3.OperationalError, "database or disk is full")
BROKEN = partial(sqlite3.OperationalError, "disk I/O error")
NO_SPACE = partial(OSError, errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    ("fails", "why"),
    [
        ({"BEGIN": ("before", BROKEN)}, Why.FAILED),
        ({"INSERT INTO event": ("before", FULL)}, Why.FULL),
        ({"INSERT INTO event": ("after", BROKEN)}, Why.FAILED),
        ({"INSERT INTO secret": ("before", FULL)}, Why.FULL),
        ({"SELECT raw, leaf": ("before", BROKEN)}, Why.FAILED),
        ({"INSERT INTO secret": ("after", BROKEN), "ROLLBACK": ("before", BROKEN)}, Why.FAILED),
        ({"COMMIT": ("before", FULL)}, Why.FULL),
        ({"COMMIT": ("before", NO_SPACE)}, Why.FULL),
        ({"INSERT INTO secret": ("after", KeyboardInterrupt)}, None),
    ],
    ids=lambda case: "+".join(case) if isinstance(case, dict) else str(case),
)
def test_what_could_not_be_written_did_not_happen(tmp_path, fails, why):
    disk = Disk()
    with seat(tmp_path, connect=disk.connect) as book:
        kept = book.append("K-0001", OPENED)
        disk.fails = fails

        with pytest.raises(NotWritten if why else KeyboardInterrupt) as refused:
            book.append_all("K-0001", [TOLD, Noted("続き")])

        disk.fails = {}
        assert why is None or (refused.value.why is why and refused.value.__cause__ is not None)
        assert book.events("K-0001") == [OPENED]
        assert book.head() == (1, kept.leaf)
        assert book.append("K-0001", TOLD).seq == 2
        assert book.first_break() is None


def test_a_commit_that_raised_may_have_kept_the_event_and_then_it_did_happen(tmp_path):
    disk = Disk()
    with seat(tmp_path, connect=disk.connect) as book:
        book.append("K-0001", OPENED)
        disk.fails = {"COMMIT": ("after", BROKEN)}
        entry = book.append("K-0001", TOLD)

        disk.fails = {}
        assert book.entries("K-0001")[1] == entry
        assert book.wal_bytes() == 0  # and was copied, so that the disk vouches for it once more
        assert book.append("K-0001", Noted("続き")).seq == 3


@pytest.mark.parametrize("also", ["PRAGMA wal_checkpoint", "PRAGMA application_id", "SELECT leaf"])
def test_what_the_disk_will_not_vouch_for_is_not_acknowledged(tmp_path, also):
    """It may be there all the same: whoever goes on reads the case anew first."""
    disk = Disk()
    with seat(tmp_path, connect=disk.connect) as book:
        book.append("K-0001", OPENED)
        disk.fails = {"COMMIT": ("after", BROKEN)}
        commit_only = disk.asked

        def asked(sql, do):
            if sql == "COMMIT":
                disk.fails[also] = ("before", BROKEN)
            return commit_only(sql, do)

        disk.asked = asked
        with pytest.raises(NotWritten) as refused:
            book.append("K-0001", TOLD)

        disk.asked, disk.fails = commit_only, {}
        assert refused.value.why is Why.UNSURE
        assert book.events("K-0001") == [OPENED, TOLD]
        assert book.append("K-0001", Noted("続き")).seq == 3
        assert book.first_break() is None


def test_while_the_file_cannot_be_opened_again_nothing_is_written(tmp_path):
    disk = Disk()
    with seat(tmp_path, connect=disk.connect) as book:
        book.append("K-0001", OPENED)
        disk.fails = dict.fromkeys(["COMMIT", "PRAGMA application_id"], ("before", BROKEN))
        for why in (Why.UNSURE, Why.FAILED):
            with pytest.raises(NotWritten) as refused:
                book.append("K-0001", TOLD)
            assert refused.value.why is why
        assert book.events("K-0001") == [OPENED]  # looking goes on
        assert book.stopped is Why.FAILED

        disk.fails = {}
        assert book.append("K-0001", TOLD).seq == 2
        assert book.stopped is None


def test_a_disk_that_cannot_be_read_is_said_so(tmp_path):
    disk = Disk()
    with seat(tmp_path, connect=disk.connect) as book:
        book.append("K-0001", OPENED)
        disk.fails = {"": ("before", BROKEN)}

        for ask in (book.cases, book.next_case_id, book.head, lambda: book.events("K-0001")):
            with pytest.raises(CannotOpen, match="failed"):
                ask()

        disk.fails = {}
        assert book.events("K-0001") == [OPENED]


@pytest.mark.parametrize(
    ("asked", "answered"),
    [("SELECT raw, leaf", "SELECT raw || ' ', leaf"), ("SELECT name, value", "SELECT name, value || ' '")],
)
def test_a_file_that_gives_back_something_else_is_not_believed(tmp_path, asked, answered):
    class Wrong(sqlite3.Connection):
        def execute(self, sql, *values):
            return super().execute(sql.replace(asked, answered), *values)

    def wrong(path):
        return sqlite3.connect(path, isolation_level=None, factory=Wrong)

    with seat(tmp_path, connect=wrong) as book:
        with pytest.raises(NotWritten, match="something else"):
            book.append("K-0001", TOLD)

        assert book.head()[0] == 0


def test_the_right_to_write_is_taken_before_the_last_event_is_read(tmp_path):
    """Otherwise another writer could come between, and SQLite would refuse us at once."""
    with seat(tmp_path) as book:
        said = []
        book.ask(lambda hand: hand.connection().set_trace_callback(said.append))
        book.append("K-0001", OPENED)

        assert said[0] == "BEGIN IMMEDIATE"
        assert said[-1] == "COMMIT"


def test_while_somebody_else_writes_in_the_file_we_wait_and_then_say_so(tmp_path):
    with seat(tmp_path) as book:
        book.append("K-0001", OPENED)
        other = sqlite3.connect(book.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        write(book, "PRAGMA busy_timeout = 1")

        with pytest.raises(NotWritten) as refused:
            book.append("K-0001", TOLD)

        other.close()
        assert refused.value.why is Why.HELD
        assert book.append("K-0001", TOLD).seq == 2


def test_a_full_file_keeps_what_it_had_and_goes_on_when_there_is_room(tmp_path):
    """SQLite's own limit, so its own way of being full."""
    with seat(tmp_path) as book:
        ((pages,),) = write(book, "PRAGMA page_count")
        write(book, f"PRAGMA max_page_count = {pages + 3}")
        kept = []
        note = Noted("長い" * 300)
        with pytest.raises(NotWritten) as refused:
            kept.extend(book.append("K-0001", note) for _ in range(50))

        assert refused.value.why is book.stopped is Why.FULL
        assert book.entries("K-0001") == kept
        assert kept
        book.append("K-0001", Noted("続き"))  # the file was opened afresh, without its limit
        assert book.stopped is None
        assert len(book.events("K-0001")) == len(kept) + 1
        assert book.first_break() is None


def test_the_last_of_a_full_disk_is_that_the_record_stopped(tmp_path):
    """The reserve is given away for it; and where it cannot be held again, nothing more is written."""
    disk = Disk()
    with seat(tmp_path, connect=disk.connect) as book:
        book.append("K-0001", OPENED)
        assert (tmp_path / "reserve").stat().st_size == 128 * 1024

        def until_there_is_room(sql, do):
            if sql == "COMMIT" and (tmp_path / "reserve").exists():
                raise FULL()  # noqa: RSE102  # a partial, no class
            return do()

        disk.asked = until_there_is_room
        with pytest.raises(NotWritten):
            book.append("K-0001", TOLD)
        (tmp_path / "reserve").mkdir()
        (tmp_path / "reserve" / "in the way").touch()
        with pytest.raises(NotWritten) as refused:
            book.append("K-0001", TOLD)

        assert refused.value.why is Why.FULL
        assert book.events("K-0001") == [OPENED]
        assert [(each.kind, each.data) for each in book.entries("")] == [("journal.stopped", {"why": "full"})]
        (tmp_path / "reserve" / "in the way").unlink()
        (tmp_path / "reserve").rmdir()
        disk.asked = Disk().asked
        assert book.append("K-0001", TOLD).seq == 3
        assert book.first_break() is None


def test_a_journal_taken_away_under_our_hands_is_noticed(tmp_path):
    with seat(tmp_path) as book:
        book.append("K-0001", OPENED)
        book.path.rename(tmp_path / "away")
        with pytest.raises(NotWritten) as refused:
            book.append("K-0001", TOLD)
        assert refused.value.why is Why.MOVED

        book._drop()
        with pytest.raises(CannotOpen, match="moved"):
            book.events("K-0001")

        (tmp_path / "away").rename(book.path)
        assert book.append("K-0001", TOLD).seq == 2


def test_an_acknowledged_event_that_is_gone_is_noticed_before_the_next(tmp_path):
    with seat(tmp_path) as book:
        book.append_all("K-0001", [OPENED, Noted("一")])
        forge(book, "DELETE FROM secret", "DELETE FROM event WHERE seq = 2")

        with pytest.raises(NotWritten) as refused:
            book.append("K-0001", TOLD)

        assert refused.value.why is Why.MOVED
        assert book.head()[0] == 1
