"""What must not be said is caught, and what is good to say is left alone."""

from __future__ import annotations

import re
import unicodedata
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.rules.pack import parse
from assistant.rules.policy import Taboo, Words

PACK = Path(__file__).parent.parent / "assistant" / "packs" / "hikari_option_fee"
POLICY, PROBLEMS = parse(PACK.name, {f.relative_to(PACK).as_posix(): f.read_text("utf-8") for f in PACK.rglob("*.*")})
assert POLICY is not None
TABOOS = POLICY.taboos
SAID = (*POLICY.blocks, *(each for said in POLICY.reactions.values() for each in said.answers))
ALWAYS = [taboo for taboo in TABOOS if not taboo.when]
LANGS = ("ja", "en")


def normal(text: str, lang: str) -> str:
    """Return a text as phrases are compared: NFKC, casefold, no spaces in Japanese."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[^\S\n]+", "" if lang == "ja" else " ", plain)


def caught(text: str, lang: str, phrases: tuple[str, ...]) -> list[str]:
    """Return the phrases that stand in a text. ~ stays inside one sentence."""
    held, gap = normal(text, lang), r"[^。.!?\n]{0,15}"
    patterns = {each: gap.join(re.escape(part) for part in normal(each, lang).split("~")) for each in phrases}
    return [each for each, pattern in patterns.items() if re.search(pattern, held)]


def said_in(words: Words, taboo: Taboo) -> list[str]:
    """Return the phrases of a taboo that stand in a text of ours, in either language."""
    return caught(words.ja, "ja", taboo.ja) + caught(words.en, "en", taboo.en)


@pytest.mark.parametrize("taboo", TABOOS, ids=lambda each: each.id)
def test_no_text_of_ours_says_what_must_not_be_said(taboo: Taboo) -> None:
    assert POLICY is not None
    held = {each.id for each in SAID if each.unverified} if taboo.when else set(POLICY.texts)

    assert not [name for name in held if said_in(POLICY.texts[name], taboo)]


def test_no_better_sentence_is_itself_a_taboo() -> None:
    for one, other in product(TABOOS, TABOOS):
        if one.when or not other.when:
            assert not said_in(one.better, other), (one.id, other.id)


def test_nothing_of_the_contract_is_a_taboo_only_until_the_speaker_is_verified() -> None:
    limited = {taboo.id: taboo.when for taboo in TABOOS if taboo.when}

    assert set(limited) == {"contract_before_verification", "reading_data_out"}
    assert all(when == {"speaker": {"unverified", "third_party", "unknown"}} for when in limited.values())


BAD = {
    "notice_made_contract": (
        "通知を送ったので契約は成立しております",
        "We sent you a notice, so there is a contract",
    ),
    "silence_is_consent": ("ご返事がなかったので同意とみなします", "You did not reply, so you agreed"),
    "customer_should_have_checked": ("確認しなかったお客様の責任です", "You should have checked it"),
    "a_day_earlier": ("あと１日早ければ無料でした", "If it had been a day earlier"),
    "of_course_after_start": (
        "開始後なので当然かかります",
        "Since the service has started, one month is due",
    ),
    "rules_or_system": ("規則ですから、いただきます", "I am afraid that's our policy"),
    "law_says_so": ("これは法律で決まっています", "The law says you must"),
    "eight_days_passed": ("もう8日を過ぎていますので、お支払いください", "The eight days have passed"),
    "cooling_off": ("クーリング・オフはできません", "There is no cooling-off for this"),
    "carrier_bills_us": ("NTTが請求するので取り消せません", "NTT charges us for it"),
    "cut_the_line": ("払わないと回線を止めます", "We will cut off your line"),
    "absolute_promise": ("絶対に請求しません。必ず返金します", "We will never bill you for that"),
    "i_do_not_know": ("私では分かりません", "I don't know"),
    "naming_colleagues": ("リーダーの指示です。田中さんのミスです", "My team leader told me to"),
    "calling_it_harassment": ("それはカスハラです", "This is harassment"),
    "authorities_are_useless": ("総務省に言っても無駄です", "There is no use complaining to them"),
    "keep_it_secret": ("この件は口外しないでください", "Please keep this between us"),
    "looked_at_call_logs": ("通話履歴を見ましたが", "I looked at your call history"),
    "business_suspension": ("うちは業務停止になります", "They would shut us down"),
    "fraud": ("詐欺ではございません", "This is not fraud"),
    "contract_before_verification": ("転送サービスの525円の件です", "It is about call forwarding"),
    "reading_data_out": ("ご住所は港区でよろしいですか", "Your address is in Minato, correct?"),
    "suing_the_carrier": ("NTTを訴えてください", "You should sue them"),
    "promising_compensation": ("お詫びに商品券をお送りします", "We will compensate you"),
    "d_words": ("ですから、先ほど申しました", "As I said before"),
}


@pytest.mark.parametrize("taboo", TABOOS, ids=lambda each: each.id)
def test_the_bad_sentence_is_caught(taboo: Taboo) -> None:
    ja, en = BAD[taboo.id]

    assert caught(ja, "ja", taboo.ja)
    assert caught(en, "en", taboo.en)
    assert min(len(taboo.ja), len(taboo.en)) >= 4


@pytest.mark.parametrize(
    "good",
    [
        "お客様の責任ではございません。",
        "弊社の確認不足でございました。",
        "もっと早くご案内させていただくべきでした。",
        "昨日ご連絡をいただいた件でございます。",
        "お返事がなかったので、あらためてお電話いたしました。",
        "転送サービスのご利用を停止いたしました。",
        "この件で、回線を止めることはございません。",
        "お電話が使えなくなり、ご不便をおかけしました。",
        "弊社のミスでございます。",
        "お住まいの地域の窓口は188でもご案内しております。",
        "自動的に請求されることはございません。",
        "お申込みの記録を拝見いたしました。",
        "これは弊社の誤りで、お客様に非はございません。",
        "お怒りは当然のことと存じます。",
        "お返事がなくても、承諾にはなりません。",
        "通知の内容も確認いたします。",
        "期間が過ぎていても、ご相談いただけます。",
        "ご請求は止めております。",
        "恐れ入りますが、もう一度お聞かせください。",
        "総務省の窓口もございます。",
    ],
)
def test_a_good_sentence_is_left_alone(good: str) -> None:
    assert not [taboo.id for taboo in ALWAYS if caught(good, "ja", taboo.ja)]


@pytest.mark.parametrize(
    "good",
    [
        "It is not your fault at all.",
        "You called yesterday about the display.",
        "As you told us earlier, you ordered the display.",
        "We should have told you sooner.",
        "We will not cut your service over this.",
        "I have already sent the form.",
        "You can also ask the consumer centre for advice.",
    ],
)
def test_a_good_sentence_in_english_is_left_alone(good: str) -> None:
    assert not [taboo.id for taboo in ALWAYS if caught(good, "en", taboo.en)]


@given(st.sampled_from(TABOOS), st.data())
def test_neither_spacing_nor_filler_hides_a_phrase(taboo: Taboo, data: st.DataObject) -> None:
    phrase = data.draw(st.sampled_from(taboo.ja))
    filler = data.draw(st.text("あのえ、", max_size=15))
    spoken = " ".join(phrase.replace("~", filler))

    assert phrase in caught(f"はい、{spoken}。", "ja", taboo.ja)


@given(st.text("あのえ", min_size=16, max_size=30))
def test_a_gap_ends_with_the_sentence_and_after_fifteen_characters(filler: str) -> None:
    phrases = ("払わないと~止",)

    assert caught(f"払わないと{filler[:15]}止", "ja", phrases)
    assert not caught(f"払わないと{filler}止", "ja", phrases)
    assert not caught("払わないと。止", "ja", phrases)


@pytest.mark.parametrize(
    ("text", "lang"),
    [("ｸｰﾘﾝｸﾞ･ｵﾌはできません", "ja"), ("クーリング オフは、", "ja"), ("COOLING  OFF", "en")],
)
def test_width_case_and_blanks_do_not_matter(text: str, lang: str) -> None:
    taboo = next(each for each in TABOOS if each.id == "cooling_off")

    assert caught(text, lang, taboo.ja if lang == "ja" else taboo.en)
