"""What is written after the call says what happened, and stays text whatever people typed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from html.parser import HTMLParser

import pytest
from cases import (
    LEADER,
    ORDERED,
    OUR_ERROR,
    OWED,
    POLICY,
    RULED,
    SECOND,
    VERIFIED,
    WRONG,
    any_case,
    case_of,
    day_for,
    scene_of,
    verdict_of,
)
from desks import case_2011, seat_in, to_call, two_leaders
from hypothesis import given, settings
from hypothesis import strategies as st
from journals import any_event

from assistant.call import events as ev
from assistant.call.answers import AlertTaken, EscalationAnswered, Reassigned
from assistant.call.case import Case, fold
from assistant.call.happened import happened, known, role, ruling
from assistant.call.report import report
from assistant.call.signed import OverrideSigned
from assistant.call.timeline import stamp, when
from assistant.call.verdict import decided
from assistant.call.wrap_up import FORMS, NOTE_MAX, note, written
from assistant.rules.clean import show
from assistant.rules.facts import Evidence

LANGS = ("ja", "en")
JAPAN = timezone(timedelta(hours=9))
HOSTILE = (
    "<script>alert(1)</script>|\n# 見出し {case} `x` [a](http://a.example) \u202e&\"' www.a.example a@b.example ~~s~~"
)


@dataclass(frozen=True)
class Row:
    """An entry as a record gives it."""

    seq: int
    event: ev.Event | None
    kind: str = "a.kind"
    at: str = "2011-10-20T05:03:00.000Z"
    actor: str = "op-7"


def history_of(*events):
    return tuple(Row(at, each) for at, each in enumerate(events, 1))


@pytest.fixture
def desk(tmp_path):
    """Play the case of 2011 to where the customer is told of the first line."""
    seat = seat_in(tmp_path)
    desk = case_2011(seat)
    two_leaders(desk)
    desk.save_mail("confirmation", "ja")
    desk.reply("sv", "do_not_bill", "高橋", "請求しないでください")
    to_call(desk)
    desk.tell("1")
    desk.note("控えの写しを郵送する")
    yield desk
    seat.close()


def tables(scene, history=()):
    return {each.id: each for each in report(scene, history, JAPAN).tables}


# --- the note ---


def test_the_note_begins_with_codes_and_dates(desk):
    lines = desk.papers.note_text("ja").splitlines()

    assert lines[0].startswith("K-0001 2011-10-20 ")
    assert lines[1].startswith("R2 do_not_bill 請求しない：争いのあるオプション")
    assert lines[2].startswith("R5 do_not_bill")
    assert "訓練専用" in lines[0]
    text = "\n".join(lines)
    for part in ("業務リーダー 請求せよ（メール）", "返答：スーパーバイザー", "確認メール", "説明済み", "控えの写し"):
        assert part in text


def test_the_note_names_superiors_by_their_role_alone(desk):
    """A customer may ask for what is kept of him; who instructed whom stands in the report."""
    for lang in LANGS:
        text = desk.papers.note_text(lang)

        for name in ("山田", "鈴木", "高橋", "開始後なので1か月分"):
            assert name not in text
            assert name in desk.papers.report(lang, "md")


def test_the_note_says_what_waits_and_what_was_not_asked():
    waiting = note(scene_of(case_of({**VERIFIED, **OUR_ERROR}, said=(LEADER,))), (), JAPAN)
    unasked = note(scene_of(case_of({**VERIFIED, "order_evidence": "refutes"})), (), JAPAN)

    assert "返答があるまでお客様へ電話しない" in waiting
    assert "未確認：" in unasked
    assert "- open 未確定" in unasked


def test_a_handover_and_a_promise_stand_in_the_note(desk):
    desk.promise("callback", datetime(2011, 10, 21, 15, 0, tzinfo=JAPAN))
    desk.hand_over("sv", "superior_asked", "お怒りです")

    text = desk.papers.note_text("ja")

    assert "2011-10-21 15:00 期限：お客様への折り返し" in text
    assert "引き継ぎ：スーパーバイザー（お客様が上の者をご希望）" in text


@given(any_case, st.lists(st.text(max_size=400), max_size=4), st.sampled_from(LANGS))
@settings(max_examples=40)
def test_the_note_fits_and_no_words_break_its_lines(case, words, lang):
    scene = scene_of(replace(case, notes=tuple(ev.Noted(each) for each in words)), lang=lang)

    text = note(scene, (), JAPAN)

    assert len(text) <= NOTE_MAX
    lines = text.split("\n")
    assert lines[0].startswith(scene.case_id)
    assert len(lines) > len(case.lines)
    assert show(text) == text


def test_long_words_are_cut_with_a_mark():
    case = replace(case_of({**VERIFIED, **OUR_ERROR}), notes=(ev.Noted("あ" * 500),))

    assert f"メモ：{'あ' * 199}…\n" in note(scene_of(case), (), JAPAN)


def test_what_does_not_fit_is_said_to_be_in_the_report():
    case = replace(case_of({**VERIFIED, **OUR_ERROR}), notes=tuple(ev.Noted("あ" * 190 + str(at)) for at in range(9)))

    text = note(scene_of(case), (), JAPAN)

    assert len(text) <= NOTE_MAX
    assert re.search(r"…続きは報告書（\d+行）$", text)


# --- the report ---


def test_the_report_holds_what_happened_and_on_which_grounds(desk):
    parts = tables(desk.scene("ja"), desk.papers.history)

    assert [each for each, table in parts.items() if not table.rows] == ["promises", "counsel"]
    charge, recorded, now, codes, reasons = parts["decision"].rows[0]
    assert ("転送サービス" in charge, recorded, now, codes) == (True, "請求しない (R2)", "請求しない", "R2")
    assert "申込がないので契約もありません" in reasons
    assert parts["facts"].rows[2][:5] == ("", "誤りの所在", "当社", "当社記録", "op-7")
    assert {row[0] for row in parts["sides"].rows} == {"請求する側", "お客様側"}
    said = [(row[1], row[2], row[5]) for row in parts["instructions"].rows]
    assert said[0] == ("業務リーダー", "山田", "開始後なので1か月分525円です")
    assert said[2] == ("スーパーバイザー", "高橋", "請求しないでください")
    summary = dict(parts["summary"].rows)
    assert POLICY.digest in summary.values()
    assert "規程集は署名されていません。訓練専用です。" in summary.values()


def test_every_citation_bears_its_certainty_and_the_day_it_was_chosen_by(desk):
    rows = tables(desk.scene("en"), desk.papers.history)["citations"].rows

    assert rows
    for _, gist, on, sure in rows:
        assert gist
        assert re.match(r"\d{4}-\d\d-\d\d \((order|supply|conduct|contract)\)$", on)
        assert re.match(r"[LOSMI] \S", sure)


def test_the_timeline_gives_every_event_its_number_and_its_moment(desk):
    rows = tables(desk.scene("ja"), desk.papers.history)["timeline"].rows

    assert [int(row[0]) for row in rows] == list(range(1, desk.case.events + 1))
    assert all(re.match(r"2011-10-20 05:0\d$", row[1]) is None for row in rows)  # on the clock of the place
    assert all(re.match(r"2011-10-20 14:\d\d$", row[1]) for row in rows)
    assert "案件を開いた" in rows[0][3]
    assert "お客様へ説明" in " ".join(row[3] for row in rows)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", RULED)
def test_a_waiver_bears_its_reason_code(lang, name):
    """P22: equal treatment can be checked only where every ruling says by which rule."""
    case = case_of({**VERIFIED, **RULED[name]})
    scene = scene_of(case, day_for(name), lang)

    ((_, _, now, codes, _),) = tables(scene)["decision"].rows

    assert (codes != "") is (name != "open")
    assert now == (POLICY.rulings[verdict_of(case, day_for(name)).of("1").ruling].of(lang) if name != "open" else now)
    assert all(re.fullmatch(r"[RU]\d\w*", each) for each in codes.split())


def test_what_a_reader_must_know_first_stands_on_top():
    case = case_of({**VERIFIED, **OUR_ERROR}, said=(LEADER, SECOND))
    then = decided(POLICY, case, verdict_of(case))
    old = replace(then, digest="0" * 64, version="2026.1.0", rulings={"1": "hold"})

    def marks(case, *events):
        return report(scene_of(case, lang="en"), history_of(*events), JAPAN).marks

    assert marks(replace(case, decided=then)) == (
        "The pack is not signed: training only.",
        "The customer is not called before the confirmation mail is answered.",
    )
    told = " ".join(marks(replace(case, decided=old, example=True), None))
    for word in ("practice", "2026.1.0 -> ", "differ", "cannot read 1"):
        assert word in told


def test_a_code_belongs_to_the_ruling_it_stands_beside(desk):
    """A fact that came in since changes what is so now, and not what was recorded then."""
    desk.answer("order_evidence", "conflicting", Evidence.DOCUMENT)

    _, recorded, now, code, _ = tables(desk.scene("ja"), desk.papers.history)["decision"].rows[0]

    assert (recorded, now, code) == ("請求しない (R2)", "保留", "R1")
    assert desk.papers.note_text("ja").splitlines()[1].startswith("R1 hold ")


def test_a_signed_pack_is_named_by_who_signed_it():
    scene = scene_of(case_of(VERIFIED))
    signed = replace(scene, policy=replace(POLICY, reviewed_by="弁護士 甲野"))

    assert report(signed, (), JAPAN).marks == ()
    assert "弁護士 甲野" in dict(tables(signed)["summary"].rows).values()
    assert "訓練専用" not in note(signed, (), JAPAN)


def test_a_question_for_counsel_is_shown_with_the_default_the_pack_uses():
    facts = {**VERIFIED, **OUR_ERROR, "option_used": "knowingly"}

    assert tables(scene_of(case_of(facts)))["counsel"].rows == (
        (POLICY.counsel["knowing_use"].question.ja, POLICY.counsel["knowing_use"].default.ja),
    )


TOLD = [
    (ev.Opened("p", "1", "d"), "案件を開いた（p 1）"),
    (ev.Opened("p", "1", "d", example=True), "演習の案件を開いた（p 1）"),
    (ev.LineAdded("1", "disputed_option"), "明細を加えた：争いのあるオプション　転送サービス　525円"),
    (ev.Answered("error_source", "company", "record"), "事実を記録：誤りの所在：当社（裏付け：当社記録）"),
    (ev.Answered("error_source", "company", None, undo=True), "取り消して前に戻した：誤りの所在：当社"),
    (ev.Answered("billing_state", "paid", None, "1"), "[争いのあるオプション　転送サービス　525円]"),
    (ev.Withdrawn("error_source"), "未確認に戻した：誤りの所在"),
    (LEADER, "業務リーダー 山田より（メール）「525円を請求してください」"),
    (ev.InstructionWithdrawn(1), "（2件目）"),
    (ev.Moved("fee", "go_on"), "手順：料金"),
    (ev.Moved("wrap_up", "go_on"), "手順：後処理"),
    (ev.Decided({"1": "hold"}, {}, (), {}, None, "1", "d"), "転送サービス　525円 = 保留"),
    (ev.MailDrafted("concern", "sv", "", "x.eml"), "宛先 スーパーバイザー、写し なし、調子 懸念、x.eml"),
    (ev.Replied("sv", "bill", "高橋", "やはり請求"), "スーパーバイザー 高橋 請求せよ やはり請求"),
    (ev.Told("1", "refund"), "お客様へ説明：争いのあるオプション　転送サービス　525円 = 返金する"),
    (ev.HandedOver("sv", "shift_end", "続きから"), "スーパーバイザー（勤務時間の終わり）続きから"),
    (ev.Noted("控えを郵送"), "メモ：控えを郵送"),
    (ev.PromiseMade("callback", "2011-10-21"), "約束：2011-10-21までにお客様への折り返し"),
    (ev.PromiseKept("hold", "1"), "約束を果たした：保留分の結論 争い"),
    (ev.PromiseKept("callback", how="lapsed"), "約束が不要になった：お客様への折り返し"),
    (
        ev.ProposalAnswered("not_ordered", "FWD", "order_evidence", "confirmed", "p", "1", 0, 10, "転送は頼んでない"),
        "聞き取りを確認：申込の原本　転送は頼んでない",
    ),
    (
        ev.ProposalAnswered("not_ordered", "FWD", "order_evidence", "rejected", "p", "1", 0, 10),
        "聞き取りを却下：申込の原本",
    ),
    (
        ev.ProposalReopened("not_ordered", "FWD", "order_evidence", "not_ordered"),
        "聞き取りの却下を取り消し：申込の原本",
    ),
    (ev.Ticked("recording", quote="録音しており"), "必ず言うことを言った：録音 録音しており"),
    (ev.Ticked("apology", said=False), "必ず言うことはまだ：お詫び"),
    (ev.DayPretended("2011-10-19"), "2011-10-19 を今日と仮定"),
    (ev.DayPretended(""), "時計の日付に戻した"),
    (
        OverrideSigned(
            "1", "sv-1", "supervisor", "sv", (), "", "", "contract_confirmed", "document", 3, "", "原本を見た"
        ),
        (
            "例外承認に署名（スーパーバイザー sv-1）　争いのあるオプション　転送サービス　525円　"
            "理由: 契約の内容を書面で確かめた　裏付け: 書面　原本を見た"
        ),
    ),
    (
        EscalationAnswered("sv-1", "sv", "ask", 3, "", "", "", "", "高橋", "開通日は?"),
        "フロアからの回答（スーパーバイザー 高橋）：質問　開通日は?",
    ),
    (
        EscalationAnswered("sv-1", "sv", "do_not_bill", 3, "", "", "", ""),
        "フロアからの回答（スーパーバイザー sv-1）：請求しない",
    ),
    (AlertTaken("systemic", "sv-1", "sv", "", "", ""), "（スーパーバイザー sv-1）：同じ苦情が重なっている"),
    (Reassigned("op-9", "sv-1", "sv", "", "", "", "", "夜勤へ"), "op-9 に担当替え（スーパーバイザー sv-1） 夜勤へ"),
]


def test_each_kind_of_event_is_told_in_its_own_words():
    scene = scene_of(case_of(VERIFIED))
    assert {type(event) for event, _ in TOLD} == {kind for kind, _ in ev.KINDS.values()}

    for event, said in TOLD:
        assert said.replace("\u3000", " ") in happened(scene, Row(1, event)).replace("\u3000", " ")


@pytest.mark.parametrize("lang", LANGS)
@given(event=any_event)
@settings(max_examples=60)
def test_every_event_is_told_in_one_sentence_whatever_it_holds(lang, event):
    """Also what names no fact, line, rung or kind of this pack: it is told as it was recorded."""
    scene = scene_of(fold([event]) if isinstance(event, ev.LineAdded) else case_of(VERIFIED, lines=(WRONG,)), lang=lang)

    assert happened(scene, Row(1, event))


def test_an_event_of_a_later_program_is_named_and_not_guessed_at():
    assert happened(scene_of(Case()), Row(1, None, "mood.sensed")) == "この版では読めない出来事：mood.sensed"


def test_what_this_pack_does_not_know_is_shown_as_recorded():
    scene = scene_of(case_of(VERIFIED))

    assert (role(scene, "boss"), ruling(scene, "pay"), known("why", "no_such", "ja")) == ("boss", "pay", "no_such")


def test_moments_are_written_on_the_clock_of_the_place():
    assert stamp("2011-10-20T15:03:00.000Z", JAPAN) == "2011-10-21 00:03"
    assert stamp("2011-10-20T15:03:00.000Z", None) == "2011-10-20 15:03"
    assert [when(each) for each in ("2011-10-20T09:15+09:00", "2011-10-20", "Tuesday")] == [
        *("2011-10-20 09:15", "2011-10-20", "Tuesday")
    ]


# --- its forms ---


class Page(HTMLParser):
    """A page taken apart: its tags with what they carry, and its text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.text, self.stack = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        """Keep a tag and what it carries."""
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "br"}:
            self.stack.append(tag)

    def handle_endtag(self, tag):
        """Close the tag that was opened last, and no other."""
        assert self.stack.pop() == tag

    def handle_data(self, data):
        """Keep what is read."""
        self.text.append(data)


def hostile_case(words):
    line = replace(WRONG, option=words)
    said = replace(LEADER, name=words, words=words)
    return replace(case_of({**VERIFIED, **OUR_ERROR}, lines=(line, ORDERED), said=(said,)), notes=(ev.Noted(words),))


def page_of(words, lang="ja"):
    case = hostile_case(words)
    return written([(scene_of(case, lang=lang), history_of(ev.Noted(words), *case.instructions))], JAPAN, "html")


@given(st.text(max_size=80) | st.just(HOSTILE), st.sampled_from(LANGS))
@settings(max_examples=40)
def test_no_words_become_part_of_the_page(words, lang):
    """Whatever a name or a note holds: the page has the tags it has, balanced, and fetches nothing."""
    page, tame = Page(page_of(words, lang)), Page(page_of("x", lang))

    assert page.stack == []
    assert [each for each in page.tags if each[0] != "br"] == [each for each in tame.tags if each[0] != "br"]
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "link", "img", "iframe", "object", "a", "base", "form"})
    carried = {name for _, attrs in page.tags for name in attrs}
    assert carried <= {"lang", "charset", "http-equiv", "content", "name", "class", "role"}


def test_the_page_stands_alone_and_names_its_language():
    text = page_of(HOSTILE)
    page = Page(text)

    assert dict(page.tags)["html"] == {"lang": "ja"}
    assert "default-src 'none'" in text
    assert "url(" not in text
    assert "@import" not in text
    assert "@media print" in text
    assert "<script" not in text
    assert "\u202e" not in text
    assert "U+202E" in text
    assert text.count("<br>") > 0


def test_several_reports_are_one_page_each_on_paper_of_its_own():
    scenes = [(scene_of(case_of(VERIFIED)), ()), (scene_of(case_of(OWED)), ())]

    text = written(scenes, JAPAN, "html")

    assert text.count("<article>") == 2
    assert "break-before: page" in text
    assert written([], JAPAN, "html").count("<article>") == 0
    assert written(scenes, JAPAN, "md").count("\n# ") + 1 == 2
    assert len(written(scenes, JAPAN, "json").splitlines()) == 2


@given(st.text(max_size=80) | st.just(HOSTILE))
@settings(max_examples=40)
def test_no_words_become_markdown(words):
    """The report has as many lines, cells and headings as it would have had with tame words."""

    def shape(words):
        case = hostile_case(words)
        text = written([(scene_of(case), history_of(ev.Noted(words)))], JAPAN, "md")
        lines = text.split("\n")
        cells = [len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) for line in lines if line.startswith("|")]
        return len(lines), cells, [line for line in lines if line.startswith("#")]

    assert shape(words) == shape("x")


def test_what_acts_in_markdown_is_taken_at_its_word():
    text = written([(scene_of(hostile_case(HOSTILE)), ())], JAPAN, "md")

    for mark in ("<script", "`x`", "[a]", "http://", "www.a", "a@b", "~~s", "\n# 見出し", "\u202e"):
        assert re.search(r"(?<!\\)" + re.escape(mark), text) is None
    assert "{case}" in text


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("lang", LANGS)
def test_every_form_is_written_of_a_real_case(desk, form, lang):
    path = desk.papers.save_report(lang, form)

    text = path.read_text(encoding="utf-8")
    assert text == desk.papers.report(lang, form)
    assert path.name == f"K-0001-{desk.case.events}.{form}"
    assert "開始後なので1か月分525円です" in text


def test_the_report_for_programs_is_the_verdict_and_the_record(desk):
    told = json.loads(desk.papers.report("en", "json"))

    assert told["verdict"]["charges"][0]["ruling"] == "do_not_bill"
    assert told["reason_codes"] == {"1": ["R2"], "2": ["R5"]}
    assert told["decided"]["digest"] == told["pack"]["digest"] == POLICY.digest
    assert told["pack"]["reviewed_by"] is None
    assert [each["seq"] for each in told["timeline"]] == list(range(1, desk.case.events + 1))
    assert told["timeline"][0]["kind"] == "case.opened"
    assert {"bill", "customer"} == {each["side"] for each in told["arguments"]}
    said = next(each for each in told["timeline"] if each["kind"] == "instruction.given")
    assert said["words"]["name"] == "山田"


def test_an_event_nobody_can_read_is_in_the_json_by_its_kind():
    told = json.loads(written([(scene_of(Case()), (Row(1, None, "mood.sensed"),))], JAPAN, "json"))

    assert told["timeline"] == [{"seq": 1, "at": "2011-10-20T05:03:00.000Z", "by": "op-7", "kind": "mood.sensed"}]
    assert told["decided"] is None


def test_papers_are_for_their_writer_alone(desk):
    paths = [desk.papers.save_report("ja"), desk.papers.save_ics("ja")]

    for path in paths:
        assert path.parent.name == "reports"
        assert path.stat().st_mode & 0o077 == 0


def test_a_fact_says_who_entered_it_last_and_when(tmp_path):
    seat = seat_in(tmp_path, start=datetime(2011, 10, 20, 16, 0, tzinfo=UTC))
    desk = case_2011(seat)
    desk.answer("error_source", "agent", Evidence.DOCUMENT)

    (row,) = [each for each in tables(desk.scene("ja"), desk.papers.history)["facts"].rows if each[1] == "誤りの所在"]

    assert row[2:] == ("代理店", "書面", "op-7", "2011-10-21 01:00")
    seat.close()
