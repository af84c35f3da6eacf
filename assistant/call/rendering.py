"""The script as it is read: rows of one breath, with its sounds, its waits and the time it takes.

Nothing is written here that the script does not say: a block that cannot be said yet stops, and shows why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from assistant.call import phrases
from assistant.call.rows import broken, sentences, setting
from assistant.call.script import Spoken
from assistant.call.sounds import aloud, marked
from assistant.rules.clean import show

FULL, STANDARD, MINIMAL = "full", "standard", "minimal"
DENSITIES = (FULL, STANDARD, MINIMAL)
_MINUTE = 60


class Part(StrEnum):
    """What a row is to the operator."""

    SAY = "say"
    VERBATIM = "verbatim"  # said word for word
    BLANK = "blank"
    WAIT = "wait"
    STOP = "stop"  # something is missing: nothing after it may be said
    WHY = "why"  # for the operator, not said


SPOKEN_PARTS = frozenset({Part.SAY, Part.VERBATIM})


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a script."""

    part: Part
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the script, ready to be read."""

    kind: str
    block: str
    line: str | None
    rows: tuple[Row, ...]
    seconds: int
    long: bool  # somebody has to listen too long at a stretch
    must: bool
    verbatim: bool
    ticks: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def said(self) -> str:
        """What is said, with what is read out beside it."""
        return "".join(row.text for row in self.rows if row.part in SPOKEN_PARTS)


def render(spoken: Sequence[Spoken], lang: str, density: str, pace: int) -> tuple[Block, ...]:
    """Set a script. `pace` is what the operator says in a minute: characters in Japanese, words in English."""
    if pace < 1 or density not in DENSITIES:
        raise ValueError((density, pace))
    groups = [tuple(group) for _, group in groupby(spoken, key=lambda each: (each.block, each.line))]
    whys = ["", *(_why(group[0], lang) for group in groups)]
    return tuple(
        _block(group, lang, density, pace, why if why != before else "")
        for group, before, why in zip(groups, whys[:-1], whys[1:], strict=True)
    )


def usual_pace(lang: str) -> int:
    """Return the pace of somebody who is easily followed."""
    pace: int = setting()["pace"][lang]
    return pace


def to_tick(blocks: Sequence[Block]) -> tuple[str, ...]:
    """Return the required utterances of a script, each once, in the order they come."""
    return tuple(dict.fromkeys(tick for block in blocks for tick in block.ticks))


def tick_name(tick: str, lang: str) -> str:
    """Return what a required utterance is called."""
    return _word(f"tick.{tick}", lang)


def density_name(density: str, lang: str) -> str:
    """Return what a density is called."""
    return _word(f"density.{density}", lang)


def seconds(text: str, lang: str, pace: int) -> float:
    """Return how long a text takes to say."""
    count = sum(not char.isspace() for char in text) if lang == "ja" else len(text.split())
    return count * _MINUTE / pace


def _block(spoken: tuple[Spoken, ...], lang: str, density: str, pace: int, why: str) -> Block:
    first, kept = spoken[0], tuple(_kept(spoken, density))
    stretches = [seconds(each, lang, pace) for each in _stretches(kept, lang)]
    return Block(
        kind=first.kind,
        block=first.block,
        line=first.line,
        rows=(*_because(why if density == FULL else "", lang), *_rows(spoken, kept, lang, density)),
        seconds=max(1, round(sum(stretches))) if sum(stretches) else 0,
        long=max(stretches, default=0) > setting()["long_seconds"],
        must=any(each.must for each in spoken),
        verbatim=first.verbatim,
        ticks=first.ticks,
        missing=_missing(spoken),
    )


def _missing(spoken: tuple[Spoken, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for each in spoken for name in each.missing))


def _kept(spoken: tuple[Spoken, ...], density: str) -> Iterator[Spoken]:
    """Walk what is said of a block: up to where something is missing, at the least its points."""
    for each in spoken:
        if each.missing:
            return
        if density != MINIMAL or each.point:
            yield each


def _rows(spoken: tuple[Spoken, ...], kept: tuple[Spoken, ...], lang: str, density: str) -> Iterator[Row]:
    kinds = tuple(setting()["read"][density])
    for each in kept:
        for sentence in _sentences(each, lang):
            part = Part.VERBATIM if each.verbatim else Part.SAY
            yield from (Row(part, text) for text in _set(sentence, lang, kinds))
            if asks(sentence, lang):
                yield Row(Part.BLANK, "")
                yield Row(Part.WAIT, _word("wait", lang))
    missing = dict.fromkeys(name for each in spoken for name in each.gaps)
    if missing:
        names = phrases.phrase("and", lang).join(missing)
        yield from _plain(Part.STOP, _word("stop", lang).format(names=names), lang)


def _because(why: str, lang: str) -> Iterator[Row]:
    if why:
        yield from _plain(Part.WHY, _word("why", lang) + why, lang)


def _plain(part: Part, text: str, lang: str) -> Iterator[Row]:
    for sentence in sentences(text, lang):
        yield from (Row(part, each) for each in broken(sentence, lang, (), setting()["widest"]))


def _why(spoken: Spoken, lang: str) -> str:
    return spoken.why or _word(f"kind.{spoken.kind}", lang)


def _sentences(spoken: Spoken, lang: str) -> list[str]:
    """Return the sentences of a line on screen: what the eye would miss in a name is spelt out."""
    return sentences(show(spoken.text.replace("\n", " ")), lang)


def asks(sentence: str, lang: str) -> bool:
    """Whether a sentence asks for an answer."""
    told, plain = setting()["question"], sentence.rstrip()
    return plain.endswith(tuple(told[lang])) and plain not in told["not"]


def _stretches(kept: tuple[Spoken, ...], lang: str) -> list[str]:
    """Return what is said between two answers."""
    found = [""]
    for each in kept:
        for sentence in _sentences(each, lang):
            found[-1] += sentence if lang == "ja" else f"{sentence} "
            if asks(sentence, lang):
                found.append("")
    return found


def _set(sentence: str, lang: str, kinds: tuple[str, ...]) -> list[str]:
    """Return the rows of a sentence, with what is read out put behind its figures."""
    inserted = [(each.at, marked(each.pieces, lang)) for each in aloud(sentence, lang, kinds)]
    return broken(sentence, lang, inserted, setting()["widest"])


def _word(name: str, lang: str) -> str:
    found = setting()
    for part in name.split("."):
        found = found[part]
    word: str = found[lang]
    return word
