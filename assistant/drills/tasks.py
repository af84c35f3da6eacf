"""A scenario as the task of a public customer-service benchmark: simulated user, our side, and what is checked. Pure.

What such a task has no word for stands under our own name in its initialization data,
so that a task of ours can be read back as the scenario it was.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.drills import scenario as sc
from assistant.drills.writing import written
from assistant.rules.policy import Policy, Words

OURS = "operator_assistant"
VERSION = 1
RULING, HAPPENED, IN_ORDER, CALL, ESCALATED = "ruling_is", "happened", "came_before", "call_is", "escalated_to"
OUR_SIDE = ("title", "teaches", "today", "unknown", "line", "records", "boss")
THEIR_SIDE = ("customer", "reaction")

Task = dict[str, Any]


@cache
def catalogue() -> dict[str, Any]:
    """Return the words of tasks."""
    return tomllib.loads(files("assistant.drills").joinpath("tasks.toml").read_text(encoding="utf-8"))


def say(name: str, lang: str, /, **told: object) -> str:
    """Return a sentence of the catalogue, filled in."""
    template: str = catalogue()[name]["ja" if lang == "ja" else "en"]
    return template.format(**told)


def task(one: sc.Scenario, policy: Policy, lang: str) -> Task:
    """Return the scenario as a task, in one language; our own part holds both."""
    tables = _plain(tomllib.loads(written(one)))
    expected = one.expected
    return {
        "id": one.id,
        "description": {"purpose": one.title.of(lang), "relevant_policies": policy.id, "notes": None},
        "user_scenario": {"persona": _persona(one, lang), "instructions": _instructions(one, policy, lang)},
        "ticket": "\n".join(_ticket(one, policy, lang)),
        "initial_state": {
            "initialization_data": {
                "agent_data": {OURS: {"v": VERSION, **{key: tables[key] for key in OUR_SIDE if key in tables}}},
                "user_data": {OURS: {key: tables[key] for key in THEIR_SIDE if key in tables}},
            },
            "initialization_actions": None,
            "message_history": None,
        },
        "evaluation_criteria": {
            "actions": [_action(nth, name) for nth, name in enumerate(expected.must)],
            "env_assertions": list(_assertions(expected)),
            "communicate_info": [],
            "nl_assertions": list(_sentences(expected, lang)),
            "reward_basis": ["ENV_ASSERTION", "ACTION"],
        },
    }


def _persona(one: sc.Scenario, lang: str) -> str:
    who = one.customer
    told = {"mood": who.mood, "speech": who.speech, "patience": who.patience}
    return say("persona", lang, name=who.name.of(lang), **told)


def _instructions(one: sc.Scenario, policy: Policy, lang: str) -> dict[str, Any]:
    knows = one.customer.knows
    unknown = [policy.facts[each].label.of(lang) for each in sorted(one.unknown) if each in policy.facts]
    well = [say("asked_well", lang, said=each.says.of(lang)) for each in knows if each.asked_well]
    reacts = [
        say("reacts", lang, ruling=policy.rulings[each.to].of(lang), said=each.says.of(lang)) for each in one.reactions
    ]
    return {
        "domain": policy.id,
        "reason_for_call": one.customer.opens.of(lang),
        "known_info": "\n".join(each.says.of(lang) for each in knows if not each.asked_well) or None,
        "unknown_info": "\n".join(unknown) or None,
        "task_instructions": "\n".join((*well, *reacts)),
    }


def _ticket(one: sc.Scenario, policy: Policy, lang: str) -> Iterator[str]:
    for each in one.lines:
        line = policy.lines.get(each.charge_line, Words(each.charge_line, each.charge_line)).of(lang)
        yield say("ticket", lang, option=each.option.of(lang) or "-", line=line, amount=each.amount_yen or "-")


def _action(nth: int, name: str) -> dict[str, Any]:
    return {"action_id": f"{name}_{nth}", "requestor": "assistant", "name": name, "arguments": {}, "info": None}


def _assertions(wanted: sc.Expected) -> Iterator[dict[str, Any]]:
    for line, ruling in wanted.rulings.items():
        yield _assertion(RULING, value=True, line=line, ruling=ruling.value)
    for name, value in ((CALL, wanted.call), (ESCALATED, wanted.escalate)):
        if value:
            yield _assertion(name, value=True, is_=value)
    for name in wanted.must_not:
        yield _assertion(HAPPENED, value=False, what=name)
    for first, then in wanted.order:
        yield _assertion(IN_ORDER, value=True, first=first, then=then)


def _assertion(name: str, *, value: bool, **arguments: str) -> dict[str, Any]:
    told = {key.rstrip("_"): each for key, each in arguments.items()}
    return {"env_type": "assistant", "func_name": name, "arguments": told, "assert_value": value, "message": None}


def _sentences(wanted: sc.Expected, lang: str) -> Iterator[str]:
    yield from (say("must_not", lang, what=each) for each in wanted.must_not)
    yield from (say("in_order", lang, first=first, then=then) for first, then in wanted.order)


def _plain(value: Any) -> Any:  # noqa: ANN401  # what TOML holds
    """Return TOML's values as JSON has them: days as text."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value
