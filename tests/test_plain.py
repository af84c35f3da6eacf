"""The same call in lines: the same events for the same answers, and never a traceback."""

from __future__ import annotations

import email
import email.policy
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from benches import app_at, press, seat_at
from desks import seat_in
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.call.events import Moved, Noted, encode
from assistant.call.mail import TONES
from assistant.call.phrases import phrase
from assistant.call.promises import due_of
from assistant.doors.plain import Plain
from assistant.doors.plain_deeds import DEEDS
from assistant.doors.talk import Talk, meant, picked
from assistant.doors.words import listed, names, say, spellings
from assistant.journal.book import Book
from assistant.post import Post
from assistant.rules.clean import show
from assistant.rules.facts import Evidence
from assistant.screens.example import open_example
from assistant.seat import Seat

HOUSE = Path(__file__).resolve().parent.parent
LANGS = ("ja", "en")
ANSWERS = ["1", "4", "1", "1", "1", "1", "1"]
LEADERS = ["指示", "1", "1", "4", "山田", "開始後なので", "instruct", "leader", "bill", "口頭", "鈴木", ""]
TO_MAIL = [*ANSWERS, *LEADERS, "台本", "メール"]


class Call:
    """A plain call at a real desk: lines go in, what was said comes out."""

    def __init__(self, seat, lang="ja", *, example=True):
        self.said = []
        self.seat, self.lang = seat, lang
        self.desk = open_example(seat, lang) if example else None

    def __call__(self, *lines):
        """Type these lines, and return what was said."""
        before = len(self.said)
        plain = Plain(self.seat, Talk(iter(lines), self.said.append, self.lang), self.desk)
        plain.run()
        self.desk = plain.desk or self.desk
        return "\n".join(self.said[before:])

    @property
    def events(self):
        """What happened, as it is kept."""
        return self.seat.journal.events(self.desk.case_id)


@pytest.fixture
def call(tmp_path):
    """Sit down at the case of 2011."""
    seat = seat_in(tmp_path)
    yield Call(seat)
    seat.close()


# --- the same call ---


def unsealed(path):
    """Return the words of a mail without the seal under it: that is each record's own."""
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    words, seal = message.get_content().replace("\r", "").split("\n-- \n")
    assert "journal/" in seal
    return str(message["To"]), str(message["Cc"]), str(message["Subject"]), words


def test_the_2011_case_by_lines_is_the_2011_case_by_the_desk(tmp_path):
    """From the first answer to the saved mail: the same events, in the same order."""
    lines, hand = Call(seat_in(tmp_path / "lines")), seat_in(tmp_path / "hand")
    text = lines(*TO_MAIL)

    desk = open_example(hand, "ja")
    desk.answer("speaker", "contract_holder_verified", Evidence.RECORD)
    desk.answer("order_evidence", "statement_only", Evidence.CUSTOMER)
    desk.answer("error_source", "company", Evidence.RECORD)
    desk.answer("billing_state", "not_billed", Evidence.RECORD, "line-1")
    desk.answer("later_assent", "none", Evidence.CUSTOMER)
    desk.answer("option_used", "no", Evidence.CUSTOMER)
    desk.answer("billing_state", "not_billed", Evidence.RECORD, "line-2")
    at = [each.at for each in lines.desk.case.instructions]
    desk.instruct("leader", "山田", "email", at[0], "bill", "開始後なので")
    desk.instruct("leader", "鈴木", "verbal", at[1], "bill", "")
    desk.go_to_brief()
    path = desk.save_mail("confirmation", "ja")

    assert [encode(each) for each in lines.events] == [encode(each) for each in hand.journal.events(desk.case_id)]
    (mail,) = (tmp_path / "lines" / "drafts").glob("*.eml")
    assert unsealed(mail) == unsealed(path)
    assert str(mail) in text
    assert "お客様への電話はまだです" in text
    lines.seat.close()
    hand.close()


async def test_the_same_call_by_lines_and_by_keys_is_the_same_record(tmp_path):
    """The screen and the lines are two ways to one desk; the clock stands still, so nothing may differ."""
    app = app_at(tmp_path / "keys")
    async with app.run_test(size=(80, 24)) as pilot:
        leader = ("f3", "1", "1", "1", "text:A", "enter", "enter", "enter")
        await press(pilot, "e", *"1" * 7, *leader, "f4", "s", "escape", "f12")
        keyed = [encode(each) for each in app.seat.journal.events("K-0001")]
    app.seat.close()
    call = Call(seat_at(tmp_path / "lines"))
    call(*"1" * 7, "指示", "1", "1", "メール", "A", "", "台本", "メール", "保留")

    assert [encode(each) for each in call.events] == keyed
    assert "promise.made" in {each.kind for each in keyed}
    call.seat.close()


def test_the_case_goes_on_to_its_end_and_its_papers(call):
    call(*TO_MAIL)
    text = call("返答", "sv", "2", "高橋", "", "次へ", "伝えた", "伝えた", "伝えた", "次へ", "メモ", "報告書", "次へ")

    assert "R2 do_not_bill" in text
    assert "どの明細もお伝え済みです" in text
    assert ".html" in text
    assert "案件を閉じました" in text
    assert call.desk.case.step == "closed"
    assert [each.line for each in call.desk.case.told] == ["line-1", "line-2"]


def test_a_case_is_taken_up_again_where_the_lines_ended(tmp_path):
    """EOF is no end of a case: everything said so far is kept."""
    first = Call(seat_in(tmp_path))
    assert "ここまでの記録は保存済みです" in first("1", "4", "指示", "1")
    kept = first.desk.case
    first.seat.close()

    seat = seat_in(tmp_path)
    again = Call(seat, example=False)
    text = again("K-0001", "1")

    assert "K-0001 転送サービス 登録" in text
    assert again.desk.case.events > kept.events
    assert again.desk.case.facts["order_evidence"] == kept.facts["order_evidence"]
    assert again.desk.case.facts["error_source"].value == "company"
    assert again.desk.case.instructions == ()
    seat.close()


# --- one question at a time ---


def test_a_question_has_numbered_values_and_a_reason(call):
    text = call()

    assert "K-0001  手順 1/8 本人確認" in text
    assert "質問：お話しの方は、どなたですか。" in text
    assert "\n1 契約者本人・確認済\n2 代理人・確認済\n" in text
    assert "\nu 分からない\nなぜ：確認が済むまで" in text
    assert "残る結論：" in text


@pytest.mark.parametrize(
    "line", ["1", "１", "contract_holder_verified", "契約者本人・確認済", " Contract_Holder_Verified "]
)
def test_a_value_is_answered_by_its_number_its_id_or_its_name(call, line):
    call(line)

    assert call.desk.case.facts["speaker"].value == "contract_holder_verified"


@pytest.mark.parametrize("line", ["u", "ｕ", "不明", "分からない", "unknown"])
def test_what_cannot_be_told_is_an_answer(call, line):
    call(line)

    assert call.desk.case.facts["speaker"].value == "unknown"


@pytest.mark.parametrize("line", ["0", "5", "99999999999999999999", "-1", "yes", "<b>", "{case}", "\u202e", "٣"])
def test_what_is_no_answer_records_nothing(call, line):
    before = call.desk.case
    text = call(line)

    assert call.desk.case == before
    assert "読み取れません" in text
    assert "\u202e" not in text


def test_an_empty_line_asks_again(call):
    assert call("", "").count("質問：お話しの方は") == 3


def test_what_is_possible_is_said_when_it_changes_and_not_on_every_turn(call):
    text = call("", "", "1", "1")

    assert text.count("残る結論：争い") == 2


# --- dates and numbers ---


def test_a_date_is_said_back_in_full_and_agreed_to(call):
    text = call("事実 service_start", "H23.10.20", "はい")

    assert "2011年10月20日（平成23年・木） で記録しますか" in text
    assert call.desk.case.facts["service_start"].value == "2011-10-20"


def test_a_date_that_is_not_agreed_to_is_not_recorded(call):
    before = call.desk.case
    text = call("facts service_start", "10/20", "maybe", "n")

    assert "年月を補いました" in text
    assert "読み取れません" in text
    assert "記録していません" in text
    assert call.desk.case == before


def test_a_date_that_is_none_is_refused_with_its_reason(call):
    before = call.desk.case
    text = call("事実 開始日", "平成31年5月1日", "-")

    assert "令和" in text
    assert call.desk.case.facts["service_start"].value == "none"
    assert call.desk.case.events == before.events + 1


def test_a_number_is_read_in_any_width_and_nothing_else_is(call):
    text = call("事実 similar_cases_30d", "たくさん", "２件")

    assert "数として読めません" in text
    assert call.desk.case.facts["similar_cases_30d"].value == 2


# --- any fact, in any order, on any evidence ---


def test_any_fact_is_chosen_from_the_list_and_corrected(call):
    text = call("事実", "error_source", "4", "事実", "", "fact error_source", "1")

    assert "誤りの所在: 未確認" in text
    assert call.desk.case.facts["error_source"].value == "company"
    assert [each.value for each in call.events if getattr(each, "fact", "") == "error_source"] == [
        "customer",
        "company",
    ]


def test_a_fact_nobody_knows_is_not_chosen(call):
    assert "「誰か」は読み取れません" in call("事実 誰か")


def test_the_evidence_is_the_usual_one_until_another_is_chosen(call):
    text = call("1", "裏付け", "お客様", "1", "evidence colleague", "1", "evidence hearsay", "1")

    facts = call.desk.case.facts
    assert [facts[name].evidence for name in ("speaker", "order_evidence", "error_source")] == [
        *(Evidence.RECORD, Evidence.CUSTOMER, Evidence.COLLEAGUE)
    ]
    assert "次の答えの裏付け：お客様" in text
    assert call.desk.case.lines[0].facts["billing_state"].evidence == Evidence.RECORD


def test_an_answer_is_taken_back_and_undone(call):
    text = call("1", "事実 speaker", "取り下げ", "withdraw", "undo", "z", "z", "z", "z", "z", "z")

    assert "話者 を未確認に戻しました" in text
    assert "まだ答えのない事実です" in text
    assert "取り消しました：取り下げ" in text
    assert "取り消せる操作はありません" in text


# --- words that act ---


def test_every_word_has_its_help_and_no_two_words_are_spelled_alike():
    spelled = [word for each in spellings("word").values() for word in each]

    assert len(spelled) == len(set(spelled))
    assert set(names("word")) == set(names("does"))
    for group in ("word", "answer"):
        for name, words in spellings(group).items():
            assert {meant(group, each) for each in words} == {name}
    assert set(DEEDS) < set(names("word"))
    assert meant("word", "ＨＥＬＰ") == "help"


@pytest.mark.parametrize("lang", LANGS)
def test_the_help_lists_every_word(tmp_path, lang):
    seat = seat_in(tmp_path)
    text = Call(seat, lang)("help")

    for name in names("word"):
        assert listed("word", name, lang)[0] in text
        assert say(f"does.{name}", lang) in text
    seat.close()


def test_the_brief_is_read_out_and_what_is_missing_is_named(call):
    text = call(*ANSWERS, "台本", "双方")

    assert call.desk.case.step == "brief"
    assert "台詞 1（必ず）" in text
    assert "確認するもの：訂正日" in text
    assert "言わない：" in text
    assert "請求する側「" in text


def test_a_brief_of_an_open_case_holds_no_ruling_and_moves_nothing(call):
    text = call("台本")

    assert call.desk.case.step == "verification"
    assert "結論：" not in text.replace("残る結論：", "")


@pytest.mark.parametrize("tone", TONES)
def test_the_mail_is_saved_in_the_tone_asked_for(call, tone):
    call(*ANSWERS, *LEADERS, f"メール {call.desk.policy.tones[tone].ja}")

    assert [each.tone for each in call.desk.case.mails] == [tone]


def test_a_tone_nobody_knows_saves_nothing(call):
    assert "お伺い, 確認, 懸念" in call(*ANSWERS, "mail angry")
    assert call.desk.case.mails == ()


def test_an_instruction_left_half_way_is_not_recorded(call):
    for lines in (["指示", ""], ["指示", "1", ""], ["指示", "1", "1", ""], ["返答", ""], ["返答", "sv", ""]):
        assert "記録していません" in call(*lines)

    assert "「9」は読み取れません" in call("指示", "9", "")
    assert (call.desk.case.instructions, call.desk.case.replies) == ((), ())


def test_the_handover_is_read_before_it_is_made_and_may_be_left(call):
    text = call("1", "引き継ぎ", "", "hand", "sv", "")
    assert text.count("申し送り（") == 2
    assert call.desk.case.handovers == ()

    text = call("引き継ぎ", "sv", "お客様が上の者をご希望", "田中様へ折り返し", "次へ")

    (given_over,) = call.desk.case.handovers
    assert (given_over.to, given_over.why, given_over.note) == ("sv", "superior_asked", "田中様へ折り返し")
    assert "スーパーバイザーへ引き継ぎました" in text
    assert call.desk.case.step == "registration"  # taken up again at the next question


def test_promises_are_listed_in_order_and_kept_by_their_number(call):
    assert "期限のある約束はありません" in call("約束", "果たした")
    call("保留")
    text = call("約束", "果たした 3", "果たした", "1", "果たした 9", "kept", "")

    assert "1 2011-10-24 保留分の結論" in text
    assert "果たした、と記録しました：2011-10-25 お客様への折り返し" in text
    assert text.count("記録していません") == 2
    assert [each.what for each in call.desk.case.promises] == ["hold"]
    assert all(due_of(each.due) for each in call.desk.case.promises)


def test_what_is_not_possible_now_says_why_and_changes_nothing(call):
    before = call.desk.case
    text = call("伝えた", "伝えた 9", "前へ")
    assert "まだお伝えした記録はできません" in text
    assert "いまの手順からは" in text
    assert call.desk.case == before

    call(*ANSWERS, *LEADERS, "台本")
    assert "確認メールへの返答を記録してから" in call("次へ")


def test_a_line_is_told_by_its_number(call):
    call(*ANSWERS, "台本", "次へ", "told 2")

    assert [each.line for each in call.desk.case.told] == ["line-2"]


@pytest.mark.parametrize(
    "line", ["メモ お客様は{case}とのこと", "メモ　お客様は{case}とのこと", "note  お客様は{case}とのこと"]
)
def test_words_are_kept_as_they_were_typed(call, line):
    call(line)

    assert call.events[-1] == Noted("お客様は{case}とのこと")


@pytest.mark.parametrize("lang", LANGS)
def test_every_early_step_has_its_sentence(lang):
    """The codes are read from the code that raises them, so that a new one is not forgotten."""
    sources = [path.read_text(encoding="utf-8") for path in (HOUSE / "assistant").rglob("*.py")]
    codes = {code for text in sources for code in re.findall(r'NotNow\("(\w+)"\)', text)}

    assert {"no_way", "not_decided", "not_verified", "no_promise"} <= codes
    for code in codes | {"not_settled"}:
        if code.startswith("floor_"):  # said at the supervisors' desk, never here
            assert say(f"floor_refused.{code.removeprefix('floor_')}", lang)
            continue
        signing = code.removeprefix("override_")
        assert say(f"not_now.{code}", lang) if signing == code else phrase(f"override_refused.{signing}", lang)


# --- which case ---


def test_without_a_case_the_open_ones_are_listed_and_one_is_chosen(tmp_path):
    seat = seat_in(tmp_path)
    nobody = Call(seat, example=False)

    assert "開いている案件はありません" in nobody("", "何か", "使い方")

    Call(seat)
    text = nobody("1", "案件", "K-0001", "案件 k-0001", "案件 K-0009")

    assert "1 K-0001 転送サービス 本人確認" in text
    assert "案件「K-0009」は記録簿にありません。「K-0001」のことですか" in text
    seat.close()


def test_a_new_case_is_asked_for_line_by_line(tmp_path):
    seat = seat_in(tmp_path)
    new = Call(seat, example=False)
    text = new(
        "新規",
        "",
        "新規",
        "1",
        "1",
        "転送サービス",
        "いくらか",
        "５２５円",
        "y",
        "2",
        "ナンバー・ディスプレイ",
        "",
        "n",
    )

    assert "数として読めません" in text
    assert [(each.charge_line, each.option, each.amount_yen) for each in new.desk.case.lines] == [
        ("disputed_option", "転送サービス", 525),
        ("ordered_but_not_delivered", "ナンバー・ディスプレイ", None),
    ]
    assert new.desk.case_id == "K-0001"
    assert "手順 1/8" in new("new", "", "example", "quit", "1")
    assert [each.case_id for each in seat.cases()] == ["K-0002", "K-0001"]
    seat.close()


# --- trouble ---


def test_what_could_not_be_written_is_said_and_the_call_goes_on(call):
    call("1")
    kept = call.desk.case
    call.seat.journal.close()

    text = call("1", "メール")

    assert f"{kept.events}件目までは保存済みです" in text
    assert call.desk.case == kept


def test_a_draft_that_cannot_be_saved_is_said(call):
    call(*ANSWERS)
    (call.seat.data / "drafts").write_text("a file where a folder belongs", encoding="utf-8")

    assert "その操作はできませんでした" in call("メール")
    assert call.desk.case.mails == ()


LINES = st.lists(
    st.text(max_size=12)
    | st.sampled_from([word for each in spellings("word").values() for word in each])
    | st.sampled_from(
        ["1", "2", "3", "u", "y", "n", "", "10/19", "H23.10.19", "525", "事実 basis", "メモ {x}", "kept 1"]
    ),
    max_size=25,
)


@given(LINES, st.sampled_from(LANGS))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_the_call_ends_in_peace_and_the_case_is_what_is_on_disk(tmp_path_factory, lines, lang):
    seat = seat_in(tmp_path_factory.mktemp("plain"))
    call = Call(seat, lang)
    call(*lines)

    assert seat.resume(call.desk.case_id).case == call.desk.case
    assert [line for line in call.said if show(line) != line] == []
    seat.close()


def test_an_option_is_picked_by_nothing_but_itself():
    options = [("a", "Alpha"), ("b", "ベータ")]

    assert [picked(each, options) for each in ("1", "２", "ALPHA", "ﾍﾞｰﾀ", "b", "3", "0", "c", "")] == [
        *("a", "b", "a", "b", "b", None, None, None, None)
    ]


# --- as a program ---


def run(folder, *options, lines=(), lang="ja"):
    env = {**os.environ, "PYTHONPATH": str(HOUSE), "ASSISTANT_DATA": str(folder), "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-m", "assistant", *options, "--lang", lang],
        input="".join(f"{each}\n" for each in lines).encode("utf-8", "surrogateescape"),
        capture_output=True,
        check=False,
        env=env,
    )


def test_a_pipe_plays_the_call_and_the_papers_are_read_while_the_seat_is_open(tmp_path):
    """No terminal on either side; then report, note and promises of the same record."""
    done = run(tmp_path, "call", "--plain", "--example", lines=[*TO_MAIL, "\udcff\udcfe"])

    assert (done.returncode, done.stderr) == (0, b"")
    assert "保存しました" in done.stdout.decode()
    assert b"Traceback" not in done.stdout

    seat = Seat.open(tmp_path, actor="op-2", now=seat_in(tmp_path / "other").now)
    noted = run(tmp_path, "note", "K-0001")
    assert noted.stdout.decode().splitlines()[1].startswith("R2 do_not_bill")
    assert run(tmp_path, "call", "--plain").returncode == 2
    seat.close()
    again = run(tmp_path, "call", "--plain", "--case", "K-0001", lines=["quit"])
    assert "手順 5/8" in again.stdout.decode()
    assert run(tmp_path, "call", "--plain", "--case", "K-0007").returncode == 2


def test_a_reader_that_goes_away_leaves_no_traceback(tmp_path):
    env = {**os.environ, "PYTHONPATH": str(HOUSE), "ASSISTANT_DATA": str(tmp_path), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "assistant", "call", "--plain", "--example", "--lang", "ja"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env
    ) as process:
        process.stdout.readline()
        process.stdout.close()
        process.stdin.write(b"1\n" * 50)
        process.stdin.close()
        trouble = process.stderr.read()

    assert process.returncode == 0
    assert trouble == b""
    with Book.read(tmp_path / "journal.db") as book:
        assert isinstance(book.events("K-0001")[3], Moved)


def test_what_the_floor_answered_is_told_before_the_next_prompt(tmp_path):
    from posting import answer, waiting_seat

    seat, desk = waiting_seat(tmp_path)
    call = Call(seat, example=False)
    Post(tmp_path).put(answer(seat, desk, "ask", words="開通日は?"))
    assert "フロア  K-0001  スーパーバイザー：質問" in call()

    call.desk = seat.resume(desk.case_id)
    assert "フロア" not in call()
    Post(tmp_path).put(answer(seat, desk))
    Post(tmp_path).put(answer(seat, desk, since=999))
    said = call()
    assert "スーパーバイザー 高橋：請求しない　→ 確認待ち解除　「当社の誤りです」" in said
    assert "署名が本物ではありません" in said
    seat.close()
