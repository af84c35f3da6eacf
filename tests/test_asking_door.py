"""`assistant ask`: what another program may rely on, and that asking changes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from desks import case_2011, seat_in, two_leaders

from assistant.doors.front import front

CASE = {
    "id": "K-17",
    "today": "2011-10-20",
    "facts": {
        "speaker": "contract_holder_verified",
        "order_evidence": "refutes",
        "error_source": "company",
        "later_assent": "none",
        "option_used": "no",
    },
    "charges": [{"id": "a", "option": "転送サービス", "amount_yen": 525, "billing_state": "not_billed"}],
}


def ask(*arguments: str, given: object = CASE) -> Result:
    text = given if isinstance(given, str) else json.dumps(given, ensure_ascii=False)
    return CliRunner().invoke(front, ["ask", *arguments], input=text, env={"ASSISTANT_LANG": "en"})


def answer(*arguments: str, given: object = CASE) -> dict:
    result = ask(*arguments, "--json", given=given)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_an_answer_has_the_shape_that_was_promised():
    found = answer("-", "Why?")

    assert list(found) == ["question", "intent", "sure", "answer", "citations", "nearest"]
    assert (found["question"], found["intent"], found["sure"], found["nearest"]) == ("Why?", "why", True, [])
    assert all(isinstance(line, str) for line in found["answer"])
    assert {tuple(each) for each in found["citations"]} == {("id", "article", "date_key", "on", "confidence")}


def test_an_unknown_question_is_answered_with_two_that_are_known():
    found = answer("-", "What's for lunch?")

    assert (found["intent"], found["sure"], found["citations"], len(found["nearest"])) == (None, False, [], 2)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_case_in_a_file_is_asked_about_in_either_language(tmp_path: Path, lang: str):
    file = tmp_path / "case.json"
    file.write_text(json.dumps(CASE), encoding="utf-8")

    assert ("請求しない" in ask(str(file), "結論は？", "--lang", lang).stdout) == (lang == "ja")


def test_a_case_of_the_record_is_asked_about_while_its_desk_is_open(tmp_path: Path):
    seat = seat_in(tmp_path)
    desk = case_2011(seat)
    two_leaders(desk)

    found = answer(desk.case_id, "リーダーは何と言った？", "--data", str(tmp_path), "--lang", "ja")

    assert "開始後なので1か月分525円です" in "".join(found["answer"])
    assert found["answer"] == list(desk.ask("リーダーは何と言った？", "ja").lines)
    seat.close()


def test_asking_at_the_desk_writes_nothing_and_changes_nothing(tmp_path: Path):
    seat = seat_in(tmp_path)
    desk = case_2011(seat)
    before = (len(seat.journal.entries(desk.case_id)), desk.case, desk.verdict)

    for text in (
        "なぜ？",
        "もし支払い済みだったら？",
        "これを言っていい？「規則ですから」",
        "上の者を出せと言われた",
        "？",
    ):
        assert desk.ask(text, "ja").lines

    assert (len(seat.journal.entries(desk.case_id)), desk.case, desk.verdict) == before
    seat.close()


def test_a_pattern_counted_from_the_journal_is_not_supposed_away(tmp_path: Path):
    seat = seat_in(tmp_path)
    for _ in range(3):
        desk = case_2011(seat)

    told = "".join(desk.ask("もし支払い済みだったら？", "ja").lines)

    assert any(action.id == "A7" for action in desk.verdict.actions)
    assert "外れる対応　同種の件を報告する" not in told
    seat.close()


@pytest.mark.parametrize(
    ("source", "given", "says"),
    [
        ("K-9999", CASE, "neither a file nor a case"),
        ("-", {**CASE, "facts": {"speakr": "unverified"}}, "speaker"),
        ("-", "{", "JSON"),
        ("-", "", "no case"),
        ("-", f"{json.dumps(CASE)}\n{json.dumps(CASE)}", "one case is wanted, 2"),
        ("-", {**CASE, "pack": "no_such_pack"}, "no_such_pack"),
    ],
)
def test_what_cannot_be_read_is_told_and_ends_with_two(tmp_path: Path, source: str, given: object, says: str):
    result = ask(source, "Why?", "--data", str(tmp_path), given=given)

    assert result.exit_code == 2
    assert says in result.output
    assert "Traceback" not in result.output


def test_a_case_id_nearly_right_is_answered_with_the_one_there_is(tmp_path: Path):
    seat = seat_in(tmp_path)
    case_2011(seat)

    result = ask("K-001", "Why?", "--data", str(tmp_path))

    assert (result.exit_code, "K-0001" in result.output) == (2, True)
    seat.close()


def test_what_a_terminal_would_obey_does_not_come_out():
    case = {**CASE, "charges": [{"option": "\x1b[31m\u202e転送"}]}

    assert "\x1b" not in ask("-", "ruling?", given=case).stdout
    assert "\u202e" not in ask("-", "ruling?", given=case).stdout
