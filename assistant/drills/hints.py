"""A hint: the answers that would settle what is open, or turn what is settled. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.call.mail import value_name
from assistant.drills.words import say
from assistant.rules.policy import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.call.verdict import Verdict
    from assistant.rules.policy import Policy

FLIPS_MAX = 2


def hint(policy: Policy, verdict: Verdict) -> Words:
    """Return a hint on the first line that is open, else on the first."""
    lines = verdict.lines
    _, decision = next((each for each in lines if each[1].ruling is None), lines[0])
    pair = []
    for lang in ("ja", "en"):
        found = {_change(policy, flip.change, lang): policy.rulings[flip.to].of(lang) for flip in decision.flips}
        told = [say("hint.flip", lang, change=change, to=to) for change, to in list(found.items())[:FLIPS_MAX]]
        pair.append(say("hint.or", lang).join(told) or say("hint.none", lang))
    return Words(*pair)


def _change(policy: Policy, change: Mapping[str, str], lang: str) -> str:
    known = ((policy.facts[name], value) for name, value in change.items() if name in policy.facts)
    return " + ".join(f"{spec.label.of(lang)}: {value_name(spec, value, lang)}" for spec, value in known)
