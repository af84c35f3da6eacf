"""All facts of a case, each behind a key, so that any can be answered in any order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.hearing import line_for
from assistant.screens import casehead, seen
from assistant.screens.columns import Role, Row, Span, beside, fill, line, pad, row
from assistant.screens.commands import PICKS
from assistant.screens.instruct import instruction_form, reply_form
from assistant.screens.stage import Drawn

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.desk import Desk
    from assistant.rules.policy import FactSpec
    from assistant.screens.form import FormPage
    from assistant.screens.stage import Stage, View

_TWO_COLUMNS = 72
_LABEL = 15
_EVIDENCE = 7
_INSTRUCTION, _REPLY = "instruction", "instruction_reply"
_OF_THE_LINE = "charge_line"  # chosen when the line is added, and not a question


class FactsPage:
    """The list of facts."""

    name = "facts"
    off: frozenset[str] = frozenset()

    def __init__(
        self, choose: Callable[[str, str | None], None], instruct: Callable[[Stage], FormPage] = instruction_form
    ) -> None:
        """Tell `choose` which fact and line the operator put the finger on; an instruction has a form of its own."""
        self._choose, self._instruct = choose, instruct

    def draw(self, stage: Stage, view: View) -> Drawn:
        """Return the facts by stage, in two columns where there is room."""
        desk, words = stage.desk, view.words
        two = view.width >= _TWO_COLUMNS
        cells = (view.width - 3) // 2 if two else view.width
        groups = _groups(desk, view, cells)
        top = [casehead.head(desk, view), line(f" {words.say('facts.title')}", view.width, Role.DIM)]
        if not two:
            return Drawn(top, [each for group in groups for each in group])
        left, last = _halved(groups)
        height = max(len(left), len(last))
        other = view.width - 3 - cells
        last = [row(each, other) for each in fill(last, height, cells)]
        return Drawn(top, beside(fill(left, height, cells), last, (cells, other)))

    def act(self, stage: Stage, command: str) -> None:
        """Go back."""
        if command == "back":
            stage.back()

    def pick(self, stage: Stage, key: str) -> None:
        """Put the finger on the fact behind this key, and return to the call."""
        fact = offered(stage.desk).get(key)
        if fact is None:
            stage.say(stage.words.say("call.no_such_key", key=key), Role.WARN)
            return
        stage.back()
        if fact.id in {_INSTRUCTION, _REPLY}:
            stage.go(self._instruct(stage) if fact.id == _INSTRUCTION else reply_form(stage))
            return
        self._choose(fact.id, line_for(stage.desk, fact))

    def typed(self, _stage: Stage, _text: str) -> bool:
        """Take nothing."""
        return False

    def echo(self, _stage: Stage, _text: str) -> Span | None:
        """Say nothing."""
        return None


def offered(desk: Desk) -> dict[str, FactSpec]:
    """Return the facts that can be answered, each behind its key; derived ones follow by themselves."""
    asked = [each for each in desk.policy.facts.values() if each.derived is None and each.id != _OF_THE_LINE]
    return dict(zip(PICKS, asked, strict=False))


def _groups(desk: Desk, view: View, cells: int) -> list[list[Row]]:
    keys = {spec.id: key for key, spec in offered(desk).items()}
    groups = []
    for stage, name in desk.policy.stages.items():
        specs = [each for each in desk.policy.facts.values() if each.stage == stage and each.id in keys]
        rows = [_row(desk, each, keys[each.id], view, cells) for each in specs]
        if rows:
            groups.append([line(f" {name.of(view.words.lang)}", cells, Role.TITLE), *rows])
    rest = [each for each in desk.policy.facts.values() if each.stage not in desk.policy.stages and each.id in keys]
    if rest:
        title = line(f" {view.words.say('facts.anytime')}", cells, Role.TITLE)
        groups.append([title, *(_row(desk, each, keys[each.id], view, cells) for each in rest)])
    return groups


def _row(desk: Desk, spec: FactSpec, key: str, view: View, cells: int) -> Row:
    words = view.words
    fact = seen.held_of(desk, spec.id, line_for(desk, spec))
    label = pad(spec.label.of(words.lang), min(_LABEL, cells // 2) - 1) + " "
    if fact is None:
        spans = (Span(f"  {key} ", Role.KEY), Span(label), Span(words.say("call.unasked"), Role.DIM))
        return row(spans, cells)
    middle = cells - 4 - min(_LABEL, cells // 2) - _EVIDENCE
    value = pad(seen.value(spec, fact.value, words), middle - 1) + " "
    evidence = Span(seen.evidence(fact, words), Role.DIM)
    return row((Span(f"  {key} ", Role.KEY), Span(label), Span(value, Role.STRONG), evidence), cells)


def _halved(groups: list[list[Row]]) -> tuple[list[Row], list[Row]]:
    """Return the rows in two columns of the same height; no title ends the first."""
    titles = [sum(len(each) for each in groups[:at]) for at in range(len(groups))]
    rows = [each for group in groups for each in group]
    half = (len(rows) + 1) // 2
    half -= half - 1 in titles
    return rows[:half], rows[half:]
