"""The script: what to say, in rows of one breath, with what must not be said beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from assistant.screens import seen
from assistant.screens.columns import Role, Row, Span, beside, blank, ends, line, phrases, row, wrap

if TYPE_CHECKING:
    from assistant.call.brief import Brief
    from assistant.call.script import Spoken
    from assistant.desk import Desk
    from assistant.rules.policy import Taboo
    from assistant.screens.words import Wording

BREATH = 44  # cells: 22 full-width characters, about four seconds
_INDENT = 3
LEFT = BREATH + _INDENT + 1
_SIDE_LEAST = 24
_LETTERS_A_MINUTE = 300
_CELLS_A_LETTER = 2
_LONG = 20  # seconds, after which one speaks too long at a stretch
_QUESTIONS = ("?", "\uff1f")


def script(desk: Desk, brief: Brief, words: Wording, cells: int) -> list[Row]:
    """Return the script, and beside it, where there is room, what must not be said."""
    beside_it = cells - LEFT - 3
    rows = spoken_rows(desk, brief, words, LEFT if beside_it >= _SIDE_LEAST else cells)
    if beside_it < _SIDE_LEAST:
        return [*rows, blank(cells), *taboo_rows(brief.taboos, words, cells)]
    return beside(rows, taboo_rows(brief.taboos, words, beside_it), (LEFT, beside_it))


def spoken_rows(desk: Desk, brief: Brief, words: Wording, cells: int) -> list[Row]:
    """Return every line of the script in the order it is spoken."""
    rows: list[Row] = _verify_first(desk, words, cells)
    for at, spoken in enumerate(brief.script):
        same = at and brief.script[at - 1].kind == spoken.kind and brief.script[at - 1].line == spoken.line
        if not same:
            rows += [blank(cells)] if rows else []
            rows.append(_heading(desk, spoken, words, cells))
        rows += _said(spoken, words, cells)
    return rows or [line(f"   {words.say('call.nothing_to_say')}", cells, Role.DIM)]


def _verify_first(desk: Desk, words: Wording, cells: int) -> list[Row]:
    """Return why the script is short, while it holds nothing of the contract."""
    if desk.scene(words.lang).verified:
        return []
    gates = words.say("call.and").join(each.label.of(words.lang) for each in desk.policy.facts.values() if each.gate)
    return [
        line(f" {each}", cells, Role.WARN) for each in phrases(words.say("brief.verify_first", fact=gates), cells - 2)
    ]


def seconds(text: str) -> int:
    """Return how long it takes to say a text, at three hundred letters a minute."""
    letters = cell_len(text) / _CELLS_A_LETTER
    return max(1, round(letters * 60 / _LETTERS_A_MINUTE))


def taboo_rows(taboos: tuple[Taboo, ...], words: Wording, cells: int) -> list[Row]:
    """Return what must not be said, each with the better sentence."""
    rows = [line(words.say("brief.taboos"), cells, Role.TITLE)]
    for taboo in taboos:
        phrase = seen.phrase(taboo, words)
        mark = words.say(f"brief.level.{taboo.level}")
        role = Role.STOP if taboo.level == "stop" else Role.WARN
        rows += [line(each, cells, role) for each in wrap(f"{mark} {phrase}", cells)]
        better = words.say("brief.better", text=taboo.better.of(words.lang))
        rows += [line(f"  {each}", cells) for each in wrap(better, cells - 2)]
    return rows


def _heading(desk: Desk, spoken: Spoken, words: Wording, cells: int) -> Row:
    kind = words.say(f"kind.{spoken.kind}") if words.has(f"kind.{spoken.kind}") else spoken.kind
    about = f"  {seen.charge(desk.case.line(spoken.line), desk.policy, words)}" if spoken.line else ""
    left = (Span(f" {kind}", Role.TITLE), Span(about, Role.DIM))
    must = Span(f"{words.say('brief.must')} ", Role.WARN) if spoken.must else Span("")
    took = seconds(spoken.text)
    time = Span(f"{words.say('brief.seconds', n=took)} ", Role.WARN if took > _LONG else Role.DIM)
    return ends(left, (must, time), cells)


def _said(spoken: Spoken, words: Wording, cells: int) -> list[Row]:
    if spoken.missing:
        names = words.say("call.and").join(_slot(each, words) for each in spoken.missing)
        text = words.say("brief.missing", names=names)
        return [line(f"   {each}", cells, Role.WARN) for each in wrap(text, cells - _INDENT - 1)]
    rows: list[Row] = []
    for paragraph in spoken.text.split("\n"):
        if paragraph.strip():
            said = phrases(paragraph.strip(), min(BREATH, cells - _INDENT - 1))
            rows += [row((Span(" " * _INDENT), Span(each, Role.STRONG)), cells) for each in said]
    if spoken.text.rstrip().endswith(_QUESTIONS):
        rows.append(line(f"   {words.say('brief.wait')}", cells, Role.DIM))
    return rows


def _slot(name: str, words: Wording) -> str:
    return words.say(f"slot.{name}") if words.has(f"slot.{name}") else name
