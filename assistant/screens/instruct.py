"""The forms for what a superior said: an instruction, and the reply to our mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.screens.advice import short
from assistant.screens.floor_rows import told
from assistant.screens.form import Field, Form, FormPage

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from assistant.screens.stage import Stage
    from assistant.screens.words import Wording

SAYS = ("bill", "do_not_bill")
CHANNELS = ("email", "verbal", "chat", "phone", "meeting", "letter")


def instruction_form(
    stage: Stage, above: Callable[[Wording], list[str]] | None = None, *, advises: bool = True
) -> FormPage:
    """Return the form that records who said what, by which way, in which words; `above` is read over it."""
    record = _instructed if advises else _recorded
    fields = (
        Field("by", "form.by", rungs(stage)),
        Field("says", "form.says", options(stage, "says", SAYS)),
        Field("channel", "form.channel", options(stage, "channel", CHANNELS)),
        Field("name", "form.name", needed=False),
        Field("words", "form.words", needed=False),
    )

    def over(words: Wording) -> list[str]:
        return [*told(stage.shown.desk, words), *(above(words) if above else [])]

    return FormPage(Form("form.instruction", fields, record, again=record, above=over))


def reply_form(stage: Stage) -> FormPage:
    """Return the form that records the answer to the confirmation mail."""
    fields = (
        Field("by", "form.by", rungs(stage)),
        Field("says", "form.reply_says", options(stage, "says", SAYS)),
        Field("name", "form.name", needed=False),
        Field("words", "form.words", needed=False),
    )
    return FormPage(Form("form.reply", fields, _replied))


def rungs(stage: Stage) -> tuple[tuple[str, str], ...]:
    """Return the people of the ladder as options."""
    return tuple((each.id, each.role.of(stage.words.lang)) for each in stage.desk.policy.ladder)


def options(stage: Stage, group: str, values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return values as options, named by the words of a group."""
    return tuple((each, stage.words.say(f"{group}.{each}")) for each in values)


def _instructed(stage: Stage, given: Mapping[str, str]) -> None:
    """Record it, and say what it comes to."""
    stage.say(f"{_kept(stage, given)}  {short(stage.desk, stage.words)}")


def _recorded(stage: Stage, given: Mapping[str, str]) -> None:
    """Record it, and say no more."""
    stage.say(_kept(stage, given))


def _kept(stage: Stage, given: Mapping[str, str]) -> str:
    stage.desk.instruct(
        by=given["by"],
        name=given.get("name", ""),
        channel=given["channel"],
        at=f"{stage.now():%Y-%m-%d %H:%M}",
        says=given["says"],
        words=given.get("words", ""),
    )
    count = len(stage.desk.case.instructions)
    return stage.words.say("form.instructed", n=count, row=stage.desk.case.events)


def _replied(stage: Stage, given: Mapping[str, str]) -> None:
    stage.desk.reply(by=given["by"], says=given["says"], name=given.get("name", ""), words=given.get("words", ""))
    stage.say(stage.words.say("form.replied", row=stage.desk.case.events))
