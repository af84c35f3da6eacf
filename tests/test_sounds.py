"""Figures are read aloud right: every amount, every day, and no other figure."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from cases import yen as yen_written
from hypothesis import given
from hypothesis import strategies as st

from assistant.call.phrases import day as day_written
from assistant.call.sounds import MOST, aloud, day, marked, number, yen

amounts = st.integers(0, MOST)
KINDS = ("yen", "day", "word")


# --- Japanese numbers, against a table of its own: figure by figure, then the changes of sound ---

FIGURES = dict(zip("123456789", ["いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう"], strict=True))
CHANGES = [
    ("さんひゃく", "さんびゃく"),
    ("ろくひゃく", "ろっぴゃく"),
    ("はちひゃく", "はっぴゃく"),
    ("さんせん", "さんぜん"),
    ("はちせん", "はっせん"),
    ("いちひゃく", "ひゃく"),
    ("いちじゅう", "じゅう"),
    ("いちせん", "せん"),
]


def table(value: int) -> str:
    """Read a number below ten thousand as a child would, and put the sounds right afterwards."""
    places = zip(f"{value:04}", ("せん", "ひゃく", "じゅう", ""), strict=True)
    said = "".join(FIGURES[figure] + place for figure, place in places if figure != "0")
    for wrong, right in CHANGES:
        said = said.replace(wrong, right)
    return said or "ぜろ"


def test_every_number_below_ten_thousand_is_read_as_the_table_has_it():
    read = ["".join(number(value, "ja")) for value in range(10_000)]

    assert read == [table(value) for value in range(10_000)]
    assert len(set(read)) == 10_000


def test_the_table_itself_knows_the_changes_of_sound():
    assert [table(each) for each in (300, 600, 800, 3_000, 8_000, 1_111, 8_888)] == [
        *("さんびゃく", "ろっぴゃく", "はっぴゃく", "さんぜん", "はっせん", "せんひゃくじゅういち"),
        "はっせんはっぴゃくはちじゅうはち",
    ]


@given(st.integers(1, 9_999), st.integers(0, 9_999))
def test_ten_thousands_are_read_like_ones_and_the_rest_behind_them(myriads, rest):
    said = re.sub("^せん", "いっせん", table(myriads)) + "まん" + (table(rest) if rest else "")

    assert "".join(number(myriads * 10_000 + rest, "ja")) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "ぜろえん"),
        (4, "よえん"),
        (7, "ななえん"),
        (14, "じゅうよえん"),
        (40, "よんじゅうえん"),
        (420, "よんひゃくにじゅうえん"),
        (525, "ごひゃくにじゅうごえん"),
        (3_608, "さんぜんろっぴゃくはちえん"),
        (10_000, "いちまんえん"),
        (40_000, "よんまんえん"),
        (100_004, "じゅうまんよえん"),
        (10_000_000, "いっせんまんえん"),
        (18_300_000, "いっせんはっぴゃくさんじゅうまんえん"),
        (99_999_999, "きゅうせんきゅうひゃくきゅうじゅうきゅうまんきゅうせんきゅうひゃくきゅうじゅうきゅうえん"),
    ],
)
def test_an_amount_is_read_as_people_say_it(value, said):
    assert "".join(yen(value, "ja")) == said


def test_of_the_figures_only_a_last_four_is_read_otherwise_before_yen():
    for value in range(10_000):
        said = table(value)
        plain = said.removesuffix("よん") + "よ" if value % 10 == 4 else said

        assert "".join(yen(value, "ja")) == plain + "えん"


# --- English numbers, read back ---

_SMALL = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen"""
SMALL = {word: at for at, word in enumerate(re.findall(r"\w+", _SMALL))}
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
TENS = {word: 10 * at for at, word in enumerate(re.findall(r"\w+", _TENS), 2)}


def counted(words: tuple[str, ...]) -> int:
    """Return the number that English words say."""
    total = group = 0
    for word in " ".join(words).replace("-", " ").split():
        if word in {"thousand", "million"}:
            total, group = total + group * {"thousand": 1_000, "million": 1_000_000}[word], 0
        elif word == "hundred":
            group *= 100
        elif word != "and":
            group += SMALL[word] if word in SMALL else TENS[word]
    return total + group


def test_english_below_ten_thousand_says_the_number_and_each_differently():
    read = [number(value, "en") for value in range(10_000)]

    assert [counted(each) for each in read] == list(range(10_000))
    assert len(set(read)) == 10_000


@given(amounts)
def test_english_says_the_number(value):
    assert counted(number(value, "en")) == value
    assert yen(value, "en")[-1] == "yen"


@pytest.mark.parametrize("value", [-1, MOST + 1])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_nobody_taught_us_to_read_is_refused(value, lang):
    with pytest.raises(ValueError, match=str(value)):
        number(value, lang)


# --- in a sentence ---


@given(amounts, st.sampled_from(["ja", "en"]))
def test_an_amount_as_we_write_it_is_read_out_right_behind_its_yen(value, lang):
    text = {"ja": f"料金は、{yen_written(value, lang)}です。", "en": f"It is {yen_written(value, lang)}."}[lang]
    (found,) = aloud(text, lang, KINDS)

    assert found.pieces == yen(value, lang)
    assert text[: found.at].endswith(("円", "yen"))


@pytest.mark.parametrize("text", ["1,23円", "0.5円", "123,456,789円", "999999999999円", "12.525円", "円", "五百円"])
def test_a_figure_that_is_no_amount_of_ours_is_left_alone(text):
    assert aloud(text, "ja", ("yen",)) == []


def test_nothing_is_read_out_that_was_not_asked_for():
    assert aloud("10月20日に525円、一日目", "ja", ()) == []
    assert [len(aloud("10月20日に525円、一日目", "ja", (kind,))) for kind in KINDS] == [1, 1, 1]


_DAYS = """ついたち ふつか みっか よっか いつか むいか なのか ようか ここのか とおか じゅういちにち じゅうににち
じゅうさんにち じゅうよっか じゅうごにち じゅうろくにち じゅうしちにち じゅうはちにち じゅうくにち はつか
にじゅういちにち にじゅうににち にじゅうさんにち にじゅうよっか にじゅうごにち にじゅうろくにち
にじゅうしちにち にじゅうはちにち にじゅうくにち さんじゅうにち さんじゅういちにち"""
DAYS = re.findall(r"\w+", _DAYS)
MONTHS = ["いち", "に", "さん", "し", "ご", "ろく", "しち", "はち", "く", "じゅう", "じゅういち", "じゅうに"]


def test_every_day_of_a_year_is_read_as_people_say_it():
    """A day read by its figures needs no reading; every other has one."""
    for offset in range(366):
        on = date(2024, 1, 1) + timedelta(offset)
        month, of_month = f"{MONTHS[on.month - 1]}がつ", DAYS[on.day - 1]
        plain = (on.month not in {4, 7, 9}) and of_month == f"{table(on.day)}にち"
        found = aloud(day_written(on, "ja"), "ja", ("day",))

        assert day(on.month, on.day) == (month, of_month)
        assert [each.pieces for each in found] == ([] if plain else [(month, of_month)])


@pytest.mark.parametrize("text", ["0月1日", "13月4日", "4月0日", "4月32日", "104月4日"])
def test_what_is_no_day_is_not_read(text):
    assert aloud(text, "ja", ("day",)) == []


def test_the_first_day_counted_is_not_the_first_of_a_month():
    (found,) = aloud("お受け取りの日を一日目と数えます。", "ja", KINDS)

    assert found.pieces == ("いちにちめ",)


@given(amounts, st.sampled_from(["ja", "en"]))
def test_a_reading_stands_in_its_brackets_whole(value, lang):
    told = "".join(marked(yen(value, lang), lang))

    assert told == (f"〔{''.join(yen(value, lang))}〕" if lang == "ja" else f" [{' '.join(yen(value, lang))}]")
