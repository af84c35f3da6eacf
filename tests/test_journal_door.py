"""One at a time, through a door that is ours alone."""

import errno
import os
import signal
import subprocess
import sys
from types import SimpleNamespace

import pytest
from journals import seat

from assistant.call.events import Noted, Opened
from assistant.journal import door
from assistant.journal.book import Book
from assistant.journal.refusals import CannotOpen, Why

OPENED = Opened("hikari_option_fee", "2026.11.0", "ab12")
posix = pytest.mark.skipif(os.name != "posix", reason="Windows knows neither modes nor owners of this kind")

HOLDER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from assistant.call.events import Noted
from assistant.journal.book import Book
book = Book.open(Path(sys.argv[1]), now=lambda: datetime.now(UTC), actor="op-1")
book.append("K-0001", Noted("first"))
print("open", flush=True)
sys.stdin.read()
"""


def test_a_second_desk_is_refused_and_told_by_whom_until_the_first_is_gone(tmp_path):
    path = tmp_path / "seat.sqlite3"
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as first:
        assert first.stdout.readline() == b"open\n"

        with pytest.raises(CannotOpen) as refused:
            seat(tmp_path)
        with Book.read(path) as reader:
            assert reader.events("K-0001") == [Noted("first")]

        first.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)

    assert (refused.value.why, refused.value.detail) == (Why.HELD, f"process {first.pid}")
    with seat(tmp_path) as book:
        book.append("K-0001", Noted("second"))
        assert book.events("K-0001") == [Noted("first"), Noted("second")]


def test_the_same_desk_does_not_open_its_journal_twice(tmp_path):
    with seat(tmp_path):
        with pytest.raises(CannotOpen) as refused:
            seat(tmp_path)
        (tmp_path / "held-by").unlink()
        with pytest.raises(CannotOpen, match="left no name"):
            seat(tmp_path)

    assert refused.value.detail == f"process {os.getpid()}"
    seat(tmp_path).close()


@posix
def test_a_folder_that_cannot_be_latched_is_not_taken_for_one_that_is_held(tmp_path, monkeypatch):
    def unable(*_):
        raise OSError(errno.ENOTSUP, "Operation not supported")

    monkeypatch.setattr("fcntl.flock", unable)

    with pytest.raises(CannotOpen) as refused:
        seat(tmp_path)

    assert refused.value.why is Why.FAILED


@posix
def test_a_link_in_place_of_the_journal_is_refused(tmp_path):
    with seat(tmp_path / "real") as book:
        book.append("K-0001", OPENED)
    (tmp_path / "seat.sqlite3").symlink_to(book.path)

    with pytest.raises(CannotOpen) as refused:
        seat(tmp_path)
    assert refused.value.why is Why.LINKED

    (tmp_path / "seat.sqlite3").unlink()
    (tmp_path / "seat.sqlite3").symlink_to(tmp_path / "nothing")
    with pytest.raises(CannotOpen, match="linked"):
        seat(tmp_path)
    assert not (tmp_path / "nothing").exists()


@posix
def test_a_journal_with_a_second_name_is_refused(tmp_path):
    with seat(tmp_path) as book:
        book.append("K-0001", OPENED)
    os.link(book.path, tmp_path / "second")

    with pytest.raises(CannotOpen, match="another name"):
        seat(tmp_path)


@posix
def test_a_journal_or_a_folder_of_somebody_else_is_refused(tmp_path, monkeypatch):
    seat(tmp_path).close()
    monkeypatch.setattr(door.os, "geteuid", lambda: os.getuid() + 1)

    with pytest.raises(CannotOpen, match="owner"):
        seat(tmp_path)
    with pytest.raises(CannotOpen, match="foreign"):
        door.make_file(tmp_path / "seat.sqlite3")


@posix
def test_a_folder_in_which_others_may_write_is_refused(tmp_path):
    tmp_path.chmod(0o777)

    with pytest.raises(CannotOpen) as refused:
        seat(tmp_path)

    assert refused.value.why is Why.SHARED
    assert list(tmp_path.iterdir()) == []


@posix
def test_a_journal_that_others_may_read_is_closed_to_them(tmp_path):
    with seat(tmp_path) as book:
        pass
    book.path.chmod(0o644)

    with seat(tmp_path) as book:
        book.append("K-0001", OPENED)
        assert {each.stat().st_mode & 0o777 for each in tmp_path.glob("seat.sqlite3*")} == {0o600}


def test_a_folder_that_cannot_be_made_is_said_so(tmp_path):
    (tmp_path / "file").write_text("x")

    with pytest.raises(CannotOpen) as refused:
        seat(tmp_path / "file")

    assert refused.value.why is Why.FAILED
    assert isinstance(refused.value.__cause__, OSError)


def test_there_is_nothing_to_read_where_nothing_was_written(tmp_path):
    with pytest.raises(CannotOpen, match="missing"):
        Book.read(tmp_path / "seat.sqlite3")

    assert list(tmp_path.iterdir()) == []


def test_a_sqlite_too_old_to_keep_our_promises_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(door, "sqlite3", SimpleNamespace(sqlite_version_info=(3, 34, 1), sqlite_version="3.34.1"))

    with pytest.raises(CannotOpen, match=r"3\.34\.1"):
        door.plain(tmp_path / "seat.sqlite3")
