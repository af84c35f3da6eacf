"""Rows of one breath: none too wide, none broken where it must not be, and nothing lost."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise, product

import pytest
from cases import POLICY
from hypothesis import given
from hypothesis import strategies as st

from assistant.call.rows import broken, columns, sentences, setting
from assistant.call.sounds import aloud, marked

WIDEST = setting()["widest"]
LANGS = ("ja", "en")
spoken_letters = st.text(st.sampled_from("あかがん漢字ー。、「」（）〔〕っゃabc 12,円月日 é́？!"), max_size=120)
any_letters = st.text(st.characters(codec="utf-8"), max_size=120)
TEXTS = sorted({text for words in POLICY.texts.values() for text in (words.ja, words.en)})


def set_in_rows(text: str, lang: str, widest: int = WIDEST) -> list[str]:
    return [row for each in sentences(text, lang) for row in broken(each, lang, (), widest)]


@given(spoken_letters | any_letters, st.sampled_from(LANGS))
def test_joining_the_rows_gives_the_text_back(text, lang):
    assert "".join(sentences(text, lang)) == text
    assert "".join(set_in_rows(text, lang)) == text


@given(spoken_letters | any_letters, st.sampled_from(LANGS), st.integers(8, 60))
def test_no_row_is_wider_than_it_may_be(text, lang, widest):
    assert all(columns(row) <= widest for row in set_in_rows(text, lang, widest))


@given(spoken_letters, st.sampled_from(LANGS))
def test_with_what_is_read_out_the_rows_still_give_all_of_it_back(text, lang):
    for sentence in sentences(text, lang):
        inserted = [(each.at, marked(each.pieces, lang)) for each in aloud(sentence, lang, ("yen", "day"))]
        whole, begun = "", 0
        for at, pieces in inserted:
            whole, begun = whole + sentence[begun:at] + "".join(pieces), at
        rows = broken(sentence, lang, inserted, WIDEST)

        assert "".join(rows) == whole + sentence[begun:]
        assert all(columns(row) <= WIDEST for row in rows)


@pytest.mark.parametrize("text", TEXTS)
def test_no_row_of_ours_begins_or_ends_where_it_must_not(text):
    lang = "en" if text.isascii() else "ja"
    kinsoku = setting()["kinsoku"]
    for paragraph in text.split("\n"):
        for before, after in pairwise(set_in_rows(paragraph, lang)):
            assert after[0] not in kinsoku["never_first"], (before, after)
            assert before[-1] not in kinsoku["never_last"], (before, after)
            assert not (before[-1] + after[0]).isalnum() or not (before[-1] + after[0]).isascii()


@given(
    st.lists(st.sampled_from(["転送", "サービス", "、", "ー", "。", "「", "」", "の", "っ"]), min_size=1, max_size=60)
)
def test_a_row_begins_with_a_full_stop_only_where_nothing_else_would_fit(parts):
    for sentence in sentences("".join(parts), "ja"):
        for before, after in pairwise(broken(sentence, "ja", (), WIDEST)):
            wrong = after[0] in setting()["kinsoku"]["never_first"]
            # Twenty-two characters in a row of which none may begin a row: then one must.
            assert not wrong or sum(char in "、。ー」っ" for char in before + after) >= len(before) - 2


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            "料金は、契約約款の定めにより98,765円でございます。",
            ["料金は、", "契約約款の定めにより98,765円でございます。"],
        ),
        ("この料金の期限は、まだ先の10月25日（火）まで。", ["この料金の期限は、", "まだ先の10月25日（火）まで。"]),
        ("恐れ入ります。録音しております。", ["恐れ入ります。", "録音しております。"]),
        ("「はい。」と承りました。", ["「はい。」", "と承りました。"]),
    ],
)
def test_a_breath_ends_with_its_sentence_its_comma_or_its_phrase(text, rows):
    assert set_in_rows(text, "ja") == rows


@pytest.mark.parametrize("mark", ["ー", "、", "っ", "」", "〕", "々"])
def test_a_mark_that_may_not_begin_a_row_takes_a_character_with_it(mark):
    for before in range(1, 50):
        rows = set_in_rows("転" * before + mark + "転" * (50 - before), "ja")

        assert mark in "".join(rows)
        assert not [row for row in rows if row[0] == mark]


@pytest.mark.parametrize("mark", ["「", "〔", "（"])
def test_a_bracket_that_may_not_end_a_row_goes_on_to_the_next(mark):
    for before in range(1, 50):
        rows = set_in_rows("転" * before + mark + "転" * (50 - before), "ja")

        assert not [row for row in rows if row[-1] == mark]


@pytest.mark.parametrize("whole", ["12,345円", "10月25日（火）"])
def test_an_amount_and_a_day_stay_whole(whole):
    """Wherever it falls in the row, and however tightly."""
    for before, widest in product(range(24), range(16, 45)):
        rows = set_in_rows("確認" * before + whole + "までに終える予定でございます。", "ja", widest)

        assert [row for row in rows if whole in row], (rows, widest)


@given(st.lists(st.text("abcdefghij", min_size=1, max_size=12), max_size=30))
def test_an_english_word_stays_whole(words):
    text = " ".join(words)

    assert [word for row in set_in_rows(text, "en") for word in row.split()] == words


def test_a_name_longer_than_a_row_is_broken_and_not_lost():
    for name, lang in (("W" * 100, "en"), ("転" * 50, "ja")):
        rows = set_in_rows(name, lang)

        assert (len(rows), "".join(rows)) == (3, name)


@pytest.mark.parametrize(("text", "width"), [("転送", 4), ("ﾃﾝｿｳ", 4), ("e\u0301", 1), ("※○", 2), ("（", 2), ("", 0)])
def test_a_column_is_what_a_terminal_gives_a_character(text, width):
    assert columns(text) == width


def test_phrases_are_looked_for_only_when_something_is_read():
    """Who decides a case from a file does not pay for it."""
    code = "import sys, assistant.call.brief, assistant.call.rendering as r; print('budoux' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert done.stdout.strip() == "False"
