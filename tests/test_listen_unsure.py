"""What is only thought, what is somebody else's, and what is not even one yen."""

from __future__ import annotations

import pytest
from hearing import claims, hear
from hypothesis import given
from hypothesis import strategies as st

THOUGHT = [
    "わしが勘違いして丸したんかも。",
    "わしが勘違いして丸をつけたのかもしれん。",
    "店員が間違えて丸をつけた気がする。",
    "代理店が登録を間違えたんだと思う。",
    "おそらくですけど、代理店のミスです。",
    "代理店がたぶん登録を間違えた。",
    "たぶんだけど、転送は頼んでない。",
    "I made a mistake, maybe.",
    "I think the shop made a mistake.",
    "The shop might have made a mistake.",
    "I may be wrong, but I never ordered call forwarding.",
]
SURE = [
    ("代理店が登録を間違えた。", ("who_erred", "agent")),
    ("転送は頼んでいません。", ("not_ordered", "FWD")),
    ("The shop made a mistake.", ("who_erred", "agent")),
    ("I never ordered call forwarding.", ("not_ordered", "FWD")),
    ("友達に言われて気づいたんですが、転送が登録されてる。", ("registered", "FWD")),
]
OTHERS = ["近所の人", "知り合い", "友人", "同僚", "ママ友", "お隣さん"]
PLACES = ["んとこは", "んちは", "のうちは", "の家は", "が", "も"]
STORIES = ["転送は頼んでない", "転送を使ってるそうや", "転送がついてる"]


@pytest.mark.parametrize("text", THOUGHT)
def test_what_is_only_thought_is_never_proposed_as_said(text: str):
    assert {each.reason for each in hear(text).proposals} <= {"unsure"}


@pytest.mark.parametrize(("text", "claim"), SURE)
def test_the_same_without_the_doubt_is_proposed_as_said(text: str, claim: tuple[str, str]):
    assert claim in {(each.claim, each.value) for each in hear(text).proposals if each.reason == "direct"}


@given(st.sampled_from(OTHERS), st.sampled_from(PLACES), st.sampled_from(STORIES))
def test_what_friends_and_neighbours_have_states_nothing_not_even_as_hearsay(who: str, place: str, story: str):
    assert hear(f"{who}{place}{story}。").proposals == ()
    assert hear(f"{story}。").proposals


@pytest.mark.parametrize(
    "text",
    [
        "My neighbour never ordered call forwarding.",
        "A friend of mine apparently used call forwarding.",
        "友達の話なんですけど、転送は頼んでないって。",
    ],
)
def test_a_friends_case_is_not_ours(text: str):
    assert hear(text).proposals == ()


@pytest.mark.parametrize("number", ["一", "1", "１"])
@pytest.mark.parametrize("rest", ["円も払わない", "円たりとも払いません", "円だって出さない", "円すら払う気はない"])
def test_not_even_one_yen_is_no_amount(number: str, rest: str):
    assert not any(claim == "amount_yen" for claim, _ in claims(number + rest))


@pytest.mark.parametrize("text", ["一銭も払う気はない", "びた一文払わん", "I won't pay even 1 yen"])
def test_nothing_at_all_is_no_amount(text: str):
    assert not any(claim == "amount_yen" for claim, _ in claims(text))


@pytest.mark.parametrize(("text", "yen"), [("一万円も取られた", "10000"), ("5000円も請求された", "5000")])
def test_as_much_as_a_sum_is_that_sum(text: str, yen: str):
    assert ("amount_yen", yen) in claims(text)


@pytest.mark.parametrize("thought", ["と思ってます", "と思っています", "と思ってまして"])
def test_to_think_so_is_no_denial(thought: str):
    assert {each.kind for each in hear(f"消費者センターに相談しよう{thought}").warnings} == {"consumer_centre"}
    assert hear("消費者センターに相談しようとは思ってません").warnings == ()
