"""Whoever gets past the guards still breaks the seal; and what the seal alone cannot see is said."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journals import any_event, forge, seat, write

from assistant.call.events import Instructed, Noted, Opened, Told

BILL = Instructed("leader", "mail", "2011-10-20", "bill", "山田", "請求してください")


@pytest.fixture
def book(tmp_path):
    with seat(tmp_path) as book:
        told = Told("l1", "do_not_bill")
        book.append_all("K-0001", [Opened("p", "1", "d"), BILL, told, Noted("了解")])
        assert book.first_break() is None
        book.checkpoint_wal()
        yield book


NOT_BILL = """replace(raw, '"says":"bill"', '"says":"do_not_bill"')"""


@pytest.mark.parametrize(
    ("attack", "found"),
    [
        (f"UPDATE event SET raw = {NOT_BILL} WHERE seq = 2", 2),
        (f"UPDATE event SET raw = {NOT_BILL}, leaf = leaf({NOT_BILL}) WHERE seq = 2", 3),
        ("UPDATE event SET leaf = zeroblob(32) WHERE seq = 2", 2),
        ("DELETE FROM event WHERE seq = 2", 2),
        ("DELETE FROM event WHERE seq = 1", 1),
        ("UPDATE event SET seq = seq + 1 WHERE seq = 4", 4),
        ("UPDATE event SET seq = -seq WHERE seq = 4", 1),
        ("UPDATE event SET case_id = 'K-0002' WHERE seq = 2", 2),
        ("UPDATE event SET type = 'note.written' WHERE seq = 3", 3),
        ("UPDATE event SET at = '2011-10-19T05:03:01.000Z' WHERE seq = 1", 1),
        ("UPDATE event SET id = 'another' WHERE seq = 4", 4),
        ("UPDATE event SET prev = '" + "0" * 64 + "' WHERE seq = 3", 3),
        ("UPDATE event SET raw = 'no record', leaf = leaf('no record') WHERE seq = 4", 4),
        ("UPDATE event SET raw = '[]', leaf = leaf('[]') WHERE seq = 4", 4),
        ("UPDATE event SET raw = '{}', leaf = leaf('{}') WHERE seq = 4", 4),
        ("UPDATE event SET raw = CAST(X'ff' AS TEXT) WHERE seq = 2", 2),
        ("UPDATE secret SET value = '佐藤' WHERE seq = 2 AND name = 'name'", 2),
        ("UPDATE secret SET value = CAST(X'ff' AS TEXT) WHERE seq = 2 AND name = 'name'", 2),
        ("UPDATE secret SET salt = zeroblob(32) WHERE seq = 4", 4),
        ("UPDATE secret SET name = 'note' WHERE seq = 4", 4),
        ("INSERT INTO secret SELECT 3, name, salt, value FROM secret WHERE seq = 4", 3),
        ("INSERT INTO secret SELECT 9, name, salt, value FROM secret WHERE seq = 4", 9),
    ],
)
def test_a_forgery_is_found_where_it_was_done(book, attack, found):
    forge(book, attack)

    assert book.first_break() == found


def test_a_journal_under_another_name_breaks_from_the_first_event(tmp_path, book):
    forge(book, "UPDATE meta SET value = 'another journal'")
    book.close()

    with seat(tmp_path) as again:
        assert again.first_break() == 1


def test_an_erased_secret_is_no_break(book):
    write(book, "DELETE FROM secret WHERE seq = 2")

    assert book.first_break() is None


def test_a_tail_cut_off_is_not_found_by_the_chain_alone(tmp_path, book):
    """The honest limit: only a head kept elsewhere (mail, checkpoint, floor) shows this."""
    forge(book, "DELETE FROM secret WHERE seq = 4", "DELETE FROM event WHERE seq > 2")
    book.close()

    with seat(tmp_path) as again:
        assert again.first_break() is None
        assert again.head()[0] == 2


def test_a_tail_written_anew_is_not_found_by_the_chain_alone(tmp_path, book):
    """The honest limit again: the owner of the file can tell another story from some event on."""
    forge(book, f"UPDATE event SET raw = {NOT_BILL} WHERE seq = 2", "DELETE FROM event WHERE seq > 2")
    forge(book, "UPDATE event SET leaf = leaf(raw) WHERE seq = 2", "DELETE FROM secret WHERE seq > 2")
    book.close()

    with seat(tmp_path) as again:
        assert again.append("K-0001", Noted("別の話")).seq == 3
        assert again.first_break() is None


def test_one_changed_byte_on_the_disk_is_found(tmp_path, book):
    """SQLite's own integrity check says ok to this."""
    book.close()
    content = book.path.read_bytes()
    assert content.count(b'"ruling":"do_not_bill"') == 1
    book.path.write_bytes(content.replace(b'"ruling":"do_not_bill"', b'"ruling":"do_now_bill"'))

    with seat(tmp_path) as again:
        assert again._connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert again.first_break() == 3


def test_a_damaged_file_breaks_and_does_not_crash(tmp_path, book):
    book.append_all("K-0002", [Noted("長い" * 400) for _ in range(40)])
    book.close()
    content = bytearray(book.path.read_bytes())
    page = content.index(b'"seq":20,') // 4096 * 4096
    content[page : page + 64] = b"\xff" * 64
    book.path.write_bytes(content)

    with seat(tmp_path) as again:
        broken = again.first_break()

    assert broken is not None
    assert 5 <= broken <= 20


@settings(max_examples=25)
@given(st.lists(any_event, min_size=2, max_size=6), st.data())
def test_no_event_can_be_taken_out_of_the_middle(tmp_path_factory, happened, data):
    with seat(tmp_path_factory.mktemp("seat")) as book:
        book.append_all("K-0001", happened)
        gone = data.draw(st.integers(1, len(happened) - 1))

        forge(book, f"DELETE FROM secret WHERE seq = {gone}", f"DELETE FROM event WHERE seq = {gone}")
        closed_up = f"UPDATE event SET seq = seq - 1 WHERE seq > {gone}"
        assert book.first_break() == gone
        forge(book, closed_up)
        assert book.first_break() == gone
