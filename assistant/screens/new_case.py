"""The form of a new case: what is charged, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.call.case import ChargeLine
from assistant.call.typed import read_number
from assistant.rules.roles import MONEY, money_of
from assistant.screens import seen
from assistant.screens.columns import Role, Span
from assistant.screens.form import Field, Form, FormPage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.rules.policy import Policy
    from assistant.screens.stage import Stage
    from assistant.screens.words import Wording


def new_case_form(stage: Stage, policy: Policy) -> FormPage:
    """Return the form; `a` keeps a line and begins the next, Enter opens the case."""
    kept: list[ChargeLine] = []
    kinds = tuple((each, name.of(stage.words.lang)) for each, name in policy.lines.items())
    fields = (
        Field("charge_line", "form.charge_line", kinds),
        Field("option", "form.option"),
        Field("amount_yen", "form.amount", reads=lambda _, text: _read(policy, stage, text), needed=False),
    )

    def above(words: Wording) -> list[str]:
        return [seen.charge(each, policy, words) for each in kept]

    def keep(stage: Stage, given: Mapping[str, str]) -> None:
        kept.append(_line(policy, len(kept) + 1, given))
        stage.say(stage.words.say("form.line_kept", n=len(kept)))

    def record(stage: Stage, given: Mapping[str, str]) -> None:
        stage.sit(stage.seat.new([*kept, _line(policy, len(kept) + 1, given)], policy.id))

    return FormPage(Form("form.new_case", fields, record, again=keep, clears=True, above=above))


def _line(policy: Policy, number: int, given: Mapping[str, str]) -> ChargeLine:
    amount = read_number(given.get("amount_yen", ""), MONEY[money_of(policy).kind])
    return ChargeLine(f"line-{number}", given["charge_line"], given["option"], amount)


def _read(policy: Policy, stage: Stage, text: str) -> str | Span:
    amount = read_number(text, MONEY[money_of(policy).kind])
    if amount is None:
        return Span(stage.words.say("call.not_a_number"), Role.WARN)
    return seen.money(amount, policy, stage.words)
