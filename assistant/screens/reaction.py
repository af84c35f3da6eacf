"""What the customer does on hearing the script, and what is said then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.call.reactions import react
from assistant.call.rendering import STANDARD, density_name
from assistant.screens import casehead
from assistant.screens.columns import Role, Row, Span, line, row
from assistant.screens.commands import PICKING
from assistant.screens.direct import recorded
from assistant.screens.handover import handover_form
from assistant.screens.moves import to_cards, waiting_on
from assistant.screens.script import block_rows, next_density, rendered
from assistant.screens.stage import Drawn

if TYPE_CHECKING:
    from assistant.screens.stage import Stage, View

_WISHES = {"wants_superior": "superior", "names_regulator": "regulator"}
"""Reactions that are a wish, and so a fact of the case; any other is noted."""


class ReactionPage:
    """The reactions of the pack, each behind a digit, and the words for the one chosen."""

    name = "reaction"
    off: frozenset[str] = frozenset()

    def __init__(self) -> None:
        """Begin with none chosen."""
        self._chosen: str | None = None
        self._density = STANDARD

    def draw(self, stage: Stage, view: View) -> Drawn:
        """Return the reactions on top, and what is said to the one chosen."""
        desk, words = stage.desk, view.words
        top = [
            casehead.head(desk, view, waiting_on(stage)),
            *self._names(stage, view),
            casehead.crossed(view, None, ""),
        ]
        if self._chosen is None:
            return Drawn(top, [line(f"   {words.say('reaction.choose')}", view.width, Role.DIM)])
        spoken = react(desk.scene(words.lang), self._chosen)
        body = block_rows(desk, rendered(spoken, words.lang, self._density), words, view.width)
        return Drawn(top, body or [line(f"   {words.say('call.nothing_to_say')}", view.width, Role.DIM)])

    def act(self, stage: Stage, command: str) -> None:
        """Set the script more or less densely, hand over, or go back."""
        if command == "density":
            self._density = next_density(self._density)
            stage.say(stage.words.say("brief.density", name=density_name(self._density, stage.words.lang)))
        elif command == "hand_over":
            stage.go(handover_form(stage))
        elif command == "card":
            to_cards(stage)
        elif command == "back":
            stage.back()

    def pick(self, stage: Stage, key: str) -> None:
        """Show the words for the reaction behind this key, and record that it came."""
        found = dict(zip(PICKING["reaction"], stage.desk.policy.reactions, strict=False)).get(key)
        if found is None:
            stage.say(stage.words.say("call.no_such_key", key=key), Role.WARN)
        elif found != self._chosen:
            self._chosen = found
            stage.top()
            _record(stage, found)

    def typed(self, _stage: Stage, _text: str) -> bool:
        """Take nothing."""
        return False

    def echo(self, _stage: Stage, _text: str) -> Span | None:
        """Say nothing."""
        return None

    def _names(self, stage: Stage, view: View) -> list[Row]:
        rows: list[list[Span]] = [[]]
        for key, (name, each) in zip(PICKING["reaction"], stage.desk.policy.reactions.items(), strict=False):
            label = Span(f"{each.name.of(view.words.lang)} ", Role.CHOSEN if name == self._chosen else Role.PLAIN)
            item = [Span(f" {key} ", Role.KEY), label]
            if sum(span.cells for span in (*rows[-1], *item)) > view.width:
                rows.append([])
            rows[-1] += item
        return [row(each, view.width) for each in rows]


def _record(stage: Stage, reaction: str) -> None:
    desk, words = stage.desk, stage.words
    if reaction in _WISHES:
        recorded(stage, _WISHES[reaction])
        return
    name = desk.policy.reactions[reaction].name.of(words.lang)
    desk.note(words.say("reaction.note", name=name))
    stage.say(words.say("reaction.recorded", name=name, n=desk.case.events), Role.GOOD)
