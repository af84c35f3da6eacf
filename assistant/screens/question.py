"""The one question that matters most now: how it is asked, its answers, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.call.typed import usual_evidence
from assistant.rules.facts import Evidence
from assistant.screens import seen
from assistant.screens.columns import Role, Row, Span, blank, ends, line, phrases, row, wrap
from assistant.screens.commands import NOT_YET, PICKS

if TYPE_CHECKING:
    from assistant.desk import Desk
    from assistant.rules.policy import FactSpec
    from assistant.screens.words import Wording


@dataclass(frozen=True, slots=True)
class Asked:
    """The fact now asked for: by the policy, or because the operator chose it."""

    fact: str
    line: str | None
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """The place a question is written in."""

    words: Wording
    cells: int
    height: int


def question(desk: Desk, asked: Asked, evidence: Evidence | None, room: Room) -> list[Row]:
    """Return the question with its keys; `evidence` is what the hand has chosen, if it has."""
    words, cells = room.words, room.cells
    spec = desk.policy.facts[asked.fact]
    title = words.say("call.chosen" if asked.chosen else "call.ask")
    rows = [line(f" {title}", cells, Role.TITLE)]
    if asked.line is not None and len(desk.case.lines) > 1:
        about = seen.charge(desk.case.line(asked.line), desk.policy, words)
        rows[0] = ends((Span(f" {title}", Role.TITLE),), (Span(f"{about} ", Role.DIM),), cells)
    ask = [line(f"  {each}", cells, Role.STRONG) for each in phrases(spec.ask.of(words.lang), cells - 3)]
    why = phrases(words.say("call.why", why=spec.why.of(words.lang)), cells - 3)
    rests = [_rests_on(spec, evidence, words, cells), *_held(desk, asked, spec, words, cells)]
    parts = [rows, ask, _answers(spec, words, cells), rests, [line(f"  {each}", cells, Role.DIM) for each in why]]
    return spaced(parts, cells, room.height)


def spaced(parts: list[list[Row]], cells: int, height: int) -> list[Row]:
    """Return the parts with a row of air before each as far as the height allows, the first ones first."""
    air = max(0, height - sum(len(each) for each in parts))
    rows = list(parts[0])
    for at, part in enumerate(parts[1:]):
        rows += [blank(cells), *part] if at < air else part
    return rows


def keyed(spec: FactSpec) -> dict[str, str]:
    """Return the keys of a choice and the value behind each."""
    return dict(zip(PICKS, spec.values, strict=False)) if spec.kind == seen.CHOICE else {}


def _answers(spec: FactSpec, words: Wording, cells: int) -> list[Row]:
    keys = [(key, seen.value(spec, value, words)) for key, value in keyed(spec).items()]
    rows: list[Row] = []
    if not keys:
        hint = (
            words.say(f"call.typed.{spec.kind}")
            if words.has(f"call.typed.{spec.kind}")
            else words.say("call.typed.text")
        )
        rows += [line(f"   {each}", cells) for each in wrap(hint, cells - 4)]
    if spec.none_yet:
        keys.append((NOT_YET, words.say("call.none_yet")))
    keys.append(("u", words.say("call.unknown")))
    for key, text in keys:
        parts = wrap(text, cells - 7)
        rows.append(row((Span(f"   {key} ", Role.KEY), Span(parts[0])), cells))
        rows += [line(f"     {each}", cells) for each in parts[1:]]
    return rows


def _rests_on(spec: FactSpec, evidence: Evidence | None, words: Wording, cells: int) -> Row:
    """Return the dial of evidence, at what the next answer will rest on."""
    held = evidence or usual_evidence(spec)
    spans = [Span("   e ", Role.KEY), Span(f"{words.say('call.rests_on')} ", Role.DIM)]
    for each in Evidence:
        name = words.say(f"evidence.{each}")
        spans += [Span(f" {name} ", Role.CHOSEN)] if each is held else [Span(f" {name} ", Role.DIM)]
    return row(spans, cells)


def _held(desk: Desk, asked: Asked, spec: FactSpec, words: Wording, cells: int) -> list[Row]:
    fact = seen.held_of(desk, asked.fact, asked.line)
    if fact is None:
        return []
    text = words.say("call.held", value=seen.value(spec, fact.value, words), evidence=seen.evidence(fact, words))
    return [row((Span("   x ", Role.KEY), Span(text, Role.DIM)), cells)]
