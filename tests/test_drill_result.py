"""The result of a drill is kept as it was, and nothing else is taken for one."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.drills.result import MODES, DrillResult, NotAResult, PartPoints, from_json

names = st.text(max_size=20)
zones = st.sampled_from([UTC, timezone(timedelta(hours=9))])
parts = st.builds(PartPoints, st.integers(0, 90), st.integers(0, 90))
results = st.builds(
    DrillResult,
    scenario=names,
    mode=st.sampled_from(MODES),
    trainee=names,
    started_at=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=zones),  # noqa: DTZ001  # zone is drawn apart
    seconds=st.integers(0, 10**6),
    score=st.integers(0, 100),
    passed=st.booleans(),
    parts=st.dictionaries(names, parts, max_size=4),
    critical=st.lists(names, max_size=3).map(tuple),
    learned=st.dictionaries(names, st.booleans(), max_size=4),
    taboos=st.lists(names, max_size=3).map(tuple),
    unsaid=st.lists(names, max_size=3).map(tuple),
    hints=st.integers(0, 99),
    pack=names,
    pack_version=names,
)


@given(results)
def test_a_result_comes_back_as_it_was_written(result):
    """Whoever reads it has what was scored, not what is nearly that."""
    assert from_json(json.loads(json.dumps(result.to_json(), ensure_ascii=False))) == result


@given(results, st.data())
def test_a_result_with_a_field_spoilt_is_refused(result, data):
    """A class report must not count what nobody scored."""
    told = result.to_json()
    field = data.draw(st.sampled_from(sorted(told)))
    told[field] = data.draw(st.sampled_from([None, -1, [1], {"x": 1}, 1.5]))

    with pytest.raises(NotAResult, match=field):
        from_json(told)


@pytest.mark.parametrize("told", [None, [], "x", {}, {"v": 2}])
def test_what_is_no_result_is_refused(told):
    """Anything may lie in a file."""
    with pytest.raises(NotAResult):
        from_json(told)


@given(results)
def test_a_moment_without_a_zone_is_refused(result):
    """Results of two centres must not be put in a wrong order."""
    told = {**result.to_json(), "started_at": "2026-11-24T10:00:00"}

    with pytest.raises(NotAResult, match="started_at"):
        from_json(told)
