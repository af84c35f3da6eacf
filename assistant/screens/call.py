"""The call: one page, from the first question to the ruling.

It remembers which fact the operator has put the finger on, the evidence chosen for
the next answer, and the conversation of this sitting. Everything else it asks the desk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.call.steps import CALL, WRAP_UP
from assistant.call.typed import usual_evidence
from assistant.rules.facts import NONE_YET, UNKNOWN, Evidence
from assistant.screens import casehead, seen
from assistant.screens.beyond import beyond
from assistant.screens.brief import BriefPage
from assistant.screens.columns import Role, Row, Span, beside, fill, line
from assistant.screens.commands import NOT_YET, is_word
from assistant.screens.conclusion import conclusion, turned
from assistant.screens.conversation import Conversation
from assistant.screens.direct import DIRECT, recorded
from assistant.screens.facts import FactsPage
from assistant.screens.frame import FOOT
from assistant.screens.handover import handover_form
from assistant.screens.held import charges, column
from assistant.screens.instruct import instruction_form
from assistant.screens.moves import gate, hold, keep_golden, told, undo, walk, write_note, write_report
from assistant.screens.outlook import outlook
from assistant.screens.question import Asked, Room, keyed, question
from assistant.screens.reaction import ReactionPage
from assistant.screens.reading import guessed, read_value
from assistant.screens.signing import sign_over, unsignable
from assistant.screens.stage import Drawn, Entry
from assistant.screens.ticks import tick_next, tick_rows

if TYPE_CHECKING:
    from assistant.call.brief import Brief
    from assistant.desk import Desk
    from assistant.rules.facts import Value
    from assistant.rules.policy import FactSpec
    from assistant.screens.stage import Stage, View

_TWO_COLUMNS = 72
_LEFT_SHARE = 0.55
_UPPER = 3  # case, steps, rule
_LOWER = 2  # a rule over the outlook and one under it
_TALKING = frozenset({CALL, WRAP_UP})
_KINDS = tuple(Evidence)


class CallPage:
    """The one page of a call."""

    name = "call"
    off: frozenset[str] = frozenset()

    def __init__(self) -> None:
        """Begin with what the policy asks."""
        self._chosen: Asked | None = None
        self._evidence: Evidence | None = None
        self.conversation = Conversation()

    def asked(self, desk: Desk) -> Asked | None:
        """Return what is asked now: what the operator chose, else what matters most."""
        ask = desk.verdict.ask
        if self._chosen is not None:
            return self._chosen
        return Asked(ask.fact, ask.line) if ask is not None else None

    def choose(self, fact: str, line_id: str | None) -> None:
        """Put the finger on one fact."""
        self._chosen, self._evidence = Asked(fact, line_id, chosen=True), None

    # Drawing.

    def draw(self, stage: Stage, view: View) -> Drawn:
        """Return the whole call, in exactly the height there is."""
        desk, words = stage.desk, view.words
        self.off = type(self).off | unsignable(desk)
        asked = self.asked(desk)
        brief = seen.brief_of(desk, words.lang)
        below = self.below(desk, brief, asked, view)
        heard = self.conversation.overheard.rows(len(self.conversation.waiting()), words, view.width, view.height)
        height = max(view.height - FOOT - _UPPER - _LOWER - len(below) - len(heard), 4)
        two = view.width >= _TWO_COLUMNS
        if self.conversation.spread(Room(words, int(view.width * _LEFT_SHARE) if two else view.width, height)):
            two, height, below = False, height + len(below) + 1, []
        left = int(view.width * _LEFT_SHARE) if two else view.width
        foot = [] if two or self.conversation.busy else charges(desk, words, view.width, most=height // 3, margin=" ")
        room = Room(words, left, height - len(foot))
        shown = self._left(stage, brief, asked, room)
        cross = left + 1 if two else None
        if two:
            last = view.width - left - 4
            held = column(desk, asked, self.conversation.touched(), words, last, height)
            rows = [(*each, Span(" ")) for each in beside(_clipped(shown, height, left, view), held, (left, last))]
        else:
            rows = [*_clipped(shown, height - len(foot), left, view), *foot]
        upper = [
            casehead.head(desk, view, len(self.conversation.waiting())),
            casehead.steps(desk, view),
            casehead.crossed(view, cross, "\u252c"),
        ]
        lower = [casehead.crossed(view, cross, "\u2534")] if below or heard else []
        return Drawn([*upper, *rows, *lower, *heard, *below, casehead.crossed(view, None, "")])

    def below(self, desk: Desk, brief: Brief, asked: Asked | None, view: View) -> list[Row]:
        """Return the lower edge of the call."""
        return outlook(desk, brief, asked.line if asked else None, view)

    def _left(self, stage: Stage, brief: Brief, asked: Asked | None, room: Room) -> list[Row]:
        """Return what the eye meets first: a warning, then a card or an answer, else the question."""
        desk = stage.desk
        warned = self.conversation.warning_rows(room)
        room = Room(room.words, room.cells, room.height - len(warned))
        shown = self.conversation.region(desk, brief, room)
        if shown is None:
            must = tick_rows(stage, brief.script, room.cells, keys=False) if desk.case.step in _TALKING else ()
            shown = question(desk, asked, self._evidence, room) if asked else conclusion(desk, brief, room, must)
            shown += beyond(desk, asked, room, room.height - len(shown))
        return [*warned, *shown]

    # Keys.

    def act(self, stage: Stage, command: str) -> None:
        """Do one command of the call."""
        deeds = {
            "unknown": self._unknown,
            "evidence": self._evidence_next,
            "withdraw": self._withdraw,
            "type": self._type,
            "hear": self.conversation.listen,
            "tick": tick_next,
            "react": lambda on: on.go(ReactionPage()),
            "undo": undo,
            "go_on": self._go_on,
            "back": self._back,
            "facts": lambda on: on.go(FactsPage(on.choose)),
            "instruct": lambda on: on.go(instruction_form(on)),
            "brief": open_brief,
            "hand_over": lambda on: on.go(handover_form(on)),
            "note": write_note,
            "report": write_report,
            "golden": keep_golden,
            "hold": hold,
            "told": told,
            "override": sign_over,
        }
        if self.conversation.act(stage, command):
            return
        if command in DIRECT:
            recorded(stage, command)
            self.conversation.answered(DIRECT[command])
        elif command in deeds:
            deeds[command](stage)

    def pick(self, stage: Stage, key: str) -> None:
        """Answer with the value behind this key, or begin to type with it."""
        asked = self.asked(stage.desk)
        choice = asked is None or stage.desk.policy.facts[asked.fact].kind == seen.CHOICE
        if is_word(key) and (choice or self.conversation.busy):
            self.conversation.listen(stage, key)
            return
        if self.conversation.pick(stage, key):
            return
        if asked is None:
            stage.say(stage.words.say("call.nothing_asked"), Role.DIM)
            return
        spec = stage.desk.policy.facts[asked.fact]
        values = keyed(spec)
        if key in values:
            self._answer(stage, asked, values[key])
        elif key == NOT_YET and spec.none_yet:
            self._answer(stage, asked, NONE_YET)
        elif not values and key != NOT_YET:
            self.conversation.open = False
            stage.ask(Entry(spec.label.of(stage.words.lang), key))
        else:
            stage.say(stage.words.say("call.no_such_key", key=key), Role.WARN)

    def typed(self, stage: Stage, text: str) -> bool:
        """Take a typed value for a question that wants one, else what was said."""
        asked = self.asked(stage.desk)
        spec = stage.desk.policy.facts[asked.fact] if asked else None
        if self.conversation.open or asked is None or spec is None or spec.kind == seen.CHOICE:
            return self.conversation.typed(stage, text)
        read = read_value(stage, spec, text)
        if isinstance(read, Span):
            stage.say(read.text, Role.STOP)
            return False
        self._answer(stage, asked, read)
        return False

    def echo(self, stage: Stage, text: str) -> Span | None:
        """Return how a typed value is understood, before it is recorded."""
        asked = self.asked(stage.desk)
        spec = stage.desk.policy.facts[asked.fact] if asked else None
        if self.conversation.open or spec is None or spec.kind == seen.CHOICE:
            return self.conversation.echo(stage, text)
        if not text.strip():
            return Span(stage.words.say(f"call.typed.{spec.kind}"), Role.DIM)
        read = read_value(stage, spec, text)
        if isinstance(read, Span):
            return read
        key = "call.echo_guessed" if guessed(stage, spec, text) else "call.echo"
        return Span(stage.words.say(key, value=self._in_full(stage, spec, read)), Role.GOOD)

    def _in_full(self, stage: Stage, spec: FactSpec, read: Value) -> str:
        if spec.kind == seen.DATE and isinstance(read, str):
            return seen.iso_day(read, stage.words)
        return seen.value(spec, read, stage.words)

    def _answer(self, stage: Stage, asked: Asked, answer: Value) -> None:
        before = stage.desk.verdict
        evidence = self._evidence or usual_evidence(stage.desk.policy.facts[asked.fact], answer)
        stage.desk.answer(asked.fact, answer, evidence, asked.line)
        self._chosen, self._evidence = None, None
        spec = stage.desk.policy.facts[asked.fact]
        label = spec.label.of(stage.words.lang)
        turn = turned(stage.desk, before, label, stage.words)
        what = f"{label}: {seen.value(spec, answer, stage.words)}"
        recorded = stage.words.say("call.answered", what=what, n=stage.desk.case.events)
        stage.say(turn or recorded, Role.STRONG if turn else Role.GOOD)

    def _unknown(self, stage: Stage) -> None:
        asked = self.asked(stage.desk)
        if asked is not None:
            self._answer(stage, asked, UNKNOWN)

    def _evidence_next(self, stage: Stage) -> None:
        asked = self.asked(stage.desk)
        if asked is not None:
            now = self._evidence or usual_evidence(stage.desk.policy.facts[asked.fact])
            self._evidence = _KINDS[(_KINDS.index(now) + 1) % len(_KINDS)]

    def _withdraw(self, stage: Stage) -> None:
        asked = self.asked(stage.desk)
        if asked is None or seen.held_of(stage.desk, asked.fact, asked.line) is None:
            stage.say(stage.words.say("call.nothing_to_withdraw"), Role.DIM)
            return
        stage.desk.withdraw(asked.fact, asked.line)
        label = stage.desk.policy.facts[asked.fact].label.of(stage.words.lang)
        stage.say(stage.words.say("call.withdrawn", what=label, n=stage.desk.case.events))

    def _type(self, stage: Stage) -> None:
        asked = self.asked(stage.desk)
        spec = stage.desk.policy.facts[asked.fact] if asked else None
        if spec is None or spec.kind == seen.CHOICE or self.conversation.card() is not None:
            self.conversation.listen(stage)
            return
        self.conversation.open = False
        stage.ask(Entry(spec.label.of(stage.words.lang)))

    def _go_on(self, stage: Stage) -> None:
        self._chosen = None
        if stage.desk.case.step in stage.desk.policy.stages:
            stage.desk.go_to_brief()
            stage.go(BriefPage())
            return
        if stage.desk.case.step == WRAP_UP and not self.conversation.may_close(stage):
            return
        walk(stage)
        if stage.desk.case.step == WRAP_UP:
            self.conversation.list_left(stage)
        if stage.desk.case.step == CALL and not stage.desk.scene(stage.words.lang).verified:
            self._chosen = gate(stage.desk)

    def _back(self, stage: Stage) -> None:
        if self._chosen is not None:
            self._chosen = None
            return
        stage.desk.go_back()


def open_brief(stage: Stage) -> None:
    """Open the brief; where the ruling is settled, the case goes to that step and it is recorded."""
    desk = stage.desk
    if desk.verdict.settled and desk.case.step in desk.policy.stages:
        desk.go_to_brief()
    stage.go(BriefPage())


def _clipped(rows: list[Row], height: int, cells: int, view: View) -> list[Row]:
    """Return the rows in the height there is; the last one says so where some are missing."""
    if len(rows) <= height:
        return fill(rows, height, cells)
    kept = rows[: height - 1]
    return [*kept, line(f"   {view.words.say('call.clipped', n=len(rows) - height + 1)}", cells, Role.DIM)]
