"""The locked screen: the time, how it is opened, and how many promises are due. Nothing of any case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.journal.bolt import By
from assistant.screens.columns import Role, Row, Span, blank, ends, line, phrases, row
from assistant.screens.due import is_due
from assistant.screens.stage import Drawn, Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from assistant.call.promises import Due
    from assistant.screens.stage import Stage, View

DELAY_MAX = 300
_ANY_KEY = frozenset({"unlock", "help", "language", "colours"})  # it opens, whatever else it would do
_FREE = 1  # wrong once costs a second, then twice as long each time


def delay(wrong: int) -> int:
    """Return the seconds to wait after so many wrong secrets in a row."""
    return int(min(2 ** (wrong - _FREE), DELAY_MAX)) if wrong else 0


class LockPage:
    """The one page of a locked screen. It holds no secret: what is typed is handed on at once."""

    name = "locked"

    def __init__(
        self, by: By, due: Sequence[Due], try_it: Callable[[str], None], steady: Callable[[], float], wrong: int = 0
    ) -> None:
        """Lock: `due` are the promises of all open cases, without what they are or whose."""
        self.by = by
        self.wrong = wrong
        self.trying = False
        self.trouble = ""  # the code of what keeps the secret from being checked
        self._due, self._try, self._steady = tuple(due), try_it, steady
        self._again = steady() + delay(wrong)
        self.off = _ANY_KEY if by is By.NOBODY else frozenset[str]()

    def refuse(self) -> None:
        """Count a wrong secret, and wait longer than the last time."""
        self.wrong += 1
        self._again = self._steady() + delay(self.wrong)

    @property
    def waits(self) -> int:
        """The seconds until a secret may be tried again."""
        return max(0, -int(-(self._again - self._steady()) // 1))

    def draw(self, _stage: Stage, view: View) -> Drawn:
        """Return the page."""
        words, cells = view.words, view.width
        last = (Span(f"{view.now:%H:%M} ", Role.HEAD),)
        top = [
            ends(
                (Span(f" {words.say('lock.hidden' if self.by is By.NOBODY else 'lock.title')}", Role.HEAD),),
                last,
                cells,
                Role.HEAD,
            ),
            blank(cells),
        ]
        body = self._says(words.say("lock.kept"), view, Role.PLAIN)
        count = sum(is_due(each, view.now) for each in self._due)
        if count:
            key = "lock.due_one" if count == 1 else "lock.due"
            body += [blank(cells), line(f"   {words.say(key, n=count)}", cells)]
        body += [blank(cells), *self._says(words.say(f"lock.opens.{self.by}"), view, Role.STRONG)]
        if self.by is By.NOBODY:
            body += [blank(cells), *self._says(words.say("lock.hint"), view, Role.DIM)]
        state = self._state(view)
        return Drawn([*top, *body, blank(cells), *state])

    def act(self, stage: Stage, command: str) -> None:
        """Ask for the secret."""
        if command == "unlock":
            self.pick(stage, "")

    def pick(self, stage: Stage, key: str) -> None:
        """Begin to type the secret with this key."""
        if not self.trying and not self.waits:
            stage.ask(Entry(stage.words.say(f"lock.prompt.{self.by}"), key, secret=True))

    def typed(self, _stage: Stage, text: str) -> bool:
        """Hand the secret on."""
        if text and not self.trying and not self.waits:
            self.trying, self.trouble = True, ""
            self._try(text)
        return False

    def echo(self, _stage: Stage, _text: str) -> Span | None:
        """Say nothing of a secret."""
        return None

    def _state(self, view: View) -> list[Row]:
        words = view.words
        if self.trying:
            return self._says(words.say("lock.trying"), view, Role.DIM)
        if self.trouble:
            return self._says(words.say(f"lock.trouble.{self.trouble}"), view, Role.STOP)
        if self.wrong:
            key = "lock.wrong_wait" if self.waits else "lock.wrong"
            return self._says(words.say(key, n=self.wrong, seconds=self.waits), view, Role.WARN)
        return []

    def _says(self, text: str, view: View, role: Role) -> list[Row]:
        return [row((Span(f"   {each}", role),), view.width) for each in phrases(text, view.width - 6)]
