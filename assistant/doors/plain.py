"""`assistant call --plain`: the same call in numbered lines, for screen readers, pipes and tests.

The same desk writes the same events as the screen does for the same answers. What is
read is a line; what is shown is text. Where the lines end, everything is saved.
"""

from __future__ import annotations

from collections.abc import Callable

from assistant import shelf
from assistant.call.allowed import NotAllowed
from assistant.call.mail import value_name
from assistant.call.phrases import phrase
from assistant.call.steps import CLOSED, WRAP_UP, NotNow
from assistant.call.typed import read_number, usual_evidence
from assistant.call.verdict import Ask
from assistant.desk import Desk
from assistant.doors import plain_forms as forms
from assistant.doors import plain_shown as shown
from assistant.doors.plain_deeds import DEEDS, Turn, tell_help
from assistant.doors.plain_heard import Ear
from assistant.doors.talk import Ended, Talk, meant, picked
from assistant.journal.refusals import NotWritten
from assistant.rules.dates import Reading, echo
from assistant.rules.facts import NONE_YET, UNKNOWN, Evidence, Value
from assistant.rules.policy import FactSpec
from assistant.rules.problems import near
from assistant.screens.example import open_example
from assistant.seat import Seat


class Plain:
    """One operator's call in lines. Keeps the fact and the evidence chosen and what was last said, and nothing else."""

    def __init__(self, seat: Seat, talk: Talk, desk: Desk | None = None) -> None:
        """Begin, with a case on the desk or without one."""
        self._seat, self._talk, self.desk = seat, talk, desk
        self._chosen: Ask | None = None
        self._evidence: Evidence | None = None
        self._said: tuple[str, ...] = ()
        self._ear = Ear(seat)

    def run(self) -> None:
        """Talk until the operator leaves or the lines end."""
        try:
            while True:
                if self.desk is None:
                    self._choose_case()
                else:
                    self._ask(self.desk)
        except Ended:
            if self.desk is not None:
                self._ear.left(self.desk, self._talk)
            self._talk.say("plain.bye")
        finally:
            self._ear.leave()

    # --- which case ---

    def _choose_case(self) -> None:
        self._ear.leave()
        talk, cases = self._talk, self._seat.cases()
        for at, each in enumerate(cases, 1):
            talk.say("plain.item", number=at, text=shown.case_row(each, talk.lang))
        if not cases:
            talk.say("plain.no_cases")
        talk.say("plain.hello")
        line = talk.read()
        word = meant("word", line)
        found = picked(line, [(each.case_id, each.case_id) for each in cases])
        if found is not None:
            self._guarded(lambda: self._sit(self._seat.resume(found)))
        elif word in {"new", "example", "help", "quit"}:
            self._guarded(lambda: self._open(word))
        elif line:
            talk.say("plain.not_understood", text=line)

    def _open(self, word: str | None) -> None:
        if word == "quit":
            raise Ended
        if word == "example":
            self._sit(open_example(self._seat, self._talk.lang))
        elif word == "new":
            way = self._seat.way
            pack = way.pack if way.named else forms.trouble(self._talk) or ""
            lines = forms.new_lines(shelf.take(pack).policy, self._talk) if pack else []
            if lines:
                self._sit(self._seat.new(lines, pack))
        else:
            tell_help(self._talk)

    def _sit(self, desk: Desk) -> None:
        self.desk, self._chosen, self._evidence = desk, None, None

    # --- one turn ---

    def _ask(self, desk: Desk) -> None:
        talk = self._talk
        asked = self._chosen or desk.verdict.ask
        self._guarded(lambda: self._ear.tell(desk, talk))
        talk.tell(shown.head(desk, talk.lang))
        for line in shown.question(desk, asked, talk.lang):
            talk.tell(line)
        self._tell_rulings(desk)
        line = talk.read()
        if line:
            self._guarded(lambda: self._take(desk, asked, line))

    def _tell_rulings(self, desk: Desk) -> None:
        """Say what is possible or settled, and not again before it changes: it is listened to, not looked at."""
        rulings = (desk.case_id, *shown.rulings(desk, self._talk.lang))
        if rulings != self._said:
            for line in rulings[1:]:
                self._talk.tell(line)
        self._said = rulings

    def _guarded(self, do: Callable[[], None]) -> None:
        """Do something; where it cannot be done, say what is safe and what to do."""
        count = self.desk.case.events if self.desk else 0
        try:
            do()
        except NotNow as early:
            self._talk.say(f"not_now.{early.code}")
        except NotAllowed:
            self._talk.say("plain.not_allowed")
        except NotWritten:
            self._talk.say("plain.not_written", count=self.desk.case.events if self.desk else count)
        except shelf.NotLoaded as gone:
            self._talk.tell("\n".join(each.text(self._talk.lang) for each in gone.problems))
        except OSError as trouble:
            self._talk.say("plain.fault", count=count, kind=trouble.strerror or type(trouble).__name__)

    def _take(self, desk: Desk, asked: Ask | None, line: str) -> None:
        """Take a line: an answer where it is one, else a word with what follows it."""
        talk = self._talk
        if self._ear.take(desk, talk, line):
            return
        if asked is not None:
            read = self._read(desk.policy.facts[asked.fact], line)
            if read is not None:
                self._answer(desk, asked, read)
                return
        first, *rest = line.split(maxsplit=1)
        whole = meant("word", line)
        word = whole or meant("word", first)
        if word is not None:
            self._do(desk, word, "" if whole else "".join(rest))
        elif asked is None or not self._typed(desk, asked, line):
            talk.say("plain.not_understood", text=line)

    def _read(self, spec: FactSpec, line: str) -> Value | None:
        """Return the answer a line is, where that needs no second look."""
        answer = meant("answer", line)
        if answer == "unknown":
            return UNKNOWN
        if answer == "none_yet" and spec.none_yet:
            return NONE_YET
        if spec.kind == shown.CHOICE:
            return picked(line, shown.values(spec, self._talk.lang))
        return None

    def _typed(self, desk: Desk, asked: Ask, line: str) -> bool:
        """Take a typed date or number; a date is said back in full and agreed to first."""
        spec, talk = desk.policy.facts[asked.fact], self._talk
        if spec.kind == shown.CHOICE:
            return False
        if spec.kind != shown.DATE:
            number = read_number(line)
            if number is None:
                talk.say("plain.not_a_number")
            else:
                self._answer(desk, asked, number)
            return True
        read = desk.read_date(line)
        if not isinstance(read, Reading):
            talk.tell(read.of(talk.lang))
            return True
        talk.say("plain.echo_guessed" if read.guessed else "plain.echo", value=echo(read.day, talk.lang))
        if talk.agreed():
            self._answer(desk, asked, read.day.isoformat())
        else:
            talk.say("plain.not_recorded")
        return True

    def _answer(self, desk: Desk, asked: Ask, answer: Value) -> None:
        spec, lang = desk.policy.facts[asked.fact], self._talk.lang
        desk.answer(asked.fact, answer, self._evidence or usual_evidence(spec, answer), asked.line)
        self._chosen, self._evidence = None, None
        what = f"{spec.label.of(lang)}: {value_name(spec, str(answer), lang)}"
        self._talk.say("plain.recorded", count=desk.case.events, what=what)

    # --- words ---

    def _do(self, desk: Desk, word: str, rest: str) -> None:
        own = {
            "card": lambda: self._ear.card(desk, self._talk, rest),
            "said": lambda: self._ear.tick(desk, self._talk, rest),
            "undo": lambda: self._ear.undo(desk, self._talk),
        }
        if word in own:
            own[word]()
        elif self._leaves(desk, word, rest) and self._ear.left(desk, self._talk):
            self._talk.say("heard.once_more")
        elif word in DEEDS:
            DEEDS[word](Turn(desk, self._talk, self._seat, rest))
            if desk.case.step == CLOSED:
                self.desk = None
        elif word == "facts":
            self._choose_fact(desk, rest)
        elif word == "evidence":
            self._choose_evidence(rest)
        elif word == "withdraw":
            self._withdraw(desk)
        elif word == "case":
            self._other_case(rest)
        else:
            self._open(word)

    @staticmethod
    def _leaves(desk: Desk, word: str, rest: str) -> bool:
        """Whether a word leaves the case, so that what nobody confirmed is listed first."""
        return (
            word in {"quit", "hand"} or (word == "case" and not rest) or (word == "next" and desk.case.step == WRAP_UP)
        )

    def _choose_fact(self, desk: Desk, rest: str) -> None:
        known = shown.known(desk, self._talk.lang)
        named = [(name, desk.policy.facts[name].label.of(self._talk.lang)) for name, _ in known]
        found = picked(rest, named) if rest else self._talk.chosen("which_fact", known)
        if found is not None:
            self._chosen = Ask(found, shown.line_for(desk, desk.policy.facts[found]))
        elif rest:
            self._talk.say("plain.not_understood", text=rest)

    def _choose_evidence(self, rest: str) -> None:
        talk = self._talk
        kinds = [(each.value, phrase(f"evidence.{each}", talk.lang)) for each in Evidence]
        found = picked(rest, kinds) if rest else talk.chosen("evidence", kinds)
        if found is not None:
            self._evidence = Evidence(found)
            talk.say("plain.evidence_now", evidence=dict(kinds)[found])

    def _withdraw(self, desk: Desk) -> None:
        asked = self._chosen or desk.verdict.ask
        if asked is None or shown.held(desk, asked.fact, asked.line) is None:
            self._talk.say("plain.nothing_to_withdraw")
            return
        desk.withdraw(asked.fact, asked.line)
        self._chosen = None
        self._talk.say("plain.withdrawn", what=desk.policy.facts[asked.fact].label.of(self._talk.lang))

    def _other_case(self, rest: str) -> None:
        """Leave this case where it stands, and open another or look at the list."""
        if not rest:
            self.desk = None
            return
        try:
            self._sit(self._seat.resume(rest.upper()))
        except KeyError:
            known = [each.case_id for each in self._seat.cases()]
            self._talk.say("record.no_case", case=rest, near=near(rest, known).of(self._talk.lang))
