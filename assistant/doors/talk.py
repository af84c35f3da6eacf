"""Talking in lines: one is read at a time, and whatever is shown is text and nothing else."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence

from assistant.doors.words import say, spellings
from assistant.rules.clean import clean, show

LINE_MAX = 4_000


class Ended(Exception):
    """There are no more lines; everything recorded so far stays."""


def plain(text: str) -> str:
    """Return a text as it is compared: in one width and case, without blanks around it."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def meant(group: str, text: str) -> str | None:
    """Return the name of a group that a text spells, in either language; None where it spells none."""
    typed = plain(text)
    for name, words in spellings(group).items():
        if typed in {plain(each) for each in words}:
            return name
    return None


class Talk:
    """A conversation in one language: lines come from `lines`, and go to `write`."""

    def __init__(
        self,
        lines: Iterator[str],
        write: Callable[[str], None],
        lang: str,
        hidden: Callable[[str], str] | None = None,
    ) -> None:
        """Begin to talk; at a terminal `hidden` asks for a secret without showing what is typed."""
        self._lines, self._write, self.lang, self._hidden = lines, write, lang, hidden

    def tell(self, text: str) -> None:
        """Show lines of text; what a terminal would obey, or the eye would miss, is spelt out."""
        for line in show(text).split("\n"):
            self._write(line)

    def say(self, name: str, /, **values: object) -> None:
        """Show a sentence of ours."""
        self.tell(say(name, self.lang, **values))

    def read(self) -> str:
        """Return the next line, or raise Ended."""
        line = next(self._lines, None)
        if line is None:
            raise Ended
        return clean(line.rstrip("\r\n"), LINE_MAX).strip()

    def typed(self, what: str) -> str:
        """Ask for words that may be left out."""
        self.say("plain.type_in", what=say(f"plain.{what}", self.lang))
        return self.read()

    def unseen(self, what: str) -> str:
        """Ask for a secret: unseen at a terminal, else the next line as it is. It is never said back."""
        if self._hidden is not None:
            return self._hidden(what)
        self.tell(what)
        line = next(self._lines, None)
        if line is None:
            raise Ended
        return line.rstrip("\r\n")

    def chosen(self, what: str, options: Sequence[tuple[str, str]]) -> str | None:
        """Ask for one of these by its number, its id or its name; None where the line is left empty."""
        self.say("plain.choose", what=say(f"plain.{what}", self.lang))
        for at, (_, text) in enumerate(options, 1):
            self.say("plain.item", number=at, text=text)
        while True:
            line = self.read()
            if not line:
                return None
            found = picked(line, options)
            if found is not None:
                return found
            self.say("plain.not_understood", text=line)

    def agreed(self) -> bool:
        """Read a yes or a no; anything else is asked again."""
        while True:
            line = self.read()
            answer = meant("answer", line)
            if answer in {"yes", "no"}:
                return answer == "yes"
            self.say("plain.not_understood", text=line)


def picked(line: str, options: Sequence[tuple[str, str]]) -> str | None:
    """Return the id of the option a line means: by its number, its id or its name."""
    typed = plain(line)
    if typed.isascii() and typed.isdigit():
        return options[int(typed) - 1][0] if len(typed) < len("10000") and 0 < int(typed) <= len(options) else None
    return next((name for name, text in options if typed in {plain(name), plain(text)}), None)
