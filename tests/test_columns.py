"""Rows on a Japanese screen: cells are counted, never characters."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from assistant.screens.columns import Role, Span, beside, cut, ends, fit, line, pad, phrases, right, row, wrap

JAPANESE = "転送サービスのお申し込みは、控えの「ナンバー・ディスプレイ」にチェックがあります。525円（税込）です。"
anything = st.text(max_size=80) | st.text(alphabet="あ漢ｶﾞ①、。「」（）ー円年 ab1\u0301\u3099\u200b\x1b[/]", max_size=80)
cells = st.integers(min_value=0, max_value=90)


def width_of(made):
    return sum(cell_len(span.text) for span in made)


@given(anything, cells)
def test_padding_gives_exactly_the_width_asked_for(text, wanted):
    """A column that is one cell off breaks every rule below it."""
    assert cell_len(pad(text, wanted)) == wanted
    assert cell_len(right(text, wanted)) == wanted


@given(st.lists(anything, max_size=5), st.lists(anything, max_size=3), cells)
def test_every_row_has_exactly_the_width_asked_for(left, last, wanted):
    """Whatever is put into it, however long."""
    spans = [Span(each) for each in left]

    assert width_of(row(spans, wanted)) == wanted
    assert width_of(ends(spans, [Span(each) for each in last], wanted)) == wanted


@given(st.lists(anything, max_size=6), st.lists(anything, max_size=6), cells, cells)
def test_two_columns_side_by_side_never_lean(left, last, one, other):
    """The rule between them stands in the same cell on each row."""
    made = beside([line(each, one) for each in left], [line(each, other) for each in last], (one, other))

    assert {width_of(each) for each in made} <= {one + other + 3}


@given(anything, st.integers(min_value=2, max_value=60))
@example("a\r\nb", 2)
@example("\r", 2)
def test_wrapped_text_fits_and_loses_nothing_but_blanks(text, wanted):
    """Every character is still there, in its order; a line of Windows ends as any other, and shows no mark."""
    rows = wrap(text, wanted)
    text = text.replace("\r\n", "\n")

    assert all(cell_len(each) <= wanted or len(each) <= 2 for each in rows)
    assert "".join(rows).replace(" ", "") == "".join(Span(part).text for part in text.split("\n")).replace(" ", "")


@pytest.mark.parametrize("wanted", range(10, 80))
def test_no_row_begins_with_a_full_stop_or_ends_with_an_opening_bracket(wanted):
    """It is read aloud: a row that begins with a comma makes one stumble."""
    for each in (*wrap(JAPANESE, wanted), *phrases(JAPANESE, wanted)):
        assert each[0] not in "、。」）・ー"
        assert each[-1] not in "「（"


def test_a_script_breaks_between_phrases():
    """Not inside a word, as plain wrapping would."""
    rows = phrases("このたびは、ご迷惑をおかけして申し訳ございません。", 24)

    assert rows == ["このたびは、ご迷惑を", "おかけして", "申し訳ございません。"]


def test_latin_words_stay_whole():
    """English is wrapped between words."""
    assert wrap("Was the option used?", 10) == ["Was the", "option", "used?"]


@pytest.mark.parametrize(
    ("text", "wanted", "cut_to"), [("漢字", 3, "漢"), ("漢字", 1, ""), ("か\u3099き", 2, "か\u3099")]
)
def test_a_wide_character_is_never_cut_in_two(text, wanted, cut_to):
    """Half a character is a blank and an error; a mark stays with its letter."""
    assert cut(text, wanted) == cut_to


def test_what_does_not_fit_says_that_there_is_more():
    """An ellipsis, inside the width."""
    assert fit("転送サービス", 7) == "転送サ…"
    assert fit("転送", 7) == "転送"


@given(anything)
def test_a_span_holds_nothing_a_terminal_would_obey(text):
    """No escape, no control, no mark that turns the direction of writing round."""
    shown = Span(text, Role.STRONG).text

    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in shown)
    assert "\u202e" not in shown
    assert Span(shown).text == shown
