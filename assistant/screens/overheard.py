"""What a feed brought to the call: the last words, what to mind in them, and how the feed is doing.

It stands in rows of its own at the lower edge of the question, kept free from the moment
a feed is there: nothing above it moves because somebody spoke.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from assistant.call.masked import numbers
from assistant.inbox import FeedState
from assistant.listen.heard import CUSTOMER, OPERATOR
from assistant.screens.columns import Role, Row, Span, cut, ends, line, row

if TYPE_CHECKING:
    from assistant.hearing import Hearing
    from assistant.listen.heard import Slip, Warned
    from assistant.listen.utterance import Utterance
    from assistant.screens.words import Wording

KEPT = 3
"""Utterances that are remembered, and only on the screen."""

WARNED_FOR = 12
"""Utterances after which a warning nobody acted on goes."""

STOP = "stop"
_TALL = 32
_TROUBLE = frozenset({FeedState.LAGGING, FeedState.DEAD})


class Overheard:
    """What was said on the line, as far as the eye still needs it."""

    def __init__(self) -> None:
        """Begin without a feed."""
        self.said: deque[Utterance] = deque(maxlen=KEPT)
        self.state = FeedState.NONE
        self._warned: dict[str, tuple[Warned, int]] = {}
        self._slip: Slip | None = None
        self._count = 0
        self._begun = False

    def take(self, hearing: Hearing, said: Utterance) -> None:
        """Hear an utterance: the customer's for what it proposes, ours for slips, nobody's for nothing."""
        self.said.append(said)
        self._begun = True
        self._count += 1
        if said.speaker == CUSTOMER:
            for each in hearing.hear(said.text).warnings:
                self._warned.pop(each.kind, None)
                self._warned[each.kind] = (each, self._count)
        elif said.speaker == OPERATOR:
            slips = [each for each in hearing.overhear(said.text) if each.level == STOP]
            self._slip = slips[0] if slips else None
        self._warned = {kind: at for kind, at in self._warned.items() if self._count - at[1] < WARNED_FOR}

    def turn(self, state: FeedState) -> bool:
        """Take down how the feed is doing; say whether that is news."""
        news = state is not self.state
        self.state = state
        self._begun = self._begun or state is not FeedState.NONE
        return news

    @property
    def alive(self) -> bool:
        """Whether a feed is there now, even one that lags."""
        return self.state in {FeedState.ALIVE, FeedState.LAGGING}

    def answered(self, kinds: frozenset[str]) -> None:
        """Take warnings away: they were acted on."""
        self._warned = {kind: each for kind, each in self._warned.items() if kind not in kinds}

    def height(self, height: int) -> int:
        """Return how many rows are kept free on a screen so tall."""
        return 0 if not self._begun else 2 if height < _TALL else 1 + KEPT

    def rows(self, waiting: int, words: Wording, cells: int, height: int) -> list[Row]:
        """Return what was said last, and under it what to mind now, in exactly that many rows."""
        room = self.height(height)
        if not room:
            return []
        mind = self._mind(waiting, words, cells)
        if self.state in _TROUBLE:
            mind.insert(0, line(f" {words.say(f'feed.{self.state}')}", cells, Role.WARN))
        said = [_told(each, words, cells) for each in self.said]
        above = [*([line("", cells)] * room), *said][-max(room - len(mind), 0) or room :]
        return [*above, *mind][-room:]

    def notice(self, waiting: int, words: Wording) -> Span | None:
        """Return what to mind now in one piece, for a page that has no room of its own for it."""
        urgent = self._urgent(words)
        if urgent:
            return Span(urgent[-1][0], Role.STOP)  # its key is the call's: here it may mean something else
        if self.state in _TROUBLE:
            return Span(words.say(f"feed.{self.state}"), Role.WARN)
        return Span(words.say("feed.waiting", n=waiting), Role.DIM) if waiting and self._begun else None

    def _mind(self, waiting: int, words: Wording, cells: int) -> list[Row]:
        urgent = self._urgent(words)
        if not urgent:
            text = words.say("feed.waiting", n=waiting) if waiting else ""
            return [row((Span(f" {text}", Role.KEY),), cells)]
        return [
            ends((Span(f" ! {mind}", Role.STOP),), (Span(f" {key} ", Role.KEY),) if key else (), cells)
            for mind, key in urgent
        ]

    def _urgent(self, words: Wording) -> list[tuple[str, str]]:
        """Return what must be known at once, and the keys that answer it: our own slip, and the newest warning."""
        found = []
        kinds = list(self._warned)
        if self._slip is not None:
            mark = words.say(f"brief.level.{STOP}")
            quote = numbers(self._slip.quote)
            found.append((words.say("talk.slip", mark=mark, quote=quote, better=self._slip.better), ""))
        if kinds:
            keys = dict.fromkeys(words.say(f"warn.next.{kind}") for kind in reversed(kinds))
            told = words.say(f"warn.{kinds[-1]}", quote=numbers(self._warned[kinds[-1]][0].quote))
            found.append((told, words.say("feed.gap").join(keys)))
        return found


def _told(said: Utterance, words: Wording, cells: int) -> Row:
    who = Span(f" {words.say(f'feed.{said.speaker}')} ", Role.DIM)
    role = Role.PLAIN if said.speaker == CUSTOMER else Role.DIM
    return row((who, Span(cut(numbers(said.text), cells - who.cells - 1), role)), cells)
