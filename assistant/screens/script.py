"""The script: what to say, in rows of one breath, with what must not be said beside it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rich.cells import cell_len

from assistant.call.rendering import DENSITIES, Part, render, usual_pace
from assistant.screens import seen
from assistant.screens.columns import Role, Row, Span, beside, blank, ends, line, phrases, row, wrap

if TYPE_CHECKING:
    from assistant.call.brief import Brief
    from assistant.call.rendering import Block
    from assistant.call.script import Spoken
    from assistant.desk import Desk
    from assistant.rules.policy import Taboo
    from assistant.screens.words import Wording

BREATH = 44  # cells: 22 full-width characters, about four seconds
_INDENT = 3
LEFT = BREATH + _INDENT + 1
_SIDE_LEAST = 24
_PARTS = {
    Part.SAY: Role.STRONG,
    Part.VERBATIM: Role.STRONG,
    Part.BLANK: Role.PLAIN,
    Part.WAIT: Role.DIM,
    Part.STOP: Role.WARN,
    Part.WHY: Role.DIM,
}


def script(desk: Desk, brief: Brief, words: Wording, cells: int, density: str) -> list[Row]:
    """Return the script, and beside it, where there is room, what must not be said."""
    beside_it = cells - LEFT - 3
    rows = spoken_rows(desk, brief, words, LEFT if beside_it >= _SIDE_LEAST else cells, density)
    if beside_it < _SIDE_LEAST:
        return [*rows, blank(cells), *taboo_rows(brief.taboos, words, cells)]
    return beside(rows, taboo_rows(brief.taboos, words, beside_it), (LEFT, beside_it))


def spoken_rows(desk: Desk, brief: Brief, words: Wording, cells: int, density: str) -> list[Row]:
    """Return every line of the script in the order it is spoken."""
    rows = _verify_first(desk, words, cells)
    blocks = rendered(brief.script, words.lang, density)
    return [*rows, *block_rows(desk, blocks, words, cells)] or _nothing(words, cells)


def block_rows(desk: Desk, blocks: tuple[Block, ...], words: Wording, cells: int) -> list[Row]:
    """Return blocks as they are read: a heading with the time it takes, then rows of one breath."""
    rows: list[Row] = []
    for at, block in enumerate(blocks):
        rows += [blank(cells)] if at else []
        rows.append(_heading(desk, block, words, cells))
        for each in block.rows:
            mark = words.say("brief.verbatim") if each.part is Part.VERBATIM else ""
            text = Span(f"{each.text}", _PARTS[each.part])
            rows.append(row((Span(f" {mark}".ljust(_INDENT - cell_len(mark) + len(mark))[:_INDENT]), text), cells))
    return rows


@lru_cache(maxsize=8)
def rendered(spoken: tuple[Spoken, ...], lang: str, density: str) -> tuple[Block, ...]:
    """Return a script set in rows; from key to key it is the same."""
    return render(spoken, lang, density, usual_pace(lang))


def next_density(density: str) -> str:
    """Return the density after this one."""
    return DENSITIES[(DENSITIES.index(density) + 1) % len(DENSITIES)]


def _nothing(words: Wording, cells: int) -> list[Row]:
    return [line(f"   {words.say('call.nothing_to_say')}", cells, Role.DIM)]


def _verify_first(desk: Desk, words: Wording, cells: int) -> list[Row]:
    """Return why the script is short, while it holds nothing of the contract."""
    if desk.scene(words.lang).verified:
        return []
    gates = words.say("call.and").join(each.label.of(words.lang) for each in desk.policy.facts.values() if each.gate)
    return [
        line(f" {each}", cells, Role.WARN) for each in phrases(words.say("brief.verify_first", fact=gates), cells - 2)
    ]


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


def _heading(desk: Desk, block: Block, words: Wording, cells: int) -> Row:
    kind = words.say(f"kind.{block.kind}") if words.has(f"kind.{block.kind}") else block.kind
    about = f"  {seen.charge(desk.case.line(block.line), desk.policy, words)}" if block.line else ""
    left = (Span(f" {kind}", Role.TITLE), Span(about, Role.DIM))
    must = Span(f"{words.say('brief.must')} ", Role.WARN) if block.must else Span("")
    time = Span(f"{words.say('brief.seconds', n=block.seconds)} ", Role.WARN if block.long else Role.DIM)
    return ends(left, (must, time), cells)
