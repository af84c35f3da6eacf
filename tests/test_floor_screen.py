"""The supervisors' desk on the screen: what is seen, what is typed unseen, and nothing that moves under the finger."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest
from benches import PLAIN, text_of
from desks import case_2011, tell_facts
from floors import NOON, SV, contested, seat_on
from rich.cells import cell_len
from signing import PASSPHRASE, enrol, on_hold, signature
from test_screens_frames import held_to

from assistant.call.steps import NotNow
from assistant.floor import Floor
from assistant.floor.persons import Supervisor
from assistant.journal import keyring
from assistant.journal.floor_files import Folders
from assistant.post import Post
from assistant.screens.floor_app import FloorApp
from assistant.screens.floor_case import FloorCasePage
from assistant.screens.floor_locking import IDLE
from assistant.screens.floor_stage import Sitter
from assistant.screens.stage import View
from assistant.taking import take_letters

ROOT = Path(__file__).parents[1]
SIZE = (80, 24)


def app_over(folder, lang="ja", who=SV, now=lambda: NOON):
    """Return the desk of a supervisor whose key lies at the first seat."""
    keys = folder / "seat-1" / "keys"
    floor = Floor(Folders([folder], Post), now)
    return FloorApp(floor, Sitter(who, lambda secret: keyring.take(keys, who.pseudonym, secret)), lang, PLAIN)


def rows_of(app):
    return text_of(app._sheet.rows)


async def until(pilot, so):
    """Wait for something to be so: the floor is read on a thread."""
    for _ in range(200):
        await pilot.pause()
        if so():
            return
        await asyncio.sleep(0.02)
    raise AssertionError(rows_of(pilot.app))


@pytest.fixture
def seat(tmp_path):
    """Sit down at the one seat of a floor."""
    found = seat_on(tmp_path, "seat-1")
    yield found
    found.close()


@pytest.mark.parametrize(("lang", "size"), [("ja", SIZE), ("en", SIZE), ("ja", (120, 40)), ("en", (120, 40))])
async def test_the_four_lists_and_a_case_look_as_reviewed(tmp_path, seat, lang, size):
    contested(seat).save_mail("confirmation", "ja")
    silent = case_2011(seat)
    silent.instruct("leader", "山田", "phone", "2011-10-19", "bill", "記録には残さないでいいから請求しておいて")
    on_hold(seat)
    desk = case_2011(seat, facts=False)
    tell_facts(desk, {"speaker": "contract_holder_verified", "order_evidence": "conflicting"})
    desk.hand_over("sv", "customer_wants_superior")
    place = f"{lang}-{size[0]}x{size[1]}"
    app = app_over(tmp_path, lang)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.read)
        for key, name in (("m", "mine"), ("o", "open"), ("p", "promises"), ("a", "alerts")):
            await pilot.press(key)
            held_to(f"floor-{name}-{place}", app._sheet.rows)
        await pilot.press("m", "1")
        held_to(f"floor-case-{place}", app._sheet.rows)


async def test_an_answer_is_two_keys_and_a_passphrase_that_is_never_drawn(tmp_path, seat):
    desk = contested(seat)
    app = app_over(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: app.floor.mine(SV))
        await pilot.press("1", "1", "enter")
        assert app._foot.line.password
        app._foot.line.value = "wrong words"
        await pilot.press("enter")
        assert "パスフレーズが違います" in rows_of(app)
        app._foot.line.value = PASSPHRASE
        await pilot.pause()
        drawn = "\n".join("".join(part.text for part in strip) for strip in app.screen._compositor.render_strips())
        assert PASSPHRASE not in rows_of(app)
        assert PASSPHRASE not in drawn
        await pilot.press("enter")
        assert "署名して送りました" in rows_of(app)
        assert not app._foot.line.password
        (letter,) = take_letters(seat, Post(seat.data))
        assert letter.refused == ""
        await until(pilot, lambda: not app.floor.mine(SV))
    assert not seat.resume(desk.case_id).verdict.call_waits


@pytest.mark.parametrize("lang", ["ja", "en"])
async def test_what_is_signed_is_seen_whole_while_it_is_written_and_while_the_passphrase_is(tmp_path, seat, lang):
    contested(seat)
    app = app_over(tmp_path, lang)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: app.floor.mine(SV))
        await pilot.press("1", "1")
        text = app._foot.line.value
        for _ in ("answer", "passphrase"):
            assert text.replace(" ", "") in "".join(rows_of(app).split())
            await pilot.press("enter")
        held_to(f"floor-signing-{lang}-80x24", app._sheet.rows)
        app._foot.line.value = PASSPHRASE[:4]
        await pilot.pause()
        assert PASSPHRASE[:4] not in rows_of(app)
        await pilot.press("escape")
        assert text[-20:] not in rows_of(app)
        await pilot.press("t")  # another signature, of which no words are shown
        assert text[:20] not in rows_of(app)


async def test_before_a_hold_is_approved_it_is_told_what_that_is_and_who_has_signed(tmp_path, seat):
    desk = on_hold(seat)
    desk.sign(signature(desk, "sv-2"))
    app = app_over(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: app.floor.mine(SV))
        await pilot.press("1", "o")
        assert "結論は保留のまま" in rows_of(app)
        assert "sv-2" in rows_of(app)
        await pilot.press("1", "1", "escape", "enter")
        app._foot.line.value = PASSPHRASE
        await pilot.press("enter")
        assert take_letters(seat, Post(seat.data))[0].refused == ""
        await until(pilot, lambda: "2名の承認により請求可" in rows_of(app))
        assert "floor_overrule" in app._pile.top.off
    assert len(seat.resume(desk.case_id).verdict.approved("1")) == 2


async def test_the_key_is_asked_for_once_in_a_sitting_and_forgotten_when_it_rests(tmp_path, seat):
    contested(seat)
    app = app_over(tmp_path)
    clock = [0.0]
    app.steady = lambda: clock[0]
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: app.floor.mine(SV))
        await pilot.press("1", "3")
        app._foot.line.value = "原本は？"
        await pilot.press("enter")
        app._foot.line.value = PASSPHRASE
        await pilot.press("enter")
        clock[0] = IDLE - 1
        await pilot.press("t")
        assert not app._foot.typing
        clock[0] = 1.5 * IDLE
        await pilot.press("down")  # somebody is there, and signs nothing
        clock[0] = 2 * IDLE
        app._look()
        assert app._key is None
        await pilot.press("t")
        assert app._foot.typing
        await pilot.press("escape")
        assert app._pending is None
    assert len(Post(seat.data).names()) == 2


def drawn(app):
    """Return what the terminal is given, the title that it is given too."""
    return "\n".join("".join(part.text for part in strip) for strip in app.screen._compositor.render_strips())


@pytest.mark.parametrize("lang", ["ja", "en"])
async def test_a_desk_left_for_ten_minutes_shows_nothing_and_the_passphrase_brings_it_back_as_it_was(
    tmp_path, seat, lang
):
    contested(seat)
    app = app_over(tmp_path, lang)
    clock = [0.0]
    app.steady = lambda: clock[0]
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: app.floor.mine(SV))
        await pilot.press("1", "3")
        app._foot.line.value = "原本は？"
        await pilot.press("enter")
        app._foot.line.value = PASSPHRASE
        await pilot.press("enter")
        await pilot.press("3")
        app._foot.line.value = "控えは？"
        clock[0] = IDLE
        await pilot.press("a")  # the first key of whoever comes by is not handed on
        await pilot.pause()
        held_to(f"floor-locked-{lang}-80x24", app._sheet.rows)
        kept = drawn(app) + str(app.title) + str(app.sub_title)
        assert not any(each in kept for each in ("K-000", "山", "高", "525", "控え", "sv-1"))
        assert (app._key, app._pending) == (None, None)
        for secret in ("not the passphrase", PASSPHRASE):
            await pilot.press("enter")
            assert app._foot.line.password
            app._foot.line.value = secret
            await pilot.press("enter")
            await app.workers.wait_for_complete()
            await until(pilot, lambda: not app._lock or app._lock.wrong)
            clock[0] += 2
        await until(pilot, lambda: app._pile.top.name == "floor_case")
        assert app._foot.line.value == "控えは？"
        await pilot.press("escape", "b", "semicolon")
        assert app._pile.top.name == "locked"
    assert len(Post(seat.data).names()) == 1


async def test_a_locked_desk_does_nothing_but_open_help_and_leave(tmp_path, seat):
    desk = contested(seat)
    app = app_over(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: app.floor.mine(SV))
        app.signed(lambda _by: pytest.fail("sent"))  # waits for the passphrase
        app.lock_now()
        assert app._pending is None
        for key in ("m", "o", "a", "1", "space", "colon", "b", "escape", "t", "r", "e"):
            await pilot.press(key)
            if app._foot.typing:
                await pilot.press("escape")
            assert desk.case_id not in rows_of(app)
        app._foot.line.value = ""
        await pilot.press("f1")
        assert desk.case_id not in rows_of(app)
        await pilot.press("b")
        assert app._pile.top.name == "locked"
        await pilot.press("q")
    assert app.return_code == 0


async def test_a_desk_whose_key_file_is_gone_stays_shut_and_says_so(tmp_path, seat):
    contested(seat)
    app = app_over(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: app.floor.mine(SV))
        await pilot.press("semicolon", "enter")
        (tmp_path / "seat-1" / "keys" / "sv-1.key").unlink()
        app._foot.line.value = PASSPHRASE
        await pilot.press("enter")
        await until(pilot, lambda: app._lock.trouble)
        assert "鍵のファイル" in rows_of(app)
        assert "K-000" not in rows_of(app)


async def test_what_comes_in_stands_below_and_what_is_settled_keeps_its_row(tmp_path, seat):
    first, second = contested(seat), contested(seat)
    app = app_over(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: len(app.floor.mine(SV)) == 2)
        before = [each for each in rows_of(app).splitlines() if "K-000" in each]
        where = rows_of(app).splitlines().index(before[1])
        first.reply("sv", "do_not_bill", "高橋")
        contested(seat)
        await until(pilot, lambda: "K-0003" in rows_of(app))
        rows = rows_of(app).splitlines()
        assert rows[3].split()[:2] == ["1", "済"]
        assert rows.index(before[1]) == where
        assert next(each for each in rows if "K-0003" in each).split()[:3] == ["3", "新着", "K-0003"]
        await pilot.press("2")
        assert app._pile.top._key[1] == second.case_id
        await pilot.press("b", "space")
        assert [each.split()[1] for each in rows_of(app).splitlines() if "K-000" in each] == ["K-0002", "K-0003"]


@pytest.mark.parametrize("size", [SIZE, (120, 40)])
async def test_what_waits_stands_in_columns_and_tells_an_instruction_whole_where_there_is_room(tmp_path, seat, size):
    """The words come before the reasons, and however many wait, no row is without its case, ruling and time."""
    words = "開始後なので一か月分は必ず請求しておいてください。前任も同じ扱いで通してきました。お客様には案内済みです。"
    case_2011(seat).instruct("leader", "山田", "phone", "2011-10-19", "bill", words)
    on_hold(seat)
    app = app_over(tmp_path)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.read)
        seen = rows_of(app)
        assert words in "".join(each.strip() for each in seen.splitlines())
        assert "10/21(金)" in seen
        times = [cell_len(each.rstrip()) for each in seen.splitlines() if "K-000" in each or "期限" in each]
        assert set(times) == {size[0] - 1}
        rulings = [
            (each, word)
            for each in seen.splitlines()
            if "K-" in each
            for word in ("請求しない", "保留")
            if word in each
        ]
        assert len({cell_len(each[: each.index(word)]) for each, word in rulings}) == 1
        for _ in range(9):
            case_2011(seat).instruct("leader", "山田", "phone", "2011-10-19", "bill", words)
        await until(pilot, lambda: app.floor.found("K-0011"))
        await pilot.press("space")
        rows = text_of(app._pile.top.draw(app, View(*size, app.words, app.now())).body)
        assert all(f"K-{n:04}" in rows for n in range(1, 12))


async def test_whoever_instructed_sees_the_case_and_the_alert_but_no_way_to_answer(tmp_path, seat):
    """P20: nothing is hidden from them, and nothing is theirs to say."""
    desk = case_2011(seat)
    desk.instruct("sv", "高橋", "phone", "2011-10-19", "bill", "記録には残さないで")
    app = app_over(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, app.floor.open)
        assert app.floor.mine(SV) == ()
        await pilot.press("a", "1")
        assert "返答も警告の引受もできません" in rows_of(app)
        await pilot.press("1")
        assert "何も送っていません" in rows_of(app)
        assert {"floor_take", "floor_overrule", "floor_reassign"} <= app._pile.top.off
        page = FloorCasePage((app.floor.open()[0].journal, desk.case_id))
        with pytest.raises(NotNow):
            page.pick(app, "2")
    assert Post(seat.data).names() == frozenset()


async def test_a_stranger_is_told_so_and_an_empty_floor_teaches(tmp_path, seat):
    assert seat is not None
    app = app_over(tmp_path, "en", Supervisor("sv-77"))
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: app.read)
        assert "not registered" in rows_of(app)
        assert "Nothing waits for your answer" in rows_of(app)


@pytest.mark.skipif(os.name != "posix", reason="a pseudo-terminal is POSIX's")
def test_in_a_terminal_an_escalation_appears_is_answered_and_reaches_the_seat(tmp_path):
    """One floor in a terminal of its own, one real seat beside it."""
    from terminal import Terminal

    seat = seat_on(tmp_path, "seat-1")
    plain = "plain passphrase"
    enrol(seat, "sv-5", "大野", by="sv-1", passphrase=plain)
    env = {"ASSISTANT_LANG": "ja", "PYTHONPATH": str(ROOT)}
    screen = Terminal([sys.executable, "-m", "assistant", "floor", str(tmp_path), "--as", "sv-5"], env)
    try:
        screen.wait_for("待っている案件はありません")
        contested(seat)
        screen.wait_for("請求しない")
        for each in ("1", "1", "enter", *plain):
            screen.press("space" if each == " " else each)
            screen.settle(0.05)
        screen.press("enter")  # what is waited for comes after it
        screen.wait_for("署名して送りました")
        assert plain not in screen.text()
        assert take_letters(seat, Post(seat.data))[0].refused == ""
        assert not seat.resume("K-0001").verdict.call_waits
        screen.wait_for("いま返答を待っている段はありません")
    finally:
        screen.kill()
        seat.close()
