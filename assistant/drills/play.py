"""A drill played by a person: what is said to them and by them, while the scenario's people answer.

The desk under it is a real one on a record of its own. The customer answers what is asked
for, the superiors come in when the scenario says so, and everything the trainee does is kept
in the trace that is scored. Nothing here draws; a screen and plain lines both play by this.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant import shelf
from assistant.call.steps import HAND_OVER, HOLD
from assistant.drills import deeds as do
from assistant.drills import personas
from assistant.drills import scenario as sc
from assistant.drills.clock import Clock
from assistant.drills.drill import Drill, begins, played
from assistant.drills.partner import understood
from assistant.drills.truth import SPEAKER
from assistant.drills.words import both
from assistant.drills.wrong_card import card, misheard
from assistant.hearing import line_for
from assistant.listen.fold import kana, kanji
from assistant.rules.policy import Ruling, Words

if TYPE_CHECKING:
    from assistant.call.script import Spoken
    from assistant.desk import Desk, Now
    from assistant.drills.scenario import Scenario, Telling
    from assistant.hearing import Waiting

GUIDED, EXAM, PAIR = "guided", "exam", "pair"
PLAYED = (GUIDED, EXAM, PAIR)
CUSTOMER, BOSS, RECORD, TRAINEE, HINT = "customer", "boss", "record", "trainee", "hint"
MAIL = "mail"
OFFICE = (sc.APOLOGISE, sc.CORRECT, sc.TELL_CARRIER, sc.FLAG_PATTERN, sc.REFUND, MAIL)
"""What is done away from the questions, in the order it is offered."""

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


class Play:
    """One drill, from the first words of the customer to the score."""

    def __init__(self, scenario: Scenario, mode: str, lang: str, now: Now, seed: int = 0) -> None:
        """Lay the scenario on a desk of its own; `close` takes it away again."""
        self._open = ExitStack()
        self.scenario, self.mode, self.lang, self.seed = scenario, mode, lang, seed
        self.started_at = now()
        self._now = now
        self.clock = Clock(now, begins(scenario))
        self.drill: Drill = self._open.enter_context(played(scenario, lang, now=self.clock.now))
        self.drill.clock = self.clock.seconds
        self.said: list[Utterance] = []
        self.decided: dict[str, str] = {}  # by the trainee's own hand
        self.done: list[str] = []  # of OFFICE
        self._heard: set[str] = set()  # when superiors have spoken up
        self._given: set[int] = set()  # what the customer has told already, by its place in the file
        self._mails = self._told = 0
        self._wrong = misheard(scenario, self.desk.policy, seed)
        if mode != PAIR:
            self._say(CUSTOMER, scenario.customer.opens, scenario.customer.name)

    @property
    def desk(self) -> Desk:
        """The desk the drill is played at."""
        return self.drill.desk

    @property
    def helped(self) -> bool:
        """Whether the assistant assists."""
        return self.mode != EXAM

    @property
    def questions(self) -> int:
        """How often the customer was asked something."""
        return sum(isinstance(each, do.Asked) for each in self.drill.trace())

    @property
    def patience(self) -> int:
        """How much of the customer's patience is left, of what the scenario gives them."""
        return max(0, self.scenario.customer.patience - self.questions // personas.QUESTIONS)

    @property
    def hints(self) -> int:
        """How many hints were given."""
        return sum(isinstance(each, do.Hinted) for each in self.drill.trace())

    def again(self) -> Play:
        """Take this drill away and begin it anew."""
        self.close()
        return Play(self.scenario, self.mode, self.lang, self._now, self.seed)

    def close(self) -> None:
        """Take the desk and its record away."""
        self._open.close()

    # What the trainee does.

    def ask(self, fact: str, line: str | None = None) -> None:
        """Ask the customer for a fact."""
        before = self._asked(fact, line)
        self._self("office.asked", fact)
        self._answer(fact, line, before=before)

    def look_up(self, fact: str, line: str | None = None) -> None:
        """Search our own side for a fact."""
        self._self("office.looked_up", fact)
        told = self.drill.look_up(fact, line)
        self._say(RECORD, told.says if told else both("record.none", fact=self.desk.policy.facts[fact].label))

    def speak(self, text: str) -> None:
        """Say something to the customer in the trainee's own words."""
        self._say(TRAINEE, Words(text, text))
        meant = understood(text, shelf.ear(self.desk.policy.id))
        apologises = sc.APOLOGY in meant.ticks
        self.drill.say(text, sc.APOLOGY if apologises else "", meant.ticks, _language(text))
        if self.mode == PAIR:
            return
        if self.drill.hurts(text, _language(text)):
            self._filler("hurt")
            return
        for fact in meant.facts:
            line = line_for(self.desk, self.desk.policy.facts[fact])
            self._answer(fact, line, before=self._asked(fact, line))
        if meant.opens:
            self._volunteer()
        elif not meant.facts:
            self._filler("apologised" if apologises else "nod")

    def read(self, script: tuple[Spoken, ...], lang: str) -> None:
        """Read a script aloud."""
        self._say(TRAINEE, both("office.read"))
        for spoken in script:
            self.drill.read(spoken, lang)
        self._filler("nod")

    def decide(self, rulings: dict[str, str]) -> None:
        """Decide the lines by hand."""
        for line, ruling in rulings.items():
            self.drill.rule(line, ruling, told=False)
            self._say(TRAINEE, both("office.decided", ruling=self._ruling(ruling)))
        self.decided |= rulings
        self.catch_up()

    def tell(self) -> bool:
        """Tell the customer what was decided by hand; return whether there was anything to tell."""
        for line, ruling in self.decided.items():
            self.drill.rule(line, ruling, told=True)
            self._react(ruling)
        return bool(self.decided)

    def act(self, what: str, lang: str) -> None:
        """Do something of OFFICE."""
        if what == MAIL:
            self.desk.save_mail("confirmation", lang)
        else:
            self.drill.act(what)
            self.desk.note(both(f"office.{what}").of(lang))
        self._say(TRAINEE, both(f"office.{what}"))
        self.done.append(what)
        if what == sc.APOLOGISE and self.mode != PAIR:
            self._filler("apologised")
        self.catch_up()

    def hint(self, text: Words) -> None:
        """Give a hint, and count it."""
        self.drill.hint()
        self._say(HINT, text)

    def hear(self, text: str) -> None:
        """Let the trainer speak for the customer."""
        self._say(CUSTOMER, Words(text, text), self.scenario.customer.name)

    # What happens of itself.

    def catch_up(self, *, leaving: bool = False) -> None:
        """Let everybody speak whose moment has come; before the case leaves the desk, all of them do."""
        self.drill.catch_up()
        self._speak_up(sc.START)
        desk, case = self.desk, self.desk.case
        off = case.step in {HOLD, HAND_OVER} or leaving
        known = desk.verdict.settled if self.helped else bool(self.decided)
        if known or off or case.step not in desk.policy.stages:
            self._speak_up(sc.BEFORE_CALL)
        if off or (known and not self.helped) or case.step not in desk.policy.stages:
            self._speak_up(sc.AFTER_DECISION)
        if len(case.mails) > self._mails:
            self._mails = len(case.mails)
            for boss in personas.answering(self.scenario):
                self._say(BOSS, boss.replies, self._rung(boss))
        for told in case.told[self._told :]:
            self._react(told.ruling)
        self._told = len(case.told)

    def taken(self, since: int) -> list[Utterance]:
        """Return what was said since so many utterances."""
        return self.said[since:]

    def _speak_up(self, when: str) -> None:
        if when in self._heard:
            return
        self._heard.add(when)
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
            wrong = card(self.desk, told, value, self.lang)
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
        self.said.append(Utterance(who, text, name, self.clock.seconds(), wrong))


def _language(text: str) -> str:
    return "ja" if any(kana(each) or kanji(each) for each in text) else "en"
