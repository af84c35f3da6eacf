"""A screen nobody touches shows nothing of any case, and opens where it was left; a call is never locked."""

import json
import os
import stat

import pytest
from benches import NOON, app_at, press, seat_at, seen_on
from click.testing import CliRunner
from posting import answer
from signing import CHEAP, PASSPHRASE, enrol, staffed
from test_masked import desk_with_words, shows

from assistant.doors.front import front
from assistant.journal import pin
from assistant.journal.keyring import NoKey
from assistant.journal.refusals import NotWritten, Why
from assistant.post import Post
from assistant.screens.lock_times import lock_times
from assistant.screens.locked import DELAY_MAX, delay
from assistant.screens.words import wording

RIGHT, WRONG = "246810", "135791"
IDLE = 10 * 60
HOURS = 12 * 3600


class Clock:
    """A clock of our own, at the door."""

    def __init__(self):
        self.at = 1000.0

    def __call__(self):
        """Return the seconds."""
        return self.at


@pytest.fixture
def clock():
    return Clock()


def locking(folder, clock, *, secret=RIGHT, lang="ja"):
    """Return the program on this clock, with a PIN unless told otherwise."""
    if secret:
        pin.put(folder, secret, CHEAP)
    app = app_at(folder, lang)
    app.steady = clock
    return app


def later(app, clock, seconds):
    clock.at += seconds
    app.mind_the_time()


def locked(app):
    return app._pile.top.name == "locked"


async def checked(app, pilot):
    """Wait until the secret was looked at, on its own thread."""
    await app.workers.wait_for_complete()
    await pilot.pause()


def told(app):
    entries = app._own_seat.journal.entries("")
    return [(each.kind, dict(each.data)) for each in entries if each.kind.startswith("screen.")]


@pytest.mark.parametrize("lang", ["ja", "en"])
async def test_a_screen_left_for_ten_minutes_shows_nothing_of_the_case_and_comes_back_as_it_was(tmp_path, clock, lang):
    app = locking(tmp_path, clock, lang=lang)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.sit(desk_with_words(app.seat))
        await press(pilot, "/", "text:half a sen")
        before = seen_on(app)
        later(app, clock, IDLE - 1)
        assert not locked(app)
        later(app, clock, 1)
        seen = seen_on(app) + app._foot.line.value
        assert locked(app)
        assert not shows(seen)
        assert not [each for each in ("K-0001", "525", "half", "転送", "forwarding") if each in seen]
        await press(pilot, "2", "text:46810")
        assert RIGHT not in seen_on(app)
        await press(pilot, "enter")
        await checked(app, pilot)
        assert app._foot.line.value == "half a sen"
        assert seen_on(app) == before
        assert told(app) == [
            ("screen.locked", {"why": "idle"}),
            ("screen.unlocked", {"why": "idle", "by": "pin"}),
        ]
    app.leave_seat()


async def test_a_letter_that_comes_while_the_screen_is_locked_is_recorded_and_told_once_it_is_open(tmp_path, clock):
    app = locking(tmp_path, clock, lang="en")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        staffed(app.seat)
        desk = desk_with_words(app.seat)
        app.sit(desk)
        later(app, clock, IDLE)
        hidden = seen_on(app)
        Post(app.seat.data).put(answer(app.seat, desk))
        app.receive()
        await pilot.pause()
        assert [each.says for each in desk.case.answers] == ["do_not_bill"]
        assert locked(app)
        assert seen_on(app) == hidden
        await press(pilot, "2", "text:46810", "enter")
        await checked(app, pilot)
        assert "Floor  supervisor" in seen_on(app)
    app.leave_seat()


async def test_with_a_customer_on_the_line_nothing_is_locked_and_the_veil_falls(tmp_path, clock):
    app = locking(tmp_path, clock)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        desk = desk_with_words(app.seat)
        app.sit(desk)
        desk.go_to_brief()
        desk.go_on()
        await press(pilot, ".")
        assert app.shown is app
        app._until = float("inf")  # as if the look had no end of its own
        later(app, clock, HOURS)
        assert (locked(app), app.shown is app) == (False, False)
        await press(pilot, ";")
        assert not locked(app)
        desk.hold()
        later(app, clock, IDLE)
        assert locked(app)
    app.leave_seat()


async def test_a_feed_that_is_alive_keeps_the_screen_open_and_one_that_died_does_not(tmp_path, clock):
    from assistant.inbox import FeedState

    app = locking(tmp_path, clock)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.sit(desk_with_words(app.seat))
        app.conversation.overheard.state = FeedState.ALIVE
        later(app, clock, IDLE)
        assert not locked(app)
        app.conversation.overheard.state = FeedState.DEAD
        app.mind_the_time()
        assert locked(app)
        assert app.conversation is not None  # what is said meanwhile is still heard
    app.leave_seat()


async def test_after_twelve_hours_it_locks_whatever_was_typed(tmp_path, clock):
    app = locking(tmp_path, clock)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for _ in range(HOURS // (IDLE - 1)):
            later(app, clock, IDLE - 1)
            assert not locked(app)
            app._touched = clock()  # as a key does
        clock.at += IDLE - 1
        await press(pilot, "up")
        assert told(app) == [("screen.locked", {"why": "absolute"})]
    app.leave_seat()


async def test_the_first_key_after_a_machine_has_slept_is_not_handed_to_the_case(tmp_path, clock):
    """No timer ran meanwhile, so the key itself has to notice."""
    app = locking(tmp_path, clock)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        clock.at += IDLE
        await press(pilot, "n")
        assert locked(app)
        assert not app._foot.typing
    app.leave_seat()


async def test_without_a_secret_it_says_that_it_only_hides_and_any_key_opens_it(tmp_path, clock):
    app = locking(tmp_path, clock, secret="")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.sit(desk_with_words(app.seat))
        events = app.desk.case.events
        await press(pilot, ";")
        assert locked(app)
        assert wording("ja").say("lock.hint")[:20] in seen_on(app)
        await press(pilot, "1")
        assert not locked(app)
        assert app.desk.case.events == events  # the key that opens it does nothing else
        assert told(app)[-1] == ("screen.unlocked", {"why": "asked", "by": "nobody"})
        await press(pilot, ";", "q")
    assert app.return_code == 0
    app.leave_seat()


async def test_a_wrong_pin_is_counted_and_each_one_takes_longer(tmp_path, clock):
    app = locking(tmp_path, clock)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await press(pilot, ";")
        for wait in (1, 2):
            await press(pilot, "enter", f"text:{WRONG}", "enter")
            await checked(app, pilot)
            assert app._pile.top.waits == wait
            await press(pilot, "enter")
            assert not app._foot.typing  # not even the right one is taken yet
            clock.at += wait
        assert [each for each in told(app) if each[0] == "screen.refused"] == [
            ("screen.refused", {"nth": 1}),
            ("screen.refused", {"nth": 2}),
        ]
        await press(pilot, "enter", f"text:{RIGHT}", "enter")
        await checked(app, pilot)
        assert not locked(app)
    app.leave_seat()
    assert [delay(wrong) for wrong in (0, 1, 2, 3, 30)] == [0, 1, 2, 4, DELAY_MAX]


async def test_leaving_the_program_and_starting_it_again_opens_nothing(tmp_path, clock):
    app = locking(tmp_path, clock)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await press(pilot, ";", "enter", f"text:{WRONG}", "enter")
        await checked(app, pilot)
        await press(pilot, "q")
    app.leave_seat()

    again = locking(tmp_path, clock)
    async with again.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert locked(again)
        assert (again._pile.top.wrong, again._pile.top.waits) == (1, 1)
        clock.at += 1
        await press(pilot, "2", "text:46810", "enter")
        await checked(again, pilot)
        assert not locked(again)
    again.leave_seat()


async def test_where_the_operator_is_registered_their_passphrase_opens_it_and_the_pin_does_not(tmp_path, clock):
    seat = seat_at(tmp_path)
    enrol(seat, "op-1", "山田", role="operator", rung="")
    seat.close()
    app = locking(tmp_path, clock)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await press(pilot, ";", "enter", f"text:{RIGHT}", "enter")
        await checked(app, pilot)
        assert locked(app)
        clock.at += 1
        app._pile.top._try(PASSPHRASE)
        await checked(app, pilot)
        assert told(app)[-1] == ("screen.unlocked", {"why": "asked", "by": "person"})
    app.leave_seat()


async def test_a_promise_due_is_counted_and_not_named(tmp_path, clock):
    app = locking(tmp_path, clock, lang="en")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        desk = desk_with_words(app.seat)
        desk.promise("callback", NOON)
        app.sit(desk)
        await press(pilot, ";")
        assert "1 promise due" in seen_on(app)
        assert "K-0001" not in seen_on(app)
    app.leave_seat()


async def test_a_record_that_cannot_be_written_keeps_no_screen_open(tmp_path, clock):
    app = locking(tmp_path, clock)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()

        def stopped(_told):
            raise NotWritten(Why.FULL)

        app.seat.befell = stopped
        later(app, clock, IDLE)
        assert locked(app)
        await press(pilot, "enter", f"text:{RIGHT}", "enter")
        await checked(app, pilot)
        assert not locked(app)
    app.leave_seat()


# --- the PIN itself, and how it is set ---


def test_a_pin_is_kept_as_a_hash_that_its_owner_alone_can_read(tmp_path):
    pin.put(tmp_path, RIGHT, CHEAP)
    path = tmp_path / pin.FILE

    assert RIGHT not in path.read_text()
    assert os.name != "posix" or stat.S_IMODE(path.stat().st_mode) == 0o600
    assert pin.fits(tmp_path, RIGHT)
    assert pin.fits(tmp_path, "２４６８１０")  # an input method left on
    assert not pin.fits(tmp_path, WRONG)
    for short in ("", "12345", " 12345 ", "9" * 65):
        with pytest.raises(NoKey):
            pin.put(tmp_path, short, CHEAP)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"n": 3, "salt": "", "hash": ""}', b"\xff" * 40, b"9" * 2000])
def test_a_pin_file_that_is_damaged_or_shared_opens_nothing(tmp_path, content):
    path = tmp_path / pin.FILE
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(NoKey):
        pin.fits(tmp_path, RIGHT)
    assert pin.is_set(tmp_path)

    pin.put(tmp_path, RIGHT, CHEAP)
    path.chmod(0o644)
    if os.name == "posix":
        with pytest.raises(NoKey):
            pin.fits(tmp_path, RIGHT)


def lock_door(folder, *words, given=""):
    """Call the command with these lines on a descriptor."""
    read, write = os.pipe()
    os.write(write, given.encode())
    os.close(write)
    extra = ["--pin-fd", str(read)] if words[0] != "show" else []
    return CliRunner().invoke(front, ["lock", *words, "--data", str(folder), "--lang", "en", *extra])


def test_a_pin_is_set_changed_and_taken_away_by_whoever_knows_it(tmp_path, monkeypatch):
    monkeypatch.setattr("assistant.journal.pin.COST", CHEAP)
    monkeypatch.setattr(pin.put, "__defaults__", (CHEAP,))

    def opened_by():
        return json.loads(lock_door(tmp_path, "show", "--json").output)["opened_by"]

    assert opened_by() == "nobody"
    assert lock_door(tmp_path, "set", given="12345\n").exit_code == 1
    assert lock_door(tmp_path, "set", given=f"{RIGHT}\n").exit_code == 0
    assert opened_by() == "pin"
    assert lock_door(tmp_path, "set", given=f"{WRONG}\n{WRONG}\n").exit_code == 1
    assert lock_door(tmp_path, "off", given=f"{WRONG}\n").exit_code == 1
    assert pin.fits(tmp_path, RIGHT)
    assert lock_door(tmp_path, "set", given=f"{RIGHT}\n{WRONG}\n").exit_code == 0
    assert pin.fits(tmp_path, WRONG)
    assert lock_door(tmp_path, "off", given=f"{WRONG}\n").exit_code == 0
    assert opened_by() == "nobody"
    assert CliRunner().invoke(front, ["lock", "set", RIGHT]).exit_code == 2  # never on the command line


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        *((f"idle_minutes = {each}", 10) for each in ("60", "0", "-3", "true", "1.5")),
        ("idle_minutes = 3", 3),
        ("=", 10),
    ],
)
def test_a_house_may_shorten_the_time_and_never_lengthen_it(tmp_path, monkeypatch, text, minutes):
    (tmp_path / "lock.toml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("ASSISTANT_HOUSE", str(tmp_path))

    assert lock_times().idle == minutes * 60
    assert lock_times().open == HOURS
