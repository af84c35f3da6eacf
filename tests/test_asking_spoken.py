"""What an answer gives to be said: nothing of the contract too early, nothing undecided, nothing forbidden."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from asked import ASKED, QUESTION, ask, ruled, said, scenes
from cases import ORDERED, OUR_ERROR, POLICY, RULED, VERIFIED, WRONG, any_case, any_day, case_of, scene_of
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.call.script import Scene, script
from assistant.listen.taboo import hits

lang = st.sampled_from(["ja", "en"])
UNFILLED = re.compile("を確認】| to be confirmed]")
intents = st.sampled_from(sorted(ASKED.intents))


@settings(max_examples=60)
@given(any_case, any_day, intents, lang)
def test_nothing_of_the_contract_is_read_out_to_a_speaker_not_verified(case, day: date, intent: str, lang: str):
    lines = tuple(replace(line, option="転送サービスX9", amount_yen=98_765) for line in case.lines)
    told = {name: fact for name, fact in case.facts.items() if name != "speaker"}
    scene = scene_of(replace(case, facts=told, lines=tuple(replace(e, facts=_unsaid(e)) for e in lines)), day, lang)

    for line in ask(scene, QUESTION[intent][lang]).read:
        assert "転送サービスX9" not in line
        assert "98,765" not in line
        assert not re.search(r"\d", line)


def _unsaid(line):
    return {name: fact for name, fact in line.facts.items() if name != "speaker"}


@settings(max_examples=60)
@given(any_case, any_day, intents, lang)
def test_no_line_to_be_read_out_holds_what_must_not_be_said(case, day: date, intent: str, lang: str):
    scene = scene_of(case, day, lang)
    answer = ask(scene, QUESTION[intent][lang])

    for line in answer.read:
        assert hits(POLICY, line, lang, scene.values(None)) == []
        assert not UNFILLED.search(line)
        assert any(line in each for each in answer.lines)


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("taboo", POLICY.taboos, ids=lambda taboo: taboo.id)
def test_what_must_not_be_said_is_told_with_its_reason_and_the_better_sentence(taboo, lang: str):
    scene = scenes(lang, verified=not taboo.when)["do_not_bill"]
    phrase = (taboo.ja if lang == "ja" else taboo.en)[0].replace("~", "")

    answer = ask(scene, f"これを言っていい？「{phrase}」" if lang == "ja" else f'May I say "{phrase}"?')

    assert answer.intent == "may_say"
    assert taboo.why.of(lang) in said(answer)
    assert (ASKED.says["may.better"].of(lang).format(better=taboo.better.of(lang)) in answer.lines) == (not taboo.when)
    assert ASKED.says["may.clear"].of(lang)[:12] not in said(answer)


def test_a_line_with_a_gap_waits_until_it_is_filled():
    nameless = scene_of(case_of(OUR_ERROR, VERIFIED, lines=(replace(WRONG, option="", amount_yen=None),)))
    answer = ask(nameless, QUESTION["customer_unconvinced"]["ja"])

    assert "先に確かめます：オプション名" in said(answer)
    assert not any(UNFILLED.search(line) for line in answer.read)


def verdicts(scene: Scene, sentence: str) -> set[str]:
    """Return which of the sentences about saying came up."""
    answer = said(ask(scene, f"これを言っていい？「{sentence}」"))
    names = [name for name in ASKED.says if name.startswith("may.") and name != "may.better"]
    opening = {name: re.split(r"[{「]", ASKED.says[name].ja)[0] for name in names}
    return {name for name in names if opening[name] and opening[name] in answer}


@pytest.mark.parametrize("ruling", RULED)
def test_what_our_own_script_says_may_be_said(ruling: str):
    scene = scenes()[ruling]
    for spoken in script(scene):
        assert verdicts(scene, spoken.text) <= {"may.clear"}, spoken.text


@pytest.mark.parametrize(
    ("sentence", "refused", "fine_for"),
    [
        ("525円をお支払いください", "may.not_billed", {"bill"}),
        ("転送サービスの料金は請求しません", "may.not_waived", {"do_not_bill", "refund"}),
        ("転送サービスの料金はお返しいたします", "may.not_refunded", {"refund"}),
    ],
)
@pytest.mark.parametrize("ruling", RULED)
def test_a_ruling_that_was_not_reached_is_not_told(ruling: str, sentence: str, refused: str, fine_for: set[str]):
    scene = ruled(ruling)

    assert (refused in verdicts(scene, sentence)) == (ruling not in fine_for)


def test_no_ruling_of_one_line_is_told_of_all():
    """The line not delivered is settled; the line in dispute is open."""
    scene = scene_of(case_of({"billing_state": "not_billed"}, VERIFIED, lines=(WRONG, ORDERED)))

    assert "may.not_waived" in verdicts(scene, "料金は請求しません")
    assert "may.clear" in verdicts(scene, "ナンバー・ディスプレイの料金は請求しません")


def test_an_error_is_admitted_only_once_it_is_confirmed():
    assert "may.not_confirmed" in verdicts(scene_of(case_of(VERIFIED)), "弊社の手違いでございました")
    assert verdicts(scene_of(case_of(VERIFIED, OUR_ERROR)), "弊社の手違いでございました") == {"may.clear"}


@pytest.mark.parametrize("sentence", ["転送サービスの件でお電話しました", "525円についてです", "ご契約の確認です"])
def test_nothing_of_the_contract_may_be_said_before_verification(sentence: str):
    assert "may.clear" not in verdicts(scene_of(case_of(OUR_ERROR)), sentence)
    assert "may.clear" in verdicts(scene_of(case_of(OUR_ERROR, VERIFIED)), sentence)


def test_somebody_else_on_the_line_is_somebody_else_whatever_was_recorded():
    answer = ask(scene_of(case_of(OUR_ERROR, VERIFIED)), "奥さんが出たら何を話していい？")

    assert answer.intent == "verify_first"
    assert ASKED.says["verify.done"].ja not in answer.lines
    assert ASKED.says["unverified"].ja in answer.lines
