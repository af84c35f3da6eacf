"""Whatever is done to a journal, in whatever order, it holds and verifies, and says what was told."""

import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from journals import any_event, erased_before_signing, killed, seat, ticking, write

from assistant.call.events import encode
from assistant.journal import own, showing
from assistant.journal.audit import first_break
from assistant.journal.hand import Lot
from assistant.journal.refusals import NotWritten
from assistant.journal.verify import report

CASES = st.sampled_from(["K-0001", "K-0002", "K-0003"])
MACHINES = int(os.environ.get("MACHINES", "15"))


class JournalMachine(RuleBasedStateMachine):
    """A journal and, beside it, what it was told."""

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = ticking()
        self.book = self._open()
        self.told = {}
        self.gone = set()
        self.notes = 0

    def _open(self):
        return seat(self.folder, now=self.clock)

    @rule(case=CASES, events=st.lists(any_event, max_size=4))
    def append(self, case, events):
        """Keep some events."""
        self.told.setdefault(case, []).extend((each.seq, each.event) for each in self.book.append_all(case, events))

    @rule(case=CASES, event=any_event)
    def refuse(self, case, event):
        """Hand in something unfit beside something fit: neither is kept."""
        unfit = own.receipt(1, "\ud800", "")
        try:
            self.book.ask(lambda hand: hand.keep([Lot(case, (encode(event),)), Lot("", (unfit,))]))
        except NotWritten:
            return
        raise AssertionError("kept")

    @rule()
    def sign(self):
        """Sign, and let the note leave."""
        note = self.book.sign()
        if note:
            self.notes += 1
            (self.folder / f"{self.notes}.txt").write_text(note, "utf-8")

    @rule()
    def checkpoint(self):
        """Move what waits."""
        assert self.book.checkpoint_wal()

    @rule()
    def close_and_open(self):
        """Leave, and come back."""
        self.book.close()
        self.book = self._open()

    @rule()
    def killed_and_opened(self):
        """Be killed, and come back."""
        killed(self.book)
        self.book = self._open()

    @rule(data=st.data())
    def erase(self, data):
        """Take private words off the disk, and say so in the record."""
        rows = write(self.book, "SELECT seq, name FROM secret")
        if rows:
            seq, name = data.draw(st.sampled_from(rows))
            erased_before_signing(self.book, seq, name)
            self.gone.add(seq)

    @invariant()
    def what_was_told_is_kept(self):
        """Hold what is kept against what was told."""
        for case, told in self.told.items():
            kept = [(each.seq, each.event) for each in self.book.entries(case)]
            assert [seq for seq, _ in kept] == [seq for seq, _ in told]
            assert [each for each in kept if each[0] not in self.gone] == [
                each for each in told if each[0] not in self.gone
            ]
        assert self.book.first_break() is None

    def teardown(self):
        """Let a stranger verify it, with every note that ever left."""
        self.book.sign()
        for case, told in self.told.items():
            if told and self.book.last_note():
                assert self.book.shown(lambda db, case=case: showing.proof(db, case))["events"]
        assert self.book.shown(lambda db: first_break(db, "another")) in {None, 1}
        self.book.close()
        notes = [part for each in self.folder.glob("*.txt") for part in ("--note", str(each))]
        assert report.main([str(self.folder / "seat.sqlite3"), *notes]) == 0
        shutil.rmtree(self.folder)


JournalMachine.TestCase.settings = settings(max_examples=MACHINES, stateful_step_count=20, deadline=None)
TestJournal = JournalMachine.TestCase
