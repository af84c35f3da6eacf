"""Tasks of public customer-service benchmarks read as scenarios, as far as they map. Pure; never throws.

What does not map is told, field by field. No fact is made up: a task that names no
charge and no fact of ours becomes a case of which nothing is known, and that is held.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from assistant.call.json_text import json_name
from assistant.drills import scenario as sc
from assistant.drills import tasks
from assistant.drills.reading import flat, scenario_of
from assistant.rules.clean import clean
from assistant.rules.decision import Judge
from assistant.rules.entries import TEXT_MAX, File
from assistant.rules.facts import UNKNOWN
from assistant.rules.policy import Ruling
from assistant.rules.problems import Problem, problem

TASKS_MAX = 3_000
LEAVES_MAX = 400
"""So many fields of one task are told; of the others, how many there are."""

KEPT_MAX = 2_000
ID_MAX = 60
LINE = "1"
Task = tasks.Task

_KINDS: Mapping[str, tuple[type, ...]] = {
    "description": (dict, type(None)),
    "user_scenario": (dict,),
    "user_scenario.persona": (str, type(None)),
    "user_scenario.instructions": (dict, str),
    "ticket": (str, type(None)),
    "initial_state": (dict, type(None)),
    "evaluation_criteria": (dict, type(None)),
    "evaluation_criteria.actions": (list, type(None)),
    "evaluation_criteria.env_assertions": (list, type(None)),
    "evaluation_criteria.communicate_info": (list, type(None)),
    "evaluation_criteria.nl_assertions": (list, type(None)),
}
_WANTED = {dict: "{…}", str: '"…"', list: "[…]", type(None): "null"}


@dataclass(frozen=True, slots=True)
class Left:
    """A field that was not taken over, or one that had to be assumed, and what stands there."""

    field: str
    text: str
    assumed: bool = False


@dataclass(slots=True)
class Read:
    """What came of one task."""

    id: str
    scenario: sc.Scenario | None = None
    left: list[Left] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_tasks(place: str, found: object, judge: Judge, today: date) -> Iterator[Read]:
    """Walk the tasks of a file: a list of them, one by itself, or a list under `tasks`."""
    inside = found.get("tasks") if isinstance(found, dict) and "id" not in found else found
    listed = [inside] if isinstance(inside, dict) else inside
    if not isinstance(listed, list):
        wrong = problem("wrong_type", place, key="tasks", found=json_name(listed), wanted="[{…}]")
        yield Read("", problems=[wrong])
        return
    if len(listed) > TASKS_MAX:
        yield Read("", problems=[problem("too_many", place, found=len(listed), most=TASKS_MAX)])
        return
    names: set[str] = set()
    seen: set[str] = set()
    for nth, each in enumerate(listed):
        yield _one(f"{place}#{nth}", each, judge, today, (names, seen))


def _one(place: str, given: object, judge: Judge, today: date, known: tuple[set[str], set[str]]) -> Read:
    names, seen = known
    if not isinstance(given, dict):
        return Read("", problems=[problem("wrong_type", place, key="task", found=json_name(given), wanted="{…}")])
    name = given.get("id")
    if not isinstance(name, str | int) or isinstance(name, bool) or not str(name).strip():
        code = "missing" if name is None else "wrong_type"
        return Read("", problems=[problem(code, place, key="id", found=json_name(name), wanted='"…"')])
    shown = clean(str(name), ID_MAX)
    read = Read(shown, problems=list(_kinds(place, shown, given)))
    if str(name) in seen:
        read.problems.append(problem("duplicate", place, 0, shown, found=shown, key="id"))
    seen.add(str(name))
    if not read.problems:
        free = _free(str(name), names)
        if _our_side(given) is None:
            _foreign(read, given, judge, today, free)
        else:
            _ours(read, given, judge, free)
        read.problems = [problem_in(each, place) for each in read.problems]
    return read


def problem_in(one: Problem, place: str) -> Problem:
    """Give a problem the place of its task."""
    return Problem(place, 0, one.id, one.what, one.hint, one.code)


def _kinds(place: str, name: str, given: Mapping[str, Any]) -> Iterator[Problem]:
    for path, kinds in _KINDS.items():
        value: Any = given
        for part in path.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        needed = path == "user_scenario"
        if value is None and not needed and type(None) not in kinds:
            continue  # left out, under something that may be left out
        if not isinstance(value, kinds):
            wanted = " / ".join(_WANTED[each] for each in kinds)
            yield problem("wrong_type", place, 0, name, key=path, found=json_name(value), wanted=wanted)


def _free(name: str, taken: set[str]) -> str:
    """Return a name for the file that no other task of it has."""
    plain = re.sub(r"[^0-9A-Za-z]+", "_", name).strip("_").lower()[:ID_MAX] or "task"
    plain = plain if plain[0].isalpha() else f"task_{plain}"
    free = next(each for each in (plain, *(f"{plain}_{nth}" for nth in range(2, TASKS_MAX + 2))) if each not in taken)
    taken.add(free)
    return free


def _our_side(given: Mapping[str, Any]) -> Any:  # noqa: ANN401  # JSON
    found: Any = given
    for part in ("initial_state", "initialization_data", "agent_data", tasks.OURS):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _ours(read: Read, given: Task, judge: Judge, name: str) -> None:
    """Read a task that was a scenario of ours. What was changed in its sentences is told: they are not read."""
    data = given["initial_state"]["initialization_data"]
    theirs = data.get("user_data")
    sides = [data["agent_data"][tasks.OURS], theirs.get(tasks.OURS) if isinstance(theirs, dict) else None]
    tables: dict[str, Any] = {"id": name}
    for side, keys in zip(sides, (tasks.OUR_SIDE, tasks.THEIR_SIDE), strict=True):
        if isinstance(side, dict):
            tables |= {key: side[key] for key in keys if key in side}
    tables["today"] = _day(tables.get("today"))
    tables["expect"] = _expected(given.get("evaluation_criteria") or {})
    tables = {key: value for key, value in tables.items() if value is not None}
    read.scenario, read.problems = scenario_of(File(f"{name}.toml", "", flat(tables)), judge)
    if read.scenario is not None:
        read.left = _differing(given, [tasks.task(read.scenario, judge.book.policy, lang) for lang in ("ja", "en")])


def _day(told: object) -> object:
    try:
        return date.fromisoformat(told) if isinstance(told, str) else told
    except ValueError:
        return told


def _expected(criteria: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is to come of it, of the checks that are ours."""
    found: dict[str, Any] = {"rulings": {}, "must": [], "must_not": [], "order": []}
    found["must"] = [name for name in map(_must, criteria.get("actions") or []) if name]
    for each in criteria.get("env_assertions") or []:
        told = each.get("arguments") if isinstance(each, dict) else None
        if not isinstance(told, dict):
            continue
        match each.get("func_name"):
            case tasks.RULING:
                found["rulings"][str(told.get("line"))] = told.get("ruling")
            case tasks.CALL:
                found["call"] = told.get("is")
            case tasks.ESCALATED:
                found["escalate"] = told.get("is")
            case tasks.HAPPENED:
                found["must_not"].append(told.get("what"))
            case tasks.IN_ORDER:
                found["order"].append([told.get("first"), told.get("then")])
            case _:
                pass
    return found


def _must(action: object) -> str:
    """Return the duty an action of the assistant comes to; nothing where it is none of ours."""
    if not isinstance(action, dict) or action.get("requestor", "assistant") != "assistant":
        return ""
    name = action.get("name")
    named: Mapping[str, str] = tasks.catalogue()["must_named"]
    return name if name in sc.MUST else named.get(name, "") if isinstance(name, str) else ""


def _differing(given: Task, again: list[Task]) -> list[Left]:
    told = dict(_leaves(given, ""))
    same = [dict(_leaves(each, "")) for each in again]
    return [
        Left(path, text) for path, text in told.items() if all(each.get(path) != text for each in same) and path != "id"
    ]


def _foreign(read: Read, given: Task, judge: Judge, today: date, name: str) -> None:
    """Read a task of somebody else's business."""
    user = given["user_scenario"]
    told = user.get("instructions")
    path = "user_scenario.instructions"
    reason = told.get("reason_for_call") if isinstance(told, dict) else told
    purpose = (given.get("description") or {}).get("purpose")
    mapped = {
        "title": _taken(read, "description.purpose", purpose) or clean(str(given["id"]), TEXT_MAX),
        "speech": _taken(read, "user_scenario.persona", user.get("persona")) or "standard",
        "opens": _taken(read, f"{path}.reason_for_call" if isinstance(told, dict) else path, reason),
    }
    actions = [each for each in ((given.get("evaluation_criteria") or {}).get("actions") or []) if _must(each)]
    duties = list(dict.fromkeys(map(_must, actions)))
    taken = {"id", "description.purpose", "user_scenario.persona", f"{path}.reason_for_call"}
    taken |= {path} if isinstance(told, str) else set()
    taken |= {f"evaluation_criteria.actions.{nth}" for nth, each in enumerate(_actions(given)) if _must(each)}
    read.left += [Left(each, text) for each, text in _leaves(given, "") if not _within(each, taken)]
    read.left += [
        Left("today", today.isoformat(), assumed=True),
        Left("line.charge_line", UNKNOWN, assumed=True),
        Left("customer.speaker", UNKNOWN, assumed=True),
        Left("customer.mood", sc.MOODS[0], assumed=True),
    ]
    tables = _tables(name, mapped, duties, today)
    read.scenario, read.problems = scenario_of(File(f"{name}.toml", "", flat(tables)), judge)


def _tables(name: str, mapped: Mapping[str, str], duties: list[str], today: date) -> dict[str, Any]:
    """Return the tables of a scenario of which nothing is known."""
    caller = {lang: tasks.say("caller", lang) for lang in ("ja", "en")}
    opens = {lang: mapped["opens"] or tasks.say("no_reason", lang) for lang in ("ja", "en")}
    return {
        "id": name,
        "title": {"ja": mapped["title"], "en": mapped["title"]},
        "teaches": [],
        "today": today,
        "line": [{"id": LINE, "charge_line": UNKNOWN}],
        "customer": {
            "name": caller,
            "mood": sc.MOODS[0],
            "patience": sc.PATIENCE_MAX,
            "speech": mapped["speech"],
            "speaker": UNKNOWN,
            "opens": opens,
        },
        "expect": {"rulings": {LINE: Ruling.HOLD.value}, "must": duties, "must_not": [], "order": []},
    }


def _actions(given: Task) -> list[Any]:
    return (given.get("evaluation_criteria") or {}).get("actions") or []


def _within(path: str, taken: set[str]) -> bool:
    return any(path == each or path.startswith(f"{each}.") for each in taken)


def _taken(read: Read, path: str, value: object) -> str:
    """Return a text in one line, as long as a scenario may have it; what had to be cut is told."""
    if not isinstance(value, str):
        return ""
    text = " ".join(clean(value, 4 * TEXT_MAX).replace("\ufffd", "?").split())
    if len(text) > TEXT_MAX or len(value) > 4 * TEXT_MAX:
        read.left.append(Left(path, value[:KEPT_MAX]))
    return text[:TEXT_MAX]


def _leaves(value: object, path: str) -> Iterator[tuple[str, str]]:
    """Walk the fields that say something, each with its path and value; beyond the limit, their number."""
    found = 0
    waiting: list[tuple[str, object]] = [(path, value)]
    while waiting:
        at, here = waiting.pop()
        inside = here.items() if isinstance(here, dict) else enumerate(here) if isinstance(here, list) else None
        if inside:
            waiting += reversed([(f"{at}.{key}" if at else str(key), each) for key, each in inside])
        elif inside is None and here not in {None, ""}:
            found += 1
            if found <= LEAVES_MAX:
                yield clean(at, TEXT_MAX), here if isinstance(here, str) else json.dumps(here)
    if found > LEAVES_MAX:
        yield "...", f"+{found - LEAVES_MAX}"
