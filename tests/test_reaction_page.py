"""The customer's reaction: chosen by a digit, answered in rows of one breath, and recorded."""

import pytest
from benches import bench_with_example, text_of


def on_reactions(folder, lang="ja"):
    bench = bench_with_example(folder, lang)
    bench.do("react")
    return bench


def test_choosing_a_reaction_shows_its_words_and_notes_it_once(tmp_path):
    bench = on_reactions(tmp_path)
    for _ in range(2):
        bench.pick("2")

    assert [each.words for each in bench.desk.case.notes] == ["お客様の反応: 理由を聞く"]
    assert "反応への言葉" in text_of(bench.whole())


@pytest.mark.parametrize(("reaction", "wish"), [("wants_superior", "superior"), ("names_regulator", "regulator")])
def test_a_reaction_that_is_a_wish_is_a_fact(tmp_path, reaction, wish):
    bench = on_reactions(tmp_path)
    bench.pick(str(list(bench.desk.policy.reactions).index(reaction) + 1))

    assert bench.desk.case.facts["customer_request"].value == wish
    assert bench.desk.case.notes == ()


def test_one_key_sets_the_words_fuller_or_shorter(tmp_path):
    """Training, standard and minimal, round and round; nothing is recorded by it."""
    bench = on_reactions(tmp_path)
    bench.pick("2")
    before, seen = bench.desk.case, []
    for _ in range(3):
        bench.do("density")
        seen.append(text_of(bench.whole()))

    assert len(set(seen)) == 3
    assert bench.desk.case == before


def test_a_digit_without_a_reaction_records_nothing(tmp_path):
    bench = on_reactions(tmp_path)
    before = bench.desk.case
    bench.pick("9")

    assert bench.desk.case == before


def test_a_superior_is_one_key_away_from_the_reactions(tmp_path):
    bench = on_reactions(tmp_path)
    bench.do("hand_over")

    assert "引き継ぎで読み上げる" in text_of(bench.whole())
