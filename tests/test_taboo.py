"""What must not be said is found however it is written, and shown where it stands."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import shelf
from assistant.listen.taboo import hits

POLICY = shelf.take().policy
VERIFIED = {"speaker": "contract_holder_verified"}
everywhere = [taboo for taboo in POLICY.taboos if not taboo.when]
filler = st.text("あのえ、", max_size=15)


def found(text: str, lang: str = "ja", values: dict[str, str] = VERIFIED) -> list[tuple[str, str]]:
    """Name the taboos of a text, each with the words that say it."""
    return [(taboo.id, text[start:end]) for taboo, start, end in hits(POLICY, text, lang, values)]


def test_the_words_are_shown_as_they_were_typed() -> None:
    assert found("はい。ＳＮＳ に 書かない でください。") == [("keep_it_secret", "ＳＮＳ に 書かない")]
    assert found("Well.  Keep  this between US, please.", "en") == [("keep_it_secret", "Keep  this between US")]


def test_half_width_marks_hide_nothing() -> None:
    assert found("ﾍﾟﾃﾝです") == [("fraud", "ﾍﾟﾃﾝ")]


def test_a_gap_is_fifteen_characters_of_one_sentence() -> None:
    assert "cut_the_line" in dict(found("払わないと" + "あ" * 15 + "回線を止めます"))
    assert "notice_made_contract" in dict(found("通知を" + "あ" * 14 + "送ったので"))
    assert not found("通知を" + "あ" * 15 + "送ったので")
    for end in "。．.！!？?\n｡":
        assert not found(f"通知を{end}送ったので"), end


def test_a_good_sentence_is_left_alone() -> None:
    assert not found("転送サービスの料金は、ご請求いたしません。")
    assert not found("We will not bill you for call forwarding.", "en")


def test_contract_words_are_taboo_until_the_speaker_is_verified() -> None:
    text = "転送サービスの件です。"

    assert not found(text)
    for speaker in ("unverified", "third_party", "unknown"):
        assert found(text, values={"speaker": speaker}) == [("contract_before_verification", "転送")]
    assert found(text, values={}) == [("contract_before_verification", "転送")]  # nobody asked: not verified


def test_several_stand_in_the_order_they_are_said() -> None:
    told = hits(POLICY, "詐欺です。内緒です。詐欺です。", "ja", VERIFIED)

    assert [taboo.id for taboo, _, _ in told] == ["fraud", "keep_it_secret", "fraud"]
    assert [start for _, start, _ in told] == [0, 5, 10]


@pytest.mark.parametrize("lang", ["ja", "en"])
@given(data=st.data())
def test_every_phrase_is_found_whatever_fills_it_and_however_wide(lang: str, data: st.DataObject) -> None:
    taboo = data.draw(st.sampled_from(everywhere))
    phrase = data.draw(st.sampled_from(taboo.ja if lang == "ja" else taboo.en))
    said = phrase.replace("~", data.draw(filler)).upper()
    if lang == "ja":
        said = "　".join(said)

    assert taboo.id in dict(found(f"はい、{said}。", lang))


@given(st.text(max_size=200), st.sampled_from(["ja", "en"]))
def test_whatever_is_typed_a_hit_lies_inside_it(text: str, lang: str) -> None:
    for _, start, end in hits(POLICY, text, lang, {}):
        assert 0 <= start < end <= len(text)


@given(st.text(max_size=80))
def test_a_text_and_its_normal_form_say_the_same(text: str) -> None:
    plain = unicodedata.normalize("NFKC", text)

    assert {taboo.id for taboo, _, _ in hits(POLICY, text, "ja", {})} == {
        taboo.id for taboo, _, _ in hits(POLICY, plain, "ja", {})
    }
