"""ask.toml is read like the rest of a pack: every mistake by file and line, and nothing loads that has one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from asked import ASKED, QUESTIONS, TEXTS
from cases import POLICY

from assistant.call.asking import Questions, check_questions
from assistant.call.asking.reading import QUERIES
from assistant.call.asking.says import SAYS

CODE = Path(__file__).parent.parent / "assistant" / "call" / "asking"


def planted(old: str, new: str, count: int = 1) -> dict[str, str]:
    assert TEXTS["ask.toml"].count(old) >= 1
    return {**TEXTS, "ask.toml": TEXTS["ask.toml"].replace(old, new, count)}


FAULTS = [
    ("an unknown intent", 'id = "hold_meaning"', 'id = "hold_meanings"', "not_allowed"),
    ("an unknown sentence", 'id = "why.reason"', 'id = "why.raison"', "not_allowed"),
    ("a gap nobody fills", "理由：{reason}", "理由：{reeson}", "placeholder"),
    ("a gap of another sentence", "Reason: {reason}", "Reason: {rung}", "placeholder"),
    ("a gap in one language only", "理由：{reason}", "理由です", "placeholder_differs"),
    ("a list that is not there", '"{who}に聞"', '"{whoo}に聞"', "not_allowed"),
    ("a fact that is not there", 'fact = "option_used"', 'fact = "option_abused"', "not_allowed"),
    ("a fact that is no choice", 'fact = "option_used"', 'fact = "order_date"', "not_allowed"),
    ("a value that is not there", 'value = "knowingly"', 'value = "unknowingly"', "not_allowed"),
    ("an argument that is not there", 'argument = "notice_posted"', 'argument = "notice_lost"', "not_allowed"),
    ("a phrase of nothing", '"なぜ", "何故"', '"なぜ", "？！"', "empty"),
    ("a gap of nothing", '"なぜ", "何故"', '"なぜ", "何故~"', "empty"),
    ("a sentence left out in English", 'words.en = "Reason: {reason}"', "", "empty"),
    ("a key nobody reads", 'id = "why.reason"', 'id = "why.reason"\ntone = "soft"', "unknown_key"),
    ("a table nobody reads", "[[means]]", "[[meanings]]", "unknown_key"),
    ("the same id twice", 'id = "why.reason"', 'id = "why.because"', "duplicate"),
]


@pytest.mark.parametrize(("old", "new", "code"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS])
def test_a_fault_is_named_with_its_line_and_nothing_is_loaded(old: str, new: str, code: str):
    questions, problems = Questions.of(planted(old, new), POLICY)

    assert questions is None
    (first, *_) = [each for each in problems if each.code == code]
    assert first.file == f"{POLICY.id}/ask.toml"
    if code != "unknown_key" or first.id:
        assert first.line > 0
    assert re.search(r"[぀-ヿ]", first.text("ja"))


@pytest.mark.parametrize("header", ["intent", "list", "say"])
def test_what_the_answers_need_is_missed(header: str):
    name = {"intent": "carrier", "list": "denies", "say": "wait"}[header]
    text = re.sub(rf'\[\[{header}\]\]\nid = "{name}"\n(?:(?!\[\[).*\n)*', "", TEXTS["ask.toml"], count=1)

    questions, problems = Questions.of({**TEXTS, "ask.toml": text}, POLICY)

    assert questions is None
    assert any(each.code == "missing" and f"{header} {name}" in each.text("en") for each in problems)


def test_a_pack_without_questions_says_so():
    questions, problems = Questions.of({}, POLICY)

    assert (questions, [each.code for each in problems]) == (None, ["missing_file"])


@pytest.mark.parametrize(
    "text", ["[[intent", "x = 1\n" * 70_000, "\x00", "[[say]]\nid = 3", "intent = 3", "means = [1]"]
)
def test_text_from_strangers_is_refused_and_never_thrown(text: str):
    questions, problems = Questions.of({"ask.toml": text}, POLICY)

    assert questions is None
    assert problems


def test_an_example_that_another_intent_answers_is_named_by_pack_check():
    stray = planted('examples.ja = ["なぜ？"', 'examples.ja = ["メールの宛先は？", "なぜ？"')

    assert Questions.of(stray, POLICY)[0] is not None
    (problem,) = check_questions(stray, POLICY)
    assert (problem.code, problem.id, problem.line > 0) == ("example_strays", "why", True)
    assert "mail" in problem.text("en")


def test_the_questions_of_our_own_pack_are_in_order():
    assert check_questions(TEXTS, POLICY) == []
    assert QUESTIONS.asked.intents.keys() == QUERIES.keys()


def test_every_sentence_is_said_by_some_query():
    """A name made at run time, such as `key.` and a date key, counts by its beginning."""
    code = "".join(file.read_text("utf-8") for file in CODE.glob("*.py") if file.name != "says.py")
    begun = {found.rstrip("{") for found in re.findall(r'f"([a-z_]+\.)\{', code)}

    assert [name for name in SAYS if f'"{name}"' not in code and not name.startswith(tuple(begun))] == []


def test_every_option_and_argument_of_the_pack_is_heard_of():
    assert {each.argument for each in ASKED.claims} >= {each.id for each in POLICY.arguments if each.id != "refund_me"}
