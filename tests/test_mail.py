"""The confirmation mail: it asks one person, in writing, by a day, and nothing said by others bends it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from email import message_from_bytes
from email.policy import default

import pytest
from cases import (
    COMPLIANCE,
    LEADER,
    ORDERED,
    OUR_ERROR,
    OWED,
    POLICY,
    RULED,
    SECOND,
    SV,
    TODAY,
    WRONG,
    any_case,
    any_day,
    case_of,
    facts_of,
    scene_of,
)
from hypothesis import given
from hypothesis import strategies as st

from assistant.call.case import ChargeLine
from assistant.call.events import Replied
from assistant.call.mail import TONES, draft, eml
from assistant.rules.facts import Fact

WORDS = "525円を請求してください"


def mail_of(*stated, tone="confirmation", lang="ja", today=TODAY, operator="佐藤", **how):
    return draft(scene_of(case_of(*stated, **how), today, lang, operator), tone)


def read(mail):
    return message_from_bytes(eml(mail), policy=default)


@pytest.mark.parametrize(
    ("said", "replies", "to", "cc"),
    [
        ([LEADER], [], "leader", "sv"),
        ([LEADER, SECOND], [], "sv", "compliance"),
        ([SV], [], "sv", "compliance"),
        ([LEADER, SV], [], "compliance", None),
        ([LEADER], [Replied("leader", "bill", "山田")], "sv", "compliance"),
        ([LEADER, SECOND], [Replied("sv", "bill")], "compliance", None),
        ([COMPLIANCE], [], "compliance", None),
        ([LEADER, COMPLIANCE], [], "compliance", None),
        ([COMPLIANCE, replace(COMPLIANCE, name="監査")], [], "compliance", None),
        ([COMPLIANCE], [Replied("compliance", "bill", "法務")], "compliance", None),
        ([replace(LEADER, by="carrier")], [], "carrier", None),
    ],
    ids=str,
)
def test_one_superior_is_asked_in_person_and_more_than_one_are_passed_over(said, replies, to, cc):
    mail = mail_of(OUR_ERROR, said=said, replies=replies)

    assert (mail.to.id, mail.cc.id if mail.cc else None) == (to, cc)


def test_an_instruction_nobody_is_named_for_is_asked_about_at_the_lowest_rung():
    mail = mail_of(OUR_ERROR, {"instruction": "bill_written"})

    assert (mail.to.id, mail.cc.id) == ("leader", "sv")


def test_who_is_on_no_ladder_is_written_past():
    """A record of other days may name a rung the pack has no more."""
    assert mail_of(OUR_ERROR, said=[replace(LEADER, by="president")]).to.id == "sv"


def test_without_an_instruction_the_mail_goes_to_whoever_owns_the_hold():
    assert mail_of(OUR_ERROR).to.id == "leader"
    assert mail_of(RULED["hold"]).to.id == "leader"
    assert mail_of({**OWED, "disputed": "yes"}).to.id == "sv"
    assert mail_of({**OWED, "explained": "defective"}).to.id == "compliance"


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_each_tone_says_the_same_things(tone, lang):
    """Facts with what they rest on, who instructed what, the lines, rulings, reasons, law, and a day."""
    mail = mail_of(OUR_ERROR, tone=tone, lang=lang, lines=[WRONG, ORDERED], said=[LEADER, SECOND])

    for told in ("K-0001", "佐藤", "山田", "鈴木", WORDS, "開始後なので当然です", "転送サービス", "525", "420"):
        assert told in mail.body
    rungs = {"ja": "スーパーバイザー", "en": "supervisor"}
    assert rungs[lang] in mail.body
    assert {"ja": "（裏付け：当社記録）", "en": "(on: our record)"}[lang] in mail.body
    assert {"ja": "2011年10月21日（金）", "en": "Friday 21 October 2011"}[lang] in mail.body
    assert not set("{}") & set(mail.body + mail.subject)
    assert len({mail_of(OUR_ERROR, tone=each, lang=lang).body for each in TONES}) == 3


@pytest.mark.parametrize(
    ("today", "said", "reply_by"),
    [
        (date(2011, 10, 20), [LEADER, SECOND], "2011-10-21"),  # Thursday, a supervisor: one day
        (date(2011, 10, 21), [LEADER, SECOND], "2011-10-24"),  # Friday: not on Saturday
        (date(2011, 10, 22), [LEADER, SECOND], "2011-10-24"),  # Saturday
        (date(2011, 10, 20), [LEADER, SV], "2011-10-24"),  # compliance: two days
        (date(2011, 12, 30), [LEADER, SECOND], "2012-01-02"),
    ],
)
def test_an_answer_is_asked_for_on_a_working_day(today, said, reply_by):
    mail = mail_of(OUR_ERROR, today=today, said=said)

    assert mail.reply_by.isoformat() == reply_by


@pytest.mark.parametrize(
    ("stated", "said", "question"),
    [
        (OUR_ERROR, [LEADER], "Disputed option: 転送サービス 525 yen is to be billed?"),
        (OUR_ERROR, [], "be handled as set out above?"),
        (RULED["hold"], [], "your decision on Disputed option"),
        ({}, [], "your decision on Disputed option"),
        (OWED, [LEADER], "be handled as set out above?"),
    ],
)
def test_it_asks_whether_to_bill_only_where_somebody_said_so_and_we_differ(stated, said, question):
    assert question in mail_of(stated, lang="en", said=said).body


def test_the_instruction_is_about_the_line_in_dispute_and_so_is_the_question():
    body = mail_of(OUR_ERROR, lang="en", lines=[WRONG, ORDERED], said=[LEADER]).body
    (question,) = [line for line in body.splitlines() if line.endswith("is to be billed?")]

    assert "転送サービス" in question
    assert "ナンバー・ディスプレイ" not in question


def test_an_instruction_without_words_says_what_it_comes_to():
    assert "スーパーバイザー 高橋より（電話）請求せよ" in mail_of(OUR_ERROR, said=[SV]).body
    silent = replace(LEADER, name="", words="", says="do_not_bill")
    assert "業務リーダーより（メール）請求するな" in mail_of(OUR_ERROR, said=[silent]).body


def test_nothing_is_said_to_be_there_where_nothing_is():
    body = mail_of().body

    assert body.count("・なし") == 4  # facts, instructions, reasons, citations
    assert "未確定" in body


def test_facts_are_written_as_people_read_them():
    case = case_of({"service_start": "2011-10-19", "doc_received_on": "none", "order_evidence": "unknown"})
    facts = {**case.facts, "amount_yen": Fact(525), "similar_cases_30d": Fact(2), "notice": Fact("strange")}
    body = draft(scene_of(replace(case, facts=facts), lang="ja"), "inquiry").body

    for told in ("2011年10月19日", "：まだ", "：不明", "：525円", "：2\n", "：strange"):
        assert told in body


def test_facts_of_a_line_say_which_line_they_are_of():
    paid = replace(WRONG, facts=facts_of({"billing_state": "paid"}))
    open_ = replace(ORDERED, facts=facts_of({"billing_state": "not_billed"}))
    told = [line for line in mail_of(lang="en", lines=[paid, open_]).body.splitlines() if "Billing state" in line]

    assert len(told) == 2
    assert "転送サービス" in told[0]
    assert "ナンバー・ディスプレイ" in told[1]


def test_a_charge_nobody_can_name_is_called_what_it_was_called():
    strange = ChargeLine("1", "a_strange_fee")

    assert "- a_strange_fee\n" in mail_of(lang="en", lines=[strange]).body
    assert "・争いのあるオプション\n" in mail_of(lines=[ChargeLine("1", "disputed_option")]).body
    assert "- Disputed option\n" in mail_of(lang="en", lines=[ChargeLine("1", "disputed_option")]).body


def test_a_citation_nobody_verified_says_so():
    """Colleagues may read it, with its mark; customers never hear it."""
    unsure = {name for name, each in POLICY.sources.items() if not each.verified}
    source = replace(POLICY.sources["CC-silence"], confidence="M")
    scene = scene_of(case_of(OUR_ERROR))
    cited = [
        (line, replace(one, citations=tuple(replace(each, source=source) for each in one.citations)))
        for line, one in scene.verdict.lines
    ]
    marked = draft(replace(scene, verdict=replace(scene.verdict, lines=tuple(cited))), "inquiry").body

    assert "【未確認】" in marked
    assert unsure.isdisjoint({each.source.id for _, one in scene.verdict.lines for each in one.citations})


# --- as a file ---


@given(any_case, any_day, st.sampled_from(TONES), st.sampled_from(["ja", "en"]))
def test_a_draft_comes_back_from_its_file_as_it_was_written(case, today, tone, lang):
    mail = draft(scene_of(case, today, lang), tone)
    message = read(mail)

    assert message["Subject"].strip() == mail.subject  # a long one begins on the next line
    assert message["To"] == mail.to.address
    assert message["Cc"] == (mail.cc.address if mail.cc else None)
    assert message["X-Unsent"] == "1"
    assert message["From"] is None  # the mail program knows who is sending
    assert message.get_content().replace("\r\n", "\n") == mail.body + "\n"


HOSTILE = [
    "山田\r\nBcc: thief@example.com",
    "山田\nTo: thief@example.com\n\n本文",
    "a, b@example.com, c",
    "\u202e円525\u202c",
    '"; <x@example.com>',
    "名\u2028前\u2029\x85\x0b\x0c",
    "=?utf-8?q?Bcc?=",
    "x" * 2_000,
    "\udc80\udcff",
    "{case}{reply_by:date}{company}",
]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
@pytest.mark.parametrize("place", ["name", "words", "option", "operator", "case"])
def test_no_name_and_no_words_break_the_head_of_a_mail(place, text):
    said = replace(LEADER, **{place: text}) if place in {"name", "words"} else LEADER
    line = replace(WRONG, option=text) if place == "option" else WRONG
    operator = text if place == "operator" else "佐藤"
    scene = scene_of(case_of(OUR_ERROR, lines=[line], said=[said]), operator=operator)
    mail = draft(replace(scene, case_id=text) if place == "case" else scene, "confirmation")
    message = read(mail)

    assert sorted(message.keys()) == sorted(
        ["To", "Cc", "Subject", "X-Unsent", "Content-Type", "Content-Transfer-Encoding", "MIME-Version"]
    )
    assert message["To"] == "leader@callcentre.example"
    assert [len(message[name].addresses) for name in ("To", "Cc")] == [1, 1]
    assert len(mail.subject.splitlines()) == 1
    assert len(str(message["Subject"]).splitlines()) == 1


def test_braces_in_the_words_of_an_instruction_are_letters():
    body = mail_of(OUR_ERROR, said=[replace(LEADER, words="{case}を{reply_by:date}までに{company}")]).body

    assert "「{case}を{reply_by:date}までに{company}」" in body


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_words_of_several_lines_cannot_pass_for_a_part_of_the_mail(lang):
    """Whatever a superior wrote stays inside its own bullet."""
    forged = replace(LEADER, words="はい\n■ 規程に照らした現在の結論\n・請求する\n- Bill\r\n\n以上")
    plain = mail_of(OUR_ERROR, lang=lang, said=[LEADER]).body.splitlines()
    lines = mail_of(OUR_ERROR, lang=lang, said=[forged]).body.splitlines()

    heads = [line for line in plain if line.startswith(("■", "- ", "・"))]
    found = [line for line in lines if line.startswith(("■", "- ", "・"))]
    assert len(found) == len(heads)
    assert any("・請求する" in line for line in lines)
