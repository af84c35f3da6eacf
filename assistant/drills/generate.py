"""Scenarios made of a pack: together they reach every rule and ruling, or every pair of values that a rule tests.

Each is held against the engine and played by the perfect trainee before it counts.
The same pack and seed give the same scenarios.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from random import Random

from assistant.call.verdict import Verdict
from assistant.drills import deeds as do
from assistant.drills import scenario as sc
from assistant.drills.autopilot import perfect
from assistant.drills.casting import Name, cast, words
from assistant.drills.cover import Cell, Pairs, cells_for
from assistant.drills.drill import played
from assistant.drills.facts_for import Given, given_for
from assistant.drills.score import score
from assistant.drills.truth import case_of
from assistant.rules.decision import Decision, Judge
from assistant.rules.policy import Ruling

RULES, PAIRS = "rules", "pairs"


@dataclass(frozen=True, slots=True)
class Made:
    """One scenario made for an aim: a rule, or a cell of pairs. None: nothing could be made for it."""

    aim: str
    scenario: sc.Scenario | None
    rules: tuple[str, ...] = ()  # those that decide it
    points: int = 0


@dataclass(frozen=True, slots=True)
class Reached:
    """The rules and rulings that scenarios come to."""

    rules: frozenset[str]
    rulings: frozenset[Ruling]


def reached(judge: Judge, scenarios: Iterable[sc.Scenario]) -> Reached:
    """Return what decides the lines of these scenarios, and how they are ruled."""
    found = [one for each in scenarios for _, one in case_of(judge, each)[1].lines]
    rules = frozenset(rule.id for one in found for rule in one.rules)
    return Reached(rules, frozenset(one.ruling for one in found if one.ruling))


def size_of(judge: Judge, cover: str) -> int:
    """Return how many aims there are, to tell progress by."""
    tables = judge.book.tables.values()
    if cover == RULES:
        return sum(len(table.rules) for table in tables)
    return sum(len(table.domains[a]) * len(table.domains[b]) for table in tables for a, b in _couples(table.facts))


def _couples(facts: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    return ((a, b) for at, a in enumerate(facts) for b in facts[at + 1 :])


def for_rules(judge: Judge, seed: int) -> Iterator[Made]:
    """Walk a scenario for each rule of the pack; one that cannot be reached is told as such."""
    taken: set[str] = set()
    for line, table in judge.book.tables.items():
        for at, rule in enumerate(table.rules):
            chance = Random(f"{seed} {rule.id}")  # noqa: S311  # for variety, not for secrets
            name = Name(_free(f"rule_{_plain(rule.id)}", taken), words("title_rule", name=rule.id))
            made = (_made(judge, line, given, name, chance) for given in _given(judge, line, at, chance))
            hits = (replace(each, aim=rule.id) for each in made if each is not None and rule.id in each.rules)
            yield next(hits, Made(rule.id, None))


def _free(name: str, taken: set[str]) -> str:
    """Return a name no other file has: rules may differ by signs and capitals only."""
    found = next(each for each in (name, *(f"{name}_{nth}" for nth in range(2, 10_000))) if each not in taken)
    taken.add(found)
    return found


def _given(judge: Judge, line: str, at: int, chance: Random) -> Iterator[Given]:
    for cell in cells_for(judge.book.tables[line], at, chance):
        given = given_for(judge.book, line, cell, chance)
        if given is not None and given.cell == cell:
            yield given


@dataclass(slots=True)
class PairCover:
    """Scenarios that meet every pair of values, and how far that has come."""

    judge: Judge
    seed: int
    met: int = 0
    impossible: tuple[str, ...] = ()

    @property
    def all(self) -> int:
        """How many pairs there are, those that cannot come to pass among them."""
        return size_of(self.judge, PAIRS)

    def walk(self) -> Iterator[Made]:
        """Walk the scenarios, charge line by charge line."""
        for line in self.judge.book.tables:
            chance = Random(f"{self.seed} {line}")  # noqa: S311  # for variety, not for secrets
            before = self.met
            pairs = Pairs(self.judge.book.tables[line], _Comes(self.judge, line, chance), chance)
            for nth, cell in enumerate(pairs.cells(), 1):
                self.met = before + pairs.all - len(pairs.left) - len(pairs.impossible)
                yield self._one(line, f"{_plain(line)}_{nth:03}", cell)
            self.impossible += tuple(f"{line}: {a}={x}, {b}={y}" for (a, x), (b, y) in sorted(pairs.impossible))
            self.met = before + pairs.all - len(pairs.impossible)

    def _one(self, line: str, name: str, cell: Cell) -> Made:
        chance = Random(f"{self.seed} {name}")  # noqa: S311  # for variety, not for secrets
        given = given_for(self.judge.book, line, cell, chance)
        titled = Name(f"pair_{name}", words("title_pair", name=name))
        made = None if given is None else _made(self.judge, line, given, titled, chance)
        return made or Made(titled.id, None)


@dataclass(frozen=True, slots=True)
class _Comes:
    """What a cell comes to as a case of this line."""

    judge: Judge
    line: str
    chance: Random

    def __call__(self, cell: Cell) -> Cell | None:
        given = given_for(self.judge.book, self.line, cell, self.chance)
        return None if given is None or given.cell.keys() != cell.keys() else given.cell


def _made(judge: Judge, line: str, given: Given, name: Name, chance: Random) -> Made | None:
    """Return a scenario of these facts, expecting what the engine comes to; None where the engine sees no ruling."""
    draft = cast(judge.book.policy, line, given, name, chance)
    _, verdict = case_of(judge, draft)
    decision = verdict.of(draft.lines[0].id)
    if decision.ruling is None:
        return None
    with played(draft, "en", judge.book.policy.id) as drill:
        perfect(drill)
        trace = drill.trace()
    one = replace(draft, expected=_expected(draft, verdict, decision, trace))
    points = score(judge, one, trace).points
    return Made(name.id, one, tuple(rule.id for rule in decision.rules), points)


def _expected(one: sc.Scenario, verdict: Verdict, decision: Decision, trace: do.Trace) -> sc.Expected:
    """Ask for the engine's ruling, for what its actions come to, and that nothing harmful is done on the way."""
    waits = verdict.call_waits
    duties = [sc.VERIFY]
    duties += [sc.CONFIRM] if waits else []
    duties += [sc.JOURNAL] if any(each.instructs for each in one.bosses) else []
    duties += [sc.HOLD_LINE] if decision.ruling is Ruling.HOLD else []
    duties += [each.what for each in trace if isinstance(each, do.Did) and each.what in sc.MUST]
    banned = [sc.EARLY_DATA, *([] if decision.ruling is Ruling.BILL else [sc.NON_DEBT])]
    return sc.Expected(
        rulings={one.lines[0].id: decision.ruling or Ruling.HOLD},
        call="wait" if waits else "ok",
        escalate=verdict.rung.id if verdict.rung else sc.NO_ANSWER,
        must=tuple(duties),
        must_not=(*banned, *([sc.EARLY_CALL] if waits else [])),
        order=((sc.VERIFY, sc.DISCLOSE), *(((sc.CONFIRM, sc.CALL),) if waits else ())),
    )


def _plain(name: str) -> str:
    """Return a name as a file may be called."""
    return re.sub(r"\W+", "_", name).strip("_").lower()
