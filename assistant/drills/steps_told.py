"""The timeline of a drill: its trace told step by step, in both languages. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.call import events as ev
from assistant.call.mail import value_name
from assistant.call.phrases import phrase
from assistant.call.steps import CLOSED, HOLD
from assistant.drills import deeds as do
from assistant.drills.watch import WRONG_CARD
from assistant.drills.words import both, has
from assistant.rules.policy import Ruling, Words

if TYPE_CHECKING:
    from assistant.drills.scenario import Scenario
    from assistant.rules.policy import Policy

TEXT_MAX = 60
"""How much of what was said stands in the timeline."""


@dataclass(frozen=True, slots=True)
class Told:
    """One step, and the second of the call it was taken at."""

    at: int
    text: Words


def timeline(policy: Policy, scenario: Scenario, trace: do.Trace, moments: Sequence[int]) -> Iterator[Told]:
    """Walk the steps worth telling; the same step twice in a row is told once."""
    last: Words | None = None
    for happened, at in zip(trace, moments, strict=True):
        text = _deed(policy, scenario, happened) or _event(policy, scenario, happened)
        if text is not None and text != last:
            yield Told(at, text)
            last = text


def _deed(policy: Policy, scenario: Scenario, happened: object) -> Words | None:  # noqa: PLR0911  # one for each deed
    match happened:
        case do.Heard():
            return both("line.heard", name=_role(policy, happened.boss.by), says=_says(happened.boss.says))
        case do.Asked():
            return both("line.asked", fact=policy.facts[happened.fact].label)
        case do.LookedUp():
            return both("line.looked_up", fact=policy.facts[happened.fact].label)
        case do.Called():
            return both("line.called")
        case do.Said():
            text = happened.text if len(happened.text) <= TEXT_MAX else happened.text[: TEXT_MAX - 1] + "\u2026"
            return both("line.said", text=_same(text.replace("\n", " ")))
        case do.Ruled():
            key = "line.told" if happened.told else "line.ruled"
            return both(key, about=_about(scenario, happened.line), ruling=policy.rulings[Ruling(happened.ruling)])
        case do.Did():
            key = f"office.{happened.what}"
            return both("line.did", what=both(key) if has(key) else _same(happened.what))
        case do.Hinted():
            return both("line.hinted")
        case do.Carded():
            return both("line.carded", fact=policy.facts[happened.fact].label)
        case _:
            return None


def _event(policy: Policy, scenario: Scenario, happened: object) -> Words | None:  # noqa: PLR0911  # one for each kind of event
    match happened:
        case ev.Answered():
            spec = policy.facts[happened.fact]
            value = Words(*(value_name(spec, str(happened.value), lang) for lang in ("ja", "en")))
            return both("line.answered", fact=spec.label, value=value)
        case ev.ProposalAnswered() if happened.pattern == WRONG_CARD:
            key = "line.fell_for" if happened.outcome == "confirmed" else "line.caught"
            return both(key, fact=policy.facts[happened.fact].label)
        case ev.Instructed():
            return both("line.instructed", who=_role(policy, happened.by), says=_says(happened.says))
        case ev.MailDrafted():
            return both("line.mailed", who=_role(policy, happened.to))
        case ev.Replied():
            return both("line.replied", who=_role(policy, happened.by), says=_says(happened.says))
        case ev.HandedOver():
            return both("line.handed_over", who=_role(policy, happened.to))
        case ev.Told():
            return both(
                "line.told", about=_about(scenario, happened.line), ruling=policy.rulings[Ruling(happened.ruling)]
            )
        case ev.Withdrawn() | ev.InstructionWithdrawn():
            return both("line.undone")
        case ev.Moved() if happened.step in {HOLD, CLOSED}:
            return both("line.held" if happened.step == HOLD else "line.closed")
        case _:
            return None


def _says(says: str) -> Words:
    return Words(phrase(f"says.{says}", "ja"), phrase(f"says.{says}", "en"))


def _role(policy: Policy, rung: str) -> Words:
    return next((each.role for each in policy.ladder if each.id == rung), _same(rung))


def _about(scenario: Scenario, line: str) -> Words:
    return next((each.option for each in scenario.lines if each.id == line and each.option.ja), _same(line))


def _same(text: str) -> Words:
    return Words(text, text)
