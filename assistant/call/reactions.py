"""What is said next when the customer agrees, asks why, is angry, or is somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.call.script import Scene, Spoken, Turns, approval_said, speak
from assistant.call.verdict import ON_HOLD
from assistant.rules.policy import Reaction


def react(scene: Scene, reaction: str) -> tuple[Spoken, ...]:
    """Return the lines to say to a reaction of the pack; raise KeyError for one it does not know.

    What is said for a charge line is said for each; of what is said once, only the first
    answer of the pack that fits: the pack lists the most careful first. Where two people let a
    hold be billed, that is said in place of what is said of a hold.
    """
    known = scene.policy.reactions[reaction]
    why = known.why.of(scene.lang)
    return tuple(replace(each, why=why) for each in _answers(scene, known))


def _answers(scene: Scene, reaction: Reaction) -> Iterator[Spoken]:
    turns = Turns(scene)
    once = False
    if any(answer.rulings == ON_HOLD for answer in reaction.answers):
        for line, _ in scene.verdict.lines:
            yield from approval_said(scene, line, "approved_reacted")
    for answer in reaction.answers:
        if answer.per_line or not once:
            spoken = tuple(speak(scene, answer, turns))
            once = once or bool(spoken and not answer.per_line)
            yield from spoken
