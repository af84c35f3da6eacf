"""A case as a golden test: what decided it, and what it came to. Nothing personal stands in it."""

from __future__ import annotations

import hashlib

from assistant.call.script import Scene
from assistant.call.verdict import kind_of
from assistant.rules.facts import Fact
from assistant.rules.golden import OPEN, Golden, written

ID_LENGTH = 10


def golden_text(scene: Scene) -> tuple[str, str]:
    """Return a name made of the content alone, and the case as golden tests, one a charge line."""
    found = [_golden(scene, at) for at in range(len(scene.verdict.lines))]
    bare = "\n".join(written(each) for each in found)
    name = "saved_" + hashlib.sha256(bare.encode()).hexdigest()[:ID_LENGTH]
    return name, bare.replace('id = "saved_', f'id = "{name}_')


def _golden(scene: Scene, at: int) -> Golden:
    policy, (line, decision) = scene.policy, scene.verdict.lines[at]
    facts = scene.case.facts_of(line)
    names = set(decision.known) | {policy.basis}
    for name in tuple(names):
        spec = policy.facts.get(name)
        names |= set(spec.inputs) if spec else set()
    kept = {name: Fact(facts[name].value) for name in policy.facts if name in names and name in facts}
    ruling = OPEN if decision.ruling is None else decision.ruling.value
    rules = tuple(rule.id for rule in decision.rules)
    return Golden("", 0, f"saved_{at + 1}", kind_of(line, policy), scene.today, kept, ruling, rules)
