"""Keys for what is said to the operator's face: one key, recorded at once, whatever is asked meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.rules.facts import Evidence
from assistant.screens.columns import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.screens.stage import Stage

_WISH = "customer_request"

DIRECT: Mapping[str, frozenset[str]] = {
    "superior": frozenset({"superior"}),
    "regulator": frozenset({"regulator", "consumer_centre", "sns", "legal"}),
    "strong_tone": frozenset({"strong_tone", "threat"}),
    "do_not_record": frozenset({"do_not_record"}),
}
"""The commands, and the warnings each of them answers. A wish is a fact; a tone decides nothing and is noted."""


def recorded(stage: Stage, what: str) -> None:
    """Record one of DIRECT, and say what is to be done now."""
    desk, words = stage.desk, stage.words
    wish = desk.policy.facts.get(_WISH)
    if wish is not None and what in wish.values:
        desk.answer(_WISH, what, Evidence.CUSTOMER)
    else:
        desk.note(words.say(f"direct.note.{what}"))
    stage.say(words.say(f"direct.{what}", n=desk.case.events), Role.STRONG)
