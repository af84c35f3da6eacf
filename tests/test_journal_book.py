"""What is written is what happened: nothing less, nothing else, and in that order."""

import json
import stat
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journals import EVENTS, KANJI, START, any_event, seat, ticking, write

from assistant.call.case import fold
from assistant.call.events import KINDS, Instructed, Noted, Opened, encode
from assistant.journal.book import Book
from assistant.journal.record import stamp
from assistant.journal.refusals import CannotOpen, NotWritten, Why
from assistant.journal.seal import canonical, leaf

OPENED = Opened("hikari_option_fee", "2026.11.0", "ab12")


def test_every_kind_of_event_is_tried_here():
    assert set(EVENTS) == {kind for kind, _ in KINDS.values()}


@settings(max_examples=40)
@given(happened=st.lists(any_event, max_size=12), again=st.lists(any_event, max_size=3))
def test_a_case_read_again_is_the_case_that_happened(tmp_path_factory, happened, again):
    folder = tmp_path_factory.mktemp("seat")
    with seat(folder) as book:
        for event in happened:
            book.append("K-0001", event)
        book.append_all("K-0002", again)
        assert book.first_break() is None

    with seat(folder) as book:
        assert book.events("K-0001") == happened
        assert book.events("K-0002") == again
        assert fold(book.events("K-0001")) == fold(happened)
        assert book.unknown_kinds("K-0001") == {}
        assert book.first_break() is None


@settings(max_examples=30)
@given(name=KANJI, words=KANJI)
def test_no_personal_word_is_in_the_sealed_bytes(tmp_path_factory, name, words):
    with seat(tmp_path_factory.mktemp("seat")) as book:
        book.append("K-0001", Instructed("leader", "mail", "2011-10-20T09:00", "bill", name, words))
        book.append("K-0001", Noted(name))
        kept = repr(book._connection.execute("SELECT * FROM event").fetchall())

    assert name not in kept
    assert words not in kept


def test_an_acknowledged_event_comes_back_with_its_number_and_seal(tmp_path):
    with seat(tmp_path) as book:
        first = book.append("K-0001", OPENED)
        second = book.append("K-0001", Noted("田中様より入電"))

        assert (first.seq, first.at, first.actor) == (1, "2011-10-20T05:03:01.000Z", "op-7")
        assert second.secrets == {"words": "田中様より入電"}
        assert second.event == Noted("田中様より入電")
        assert book.entries("K-0001") == [first, second]
        assert book.head() == (2, second.leaf)
        raw, sealed = book._connection.execute("SELECT raw, leaf FROM event WHERE seq = 2").fetchone()
        assert json.loads(raw)["prev"] == first.leaf.hex()
        assert sealed == second.leaf == leaf(raw.encode())


def test_one_key_may_cause_two_events_and_both_are_kept_or_neither(tmp_path):
    with seat(tmp_path) as book:
        kept = book.append_all("K-0001", [OPENED, Noted("一")])
        with pytest.raises(NotWritten) as refused:
            book.append_all("K-0001", [Noted("二"), Noted("\ud800")])

        assert [each.seq for each in kept] == [1, 2]
        assert book.append_all("K-0001", []) == ()
        assert refused.value.why is Why.UNFIT
        assert isinstance(refused.value.__cause__, ValueError)
        assert book.events("K-0001") == [OPENED, Noted("一")]
        assert book.append("K-0001", Noted("三")).seq == 3


def test_equal_words_do_not_look_equal(tmp_path):
    with seat(tmp_path) as book:
        book.append_all("K-0001", [Noted("田中"), Noted("田中")])
        rows = book._connection.execute("SELECT raw FROM event").fetchall()

    promises = {json.loads(raw)["pii"]["words"] for (raw,) in rows}
    assert len(promises) == 2


def test_an_empty_journal_has_no_case_and_counts_from_one(tmp_path):
    with seat(tmp_path) as book:
        assert book.cases() == []
        assert book.head() == (0, bytes(32))
        assert book.next_case_id() == "K-0001"
        assert book.entries("K-0001") == []
        assert book.first_break() is None


def test_the_list_of_cases_says_when_and_who(tmp_path):
    with seat(tmp_path) as book:
        book.append("K-9999", OPENED)
        book.append("K-10000", OPENED)
        book.append("drill-3", OPENED)
    with seat(tmp_path, actor="op-8", now=ticking(START.replace(hour=6))) as book:
        book.append("K-9999", Noted("続き"))
        rows = book.cases()

        assert [(row.case_id, row.events, row.last_seq, row.actor) for row in rows] == [
            ("K-9999", 2, 4, "op-8"),
            ("K-10000", 1, 2, "op-7"),
            ("drill-3", 1, 3, "op-7"),
        ]
        assert (rows[0].first_at, rows[0].last_at) == ("2011-10-20T05:03:01.000Z", "2011-10-20T06:03:00.000Z")
        assert book.next_case_id() == "K-10001"


def test_a_clock_put_back_changes_no_order(tmp_path):
    with seat(tmp_path) as book:
        first = book.append("K-0001", OPENED)
    with seat(tmp_path, now=ticking(START.replace(year=2010))) as book:
        second = book.append("K-0001", Noted("後"))

        assert second.at < first.at
        assert second.id > first.id
        assert book.events("K-0001") == [OPENED, Noted("後")]


def test_a_moment_without_a_time_zone_is_no_moment(tmp_path):
    with pytest.raises(ValueError, match="time zone"):
        stamp(START.replace(tzinfo=None))
    seat(tmp_path).close()
    with (
        seat(tmp_path, now=lambda: START.replace(tzinfo=None)) as book,
        pytest.raises(NotWritten, match="time zone"),
    ):
        book.append("K-0001", OPENED)


def test_an_event_of_a_later_program_is_counted_and_kept(tmp_path):
    with seat(tmp_path) as book:
        known = book.append("K-0001", OPENED)
        raw = book._connection.execute("SELECT raw FROM event").fetchone()[0]
        prev = known.leaf.hex()
        later = {**json.loads(raw), "seq": 2, "id": "later", "type": "mood.sensed", "prev": prev}
        text = canonical(later)
        row = (2, "later", "K-0001", "mood.sensed", later["at"], prev, text.decode(), leaf(text))
        write(book, "INSERT INTO event VALUES (?,?,?,?,?,?,?,?)", row)

        assert book.events("K-0001") == [OPENED]
        assert book.unknown_kinds("K-0001") == {"mood.sensed": 1}
        assert [each.kind for each in book.entries("K-0001")] == ["case.opened", "mood.sensed"]
        assert book.first_break() is None
        assert book.append("K-0001", Noted("続き")).seq == 3


def test_a_thing_that_is_no_event_is_our_mistake_and_leaves_nothing_behind(tmp_path):
    with seat(tmp_path) as book:
        with pytest.raises(KeyError):
            book.append_all("K-0001", [OPENED, "opened"])

        assert book.head()[0] == 0
        assert book.append("K-0001", OPENED).seq == 1


def test_erased_words_leave_the_disk_and_the_chain_whole(tmp_path):
    word = "田中一郎様の電話番号"
    with seat(tmp_path) as book:
        book.append_all("K-0001", [OPENED, Noted(word), Instructed("leader", "mail", "t", "bill", "山田")])
        book.checkpoint_wal()
        assert word.encode() in book.path.read_bytes()

        write(book, "DELETE FROM secret WHERE seq = 2")

        assert book.checkpoint_wal()
        assert word.encode() not in b"".join(each.read_bytes() for each in tmp_path.iterdir())
        assert book.first_break() is None
        assert book.events("K-0001")[1:] == [Noted(""), Instructed("leader", "mail", "t", "bill", "山田")]


def test_what_waits_is_moved_into_the_file_when_asked(tmp_path):
    with seat(tmp_path) as book:
        book.append("K-0001", OPENED)
        waiting = book.wal_bytes()

        assert waiting > 0
        assert book.checkpoint_wal()
        assert book.wal_bytes() == 0
    assert book.wal_bytes() == 0
    assert not book.checkpoint_wal()


def test_a_checkpoint_waits_for_a_reader_and_loses_nothing(tmp_path):
    with seat(tmp_path) as book, Book.read(book.path) as other:
        write(book, "PRAGMA busy_timeout = 1")
        book.append("K-0001", OPENED)
        reading = other._connection.execute("SELECT 1 FROM event UNION SELECT 2")
        reading.fetchone()
        book.append("K-0001", Noted("次"))

        assert not book.checkpoint_wal()
        reading.close()
        assert book.checkpoint_wal()
        assert other.events("K-0001") == [OPENED, Noted("次")]


def test_a_reader_sees_a_live_call_and_cannot_write_in_it(tmp_path):
    with seat(tmp_path) as book:
        book.append("K-0001", OPENED)

        with Book.read(book.path) as reader:
            assert reader.events("K-0001") == [OPENED]
            assert reader.first_break() is None
            with pytest.raises(NotWritten) as refused:
                reader.append("K-0001", Noted("横から"))

        assert refused.value.why is Why.READING
        assert book.append("K-0001", Noted("続き")).seq == 2


def test_a_closed_book_is_closed(tmp_path):
    book = seat(tmp_path)
    book.append("K-0001", OPENED)
    book.close()
    book.close()

    with pytest.raises(NotWritten, match="closed"):
        book.append("K-0001", Noted("遅い"))
    with pytest.raises(CannotOpen, match="closed"):
        book.events("K-0001")


def test_the_file_is_for_us_alone(tmp_path):
    with seat(tmp_path / "new" / "deep") as book:
        book.append("K-0001", OPENED)
        modes = {stat.S_IMODE(each.stat().st_mode) for each in book.path.parent.glob("seat.sqlite3*")}

        assert modes == {0o600}
        assert stat.S_IMODE(book.path.parent.stat().st_mode) == 0o700


def test_the_start_of_a_call_does_not_wait_for_what_it_does_not_need(tmp_path):
    seat(tmp_path).close()
    program = f"""
import sys
from datetime import UTC, datetime
from pathlib import Path
from assistant.journal.book import Book
from assistant.call.events import Noted
book = Book.open(Path({str(tmp_path / "seat.sqlite3")!r}), now=lambda: datetime.now(UTC), actor="op")
book.append("K-0001", Noted("x"))
book.close()
print(*sorted({{"sqlite_utils", "cryptography", "textual", "click"}} & set(sys.modules)))
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == ""


def test_what_is_encoded_is_what_is_kept(tmp_path):
    event = Instructed("leader", "mail", "2011-10-20T09:00", "bill", "山田", "請求してください")
    with seat(tmp_path) as book:
        entry = book.append("K-0001", event)

    encoded = encode(event)
    assert (entry.kind, entry.version, entry.data, entry.secrets) == (
        encoded.kind,
        encoded.version,
        encoded.data,
        encoded.private,
    )
