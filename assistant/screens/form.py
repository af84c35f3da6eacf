"""A form: a few fields in a row, filled by one key each, recorded by Enter.

Words typed into it are held here only until they are recorded or the form is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.screens.columns import Role, Row, Span, blank, line, pad, phrases, row, wrap
from assistant.screens.commands import PICKS
from assistant.screens.stage import Drawn, Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from assistant.screens.stage import Stage, View
    from assistant.screens.words import Wording

_LABEL = 16


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a form asks for: a choice where there are options, else words."""

    id: str
    label: str  # a key of the words
    options: tuple[tuple[str, str], ...] = ()  # value and what is shown
    needed: bool = True
    reads: Callable[[Stage, str], str | Span] | None = None  # a value, or why there is none


@dataclass(frozen=True, slots=True)
class Form:
    """What a form asks for, and what is done with the answers."""

    title: str
    fields: tuple[Field, ...]
    record: Callable[[Stage, Mapping[str, str]], None]
    again: Callable[[Stage, Mapping[str, str]], None] | None = None  # what `a` does, and begins again
    clears: bool = False  # whether beginning again forgets what was chosen, too
    above: Callable[[Wording], list[str]] | None = None  # what was recorded so far


class FormPage:
    """A form on the screen."""

    name = "form"
    off: frozenset[str]

    def __init__(self, form: Form, given: Mapping[str, str] | None = None) -> None:
        """Begin at the first field, after those that are `given`."""
        self._form = form
        self.off = frozenset() if form.again else frozenset({"again"})
        self._values: dict[str, str] = dict(given or {})
        self._at = len(self._values)

    def draw(self, _stage: Stage, view: View) -> Drawn:
        """Return every field, with the options of the one in hand."""
        words, cells = view.words, view.width
        body: list[Row] = []
        if self._form.above is not None:
            above = (part for each in self._form.above(words) for part in phrases(each, cells - 5))
            body += [line(f"   {each}", cells, Role.GOOD) for each in above]
        for at, field in enumerate(self._form.fields):
            body += self._field(field, view, in_hand=at == self._at)
        if not view.typing:
            body += [blank(cells), line(f"   {self._advice(words)}", cells, Role.KEY)]
        return Drawn([line(f" {words.say(self._form.title)}", cells, Role.HEAD), blank(cells)], body)

    def act(self, stage: Stage, command: str) -> None:
        """Go to another field, record, or leave without recording."""
        if command == "back":
            stage.back()
        elif command == "before":
            self._at = max(0, self._at - 1)
        elif command == "after":
            self._at = min(len(self._form.fields) - 1, self._at + 1)
        elif command in {"type", "hear"}:
            self._open(stage)
        elif command == "next":
            self._next(stage)
        elif command == "again":
            self._again(stage)

    def pick(self, stage: Stage, key: str) -> None:
        """Choose the option behind a digit, or begin to type with it."""
        field = self._form.fields[self._at]
        values = dict(zip(PICKS, (value for value, _ in field.options), strict=False))
        if key in values:
            self._values[field.id] = values[key]
            self._forward(stage)
        elif not field.options:
            self._open(stage, key)
        else:
            stage.say(stage.words.say("call.no_such_key", key=key), Role.WARN)

    def typed(self, stage: Stage, text: str) -> bool:
        """Take the words of the field in hand."""
        field = self._form.fields[self._at]
        read = field.reads(stage, text) if field.reads else text.strip()
        if isinstance(read, Span):
            stage.say(read.text, Role.STOP)
            return False
        self._values[field.id] = read
        self._forward(stage)
        return False

    def echo(self, stage: Stage, text: str) -> Span | None:
        """Return how the words would be read."""
        field = self._form.fields[self._at]
        if field.reads is None or not text.strip():
            return Span(stage.words.say("form.typing"), Role.DIM)
        read = field.reads(stage, text)
        return read if isinstance(read, Span) else Span(stage.words.say("call.echo", value=read), Role.GOOD)

    def complete(self) -> bool:
        """Whether everything needed is there."""
        return all(self._values.get(each.id) for each in self._form.fields if each.needed)

    def _field(self, field: Field, view: View, *, in_hand: bool) -> list[Row]:
        words, cells = view.words, view.width
        value = dict(field.options).get(self._values.get(field.id, ""), self._values.get(field.id, ""))
        missing = words.say("form.needed" if field.needed else "form.free")
        label = Span(pad(words.say(field.label), _LABEL), Role.STRONG if in_hand else Role.DIM)
        shown = Span(value, Role.STRONG) if value else Span(missing, Role.DIM)
        rows = [row((Span(" \u25b6 " if in_hand else "   ", Role.KEY), label, shown), cells)]
        if in_hand:
            keys = zip(PICKS, (text for _, text in field.options), strict=False)
            for key, text in keys:
                parts = wrap(text, cells - 10)
                rows.append(row((Span(f"      {key} ", Role.KEY), Span(parts[0])), cells))
                rows += [line(f"        {each}", cells) for each in parts[1:]]
            if not field.options and not view.typing:
                rows.append(line(f"      {words.say('form.to_type')}", cells, Role.DIM))
        return rows

    def _advice(self, words: Wording) -> str:
        if not self.complete():
            return words.say("form.fill")
        return words.say("form.record_or_again" if self._form.again else "form.record")

    def _open(self, stage: Stage, begin: str = "") -> None:
        field = self._form.fields[self._at]
        if not field.options:
            stage.ask(Entry(stage.words.say(field.label), begin or self._values.get(field.id, "")))

    def _forward(self, stage: Stage) -> None:
        """Go to the next field; one for words opens by itself."""
        if self._at + 1 < len(self._form.fields):
            self._at += 1
        field = self._form.fields[self._at]
        if not field.options and field.id not in self._values:
            self._open(stage)

    def _next(self, stage: Stage) -> None:
        if not self.complete():
            short = [at for at, each in enumerate(self._form.fields) if each.needed and not self._values.get(each.id)]
            self._at = short[0]
            self._open(stage)
            return
        stage.back()
        self._form.record(stage, self._values)

    def _again(self, stage: Stage) -> None:
        """Record, and begin the same form again: the next person, the next charge."""
        if self._form.again is None:
            return
        if not self.complete():
            stage.say(stage.words.say("form.fill"), Role.WARN)
            return
        self._form.again(stage, self._values)
        kept = {} if self._form.clears else {each.id for each in self._form.fields if each.options}
        self._values = {name: value for name, value in self._values.items() if name in kept}
        self._at = next(at for at, each in enumerate(self._form.fields) if each.id not in kept)
        self._open(stage)
