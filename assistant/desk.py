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

from assistant import drawer, shelf
from assistant.call import events as ev
from assistant.call import promises as pr
from assistant.call.brief import Brief, brief
from assistant.call.case import Case, ChargeLine, after, day_of_case, fold
from assistant.call.handover import Handover, handover
from assistant.call.ics import ics
from assistant.call.mail import draft, eml
from assistant.call.script import Scene
from assistant.call.steps import BRIEF, CALL, CLOSED, HAND_OVER, HOLD, NotNow, order_of, take
from assistant.call.undo import undone_by
from assistant.call.verdict import Verdict, decided, judge_case
from assistant.call.wrap_up import note, written
from assistant.journal.book import Book as Journal
from assistant.journal.reading import CaseRow
from assistant.journal.record import Entry
from assistant.journal.refusals import CannotOpen, NotWritten
from assistant.rules.clean import clean
from assistant.rules.dates import Reading, read_date
from assistant.rules.decision import Judge
from assistant.rules.derive import day_of
from assistant.rules.facts import Evidence, Value
from assistant.rules.policy import Policy, Ruling, Words

WORDS_MAX = 2_000
NAME_MAX = 80
JOURNAL = "journal.db"
DRAFTS, REPORTS = "drafts", "reports"

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
        """Return the open cases, the one last touched first."""
        found = [self._summary(row) for row in self.journal.cases()]
        return sorted((each for each in found if each.case.step != CLOSED), key=lambda e: e.last_at, reverse=True)

    def _summary(self, row: CaseRow) -> CaseSummary:
        case = fold(self.journal.events(row.case_id))
        verdict = judge_case(Judge(shelf.take(case.pack)), case, day_of_case(case, self.now().date()))
        rulings = tuple(decision.ruling for _, decision in verdict.lines)
        last = datetime.fromisoformat(row.last_at)
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
        return day_of_case(self.case, self._seat.now().date())

    def answer(self, fact: str, value: Value, evidence: Evidence, line: str | None = None) -> None:
        """Take down a fact, new or corrected."""
        self._happened(ev.Answered(fact, value, evidence.value, line))

    def withdraw(self, fact: str, line: str | None = None) -> None:
        """Take a fact back: it counts as not asked."""
        self._happened(ev.Withdrawn(fact, line))

    def instruct(  # noqa: PLR0913, PLR0917  # an instruction is all of these
        self, by: str, name: str, channel: str, at: str, says: str, words: str
    ) -> None:
        """Record a superior's instruction, in the superior's own words."""
        self._happened(ev.Instructed(by, channel, at, says, clean(name, NAME_MAX), clean(words, WORDS_MAX)))

    def reply(self, by: str, says: str, name: str = "", words: str = "") -> None:
        """Record what the superior answered to the confirmation mail."""
        said = ev.Replied(by, says, clean(name, NAME_MAX), clean(words, WORDS_MAX))
        self._happened(said, *pr.kept_by_reply(self.case))

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
        if not self.verdict.settled:
            raise NotNow("not_settled")
        if self.case.step not in order_of(self.policy.stages) or self.case.step == CLOSED:
            raise NotNow("no_way")
        self._go(BRIEF, "go_on")

    def hold(self) -> None:
        """Put the case on hold, or raise NotNow."""
        self._move("put_on_hold")

    def resume(self) -> None:
        """Take the case up again, or raise NotNow."""
        self._move("resume")

    def hand_over(self, rung: str, why: str, note: str = "") -> None:
        """Hand the case to a rung: always one step away, from anywhere."""
        step = self._step("hand_over")
        self._happened(ev.HandedOver(rung, why, clean(note, WORDS_MAX)), ev.Moved(step, "hand_over"))

    def tell(self, line: str) -> None:
        """Mark the ruling as told to the customer; only what was decided and recorded can be told."""
        recorded = self.case.decided
        if recorded is None or line not in recorded.rulings or self.case.step != CALL:
            raise NotNow("not_decided")
        decision = self.verdict.of(line)
        if decision.ruling is None or recorded.rulings[line] != decision.ruling.value:
            raise NotNow("not_decided")
        self._happened(ev.Told(line, decision.ruling.value), *pr.kept_by_telling(self.scene("en")))

    def close(self) -> None:
        """Close the case, or raise NotNow. A case closed unsettled is on hold, never billed."""
        self._move("close")
        self._seat.journal.checkpoint_wal()

    def undo(self) -> str | None:
        """Take back the last thing done, by a new event; return its kind, or None."""
        found = undone_by(self._seat.journal.events(self.case_id))
        if found is None:
            return None
        undone, event = found
        self._happened(event)
        return ev.encode(undone).kind

    def scene(self, lang: str) -> Scene:
        """Return all that words depend on."""
        return Scene(self.policy, self.case, self.case_id, self.verdict, self.today, lang, self._seat.operator)

    def brief(self, lang: str, tone: str = "confirmation") -> Brief:
        """Return the brief of the case as it stands."""
        return brief(self.scene(lang), tone)

    def save_mail(self, tone: str, lang: str) -> Path:
        """Write the confirmation mail as a draft, and record that it was written."""
        mail = draft(self.scene(lang), tone)
        path = drawer.put(self._seat.data / DRAFTS, f"{self.case_id}-{self.case.events}.eml", eml(mail))
        drafted = ev.MailDrafted(tone, mail.to.id, mail.cc.id if mail.cc else "", path.name)
        self._happened(drafted, *self._decision_if_new(), *pr.made_by_mail(self.case, mail.reply_by))
        return path

    def promise(self, what: str, due: pr.Due, line: str | None = None) -> None:
        """Record what was promised, and for when; a promise of the same kind is moved."""
        self._happened(ev.PromiseMade(what, due.isoformat(), line))

    def keep(self, what: str, line: str | None = None) -> None:
        """Record that a promise was kept, or raise NotNow where none such is open."""
        self._happened(pr.kept(self.case, what, line))

    def promises(self) -> tuple[pr.Promise, ...]:
        """Return what is still open of what was promised, the first due first."""
        return pr.promises(self.case_id, self.case, self._history())

    def handover(self, lang: str) -> Handover:
        """Return what is read to whoever takes the case over, in thirty seconds."""
        return handover(self.scene(lang))

    def note_text(self, lang: str) -> str:
        """Return the note of this call for the customer record."""
        return note(self.scene(lang), self._history(), self._seat.now().tzinfo)

    def report(self, lang: str, form: str) -> str:
        """Return the report of the case in one of FORMS."""
        return written([(self.scene(lang), self._history())], self._seat.now().tzinfo, form)

    def save_report(self, lang: str, form: str = "html") -> Path:
        """Write the report to disk and return where it lies."""
        name = f"{self.case_id}-{self.case.events}.{form}"
        return drawer.put(self._seat.data / REPORTS, name, self.report(lang, form).encode())

    def save_ics(self, lang: str) -> Path:
        """Write what is promised as calendar entries and return where they lie."""
        return drawer.put(self._seat.data / REPORTS, f"{self.case_id}.ics", ics(self.promises(), lang))

    def read_date(self, text: str) -> Reading | Words:
        """Read a date as the operator types it, counting from the dates of this case."""
        known = {name: day_of(self.case.facts, name) for name, spec in self.policy.facts.items() if spec.kind == "date"}
        anchors = {name: day for name, day in known.items() if isinstance(day, date)}
        return read_date(text, self._seat.now().date(), anchors)

    def _move(self, trigger: str) -> None:
        self._go(self._step(trigger), trigger)

    def _go(self, step: str, trigger: str) -> None:
        new = self._decision_if_new() if step in {BRIEF, CALL, HOLD, HAND_OVER, CLOSED} else []
        promised = pr.made_now(self.scene("en")) if step in {BRIEF, HOLD} else ()
        self._happened(*new, ev.Moved(step, trigger), *promised)

    def _history(self) -> Sequence[Entry]:
        return self._seat.journal.entries(self.case_id)

    def _step(self, trigger: str) -> str:
        so = {"settled"} if self.verdict.settled else set()
        if not self.verdict.call_waits:
            so.add("may_call")
        return take(tuple(self.policy.stages), self.case.step, trigger, frozenset(so))

    def _decision_if_new(self) -> list[ev.Event]:
        """Return the decision to record, where it is not the one recorded last."""
        new = decided(self.policy, self.case, self.verdict)
        return [] if new == self.case.decided else [new]

    def _happened(self, *happened: ev.Event) -> None:
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
