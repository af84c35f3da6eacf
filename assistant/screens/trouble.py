"""Which trouble it is: the packs, each behind a digit, and the one that what was typed speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.rules.heads import proposed
from assistant.screens.columns import Role, Row, Span, blank, line, row, wrap
from assistant.screens.commands import PICKING
from assistant.screens.new_case import new_case_form
from assistant.screens.stage import Drawn, Entry
from assistant.shelf import heads, take

if TYPE_CHECKING:
    from assistant.screens.stage import Stage, View

_KEYS = 7


class TroublePage:
    """The troubles there are packs for. Typing proposes one; only its own digit takes it."""

    name = "form"
    off = frozenset({"again", "before", "after", "next"})

    def __init__(self) -> None:
        """Begin with nothing typed."""
        self._typed = ""

    def draw(self, _stage: Stage, view: View) -> Drawn:
        """Return the packs, those that were spoken of marked and told."""
        words, cells = view.words, view.width
        found = proposed(heads(), self._typed)
        body: list[Row] = []
        for key, each in zip(PICKING["form"], heads(), strict=False):
            role, mark = (Role.GOOD, "\u25b6") if each.id in found else (Role.PLAIN, " ")
            parts = wrap(each.title.of(words.lang), cells - _KEYS - 2)
            body.append(row((Span(f" {mark} {key}".ljust(_KEYS), Role.KEY), Span(parts[0], role)), cells))
            body += [line(f"{' ' * _KEYS}{part}", cells, role) for part in parts[1:]]
        said = "trouble.proposed" if found else "trouble.nothing" if self._typed else "trouble.choose"
        body += [blank(cells), line(f"   {words.say(said)}", cells, Role.KEY)]
        return Drawn([line(f" {words.say('trouble.title')}", cells, Role.HEAD), blank(cells)], body)

    def act(self, stage: Stage, command: str) -> None:
        """Open the entry line, or go back."""
        if command == "back":
            stage.back()
        elif command in {"type", "hear"}:
            stage.ask(Entry(stage.words.say("trouble.prompt"), self._typed))

    def pick(self, stage: Stage, key: str) -> None:
        """Take the pack behind this key."""
        found = dict(zip(PICKING["form"], heads(), strict=False)).get(key)
        if found is None:
            stage.say(stage.words.say("call.no_such_key", key=key), Role.WARN)
            return
        policy = take(found.id).policy
        stage.back()
        stage.go(new_case_form(stage, policy))

    def typed(self, _stage: Stage, text: str) -> bool:
        """Take what the trouble is about, in the operator's or the customer's words."""
        self._typed = text.strip()
        return False

    def echo(self, stage: Stage, text: str) -> Span | None:
        """Return which trouble the words speak of, while they are typed."""
        found = proposed(heads(), text)
        titles = [each.title.of(stage.words.lang) for each in heads() if each.id in found]
        return Span(stage.words.say("call.echo", value=" / ".join(titles)), Role.GOOD) if titles else None
