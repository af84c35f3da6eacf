"""An answer is read from the case, the pack, or a decision made anew: nothing in it is invented."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from asked import ASKED, EXAMPLES, QUESTION, QUESTIONS, Kept, ask, put, ruled, said, scenes
from cases import (
    COMPLIANCE,
    JUDGE,
    LEADER,
    ORDERED,
    OUR_ERROR,
    POLICY,
    RULED,
    SECOND,
    SV,
    VERIFIED,
    WRONG,
    any_case,
    any_day,
    case_of,
    day_for,
    facts_of,
    scene_of,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.call import phrases
from assistant.call.asking.inquiry import suppose
from assistant.call.events import Answered, Instructed, InstructionWithdrawn, PromiseMade, Replied
from assistant.call.ladder import steps
from assistant.call.mail import draft
from assistant.call.script import Scene
from assistant.call.verdict import Verdict, judge_case
from assistant.rules.facts import UNKNOWN, Fact
from assistant.rules.policy import Ruling

BRACES = re.compile(r"[{}]")
KANA = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
lang = st.sampled_from(["ja", "en"])
intents = st.sampled_from(sorted(ASKED.intents))


@pytest.mark.parametrize("verified", [True, False])
@pytest.mark.parametrize(("intent", "text", "lang"), EXAMPLES)
def test_every_question_has_an_answer_in_every_state(intent: str, text: str, lang: str, verified: bool):
    for name, scene in scenes(lang, verified=verified).items():
        answer = ask(scene, text)

        assert (answer.intent, bool(answer.lines)) == (intent, True), name
        assert not BRACES.search(said(answer))


@settings(max_examples=60)
@given(any_case, any_day, intents, lang)
def test_no_answer_has_a_gap_or_a_source_out_of_its_time(case, day: date, intent: str, lang: str):
    answer = ask(scene_of(case, day, lang), QUESTION[intent][lang])

    assert not BRACES.search(said(answer))
    for cited in answer.citations:
        assert cited.source.in_force(cited.on)
        assert not cited.source.consumer_only or consumer(case)


def consumer(case) -> bool:
    """Whether some line of the case may be a consumer's, supposed or known."""
    told = {case.facts_of(line).get("customer_kind", Fact(UNKNOWN)).value for line in case.lines}
    return bool(told & {"consumer"})


@pytest.mark.parametrize("intent", sorted(ASKED.intents))
def test_an_english_answer_is_english(intent: str):
    wrong, ordered = replace(WRONG, option="Call forwarding"), replace(ORDERED, option="Number display")
    instruction = Instructed("leader", "email", "2011-10-19", "bill", "A", "please bill")
    scene = scene_of(case_of(OUR_ERROR, VERIFIED, lines=(wrong, ordered), said=(instruction,)), lang="en", operator="B")

    assert not KANA.search(put(scene, intent))


# --- decisions, as they are -----------------------------------------------------------------


@settings(max_examples=60)
@given(any_case, any_day, lang)
def test_why_gives_the_reasons_of_the_rules_that_decided_and_no_other(case, day: date, lang: str):
    scene = scene_of(case, day, lang)
    answer = put(scene, "why")
    lead = ASKED.says["why.reason"].of(lang).partition("{")[0]
    given_reasons = {line.removeprefix(lead) for line in answer.split("\n") if line.startswith(lead)}

    assert given_reasons == {rule.reason.of(lang) for _, one in scene.verdict.lines for rule in one.rules}


def test_while_a_line_is_open_no_ruling_and_no_source_is_given_for_it():
    scene = scene_of(case_of(VERIFIED, {"order_evidence": "statement_only"}))

    for intent in ("ruling", "why", "article"):
        answer = ask(scene, QUESTION[intent]["ja"])
        assert answer.citations == ()
        assert "まだ結論が出ていません" in said(answer)


CHANGES = st.sampled_from(
    [
        (name, value)
        for name, spec in POLICY.facts.items()
        if spec.kind == "choice"
        and not spec.derived
        and name not in {"instruction", "instruction_reply", "charge_line"}
        for value in (*spec.values, UNKNOWN)
    ]
)


@settings(max_examples=60)
@given(any_case, any_day, CHANGES)
def test_what_if_says_what_a_real_decision_says(case, day: date, change):
    """Answered in words, and compared with the case as if that had been recorded."""
    name, value = change
    lines = tuple(replace(line, charge_line="disputed_option", option="転送サービス") for line in case.lines[:1])
    scene = scene_of(replace(case, lines=lines), day)
    word = POLICY.facts[name].names[value].ja if value != UNKNOWN else "不明"
    text = f"もし{POLICY.facts[name].label.ja}が{word}だったら？"
    changes = QUESTIONS._understand(scene, text)[2].changes

    answer = ask(scene, text)

    assert (answer.intent, changes) != ("what_if", {})
    (line, decision), before = really(scene, changes).lines[0], scene.verdict.lines[0][1]
    told = POLICY.rulings[decision.ruling].ja if decision.ruling else "未確定"
    (changed,) = [each for each in answer.lines if each.startswith("「争いのあるオプション")]
    assert f"、{told}" in changed
    assert ("変わらず" in changed) == ((decision.ruling, decision.possible) == (before.ruling, before.possible))
    assert line.id == scene.case.lines[0].id


EVERY_CHANGE = [
    (name, value)
    for name, spec in POLICY.facts.items()
    if spec.kind == "choice" and not spec.derived and spec.scope == "line" and name != "charge_line"
    for value in spec.values
] + [("order_evidence", value) for value in POLICY.facts["order_evidence"].values]


@pytest.mark.parametrize(("name", "value"), EVERY_CHANGE)
def test_what_if_changes_the_line_in_dispute_and_says_what_a_real_decision_says(name: str, value: str):
    for ruling in RULED:
        scene = ruled(ruling)
        spec = POLICY.facts[name]
        answer = ask(scene, f"もし{spec.label.ja}が{spec.names[value].ja}だったら？")
        ((_, decision),) = really(scene, {name: value}).lines

        assert f"、{POLICY.rulings[decision.ruling].ja if decision.ruling else '未確定'}" in said(answer), ruling


def really(scene: Scene, changes: Mapping[str, str]) -> Verdict:
    """Decide the case anew with these facts recorded, on the line or the case they belong to."""
    facts, own = dict(scene.case.facts), dict(scene.case.lines[0].facts)
    for name, value in changes.items():
        own.pop(name, None)
        (own if POLICY.facts[name].scope == "line" else facts)[name] = Fact(value)
    case = replace(scene.case, facts=facts, lines=(replace(scene.case.lines[0], facts=own),))
    return judge_case(JUDGE, case, scene.today)


def test_what_is_supposed_of_an_instruction_stands_before_what_was_recorded():
    scene = scene_of(case_of(OUR_ERROR, VERIFIED, said=(LEADER,)))

    answer = said(ask(scene, "リーダーが指示を撤回したら？"))

    assert scene.verdict.call_waits
    assert "電話できます" in answer
    assert "外れる対応　書面で確認する" in answer


def test_a_supposed_window_stands_by_itself_but_not_against_the_law_of_its_date():
    late = scene_of(case_of(RULED["offer_initial_cancellation"], VERIFIED), date(2026, 10, 6))
    early = scene_of(case_of(RULED["bill"], VERIFIED))

    assert suppose(late, {"icw": "closed"}).facts["icw"].value == "closed"
    assert "、請求する" in said(ask(late, "8日を過ぎていたら？"))
    assert ASKED.says["if.dates_say"].ja in said(ask(early, "8日以内だったら？"))


def test_nothing_that_never_decides_changes_what_is_supposed():
    scene = scene_of(case_of(OUR_ERROR, VERIFIED))

    answer = said(ask(scene, "通知を送っていなかったら？"))

    assert "変わらず、請求しない" in answer
    assert ASKED.says["if.inert"].ja in answer


def test_a_supposition_nobody_can_read_is_met_with_the_real_changes():
    scene = scene_of(case_of(OUR_ERROR, VERIFIED))
    answer = ask(scene, "何が変われば結論が変わる？")
    flips = scene.verdict.lines[0][1].flips

    assert not answer.sure
    assert all(POLICY.facts[next(iter(flip.change))].label.ja in said(answer) for flip in flips[:4])


@pytest.mark.parametrize("ruling", RULED)
def test_the_conditions_of_a_bill_are_counted_as_the_decision_counts_them(ruling: str):
    scene = ruled(ruling)
    needs = scene.verdict.lines[0][1].needs

    answer = put(scene, "bill_needs")

    assert f"条件{len(needs)}つのうち、{sum(need.met is True for need in needs)}つ" in answer
    assert [answer.count(mark) for mark in ("\n○", "\n×", "\n？")] == [
        sum(need.met is met for need in needs) for met in (True, False, None)
    ]


def test_the_next_question_is_the_next_question():
    scene = scene_of(case_of(VERIFIED))

    assert POLICY.facts[scene.verdict.ask.fact].ask.ja in put(scene, "next")
    assert POLICY.facts["speaker"].ask.ja in put(scene_of(case_of()), "next")
    assert ASKED.says["next.settled"].ja in put(scene_of(case_of(OUR_ERROR, VERIFIED)), "next")


def test_the_days_are_those_of_the_case():
    held = ruled("hold")
    waiting = scenes()["contested"]

    assert phrases.day(held.due, "ja", full=True) in put(held, "until_when")
    assert phrases.day(held.callback, "ja", full=True) in put(held, "until_when")
    assert phrases.day(draft(waiting, "confirmation").reply_by, "ja", full=True) in put(waiting, "until_when")
    assert put(ruled("bill"), "until_when") == ASKED.says["until.none"].ja
    assert "2026年10月12日" in put(ruled("offer_initial_cancellation"), "until_when")


LATER = re.compile(r"26条の[23]|27条の[24]|73条の2|167条の2|522条|定型約款|188|カスハラ|ハラスメント")


@pytest.mark.parametrize("intent", sorted(ASKED.intents))
def test_what_is_asked_in_2011_is_not_answered_with_later_law(intent: str):
    """P14, and a consultation desk whose number came later."""
    for name, scene in scenes().items():
        if scene.today.year == 2011:
            assert not LATER.search(put(scene, intent)), name


def test_a_desk_is_named_while_there_is_one():
    assert "0570" not in put(ruled("do_not_bill"), "whom")
    assert "平成23年当時の番号" in put(ruled("do_not_bill"), "whom")
    assert "消費者ホットライン188" in put(ruled("offer_initial_cancellation"), "whom")


def test_what_was_promised_keeps_its_day_however_late_it_is_asked():
    case = replace(
        ruled("hold").case, promises=(PromiseMade("callback", "2011-10-21T15:00"), PromiseMade("refund", "2011-10-25"))
    )

    answer = put(scene_of(case, date(2011, 10, 27)), "until_when")

    assert "お客様への折り返し：2011年10月21日（金） 15:00まで" in answer
    assert "返金のご案内（書面）：2011年10月25日（火）まで" in answer


# --- people ---------------------------------------------------------------------------------


@pytest.mark.parametrize("given_by", [(LEADER,), (LEADER, SECOND), (SV,), (LEADER, SV), (COMPLIANCE,)])
def test_whoever_gave_the_instruction_is_passed_over(given_by):
    scene = scene_of(case_of(OUR_ERROR, VERIFIED, said=given_by))
    answer = put(scene, "whom")

    for step in steps(POLICY, scene.case, scene.verdict.rung):
        passed = f"{step.rung.role.ja}：指示を出したか賛成しているので、飛ばします。" in answer
        assert passed == (step.mark == "instructed")
        assert (f"次に聞く相手：{step.rung.role.ja}" in answer) == (step.mark == "next")


def test_an_instruction_is_repeated_in_the_words_and_with_the_time():
    reply = Replied("leader", "bill", "山田", "やはり請求です")
    case = case_of(OUR_ERROR, said=(LEADER, SECOND), replies=(reply,))
    history = (Kept(reply),)

    answer = said(ask(scene_of(case), "リーダーは何と言った？", history))

    assert "2011-10-19　業務リーダー 山田より（メール）「525円を請求してください」" in answer
    assert "鈴木" in answer
    assert "2011-10-20 05:03　業務リーダー 山田「やはり請求です」" in answer
    assert "料金の結論は変えません" in answer


def test_what_was_taken_back_and_put_right_is_counted():
    history = (
        Kept(Answered("order_evidence", "unchecked", "record")),
        Kept(Answered("order_evidence", "refutes", "document")),
        Kept(Answered("disputed", "yes", "customer", "1")),
        Kept(InstructionWithdrawn(0)),
    )
    scene = scene_of(case_of(OUR_ERROR))

    assert "取り消された指示：1件" in said(ask(scene, "指示の内容は？", history))
    assert "入力し直した回答：1回" in said(ask(scene, "何を記録すればいい？", history))
    assert "入力し直した" not in said(ask(scene, "何を記録すればいい？"))


def test_no_instruction_on_record_is_said_so():
    assert ASKED.says["said.none"].ja in put(scene_of(case_of(OUR_ERROR)), "what_said")
    stated = scene_of(case_of(OUR_ERROR, {"instruction": "bill_oral"}))
    assert "請求せよ・口頭" in put(stated, "what_said")


@pytest.mark.parametrize(
    ("intent", "fact", "value"),
    [
        ("superior_asked", "customer_request", "superior"),
        ("regulator", "customer_request", "regulator"),
        ("abuse", "conduct_flag", "abusive_act"),
    ],
)
@pytest.mark.parametrize("ruling", RULED)
def test_a_superior_is_one_step_away_and_the_fee_stays_what_it_is(ruling: str, intent: str, fact: str, value: str):
    scene = ruled(ruling)
    answer = ask(scene, QUESTION[intent]["ja"])
    recorded = scene_of(replace(scene.case, facts={**scene.case.facts, **facts_of({fact: value})}), day_for(ruling))

    assert recorded.verdict.rung.role.ja in said(answer)
    assert answer.read
    assert ASKED.says["same_ruling"].ja in answer.lines


@pytest.mark.parametrize("waits", [True, False])
def test_the_customer_is_called_once_the_instruction_is_confirmed(waits: bool):
    scene = scene_of(case_of(OUR_ERROR, VERIFIED, said=(LEADER,) if waits else ()))

    assert (ASKED.says["call.wait"].ja in put(scene, "may_call")) == waits
    assert ("お客様へ電話しません" in put(scene, "disagree_leader")) == waits


def test_an_argument_is_weighed_as_the_brief_weighs_it():
    owed, wrong = ruled("bill"), ruled("do_not_bill")

    assert "ここでは通りません" in put(wrong, "argument")
    assert "通ります：「開始後の解約" in put(owed, "argument")
    assert ask(wrong, "たった525円なのに？").lines[0].startswith("ここでは通りません：「わずかな金額")


@pytest.mark.parametrize("ruling", RULED)
def test_a_hold_and_a_refund_are_said_to_be_one_only_where_they_are(ruling: str):
    scene = ruled(ruling)
    decision = scene.verdict.lines[0][1]

    assert ("は保留ではありません" in put(scene, "hold_meaning")) == (decision.ruling is not Ruling.HOLD)
    assert ("は返金になっていません" in put(scene, "refund_how")) == (decision.ruling is not Ruling.REFUND)


def test_a_case_without_a_charge_line_is_answered_too():
    scene = scene_of(case_of(VERIFIED, lines=()))

    for intent in ASKED.intents:
        assert put(scene, intent)
    assert put(scene, "ruling") == ASKED.says["no_lines"].ja


@pytest.mark.parametrize(("lang", "keys"), [("ja", ("z で取り消", "F2")), ("en", ("z takes", "F2"))])
def test_who_mistyped_is_told_both_keys_and_that_the_record_keeps_it(lang: str, keys: tuple[str, str]):
    scene = scenes(lang)["contested"]
    answer = ask(scene, QUESTION["fix_answer"][lang], (Kept(Answered("order_evidence", "refutes", "document")),))

    assert answer.intent == "fix_answer"
    assert all(key in said(answer) for key in keys)
    assert scene.policy.facts["order_evidence"].label.of(lang) in said(answer)


def test_an_answer_taken_back_is_not_named_as_the_last():
    scene = scenes()["contested"]
    label = scene.policy.facts["order_evidence"].label.ja
    undone = (Kept(Answered("order_evidence", "refutes", "document", undo=True)),)

    assert label not in said(ask(scene, QUESTION["fix_answer"]["ja"], undone))
    assert label not in put(scene, "fix_answer")


@pytest.mark.parametrize(
    ("text", "lang", "intent"),
    [
        ("画面には請求しないって出てるのに班長は請求しろと言います", "ja", "disagree_leader"),
        ("上司に妙なことを言われたんですけど", "ja", "disagree_leader"),
        ("課長にごり押しされてます", "ja", "disagree_leader"),
        ("この指示、私は賛成できません", "ja", "disagree_leader"),
        ("The screen says do not bill, but my boss wants the fee", "en", "disagree_leader"),
        ("I am being pressured by my supervisor", "en", "disagree_leader"),
        ("The lead insists we bill regardless", "en", "disagree_leader"),
        ("リーダーの指示をもう一度", "ja", "what_said"),
        ("What exactly did the leader say?", "en", "what_said"),
        ("キーを間違えちゃった", "ja", "fix_answer"),
        ("Oops, I typed the wrong date", "en", "fix_answer"),
        ("登録はいつ直りますか", "ja", "correction"),
        ("When will the registration be put right?", "en", "correction"),
        ("Suppose the recording shows an order after all?", "en", "what_if"),
        ("If the recording shows he never ordered it?", "en", "what_if"),
        ("Supposing the shop made the mistake?", "en", "what_if"),
        ("But it was cancelled after the start, so a fee is due?", "en", "argument"),
    ],
)
def test_a_disagreement_a_slip_and_a_supposition_are_told_from_their_neighbours(text: str, lang: str, intent: str):
    assert ask(scenes(lang)["contested"], text).intent == intent
