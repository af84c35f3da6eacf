"""What a customer said stands in no crash, no file name and no temporary file: planted words are looked for."""

import os
import stat
import tempfile
from contextlib import suppress

import pytest
from benches import app_at, press
from desks import case_2011, seat_in, two_leaders

from assistant.doors import guarded
from assistant.journal.hand import Hand

NAME, WORDS = "権田原みつ子", "息子の名義で頼んだおぼえはない 090-1234-5678"


def fails():
    """Fail deep down, with a customer's words in messages, causes and locals."""
    said = f"{NAME} {WORDS}"
    try:
        {}[said]
    except KeyError as error:
        error.add_note(said)
        raise ValueError(f"bad words: {said}") from error  # as careless code does


def bytes_under(folder):
    return b"".join(each.read_bytes() + each.name.encode() for each in folder.rglob("*") if each.is_file())


def test_a_command_that_fails_tells_a_code_and_none_of_the_words(tmp_path, monkeypatch, capfd):
    monkeypatch.setenv("ASSISTANT_DATA", str(tmp_path))

    with pytest.raises(SystemExit) as stopped:
        guarded.run(fails)

    told = capfd.readouterr()
    assert stopped.value.code == guarded.FAILED
    assert "E-" in told.err
    assert NAME.encode() not in bytes_under(tmp_path)
    assert not [each for each in (NAME, WORDS, "090", "bad words") if each in told.out + told.err]
    (fault,) = (tmp_path / "faults").iterdir()
    assert "fails" in fault.read_text("utf-8")
    assert os.name != "posix" or stat.S_IMODE(fault.stat().st_mode) == 0o600


async def test_a_screen_that_fails_ends_with_a_code_and_none_of_the_words(tmp_path, monkeypatch, capfd):
    app = app_at(tmp_path)
    with suppress(ValueError):  # the harness of the tests gives it back
        async with app.run_test() as pilot:
            await pilot.pause()
            app.sit(app.seat.new([]))
            app.desk.note(f"{NAME} {WORDS}")
            monkeypatch.setattr(app._pile.top, "draw", lambda *_: fails())
            await press(pilot, "z")
    app.leave_seat()

    told = capfd.readouterr()
    assert len(list((tmp_path / "faults").iterdir())) == 1
    for each in (NAME, WORDS, "bad words"):
        assert each not in told.out + told.err
        assert each.encode() not in b"".join(one.read_bytes() for one in (tmp_path / "faults").iterdir())


def test_a_case_full_of_names_leaves_no_temporary_file_and_no_telling_name(tmp_path, monkeypatch):
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setenv("SQLITE_TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    folder = tmp_path / "seat"
    seat = seat_in(folder)
    desk = case_2011(seat)
    two_leaders(desk)
    desk.note(f"{NAME} {WORDS}")
    desk.save_mail("confirmation", "ja")
    desk.papers.save_report("ja")
    seat.journal.ask(Hand.sign)
    seat.close()

    assert list(temporary.iterdir()) == []
    assert not [each for each in folder.rglob("*") if not each.name.isascii()]
    others = [each.name for each in folder.rglob("*") if os.name == "posix" and each.stat().st_mode & 0o077]
    assert set(others) <= {"held-by"}  # the number of a process
