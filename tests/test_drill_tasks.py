"""Tasks of public benchmarks: ours come back whole, others keep what maps, and nothing is dropped in silence."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date
from functools import cache

import pytest
from click.testing import CliRunner
from drilled import JUDGE, NAMES, SCENARIOS, TOLD
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.doors.front import front
from assistant.drills.reading import read_scenario
from assistant.drills.run import run
from assistant.drills.tasks import task
from assistant.drills.tasks_read import TASKS_MAX, read_tasks
from assistant.drills.tasks_told import REMARKS_MAX, remarks
from assistant.drills.writing import written
from assistant.rules.policy import Ruling

TODAY = date(2026, 11, 24)
FAILED, USAGE = 1, 2

FOREIGN = {
    "id": "[bill]asks_for_refund[PERSONA:Easy]",
    "description": {"purpose": "The agent refuses politely.", "relevant_policies": None, "notes": None},
    "user_scenario": {
        "persona": "Friendly,\nand in a hurry.",
        "instructions": {
            "domain": "telecom",
            "reason_for_call": "You were charged for a service you never ordered.",
            "known_info": "You are Jo Doe. The charge is 525 yen.",
            "unknown_info": "You do not know the order number.",
            "task_instructions": "Insist twice.",
        },
    },
    "ticket": "The customer disputes a charge.",
    "initial_state": {
        "initialization_data": None,
        "initialization_actions": [{"env_type": "user", "func_name": "set_name", "arguments": {"name": "Jo"}}],
        "message_history": None,
    },
    "evaluation_criteria": {
        "actions": [
            {"action_id": "a", "name": "get_bill", "arguments": {"id": "B1"}, "info": None},
            {"action_id": "b", "name": "transfer_to_human_agents", "arguments": {"summary": "x"}, "info": None},
        ],
        "env_assertions": [
            {"env_type": "user", "func_name": "assert_paid", "arguments": {"expected": False}, "assert_value": True}
        ],
        "communicate_info": ["525"],
        "nl_assertions": ["The agent does not promise a refund."],
        "reward_basis": ["DB"],
    },
    "annotations": None,
}


@cache
def exported(name, lang):
    return json.dumps(task(SCENARIOS[name], JUDGE.book.policy, lang))


def read(*tasks):
    return list(read_tasks("tasks.json", list(tasks), JUDGE, TODAY))


def call(*words, **more):
    return CliRunner().invoke(front, ["drill", *words], **more)


def changed(path, value, of=None):
    """Change one field of a task."""
    found = deepcopy(of or FOREIGN)
    *way, last = path.split(".")
    here = found
    for part in way:
        here = here[int(part)] if isinstance(here, list) else here[part]
    here[last] = value
    return found


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_scenario_of_ours_comes_back_whole_from_the_task_it_was_written_as(name, lang):
    (found,) = read(json.loads(exported(name, lang)))

    assert (found.scenario, found.left, found.problems) == (SCENARIOS[name], [], [])


def test_what_others_changed_in_a_task_of_ours_is_read_where_it_counts_and_told_where_it_does_not():
    ours = json.loads(exported(TOLD, "en"))
    retold = changed("user_scenario.instructions.known_info", "Nothing.", ours)
    (found,) = read(retold)

    assert found.scenario == SCENARIOS[TOLD]
    assert [each.field for each in found.left] == ["user_scenario.instructions.known_info"]
    ours["evaluation_criteria"]["actions"].append({"name": "get_bill", "arguments": {}, "requestor": "assistant"})
    (found,) = read(ours)
    assert [each.field.rpartition(".")[2] for each in found.left] == ["name", "requestor"]


def test_an_end_that_the_facts_do_not_have_is_refused_in_a_task_too():
    ours = json.loads(exported(TOLD, "en"))
    ours["evaluation_criteria"]["env_assertions"][0]["arguments"]["ruling"] = "bill"
    (found,) = read(ours)

    assert found.scenario is None
    assert {each.code for each in found.problems} == {"expected_differs"}


def test_a_task_of_another_business_is_a_case_of_which_nothing_is_known_and_that_is_held():
    (found,) = read(FOREIGN)
    one = found.scenario

    assert found.problems == []
    assert (one.id, one.title.en) == ("bill_asks_for_refund_persona_easy", "The agent refuses politely.")
    assert one.customer.opens.en == "You were charged for a service you never ordered."
    assert one.customer.speech == "Friendly, and in a hurry."
    assert (one.records, one.customer.knows, one.bosses) == ((), (), ())
    assert one.lines[0].charge_line == one.customer.speaker == "unknown"
    assert one.lines[0].amount_yen is None
    assert one.expected.rulings == {"1": Ruling.HOLD}
    assert one.expected.must == ("hand_over",)
    result = run(one, "perfect", "en")
    assert (result.score.points, result.score.critical) == (100, ())
    assert run(one, "always-bill", "en").score.critical


def words_of(value):
    """Walk every text and number of a task."""
    if isinstance(value, dict):
        for each in value.values():
            yield from words_of(each)
    elif isinstance(value, list):
        for each in value:
            yield from words_of(each)
    elif value is not None:
        yield value if isinstance(value, str) else json.dumps(value)


def test_every_word_of_a_task_is_mapped_or_named_as_not_mapped():
    (found,) = read(FOREIGN)
    one = found.scenario
    kept = {one.title.en, one.customer.opens.en, one.customer.speech, *(each.text for each in found.left)}
    mapped = {FOREIGN["id"], FOREIGN["user_scenario"]["persona"], "transfer_to_human_agents", "b", "x"}

    assert [each for each in words_of(FOREIGN) if each not in kept | mapped] == []
    assert {each.field for each in found.left if each.assumed} == {
        "today",
        "line.charge_line",
        "customer.speaker",
        "customer.mood",
    }


def test_what_could_not_be_mapped_stands_at_the_head_of_the_file(tmp_path):
    file = tmp_path / "tasks.json"
    file.write_text(json.dumps([FOREIGN]), encoding="utf-8")
    told = call("import", str(file), "--out", str(tmp_path / "out"), "--lang", "en")
    (made,) = (tmp_path / "out").iterdir()
    text = made.read_text(encoding="utf-8")

    assert told.exit_code == 0
    assert "field(s) could not be mapped (user_scenario.instructions.domain" in told.output
    assert "# not mapped: user_scenario.instructions.known_info: You are Jo Doe. The charge is 525 yen.\n" in text
    assert "# not in the task, so assumed: today: 2" in text
    assert call("check", str(tmp_path / "out")).exit_code == 0
    assert call("run", str(made)).exit_code == 0


def test_tasks_go_out_of_one_door_and_in_at_the_other(tmp_path):
    out = call("export", TOLD, NAMES[0], "--lang", "ja")
    back = call("import", "-", "--json", "--out", str(tmp_path), input=out.output)
    told = json.loads(back.output)

    assert (out.exit_code, back.exit_code, told["ok"]) == (0, 0, True)
    assert [(each["scenario"], each["unmapped"]) for each in told["tasks"]] == [(TOLD, []), (NAMES[0], [])]
    again, problems = read_scenario(f"{TOLD}.toml", (tmp_path / f"{TOLD}.toml").read_text("utf-8"), JUDGE)
    assert (again, problems) == (SCENARIOS[TOLD], [])
    assert call("export", "told_2012").exit_code == USAGE


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("id", None),
        ("id", []),
        ("id", ""),
        ("id", True),
        ("description", "text"),
        ("user_scenario", None),
        ("user_scenario", []),
        ("user_scenario.persona", 3),
        ("user_scenario.instructions", ["x"]),
        ("ticket", {}),
        ("initial_state", "x"),
        ("evaluation_criteria", []),
        ("evaluation_criteria.actions", "x"),
        ("evaluation_criteria.nl_assertions", {}),
    ],
)
def test_a_field_of_a_wrong_kind_is_told_by_its_place_and_spoils_no_other_task(path, value):
    bad, good = read(changed(path, value), changed("id", "good"))

    assert bad.scenario is None
    assert bad.problems[0].code in {"wrong_type", "missing"}
    assert path in bad.problems[0].text("en")
    assert bad.problems[0].file == "tasks.json#0"
    for lang in ("ja", "en"):
        assert bad.problems[0].hint.of(lang)
    assert good.scenario is not None


def test_two_tasks_of_one_id_are_refused_and_two_of_one_file_name_are_not():
    first, twice, other = read(FOREIGN, FOREIGN, changed("id", "bill asks for refund persona easy"))

    assert twice.problems[0].code == "duplicate"
    assert other.scenario.id == f"{first.scenario.id}_2"


@pytest.mark.parametrize("given", [None, 3, "x", {"tasks": 3}, {"tasks": None}, [3], [None], [[]], {}])
def test_what_is_no_task_is_told(given):
    found = list(read_tasks("x.json", given, JUDGE, TODAY))

    assert all(each.problems and each.scenario is None for each in found)
    assert found


def test_more_tasks_than_are_read_are_refused():
    (found,) = read_tasks("x.json", [FOREIGN] * (TASKS_MAX + 1), JUDGE, TODAY)

    assert found.problems[0].code == "too_many"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"{", "bad.json:1"),
        (b"\xff\xfe", "bad.json:1"),
        (b"[" * 100_000, "bad.json:1"),
        (b'{"id": "a", "id": "b"}', "bad.json:1"),
        (b'[{"id": NaN}]', "bad.json:1"),
    ],
)
def test_a_file_that_is_no_json_is_refused_before_anything_is_made(tmp_path, raw, said):
    file = tmp_path / "bad.json"
    file.write_bytes(raw)
    told = call("import", str(file), "--out", str(tmp_path / "out"), "--lang", "en")

    assert told.exit_code == USAGE
    assert said in told.output
    assert not (tmp_path / "out").exists()
    assert call("import", str(tmp_path / "gone.json")).exit_code == USAGE


def test_a_text_too_long_is_cut_and_said_to_be():
    long = "word " * 5_000
    (found,) = read(changed("user_scenario.instructions.reason_for_call", long))
    above = remarks("tasks.json", found.id, found.left, "en")

    assert any("cut here" in each for each in above)
    assert read_scenario(f"{found.scenario.id}.toml", written(found.scenario, above), JUDGE) == (found.scenario, [])
    many = changed("evaluation_criteria.nl_assertions", [f"{nth} {'x' * 1_500}" for nth in range(3_000)])
    (found,) = read(many)
    above = remarks("tasks.json", found.id, found.left, "ja")
    assert sum(map(len, above)) < REMARKS_MAX + 1_000
    assert found.left[-5].text == "+2624"  # the fields beyond the limit are counted
    assert read_scenario(f"{found.scenario.id}.toml", written(found.scenario, above), JUDGE)[1] == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 10**6) | st.text(max_size=12) | st.just("2011-10-20"),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=6), inside, max_size=3),
    max_leaves=6,
)


def paths_of(value, at=""):
    """Walk the paths of a task's fields."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inside:
        yield f"{at}{key}"
        yield from paths_of(each, f"{at}{key}.")


OURS = json.loads(exported(TOLD, "en"))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_stands_in_a_field_reading_ends_in_a_scenario_or_in_problems(data):
    """And a scenario that comes of it can be written, read and is ruled by the engine."""
    base = data.draw(st.sampled_from([OURS, FOREIGN]))
    path = data.draw(st.sampled_from([each for each in paths_of(base) if not each.rpartition(".")[2].isdigit()]))
    (found,) = read(changed(path, data.draw(JSON), base))

    assert (found.scenario is None) == bool(found.problems)
    if found.scenario is not None:
        text = written(found.scenario, remarks("x", found.id, found.left, "ja"))
        assert read_scenario(f"{found.scenario.id}.toml", text, JUDGE) == (found.scenario, [])
