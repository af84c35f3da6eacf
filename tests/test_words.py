"""The words of the option-fee pack: what may be said is said, and what must not be is not."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.rules.policy import Ruling

PACK = Path(__file__).parent.parent / "assistant" / "packs" / "hikari_option_fee"
Table = dict[str, Any]


def rows(file: str, name: str) -> list[Table]:
    """Read one array of tables of the pack."""
    found: list[Table] = tomllib.loads((PACK / f"{file}.toml").read_text(encoding="utf-8"))[name]
    return found


def words(lang: str) -> dict[str, str]:
    """Read every text of a language, by id."""
    return {file.stem: file.read_text(encoding="utf-8") for file in sorted((PACK / "words" / lang).glob("*.md"))}


BLOCKS = rows("script", "block")
TABOOS = rows("taboo", "taboo")
TEXTS = {"ja": words("ja"), "en": words("en")}
SCRIPTS = [(lang, block) for lang in TEXTS for block in BLOCKS]
VERIFIED = ("contract_holder_verified", "agent_verified")
NOT_VERIFIED = ("unverified", "third_party", "unknown")
PROVIDER = ("company", "agent", "carrier")

FILL = {
    "company": "ひかり通信販売",
    "operator": "佐藤",
    "option": "転送サービス",
    "ordered_option": "ナンバーディスプレイ",
    "amount:yen": "525円",
    "service_start:date": "10月19日（水）",
    "correction_date:date": "10月20日（木）",
    "due:date": "10月25日（火）",
    "callback:date": "10月21日（金）",
    "case": "K-0007",
    "rung": "スーパーバイザー",
}
MAIL_SLOTS = {
    "to_role",
    "case",
    "operator",
    "company",
    "facts",
    "instructions",
    "rulings",
    "reasons",
    "citations",
    "question_line",
    "reply_by:date",
    "lines",
}
NO_CONTRACT_DATA = {"company", "operator", "case", "rung"}


def slots(text: str) -> set[str]:
    """Return the placeholders of a text."""
    return set(re.findall(r"\{([^{}]*)\}", text))


def normal(text: str, lang: str) -> str:
    """Return a text as phrases are compared: NFKC, casefold, no spaces in Japanese."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[^\S\n]+", "" if lang == "ja" else " ", plain)


def caught(text: str, lang: str, taboo: Table) -> list[str]:
    """Return the phrases of a taboo that stand in a text. ~ stays inside one sentence."""
    held = normal(text, lang)
    gap = r"[^。.!?\n]{0,15}"
    return [
        phrase
        for phrase in taboo["phrases"][lang]
        if re.search(gap.join(re.escape(part) for part in normal(phrase, lang).split("~")), held)
    ]


def said(facts: dict[str, str], lines: dict[str, str]) -> list[Table]:
    """Return the blocks spoken: `lines` gives each charge line its ruling or `open`."""
    return [block for block in BLOCKS if _fits(block.get("when", {}), facts) and _rules(block, lines)]


def _fits(when: Table, facts: dict[str, str]) -> bool:
    return all(facts.get(fact) in values for fact, values in when.items())


def _rules(block: Table, lines: dict[str, str]) -> bool:
    wanted = block.get("rulings")
    here = [ruling for line, ruling in lines.items() if block.get("line", line) == line]
    return any(wanted is None or ruling in wanted for ruling in here)


# --- the files agree with each other ---


def test_a_text_is_written_in_both_languages_or_not_at_all() -> None:
    mails = {f"mail_{part}{tone}" for part in ("", "subject_") for tone in ("inquiry", "confirmation", "concern")}

    assert set(TEXTS["ja"]) == set(TEXTS["en"])
    assert set(TEXTS["ja"]) == {block["id"] for block in BLOCKS} | mails


@pytest.mark.parametrize("name", sorted(TEXTS["ja"]))
def test_both_languages_fill_the_same_slots_from_the_closed_list(name: str) -> None:
    allowed = MAIL_SLOTS if name.startswith("mail_") else set(FILL)

    assert slots(TEXTS["ja"][name]) == slots(TEXTS["en"][name])
    assert slots(TEXTS["ja"][name]) <= allowed


# --- what is never said ---


@pytest.mark.parametrize("taboo", TABOOS, ids=lambda row: row["id"])
def test_no_text_of_ours_says_what_must_not_be_said(taboo: Table) -> None:
    for lang, block in SCRIPTS:
        if "when" not in taboo or block.get("unverified"):
            assert not caught(TEXTS[lang][block["id"]], lang, taboo), (lang, block["id"])
    for lang, texts in TEXTS.items():
        mails = {name: text for name, text in texts.items() if name.startswith("mail_") and "when" not in taboo}
        assert not [name for name, text in mails.items() if caught(text, lang, taboo)]


def test_no_better_sentence_is_itself_a_taboo() -> None:
    for row, taboo, lang in product(TABOOS, TABOOS, ("ja", "en")):
        if "when" not in taboo or "when" in row:
            assert not caught(row["better"][lang], lang, taboo), (row["id"], taboo["id"])


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
    "rules_or_system": ("規則ですから、いただきます", "I am afraid that’s our policy".replace("’", "'")),
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


@pytest.mark.parametrize("taboo", TABOOS, ids=lambda row: row["id"])
def test_the_bad_sentence_is_caught(taboo: Table) -> None:
    ja, en = BAD[taboo["id"]]

    assert caught(ja, "ja", taboo)
    assert caught(en, "en", taboo)
    assert all(len(phrases) >= 4 for phrases in taboo["phrases"].values())


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
    assert not [taboo["id"] for taboo in TABOOS if "when" not in taboo and caught(good, "ja", taboo)]


@given(st.sampled_from([row for row in TABOOS if "when" not in row]), st.data())
def test_no_spacing_width_or_filler_hides_a_phrase(taboo: Table, data: st.DataObject) -> None:
    phrase = data.draw(st.sampled_from(taboo["phrases"]["ja"]))
    filler = data.draw(st.text("あのえ、", max_size=15))
    spoken = " ".join(phrase.replace("~", filler))

    assert phrase in caught(f"はい、{spoken}。", "ja", taboo)


@given(st.text("あのえ", min_size=16, max_size=30))
def test_a_gap_ends_with_the_sentence_and_after_fifteen_characters(filler: str) -> None:
    taboo = {"phrases": {"ja": ["払わないと~止"]}}

    assert not caught(f"払わないと{filler}止", "ja", taboo)
    assert not caught("払わないと。止", "ja", taboo)


def test_no_script_names_an_article_of_law() -> None:
    law = re.compile(r"\d+条|条の|法律|消費者契約法|民法|事業法|Article|\bAct\b|\blaw\b", re.IGNORECASE)

    assert not [(lang, block["id"]) for lang, block in SCRIPTS if law.search(TEXTS[lang][block["id"]])]


# --- what is said, and to whom ---


@pytest.mark.parametrize("speaker", NOT_VERIFIED)
def test_an_unverified_speaker_hears_nothing_of_the_contract(speaker: str) -> None:
    for ruling, request in product([*Ruling, "open"], ("cancel", "superior", "regulator", "compensation")):
        facts = {
            "speaker": speaker,
            "customer_request": request,
            "error_source": "company",
            "billing_state": "paid",
        }
        spoken = said(facts, {"disputed_option": ruling})

        assert spoken
        assert all(block.get("unverified") for block in spoken)
        for lang, block in product(TEXTS, spoken):
            assert slots(TEXTS[lang][block["id"]]) <= NO_CONTRACT_DATA


def test_whoever_else_answers_hears_the_company_and_a_name() -> None:
    spoken = said({"speaker": "third_party"}, {"disputed_option": "open"})

    assert [block["id"] for block in spoken] == ["verify_purpose_asked", "leave_name", "close_unverified"]


RULED = {
    "disputed_option": ("do_not_bill", "refund", "hold", "offer_initial_cancellation", "bill"),
    "ordered_but_not_delivered": ("do_not_bill", "refund", "hold"),
    "correction_work": ("do_not_bill", "refund", "hold", "bill"),
    "main_service": ("hold",),
    "unknown": ("hold",),
}


@pytest.mark.parametrize(("line", "ruling"), [(line, each) for line, all_ in RULED.items() for each in all_])
def test_every_ruling_of_a_line_is_spoken_once(line: str, ruling: str) -> None:
    for billing, speaker in product(("not_billed", "billed_unpaid", "unknown"), VERIFIED):
        spoken = said({"speaker": speaker, "billing_state": billing}, {line: ruling})

        assert [block["must"] for block in spoken if block["kind"] == "ruling"] == [True]


@pytest.mark.parametrize("line", ["main_service", "disputed_option"])
def test_nothing_is_ruled_aloud_while_untouched_or_open(line: str) -> None:
    for ruling in ("untouched", "open"):
        assert not [each for each in said({"speaker": VERIFIED[0]}, {line: ruling}) if each["kind"] == "ruling"]


def test_no_order_is_told_whole_and_in_order() -> None:
    """Fact, apology, ruling, the day it is put right, a copy, a name: all of it, always."""
    states = product(
        (*PROVIDER, "unknown"), ("refutes", "statement_only", "unchecked", "unknown"), ("not_billed", "paid")
    )
    for error, evidence, billing in states:
        if error == "unknown" and evidence != "refutes":
            continue
        facts = {
            "error_source": error,
            "order_evidence": evidence,
            "billing_state": billing,
            "speaker": VERIFIED[0],
        }
        spoken = said(facts, {"disputed_option": "refund" if billing == "paid" else "do_not_bill"})
        told = [block["kind"] for block in spoken if block.get("must")]

        assert told == ["opening", "fact", "apology", "ruling", "correction", "copy", "contact"]
        assert "correction_date:date" in slots(TEXTS["ja"]["correction"])


def test_an_error_is_admitted_only_where_our_records_confirm_it() -> None:
    admits = {"apology_company", "apology_agent", "apology_carrier", "fact_error"}
    for error, ruling in product(("customer", "none", "unknown"), [*Ruling, "open"]):
        facts = {"error_source": error, "order_evidence": "statement_only", "speaker": VERIFIED[0]}

        assert not admits & {block["id"] for block in said(facts, {"disputed_option": ruling})}


@pytest.mark.parametrize("error", PROVIDER)
def test_our_error_is_apologised_for_and_put_right_even_on_hold(error: str) -> None:
    for evidence in ("refutes", "supports", "conflicting", "statement_only", "unchecked", "unknown"):
        facts = {"error_source": error, "order_evidence": evidence, "speaker": VERIFIED[0]}
        spoken = {block["kind"]: block["id"] for block in said(facts, {"disputed_option": "hold"})}

        assert "apology" in spoken
        assert "callback:date" in slots(TEXTS["ja"][spoken["correction"]])


def test_a_refund_comes_in_writing_and_a_hold_with_its_days() -> None:
    for name in ("refund", "not_delivered_refund", "work_refund"):
        assert "書面" in TEXTS["ja"][name]
        assert "in writing" in TEXTS["en"][name]
    for name in ("hold", "hold_ordered", "hold_work", "hold_main", "hold_unnamed"):
        assert {"due:date", "callback:date"} <= slots(TEXTS["ja"][name])


@pytest.mark.parametrize("block", BLOCKS, ids=lambda row: row["id"])
def test_a_japanese_sentence_is_one_breath_long(block: Table) -> None:
    filled = re.sub(r"\{([^{}]*)\}", lambda slot: FILL[slot[1]], TEXTS["ja"][block["id"]])

    assert not [each for each in re.split(r"[。？\n]", filled) if len(each) > 45]  # the specification


@pytest.mark.parametrize("tone", ["inquiry", "confirmation", "concern"])
def test_a_mail_asks_one_thing_by_a_day_and_accuses_nobody(tone: str) -> None:
    for lang in TEXTS:
        mail = TEXTS[lang][f"mail_{tone}"]

        assert slots(mail) >= MAIL_SLOTS
        assert mail.count("{question_line}") == 1
        assert not re.search("拒否|できかねます|応じられ|誤った指示|refuse|decline|wrong instruction", mail)
    assert "行き違い" in TEXTS["ja"][f"mail_{tone}"]
    assert re.search("申し訳ございません", TEXTS["ja"][f"mail_{tone}"])
