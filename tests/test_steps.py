"""The way of a case: no step unreachable, none a dead end, and the machine adds nothing of its own."""

from __future__ import annotations

from itertools import chain, combinations

import pytest
from cases import POLICY
from hypothesis import given
from hypothesis import strategies as st

from assistant.call.steps import (
    BRIEF,
    CALL,
    CLOSED,
    HAND_OVER,
    HOLD,
    WRAP_UP,
    NotNow,
    mermaid,
    order_of,
    routes,
    take,
    way_to,
)

STAGES = tuple(POLICY.stages)
STEPS = (*order_of(STAGES), HOLD, HAND_OVER)
ROUTES = routes(STAGES)
TRIGGERS = sorted({route.trigger for route in ROUTES})
NEEDS = ("settled", "may_call")
ALL_SO = [frozenset(each) for each in chain.from_iterable(combinations(NEEDS, size) for size in range(3))]


def reached(start):
    """Return every step that can be reached from `start`."""
    found, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        for route in ROUTES:
            if route.source == here and route.dest not in found:
                found.add(route.dest)
                waiting.append(route.dest)
    return found


def test_every_step_is_reached_from_the_first():
    assert reached(STAGES[0]) == set(STEPS)


@pytest.mark.parametrize("step", [each for each in STEPS if each != CLOSED])
def test_no_step_is_a_dead_end(step):
    assert CLOSED in reached(step)
    assert {WRAP_UP, HAND_OVER, HOLD} <= reached(step)


def test_what_is_closed_stays_closed():
    assert reached(CLOSED) == {CLOSED}


def test_no_trigger_leads_two_ways_from_one_step():
    assert len({(route.trigger, route.source) for route in ROUTES}) == len(ROUTES)


@pytest.mark.parametrize("step", [each for each in STEPS if each != CLOSED])
def test_help_and_stop_are_one_step_away_whatever_is_so(step):
    """P11: a superior, and a stop that bills nobody, from anywhere."""
    for so in ALL_SO:
        if step != HAND_OVER:
            assert take(STAGES, step, "hand_over", so) == HAND_OVER
        if step not in {HOLD, HAND_OVER}:
            assert take(STAGES, step, "put_on_hold", so) == HOLD


@pytest.mark.parametrize("step", [HOLD, HAND_OVER])
def test_what_was_set_aside_is_taken_up_from_the_beginning_or_closed(step):
    assert take(STAGES, step, "resume", frozenset()) == STAGES[0]
    assert take(STAGES, step, "close", frozenset()) == CLOSED


@pytest.mark.parametrize("so", ALL_SO, ids=lambda so: "+".join(sorted(so)) or "nothing")
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("trigger", [*TRIGGERS, "fly", "to_closed", "initial", "settled"])
def test_the_machine_agrees_with_the_plain_table(step, trigger, so):
    way = [each for each in ROUTES if (each.source, each.trigger) == (step, trigger)]

    if not way:
        with pytest.raises(NotNow) as refused:
            take(STAGES, step, trigger, so)
        assert refused.value.code == "no_way"
    elif way[0].needs and way[0].needs not in so:
        with pytest.raises(NotNow) as refused:
            take(STAGES, step, trigger, so)
        assert refused.value.code == f"not_{way[0].needs}"
    else:
        assert take(STAGES, step, trigger, so) == way[0].dest


def test_nobody_comes_to_the_brief_unsettled_or_to_the_call_while_it_waits():
    """Whatever is not so, the way through it is shut: there is no second one."""
    assert {(route.source, route.needs) for route in ROUTES if route.dest == BRIEF} == {
        (STAGES[-1], "settled"),
        (CALL, None),  # back from it
    }
    assert {(route.source, route.needs) for route in ROUTES if route.dest == CALL} == {
        (BRIEF, "may_call"),
        (WRAP_UP, None),  # back from it
    }


@given(st.lists(st.tuples(st.sampled_from(TRIGGERS), st.sampled_from(ALL_SO)), max_size=12))
def test_a_walk_never_leaves_the_steps_and_remembers_nothing(walk):
    """The same step asked twice gives the same answer: no machine is a second memory."""
    step = STAGES[0]
    for trigger, so in walk:
        answers = []
        for _ in range(2):
            try:
                answers.append(take(STAGES, step, trigger, so))
            except NotNow as early:
                answers.append(early.code)
        assert answers[0] == answers[1]
        step = answers[0] if answers[0] in STEPS else step
        assert step in STEPS


@given(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=5, unique=True).map(tuple))
def test_any_stages_make_a_way(stages):
    way = order_of(stages)
    step = stages[0]
    for expected in way[1:]:
        step = take(stages, step, "close" if expected == CLOSED else "go_on", frozenset(NEEDS))
        assert step == expected


def test_the_diagram_draws_every_route_once():
    drawn = mermaid(STAGES).splitlines()
    arrows = [line.strip() for line in drawn if "-->" in line]

    assert drawn[0] == "stateDiagram-v2"
    assert arrows[0] == f"[*] --> {STAGES[0]}"
    assert f"{CLOSED} --> [*]" in arrows
    for route in ROUTES:
        between = [each for each in arrows if each.startswith(f"{route.source} --> {route.dest}: ")]
        assert len(between) == 1
        assert route.trigger in between[0]
        assert not route.needs or f"{route.trigger} [{route.needs}]" in between[0]
    assert len(arrows) == len({(route.source, route.dest) for route in ROUTES}) + 2


def test_the_way_to_a_step_passes_every_step_between_and_asks_what_each_asks():

    assert way_to(STAGES, "verification", "fee", frozenset()) == STAGES[1:]
    assert way_to(STAGES, "fee", "registration", frozenset()) == ("notice", "registration")
    assert way_to(STAGES, "fee", "fee", frozenset()) == ()
    assert way_to(STAGES, "notice", "brief", frozenset({"settled"})) == ("fee", "brief")
    for step, dest in (("fee", "brief"), ("closed", "fee"), ("hold", "fee")):
        with pytest.raises(NotNow):
            way_to(STAGES, step, dest, frozenset())
