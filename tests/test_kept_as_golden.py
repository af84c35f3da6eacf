"""One key keeps a case as a golden test: it comes out the same, and nobody can be found in it."""

from desks import case_2011, seat_in, two_leaders

from assistant import shelf
from assistant.rules.decision import Judge
from assistant.rules.golden import read_goldens, try_all

PRIVATE = ("山田", "鈴木", "佐藤", "転送", "ナンバー", "525", "K-0001", "contract_holder")


def test_a_case_kept_as_a_golden_test_comes_out_the_same_and_names_nobody(tmp_path):
    place = seat_in(tmp_path)
    desk = case_2011(place)
    two_leaders(desk)
    desk.note("お客様はお怒り 090-0000-0000")
    path = desk.papers.save_golden()
    text = path.read_text("utf-8")
    goldens, problems = read_goldens(desk.policy, {path.name: text})
    tried = try_all(Judge(shelf.take()), goldens)
    place.close()

    assert problems == []
    assert [each.right for each in tried] == [True, True]
    assert [each.came_to for each in tried] == [one.ruling.value for _, one in desk.verdict.lines]
    assert [word for word in (*PRIVATE, "090", "お怒り") if word in text + str(path.relative_to(tmp_path))] == []


def test_the_same_case_kept_twice_is_one_file_and_another_case_another(tmp_path):
    place = seat_in(tmp_path)
    first, second = case_2011(place), case_2011(place, facts=False)
    names = {desk.papers.save_golden().name for desk in (first, first, second)}
    place.close()

    assert len(names) == 2
