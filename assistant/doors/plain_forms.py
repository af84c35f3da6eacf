"""What is asked step by step in plain lines: an instruction, its answer, a handover, a new case."""

from __future__ import annotations

from datetime import datetime

from assistant import shelf
from assistant.call.case import ChargeLine
from assistant.call.phrases import names, phrase
from assistant.call.typed import read_number
from assistant.desk import Desk
from assistant.doors.talk import Talk, picked
from assistant.doors.words import say
from assistant.rules.heads import proposed
from assistant.rules.policy import Policy
from assistant.rules.roles import MONEY, money_of


def instruct(desk: Desk, talk: Talk, now: datetime) -> bool:
    """Record a superior's instruction; nothing is recorded where a choice is left empty."""
    by = talk.chosen("by", _rungs(desk, talk))
    says = talk.chosen("says", _group("says", talk)) if by else None
    channel = talk.chosen("channel", _group("channel", talk)) if says else None
    if not by or not says or not channel:
        return False
    name, words = talk.typed("name"), talk.typed("words")
    desk.instruct(by, name, channel, f"{now:%Y-%m-%d %H:%M}", says, words)
    return True


def reply(desk: Desk, talk: Talk) -> bool:
    """Record what a superior answered to the confirmation mail."""
    by = talk.chosen("by", _rungs(desk, talk))
    says = talk.chosen("says", _group("says", talk)) if by else None
    if not by or not says:
        return False
    name, words = talk.typed("name"), talk.typed("words")
    desk.reply(by, says, name, words)
    return True


def hand_over(desk: Desk, talk: Talk) -> str | None:
    """Hand the case to a rung and return it."""
    to = talk.chosen("to", _rungs(desk, talk))
    why = talk.chosen("reason_why", _group("why", talk)) if to else None
    if not to or not why:
        return None
    desk.hand_over(to, why, talk.typed("note"))
    return to


def trouble(talk: Talk) -> str | None:
    """Ask which trouble it is, by number, or by words of it; None where the line is left empty."""
    heads = shelf.heads()
    options = [(each.id, each.title.of(talk.lang)) for each in heads]
    talk.say("plain.choose", what=say("plain.trouble", talk.lang))
    for at, (_, text) in enumerate(options, 1):
        talk.say("plain.item", number=at, text=text)
    while line := talk.read():
        found = picked(line, options)
        if found is not None:
            return found
        likely = proposed(heads, line)
        if likely:
            talk.say("plain.proposed", text=" / ".join(text for name, text in options if name in likely))
        else:
            talk.say("plain.not_understood", text=line)
    return None


def new_lines(policy: Policy, talk: Talk) -> list[ChargeLine]:
    """Ask for the charge lines of a new case; none where the first is left empty."""
    lines: list[ChargeLine] = []
    kinds = [(each, name.of(talk.lang)) for each, name in policy.lines.items()]
    while True:
        kind = talk.chosen("charge_line", kinds)
        if kind is None:
            return lines
        lines.append(ChargeLine(f"line-{len(lines) + 1}", kind, talk.typed("option"), _amount(policy, talk)))
        talk.say("plain.another")
        if not talk.agreed():
            return lines


def _amount(policy: Policy, talk: Talk) -> int | None:
    while True:
        line = talk.typed("amount")
        number = read_number(line, MONEY[money_of(policy).kind])
        if number is not None or not line:
            return number
        talk.say("plain.not_a_number")


def _rungs(desk: Desk, talk: Talk) -> list[tuple[str, str]]:
    return [(rung.id, rung.role.of(talk.lang)) for rung in desk.policy.ladder]


def _group(group: str, talk: Talk) -> list[tuple[str, str]]:
    return [(each, phrase(f"{group}.{each}", talk.lang)) for each in names(group)]
