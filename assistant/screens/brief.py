"""The brief: what is decided, and everything needed to say it and to stand by it.

The ruling and its reason stay at the top; below lie the parts, each behind a digit.
Where the screen is wide, the script stays open on the left beside the chosen part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from assistant.call.mail import TONES
from assistant.call.rendering import STANDARD, density_name
from assistant.screens import casehead, seen
from assistant.screens.brief_parts import grounds, sides, todo
from assistant.screens.columns import Role, Row, Span, beside, fill, line, phrases, row
from assistant.screens.conclusion import banner, because, reasons, stop_rule
from assistant.screens.facts import FactsPage
from assistant.screens.frame import FOOT
from assistant.screens.handover import handover_form
from assistant.screens.instruct import instruction_form, reply_form
from assistant.screens.letter import letter
from assistant.screens.moves import hold, to_cards, told, undo, waiting_on
from assistant.screens.script import LEFT, next_density, script, spoken_rows, taboo_rows
from assistant.screens.signing import sign_over, unsignable
from assistant.screens.stage import Drawn
from assistant.screens.ticks import KEYS, tick_next, tick_picked, tick_rows

if TYPE_CHECKING:
    from assistant.call.brief import Brief
    from assistant.desk import Desk
    from assistant.screens.stage import Stage, View
    from assistant.screens.words import Wording

PARTS = ("script", "sides", "todo", "letter", "grounds")
_WIDE = 112


class BriefPage:
    """The brief of a case."""

    name = "brief"
    off: frozenset[str] = frozenset()

    def __init__(self) -> None:
        """Open at the script, in the middle tone."""
        self._part = 0
        self._tone = TONES[1]
        self._density = STANDARD

    def draw(self, stage: Stage, view: View) -> Drawn:
        """Return the ruling on top and the chosen part below."""
        desk, words = stage.desk, view.words
        self.off = type(self).off | unsignable(desk)
        brief = seen.brief_of(desk, words.lang, self._tone)
        top = [casehead.head(desk, view, waiting_on(stage)), *self._ruling(desk, view), self._tabs(view)]
        if PARTS[self._part] == "script" or view.width >= _WIDE:
            top += tick_rows(stage, brief.script, view.width, keys=True)
        top.append(casehead.crossed(view, None, ""))
        if view.width < _WIDE:
            return Drawn(top, self._rows(self._part, desk, brief, words, view.width))
        last = view.width - LEFT - 4
        left = spoken_rows(desk, brief, words, LEFT, self._density)
        other = (
            self._rows(self._part, desk, brief, words, last) if self._part else taboo_rows(brief.taboos, words, last)
        )
        height = max(len(left), len(other), view.height - FOOT - len(top))
        pair = (fill(left, height, LEFT), fill(other, height, last))
        return Drawn(top, [(*each, Span(" ")) for each in beside(*pair, (LEFT, last))])

    def act(self, stage: Stage, command: str) -> None:
        """Do one command of the brief."""
        deeds = {
            "part": self._turn,
            "go_ahead": lambda on: on.go_ahead(),
            "tone": self._next_tone,
            "density": self._next_density,
            "save": self._save,
            "told": told,
            "override": sign_over,
            "tick": tick_next,
            "card": to_cards,
            "reply": lambda on: on.go(reply_form(on)),
            "undo": undo,
            "back": lambda on: on.back(),
            "facts": lambda on: on.go(FactsPage(on.choose)),
            "instruct": lambda on: on.go(instruction_form(on)),
            "hand_over": lambda on: on.go(handover_form(on)),
            "hold": hold,
        }
        if command in deeds:
            deeds[command](stage)

    def pick(self, stage: Stage, key: str) -> None:
        """Open the part behind a digit, or tick what must be said."""
        if key in KEYS:
            tick_picked(stage, key)
            return
        self._part = int(key) - 1
        stage.top()

    def typed(self, _stage: Stage, _text: str) -> bool:
        """Take nothing."""
        return False

    def echo(self, _stage: Stage, _text: str) -> Span | None:
        """Say nothing."""
        return None

    def _turn(self, stage: Stage) -> None:
        self._part = (self._part + 1) % len(PARTS)
        stage.top()

    def _next_density(self, stage: Stage) -> None:
        self._density = next_density(self._density)
        self._part = PARTS.index("script")
        stage.say(stage.words.say("brief.density", name=density_name(self._density, stage.words.lang)))

    def _next_tone(self, stage: Stage) -> None:
        self._tone = TONES[(TONES.index(self._tone) + 1) % len(TONES)]
        self._part = PARTS.index("letter")
        stage.top()

    def _save(self, stage: Stage) -> None:
        """Write the mail to disk and put it on the clipboard; say where it lies."""
        path = stage.desk.save_mail(self._tone, stage.words.lang)
        mail = seen.brief_of(stage.desk, stage.words.lang, self._tone).mail
        stage.copy(f"{mail.subject}\n\n{mail.body}")
        stage.hand_out(path)
        self._part = PARTS.index("letter")
        stage.say(stage.words.say("brief.saved", path=path, n=stage.desk.case.events), Role.GOOD)

    def _ruling(self, desk: Desk, view: View) -> list[Row]:
        rows: list[Row] = []
        for charged, decision in desk.verdict.lines:
            rows += banner(desk, charged, decision, view.words, view.width)
        why = reasons(desk, view.words)
        if why:
            text = because(desk, view.words, why[0])
            rows += [line(f"  {each}", view.width) for each in phrases(text, view.width - 4)[:2]]
        return [*rows, *stop_rule(desk, view.words, view.width)]

    def _tabs(self, view: View) -> Row:
        """Return the parts; where the names do not fit, the others keep their digit."""
        names = [f" {at} {view.words.say(f'brief.part.{part}')} " for at, part in enumerate(PARTS, 1)]
        if sum(cell_len(each) + 1 for each in names) >= view.width:
            names = [each if at == self._part else f" {at + 1} " for at, each in enumerate(names)]
        spans = [Span(" ")]
        for at, each in enumerate(names):
            spans += [Span(each, Role.CHOSEN if at == self._part else Role.KEY), Span(" ")]
        return row(spans, view.width)

    def _rows(self, part: int, desk: Desk, brief: Brief, words: Wording, cells: int) -> list[Row]:
        draw = {"sides": sides, "todo": todo, "grounds": grounds}
        name = PARTS[part]
        if name == "letter":
            return letter(desk.policy, brief, self._tone, words, cells)
        if name == "script":
            return script(desk, brief, words, cells, self._density)
        return draw[name](desk, brief, words, cells)
