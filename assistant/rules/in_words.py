"""A case in the words of its pack: the label and the value of each fact, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.rules.facts import UNKNOWN
from assistant.rules.policy import Policy, Words
from assistant.rules.problems import say


def in_words(policy: Policy, case: Mapping[str, str]) -> Words:
    """Write a case down for people; what the pack has no word for, as it is."""
    parts = [(_label(policy, name), _value(policy, name, value)) for name, value in case.items()]
    ja, en = (", ".join(f"{label.of(lang)}={value.of(lang)}" for label, value in parts) for lang in ("ja", "en"))
    return Words(ja, en)


def _label(policy: Policy, name: str) -> Words:
    spec = policy.facts.get(name)
    return spec.label if spec else say("regime")[0]


def _value(policy: Policy, name: str, value: str) -> Words:
    spec = policy.facts.get(name)
    if spec is not None and value == UNKNOWN:
        return say("unknown")[0]
    return spec.names[value] if spec is not None and value in spec.names else Words(value, value)
