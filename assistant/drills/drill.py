"""A drill: one scenario played at a real desk, on a journal in a temporary folder of its own.

What happens at the desk is read from that journal; what no desk records is kept as deeds between.
Nothing of a drill ever reaches the seat of real cases.
"""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import count
from pathlib import Path

from assistant import shelf
from assistant.call import phrases
from assistant.call.script import Spoken
from assistant.desk import Desk, Now
from assistant.drills import deeds as do
from assistant.drills import personas
from assistant.drills.scenario import Boss, Reacts, Scenario, Telling
from assistant.drills.truth import SPEAKER
from assistant.listen.taboo import hits
from assistant.rules.holds import holds
from assistant.rules.roles import money_of
from assistant.seat import Seat

ACTOR = "trainee"
OPENS_AT = time(10, 0, tzinfo=UTC)


@dataclass(slots=True)
class Drill:
    """A scenario under way."""

    scenario: Scenario
    desk: Desk
    seat: Seat
    lang: str
    clock: Callable[[], int] = lambda: 0  # seconds of the call
    moments: list[int] = field(default_factory=list)  # when each step of the trace happened
    _trace: list[do.Deed | object] = field(default_factory=list)
    _seen: int = 0
    _spoken: set[str] = field(default_factory=set)  # when superiors have spoken up

    def trace(self) -> do.Trace:
        """Return everything that happened so far, in order."""
        self._catch_up()
        return tuple(self._trace)  # type: ignore[arg-type]  # only deeds and events are put in

    def hear(self, when: str) -> tuple[Boss, ...]:
        """Let the superiors speak who speak at this point; nobody says it twice."""
        if when in self._spoken:
            return ()
        self._spoken.add(when)
        found = personas.speaking_up(self.scenario, when)
        for boss in found:
            if boss.instructs:
                self._did(do.Heard(boss))
        return found

    def ask(self, fact: str, line: str | None = None) -> Telling | None:
        """Ask the customer for a fact."""
        self._did(do.Asked(fact, line))
        return personas.asked(self.scenario, fact, line)

    def look_up(self, fact: str, line: str | None = None) -> Telling | None:
        """Search our own side for a fact."""
        self._did(do.LookedUp(fact, line))
        return personas.looked_up(self.scenario, fact, line)

    def call(self) -> None:
        """Call the customer, past the desk."""
        self._did(do.Called())

    def say(self, text: str, part: str = "", ticks: tuple[str, ...] = (), lang: str = "") -> None:
        """Say something in the trainee's own words."""
        self._did(do.Said(text, lang or self.lang, part, self._tells(text), ticks=ticks))

    def read(self, spoken: Spoken, lang: str = "") -> None:
        """Read a line of the script aloud."""
        free = {block.id for block in self.desk.policy.blocks if block.unverified}
        cites = tuple(each.source.id for each in spoken.cites)
        data = spoken.block not in free or self._tells(spoken.text)
        self._did(do.Said(spoken.text, lang or self.lang, spoken.kind, data, cites, spoken.ticks))

    def hurts(self, text: str, lang: str) -> bool:
        """Whether a sentence holds something that must not be said in this case, as far as it is known."""
        values = self.desk.scene(lang).values(None)
        if any(isinstance(each, do.Asked) and each.fact == SPEAKER for each in self.trace()):
            values[SPEAKER] = self.scenario.customer.speaker
        return any(holds(taboo.when, values) for taboo, _, _ in hits(self.desk.policy, text, lang, values))

    def rule(self, line: str, ruling: str, *, told: bool) -> Reacts | None:
        """Decide a line without the desk, and see what the customer makes of it."""
        self._did(do.Ruled(line, ruling, told))
        return personas.reaction(self.scenario, ruling) if told else None

    def act(self, what: str) -> None:
        """Do something away from the desk."""
        self._did(do.Did(what))

    def hint(self) -> None:
        """Note that a hint was given."""
        self._did(do.Hinted())

    def lay(self, card: do.Carded) -> None:
        """Note that a card was laid out that is not what was said."""
        self._did(card)

    def catch_up(self) -> None:
        """Take in what has been written at the desk, at the moment it is."""
        self._catch_up()

    def _did(self, deed: do.Deed) -> None:
        self._catch_up()
        self._put(deed)

    def _put(self, *happened: object) -> None:
        self._trace += happened
        self.moments += [self.clock()] * len(happened)

    def _catch_up(self) -> None:
        """Take in what has been written at the desk since."""
        kept = self.seat.journal.events(self.desk.case_id)
        self._put(*kept[self._seen :])
        self._seen = len(kept)

    def _tells(self, text: str) -> bool:
        """Whether a sentence names what only a verified person may hear: an option, or an amount."""
        plain = _plain(text)
        for line in self.scenario.lines:
            named = [line.option.ja, line.option.en]
            if line.amount_yen is not None:
                named += [phrases.money(money_of(self.desk.policy), line.amount_yen, lang) for lang in ("ja", "en")]
            if any(_plain(each) in plain for each in named if each):
                return True
        return False


@contextmanager
def played(
    scenario: Scenario, lang: str, pack: str = shelf.DEFAULT, now: Now | None = None, mark: str = ""
) -> Iterator[Drill]:
    """Lay a scenario on a desk in a folder that is gone afterwards; `mark` is the operator's name in the script."""
    with tempfile.TemporaryDirectory(prefix="drill-", ignore_cleanup_errors=True) as folder:
        seat = Seat.open(Path(folder), actor=ACTOR, now=now or _clock(scenario), operator=mark)
        try:
            desk = seat.new([each.of(lang) for each in scenario.lines], pack, example=True)
            yield Drill(scenario, desk, seat, lang)
        finally:
            seat.close()


def begins(scenario: Scenario) -> datetime:
    """Return the moment the call of a scenario begins."""
    return datetime.combine(scenario.today, OPENS_AT)


def _clock(scenario: Scenario) -> Now:
    """Return a clock of the scenario's own day, a second further at each look."""
    begun, seconds = begins(scenario), count()
    return lambda: begun + timedelta(seconds=next(seconds))


def _plain(text: str) -> str:
    """Return the letters and digits of a text: neither width, case, blanks nor dots hide a name."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))
