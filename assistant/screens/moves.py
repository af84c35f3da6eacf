"""What moves a case: to the next step, on hold, to the customer, and to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.call.steps import HAND_OVER, HOLD, WRAP_UP
from assistant.call.telling import untold
from assistant.screens import casehead, seen
from assistant.screens.columns import Role
from assistant.screens.question import Asked

if TYPE_CHECKING:
    from assistant.desk import Desk
    from assistant.screens.stage import Stage


def gate(desk: Desk) -> Asked | None:
    """Return what must be known before anything of the contract is said."""
    return next((Asked(spec.id, None, chosen=True) for spec in desk.policy.facts.values() if spec.gate), None)


def walk(stage: Stage) -> None:
    """Go on from wherever the case stands: to the next step, back from a hold, or to its end."""
    desk = stage.desk
    if desk.case.step == WRAP_UP:
        desk.close()
        stage.home()
    elif desk.case.step in {HOLD, HAND_OVER}:
        desk.resume()
    else:
        desk.go_on()
    step = casehead.name(desk.case.step, desk, stage.words)
    stage.say(stage.words.say("call.step", step=step, n=desk.case.events), Role.GOOD)


def write_note(stage: Stage) -> None:
    """Put the note for the customer record on the clipboard, and keep it as a file."""
    desk, lang = stage.desk, stage.words.lang
    path = desk.papers.save_note(lang)
    stage.copy(desk.papers.note_text(lang))
    stage.hand_out(path)
    stage.say(stage.words.say("call.note_written", path=path), Role.GOOD)


def write_report(stage: Stage) -> None:
    """Keep the report of the case as a file."""
    path = stage.desk.papers.save_report(stage.words.lang)
    stage.hand_out(path)
    stage.say(stage.words.say("call.report_written", path=path), Role.GOOD)


def keep_golden(stage: Stage) -> None:
    """Keep the case as a golden test of the pack, without personal data."""
    stage.say(stage.words.say("call.golden_written", path=stage.desk.papers.save_golden()), Role.GOOD)


def hold(stage: Stage) -> None:
    """Put the case on hold, and say that nothing is billed meanwhile."""
    stage.desk.hold()
    stage.say(stage.words.say("call.held_now", n=stage.desk.case.events))


def told(stage: Stage) -> None:
    """Record that the customer was told, for the next line not told yet."""
    desk, words = stage.desk, stage.words
    left = untold(desk.scene(words.lang))
    if not left:
        stage.say(words.say("brief.all_told"), Role.DIM)
        return
    charged, bill = left[0]
    desk.tell(charged.id, bill=bill)
    about = seen.charge(charged, desk.policy, words)
    stage.say(words.say("brief.told", line=about, n=desk.case.events), Role.GOOD)


def waiting_on(stage: Stage) -> int:
    """Return how much was heard and waits for a person."""
    return len(stage.conversation.waiting()) if stage.conversation else 0


def to_cards(stage: Stage) -> None:
    """Go back to the call and take up what waits there."""
    stage.back()
    stage.do("card")


def undo(stage: Stage) -> None:
    """Take back the last thing done, as a new event, and say what it was."""
    words = stage.words
    conversation = stage.conversation
    taken = conversation.undo(stage) if conversation else stage.desk.undo()
    if taken is None:
        stage.say(words.say("call.nothing_to_undo"), Role.DIM)
        return
    what = words.say(f"undone.{taken.replace('.', '_')}")
    stage.say(words.say("call.undone", what=what, n=stage.desk.case.events))
