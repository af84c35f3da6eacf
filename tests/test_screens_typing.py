"""The entry line: exact for an input method, and closed to what a paste may smuggle in."""

import pytest
from benches import app_at, press, seen_on
from textual.events import Paste

from assistant.screens.safe import LIMIT


@pytest.mark.parametrize("typed", ["", "a", "漢字", "ｶﾞ", "5円"])
async def test_the_cursor_stands_right_behind_what_was_typed(tmp_path, typed):
    """There the terminal draws what is still being converted."""
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "e", "1", "slash", f"text:{typed}")
        cells = {"": 0, "a": 1, "漢字": 4, "ｶﾞ": 2, "5円": 3}[typed]

        assert app.cursor_position == (len(" 客> ") + 1 + cells, 22)


async def test_a_paste_is_one_harmless_line(tmp_path):
    """Neither a line end nor an escape of it acts."""
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "e", "1", "slash")
        app.post_message(Paste("#客\x1b]52;c;QUJD\x07\n二行目"))
        await pilot.pause()

        assert app._foot.line.value == "#客\u241b]52;c;QUJD\u2407 二行目"

        await press(pilot, "enter")
        assert app.desk.case.notes[-1].words == "客\u241b]52;c;QUJD\u2407 二行目"


async def test_a_paste_is_cut_at_the_limit(tmp_path):
    """A whole log pasted by mistake must not stop the screen."""
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "e", "1", "slash")
        app.post_message(Paste("あ" * (LIMIT + 5)))
        await pilot.pause()

        assert len(app._foot.line.value) == LIMIT


async def test_what_comes_right_after_the_key_that_opens_the_line_is_kept(tmp_path):
    """A fast hand, or a date committed in one piece: the first digit opens the line, the rest follow at once."""
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "e", "f2", "9")
        app.action_pick("1")

        assert app.focused is app._foot.line


async def test_function_keys_act_while_words_are_typed(tmp_path):
    """A superior is one step away in either mode, and the words are not lost on the way."""
    app = app_at(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "e", "1", "slash", "text:abc", "f5")

        assert "誰へ" in seen_on(app)
        await press(pilot, "2")
        assert "スーパーバイザー" in seen_on(app)
