"""The voices of a drill: what the customer, the superiors and our records say, and when. Played by `play`.

Everything said is kept in order, so that a screen can show the last of it and a log all of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.drills import deeds as do
from assistant.drills import personas
from assistant.drills import scenario as sc
from assistant.drills.truth import SPEAKER
from assistant.drills.words import both
from assistant.drills.wrong_card import card, misheard
from assistant.rules.policy import Ruling, Words

if TYPE_CHECKING:
    from assistant.desk import Desk
    from assistant.drills.drill import Drill
    from assistant.drills.scenario import Scenario, Telling
    from assistant.hearing import Waiting

GUIDED, EXAM, PAIR = "guided", "exam", "pair"
PLAYED = (GUIDED, EXAM, PAIR)
CUSTOMER, BOSS, RECORD, TRAINEE, HINT = "customer", "boss", "record", "trainee", "hint"

_SHARP = frozenset({"angry", "abusive"})
_NOBODY = Words("", "")


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something said in a drill; `card` is what was heard of it wrongly, if it was."""

    who: str
    text: Words
    name: Words = _NOBODY
    at: int = 0
    card: Waiting | None = None


class Voices:
    """The people of one drill, each answering in their turn."""

    def __init__(self, scenario: Scenario, mode: str, drill: Drill, seed: int) -> None:
        """Begin in silence, but for the customer; in pair mode a trainer speaks for them."""
        self.scenario, self.mode, self.drill = scenario, mode, drill
        self.said: list[Utterance] = []
        self._given: set[int] = set()  # what the customer has told already, by its place in the file
        self._wrong = misheard(scenario, drill.desk.policy, seed)
        if mode != PAIR:
            self._say(CUSTOMER, scenario.customer.opens, scenario.customer.name)

    @property
    def desk(self) -> Desk:
        """The desk the drill is played at."""
        return self.drill.desk

    @property
    def questions(self) -> int:
        """How often the customer was asked something."""
        return sum(isinstance(each, do.Asked) for each in self.drill.trace())

    def _speak_up(self, when: str) -> None:
        for boss in self.drill.hear(when):
            self._say(BOSS, boss.words, self._rung(boss))

    def _rung(self, boss: sc.Boss) -> Words:
        role = next((each.role for each in self.desk.policy.ladder if each.id == boss.by), _NOBODY)
        return Words(f"{role.ja} {boss.name.ja}", f"{role.en} {boss.name.en}")

    def _asked(self, fact: str, line: str | None) -> bool:
        return any(isinstance(each, do.Asked) and (each.fact, each.line) == (fact, line) for each in self.drill.trace())

    def _answer(self, fact: str, line: str | None, *, before: bool) -> None:
        """Let the customer answer: with what they know of this very fact, or that they cannot tell."""
        told = self.drill.ask(fact, line)
        if self.mode == PAIR:
            return
        if fact == SPEAKER:
            name = self.scenario.customer.name
            self._say(CUSTOMER, both(f"customer.speaker.{self.scenario.customer.speaker}", name=name), name)
            return
        if before:
            self._filler("again")
        if told is None:
            self._filler("cannot_tell")
        else:
            self._give(told)
        if self.questions == personas.lasts(self.scenario) + 1:
            self._filler("impatient")

    def _volunteer(self) -> None:
        told = next((e for e in personas.volunteered(self.scenario) if self._place(e) not in self._given), None)
        if told is None:
            self._filler("no_more")
        else:
            self._give(told)

    def _give(self, told: Telling) -> None:
        self._given.add(self._place(told))
        wrong = None
        if self._wrong is not None and self._wrong[0] == told:
            value, self._wrong = self._wrong[1], None
            wrong = card(self.desk, told, value, self.drill.lang)
            self.drill.lay(do.Carded(told.fact, str(value)))
        self._say(CUSTOMER, told.says, self.scenario.customer.name, wrong)

    def _place(self, told: Telling) -> int:
        return self.scenario.customer.knows.index(told)

    def _react(self, ruling: str) -> None:
        self._say(TRAINEE, both("office.told", ruling=self._ruling(ruling)))
        if self.mode == PAIR:
            return
        found = personas.reaction(self.scenario, ruling)
        if found is None:
            self._filler("told")
        else:
            self._say(CUSTOMER, found.says, self.scenario.customer.name)

    def _ruling(self, ruling: str) -> Words:
        return self.desk.policy.rulings[Ruling(ruling)]

    def _filler(self, what: str) -> None:
        tone = "sharp" if self.scenario.customer.mood in _SHARP else "soft"
        self._say(CUSTOMER, both(f"customer.{what}.{tone}"), self.scenario.customer.name)

    def _self(self, key: str, fact: str) -> None:
        self._say(TRAINEE, both(key, fact=self.desk.policy.facts[fact].label))

    def _say(self, who: str, text: Words, name: Words = _NOBODY, wrong: Waiting | None = None) -> None:
        self.said.append(Utterance(who, text, name, self.drill.clock(), wrong))
