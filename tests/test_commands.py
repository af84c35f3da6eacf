"""Everything an operator can do is in one list, by key, without a mouse."""

import pytest

from assistant.screens.commands import (
    BY_ID,
    COMMANDS,
    PICKING,
    Mode,
    bar_of,
    shown_on,
    spelled,
    twin,
    types_nothing,
)
from assistant.screens.find import folded, matches
from assistant.screens.words import wording

PAGES = (
    *("home", "call", "facts", "brief", "reaction", "form", "help", "find"),
    *("drills", "drill", "exam", "drill_brief", "office", "pause", "debrief", "locked"),
)
JA, EN = wording("ja"), wording("en")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("typing", [False, True])
def test_on_each_page_a_key_means_one_thing(page, typing):
    """Two commands on one key would depend on the order of a list."""
    keys = [key for command in shown_on(page, typing=typing) for key in command.keys]
    keys = [key for key in keys if not typing or types_nothing(key)]
    picks = [] if typing else list(PICKING.get(page, ""))

    assert sorted(keys + picks) == sorted(set(keys + picks))


@pytest.mark.parametrize("page", PAGES)
def test_help_and_the_way_out_are_on_every_page(page):
    """Also while words are typed: F1 and Ctrl+Q type nothing."""
    for typing in (False, True):
        assert {"help", "leave"} <= {command.id for command in shown_on(page, typing=typing)}
    assert any(types_nothing(key) for key in BY_ID["help"].keys)
    assert any(types_nothing(key) for key in BY_ID["leave"].keys)


def test_a_case_can_be_handed_over_held_and_explained_from_every_page_of_it():
    """P11: a superior is one step away."""
    for page in ("call", "brief", "drill", "exam", "drill_brief"):
        assert {"hand_over", "hold", "help"} <= {command.id for command in shown_on(page)}
        assert {"hand_over", "hold", "help"} <= {command.id for command in shown_on(page, typing=True)}


def test_no_key_belongs_to_the_input_method_or_to_a_browser():
    """F6 to F10 convert kana; Ctrl+W, T and N close and open tabs."""
    keys = {key for command in COMMANDS for key in command.keys}

    assert not keys & {"f6", "f7", "f8", "f9", "f10", "ctrl+w", "ctrl+t", "ctrl+n"}
    assert [command.id for command in COMMANDS if "escape" in command.keys] == ["stop_typing", "back"]


def test_every_letter_and_digit_acts_in_both_widths():
    """An input method left on sends full-width characters."""
    assert spelled(("1",)) == ("1", "\uff11")
    assert spelled(("f1", "z")) == ("f1", "z", "\uff5a")
    assert twin("?") == "\uff1f"


@pytest.mark.parametrize("words", [JA, EN], ids=["ja", "en"])
def test_the_key_bar_is_made_of_the_same_list(words):
    """Nothing on the bar that is not a command of the page."""
    for page in PAGES:
        for typing in (False, True):
            shown = {command.id for command in shown_on(page, typing=typing)}
            assert {command.id for command in bar_of(page, typing=typing)} <= shown
            assert all(command.label(words) and command.help(words) for command in bar_of(page, typing=typing))


@pytest.mark.parametrize("text", ["引き継ぎ", "ひきつ", "ヒキツギ", "ﾋｷﾂｷﾞ", "hikitsugi", "ＨＩＫＩ"])
def test_a_command_is_found_by_name_reading_and_romaji(text):
    """In whatever mode the input method stands."""
    assert matches("call", text, JA)[0].id == "hand_over"


def test_what_matches_nothing_finds_nothing():
    """And an empty text finds everything that can be done there."""
    assert matches("call", "せきゅう書", JA) == []
    assert len(matches("call", "", JA)) > 10
    assert folded(" ＡＢ ") == "ab"


def test_typing_only_commands_have_no_typing_keys():
    """A key that types a character could never reach them."""
    for command in COMMANDS:
        if command.mode is Mode.TYPING:
            assert all(types_nothing(key) for key in command.keys), command.id
