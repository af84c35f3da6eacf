"""The seat: one operator's place. Opens cases, and finds them again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from assistant import shelf
from assistant.call import events as ev
from assistant.call.allowed import check
from assistant.call.case import Case, ChargeLine, fold
from assistant.call.events import Encoded
from assistant.call.steps import CLOSED
from assistant.call.verdict import judge_case, today_of
from assistant.desk import NAME_MAX, Desk, Now, Place
from assistant.journal import own
from assistant.journal.book import Book as Journal
from assistant.journal.hand import Lot
from assistant.journal.reading import CaseRow
from assistant.rules.clean import clean
from assistant.rules.decision import Judge
from assistant.rules.policy import Ruling

JOURNAL = "journal.db"


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """A case on the home screen: what it is about, where it stands, and when it last moved."""

    case_id: str
    case: Case
    last_at: datetime
    settled: bool
    rulings: tuple[Ruling | None, ...]
    call_waits: bool


@dataclass(frozen=True, slots=True)
class Way:
    """How a seat is used: the pack of a new case, and the day that is pretended, if any."""

    pack: str = shelf.DEFAULT
    named: bool = False  # the pack was asked for by name: nobody is asked which trouble it is
    pretended: date | None = None


class Seat:
    """An operator's place: the journal and the packs. Opens cases, and finds them again."""

    def __init__(self, data: Path, journal: Journal, now: Now, operator: str = "", *, way: Way | None = None) -> None:
        """Sit down at a journal already open."""
        self.data, self.journal, self.now, self.operator = data, journal, now, operator
        self.way = way or Way()
        self._place = Place(data, journal, now, operator, self.way.pretended)

    @classmethod
    def open(  # noqa: PLR0913  # a seat is all of these
        cls,
        data: Path,
        *,
        actor: str,
        now: Now,
        operator: str = "",
        steady: Callable[[], float] | None = None,
        way: Way | None = None,
    ) -> Seat:
        """Open the journal in this folder, or raise CannotOpen. A `steady` clock is one that nobody can put back."""
        journal = Journal.open(data / JOURNAL, now=now, actor=actor, steady=steady)
        return cls(data, journal, now, operator, way=way)

    @property
    def today(self) -> date:
        """The day decisions are made on."""
        return self._place.today

    def new(self, lines: Sequence[ChargeLine], pack: str = "", *, example: bool = False) -> Desk:
        """Open a case on these charge lines, under the seat's own pack where none is named."""
        book = shelf.take(pack or self.way.pack)
        policy = book.policy
        case_id = self.journal.next_case_id()
        stage = next(iter(policy.stages))
        begun: list[ev.Event] = [ev.Opened(policy.id, policy.version, policy.digest, example)]
        begun += [ev.LineAdded(e.id, e.charge_line, clean(e.option, NAME_MAX), e.amount_yen) for e in lines]
        begun += [ev.DayPretended(self.way.pretended.isoformat())] if self.way.pretended else []
        begun.append(ev.Moved(stage, "open"))
        for at, event in enumerate(begun):
            check(policy, fold(begun[:at]), event)
        self.journal.append_all(case_id, begun)
        return Desk(self._place, Judge(book), case_id, fold(begun), self.now())

    def resume(self, case_id: str) -> Desk:
        """Go on with a case where it stood, or raise KeyError where there is none."""
        entries = self.journal.entries(case_id)
        if not entries:
            raise KeyError(case_id)
        case = fold(entry.event for entry in entries if entry.event is not None)
        return Desk(self._place, Judge(shelf.take(case.pack)), case_id, case, self.now())

    def cases(self) -> list[CaseSummary]:
        """Return the open cases, the one last touched first. A closed one is not read."""
        found = [self._summary(row) for row in self.journal.cases() if row.step != CLOSED]
        return sorted((each for each in found if each.case.step != CLOSED), key=lambda e: e.last_at, reverse=True)

    def _summary(self, row: CaseRow) -> CaseSummary:
        case = fold(self.journal.events(row.case_id))
        last = datetime.fromisoformat(row.last_at)
        try:
            verdict = judge_case(Judge(shelf.take(case.pack)), case, today_of(case, self.today))
        except shelf.NotLoaded:  # one case of a pack that is gone must not hide the others
            return CaseSummary(row.case_id, case, last, settled=False, rulings=(), call_waits=True)
        rulings = tuple(decision.ruling for _, decision in verdict.lines)
        return CaseSummary(row.case_id, case, last, verdict.settled, rulings, verdict.call_waits)

    def looked(self, case_id: str, what: Sequence[str]) -> None:
        """Record that somebody looked behind the mask, at which fields, never which words; or raise NotWritten."""
        self.befell(own.revealed(case_id, tuple(what)))

    def befell(self, told: Encoded) -> None:
        """Record what befell the seat and belongs to no case, or raise NotWritten."""
        self.journal.ask(lambda hand: hand.keep([Lot(own.NO_CASE, (told,))]))

    def close(self) -> None:
        """Leave the seat; what waits goes into the main file."""
        self.journal.close()
