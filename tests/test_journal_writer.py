"""The writer: what is handed in is kept in order, what can wait is done when it is quiet, and trouble is told."""

import gc
import threading
import time
from datetime import timedelta

import pytest
from journals import START, forge, seat

from assistant.call.events import Moved, Noted, Opened, encode
from assistant.journal import book as books
from assistant.journal import keeper, own, places, writer
from assistant.journal.book import Book
from assistant.journal.clock import Clock
from assistant.journal.hand import Lot
from assistant.journal.refusals import CannotOpen, NotWritten, Why
from assistant.journal.reserve import Reserve

OPENED = Opened("hikari_option_fee", "2026.11.0", "ab12")


def until(so, seconds=5.0):
    """Wait for something that is done by the way."""
    end = time.monotonic() + seconds
    while not so() and time.monotonic() < end:
        time.sleep(0.01)
    return so()


def test_what_several_hand_in_at_once_is_kept_together_and_whole(tmp_path):
    """A thread of its own for each; none waits for the disk alone, and none finds its events torn apart."""
    with seat(tmp_path) as book:

        def tell(case):
            for _ in range(20):
                book._writer.hand_in(Lot(case, (encode(Noted("一")), encode(Noted("二"))))).result()

        threads = [threading.Thread(target=tell, args=(f"K-{n}",)) for n in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        for n in range(6):
            assert book.events(f"K-{n}") == [Noted("一"), Noted("二")] * 20
        assert book.first_break() is None


def test_one_unfit_lot_does_not_take_its_neighbours_with_it(tmp_path):
    with seat(tmp_path) as book:
        gate = threading.Event()
        held = book._writer.ask(lambda _hand: gate.wait(5))
        fit = book._writer.hand_in(Lot("K-0001", (encode(Noted("一")),)))
        unfit = book._writer.hand_in(Lot("K-0001", (encode(Noted("\ud800")),)))
        last = book._writer.hand_in(Lot("K-0001", (encode(Noted("二")),)))
        gate.set()

        assert held.result()
        assert fit.result()[0].seq == 1
        with pytest.raises(NotWritten, match="unfit"):
            unfit.result()
        assert last.result()[0].seq == 2
        assert book.stopped is None


def test_a_case_that_is_closed_is_signed_and_moved_into_the_file_once_it_is_quiet(tmp_path):
    with seat(tmp_path) as book:
        book.append_all("K-0001", [OPENED, Moved("closed", "close")])

        assert until(lambda: book.last_note() is not None and book.wal_bytes() == 0)
        assert "\n2\n" in book.last_note()
        assert (tmp_path / keeper.LAST).read_text() == book.last_note()


def test_every_fifty_events_are_signed_and_no_note_is_made_twice(tmp_path):
    with seat(tmp_path) as book:
        for _ in range(writer.EVENTS_A_NOTE):
            book.append("K-0001", Noted("一"))
        assert until(lambda: book.last_note() is not None)

        assert "\n50\n" in book.last_note()
        assert book.sign() == book.last_note()
    with seat(tmp_path) as book:
        assert book.sign() == book.last_note()
        book.append("K-0001", Noted("続き"))
        assert book.events("K-0001")[50:] == [Noted("続き")]


def test_a_log_that_grew_long_is_moved_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr(writer, "WAL_BYTES_MAX", 30_000)
    with seat(tmp_path) as book:
        for _ in range(12):
            book.append("K-0001", Noted("x" * 900))
        assert book._writer.ask(lambda hand: hand.wal_bytes()).result() <= 30_000


def test_where_nobody_comes_what_waits_is_moved(tmp_path, monkeypatch):
    monkeypatch.setattr(writer, "IDLE_SECONDS", 0.02)
    with seat(tmp_path) as book:
        book.append("K-0001", OPENED)

        assert until(lambda: book.wal_bytes() == 0)


def test_an_operator_never_waits_for_a_disk_longer_than_half_a_minute():
    assert 0 < books.PATIENCE_SECONDS <= 30


def test_a_disk_that_does_not_answer_is_told_and_what_came_late_is_not_missed(tmp_path, monkeypatch):
    """The case on the screen is read anew before the next event is believed."""
    monkeypatch.setattr(books, "PATIENCE_SECONDS", 0.05)
    with seat(tmp_path) as book:
        gate = threading.Event()
        book._writer.ask(lambda _hand: gate.wait(5))
        for _ in range(2):
            with pytest.raises(NotWritten) as refused:
                book.append("K-0001", OPENED)
            assert refused.value.why is book.stopped is Why.SLOW
        gate.set()
        assert until(lambda: book.head()[0] == 1)
        assert until(lambda: book.stopped is None)

        with pytest.raises(NotWritten) as refused:
            book.append("K-0001", Noted("続き"))
        assert refused.value.why is Why.LATE
        assert book.events("K-0001") == [OPENED]
        assert book.append("K-0001", Noted("続き")).seq == 2


def test_a_clock_that_was_put_back_is_told_in_the_record(tmp_path):
    with seat(tmp_path, now=lambda: START) as book:
        book.append("K-0001", OPENED)
    with seat(tmp_path, now=lambda: START - timedelta(hours=2)) as book:
        book.append("K-0001", Noted("後"))

        assert book.events("K-0001") == [OPENED, Noted("後")]
        assert [(each.kind, each.data) for each in book.entries("")] == [("clock.stepped", {"by_ms": -7_200_000})]
        assert [row.case_id for row in book.cases()] == ["K-0001"]
        assert book.next_case_id() == "K-0002"
        assert book.first_break() is None


@pytest.mark.parametrize(
    ("went", "beside", "stepped"),
    [(10, 10, 0), (10, 9, 0), (10, 1, 9_000), (-5, 3, -8_000), (3_600, 3_600, 0), (-1, None, 0), (-5, None, -5_000)],
)
def test_a_clock_is_held_against_one_that_nobody_can_put_back(went, beside, stepped):
    """A lunch break is no step; a jump of more than two seconds is."""
    moments, steady = iter((START, START + timedelta(seconds=went))), iter((5.0, 5.0 + (beside or 0)))
    clock = Clock(lambda: next(moments), None if beside is None else lambda: next(steady))

    assert clock.read() == (START, 0)
    assert clock.read() == (START + timedelta(seconds=went), stepped)


def test_an_old_copy_put_back_is_read_and_not_gone_on_with(tmp_path):
    """Its next event would bear a number that was given out before."""
    with seat(tmp_path) as book:
        book.append("K-0001", OPENED)
    old = book.path.read_bytes()
    with seat(tmp_path) as book:
        book.append("K-0001", Noted("後"))
        book.sign()
    book.path.write_bytes(old)

    with seat(tmp_path) as book:
        assert book.stopped is book.barred is Why.RESTORED
        assert book.events("K-0001") == [OPENED]
        with pytest.raises(NotWritten, match="restored"):
            book.append("K-0001", Noted("別の話"))


def test_an_end_that_was_changed_is_read_and_not_gone_on_with(tmp_path):
    with seat(tmp_path) as book:
        book.append("K-0001", OPENED)
        book.sign()
        book.append("K-0001", Noted("後"))
        forge(book, "UPDATE event SET raw = replace(raw, 'op-7', 'op-9') WHERE seq = 2")

    with seat(tmp_path) as book:
        assert book.stopped is Why.CHANGED
        assert len(book.entries("K-0001")) == 2


@pytest.mark.parametrize("frontier", ["x'00'", "zeroblob(32)"])
def test_a_frontier_that_does_not_fit_its_note_is_no_ground_to_build_on(tmp_path, frontier):
    with seat(tmp_path) as book:
        book.append("K-0001", OPENED)
        book.sign()
        forge(book, f"UPDATE checkpoint SET frontier = {frontier}")

    with seat(tmp_path) as book:
        assert book.stopped is Why.CHANGED


def test_a_journal_signed_before_frontiers_were_kept_is_gone_on_with(tmp_path):
    with seat(tmp_path) as book:
        book.append("K-0001", OPENED)
        book.sign()
        forge(book, "UPDATE checkpoint SET frontier = NULL")

    with seat(tmp_path) as book:
        book.append("K-0001", Noted("後"))
        assert "\n2\n" in book.sign()


MOUNTS = "/dev/a / ext4 rw 0 0\nserver:/x {at} {kind} rw 0 0\n/dev/b {at}/inner ext4 rw 0 0\n"


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_a_folder_on_another_machines_disk_is_refused(tmp_path, monkeypatch, kind):
    """Nothing is made there; a disk of our own inside it is fine."""
    mounts = tmp_path / "mounts"
    far = tmp_path / "far away"
    mounts.write_text(MOUNTS.format(at=str(far).replace(" ", "\\040"), kind=kind))
    monkeypatch.setattr(places, "MOUNTS", mounts)

    with pytest.raises(CannotOpen) as refused:
        seat(far)
    assert refused.value.why is Why.NETWORK
    assert list(far.iterdir()) == []
    seat(far / "inner").close()
    assert places.kind_of(tmp_path) == "ext4"


def test_where_the_system_does_not_say_whose_disk_it_is_it_is_taken_for_ours(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "MOUNTS", tmp_path / "nothing")

    assert places.kind_of(tmp_path) == ""
    seat(tmp_path).close()


def test_the_reserve_is_never_written_through_a_link(tmp_path):
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (tmp_path / "reserve").symlink_to(victim)

    assert Reserve(tmp_path).make()
    assert victim.read_text() == "precious"
    assert not (tmp_path / "reserve").is_symlink()
    assert Reserve(tmp_path).spend()
    assert not Reserve(tmp_path).spend()


def test_a_reader_knows_of_no_trouble_but_that_it_only_reads(tmp_path):
    with seat(tmp_path) as book:
        book.append("K-0001", OPENED)
        with Book.read(book.path) as reader:
            assert reader.stopped is Why.READING
            assert reader.sign() is None
            assert reader.last_note() is None
            with pytest.raises(NotWritten, match="reading"):
                reader.ask(lambda hand: hand.unsigned())
    assert own.NO_CASE == ""


def test_a_book_nobody_holds_any_more_leaves_no_thread_and_no_open_file(tmp_path):
    """A program that forgot to close it must not run out of files."""
    book = seat(tmp_path)
    thread = book._writer._thread
    del book
    gc.collect()
    thread.join(10)
    assert not thread.is_alive()
