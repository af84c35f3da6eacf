"""The brief: everything the operator takes into the call, on one case, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.call.arguments import Weighed, weigh
from assistant.call.ladder import Step, steps
from assistant.call.mail import Mail, draft
from assistant.call.reactions import react
from assistant.call.script import Scene, Spoken, script
from assistant.rules.holds import holds
from assistant.rules.policy import Taboo


@dataclass(frozen=True, slots=True)
class Brief:
    """Script, what to say to each reaction, what not to say, both sides, the ladder and the mail."""

    script: tuple[Spoken, ...]
    reactions: Mapping[str, tuple[Spoken, ...]]
    taboos: tuple[Taboo, ...]
    arguments: tuple[Weighed, ...]
    ladder: tuple[Step, ...]
    mail: Mail
    call_waits: bool


def brief(scene: Scene, tone: str = "confirmation") -> Brief:
    """Gather the brief of a case."""
    return Brief(
        script=script(scene),
        reactions={name: react(scene, name) for name in scene.policy.reactions},
        taboos=taboos(scene),
        arguments=weigh(scene),
        ladder=steps(scene.policy, scene.case, scene.verdict.rung),
        mail=draft(scene, tone),
        call_waits=scene.verdict.call_waits,
    )


def taboos(scene: Scene) -> tuple[Taboo, ...]:
    """Return what must not be said here, stops first."""
    values = scene.values(None)
    found = [each for each in scene.policy.taboos if holds(each.when, values) is not False]
    return tuple(sorted(found, key=lambda each: each.level != "stop"))
