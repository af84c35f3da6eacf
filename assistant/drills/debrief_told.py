"""The debrief as it is read: pieces in an order, for a screen or plain lines, and as JSON. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from assistant.drills.debrief import hints_cost
from assistant.drills.words import say

if TYPE_CHECKING:
    from assistant.drills.debrief import Debrief, Line

_MINUTE = 60


class Look(StrEnum):
    """What a piece of a debrief is."""

    TITLE = "title"
    RIGHT = "right"
    WRONG = "wrong"
    SAY = "say"  # a sentence to be said
    PLAIN = "plain"
    DIM = "dim"


@dataclass(frozen=True, slots=True)
class Piece:
    """One paragraph of a debrief."""

    look: Look
    text: str


def head(told: Debrief, lang: str) -> str:
    """Return what it came to, in a word."""
    return say("debrief.passed" if told.score.passed else "debrief.failed", lang, points=told.score.points)


def figures(told: Debrief, lang: str) -> str:
    """Return how it was played: the mode, the time and the hints."""
    return say(
        "debrief.figures",
        lang,
        mode=say(f"mode.{told.mode}", lang),
        time=clock(told.seconds),
        limit=clock(told.limit),
        hints=told.score.hints,
        off=hints_cost(told.score),
    )


def clock(seconds: int) -> str:
    """Return a length of time as minutes and seconds."""
    return f"{seconds // _MINUTE:02}:{seconds % _MINUTE:02}"


def pieces(told: Debrief, lang: str) -> Iterator[Piece]:
    """Walk the debrief: what was right and why, what was missed, what to say, what to learn, how it went."""
    for each in told.score.critical:
        yield Piece(Look.WRONG, say("debrief.critical", lang, what=say(f"fault.{each}", lang)))
    yield Piece(Look.TITLE, say("debrief.right", lang))
    for line in told.lines:
        yield from _line(line, lang)
    yield Piece(Look.TITLE, say("debrief.missed", lang))
    if not told.missed:
        yield Piece(Look.RIGHT, say("debrief.nothing_missed", lang))
    for mark, name in told.missed:
        yield Piece(Look.WRONG, say("debrief.lost", lang, name=name.of(lang), points=told.lost(mark)))
    if told.unsaid:
        names = " ".join(each.of(lang) for each in told.unsaid)
        yield Piece(Look.WRONG, say("debrief.unsaid", lang, names=names))
    yield from _better(told, lang)
    yield from _learned(told, lang)
    yield Piece(Look.TITLE, say("debrief.parts", lang))
    parts = (f"{say(f'kind.{kind}', lang)} {each.got}/{each.of}" for kind, each in told.parts.items())
    yield Piece(Look.PLAIN, "  ".join(parts))
    yield Piece(Look.TITLE, say("debrief.timeline", lang))
    for step in told.timeline:
        yield Piece(Look.DIM, f"{clock(step.at)}  {step.text.of(lang)}")


def text(told: Debrief, lang: str) -> Iterator[str]:
    """Walk the debrief as plain lines."""
    yield say("debrief.title", lang, title=told.title.of(lang))
    yield head(told, lang)
    yield figures(told, lang)
    for each in pieces(told, lang):
        yield f"\n{each.text}" if each.look is Look.TITLE else f"  {each.text}"


def debrief_json(told: Debrief) -> dict[str, Any]:
    """Return the debrief as JSON values, its words in both languages."""
    return {
        "title": asdict(told.title),
        "mode": told.mode,
        "score": told.score.points,
        "passed": told.score.passed,
        "critical": list(told.score.critical),
        "seconds": told.seconds,
        "seconds_allowed": told.limit,
        "hints": told.score.hints,
        "parts": {kind: asdict(each) for kind, each in told.parts.items()},
        "lines": [_line_json(each) for each in told.lines],
        "missed": [
            {"kind": mark.kind, "name": mark.name, "weight": mark.weight, "words": asdict(name)}
            for mark, name in told.missed
        ],
        "better": [
            {"said": asdict(e.said) if e.said else None, "better": asdict(e.better), "why": asdict(e.why)}
            for e in told.better
        ],
        "learned": [
            {"point": e.point.id, "passed": e.passed, "name": asdict(e.point.name), "why": asdict(e.point.why)}
            for e in told.learned
        ],
        "taboos": list(told.taboos),
        "unsaid": list(told.score.unsaid),
        "timeline": [{"at": each.at, "words": asdict(each.text)} for each in told.timeline],
    }


def _line_json(line: Line) -> dict[str, Any]:
    why, cites = ([asdict(each) for each in group] for group in (line.why, line.cites))
    return {
        "line": line.id,
        "ruling": line.ruling,
        "yours": line.yours,
        "right": line.right,
        "why": why,
        "citations": cites,
    }


def _line(line: Line, lang: str) -> Iterator[Piece]:
    text = f"{line.about.of(lang)}: {line.name.of(lang)}"
    if line.right:
        yield Piece(Look.RIGHT, text)
    else:
        yours = line.yours_name.of(lang) if line.yours_name else say("debrief.none", lang)
        yield Piece(Look.WRONG, f"{text}  {say('debrief.yours', lang, ruling=yours)}")
    for each in line.why:
        yield Piece(Look.PLAIN, each.of(lang))
    for each in line.cites:
        yield Piece(Look.DIM, say("debrief.cites", lang, law=each.of(lang)))


def _better(told: Debrief, lang: str) -> Iterator[Piece]:
    if not told.better:
        return
    yield Piece(Look.TITLE, say("debrief.better", lang))
    for each in told.better:
        if each.said is not None:
            yield Piece(Look.WRONG, say("debrief.you_said", lang, text=each.said.of(lang)))
        yield Piece(Look.SAY, say("debrief.say", lang, text=each.better.of(lang)))
        yield Piece(Look.DIM, each.why.of(lang))


def _learned(told: Debrief, lang: str) -> Iterator[Piece]:
    yield Piece(Look.TITLE, say("debrief.learned", lang))
    for each in told.learned:
        mark = say("debrief.ok" if each.passed else "debrief.not_ok", lang)
        yield Piece(Look.RIGHT if each.passed else Look.WRONG, f"{each.point.name.of(lang)}  [{mark}]")
        yield Piece(Look.DIM, each.point.why.of(lang))
