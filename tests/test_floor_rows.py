"""What the floor answered, where an operator looks: on the call, beside the script, over the form of an instruction."""

from __future__ import annotations

import pytest
from benches import SIZES, Bench, text_of
from posting import answer, cover, signer, taken, waiting_seat

from assistant.journal import answering
from assistant.screens.brief import BriefPage
from assistant.screens.instruct import instruction_form


def told_at(folder, lang, *, says="do_not_bill", given=False):
    """Return a bench at a case that the floor has answered."""
    seat, desk = waiting_seat(folder)
    letter = answering.reassigned(cover(seat), signer(seat), "op-9") if given else answer(seat, desk, says)
    taken(seat, letter, desk=desk)
    bench = Bench(seat, lang)
    bench.sit(desk)
    return bench


def words_of(rows):
    """Return what rows say, without the breaks between them."""
    return "".join(text_of(rows).replace("\n", " ").split())


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(
    ("says", "ja", "en"), [("do_not_bill", "確認待ち解除", "islifted"), ("bill", "電話しない", "donotcall")]
)
def test_an_answer_stays_in_sight_on_the_call_and_where_the_instruction_is_looked_at(tmp_path, lang, says, ja, en):
    bench = told_at(tmp_path, lang, says=says)
    pages = [lambda: None, lambda: bench.go(BriefPage()), lambda: bench.go(instruction_form(bench))]

    for page in pages:
        page()
        for width, height in SIZES:
            shown = words_of(bench.rows(width, height))
            assert {"ja": ja, "en": en}[lang] in shown or width < 80
            assert "高橋" not in shown
            assert "当社の誤り" not in shown
    bench.seat.close()


def test_behind_the_mask_stand_the_name_and_the_words(tmp_path):
    bench = told_at(tmp_path, "ja", says="ask")
    assert ".で見る" in words_of(bench.rows())
    bench.looking = True

    shown = words_of(bench.rows(120, 40))
    assert "高橋から質問：「当社の誤りです」" in shown
    assert ".で見る" not in shown
    bench.seat.close()


def test_a_question_leaves_the_call_once_a_note_answers_it(tmp_path):
    bench = told_at(tmp_path, "en", says="ask")
    assert "asks" in words_of(bench.rows())

    bench.desk.note("10月19日に開通")
    assert "asks" not in words_of(bench.rows())
    bench.seat.close()


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_case_given_to_another_says_to_whom_until_it_is_taken_up_again(tmp_path, lang):
    bench = told_at(tmp_path, lang, given=True)
    assert "op-9" in words_of(bench.rows())

    bench.desk.resume()
    assert "op-9" not in words_of(bench.rows())
    bench.seat.close()


def test_a_case_the_floor_said_nothing_of_has_no_row_of_it(tmp_path):
    seat, desk = waiting_seat(tmp_path)
    bench = Bench(seat, "en")
    bench.sit(desk)

    assert "Floor" not in text_of(bench.rows())
    bench.go(BriefPage())
    assert "Floor" not in text_of(bench.whole())
    seat.close()
