"""The floor as one supervisor sees it: who waits for me, what is open, what was promised, what rings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from assistant import shelf
from assistant.call.promises import Due, due_of, until
from assistant.call.signed import Grounds
from assistant.call.similar import counted
from assistant.call.verdict import judge_case, today_of
from assistant.floor import acts, erasing
from assistant.floor.alerts import ORDER, Alert, alerts, late, silence
from assistant.floor.counting import Counting
from assistant.floor.intake import Intake, Kept
from assistant.floor.persons import Supervisor, barred, signer_at
from assistant.floor.seen import Key, Seen
from assistant.floor.sound import UNSOUND
from assistant.floor.waits import Wait, waits
from assistant.journal.floor import Fork, SeatRow, Store
from assistant.journal.keyring import Key as SigningKey
from assistant.journal.letters import Letter
from assistant.rules.decision import Judge

UNDER_WAY, REFUSED = "under_way", "refused"


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise that is open on some seat."""

    seen: Seen
    what: str
    due: Due
    line: str | None
    late: bool


@dataclass(slots=True)
class Sent:
    """A letter sent from here, known again by its signature."""

    signature: str
    missed: int = 0

    @property
    def state(self) -> str:
        """Whether it is still on its way."""
        return UNDER_WAY if self.missed <= 1 else REFUSED


@dataclass(frozen=True, slots=True)
class Opened:
    """A supervisor whose key is open."""

    who: Supervisor
    key: SigningKey


class Floor:
    """All seats together. `turn` takes in what is new; everything else is asked of what was taken in."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        """Begin with nothing taken in."""
        self.store, self.now = store, now
        self._intake, self._counting = Intake(store), Counting()
        self._seen: dict[Key, Seen] = {}
        self._judges: dict[str, Judge | None] = {}
        self._today: date | None = None
        self._forks: tuple[Fork, ...] = ()
        self.version = 0  # of what the lists are made of
        self._letters: dict[tuple[Key, str], Sent] = {}

    def turn(self) -> bool:
        """Take in what is new on every seat; say whether anything was. Only what changed is decided anew."""
        changed = self._intake.turn()
        counted_anew = set()
        for key in changed:
            kept = self._intake.cases[key]
            judge = self._judge(kept.case.pack)
            if self._counting.put(kept, judge.book.policy.roles if judge else None):
                counted_anew.add(key)
        today = self.now().date()
        stale = set(self._intake.cases) if today != self._today else changed | self._counting.alike(counted_anew)
        self._today = today
        for key in stale:
            self._look(self._intake.cases[key], anew=key in changed)
        self._follow()
        forks, self._forks = self._forks, tuple(self.store.forks())
        news = bool(changed) or forks != self._forks
        self.version += news
        return news

    @property
    def seats(self) -> tuple[SeatRow, ...]:
        """The seats, by name."""
        return tuple(sorted(self._intake.rows, key=lambda row: (row.name, row.journal)))

    @property
    def forks(self) -> tuple[Fork, ...]:
        """Where a seat has two histories: told, and never merged."""
        return self._forks

    @property
    def shut(self) -> frozenset[str]:
        """The seats that could not be read at the last turn."""
        return frozenset(self._intake.shut)

    @property
    def _all(self) -> tuple[Seen, ...]:
        """All cases of this moment: they may be drawn while the next turn is taken on another thread."""
        return tuple(self._seen.values())

    def case(self, key: Key) -> Seen:
        """Return one case, or raise KeyError."""
        return self._seen[key]

    def found(self, case_id: str, seat: str = "") -> tuple[Seen, ...]:
        """Return the cases of this number, at the seat of this name or id where one is named."""
        alike = (each for each in self._all if each.case_id == case_id)
        return tuple(each for each in alike if not seat or seat in {each.seat, each.journal})

    def signer(self, who: Supervisor, journal: str) -> Supervisor:
        """Return a supervisor with the rung they are registered with at a seat; none where they are not."""
        return signer_at(self._intake.signers(journal), who)

    def mine(self, who: Supervisor) -> tuple[tuple[Seen, Wait], ...]:
        """Return what waits for this supervisor's rung, the longest first; never what they instructed themselves."""
        found = [pair for each in self._all for pair in self._waiting(each, who)]
        return tuple(sorted(found, key=lambda pair: (pair[1].since, pair[0].key)))

    def open(self) -> tuple[Seen, ...]:
        """Return every open case, the one that moved last first."""
        found = (each for each in self._all if each.open)
        return tuple(sorted(sorted(found, key=lambda each: each.key), key=lambda each: each.last_at, reverse=True))

    def promises(self) -> tuple[Promised, ...]:
        """Return what was promised and is still open, the longest overdue first."""
        now = self.now()
        found = [
            Promised(each, made.what, due_of(made.due), made.line, late(due_of(made.due), now))
            for each in self._all
            if not each.case.example
            for made in each.case.promises
        ]
        return tuple(sorted(found, key=lambda each: (until(each.due), each.seen.key, each.what, each.line or "")))

    def alerts(self) -> tuple[Alert, ...]:
        """Return what rings, the gravest kind first; what was taken up stays (P20)."""
        now = self.now()
        found = [alert for each in self._all for alert in alerts(each, now)]
        return tuple(sorted(found, key=lambda each: (ORDER.index(each.what), each.since, each.seen.key)))

    def answer(self, key: Key, by: Opened, says: str, words: str = "") -> Letter:
        """Answer a case: bill, do_not_bill or ask; or raise NotNow, NoKey, FloorShut."""
        return self._sent(acts.answer(self.case(key), *self._by(key, by), says, words))

    def overrule(self, key: Key, by: Opened, line: str, grounds: Grounds) -> Letter:
        """Sign that a line on hold may be billed (P9); or raise NotNow, NoKey, FloorShut."""
        return self._sent(acts.overrule(self.case(key), *self._by(key, by), line, grounds))

    def take_alert(self, key: Key, by: Opened, what: str) -> Letter:
        """Say that an alert is looked after; or raise NotNow, NoKey, FloorShut."""
        return self._sent(acts.take_alert(self.case(key), *self._by(key, by), what))

    def reassign(self, key: Key, by: Opened, to: str, words: str = "") -> Letter:
        """Give a case to another operator; or raise NotNow, NoKey, FloorShut."""
        return self._sent(acts.reassign(self.case(key), *self._by(key, by), to, words))

    def confirm_erasure(self, key: Key, by: Opened) -> Letter:
        """Sign that words of a case may be erased, as its seat asked; or raise NotNow, NoKey, FloorShut."""
        return self._sent(erasing.confirm(self.case(key), *self._by(key, by)))

    def sent(self, seen: Seen) -> str:
        """Return what became of letters sent from here: `under_way`, `refused` by the seat, or nothing to tell."""
        states = {each.state for (key, _), each in self._letters.items() if key == seen.key}
        return UNDER_WAY if UNDER_WAY in states else REFUSED if REFUSED in states else ""

    def _sent(self, letter: Letter) -> Letter:
        self.store.send(letter)
        self._letters[(letter.journal, letter.case_id), letter.id] = Sent(str(letter.data["signature"]))
        return letter

    def _follow(self) -> None:
        """See what became of the letters sent. One that is neither in the box nor in the record was refused.

        It is looked for twice: a seat may write it down between our look at the record and that at the box.
        """
        for (key, letter), sent in list(self._letters.items()):
            if any(
                sent.signature == each.data.get("signature")
                for each in (*self._seen[key].history, *self._seen[key].own)
            ):
                del self._letters[key, letter]
            elif letter in self.store.untaken(key[0]):
                sent.missed = 0
            else:
                sent.missed += 1

    def _by(self, key: Key, by: Opened) -> tuple[Supervisor, SigningKey, datetime]:
        """Return who signs, as the case's own seat has registered them, with their key and the time of day."""
        return self.signer(by.who, key[0]), by.key, self.now()

    def _waiting(self, seen: Seen, who: Supervisor) -> Iterable[tuple[Seen, Wait]]:
        signer = self.signer(who, seen.journal)
        first = next((each for each in waits(seen) if each.rung == signer.rung), None)
        if first is not None and not barred(seen, signer):
            yield seen, first

    def _look(self, kept: Kept, *, anew: bool) -> None:
        """Decide a case as it stands, unless nothing is another than it was."""
        similar = self._counting.others(kept.key, self.now())
        before = self._seen.get(kept.key)
        today = today_of(kept.case, self.now().date())
        if before is not None and not anew and (before.similar, before.today) == (similar, today):
            return
        judge = self._judge(kept.case.pack)
        try:
            verdict = judge_case(judge, counted(kept.case, similar), today) if judge else None
        except UNSOUND:  # it names what its pack does not know: shown undecided, as without a pack
            judge = verdict = None
        own = [each for each in self._intake.own(kept.seat.journal) if each.data.get("case") == kept.case_id]
        policy = judge.book.policy if judge else None
        self._seen[kept.key] = Seen(
            kept.seat.journal,
            kept.seat.name,
            kept.case_id,
            tuple(kept.history),
            kept.case,
            today,
            policy,
            verdict,
            similar,
            tuple(own),
            silence(kept.history),
        )

    def _judge(self, pack: str) -> Judge | None:
        """Return who decides under a pack; None where it is gone or broken: its cases are shown undecided."""
        if pack not in self._judges:
            try:
                self._judges[pack] = Judge(shelf.take(pack or shelf.DEFAULT))
            except shelf.NotLoaded:
                self._judges[pack] = None
        return self._judges[pack]
