"""The whole program in a real terminal: the 2011 case by key, killed in the middle, and found again."""

from __future__ import annotations

import email
import json
import os
import signal
import subprocess
import sys
from email import policy
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a pseudo-terminal is POSIX's")

ROOT = Path(__file__).parents[1]
SPEAKER, ON_WORD, OURS, NOT_BILLED, NO, NOT_USED = "1", "4", "1", "1", "1", "1"
QUESTIONS = (SPEAKER, ON_WORD, OURS, NOT_BILLED, NO, NOT_USED)
SECOND_LINE = ("1",)
TWO_LEADERS = ("f3", "1", "1", "1", "A", "enter", "enter", "a", "B", "enter", "enter", "enter")
MAIL = ("f4", "s")


def seat(folder: Path, lang: str = "ja"):
    """Start the program as an operator does, on a record in this folder."""
    from terminal import Terminal

    env = {"ASSISTANT_DATA": str(folder), "ASSISTANT_LANG": lang, "PYTHONPATH": str(ROOT)}
    return Terminal([sys.executable, "-m", "assistant"], env)


def press(terminal, *keys: str) -> None:
    """Press keys one after the other, each seen through before the next."""
    for key in keys:
        terminal.press(key)
        terminal.settle(0.08)


def test_the_2011_case_is_played_in_25_keys_and_survives_a_kill_in_the_middle(tmp_path):
    """Both lines settled, the mail to the supervisor; killed after four answers, nothing is lost."""
    before = seat(tmp_path)
    try:
        before.wait_for("まだ案件はありません")
        press(before, "e")
        before.wait_for("お話しの方は")
        press(before, *QUESTIONS[:4])
        before.wait_for("後から")
        seen = before.lines()[0].split("通話")[0]
    finally:
        before.kill(signal.SIGKILL)

    after = seat(tmp_path)
    try:
        after.wait_for("K-0001")
        press(after, "enter")
        after.wait_for("後から")
        assert after.lines()[0].split("通話")[0] == seen

        rest = (*QUESTIONS[4:], *SECOND_LINE, *TWO_LEADERS, *MAIL)
        press(after, *rest)
        after.wait_for("保存しました")
    finally:
        after.kill(signal.SIGTERM)

    assert len(QUESTIONS[:4]) + len(rest) <= 25
    (draft,) = (tmp_path / "drafts").glob("*.eml")
    mail = email.message_from_bytes(draft.read_bytes(), policy=policy.default)
    assert (mail["To"], mail["Cc"]) == ("sv@callcentre.example", "compliance@callcentre.example")
    assert "leader@" not in draft.read_text()


def test_words_of_an_input_method_arrive_whole_and_become_a_fact_only_by_a_key(tmp_path):
    """The first opens the line, the cursor behind it and behind eight more; heard by Enter, confirmed by 4."""
    at = seat(tmp_path)
    try:
        at.wait_for("まだ案件はありません")
        press(at, "e")
        at.wait_for("お話しの方は")
        at.press("転")
        at.wait_for("客> 転")
        at.settle()
        assert at.cursor() == (len(" 客> ") + 1 + 2, 22)
        press(at, "送は頼んでない。")
        at.wait_for("客> 転送は頼んでない。")
        at.settle()
        assert at.cursor() == (len(" 客> ") + 1 + 18, 22)

        press(at, "enter")
        at.wait_for("候補1 c")
        assert "#8 " in at.lines()[0]
        press(at, "esc")
        at.wait_for("F2 事実")
        press(at, "4")
        at.wait_for("確認しました")
        assert "#8 " not in at.lines()[0]
    finally:
        at.kill()


@pytest.mark.parametrize("opened_before", [False, True])
def test_words_and_their_enter_in_one_piece_are_heard_whole(tmp_path, opened_before):
    """A fast input method, or a paste, hands over the sentence and the key behind it at once."""
    at = seat(tmp_path)
    try:
        at.wait_for("まだ案件はありません")
        press(at, "e")
        at.wait_for("お話しの方は")
        if opened_before:
            press(at, "/")
            at.wait_for("客>")
        press(at, "転送は頼んでない。\r")
        at.wait_for("候補1 c")
        assert "転送は頼んでない" in at.text().replace("\n", "")
    finally:
        at.kill()


def test_the_2011_case_is_decided_from_a_file_as_it_is_on_the_screen(tmp_path):
    """The same facts through the headless door: both lines not billed, the call waits, up to SV."""
    stated = {
        "id": "2011",
        "today": "2011-10-20",
        "facts": {
            "speaker": "contract_holder_verified",
            "order_evidence": {"value": "statement_only", "evidence": "customer"},
            "error_source": {"value": "company", "evidence": "record"},
            "later_assent": "none",
            "option_used": "no",
            "service_start": "平成23年10月19日",
        },
        "charges": [
            {"id": "a", "charge_line": "disputed_option", "amount_yen": 525, "billing_state": "not_billed"},
            {"id": "b", "charge_line": "ordered_but_not_delivered", "billing_state": "not_billed"},
        ],
        "instructions": [
            {"by": "leader", "name": name, "channel": "email", "at": "2011-10-20", "says": "bill", "words": "525円"}
            for name in ("A", "B")
        ],
    }
    file = tmp_path / "case.json"
    file.write_text(json.dumps(stated, ensure_ascii=False), encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "assistant", "decide", str(file)], cwd=ROOT, capture_output=True, text=True, check=True
    )

    answer = json.loads(done.stdout)
    assert [each["ruling"] for each in answer["charges"]] == ["do_not_bill", "do_not_bill"]
    assert (answer["call_customer"], answer["escalate_to"]) == ("wait", "sv")
    assert {"A1", "A3"} <= set(answer["actions"])


def test_a_second_seat_on_the_same_record_is_turned_away_with_a_sentence(tmp_path):
    """And the first one works on."""
    first = seat(tmp_path)
    try:
        first.wait_for("まだ案件はありません")
        second = seat(tmp_path)
        try:
            second.wait_for("開いています")
            assert "Traceback" not in second.text()
        finally:
            second.kill()
        press(first, "e")
        first.wait_for("お話しの方は")
    finally:
        first.kill()


def test_killed_while_it_is_typed_at_the_program_loses_nothing_its_screen_had_shown(tmp_path):
    """Fifteen kills on one record; what was acknowledged is read off the screen, from outside."""
    from kills import kills

    tally = kills(tmp_path, 15, seed=1021)

    assert (tally["kills"], tally["lost"], tally["corrupt"]) == (15, 0, 0)
    assert tally["events"] > 30


def test_an_answer_from_the_floor_lifts_the_stop_while_the_case_lies_open(tmp_path):
    """A letter laid into the box of a running seat is on the screen soon, and a forged one changes nothing."""
    from dataclasses import replace

    from posting import answer, waiting_seat

    from assistant.post import Post

    made, desk = waiting_seat(tmp_path)
    letter = answer(made, desk)
    forged = answer(made, desk)
    made.close()
    at = seat(tmp_path)
    try:
        at.wait_for("K-0001")
        press(at, "enter")
        at.wait_for("お客様への電話はまだ")
        Post(tmp_path).put(replace(forged, data={**forged.data, "says": "bill"}))
        at.wait_for("署名が本物ではありません")
        assert "お客様への電話はまだ" in at.text()

        Post(tmp_path).put(letter)
        at.wait_for("確認待ち解除")
        assert "お客様への電話はまだ" not in at.text()
        assert "高橋" not in at.text()
        press(at, "f4")
        at.wait_for("1 台本")
        assert "請求しない" in at.text()
        assert "確認待ち解除" in at.text()
    finally:
        at.kill()
    assert list((tmp_path / "post").glob("*.letter")) == []
