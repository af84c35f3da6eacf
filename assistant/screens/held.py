"""The right column of a call: what is held to be true, on whose word, and the charges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len

from assistant.rules.facts import Evidence
from assistant.screens import seen
from assistant.screens.columns import Role, Row, Span, blank, cut, ends, fill, fit, line, pad, row

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from assistant.call.case import ChargeLine
    from assistant.desk import Desk
    from assistant.rules.facts import Fact
    from assistant.screens.question import Asked
    from assistant.screens.words import Wording

_AT_LEAST, _AT_MOST = 12, 20
_ASKED = "\u25c0"


@dataclass(frozen=True, slots=True)
class Held:
    """One fact in the column; `fact` is None where nobody has asked yet."""

    id: str
    fact: Fact | None
    asked: bool
    touched: bool = False


def listed(desk: Desk, asked: Asked | None, touched: Collection[str] = ()) -> list[Held]:
    """Return the facts worth a row: recorded, still relevant, spoken of, or asked for right now."""
    about = asked.line if asked else None
    lines = [each for each in desk.case.lines if each.id == about] or desk.case.lines[:1]
    facts = desk.case.facts_of(lines[0]) if lines else desk.case.facts
    relevant = {name for _, decision in desk.verdict.lines for name in decision.relevant}
    now = asked.fact if asked else None
    order = [name for name in desk.policy.facts if name in {*facts, *relevant, *touched, now}]
    return [Held(name, facts.get(name), name == now, name in touched) for name in order]


def column(  # noqa: PLR0913, PLR0917  # a column stands beside all of these
    desk: Desk, asked: Asked | None, touched: Collection[str], words: Wording, cells: int, height: int
) -> list[Row]:
    """Return the column in exactly `height` rows, the charge lines at its foot."""
    foot = charges(desk, words, cells, most=height // 3)
    room = max(height - len(foot) - 1, 1)
    return [*fill(_facts(desk, listed(desk, asked, touched), words, cells, room), room, cells), blank(cells), *foot][
        :height
    ]


def charges(desk: Desk, words: Wording, cells: int, *, most: int, margin: str = "") -> list[Row]:
    """Return a row for each charge line: what it is, and what becomes of it."""
    rows = []
    for at, (charged, decision) in enumerate(desk.verdict.lines, 1):
        text = words.say("call.open")
        if decision.ruling is not None:
            text = seen.ruling(desk.policy, decision.ruling, words)
        last = Span(f" {text}{margin}", seen.ruling_role(decision.ruling))
        number = Span(f"{margin}{words.say('call.line', n=at)} ", Role.DIM)
        about = Span(_about(charged, desk, words, cells - number.cells - last.cells))
        rows.append(ends((number, about), (last,), cells))
    if len(rows) > most:
        more = line(f"{margin}{words.say('call.more_lines', n=len(rows) - most + 1)}", cells, Role.DIM)
        return [*rows[: most - 1], more]
    return rows


def _about(charged: ChargeLine, desk: Desk, words: Wording, cells: int) -> str:
    """Return what is charged; where it is too long the name is cut, never the amount."""
    amount = seen.money(charged.amount_yen, desk.policy, words)
    name = seen.charge(charged, desk.policy, words).removesuffix(f" {amount}") if amount else ""
    if not amount:
        return seen.charge(charged, desk.policy, words)
    return f"{fit(name, cells - cell_len(amount) - 1)} {amount}"


def _facts(desk: Desk, held: Sequence[Held], words: Wording, cells: int, room: int) -> list[Row]:
    last = _widths(words, cells)[1]
    heading = pad(words.say("call.facts"), cells - last) + words.say("call.evidence")
    rows = [line(heading, cells, Role.TITLE)]
    told = _instructed(desk, words, cells)
    free = room - 1 - len(told)
    shown = _most_needed(held, free)
    rows += [_row(desk, each, words, cells) for each in shown]
    if len(shown) < len(held):
        more = words.say("call.more_facts", n=len(held) - len(shown))
        rows.append(line(more, cells, Role.DIM))
    return [*rows, *told]


def _widths(words: Wording, cells: int) -> tuple[int, int]:
    """Return the cells of a label and of the evidence; the answer has what is left."""
    last = max(cell_len(words.say(f"evidence.{each}")) for each in Evidence)
    return min(_AT_MOST, max((cells - last) * 2 // 5, _AT_LEAST)), last


def _most_needed(held: Sequence[Held], room: int) -> list[Held]:
    """Return as many as fit, in their order: what is asked, then what is known, then the rest."""
    if len(held) <= room:
        return list(held)
    ranked = sorted(held, key=lambda each: (not each.asked, not each.touched, each.fact is None))
    kept = {each.id for each in ranked[: max(room - 1, 1)]}
    return [each for each in held if each.id in kept]


def _row(desk: Desk, held: Held, words: Wording, cells: int) -> Row:
    wide, last = _widths(words, cells)
    spec = desk.policy.facts[held.id]
    label = Span(pad(spec.label.of(words.lang), wide - 1) + " ", Role.STRONG if held.asked else Role.DIM)
    middle = cells - wide - last
    if held.fact is None:
        unasked = Span(pad(words.say("call.unasked"), middle - 1) + " ", Role.DIM)
        chip = Span(cut(words.say("call.touched"), last) if held.touched else "", Role.WARN)
        return row((label, unasked, Span(_ASKED, Role.KEY) if held.asked else chip), cells)
    text = seen.value(spec, held.fact.value, words)
    role = Role.PLAIN if held.fact.known else Role.WARN
    rests = words.say("call.inert") if spec.inert and not spec.gate else seen.evidence(held.fact, words)
    mark = Span(_ASKED, Role.KEY) if held.asked else Span(cut(rests, last), Role.DIM)
    return row((label, Span(pad(text, middle - 1) + " ", role), mark), cells)


def _instructed(desk: Desk, words: Wording, cells: int) -> list[Row]:
    wide, last = _widths(words, cells)
    given = desk.case.instructions
    if not given:
        return []
    says = words.say(f"says.{given[-1].says}")
    channel = words.say(f"channel.{given[-1].channel}")
    text = words.say("call.instructed", says=says, n=len(given))
    label = Span(pad(words.say("call.instruction"), wide - 1) + " ", Role.DIM)
    return [row((label, Span(pad(text, cells - wide - last - 1) + " "), Span(channel, Role.DIM)), cells)]
