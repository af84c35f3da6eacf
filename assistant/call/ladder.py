"""The ladder: who decides next, and who is passed over because they gave the instruction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.call.case import Case
from assistant.rules.policy import Policy, Rung

BILL = "bill"


@dataclass(frozen=True, slots=True)
class Step:
    """One rung as the operator sees it: taken, passed over (why), or above."""

    rung: Rung
    mark: str  # next, instructed, lower, above


def instructors(case: Case) -> tuple[tuple[str, str], ...]:
    """Return who said bill, as (rung, name), each once: also those who said it again in reply."""
    said = [(each.by, each.name) for each in case.instructions if each.says == BILL]
    said += [(each.by, each.name) for each in case.replies if each.says == BILL]
    return tuple(dict.fromkeys(said))


def next_rung(policy: Policy, case: Case, lowest: Iterable[str], *, contested: bool) -> Rung | None:
    """Return the rung to go to: above everybody who gave or endorsed the instruction.

    Sideways is not a way out: where two leaders agreed, a third leader is not asked.
    An instruction nobody is named for is taken to come from the lowest rung. None where
    nothing calls for a rung, or where nobody is left above.
    """
    order = [rung.id for rung in deciding(policy)]
    floor = [order.index(name) for name in lowest if name in order]
    if contested:
        floor += [order.index(by) + 1 for by, _ in instructors(case) if by in order] or [1]
    gave = {by for by, _ in instructors(case)}
    left = [name for name in order[max(floor) :] if name not in gave] if floor else []
    return rung_of(policy, left[0]) if left else None


def deciding(policy: Policy) -> list[Rung]:
    """Return the rungs that decide, bottom first; a liaison is told of errors, and sits above nobody."""
    return [rung for rung in policy.ladder if not rung.liaison]


def rung_of(policy: Policy, name: str) -> Rung:
    """Return the rung called so, or raise KeyError."""
    for rung in policy.ladder:
        if rung.id == name:
            return rung
    raise KeyError(name)


def topmost(policy: Policy) -> Rung:
    """Return the highest rung that decides; the carrier liaison does not."""
    return next(reversed(deciding(policy)), policy.ladder[0])


def above(policy: Policy, rung: Rung, case: Case) -> Rung | None:
    """Return the next rung above that did not give the instruction: the third party in CC."""
    order = deciding(policy)
    gave = {by for by, _ in instructors(case)}
    higher = order[order.index(rung) + 1 :] if rung in order else []
    return next((each for each in higher if each.id not in gave), None)


def steps(policy: Policy, case: Case, taken: Rung | None) -> tuple[Step, ...]:
    """Return the whole ladder, bottom first, with what became of each rung."""
    gave = {by for by, _ in instructors(case)}
    found: list[Step] = []
    passed = taken is not None
    for rung in policy.ladder:
        if rung == taken:
            found.append(Step(rung, "next"))
            passed = False
        elif rung.id in gave:
            found.append(Step(rung, "instructed"))
        else:
            found.append(Step(rung, "lower" if passed else "above"))
    return tuple(found)
