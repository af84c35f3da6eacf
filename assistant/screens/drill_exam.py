"""The exam: no ruling, no next question, no script; the trainee decides each line, and sees afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.call.steps import HAND_OVER
from assistant.rules.policy import Ruling
from assistant.screens import casehead, seen
from assistant.screens.columns import Role, Row, Span, beside, blank, ends, fill, fit, line, pad, phrases, row
from assistant.screens.drill_call import DrillCall
from assistant.screens.drill_ending import debriefed
from assistant.screens.form import Field, Form, FormPage
from assistant.screens.frame import FOOT
from assistant.screens.question import Room, question, spaced
from assistant.screens.stage import Drawn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.desk import Desk
    from assistant.screens.question import Asked
    from assistant.screens.stage import Stage, View
    from assistant.screens.words import Wording

LINES_MAX = 9
_TWO_COLUMNS = 72
_SHARE = 0.55
_UPPER = 3
_LABEL = 14


class ExamCall(DrillCall):
    """The call page of an exam."""

    name = "exam"

    def asked(self, _desk: Desk) -> Asked | None:
        """Return what the trainee chose to find out; nobody says what to ask next."""
        return self._chosen

    def under(self, stage: Stage, view: View) -> Drawn:
        """Return the question chosen and what is recorded; nothing that the engine makes of it."""
        desk, words = stage.desk, view.words
        height = max(view.height - FOOT - _UPPER - 1, 4)
        two = view.width >= _TWO_COLUMNS
        left = int(view.width * _SHARE) if two else view.width
        shown = fill(self._in_hand(desk, Room(words, left, height)), height, left)
        cross = left + 1 if two else None
        if two:
            last = view.width - left - 4
            pair = beside(shown, fill(self._recorded(desk, words, last, height), height, last), (left, last))
            shown = [(*each, Span(" ")) for each in pair]
        upper = [casehead.head(desk, view), _where(desk, view), casehead.crossed(view, cross, "\u252c")]
        return Drawn([*upper, *shown, casehead.crossed(view, cross, "\u2534")])

    def act(self, stage: Stage, command: str) -> None:
        """Do one command of the exam."""
        if command == "decide":
            stage.go(self._decision(stage))
        elif command == "told":
            said = "exam.told" if self.play.tell() else "exam.undecided"
            stage.say(stage.words.say(said), Role.STRONG)
        elif command == "go_on" and stage.desk.case.step == HAND_OVER:
            debriefed(stage, self.play)
        elif command == "go_on":
            stage.say(stage.words.say("exam.go_on"), Role.DIM)
        else:
            super().act(stage, command)
        self.conversation.catch_up(stage)

    def _answer(self, stage: Stage, asked: Asked, answer: object) -> None:
        """Record an answer, and say no more than that: a ruling that turned is the engine's."""
        super()._answer(stage, asked, answer)  # type: ignore[arg-type]  # a value, as the page hands it over
        stage.say(stage.words.say("call.noted", n=stage.desk.case.events), Role.GOOD)

    def _in_hand(self, desk: Desk, room: Room) -> list[Row]:
        held = self.conversation.region(desk, seen.brief_of(desk, room.words.lang), room)
        if held is not None:
            return held
        asked = self.asked(desk)
        if asked is not None:
            return question(desk, asked, self._evidence, room)
        words, cells = room.words, room.cells
        about = [line(f"  {each}", cells) for each in phrases(words.say("exam.about"), cells - 3)]
        keys = [(key, words.say(f"exam.keys.{name}")) for key, name in _KEYS]
        rows = [row((Span(f"   {key} ".ljust(6), Role.KEY), Span(text)), cells) for key, text in keys]
        return spaced([[line(f" {words.say('exam.title')}", cells, Role.TITLE)], about, rows], cells, room.height)

    def _recorded(self, desk: Desk, words: Wording, cells: int, height: int) -> list[Row]:
        """Return what was recorded, and under it what the trainee decided."""
        foot = self._decided(desk, words, cells)
        rows = [line(words.say("call.facts"), cells, Role.TITLE)]
        rows += [_fact(desk, name, None, words, cells) for name in desk.case.facts]
        for charged in desk.case.lines:
            rows += [_fact(desk, name, charged.id, words, cells) for name in charged.facts]
        if desk.case.instructions:
            last = desk.case.instructions[-1]
            text = words.say("call.instructed", says=words.say(f"says.{last.says}"), n=len(desk.case.instructions))
            rows.append(_pair(words.say("call.instruction"), text, cells))
        room = max(height - len(foot) - 1, 1)
        if len(rows) > room:
            more = line(words.say("call.more_facts", n=len(rows) - room + 1), cells, Role.DIM)
            rows = [*rows[: room - 1], more]
        return [*fill(rows, room, cells), blank(cells), *foot][:height]

    def _decided(self, desk: Desk, words: Wording, cells: int) -> list[Row]:
        rows = []
        for charged in desk.case.lines:
            ruling = self.play.decided.get(charged.id)
            text = seen.ruling(desk.policy, Ruling(ruling), words) if ruling else words.say("exam.open")
            about = seen.charge(charged, desk.policy, words)
            last = Span(f" {text}", Role.STRONG if ruling else Role.WARN)
            rows.append(ends((Span(fit(about, cells - last.cells)),), (last,), cells))
        return rows

    def _decision(self, stage: Stage) -> FormPage:
        """Return the form on which every line is decided."""
        desk, words = stage.desk, stage.words
        options = tuple((each.value, name.of(words.lang)) for each, name in desk.policy.rulings.items())
        lines = list(enumerate(desk.case.lines[:LINES_MAX], 1))
        fields = tuple(Field(each.id, f"exam.line.{at}", options) for at, each in lines)
        charges = [f"{words.say(f'exam.line.{at}')}  {seen.charge(each, desk.policy, words)}" for at, each in lines]
        return FormPage(Form("exam.decide", fields, self._decide, above=lambda _: charges))

    def _decide(self, stage: Stage, given: Mapping[str, str]) -> None:
        self.play.decide(dict(given))
        stage.say(stage.words.say("exam.decided"), Role.GOOD)


_KEYS = (("f", "facts"), ("/", "talk"), ("i", "instruct"), ("o", "office"), ("v", "decide"), ("p", "end"))


def _where(desk: Desk, view: View) -> Row:
    """Return where the case stands, where that is anywhere but in the middle."""
    words = view.words
    name = casehead.name(desk.case.step, desk, words) if desk.case.step not in desk.policy.stages else ""
    return row((Span(f" {words.say('exam.no_help')}  ", Role.DIM), Span(name, Role.WARN)), view.width)


def _fact(desk: Desk, name: str, line_id: str | None, words: Wording, cells: int) -> Row:
    spec = desk.policy.facts[name]
    fact = seen.held_of(desk, name, line_id)
    return _pair(spec.label.of(words.lang), seen.value(spec, fact.value, words) if fact else "", cells)


def _pair(label: str, text: str, cells: int) -> Row:
    return row((Span(pad(label, min(_LABEL, cells // 2) - 1) + " ", Role.DIM), Span(text)), cells)
