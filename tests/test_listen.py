"""What is heard, and above all what is not heard into it."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hearing import EAR, POLICY, TODAY, claims, hear
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.listen.ear import TEXT_MAX
from assistant.listen.heard import REASONS, UNSURE
from assistant.listen.scope import Around, compiled

SAID = [
    ("転送サービスは頼んでません", ("not_ordered", "FWD"), ("ordered", "FWD")),
    ("ナンバーディスプレイを申し込みました", ("ordered", "ND"), ("not_ordered", "ND")),
    ("転送サービスは一度も使ってません", ("option_used", "no"), ("option_used", "yes")),
    ("転送サービスは使ってました", ("option_used", "yes"), ("option_used", "no")),
    ("通知書は届いてません", ("notice_received", "no"), ("notice_received", "yes")),
    ("通知書は届きました", ("notice_received", "yes"), ("notice_received", "no")),
    ("もう払いました", ("already_paid", "yes"), ("already_paid", "no")),
    ("まだ払ってません", ("already_paid", "no"), ("already_paid", "yes")),
    ("もう請求が来ました", ("already_billed", "yes"), ("already_billed", "no")),
    ("料金の説明は受けました", ("fee_explained", "yes"), ("fee_explained", "no")),
    ("契約書は受け取りました", ("contract_document_received", "yes"), ("contract_document_received", "no")),
]
"""A sentence, what it claims, and the opposite."""

PIECES = st.sampled_from(
    [
        *(text for text, _, _ in SAID),
        "。",
        "、",
        "?",
        "けど",
        "のに",
        "もし",
        "わけじゃない",
        "10月19日に",
        "525円",
        "妻が",
        "いや、",
        "控え○",
        "登録×",
        "I never ordered call forwarding",
        " but ",
        "ﾃﾝｿｳ",
        "\n",
        "と言われた",
        "しか",
        "転送",
    ]
)
ANYTHING = st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=12).map("".join))


@given(ANYTHING)
@example("が" * 30)
@example("ｶﾞ\u3099゛")
def test_any_text_is_heard_without_a_fault_and_quoted_as_it_was_said(text):
    heard = hear(text)

    for each in heard.proposals:
        assert each.quote == text[each.start : each.end]
        assert each.start <= each.mark[0] < each.mark[1] <= each.end
        assert each.reason in REASONS
        assert each.claim in EAR.lore.claims
    assert all(each.quote == text[each.start : each.end] for each in heard.warnings)
    assert set(heard.chips) <= set(POLICY.facts)


@given(st.lists(st.sampled_from([text for text, _, _ in SAID]), min_size=1, max_size=3), st.sampled_from("。！\n"))
def test_width_and_composition_do_not_change_what_is_heard(said, stop):
    text = stop.join(said)

    for other in (unicodedata.normalize("NFKC", text), unicodedata.normalize("NFD", text), wide(text), narrow(text)):
        assert claims(other) == claims(text)


def wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


NARROW = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF66, 0xFF9E)}


def narrow(text: str) -> str:
    """Return a text with its katakana half as wide, voicing marks behind."""
    halves = []
    for char in text:
        base, *marks = unicodedata.normalize("NFD", char)
        if base not in NARROW:
            halves.append(char)
            continue
        halves.append(NARROW[base] + "".join({"\u3099": "ﾞ", "\u309a": "ﾟ"}[mark] for mark in marks))
    return "".join(halves)


@pytest.mark.parametrize(("text", "said", "opposite"), SAID)
def test_a_plain_sentence_is_heard_and_not_as_its_opposite(text, said, opposite):
    assert said in claims(text)
    assert opposite not in claims(text)


@pytest.mark.parametrize("text", [text for text, _, _ in SAID])
@pytest.mark.parametrize("ending", ["か?", "か", "っけ?", "？", "かどうか分かりません", "かな"])
def test_a_question_states_nothing(text, ending):
    assert claims(text + ending) == set()


@pytest.mark.parametrize("text", [text for text, _, _ in SAID])
@pytest.mark.parametrize("form", ["もし{}としたら", "仮に{}としても", "もしも{}なら、"])
def test_a_condition_states_nothing(text, form):
    assert claims(form.format(text)) == set()


@pytest.mark.parametrize(("text", "said", "opposite"), SAID)
@pytest.mark.parametrize(
    "denial",
    ["わけじゃない", "わけではありません", "とは言っていません", "とは言い切れない", "ということはない", "んじゃない"],
)
def test_what_is_denied_is_never_proposed_nor_its_opposite(text, said, opposite, denial):
    """In Japanese the denial comes last: 頼んだ is not said by 頼んだわけじゃない, and 頼んでない not by its denial."""
    heard = claims(text + denial)

    assert said not in heard
    assert opposite not in heard


def test_a_denied_denial_is_unsure_with_its_quote_and_no_fact():
    heard = hear("転送を使ってないわけじゃない")

    assert [(each.value, each.reason, each.facts) for each in heard.proposals] == [(UNSURE, UNSURE, ())]


@pytest.mark.parametrize(
    "text",
    [
        "そちらが転送を頼んだと言ったんです",
        "転送を申し込んだことになってる",
        "記録では転送を頼んだことになっていると言われた",
        "妻が転送を頼んだらしい",
        "友達は転送を使ってました",
        "払えばいいんでしょ",
        "転送を頼んだかもしれない",
        "転送を頼んだ覚えがあるかどうか",
        "母が電気代を払いました",
    ],
)
def test_nothing_is_read_into_it(text):
    """Our own claim in the customer's mouth, a third person's act and mere resignation are no facts."""
    assert not claims(text) & {
        ("ordered", "FWD"),
        ("not_ordered", "FWD"),
        ("option_used", "yes"),
        ("already_paid", "yes"),
    }


def test_only_turns_the_denial_round():
    assert claims("ナンバーディスプレイしか頼んでない") == {("ordered", "ND")}


def test_one_sentence_may_say_two_things_of_two_options():
    assert claims("ナンディス申込済/転送は申込なし") == {("ordered", "ND"), ("not_ordered", "FWD")}
    assert claims("頼んだのは転送じゃなくてナンバーディスプレイ") == {("ordered", "ND"), ("not_ordered", "FWD")}


def test_who_corrects_himself_is_heard_by_his_last_word():
    assert claims("転送を頼んだ、いや違う、ナンバーディスプレイを頼んだんです") == {("ordered", "ND")}


def test_what_was_spoken_of_just_before_is_meant_and_said_to_be_so():
    heard = hear("転送って何ですか?うちは頼んでませんよ")

    assert [(each.claim, each.value, each.reason) for each in heard.proposals] == [("not_ordered", "FWD", "topic")]
    assert claims("うちは頼んでませんよ") == set()


def test_what_is_said_both_ways_is_a_conflict():
    heard = hear("通知書は届きました。通知書は届いてません。")

    assert {each.reason for each in heard.proposals} == {"conflict"}


def test_two_dates_are_both_shown_and_neither_is_sure():
    heard = hear("開通日は10月17日で、開通日は10月18日です")

    assert {(each.value, each.reason) for each in heard.proposals} == {("2011-10-17", UNSURE), ("2011-10-18", UNSURE)}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("平成23年10月19日に開通", "2011-10-19"),
        ("H23.10.19開通", "2011-10-19"),
        ("昨日開通しました", "2011-10-18"),
        ("先月の25日に開通しました", "2011-09-25"),
        ("1週間前に開通しました", "2011-10-12"),
    ],
)
def test_dates_are_resolved_and_quoted_with_the_words_they_came_from(text, value):
    (each,) = hear(text).proposals

    assert (each.claim, each.value) == ("service_start", value)
    assert each.facts == (("service_start", value),)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("8000円です", {"8000"}),
        ("５２５円", {"525"}),
        ("五百二十五円", {"525"}),
        ("1万2千円", {"12000"}),
        ("1,050円", {"1050"}),
        ("090-1234-5678です", set()),
        ("お話をいただく", set()),
        ("03-1234円山", set()),
    ],
)
def test_amounts_are_whole_numbers_of_yen(text, values):
    assert {value for claim, value in claims(text) if claim == "amount_yen"} == values


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("上の者に代わってください", "superior"),
        ("総務省に言います", "regulator"),
        ("消費者センターに相談します", "consumer_centre"),
        ("ツイッターに書く", "sns"),
        ("弁護士に相談します", "legal"),
        ("ただじゃおかないぞ", "threat"),
        ("ふざけるな", "strong_tone"),
        ("録音しないでください", "do_not_record"),
        ("Let me speak to your manager", "superior"),
    ],
)
def test_a_warning_is_given_with_its_quote_and_is_no_claim_of_fact(text, kind):
    (warned,) = hear(text).warnings

    assert warned.kind == kind
    assert warned.quote in text


def test_a_topic_touched_but_not_understood_is_a_chip():
    assert "notice" in hear("通知がどうとか").chips
    assert "notice" not in hear("今日は暑いですね").chips


def test_of_our_own_speech_only_what_must_not_be_said_is_heard():
    said = "転送サービスは頼んでませんね。通知を送ったので契約は成立しております。"
    heard = EAR.hear(said, "operator", TODAY, known={"speaker": "contract_holder_verified"})

    assert heard.proposals == heard.warnings == heard.chips == ()
    assert [(each.taboo, each.level) for each in heard.taboos] == [("notice_made_contract", "stop")]
    assert heard.taboos[0].better
    assert "contract_before_verification" in {each.taboo for each in hear(said, "operator").taboos}
    assert hear("お調べいたします。", "operator").taboos == ()


def test_claims_answer_facts_only_by_the_table_and_never_what_must_be_verified():
    answered = {(row.claim, row.fact) for row in EAR.lore.maps}

    assert ("who_erred", "error_source") not in answered
    assert EAR.facts("caller_is_contractor", "yes") == ()
    assert EAR.facts("already_paid", "yes") == (("billing_state", "paid"),)
    assert EAR.facts("service_start", "2011-10-19") == (("service_start", "2011-10-19"),)


@settings(max_examples=10)
@given(st.integers(1, 50))
def test_a_long_paste_is_heard_to_its_limit(times):
    text = ("転送サービスは頼んでません、" * 40 + "まだ払ってません。") * times

    heard = hear(text)

    assert all(each.end <= TEXT_MAX for each in heard.proposals)
    assert {("not_ordered", "FWD"), ("already_paid", "no")} <= {(e.claim, e.value) for e in heard.proposals}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("I never ordered call forwarding.", ("not_ordered", "FWD")),
        ("I only ordered caller ID.", ("ordered", "ND")),
        ("Nobody explained the fee to me.", ("fee_explained", "no")),
        ("I have never used the forwarding feature.", ("option_used", "no")),
        ("tensou ha tanondenai", ("not_ordered", "FWD")),
        ("ﾃﾝｿｳ 頼んでへん", ("not_ordered", "FWD")),
        ("転送なんて頼んどらん", ("not_ordered", "FWD")),
        ("転送たのんでねえ", ("not_ordered", "FWD")),
    ],
)
def test_other_tongues_and_spellings_are_heard_too(text, said):
    assert said in claims(text)


@pytest.mark.parametrize(
    "text",
    [
        "Did I order call forwarding?",
        "If I had ordered call forwarding, I would know.",
        "You say I ordered call forwarding.",
        "I'm not saying I never used call forwarding.",
        "My wife ordered call forwarding.",
    ],
)
def test_nothing_is_read_into_english_either(text):
    assert claims(text) == set()


def test_every_word_of_scope_is_found_where_it_stands_whatever_it_begins_with():
    words = ["もし", "仮に", "if", "<ば", "{quote}言って", "{maybe?}たとえ"]
    pieces = {"quote": ["とは", "って"], "maybe": ["まあ"]}
    scope = compiled({("condition", "head"): words}, [], pieces)

    for said in ("もし", "仮に", "if", "ば", "とは言って", "って言って", "たとえ", "まあたとえ"):
        around = Around(head=said, next="", tail="", last=True, asked=False, sentence="", before="", inside="")
        assert scope.found(around) == {"condition"}, said
        assert not scope.found(replace(around, head="別に")), said
