"""What is left: heard, and confirmed by nobody. It is listed wherever a call is left; it is recorded nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.call.masked import numbers
from assistant.call.rendering import tick_name

if TYPE_CHECKING:
    from assistant.desk import Desk
    from assistant.hearing import Hearing
    from assistant.screens.words import Wording


def unconfirmed(hearing: Hearing, desk: Desk, words: Wording) -> list[str]:
    """Return what nobody has confirmed, one line each: facts, required utterances, and what had no room."""
    facts = desk.policy.facts
    left = [
        words.say("talk.listed", fact=facts[each.fact].label.of(words.lang), quote=numbers(each.proposal.quote))
        for each in hearing.waiting
    ]
    left += [
        words.say("talk.listed", fact=tick_name(each.what, words.lang), quote=numbers(each.quote))
        for each in hearing.ticks.values()
    ]
    return [*left, words.say("talk.over", n=hearing.over)] if hearing.over else left
