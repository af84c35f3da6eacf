"""Both sides: what will be said for a bill and against it, and whether it holds here."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.call.script import Scene
from assistant.rules.decision import Cited, cite
from assistant.rules.holds import any_holds, holds
from assistant.rules.policy import Argument


@dataclass(frozen=True, slots=True)
class Weighed:
    """An argument on this case: holds True, False, or None while a fact is missing."""

    argument: Argument
    holds: bool | None
    cites: tuple[Cited, ...]

    def reply(self, lang: str) -> str:
        """Return what to answer: what follows where it holds, else why it does not."""
        said = self.argument.grants if self.holds else self.argument.answer
        return said.of(lang)


def weigh(scene: Scene) -> tuple[Weighed, ...]:
    """Weigh every argument of the pack on the line in dispute, those that hold first."""
    line = next((line for line, _ in scene.verdict.lines if line.charge_line == scene.policy.roles.disputed), None)
    values = scene.values(line)
    facts = scene.case.facts if line is None else scene.case.facts_of(line)
    found = [
        Weighed(each, any_holds(each.holds, values), cite(scene.policy, list(each.cites), facts, scene.today))
        for each in scene.policy.arguments
        if holds(each.when, values) is not False
    ]
    order = {True: 0, None: 1, False: 2}
    return tuple(sorted(found, key=lambda each: order[each.holds]))
