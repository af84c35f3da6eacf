"""The desk: one operator's seat, and the only place where something happens.

Nothing is believed before it is written: event, journal, fold, decide, and only then
does a screen draw. If the journal fails, the case here is the case on the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import shelf
from assistant.call import events as ev
from assistant.call.allowed import check
from assistant.call.brief import Brief, brief
from assistant.call.case import Case, ChargeLine, after, fold
from assistant.call.mail import draft, eml
from assistant.call.script import Scene
from assistant.call.steps import BRIEF, CALL, CLOSED, HAND_OVER, HOLD, NotNow, take, way_to
from assistant.call.undo import undone_by
from assistant.call.verdict import Verdict, decided, decided_on, judge_case
from assistant.journal.book import Book as Journal
from assistant.journal.reading import CaseRow
from assistant.journal.refusals import CannotOpen, NotWritten
from assistant.rules.clean import clean
from assistant.rules.dates import Reading, read_date
from assistant.rules.decision import Judge
from assistant.rules.derive import day_of
from assistant.rules.facts import Evidence, Value
from assistant.rules.policy import Policy, Ruling, Words

if TYPE_CHECKING:
    from assistant.call.asking import Answer

WORDS_MAX = 2_000
NAME_MAX = 80
JOURNAL = "journal.db"
FOLLOW = "follow"
"""The trigger of a move nobody asked for: the step follows the next question."""
DRAFTS = "drafts"

Now = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """A case on the home screen: what it is about, where it stands, and when it last moved."""

    case_id: str
    case: Case
    last_at: datetime
    settled: bool
    rulings: tuple[Ruling | None, ...]
    call_waits: bool


class Seat:
    """An operator's place: the journal and the packs. Opens cases, and finds them again."""

    def __init__(self, data: Path, journal: Journal, now: Now, operator: str = "") -> None:
        """Sit down at a journal already open."""
        self.data, self.journal, self.now, self.operator = data, journal, now, operator

    @classmethod
    def open(cls, data: Path, *, actor: str, now: Now, operator: str = "") -> Seat:
        """Open the journal in this folder, or raise CannotOpen."""
        return cls(data, Journal.open(data / JOURNAL, now=now, actor=actor), now, operator)

    def new(self, lines: Sequence[ChargeLine], pack: str = shelf.DEFAULT, *, example: bool = False) -> Desk:
        """Open a case on these charge lines."""
        book = shelf.take(pack)
        policy = book.policy
        case_id = self.journal.next_case_id()
        stage = next(iter(policy.stages))
        begun: list[ev.Event] = [ev.Opened(policy.id, policy.version, policy.digest, example)]
        begun += [ev.LineAdded(e.id, e.charge_line, clean(e.option, NAME_MAX), e.amount_yen) for e in lines]
        begun.append(ev.Moved(stage, "open"))
        for at, event in enumerate(begun):
            check(policy, fold(begun[:at]), event)
        self.journal.append_all(case_id, begun)
        return Desk(self, Judge(book), case_id, fold(begun), self.now())

    def resume(self, case_id: str) -> Desk:
        """Go on with a case where it stood, or raise KeyError where there is none."""
        entries = self.journal.entries(case_id)
        if not entries:
            raise KeyError(case_id)
        case = fold(entry.event for entry in entries if entry.event is not None)
        return Desk(self, Judge(shelf.take(case.pack)), case_id, case, self.now())

    def cases(self) -> list[CaseSummary]:
        """Return the open cases, the one last touched first. A closed one is not read."""
        found = [self._summary(row) for row in self.journal.cases() if row.step != CLOSED]
        return sorted((each for each in found if each.case.step != CLOSED), key=lambda e: e.last_at, reverse=True)

    def _summary(self, row: CaseRow) -> CaseSummary:
        case = fold(self.journal.events(row.case_id))
        last = datetime.fromisoformat(row.last_at)
        try:
            verdict = judge_case(Judge(shelf.take(case.pack)), case, decided_on(case, self.now().date()))
        except shelf.NotLoaded:  # one case of a pack that is gone must not hide the others
            return CaseSummary(row.case_id, case, last, settled=False, rulings=(), call_waits=True)
        rulings = tuple(decision.ruling for _, decision in verdict.lines)
        return CaseSummary(row.case_id, case, last, verdict.settled, rulings, verdict.call_waits)

    def close(self) -> None:
        """Leave the seat; what waits goes into the main file."""
        self.journal.close()


class Desk:
    """One case on the desk. Every method that changes something writes an event first."""

    def __init__(self, seat: Seat, judge: Judge, case_id: str, case: Case, opened_at: datetime) -> None:
        """Lay a case on the desk; `Seat` does this."""
        self._seat, self._judge = seat, judge
        self.case_id, self.case, self.opened_at = case_id, case, opened_at
        self.verdict: Verdict = self._decided()

    @property
    def policy(self) -> Policy:
        """The pack's policy."""
        return self._judge.book.policy

    @property
    def today(self) -> date:
        """The day of the decision: the one stated for the case, else the day of the clock."""
        return decided_on(self.case, self._seat.now().date())

    def answer(self, fact: str, value: Value, evidence: Evidence, line: str | None = None) -> None:
        """Take down a fact, new or corrected."""
        self._followed(ev.Answered(fact, value, evidence.value, line))

    def withdraw(self, fact: str, line: str | None = None) -> None:
        """Take a fact back: it counts as not asked."""
        self._followed(ev.Withdrawn(fact, line))

    def instruct(  # noqa: PLR0913, PLR0917  # an instruction is all of these
        self, by: str, name: str, channel: str, at: str, says: str, words: str
    ) -> None:
        """Record a superior's instruction, in the superior's own words."""
        self._happened(
            ev.Instructed(by, channel, clean(at, NAME_MAX), says, clean(name, NAME_MAX), clean(words, WORDS_MAX))
        )

    def reply(self, by: str, says: str, name: str = "", words: str = "") -> None:
        """Record what the superior answered to the confirmation mail."""
        self._happened(ev.Replied(by, says, clean(name, NAME_MAX), clean(words, WORDS_MAX)))

    def add_line(self, line: ChargeLine) -> None:
        """Add a charge line to the case."""
        self._happened(ev.LineAdded(line.id, line.charge_line, clean(line.option, NAME_MAX), line.amount_yen))

    def note(self, words: str) -> None:
        """Keep a note in the operator's own words."""
        self._happened(ev.Noted(clean(words, WORDS_MAX)))

    def go_on(self) -> None:
        """Go on to the next step, or raise NotNow. A settled decision is recorded on the way."""
        self._move("go_on")

    def go_back(self) -> None:
        """Go back one step, or raise NotNow."""
        self._move("go_back")

    def go_to_brief(self) -> None:
        """Go straight to the brief, through the stages between, or raise NotNow."""
        passed = way_to(tuple(self.policy.stages), self.case.step, BRIEF, self._so())
        self._happened(*self._decision_if_new(), *(ev.Moved(step, "go_on") for step in passed))

    def hold(self) -> None:
        """Put the case on hold, or raise NotNow."""
        self._move("put_on_hold")

    def resume(self) -> None:
        """Take the case up again, or raise NotNow."""
        self._move("resume")

    def hand_over(self, rung: str, why: str, note: str = "") -> None:
        """Hand the case to a rung: always one step away, from anywhere."""
        step = self._step("hand_over")
        self._happened(ev.HandedOver(rung, clean(why, NAME_MAX), clean(note, WORDS_MAX)), ev.Moved(step, "hand_over"))

    def tell(self, line: str) -> None:
        """Mark the ruling as told to the customer; only what was decided and recorded can be told.

        Where a fact came in since, the grounds are recorded anew first (P17).
        """
        decided = self.case.decided
        if decided is None or line not in decided.rulings or self.case.step != CALL:
            raise NotNow("not_decided")
        decision = self.verdict.of(line)
        if decision.ruling is None or decided.rulings[line] != decision.ruling.value:
            raise NotNow("not_decided")
        self._happened(*self._decision_if_new(), ev.Told(line, decision.ruling.value))

    def close(self) -> None:
        """Close the case, or raise NotNow. A case closed unsettled is on hold, never billed."""
        self._move("close")
        self._seat.journal.checkpoint_wal()

    def undo(self) -> str | None:
        """Take back the last thing done, by a new event; return its kind, or None."""
        history = [entry.event for entry in self._seat.journal.entries(self.case_id) if entry.event is not None]
        found = undone_by(history)
        if found is None:
            return None
        undone, event = found
        self._followed(event)
        return ev.encode(undone).kind

    def scene(self, lang: str) -> Scene:
        """Return all that words depend on."""
        return Scene(self.policy, self.case, self.case_id, self.verdict, self.today, lang, self._seat.operator)

    def brief(self, lang: str, tone: str = "confirmation") -> Brief:
        """Return the brief of the case as it stands."""
        return brief(self.scene(lang), tone)

    def ask(self, text: str, lang: str) -> Answer:
        """Answer the operator's own question from the case as it stands; nothing is recorded of it."""
        kept = self._seat.journal.entries(self.case_id)
        history = [(each.at, each.event) for each in kept if each.event is not None]
        return shelf.questions(self.policy.id).answer(self.scene(lang), self._judge, history, text)

    def save_mail(self, tone: str, lang: str) -> Path:
        """Write the confirmation mail as a draft, and record that it was written."""
        mail = draft(self.scene(lang), tone)
        folder = self._seat.data / DRAFTS
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"{self.case_id}-{self.case.events}.eml"
        path.write_bytes(eml(mail))
        path.chmod(0o600)
        written = ev.MailDrafted(tone, mail.to.id, mail.cc.id if mail.cc else "", path.name)
        try:
            self._happened(written, *self._decision_if_new())
        except NotWritten:
            if written not in self.case.mails:
                path.unlink(missing_ok=True)
            raise
        return path

    def read_date(self, text: str) -> Reading | Words:
        """Read a date as the operator types it, counting from the dates of this case."""
        known = {name: day_of(self.case.facts, name) for name, spec in self.policy.facts.items() if spec.kind == "date"}
        anchors = {name: day for name, day in known.items() if isinstance(day, date)}
        return read_date(text, self._seat.now().date(), anchors)

    def _move(self, trigger: str) -> None:
        step = self._step(trigger)
        decided = self._decision_if_new() if step in {BRIEF, CALL, HOLD, HAND_OVER, CLOSED} else []
        self._happened(*decided, ev.Moved(step, trigger))

    def _step(self, trigger: str) -> str:
        return take(tuple(self.policy.stages), self.case.step, trigger, self._so())

    def _so(self) -> frozenset[str]:
        return frozenset(
            name for name, so in (("settled", self.verdict.settled), ("may_call", not self.verdict.call_waits)) if so
        )

    def _followed(self, event: ev.Event) -> None:
        """Let an event happen, and let the step follow to the stage of the next question."""
        check(self.policy, self.case, event)
        case = after(self.case, event)
        ask = judge_case(self._judge, case, decided_on(case, self._seat.now().date())).ask
        stages = tuple(self.policy.stages)
        stage = self.policy.facts[ask.fact].asked_in if ask else stages[-1]
        passed = way_to(stages, case.step, stage, frozenset()) if case.step in stages else ()
        self._happened(event, *(ev.Moved(step, FOLLOW) for step in passed))

    def _decision_if_new(self) -> list[ev.Event]:
        new = decided(self.policy, self.case, self.verdict)
        return [] if new == self.case.decided else [new]

    def _happened(self, *happened: ev.Event) -> None:
        for event in happened:
            check(self.policy, self.case, event)
        try:
            self._seat.journal.append_all(self.case_id, happened)
        except NotWritten:
            self._reread()
            raise
        for event in happened:
            self.case = after(self.case, event)
        self.verdict = self._decided()

    def _reread(self) -> None:
        """Believe the disk: whatever was kept is the case, and nothing else."""
        with suppress(CannotOpen):
            self.case = fold(self._seat.journal.events(self.case_id))
            self.verdict = self._decided()

    def _decided(self) -> Verdict:
        return judge_case(self._judge, self.case, self.today)
