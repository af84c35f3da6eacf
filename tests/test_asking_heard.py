"""What an operator asks is understood in many words, and what is not understood is not guessed at."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache

import pytest
from asked import ASKED, EXAMPLES, QUESTIONS, ask, load, scenes
from cases import JUDGE, POLICY, RULED, VERIFIED, any_case, any_day, case_of, scene_of
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.call.asking import Answer
from assistant.call.asking.match import DISPUTED, language, plain, quoted
from assistant.call.asking.meaning import meaning, with_options

SCENE = {lang: scenes(lang)["contested"] for lang in ("ja", "en")}
SELF_TELLING = {"what_if", "may_say", "argument"}
"""Not sure for want of what they are about: they say themselves what is missing."""

SURE_LEAST = 0.6
"""Of the questions tried and tuned on, so many are answered without a question back."""


def every_example() -> list[tuple[str, str]]:
    return [(name, text) for name, each in ASKED.intents.items() for text in (*each.examples.ja, *each.examples.en)]


def own_rounds() -> list[tuple[str, str, str]]:
    """Walk our own questions: the group they are reported in, the intent, the text."""
    rows = []
    for each in load("ask_own.toml")["ask"]:
        for lang in ("ja", "en"):
            for nth, text in enumerate(each[lang]):
                part = "tune" if each["round"] or nth % 3 < 2 else "held"
                rows.append((f"{each['round']} {part} {lang}", each["intent"], text))
    return rows


OWN = own_rounds()


@cache
def answered(text: str) -> Answer:
    return ask(SCENE[language(text)], text)


@pytest.mark.parametrize(("intent", "text"), every_example())
def test_an_example_is_answered_by_its_own_intent(intent: str, text: str):
    answer = ask(SCENE[language(text)], text)

    assert (answer.intent, bool(answer.lines)) == (intent, True)


@pytest.mark.parametrize("group", sorted({group for group, _, _ in OWN}))
def test_nine_of_ten_questions_reach_the_right_answer(group: str):
    seen: Counter[str] = Counter()
    for _, intent, text in [row for row in OWN if row[0] == group]:
        answer = answered(text)
        seen["all"] += 1
        seen["right"] += (answer.intent or "") == intent or (not intent and not answer.sure)
        seen["sure"] += answer.sure

    assert seen["right"] >= 0.9 * seen["all"]
    assert seen["sure"] >= SURE_LEAST * seen["all"] or group.startswith(("3", "4"))


@pytest.mark.parametrize(("intent", "text"), [(intent, text) for _, intent, text in OWN])
def test_no_wrong_answer_is_given_as_sure(intent: str, text: str):
    answer = answered(text)

    assert not answer.sure or answer.intent == intent


def test_questions_held_back_by_somebody_else_reach_the_right_answer():
    """First measured: 57 of 60 right, one of the wrong ones sure; since then phrases were added."""
    rows = load("ask_held.toml")["question"]
    answers = [(row["intent"], ask(SCENE[row["lang"]], row["text"])) for row in rows]
    right = [(want, got) for want, got in answers if got.intent == (None if want == "other" else want)]
    wrong_and_sure = [(want, got.intent) for want, got in answers if got.sure and got.intent != want]

    assert len(right) >= 0.9 * len(rows)
    assert wrong_and_sure == []


@settings(max_examples=80)
@given(any_case, any_day, st.text(max_size=500), st.sampled_from(["ja", "en"]))
def test_any_text_is_answered_or_said_to_be_unknown(case, day, text: str, lang: str):
    answer = ask(scene_of(case, day, lang), text)

    assert answer.lines
    if answer.intent is None:
        assert not answer.sure
    if not answer.sure:
        assert len(answer.nearest) == 2
        assert set(answer.nearest) <= {each.examples.of(lang)[0] for each in ASKED.intents.values()}


PIECES = sorted({piece for _, _, text in OWN for piece in (text[:4], text[-5:], text[2:8])})


@settings(max_examples=80)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join))
def test_pieces_of_questions_in_any_order_are_answered_or_said_to_be_unknown(text: str):
    answer = ask(SCENE["ja"], text)

    assert answer.lines
    assert answer.intent in {None, *ASKED.intents}


@pytest.mark.parametrize("text", ["", "   ", "？", "……", "あああああ", "xyzzy", "🙂", "「」", '""'])
def test_what_says_nothing_is_unknown_and_two_questions_are_offered(text: str):
    answer = ask(SCENE["ja"], text)

    assert (answer.intent, answer.sure, len(answer.nearest)) == (None, False, 2)
    assert answer.lines == (ASKED.says["unknown"].ja,)


def test_the_nearest_questions_are_near():
    answer = ask(SCENE["ja"], "返勤の手続き")

    assert answer.intent is None
    assert ASKED.intents["refund_how"].examples.ja[0] in answer.nearest


def test_a_question_only_probably_understood_says_what_it_was_taken_for():
    unsure = [ask(SCENE[language(text)], text) for _, _, text in OWN[::5]]
    unsure = [answer for answer in unsure if answer.intent and not answer.sure and answer.intent not in SELF_TELLING]

    assert len(unsure) >= 10
    for answer in unsure:
        assert any(
            each.examples.ja[0] in answer.lines[0] or each.examples.en[0] in answer.lines[0]
            for each in ASKED.intents.values()
        )


def wide(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if 0x21 <= ord(char) <= 0x7E else char for char in text)


@pytest.mark.parametrize(("intent", "text", "lang"), EXAMPLES)
def test_width_case_and_punctuation_do_not_matter(intent: str, text: str, lang: str):
    words = quoted(text)[1] if intent == "may_say" else text
    ways = [words.upper(), f"  {words}  ", words.rstrip("?？。."), unicodedata.normalize("NFD", words)]
    ways += [wide(words)] if lang == "en" else [words + "。", "".join(f"{char} " for char in words)]

    for way in ways:
        said = with_options(ASKED, POLICY, SCENE[lang].case, plain(way, lang))
        assert meaning(ASKED, POLICY, said).intent == intent, way


def changes(text: str, lines=None) -> dict[str, str]:
    scene = SCENE["ja"] if lines is None else scene_of(case_of(RULED["open"], VERIFIED, lines=lines))
    said = with_options(ASKED, POLICY, scene.case, plain(text, language(text)))
    return dict(meaning(ASKED, POLICY, said).changes)


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("もし控えが転送だったら？", "order_evidence", "supports"),
        ("原本がナンバー・ディスプレイだったら？", "order_evidence", "refutes"),
        ("原本がﾅﾝﾊﾞｰﾃﾞｨｽﾌﾟﾚｲだったら？", "order_evidence", "refutes"),
        ("支払い済みだったら？", "billing_state", "paid"),
        ("お客様が使っていたら", "option_used", "knowingly"),
        ("お客様が使っていなかったら", "option_used", "no"),
        ("法人だったら", "customer_kind", "business"),
        ("お客様の勘違いだったら", "error_source", "customer"),
        ("代理店のミスだったら", "error_source", "agent"),
        ("納得してくれたら", "disputed", "no"),
        ("誤りの所在が不明なら", "error_source", "unknown"),
        ("金額の範囲が範囲内なら", "amount", "within"),
        ("What if the form shows forwarding?", "order_evidence", "supports"),
        ("what if the form shows caller id?", "order_evidence", "refutes"),
        ("what if it was our own error", "error_source", "company"),
        ("what if he paid already", "billing_state", "paid"),
        ("what if the customer never used it", "option_used", "no"),
    ],
)
def test_a_supposed_fact_is_read(text: str, fact: str, value: str):
    assert changes(text).get(fact) == value


@pytest.mark.parametrize(
    "text",
    [
        "通知が届いていなかったら？",
        "支払い済みじゃなかったら？",
        "法人ではなかったら？",
        "what if it has not been paid",
        "what if he is not a business customer",
        "what if it was never our mistake",
    ],
)
def test_what_is_denied_is_not_taken_for_its_opposite(text: str):
    answer = ask(SCENE[language(text)], text)

    assert changes(text) == {}
    assert not answer.sure


def test_an_option_is_the_disputed_one_only_in_its_own_case():
    other = case_of(lines=(SCENE["ja"].case.lines[1],)).lines[0]
    swapped = type(other)("1", "disputed_option", other.option, 420)

    assert changes("もし控えが転送だったら", [swapped]) == {"order_evidence": "refutes"}
    assert changes("もし控えがナンバーディスプレイだったら", [swapped]) == {"order_evidence": "supports"}


def test_the_mark_of_an_option_cannot_be_typed():
    assert plain(f"控え{DISPUTED}", "ja").text == "控え"


def test_a_word_inside_a_word_is_not_heard_in_english():
    """`nd` is a name of an option and the end of `refund`."""
    assert ask(SCENE["en"], "How is the refund made?").intent == "refund_how"
    assert ask(SCENE["en"], "flaws everywhere").intent is None


def test_the_same_question_twice_is_answered_alike():
    first, second = (QUESTIONS.answer(SCENE["ja"], JUDGE, (), "なぜ？") for _ in range(2))

    assert first == second
