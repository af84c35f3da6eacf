"""Dates as they are spoken on the telephone: what is sure, what is a guess, and what is refused."""

from datetime import date, timedelta

import pytest

from assistant.rules.dates import Reading, echo, era, read_date
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


def day_of(text: str, today: date = THURSDAY) -> date:
    """Return the day a text reads as, where it must read as one."""
    reading = read_date(text, today, KNOWN)
    assert isinstance(reading, Reading), reading
    return reading.day


def refusal(text: str, today: date = THURSDAY) -> Words:
    """Return the sentence a text is refused with, where it must be refused."""
    reading = read_date(text, today)
    assert isinstance(reading, Words), reading
    return reading


@pytest.mark.parametrize(
    ("text", "month", "day"),
    [
        ("昨日", 10, 19),
        ("きのう", 10, 19),
        ("一昨日", 10, 18),
        ("おととい", 10, 18),
        ("今日", 10, 20),
        ("本日", 10, 20),
        ("明日", 10, 21),
        ("あさって", 10, 22),
        ("昨日(水)", 10, 19),
        ("3日前", 10, 17),
        ("三日前", 10, 17),
        ("十日前", 10, 10),
        ("1週間前", 10, 13),
        ("1か月前", 9, 20),
        ("２ヶ月前に", 8, 20),
        ("先月25日", 9, 25),
        ("先月の25日", 9, 25),
        ("今月3日", 10, 3),
        ("来月10日", 11, 10),
        ("先月末", 9, 30),
        ("今月末", 10, 31),
        ("先週の水曜日", 10, 12),
        ("今週の金曜", 10, 21),
        ("来週の火曜", 10, 25),
        ("今年の10月19日", 10, 19),
        ("開始当日", 10, 18),
        ("サービス開始の前日", 10, 17),
        ("ｻｰﾋﾞｽ開始日", 10, 18),
        ("通知の3日後", 10, 3),
        ("通知から３日後", 10, 3),
        ("契約日", 9, 14),
        ("申し込みの翌日", 9, 13),
        ("請求日の2週間前", 11, 11),
        ("yesterday", 10, 19),
        ("The day before yesterday", 10, 18),
        ("today", 10, 20),
        ("3 days ago", 10, 17),
        ("a week ago", 10, 13),
        ("in three days", 10, 23),
        ("last month 25", 9, 25),
        ("the 25th of last month", 9, 25),
        ("next Tuesday", 10, 25),
        ("Wednesday of last week", 10, 12),
        ("this Friday", 10, 21),
        ("October 19 this year", 10, 19),
        ("the day before service start", 10, 17),
        ("3 days after the notice", 10, 3),
        ("the order date", 9, 12),
        ("on the day of the contract", 9, 14),
    ],
)
def test_words_count_from_today_or_from_a_known_date(text: str, month: int, day: int) -> None:
    """Said on Thursday 20 October 2011, these are sure: nothing had to be filled in."""
    assert read_date(text, THURSDAY, KNOWN) == Reading(date(2011, month, day), guessed=False)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("10/19", date(2011, 10, 19)),
        ("10/20", date(2011, 10, 20)),
        ("10/21", date(2010, 10, 21)),
        ("10月19日(水)", date(2011, 10, 19)),
        ("October 19", date(2011, 10, 19)),
        ("19 Oct", date(2011, 10, 19)),
        ("19日", date(2011, 10, 19)),
        ("the 19th", date(2011, 10, 19)),
        ("31日", date(2011, 8, 31)),
        ("月末", date(2011, 9, 30)),
        ("9月末", date(2011, 9, 30)),
        ("2月末日", date(2011, 2, 28)),
        ("水曜日", date(2011, 10, 19)),
        ("2011/10/19ごろ", date(2011, 10, 19)),
        ("たしか2011/10/19", date(2011, 10, 19)),
        ("about 3 days ago", date(2011, 10, 17)),
        ("10日ほど前", date(2011, 10, 10)),
        ("last Tuesday", date(2011, 10, 18)),
        ("先週の日曜日", date(2011, 10, 16)),
    ],
)
def test_what_was_left_out_or_left_vague_is_a_guess(text: str, day: date) -> None:
    """The screen asks before these count. Last week's Sunday depends on the calendar."""
    assert read_date(text, THURSDAY) == Reading(day, guessed=True)


def test_a_month_too_short_for_the_day_makes_a_guess() -> None:
    """A month before 31 March is a matter of taste."""
    assert read_date("1か月前", date(2011, 3, 31)) == Reading(date(2011, 2, 28), guessed=True)


def test_the_year_before_is_meant_in_january() -> None:
    """On 5 January, 1 December is five weeks ago."""
    assert read_date("12/1", date(2011, 1, 5)) == Reading(date(2010, 12, 1), guessed=True)
    assert read_date("昨年の12/1", date(2011, 1, 5)) == Reading(date(2010, 12, 1), guessed=False)


@pytest.mark.parametrize(
    ("last", "last_name", "first_name"),
    [
        (date(1912, 7, 29), "明治45年", "大正元年"),
        (date(1926, 12, 24), "大正15年", "昭和元年"),
        (date(1989, 1, 7), "昭和64年", "平成元年"),
        (date(2019, 4, 30), "平成31年", "令和元年"),
    ],
)
def test_an_era_ends_the_day_before_the_next_begins(last: date, last_name: str, first_name: str) -> None:
    """Each day has one name, and the other name is refused with the right one."""
    first = last + timedelta(days=1)
    first_day, last_day = f"{first.month}月{first.day}日", f"{last.month}月{last.day}日"

    assert era(last, "ja") == last_name
    assert era(first, "ja") == first_name
    assert day_of(last_name + last_day) == last
    assert day_of(first_name + first_day) == first
    assert first_name + first_day in refusal(last_name + first_day).ja
    assert last_name + last_day in refusal(first_name + last_day).ja


def test_heisei_does_not_reach_may_2019() -> None:
    """The refusal names the era's end and the day's own name, in both languages."""
    words = refusal("平成31年5月1日")

    assert "平成は2019年4月30日まで" in words.ja
    assert "令和元年5月1日" in words.ja
    assert "30 April 2019" in words.en
    assert "1 May, Reiwa 1" in words.en


def test_before_1873_there_is_no_era_to_name() -> None:
    """Until then the lunar calendar counted, and an era date would be another day."""
    assert echo(date(1872, 12, 31), "ja") == "1872年12月31日（火）"
    assert echo(date(1872, 12, 31), "en") == "Tuesday 31 December 1872"
    assert era(date(1872, 12, 31), "ja") == "1872年"
    assert era(date(1873, 1, 1), "ja") == "明治6年"
    assert "1873年1月1日" in refusal("明治5年12月3日").ja


def test_the_echo_names_year_era_and_weekday() -> None:
    """An operator agrees to a whole day, not to a number."""
    assert echo(date(2011, 10, 19), "ja") == "2011年10月19日（平成23年・水）"
    assert echo(date(2011, 10, 19), "en") == "Wednesday 19 October 2011 (Heisei 23)"
    assert era(date(2019, 5, 1), "ja") == "令和元年"
    assert era(date(2019, 5, 1), "en") == "Reiwa 1"


@pytest.mark.parametrize(
    ("text", "ja"),
    [
        ("", "空です"),
        (" \u3000 ", "空です"),
        ("1" * 61, "長すぎます"),
        ("\ufdfa" * 5, "長すぎます"),  # one character that spells out as eighteen
        ("10/19\n", "見えない"),
        ("10\u200b/19", "見えない"),
        ("\u202e10/19", "見えない"),
        ("10\u2028/19", "見えない"),
        ("1²/3", "① や ²"),
        ("10月①日", "① や ²"),
        ("\u0661/\u0663", "① や ²"),
        ("10/19と10/20", "二つ以上"),
        ("10月19日か20日", "二つ以上"),
        ("昨日か一昨日", "二つ以上"),
        ("1/2/3", "どれが年か"),
        ("11/10/19", "どれが年か"),
        ("10/19/2011", "どれが年か"),
        ("11年10月19日", "西暦か元号か"),
        ("19", "数字だけ"),
        ("1019", "数字だけ"),
        ("平成23年", "日まで"),
        ("2011年10月", "日まで"),
        ("2011/10", "日まで"),
        ("October", "日まで"),
        ("先月", "日まで"),
        ("先週に", "日まで"),
        ("13月1日", "13月はありません"),
        ("0/1", "0月はありません"),
        ("20111319", "13月はありません"),
        ("32日", "32日という日はありません"),
        ("10/0", "0日という日はありません"),
        ("2/30", "2011年2月は28日まで"),
        ("先月31日", "2011年9月は30日まで"),
        ("2011/2/29", "2011年に2月29日はありません"),
        ("2/29", "2011年に2月29日はありません"),
        ("昭和64年1月8日", "平成元年1月8日"),
        ("令和0年5月1日", "0年はありません"),
        ("1872/12/31", "1873年1月1日から"),
        ("2101/1/1", "2100年12月31日まで"),
        ("9999年後", "2100年12月31日まで"),
        ("9999週間前", "1873年1月1日から"),
        ("書面受領の翌日", "書面の受領日がまだ分かりません"),
        ("3 days after the notice", "通知日がまだ分かりません"),
        ("10/19(火)", "水曜日です"),
        ("Tuesday 19 October 2011", "水曜日です"),
        ("2011年10月19日（平成24年）", "平成23年です"),
        ("平成23年(2010年)10月19日", "平成23年です"),
        ("10/19(？)", "読めません"),
        ("10(3)/19", "読めません"),
        ("1(水)0/19", "読めません"),
        ("1_0/19", "読めません"),
        ("2011/10-19", "読めません"),
        ("2十3日", "読めません"),
        ("二〇十日", "読めません"),
        ("十十日", "読めません"),
        ("10/19から", "読めません"),
        ("10/19-20", "読めません"),
        ("開始前", "読めません"),
        ("前日", "読めません"),
        ("通知", "読めません"),
        ("10 19", "読めません"),
    ],
)
def test_what_is_no_one_day_is_refused_with_the_reason(text: str, ja: str) -> None:
    """Nothing is read by half, and both languages have the reason."""
    words = refusal(text)

    assert ja in words.ja
    assert words.en
    assert "{" not in words.ja + words.en


def test_the_leap_day_is_read_only_while_it_is_the_last_one_due() -> None:
    """Further back, it would be a guess of years."""
    assert day_of("2/29", date(2012, 2, 29)) == date(2012, 2, 29)
    assert day_of("2/29", date(2013, 1, 10)) == date(2012, 2, 29)
    assert "2013" in refusal("2/29", date(2013, 3, 1)).en


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("サービス開始日", "service_start"),
        ("申込日", "order_date"),
        ("契約日", "contract_date"),
        ("通知日", "notice_date"),
        ("連絡日", "contact_date"),
        ("請求日", "bill_date"),
    ],
)
def test_a_date_counted_from_is_asked_for_by_name(text: str, fact: str) -> None:
    """Every date that may be counted from has a word that reaches it, known or not."""
    assert day_of(text) == KNOWN[fact]
    assert text in refusal(text).ja


@pytest.mark.parametrize(
    ("text", "today"),
    [
        ("明日", date.max),
        ("昨日", date.min),
        ("先月25日", date.min),
        ("去年の10/19", date.min),
        ("3年前", date.min),
        ("19日", date.min),
        ("10/19", date(1873, 5, 1)),
        ("来週の火曜", date.max),
    ],
)
def test_a_day_beyond_every_calendar_is_refused_and_not_a_fault(text: str, today: date) -> None:
    """A clock that is badly wrong does not end the call."""
    assert "1873" in refusal(text, today).en
