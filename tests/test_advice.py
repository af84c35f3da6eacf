"""An instruction is checked when it is recorded: follow it, confirm it first, or wait for the decision."""

import pytest
from benches import bench_with_example, text_of
from desks import case_2011, seat_in

from assistant.screens.advice import CONFIRM_FIRST, FOLLOW, WAIT, standing

SETTLED = ("1", "1", "1", "1", "1", "1", "1")


def instruct(desk, says):
    desk.instruct("leader", "佐藤", "email", "2011-10-20 10:00", says, "")


@pytest.mark.parametrize("says", ["bill", "do_not_bill"])
def test_an_instruction_on_an_undecided_case_is_no_decision(tmp_path, says):
    """To bill is confirmed in writing (A3); not to bill waits for the case."""
    bench = bench_with_example(tmp_path)
    instruct(bench.desk, says)

    assert standing(bench.desk) == (CONFIRM_FIRST if says == "bill" else WAIT)


def test_what_the_case_comes_to_anyway_may_be_followed(tmp_path):
    desk = case_2011(seat_in(tmp_path))
    instruct(desk, "do_not_bill")

    assert standing(desk) == FOLLOW


def test_against_the_decision_both_sides_are_shown_and_the_customer_is_not_told(tmp_path):
    """Until a key puts it away; and that key does nothing else."""
    bench = bench_with_example(tmp_path)
    bench.pick(*SETTLED)
    bench.rows()
    instruct(bench.desk, "bill")
    shown = text_of(bench.rows())

    assert "書面で確認してから" in shown
    assert "お客様への電話はまだ" in shown
    assert "請求側" in shown
    assert "お客様側" in shown

    before = bench.desk.case
    bench.do("back")
    assert bench.desk.case == before
    assert "書面で確認してから" not in text_of(bench.rows())
