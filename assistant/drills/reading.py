"""Scenario files: TOML becomes scenarios and the problems found on the way. Never throws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from assistant.drills import scenario as sc
from assistant.drills.reader import KNOWS, Reader
from assistant.drills.truth import case_of
from assistant.rules.decision import Judge
from assistant.rules.entries import Entry, File
from assistant.rules.policy import Ruling
from assistant.rules.problems import Problem
from assistant.rules.toml_text import read_toml

POINTS = "points.toml"
_ONCE = ("customer", "expect")


@dataclass(slots=True)
class Library:
    """The scenarios of a folder that could be read, its learning points, and every problem."""

    scenarios: dict[str, sc.Scenario] = field(default_factory=dict)
    points: dict[str, sc.Point] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_library(place: str, texts: Mapping[str, str], judge: Judge, points: str | None = None) -> Library:
    """Read the scenarios of a folder, by file name; one bad file does not spoil the others.

    `points` stands in for the folder's own learning points where it has none.
    """
    found = Library()
    told = texts.get(POINTS, points)
    if told is not None:
        found.points, found.problems = _points(f"{place}/{POINTS}", told)
    known = None if told is None else frozenset(found.points)
    for name, text in sorted(texts.items()):
        if name == POINTS or not name.endswith(".toml"):
            continue
        one, problems = read_scenario(f"{place}/{name}", text, judge, known)
        found.problems += problems
        if one is not None:
            found.scenarios[one.id] = one
    return found


def read_scenario(
    shown: str, text: str, judge: Judge, points: frozenset[str] | None = None
) -> tuple[sc.Scenario | None, list[Problem]]:
    """Return the scenario of one file; None where anything is wrong with it."""
    data, problems = read_toml(shown, text)
    return (None, problems) if problems else scenario_of(File(shown, text, flat(data)), judge, points)


def scenario_of(
    file: File, judge: Judge, points: frozenset[str] | None = None
) -> tuple[sc.Scenario | None, list[Problem]]:
    """Return the scenario that a file's tables say; None where anything is wrong with it."""
    one = Reader(file, judge.book.policy, points).scenario()
    if one is not None and not file.problems:
        _held_against(judge, one, file)
    return (None if file.problems else one), file.problems


def flat(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tables of a file so that each is found by the header it stands under."""
    flat = dict(data)
    for name in _ONCE:
        if isinstance(flat.get(name), dict):
            flat[name] = [flat[name]]
    customer = data.get("customer")
    if isinstance(customer, dict) and "knows" in customer:
        flat["customer"] = [{key: value for key, value in customer.items() if key != "knows"}]
        flat[KNOWS] = customer["knows"]
    return flat


def _points(shown: str, text: str) -> tuple[dict[str, sc.Point], list[Problem]]:
    data, problems = read_toml(shown, text)
    file = File(shown, text, data, problems)
    found = {each.id: sc.Point(each.id, each.words("name"), each.words("why")) for each in file.entries("point")}
    return found, file.problems


def _held_against(judge: Judge, one: sc.Scenario, file: File) -> None:
    """Note where what is expected is not what the facts of the scenario come to."""
    _, verdict = case_of(judge, one)
    _, later = case_of(judge, one, answered=True)
    entry = Entry(file, "expect", 0, file.data["expect"][0], named=False, id=one.id)
    for line, decision in verdict.lines:
        ruled = decision.ruling or Ruling.HOLD
        if one.expected.rulings[line.id] is not ruled:
            entry.note("expected_differs", f"rulings.{line.id}", found=one.expected.rulings[line.id], wanted=ruled)
    call = "wait" if verdict.call_waits else "ok"
    if one.expected.call not in {"", call}:
        entry.note("expected_differs", "call", found=one.expected.call, wanted=call)
    rungs = [each.rung.id if each.rung else sc.NO_ANSWER for each in (verdict, later)]
    if one.expected.escalate and one.expected.escalate not in rungs:
        entry.note("expected_differs", "escalate", found=one.expected.escalate, wanted=rungs[0])
