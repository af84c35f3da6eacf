"""Intake: each seat's record taken in once, and then only what is new of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace

from assistant.call.case import Case, after, fold
from assistant.floor.seen import Key
from assistant.floor.sound import UNSOUND, prove
from assistant.journal.floor import SeatRow, Store
from assistant.journal.own import NO_CASE
from assistant.journal.record import Entry
from assistant.journal.refusals import CannotOpen
from assistant.journal.signing import FORGED, SIGNED
from assistant.journal.verify.signers import LETTERS, Signers, unbound

BEGINS = frozenset({"case.opened", "line.added"})
_ERASED = "pii.erased"


@dataclass(slots=True)
class Kept:
    """One case as far as it was taken in."""

    seat: SeatRow
    case_id: str
    history: list[Entry] = field(default_factory=list)
    case: Case = field(default_factory=Case)
    begun_at: str = ""  # when it was opened, or last given a line

    @property
    def key(self) -> Key:
        """Where the case is found."""
        return self.seat.journal, self.case_id

    def take(self, each: Entry) -> None:
        """Take in one event; nothing of one that cannot have happened."""
        if each.event is not None:
            self.case = after(self.case, each.event)
        self.history.append(each)
        if each.kind in BEGINS:
            self.begun_at = each.at

    def erase(self, seq: int, names: Iterable[str]) -> None:
        """Forget private words of an event, and what was folded of them."""
        gone = frozenset(names)
        for at, each in enumerate(self.history):
            if each.seq == seq:
                left = {name: value for name, value in each.secrets.items() if name not in gone}
                self.history[at] = replace(each, secrets=left)
        self.case = fold(each.event for each in self.history if each.event is not None)


@dataclass(slots=True)
class _Journal:
    """One seat's record as far as it was taken in."""

    row: SeatRow
    signers: Signers
    head: int = 0
    own: list[Entry] = field(default_factory=list)
    unsound: bool = False  # it holds what no seat writes: what was taken in before stays, and nothing follows


class Intake:
    """Everything taken in so far, by journal and case."""

    def __init__(self, store: Store) -> None:
        """Begin with nothing."""
        self._store = store
        self._journals: dict[str, _Journal] = {}
        self.cases: dict[Key, Kept] = {}
        self.shut: set[str] = set()
        """Journals that could not be read this time: what was taken in of them stays as it is."""

    @property
    def rows(self) -> list[SeatRow]:
        """Return the seats, as they were last seen."""
        return [each.row for each in self._journals.values()]

    def signers(self, journal: str) -> Signers | None:
        """Return who may sign at a seat, as far as it was taken in."""
        found = self._journals.get(journal)
        return found.signers if found else None

    def own(self, journal: str) -> list[Entry]:
        """Return the journal's own events."""
        found = self._journals.get(journal)
        return found.own if found else []

    def turn(self) -> set[Key]:
        """Take in what is new, and return the cases it is of. A seat that cannot be read keeps nobody else waiting."""
        changed: set[Key] = set()
        self.shut = set()
        for row in self._store.seats():
            known = self._journals.get(row.journal)
            if known is None:
                known = self._journals[row.journal] = _Journal(row, Signers(row.journal))
            if row.head > known.head and not known.unsound:
                try:
                    for each in self._store.entries(row.journal, known.head):
                        prove(each)
                        changed |= {key for key in (self._take(known, each),) if key}
                except CannotOpen:
                    self.shut.add(row.journal)
                    continue
                except UNSOUND:
                    known.unsound = True
            if known.unsound:
                self.shut.add(row.journal)
            known.row = row
        return changed

    def _take(self, known: _Journal, found: Entry) -> Key | None:
        """Take in one event; return the case that is another because of it."""
        if found.seq != known.head + 1:
            return None  # known already, or a gap: nothing is believed that does not follow
        known.head = found.seq
        each = believed(known.signers, found)
        if each.case_id != NO_CASE:
            key = (known.row.journal, each.case_id)
            kept = self.cases.setdefault(key, Kept(known.row, each.case_id))
            kept.take(each)
            return key
        known.own.append(each)
        return self._erased(known, each) if each.kind == _ERASED else self._about(known, each)

    def _erased(self, known: _Journal, told: Entry) -> Key | None:
        for kept in self._of(known.row.journal):
            if any(each.seq == told.data.get("seq") for each in kept.history):
                kept.erase(told.data["seq"], told.data.get("names", ()))
                return kept.key
        return None

    def _about(self, known: _Journal, told: Entry) -> Key | None:
        key = (known.row.journal, str(told.data.get("case", "")))
        return key if key in self.cases else None

    def _of(self, journal: str) -> Iterator[Kept]:
        return (kept for (name, _), kept in self.cases.items() if name == journal)


def believed(signers: Signers, each: Entry) -> Entry:
    """Return an event as it may be believed: one that had to be signed and is not, is none."""
    record = {"type": each.kind, "tv": each.version, "seq": each.seq, "case": each.case_id, "actor": each.actor}
    record |= {"data": each.data, "at": each.at}
    held = each.kind == _ERASED  # words that are gone are shown to nobody, whoever took them
    with suppress(KeyError, TypeError, ValueError, AttributeError):
        erased = each.kind not in LETTERS or "salt" not in each.secrets  # words and salt go together
        held |= signers.holds(record) and (erased or not unbound(each.data, each.secrets))
    return each if held or each.kind not in SIGNED else replace(each, kind=f"{each.kind.partition('.')[0]}.{FORGED}")
