"""Text from outside is made harmless coming in, and visible going out."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.rules.clean import clean, show

anything = st.text(st.characters(codec=None)) | st.text(st.characters(categories=["Cc", "Cf", "Cs"]))
ordinary = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]))


@given(anything, st.integers(0, 40))
def test_nothing_that_a_terminal_obeys_comes_in(text, limit):
    cleaned = clean(text, limit)

    assert len(cleaned) <= limit
    assert {unicodedata.category(char) for char in cleaned if char != "\n"} & {"Cc", "Cs"} == set()
    assert clean(cleaned, limit) == cleaned
    cleaned.encode()


@given(ordinary)
def test_ordinary_words_come_in_as_typed(text):
    assert clean(text, len(text)) == text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("料金\x1b]52;c;AAAA\x1b\\です", "料金␛]52;c;AAAA␛\\です"),
        ("一行目\r\n二行目", "一行目\n二行目"),
        ("a\x00b\x7fc\x9bd\ud83de", "a\ufffdb␡c\ufffdd\ufffde"),
        ("か\u3099", "か\u3099"),  # two characters, as typed: evidence is not normalised
        ("\u202e525", "\u202e525"),
    ],
)
def test_what_was_dangerous_can_still_be_seen(typed, kept):
    assert clean(typed, 100) == kept


def test_a_long_paste_is_cut():
    assert clean("あ" * 30, 20) == "あ" * 20
    assert clean("\r\n" * 30, 20) == "\n" * 20


@given(anything)
def test_nothing_the_eye_would_miss_is_shown(text):
    shown = show(text)

    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert {unicodedata.category(char) for char in shown if char != "\n"} & hidden == set()


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"], exclude_characters="\u115f\u1160\u3164\uffa0")))
def test_ordinary_words_are_shown_as_they_are(text):
    assert show(text) == text


@pytest.mark.parametrize(
    ("kept", "seen"),
    [
        ("\u202e525円", "⟨U+202E⟩525円"),
        ("番号\u200b表示", "番号⟨U+200B⟩表示"),
        ("\U000e0041", "⟨U+E0041⟩"),
        ("\U000e0002", "⟨U+E0002⟩"),
        ("\x1b[2J", "⟨U+001B⟩[2J"),
        ("\u3164", "⟨U+3164⟩"),
        ("一行目\n二行目", "一行目\n二行目"),
        ("葛\U000e0100城", "葛\U000e0100城"),  # the right form of a name is no trick
    ],
)
def test_a_trick_on_the_eye_is_spelt_out(kept, seen):
    assert show(kept) == seen
