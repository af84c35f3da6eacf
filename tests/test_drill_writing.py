"""A scenario written down is read again as the very same one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from drilled import JUDGE, LIBRARY, NAMES, SCENARIOS, TOLD
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.drills.reading import read_scenario
from assistant.drills.writing import written
from assistant.rules.policy import Words

POINTS = frozenset(LIBRARY.points)


def read_again(one, **more):
    return read_scenario(f"x/{one.id}.toml", written(one, **more), JUDGE, POINTS)


@pytest.mark.parametrize("name", NAMES)
def test_every_scenario_of_the_pack_comes_back_as_written(name):
    assert read_again(SCENARIOS[name]) == (SCENARIOS[name], [])


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60).filter(str.strip), st.text())
def test_whatever_is_said_comes_back_as_it_was_said(said, remark):
    """Quotes, backslashes and signs of TOML are text like any other, in a sentence as in a remark."""
    one = replace(SCENARIOS[TOLD], title=Words(said, said))
    again, problems = read_again(one, remarks=[" ".join(remark.split())])

    if again is None:
        assert {each.code for each in problems} <= {"control_character", "not_utf8", "long_line"}
    else:
        assert again == one


def test_remarks_stand_above_the_scenario_and_change_nothing():
    one = SCENARIOS[TOLD]

    assert written(one, ["first\nsecond", "third"]).startswith("# first\n# second\n# third\n\nid = ")
    assert read_again(one, remarks=["first\nsecond"]) == (one, [])
