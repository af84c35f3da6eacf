"""Dates are read as people write them, and refused where they could be two days."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.rules.date_readers import READERS
from assistant.rules.date_words import vocabulary
from assistant.rules.dates import FIRST, LAST, Reading, echo, era, read_date
from assistant.rules.policy import Words

THURSDAY = date(2011, 10, 20)
KNOWN = {
    "service_start": date(2011, 10, 18),
    "order_date": date(2011, 9, 12),
    "contract_date": date(2011, 9, 14),
    "notice_date": date(2011, 9, 30),
    "contact_date": date(2011, 10, 18),
    "bill_date": date(2011, 11, 25),
}
DAYS = st.dates(FIRST, LAST)
KANJI = "〇一二三四五六七八九"
WEEKDAYS = "月火水木金土日"


def kanji(number: int) -> str:
    """Write a number up to 99 as it is spoken: twenty-three is two tens three."""
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else KANJI[tens]) + ("十" if tens else "") + (KANJI[ones] if ones else "")


def era_number(day: date) -> int:
    """Return the year of the era, the first one as a number."""
    return int(re.sub(r"\D", "", era(day, "en")))


WRITINGS: dict[str, Callable[[date], str]] = {
    "iso": date.isoformat,
    "slashes": lambda day: f"{day.year}/{day.month}/{day.day}",
    "dots": lambda day: f"{day.year}.{day.month:02}.{day.day:02}",
    "compact": lambda day: f"{day:%Y%m%d}",
    "kanji units": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "kanji numerals": lambda day: (
        "".join(KANJI[int(each)] for each in str(day.year)) + f"年{kanji(day.month)}月{kanji(day.day)}日"
    ),
    "era": lambda day: f"{era(day, 'ja')}{day.month}月{day.day}日",
    "era kanji": lambda day: f"{era(day, 'ja')[:2]}{kanji(era_number(day))}年{kanji(day.month)}月{kanji(day.day)}日",
    "era mixed": lambda day: f"{era(day, 'ja')}{day.month}/{day.day}",
    "era sign": lambda day: f"{era(day, 'ja')[0]}{era_number(day)}.{day.month}.{day.day}",
    "era letter": lambda day: f"{era(day, 'en')[0]}{era_number(day)}.{day.month}.{day.day}",
    "era small letter": lambda day: f"{era(day, 'en')[0].lower()}{era_number(day)}/{day.month}/{day.day}",
    "holiday": lambda day: f"{day.year}/{day.month}/{day.day}（{WEEKDAYS[day.weekday()]}・祝）",
    "both years": lambda day: f"{era(day, 'ja')}({day.year}年){day.month}月{day.day}日",
    "spaced": lambda day: f" {day.year} 年 {day.month} 月 {day.day} 日\u3000",
    "weekday": lambda day: f"{day.isoformat()}({WEEKDAYS[day.weekday()]})",
    "long weekday": lambda day: f"{day.year}年{day.month}月{day.day}日{WEEKDAYS[day.weekday()]}曜日",
    "particle": lambda day: f"{day.year}年{day.month}月{day.day}日に",
    "long vowels": lambda day: f"{day.year}ー{day.month}ー{day.day}",
    "day month year": lambda day: f"{day.day} {day:%B} {day.year}",
    "month day year": lambda day: f"{day:%b} {day.day}, {day.year}",
    "ordinal": lambda day: f"the {day.day}th of {day:%B}, {day.year}",
    "weekday first": lambda day: f"{day:%A}, {day:%b}. {day.day} {day.year}",
    "echo ja": lambda day: echo(day, "ja"),
    "echo en": lambda day: echo(day, "en"),
}


@pytest.mark.parametrize("writing", WRITINGS.values(), ids=WRITINGS.keys())
@given(day=DAYS, today=DAYS)
def test_a_full_date_is_the_same_day_however_it_is_written(
    writing: Callable[[date], str], day: date, today: date
) -> None:
    """With the year written, today does not matter and nothing is a guess."""
    assert read_date(writing(day), today) == Reading(day, guessed=False)


@pytest.mark.parametrize("writing", WRITINGS.values(), ids=WRITINGS.keys())
@given(day=DAYS)
def test_full_width_is_as_good_as_half(writing: Callable[[date], str], day: date) -> None:
    """A Japanese keyboard is left in whatever width it was in."""
    wide = "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in writing(day))

    assert read_date(wide, THURSDAY) == Reading(day, guessed=False)


@given(DAYS, DAYS)
def test_a_date_without_its_year_is_the_latest_one_not_after_today(day: date, today: date) -> None:
    """What people ring about lies behind them. A day that year lacks is not looked for."""
    reading = read_date(f"{day.month}/{day.day}", today)

    if isinstance(reading, Reading):
        assert (reading.day.month, reading.day.day) == (day.month, day.day)
        assert timedelta(0) <= today - reading.day <= timedelta(days=365)
        assert reading.guessed
    else:
        assert (day.month, day.day) == (2, 29) or today.year == FIRST.year


@given(st.integers(1, 31), st.dates(date(1874, 1, 1), LAST))
def test_a_day_without_its_month_is_the_latest_one_not_after_today(number: int, today: date) -> None:
    """A month too short for the day is passed over."""
    reading = read_date(f"{number}日", today)

    assert isinstance(reading, Reading)
    assert reading.guessed
    later = (reading.day + timedelta(days=each) for each in range(1, (today - reading.day).days + 1))
    assert reading.day.day == number
    assert all(each.day != number for each in later)


@given(st.integers(0, 6), st.dates(date(1874, 1, 1), LAST))
def test_a_weekday_alone_is_the_latest_one_not_after_today(weekday: int, today: date) -> None:
    """On a Wednesday, Wednesday is today."""
    reading = read_date(f"{WEEKDAYS[weekday]}曜日", today)

    assert isinstance(reading, Reading)
    assert reading.guessed
    assert reading.day.weekday() == weekday
    assert 0 <= (today - reading.day).days < 7


@given(st.integers(0, 6), DAYS, DAYS)
def test_a_weekday_beside_a_date_is_checked(weekday: int, day: date, today: date) -> None:
    """A wrong weekday betrays a wrong date, so it is told and not passed over."""
    reading = read_date(f"{day.isoformat()}({WEEKDAYS[weekday]})", today)

    if day.weekday() == weekday:
        assert reading == Reading(day, guessed=False)
    else:
        assert isinstance(reading, Words)
        assert f"{WEEKDAYS[day.weekday()]}曜日" in reading.ja
        assert f"{day:%A}" in reading.en


@given(st.text(max_size=80), st.dates())
def test_no_text_is_too_strange(text: str, today: date) -> None:
    """Whatever is typed or pasted, on whatever day, ends in a day or in a sentence."""
    reading = read_date(text, today, KNOWN)

    assert isinstance(reading, Words) or FIRST <= reading.day <= LAST


SCRAP_WORDS = """
    0 1 2 3 9 10 19 29 31 2011 9999 年 月 日 元 平成 令和 H r - / . ( ) 水 水曜 曜日
    一 十 二 百 〇 昨日 前 後 末 先月 来年 先週 週間 か月 の に ごろ 約 開始 通知 書面受領 当日 翌日
    last next month week tuesday oct the of days ago after before in a notice _ ² ① ー \u337b \u32c9
"""
SCRAPS = st.lists(st.sampled_from([*SCRAP_WORDS.split(), " ", "\u3000", "\n"]), max_size=9).map("".join)


@given(SCRAPS, st.dates())
def test_no_scraps_of_dates_are_too_strange(text: str, today: date) -> None:
    """Almost-dates reach the readers where random text does not."""
    reading = read_date(text, today, KNOWN)

    assert isinstance(reading, Words) or FIRST <= reading.day <= LAST


@given(SCRAPS | st.text(max_size=30))
def test_a_text_that_is_read_reads_the_same_in_its_plain_form(text: str) -> None:
    """Compatibility characters are spelling, never meaning."""
    reading = read_date(text, THURSDAY, KNOWN)

    if isinstance(reading, Reading):
        assert read_date(unicodedata.normalize("NFKC", text), THURSDAY, KNOWN) == reading


@given(SCRAPS)
def test_what_is_read_and_agreed_to_stays_that_day(text: str) -> None:
    """The echo names one day, so it can stand in the field from then on."""
    reading = read_date(text, THURSDAY, KNOWN)

    if isinstance(reading, Reading):
        assert read_date(echo(reading.day, "ja"), date(1999, 1, 1)) == Reading(reading.day, guessed=False)


def test_every_word_of_the_data_has_somebody_who_understands_it() -> None:
    """A form without a reader or a refusal without a sentence would fail only on a call."""
    words = vocabulary()

    assert {form.use for form in words.forms} == READERS.keys()
    assert {form.use for form in words.refusals} <= words.says.keys()
    assert set(words.words["anchor"].values()) == words.anchors.keys()


@pytest.mark.parametrize("text", ["十百", "千十百", "十百年"])
def test_tens_written_in_the_wrong_order_are_refused_not_a_crash(text: str):
    """Found by the search for a text that raises."""
    assert isinstance(read_date(text, date(2011, 10, 19)), Words)
