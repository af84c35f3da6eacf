"""Handing over: always possible, from every step, with what is read to whoever takes the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.call.required import told
from assistant.screens.form import Field, Form, FormPage
from assistant.screens.instruct import options, rungs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.screens.stage import Stage
    from assistant.screens.words import Wording

WHYS = ("superior_asked", "beyond_me", "abusive", "shift_end", "other")


def handover_form(stage: Stage) -> FormPage:
    """Return the form that hands the case to a rung, under the brief that is read out.

    What must be said and what was heard and nobody confirmed stand there too, not to be read out.
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
        said = told(desk.scene(words.lang))
        return [head, *(each.text for each in read.parts), *said, *_listed(stage, words)]

    return FormPage(Form("form.handover", fields, _handed_over, above=above))


def _listed(stage: Stage, words: Wording) -> list[str]:
    conversation = stage.conversation
    left = conversation.unconfirmed(stage.desk, words) if conversation else []
    return [words.say("form.unconfirmed", n=len(left)), *left] if left else []


def _handed_over(stage: Stage, given: Mapping[str, str]) -> None:
    stage.desk.hand_over(given["to"], given["why"], given.get("note", ""))
    role = next(each.role for each in stage.desk.policy.ladder if each.id == given["to"])
    stage.say(stage.words.say("form.handed_over", to=role.of(stage.words.lang), row=stage.desk.case.events))
