"""Letters come from anybody: what they say is read strictly, and nothing of it is believed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.journal.letters import BYTES_MAX, BadLetter, Letter, bound, read_letter

ID = "01935f2a-7b1c-7000-8000-0123456789ab"
LETTER = Letter(ID, "j-1", "K-0001", "escalation.answered", {"by": "sv-1", "since": 7}, {"words": "請求しません"})

scalars = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=20)
names = st.text("abcdefgh_", min_size=1, max_size=8)


@given(st.dictionaries(names, scalars, max_size=5), st.dictionaries(names, st.text(max_size=50), max_size=3))
def test_a_letter_is_read_as_it_was_written(data, private):
    letter = Letter(ID, "j-1", "", "alert.taken", data, private)
    try:
        text = letter.text()
        text.encode()
    except (BadLetter, UnicodeEncodeError):
        return
    assert read_letter(text) == letter


@given(st.text(max_size=200) | st.recursive(scalars, st.lists, max_leaves=5).map(json.dumps))
def test_whatever_is_handed_in_is_a_letter_or_refused(text):
    with pytest.raises(BadLetter):
        read_letter(text)


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"id": "../../etc/passwd"},
        {"kind": "x"},
        {"data": []},
        {"private": {"words": 5}},
        {"private": {"words": "x" * 2_001}},
        {"case": "K" * 201},
        {"journal": None},
        {"more": 1},
        {"data": {"since": 1.5}},
        {"data": {"since": 2**53}},
    ],
)
def test_a_letter_with_one_part_wrong_is_refused(change):
    with pytest.raises(BadLetter):
        read_letter(json.dumps({**json.loads(LETTER.text()), **change}))


def test_a_name_that_stands_twice_is_refused():
    with pytest.raises(BadLetter):
        read_letter(LETTER.text().replace('"since":7', '"since":7,"since":8'))


def test_a_letter_that_is_too_long_is_neither_written_nor_read():
    with pytest.raises(BadLetter, match="too_long"):
        Letter(ID, "j-1", "", "alert.taken", {"x": "x" * BYTES_MAX}).text()
    with pytest.raises(BadLetter, match="too_long"):
        read_letter(LETTER.text() + " " * BYTES_MAX)


def test_words_are_bound_by_a_salt_without_which_they_cannot_be_guessed():
    assert bound("00" * 32, "はい") != bound("01" * 32, "はい") != bound("01" * 32, "いいえ")
