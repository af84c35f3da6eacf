"""Handing over: always possible, from every step, with what is read to whoever takes the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.screens.form import Field, Form, FormPage
from assistant.screens.instruct import options, rungs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from assistant.screens.stage import Stage
    from assistant.screens.words import Wording

WHYS = ("superior_asked", "beyond_me", "abusive", "shift_end", "other")


def handover_form(stage: Stage, unconfirmed: Sequence[str] = ()) -> FormPage:
    """Return the form that hands the case to a rung, under the brief that is read out.

    What was heard and nobody confirmed stands there too: it is recorded nowhere.
    """
    fields = (
        Field("to", "form.to", rungs(stage)),
        Field("why", "form.why", options(stage, "why", WHYS)),
        Field("note", "form.note", needed=False),
    )
    desk = stage.desk

    def above(words: Wording) -> list[str]:
        read = desk.papers.handover(words.lang)
        head = words.say("form.read_out", seconds=round(read.seconds))
        return [head, *(each.text for each in read.parts), *_listed(unconfirmed, words)]

    return FormPage(Form("form.handover", fields, _handed_over, above=above))


def _listed(unconfirmed: Sequence[str], words: Wording) -> list[str]:
    if not unconfirmed:
        return []
    return [words.say("form.unconfirmed", n=len(unconfirmed)), *unconfirmed]


def _handed_over(stage: Stage, given: Mapping[str, str]) -> None:
    stage.desk.hand_over(given["to"], given["why"], given.get("note", ""))
    role = next(each.role for each in stage.desk.policy.ladder if each.id == given["to"])
    stage.say(stage.words.say("form.handed_over", to=role.of(stage.words.lang), row=stage.desk.case.events))
