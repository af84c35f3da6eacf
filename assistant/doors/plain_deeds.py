"""What the words of the plain call do, each as the key of the screen does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.call.happened import line_name, role, step_name
from assistant.call.mail import TONES
from assistant.call.required import told as required
from assistant.call.steps import CLOSED, HAND_OVER, HOLD, WRAP_UP
from assistant.call.telling import untold
from assistant.desk import Desk
from assistant.doors import plain_forms as forms
from assistant.doors import plain_shown as shown
from assistant.doors.talk import Talk, picked
from assistant.doors.words import listed, names, say
from assistant.seat import Seat


@dataclass(frozen=True, slots=True)
class Turn:
    """A word typed at a desk, with what followed it."""

    desk: Desk
    talk: Talk
    seat: Seat
    rest: str

    @property
    def lang(self) -> str:
        """The language of the talk."""
        return self.talk.lang

    def recorded(self, what: str) -> None:
        """Say what was recorded, and as which entry."""
        self.talk.say("plain.recorded", count=self.desk.case.events, what=what)


def _instruct(turn: Turn) -> None:
    done = forms.instruct(turn.desk, turn.talk, turn.seat.now())
    turn.recorded(say("does.instruct", turn.lang)) if done else turn.talk.say("plain.not_recorded")


def _reply(turn: Turn) -> None:
    done = forms.reply(turn.desk, turn.talk)
    turn.recorded(say("does.reply", turn.lang)) if done else turn.talk.say("plain.not_recorded")


def _brief(turn: Turn) -> None:
    """Go to the brief where the case is settled, as its key does, and read it out."""
    if turn.desk.verdict.settled and turn.desk.case.step in turn.desk.policy.stages:
        turn.desk.go_to_brief()
    for line in shown.brief(turn.desk, turn.lang):
        turn.talk.tell(line)


def _sides(turn: Turn) -> None:
    for line in shown.sides(turn.desk, turn.lang):
        turn.talk.tell(line)


def _mail(turn: Turn) -> None:
    tones = [(each, turn.desk.policy.tones[each].of(turn.lang)) for each in TONES]
    tone = picked(turn.rest, tones) if turn.rest else TONES[1]
    if tone is None:
        turn.talk.say("plain.tone", tones=", ".join(name for _, name in tones))
        return
    path = turn.desk.save_mail(tone, turn.lang)
    for line in shown.mail(turn.desk, tone, turn.lang):
        turn.talk.tell(line)
    turn.talk.say("plain.saved", path=path)


def _relay(turn: Turn) -> None:
    told = turn.desk.papers.handover(turn.lang)
    turn.talk.say("plain.relay", seconds=round(told.seconds), text=told.text)
    for line in required(turn.desk.scene(turn.lang)):
        turn.talk.tell(line)


def _hold(turn: Turn) -> None:
    turn.desk.hold()
    _step(turn)


def _hand(turn: Turn) -> None:
    _relay(turn)
    to = forms.hand_over(turn.desk, turn.talk)
    if to is None:
        turn.talk.say("plain.not_recorded")
    else:
        turn.talk.say("plain.handed", to=role(turn.desk.scene(turn.lang), to))


def _told(turn: Turn) -> None:
    """Record what was told: the line named by its number, else the next one not told yet."""
    lines = [(line.id, line_name(turn.desk.scene(turn.lang), line.id)) for line in turn.desk.case.lines]
    left = {line.id: bill for line, bill in untold(turn.desk.scene(turn.lang))}
    line = picked(turn.rest, lines) if turn.rest else next(iter(left), None)
    if line is None:
        turn.talk.say("plain.not_understood" if turn.rest else "plain.all_told", text=turn.rest)
        return
    turn.desk.tell(line, bill=bool(turn.desk.verdict.approved(line)))
    turn.talk.say("plain.told", charge=dict(lines)[line])


def _override(turn: Turn) -> None:
    from assistant.doors.plain_override import override  # noqa: PLC0415  # only where somebody signs

    override(turn.desk, turn.seat, turn.talk)


def _promises(turn: Turn) -> None:
    found = shown.open_promises(turn.desk, turn.lang)
    for at, (_, text) in enumerate(found, 1):
        turn.talk.say("plain.item", number=at, text=text)
    if not found:
        turn.talk.say("plain.no_promise")


def _kept(turn: Turn) -> None:
    found = shown.open_promises(turn.desk, turn.lang)
    if not found:
        turn.talk.say("plain.no_promise")
        return
    chosen = picked(turn.rest, found) if turn.rest else turn.talk.chosen("which_promise", found)
    if chosen is None:
        turn.talk.say("plain.not_recorded")
        return
    promise = turn.desk.papers.promises()[int(chosen)]
    turn.desk.keep(promise.what, promise.line)
    turn.talk.say("plain.kept", what=dict(found)[chosen])


def _next(turn: Turn) -> None:
    """Go on from wherever the case stands: to the next step, back from a hold, or to its end."""
    if turn.desk.case.step == WRAP_UP:
        turn.desk.close()
    elif turn.desk.case.step in {HOLD, HAND_OVER}:
        turn.desk.resume()
    else:
        turn.desk.go_on()
    _step(turn)


def _back(turn: Turn) -> None:
    turn.desk.go_back()
    _step(turn)


def _step(turn: Turn) -> None:
    closed = turn.desk.case.step == CLOSED
    turn.talk.say(
        "plain.closed" if closed else "plain.step", step=step_name(turn.desk.scene(turn.lang), turn.desk.case.step)
    )


def _note(turn: Turn) -> None:
    """Keep words as a note; without words, read the note for the customer record."""
    if turn.rest:
        turn.desk.note(turn.rest)
        turn.talk.say("plain.noted", count=turn.desk.case.events)
    else:
        turn.talk.tell(turn.desk.papers.note_text(turn.lang))


def _report(turn: Turn) -> None:
    turn.talk.say("plain.saved", path=turn.desk.papers.save_report(turn.lang))


def tell_help(talk: Talk) -> None:
    """Read out what can be typed, and what it does."""
    talk.say("plain.help")
    for name in names("word"):
        words = " / ".join(listed("word", name, talk.lang))
        talk.say("plain.word", words=words, does=say(f"does.{name}", talk.lang))


DEEDS: dict[str, Callable[[Turn], None]] = {
    "instruct": _instruct,
    "reply": _reply,
    "brief": _brief,
    "sides": _sides,
    "mail": _mail,
    "relay": _relay,
    "hold": _hold,
    "hand": _hand,
    "told": _told,
    "override": _override,
    "promises": _promises,
    "kept": _kept,
    "next": _next,
    "back": _back,
    "note": _note,
    "report": _report,
}
"""What a word does at a desk. Words that choose a fact or a case are the talk's own."""
