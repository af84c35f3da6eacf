"""A verb is conjugated, not listed: what was done, what was not, and what is only wished for."""

from __future__ import annotations

import pytest
from hearing import EAR, NAME, POLICY, claims, hear
from hypothesis import given
from hypothesis import strategies as st
from test_listen_lint import GOOD

from assistant.listen.ear import Ear
from assistant.listen.lint import lint

STEMS = ["頼ん", "たのん", "申し込ん", "選ん"]
DENIALS = [
    *("でない", "でいません", "ではおりません", "でへん", "でもいない", "どらん", "どらへん", "じょらん", "でねえ"),
    *(
        "だ覚えはない",
        "だことなんてありません",
        "だためしがない",
        "でなんかいねえ",
        "どりゃせん",
        "だ記憶がございません",
    ),
]
DEEDS = ["だ", "でます", "でいました", "でしまいました", "じゃった", "どった", "でもろた", "でおります", "どきました"]
WISHES = ["契約したい", "加入したかった", "注文したくて電話した"]

SOUNDS = [
    ("ﾃﾝｿｳﾊ ﾀﾉﾝﾃﾞﾏｾﾝ", "てんそうはたのんでません"),
    ("tensou wa tanonde imasen", "てんそうはたのんでいません"),
    ("kaiyaku shitai", "かいやくしたい"),
    ("ﾍﾝｷﾝ ｼﾃｸﾀﾞｻｲ", "へんきんしてください"),
]

TABLES = (
    GOOD
    + """
[[tail]]
of = "te"
no = ["て{focus?}ない"]
mute = ["たい"]

[[verb]]
no = "order.neg"
whole = ["契約し"]
"""
)


@given(st.sampled_from(STEMS), st.sampled_from(DENIALS))
def test_whatever_the_stem_and_the_dialect_a_denial_denies(stem: str, tail: str):
    assert claims(f"転送は{stem}{tail}。") == {("not_ordered", "FWD")}


@given(st.sampled_from(STEMS), st.sampled_from(DEEDS))
def test_whatever_the_stem_and_the_dialect_a_deed_was_done(stem: str, tail: str):
    assert claims(f"転送を{stem}{tail}。") == {("ordered", "FWD")}


@pytest.mark.parametrize("wish", WISHES)
def test_a_wish_is_no_deed(wish: str):
    assert not any(claim in {"ordered", "not_ordered"} for claim, _ in claims(f"転送を{wish}"))


@pytest.mark.parametrize("after", ["たら払います", "たかどうか覚えてない", "たとしても払わない", "ときますか？"])
def test_a_deed_in_a_condition_or_a_question_was_not_done(after: str):
    said = f"転送を契約し{after}"

    assert not any(claim in {"ordered", "not_ordered"} for claim, _ in claims(said))


@pytest.mark.parametrize(("typed", "spoken"), SOUNDS)
def test_what_is_typed_as_it_sounds_is_heard_as_it_is_spoken(typed: str, spoken: str):
    assert claims(typed) == claims(spoken) != set()


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz -'ｱｲｳﾃﾝﾊﾞ０1,.", max_size=60))
def test_the_quote_of_what_was_typed_as_it_sounds_is_cut_from_what_was_typed(text: str):
    for each in hear(text).proposals:
        assert text[each.start : each.end] == each.quote


def test_english_is_not_taken_for_sounds():
    assert claims("Did I order it, so he made me one more to go") == set()


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("転送は頼んでません。あ、ごめんなさい、頼んでましたわ。", {("ordered", "FWD")}),
        ("通知は届いてない…いや、届いてました。", {("notice_received", "yes")}),
        ("工事は10日でした。違うな、11日でした。", {("work_date", "2011-10-11")}),
        ("転送は頼んでない。あ、キャッチホンは頼みました。", {("not_ordered", "FWD"), ("ordered", "CW")}),
        ("転送は頼んでません。ごめんなさいね。", {("not_ordered", "FWD")}),
    ],
)
def test_the_next_sentence_takes_back_what_it_says_otherwise_and_nothing_else(said: str, kept: set[tuple[str, str]]):
    assert claims(said) == kept


@pytest.mark.parametrize("doubt", ["かもしれない", "と思う", "気がする"])
def test_nobody_is_quoted_as_admitting_what_they_only_fear(doubt: str):
    assert ("who_erred", "customer") in claims("私が間違えた。")
    assert not any(claim == "who_erred" for claim, _ in claims(f"私が間違えた{doubt}。"))


def test_a_pack_may_write_verbs_of_its_own():
    text = TABLES.replace("[pieces]\n", '[pieces]\nfocus = ["は", "も"]\n', 1)
    texts = {"listen.toml": text}
    ear, problems = Ear.of(texts, POLICY)

    assert problems == []
    assert ear is not None
    assert lint("pack", texts, ear) == []
    for said, denied in [("転送は契約してはない", True), ("転送は契約してない", True), ("転送を契約したい", False)]:
        assert bool(ear.hear(said).proposals) is denied


@pytest.mark.parametrize(
    ("part", "plant", "code"),
    [
        ('no = "order.neg"', 'no = "order.nge"', "not_allowed"),
        ('of = "te"', 'of = "ta"', "not_allowed"),
        ("て{focus?}ない", "て{fokus?}ない", "not_allowed"),
        ('whole = ["契約し"]', 'wohle = ["契約し"]', "unknown_key"),
        ('say = ["{opt:o}~{order.neg}"]', 'say = ["{opt:o}~{opt:o}~{order.neg}"]', "not_allowed"),
    ],
)
def test_a_fault_in_verbs_and_tails_is_named(part: str, plant: str, code: str):
    text = TABLES.replace("[pieces]\n", '[pieces]\nfocus = ["は", "も"]\n', 1)
    assert part in text

    ear, problems = Ear.of({"listen.toml": text.replace(part, plant, 1)}, POLICY)

    assert ear is None
    assert code in {each.code for each in problems}


def test_a_verb_of_no_class_makes_no_word():
    """The shipped pack has verbs that only deny: said of a deed they are no word at all."""
    assert NAME
    assert not any(claim == "cancel_requested" for claim, _ in claims("解約を申し込んだことになってる"))
    assert EAR.lore.lexicon.signs("cancel.neg")
