"""A drill played by a person: what is said to them and by them, while the scenario's people answer.

The desk under it is a real one on a record of its own. The customer answers what is asked
for, the superiors come in when the scenario says so, and everything the trainee does is kept
in the trace that is scored. Nothing here draws; a screen and plain lines both play by this.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from assistant import shelf
from assistant.call.steps import HAND_OVER, HOLD
from assistant.drills import deeds as do
from assistant.drills import personas
from assistant.drills import scenario as sc
from assistant.drills.clock import Clock
from assistant.drills.drill import begins, played
from assistant.drills.hints import hint
from assistant.drills.partner import understood
from assistant.drills.voices import BOSS, CUSTOMER, EXAM, HINT, PAIR, RECORD, TRAINEE, Voices
from assistant.drills.words import both
from assistant.hearing import line_for
from assistant.listen.fold import kana, kanji
from assistant.rules.policy import Words

if TYPE_CHECKING:
    from assistant.call.script import Spoken
    from assistant.desk import Now
    from assistant.drills.scenario import Scenario

MAIL = "mail"
OFFICE = (sc.APOLOGISE, sc.CORRECT, sc.TELL_CARRIER, sc.FLAG_PATTERN, sc.REFUND, MAIL)
"""What is done away from the questions, in the order it is offered."""


class Play(Voices):
    """One drill, from the first words of the customer to the score."""

    def __init__(  # noqa: PLR0913, PLR0917  # a drill is all of these
        self, scenario: Scenario, mode: str, lang: str, now: Now, seed: int = 0, pack: str = shelf.DEFAULT
    ) -> None:
        """Lay the scenario on a desk of its own; `close` takes it away again."""
        self._open = ExitStack()
        self.lang, self.seed, self.pack = lang, seed, pack
        self.started_at = now()
        self._now = now
        self.clock = Clock(now, begins(scenario))
        drill = self._open.enter_context(played(scenario, lang, pack, now=self.clock.now))
        drill.clock = self.clock.seconds
        super().__init__(scenario, mode, drill, seed)
        self.decided: dict[str, str] = {}  # by the trainee's own hand
        self.done: list[str] = []  # of OFFICE
        self._mails = self._told = 0
        self._begun = self.desk.case.events

    @property
    def helped(self) -> bool:
        """Whether the assistant assists."""
        return self.mode != EXAM

    @property
    def patience(self) -> int:
        """How much of the customer's patience is left, of what the scenario gives them."""
        return max(0, self.scenario.customer.patience - self.questions // personas.QUESTIONS)

    @property
    def hints(self) -> int:
        """How many hints were given."""
        return sum(isinstance(each, do.Hinted) for each in self.drill.trace())

    @property
    def unrecorded(self) -> int:
        """How many instructions were heard and are not in the record."""
        heard = sum(isinstance(each, do.Heard) for each in self.drill.trace())
        return max(0, heard - len(self.desk.case.instructions))

    def again(self) -> Play:
        """Take this drill away and begin it anew."""
        self.close()
        return Play(self.scenario, self.mode, self.lang, self._now, self.seed, self.pack)

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

    def hint(self) -> None:
        """Give a hint, and count it."""
        self.drill.hint()
        self._say(HINT, hint(self.desk.policy, self.desk.verdict))

    def hear(self, text: str) -> None:
        """Let the trainer speak for the customer."""
        self._say(CUSTOMER, Words(text, text), self.scenario.customer.name)

    # What happens of itself.

    def catch_up(self, *, leaving: bool = False) -> None:
        """Let everybody speak whose moment has come; before the case leaves the desk, all of them do."""
        self.drill.catch_up()
        desk, case = self.desk, self.desk.case
        if case.events == self._begun and not (leaving or self.decided):
            return  # nobody comes between the customer's first words and what is made of them
        self._speak_up(sc.START)
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


def _language(text: str) -> str:
    return "ja" if any(kana(each) or kanji(each) for each in text) else "en"
