"""Handing over: always possible, from every step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.screens.form import Field, Form, FormPage
from assistant.screens.instruct import options, rungs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.screens.stage import Stage

WHYS = ("superior_asked", "beyond_me", "abusive", "shift_end", "other")


def handover_form(stage: Stage) -> FormPage:
    """Return the form that hands the case to a rung."""
    fields = (
        Field("to", "form.to", rungs(stage)),
        Field("why", "form.why", options(stage, "why", WHYS)),
        Field("note", "form.note", needed=False),
    )
    return FormPage(Form("form.handover", fields, _handed_over))


def _handed_over(stage: Stage, given: Mapping[str, str]) -> None:
    stage.desk.hand_over(given["to"], given["why"], given.get("note", ""))
    role = next(each.role for each in stage.desk.policy.ladder if each.id == given["to"])
    stage.say(stage.words.say("form.handed_over", to=role.of(stage.words.lang), row=stage.desk.case.events))
