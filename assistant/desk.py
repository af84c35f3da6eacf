"""The desk: one case before one operator, and the only place where something happens.

Nothing is believed before it is written: event, journal, fold, decide, and only then
does a screen draw. If the journal fails, the case here is the case on the disk.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import drawer, shelf
from assistant.call import events as ev
from assistant.call import promises as pr
from assistant.call import telling as tl
from assistant.call.allowed import check
from assistant.call.brief import Brief, brief
from assistant.call.case import Case, ChargeLine, after, fold
from assistant.call.mail import draft, eml, sealed
from assistant.call.script import Scene
from assistant.call.signed import OverrideSigned
from assistant.call.similar import counted
from assistant.call.steps import BRIEF, CALL, CLOSED, HAND_OVER, HOLD, NotNow, take, way_to
from assistant.call.undo import undone_by
from assistant.call.verdict import Verdict, decided, judge_case, today_of
from assistant.journal.book import Book as Journal
from assistant.journal.refusals import CannotOpen, NotWritten
from assistant.journal.similar import similar_cases
from assistant.papers import Papers
from assistant.rules.clean import clean
from assistant.rules.dates import Reading, read_date
from assistant.rules.decision import Judge
from assistant.rules.derive import day_of
from assistant.rules.facts import Evidence, Value
from assistant.rules.policy import Policy, Words

if TYPE_CHECKING:
    from assistant.call.asking import Answer

WORDS_MAX = 2_000
NAME_MAX = 80
FOLLOW = "follow"
"""The trigger of a move nobody asked for: the step follows the next question."""

Now = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a desk stands: the folder, the journal, the clock, and the name scripts say."""

    data: Path
    journal: Journal
    now: Now
    operator: str = ""
    pretended: date | None = None
    """The day decisions are made on in place of the clock's. The record keeps its own clock."""

    @property
    def today(self) -> date:
        """The day of the decision where a case states none."""
        return self.pretended or self.now().date()


class Desk:
    """One case on the desk. Every method that changes something writes an event first."""

    def __init__(self, place: Place, judge: Judge, case_id: str, case: Case, opened_at: datetime) -> None:
        """Lay a case on the desk; the seat does this."""
        self._place, self._judge = place, judge
        self.case_id, self.case, self.opened_at = case_id, case, opened_at
        self._similar = self._count_similar()
        self.verdict: Verdict = self._judged(case)

    @property
    def policy(self) -> Policy:
        """The pack's policy."""
        return self._judge.book.policy

    @property
    def today(self) -> date:
        """The day of the decision: the one stated for the case, else the day of the clock."""
        return today_of(self.case, self._place.today)

    @property
    def pretended(self) -> date | None:
        """The day that is pretended, or None: the clock's is."""
        return self._place.pretended

    def answer(
        self, fact: str, value: Value, evidence: Evidence, line: str | None = None, *heard: ev.ProposalAnswered
    ) -> None:
        """Take down a fact, new or corrected, together with what was heard of it."""
        self._followed(ev.Answered(fact, value, evidence.value, line), *heard)

    def heed(self, heard: ev.ProposalAnswered | ev.Ticked) -> None:
        """Record what was made of words that answer no fact: a rejection, or what had to be said and was."""
        self._happened(heard)

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
        said = ev.Replied(by, says, clean(name, NAME_MAX), clean(words, WORDS_MAX))
        self._happened(said, *pr.kept_by_reply(self.case))

    def receive(self, *happened: ev.Event) -> None:
        """Record what came signed from the floor, and what it brings; the journal looks at the signature itself."""
        self._happened(*happened)

    def add_line(self, line: ChargeLine) -> None:
        """Add a charge line to the case."""
        self._happened(ev.LineAdded(line.id, line.charge_line, clean(line.option, NAME_MAX), line.amount_yen))
        self._similar = self._count_similar()
        self.verdict = self._judged(self.case)

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
        moved = (ev.Moved(step, "go_on") for step in passed)
        self._happened(*self._decision_if_new(), *moved, *pr.made_now(self.scene("en")))

    def hold(self) -> None:
        """Put the case on hold, or raise NotNow."""
        self._move("put_on_hold")

    def resume(self) -> None:
        """Take the case up again at the stage of the next question, or raise NotNow."""
        self._followed(ev.Moved(self._step("resume"), "resume"))

    def hand_over(self, rung: str, why: str, note: str = "") -> None:
        """Hand the case to a rung: always one step away, from anywhere."""
        step = self._step("hand_over")
        self._happened(ev.HandedOver(rung, clean(why, NAME_MAX), clean(note, WORDS_MAX)), ev.Moved(step, "hand_over"))

    def tell(self, line: str, *, bill: bool = False) -> None:
        """Mark the ruling as told to the customer: decided and recorded, and to somebody verified.

        Where a fact came in since, the grounds are recorded anew first (P17). `bill` tells
        of a line on hold that two supervisors let be billed; without them, NotNow (P9).
        """
        self._in_earnest()
        told = tl.told(self.scene("ja"), line, bill=bill)
        self._happened(*self._decision_if_new(), told, *pr.kept_by_telling(self.scene("en")))

    def sign(self, signed: OverrideSigned) -> None:
        """Record one supervisor's signature under a line on hold, or raise NotNow; the journal looks at it itself."""
        self._in_earnest()
        tl.check(self.scene("ja"), signed)
        self._happened(signed)

    def close(self) -> None:
        """Close the case, or raise NotNow. A case closed unsettled is on hold, never billed."""
        self._in_earnest()
        self._move("close")

    def undo(self) -> str | None:
        """Take back the last thing done, by a new event; return its kind, or None."""
        history = [entry.event for entry in self._place.journal.entries(self.case_id) if entry.event is not None]
        found = undone_by(history)
        if found is None:
            return None
        undone, event = found
        self._followed(event)
        return ev.encode(undone).kind

    def scene(self, lang: str) -> Scene:
        """Return all that words depend on."""
        return Scene(self.policy, self.case, self.case_id, self.verdict, self.today, lang, self._place.operator)

    def brief(self, lang: str, tone: str = "confirmation") -> Brief:
        """Return the brief of the case as it stands."""
        return brief(self.scene(lang), tone)

    def ask(self, text: str, lang: str) -> Answer:
        """Answer the operator's own question from the case as it stands; nothing is recorded of it."""
        kept = self._place.journal.entries(self.case_id)
        scene = replace(self.scene(lang), case=counted(self.case, self._similar))
        return shelf.questions(self.policy.id).answer(scene, self._judge, kept, text)

    def save_mail(self, tone: str, lang: str) -> Path:
        """Write the confirmation mail as a draft, and record that it was written."""
        self._in_earnest()
        mail = draft(self.scene(lang), tone)
        content = eml(mail, sealed(self._place.journal.sign(), lang))
        path = drawer.put(self._place.data / drawer.DRAFTS, f"{self.case_id}-{self.case.events}.eml", content)
        written = ev.MailDrafted(tone, mail.to.id, mail.cc.id if mail.cc else "", path.name)
        try:
            self._happened(written, *self._decision_if_new(), *pr.made_by_mail(self.case, mail.reply_by))
        except NotWritten:
            if written not in self.case.mails:
                path.unlink(missing_ok=True)
            raise
        return path

    def promise(self, what: str, due: pr.Due, line: str | None = None) -> None:
        """Record what was promised, and for when; a promise of the same kind is moved."""
        self._happened(ev.PromiseMade(what, due.isoformat(), line))

    def keep(self, what: str, line: str | None = None) -> None:
        """Record that a promise was kept, or raise NotNow where none such is open."""
        self._happened(pr.kept(self.case, what, line))

    @property
    def papers(self) -> Papers:
        """What is written of the case."""
        history, zone = self._place.journal.entries(self.case_id), self._place.now().tzinfo
        return Papers(self.scene, history, zone, self._place.data)

    def read_date(self, text: str) -> Reading | Words:
        """Read a date as the operator types it, counting from the dates of this case and its day of decision."""
        known = {name: day_of(self.case.facts, name) for name, spec in self.policy.facts.items() if spec.kind == "date"}
        anchors = {name: day for name, day in known.items() if isinstance(day, date)}
        return read_date(text, self.today, anchors)

    def _move(self, trigger: str) -> None:
        step = self._step(trigger)
        new = self._decision_if_new() if step in {BRIEF, CALL, HOLD, HAND_OVER, CLOSED} else []
        promised = pr.made_now(self.scene("en")) if step in {BRIEF, HOLD} else ()
        self._happened(*new, ev.Moved(step, trigger), *promised)

    def _step(self, trigger: str) -> str:
        return take(tuple(self.policy.stages), self.case.step, trigger, self._so())

    def _so(self) -> frozenset[str]:
        return frozenset(
            name for name, so in (("settled", self.verdict.settled), ("may_call", not self.verdict.call_waits)) if so
        )

    def _followed(self, event: ev.Event, *beside: ev.Event) -> None:
        """Let an event happen, and let the step follow to the stage of the next question."""
        check(self.policy, self.case, event)
        case = after(self.case, event)
        ask = self._judged(case).ask
        stages = tuple(self.policy.stages)
        stage = self.policy.facts[ask.fact].asked_in if ask else stages[-1]
        passed = way_to(stages, case.step, stage, frozenset()) if case.step in stages else ()
        self._happened(*beside, event, *(ev.Moved(step, FOLLOW) for step in passed))

    def _decision_if_new(self) -> list[ev.Event]:
        new = decided(self.policy, self.case, self.verdict)
        return [] if new == self.case.decided else [new]

    def _in_earnest(self) -> None:
        """Raise NotNow where a real case would tell, send or end something on a day that is pretended."""
        if self.pretended is not None and not self.case.example:
            raise NotNow("pretended")

    def _happened(self, *happened: ev.Event) -> None:
        day = self.pretended.isoformat() if self.pretended else ""
        if happened and day != self.case.pretended:
            happened = (ev.DayPretended(day), *happened)
        for event in happened:
            check(self.policy, self.case, event)
        try:
            self._place.journal.append_all(self.case_id, happened)
        except NotWritten:
            self._reread()
            raise
        for event in happened:
            self.case = after(self.case, event)
        self.verdict = self._judged(self.case)

    def _reread(self) -> None:
        """Believe the disk: whatever was kept is the case, and nothing else."""
        with suppress(CannotOpen):
            self.case = fold(self._place.journal.events(self.case_id))
            self.verdict = self._judged(self.case)

    def _judged(self, case: Case) -> Verdict:
        return judge_case(self._judge, counted(case, self._similar), today_of(case, self._place.today))

    def _count_similar(self) -> int:
        return similar_cases(self._place.journal, self.case_id, self.case, self.policy.roles, self._place.now())
