"""What must not be said: where a text says it, and what to say instead."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.listen.phrase import found
from assistant.rules.holds import holds
from assistant.rules.policy import Policy, Taboo

Hit = tuple[Taboo, int, int]
"""A taboo, and where in the text as given it stands."""


def hits(policy: Policy, text: str, lang: str, values: Mapping[str, str]) -> list[Hit]:
    """Return what a text says that it must not, first to last.

    A taboo of certain cases counts wherever the case may still be one of them.
    """
    said = [
        (taboo, start, end)
        for taboo in policy.taboos
        if holds(taboo.when, values) is not False
        for start, end in found(taboo.ja if lang == "ja" else taboo.en, text, lang)
    ]
    return sorted(said, key=lambda hit: hit[1:])
