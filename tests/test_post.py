"""The post box between the floor and a seat: whole letters, taken with care, whoever laid them down."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from assistant.journal.letters import BYTES_MAX, BadLetter, Letter
from assistant.post import FOLDER, KEPT_MAX, TAKE_MAX, Post

POSIX = pytest.mark.skipif(os.name != "posix", reason="only POSIX has modes and links")


def letter(at=1, **said):
    """Return a letter that says something."""
    told = {"says": "ask", **said}
    return Letter(f"018f0000-0000-7000-8000-{at:012x}", "j", "K-0001", "escalation.answered", told)


def lie(folder, name, content):
    """Lay something down as somebody without our code would."""
    (folder / FOLDER).mkdir(exist_ok=True)
    (folder / FOLDER / name).write_bytes(content)


def test_what_is_put_waits_in_order_until_it_is_done(tmp_path):
    floor, seat = Post(tmp_path), Post(tmp_path)
    for at in (3, 1, 2):
        floor.put(letter(at))

    assert seat.waiting() == seat.waiting() == [letter(1), letter(2), letter(3)]
    assert seat.names() == {letter(at).id for at in (1, 2, 3)}
    for each in seat.waiting():
        seat.done(each)
        seat.done(each)
    assert seat.waiting() == []
    assert list((tmp_path / FOLDER).iterdir()) == []


@POSIX
def test_a_box_and_its_letters_are_their_owners_alone(tmp_path):
    Post(tmp_path).put(letter())

    assert (tmp_path / FOLDER).stat().st_mode & 0o777 == 0o700
    assert {each.stat().st_mode & 0o777 for each in (tmp_path / FOLDER).iterdir()} == {0o600}


def test_a_box_nobody_put_anything_in_is_not_made(tmp_path):
    assert Post(tmp_path).waiting() == []
    assert list(tmp_path.iterdir()) == []


def test_a_letter_that_could_not_be_read_again_is_not_put(tmp_path):
    with pytest.raises(BadLetter):
        Post(tmp_path).put(letter(words="x" * BYTES_MAX))
    with pytest.raises(BadLetter):
        Post(tmp_path).put(replace(letter(), id="../../journal"))
    assert not (tmp_path / FOLDER).exists()


@POSIX
def test_a_box_that_is_a_link_is_neither_read_nor_written(tmp_path):
    elsewhere, data = tmp_path / "elsewhere", tmp_path / "data"
    elsewhere.mkdir()
    data.mkdir()
    Post(elsewhere).put(letter())
    (data / FOLDER).symlink_to(elsewhere / FOLDER)

    assert Post(data).waiting() == []
    with pytest.raises(NotADirectoryError):
        Post(data).put(letter(2))
    assert [each.name for each in (elsewhere / FOLDER).iterdir()] == [f"{letter().id}.letter"]


@POSIX
@pytest.mark.parametrize("make", ["link", "pipe", "folder"])
def test_what_is_no_plain_file_is_put_aside_unread_and_nobody_waits_for_it(tmp_path, make):
    secret = tmp_path / "secret"
    secret.write_text(letter().text(), encoding="utf-8")
    (tmp_path / FOLDER).mkdir()
    path = tmp_path / FOLDER / f"{letter().id}.letter"
    {"link": lambda: path.symlink_to(secret), "pipe": lambda: os.mkfifo(path), "folder": path.mkdir}[make]()
    seat = Post(tmp_path)

    assert seat.waiting() == []
    assert [name for name, _ in seat.refused] == [letter().id]
    assert seat.waiting() == []
    assert len(seat.refused) == 1
    assert secret.read_text(encoding="utf-8") == letter().text()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "broken"),
        (b"\xff\xfe", "broken"),
        (b"[" * 60_000, "broken"),
        (letter(2).text().encode(), "broken"),
        (letter().text().replace('"v":1', '"v":2').encode(), "newer"),
        (b" " * (BYTES_MAX + 1), "too_long"),
    ],
)
def test_what_is_no_letter_is_put_aside_with_its_reason(tmp_path, content, code):
    lie(tmp_path, f"{letter().id}.letter", content)
    seat = Post(tmp_path)

    assert seat.waiting() == []
    assert seat.refused == [(letter().id, code)]
    assert [each.name for each in (tmp_path / FOLDER / "refused").iterdir()] == [f"{letter().id}.{code}"]


def test_names_that_are_no_letters_are_left_alone(tmp_path):
    for name in (f".{letter().id}-ab", "notes.txt", f"{letter().id}.letter.part", "X.letter"):
        lie(tmp_path, name, letter().text().encode())
    seat = Post(tmp_path)

    assert seat.waiting() == []
    assert seat.refused == []


def test_a_box_of_ten_thousand_is_taken_some_at_a_time(tmp_path):
    text = letter(0).text()
    for at in range(10_000):
        name = letter(at).id
        lie(tmp_path, f"{name}.letter", text.replace(letter(0).id, name).encode())
    seat = Post(tmp_path)

    assert [each.id for each in seat.waiting()] == [letter(at).id for at in range(TAKE_MAX)]
    assert len(seat.names()) == 10_000


def test_refused_letters_do_not_pile_up_for_ever(tmp_path):
    seat = Post(tmp_path)
    for at in range(KEPT_MAX + 3):
        seat.put(letter(at))
        seat.refuse(letter(at), "no_case")

    kept = sorted(each.name for each in (tmp_path / FOLDER / "refused").iterdir())
    assert len(kept) == KEPT_MAX
    assert kept[-1] == f"{letter(KEPT_MAX + 2).id}.no_case"


def test_a_letter_that_cannot_be_put_aside_is_told_once(tmp_path):
    lie(tmp_path, f"{letter().id}.letter", b"")
    (tmp_path / FOLDER / "refused").write_text("in the way", encoding="utf-8")
    seat = Post(tmp_path)

    seat.waiting()
    seat.waiting()
    assert len(seat.refused) == 1
