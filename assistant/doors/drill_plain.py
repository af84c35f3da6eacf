"""A drill in plain lines: the call in lines as it always is, and the words by which its people are spoken to."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from assistant.call.steps import NotNow
from assistant.doors import plain_shown as shown
from assistant.doors.plain import Plain
from assistant.doors.talk import Ended, meant
from assistant.drills.play import OFFICE
from assistant.drills.voices import CUSTOMER, PAIR
from assistant.drills.words import say as of_drills

if TYPE_CHECKING:
    from assistant.call.verdict import Ask
    from assistant.desk import Desk
    from assistant.doors.talk import Talk
    from assistant.drills.play import Play

_ASSISTS = frozenset({"brief", "sides", "mail", "relay", "told"})
"""Words of the plain call that show what the engine makes of a case: not in an exam."""


class DrillPlain(Plain):
    """One drill in lines."""

    def __init__(self, play: Play, talk: Talk) -> None:
        """Begin with the customer's first words."""
        super().__init__(play.drill.seat, talk, play.desk)
        self.play = play
        self._heard = 0
        self._over = False

    def run(self) -> None:
        """Talk until the drill is finished or the lines end; then it is scored as it stands."""
        with suppress(Ended):
            while not self._over and self.desk is not None:
                self._turn(self.desk)
        self.play.catch_up(leaving=True)
        with suppress(NotNow):
            self.play.desk.close()

    def _turn(self, desk: Desk) -> None:
        self.play.catch_up()
        self._tell_said()
        if self.play.helped:
            self._ask(desk)
            return
        for line in shown.question(desk, self._chosen, self._talk.lang) if self._chosen else ():
            self._talk.tell(line)
        line = self._talk.read()
        if line:
            self._guarded(lambda: self._take(desk, self._chosen, line))

    def _tell_said(self) -> None:
        """Tell what was said since, each in one line."""
        lang = self._talk.lang
        for each in self.play.said[self._heard :]:
            who, name = of_drills(f"who.{each.who}", lang), each.name.of(lang)
            self._talk.tell(f"{name if name and each.who != CUSTOMER else who}> {each.text.of(lang)}")
        self._heard = len(self.play.said)

    def _take(self, desk: Desk, asked: Ask | None, line: str) -> None:
        """Take a word of the drill; anything else is what it is in any call."""
        first, *rest = line.split(maxsplit=1)
        word = meant("drill_word", first)
        deeds: dict[str, Callable[[str], None]] = {
            "ask": lambda _: self._with_fact(asked, self.play.ask),
            "look": lambda _: self._with_fact(asked, self.play.look_up),
            "say": self.play.speak,
            "customer": self._customer,
            "hint": lambda _: self._hint(),
            "office": self._office,
            "read": lambda _: self._read_aloud(desk),
            "decide": lambda told: self._decide(desk, told),
            "finish": lambda _: self._finish(),
            "help": lambda _: self._drill_help(),
        }
        if word in deeds:
            deeds[word]("".join(rest))
        elif not self.play.helped and meant("word", first) in _ASSISTS:
            self._told() if meant("word", first) == "told" else self._talk.say("drill_plain.no_help")
        else:
            super()._take(desk, asked, line)

    def _with_fact(self, asked: Ask | None, do: Callable[[str, str | None], None]) -> None:
        if asked is None:
            self._talk.say("drill_plain.no_fact")
        else:
            do(asked.fact, asked.line)

    def _customer(self, words: str) -> None:
        """Let the trainer speak for the customer, at the same keyboard."""
        if self.play.mode == PAIR and words:
            self.play.hear(words)
        else:
            self._talk.say("drill_plain.only_pair")

    def _hint(self) -> None:
        if not self.play.helped:
            self._talk.say("drill_plain.no_help")
            return
        self.play.hint()

    def _office(self, rest: str) -> None:
        """Do what is named by its number; without one, read out what can be done."""
        if rest.isascii() and rest.isdigit() and 0 < int(rest) <= len(OFFICE):
            self.play.act(OFFICE[int(rest) - 1], self._talk.lang)
            return
        for at, what in enumerate(OFFICE, 1):
            self._talk.say("plain.item", number=at, text=of_drills(f"office.{what}", self._talk.lang))

    def _read_aloud(self, desk: Desk) -> None:
        if not self.play.helped:
            self._talk.say("drill_plain.no_help")
            return
        lang = self._talk.lang
        self.play.read(tuple(each for each in desk.brief(lang).script if not each.missing), lang)

    def _decide(self, desk: Desk, told: str) -> None:
        """Decide the lines in their order, by the names of rulings."""
        known = {each.value for each in desk.policy.rulings}
        given = told.split()
        if len(given) != len(desk.case.lines) or not set(given) <= known:
            self._talk.say("drill_plain.decide", count=len(desk.case.lines), rulings=" ".join(sorted(known)))
            return
        self.play.decide({line.id: ruling for line, ruling in zip(desk.case.lines, given, strict=True)})

    def _told(self) -> None:
        if not self.play.tell():
            self._talk.say("drill_plain.undecided")

    def _finish(self) -> None:
        self._over = True

    def _drill_help(self) -> None:
        self._talk.say("drill_plain.help")
