"""A text in rows of one breath: broken between phrases, never where a row may not begin or end.

The rows of a text joined give the text back, to the last blank.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import accumulate, pairwise
from typing import Any

PAUSE, PHRASE, PIECE, SOUND, ANYWHERE, ILLEGAL = 0, 60, 400, 1_500, 2_000, 9_000
"""What a break costs: at a comma, between phrases, in and before what is read out, in a word, against the rules."""
_ROW = 1_000
_SLACK = 10
Inserted = tuple[int, tuple[str, ...]]
"""What is put into a text, in pieces between which a row may break, and where."""


@cache
def setting() -> dict[str, Any]:
    """Return how a script is set, as the data has it."""
    return tomllib.loads(files("assistant.call").joinpath("rendering.toml").read_text(encoding="utf-8"))


def columns(text: str) -> int:
    """Return how many columns a text takes: a full-width character two, an accent put on a letter none."""
    return sum(map(_columns, text))


def _columns(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def sentences(text: str, lang: str) -> list[str]:
    """Return the sentences of a text, each with what closes it and the blanks behind it."""
    ends = [match.end() for match in _sentence_end(lang).finditer(text)]
    cuts = sorted({0, *ends, len(text)})
    return [text[start:end] for start, end in pairwise(cuts)]


def broken(sentence: str, lang: str, inserted: Sequence[Inserted], widest: int) -> list[str]:
    """Return a sentence in rows, with these pieces put into it where they belong."""
    places = dict(_between_phrases(sentence, lang))
    for at, pieces in reversed(inserted):
        sentence = sentence[:at] + "".join(pieces) + sentence[at:]
        size = sum(map(len, pieces))
        places = {place + size * (place >= at): cost for place, cost in places.items()}
        ends = accumulate(map(len, pieces), initial=at)
        places |= dict(zip(list(ends)[:-1], (SOUND, *(PIECE for _ in pieces)), strict=False))
    cuts = _cheapest(sentence, _legal(sentence, lang, places, widest), widest)
    return [sentence[start:end] for start, end in pairwise(cuts)]


@cache
def _sentence_end(lang: str) -> re.Pattern[str]:
    data = setting()["sentence"]
    ends, closes = re.escape(data["ends"]), re.escape(data["closes"])
    plain = rf"[{ends}]+[{closes}]*\s*" if lang == "ja" else rf"[{ends}.]+[{closes}]*(?:\s+|$)"
    return re.compile(plain)


def _legal(sentence: str, lang: str, places: Mapping[int, int], widest: int) -> dict[int, int]:
    """Return every place a row may end, and what that costs. Both ends of the sentence are free."""
    found = {at: cost for at, cost in places.items() if _allowed(sentence, at)}
    kept: set[int] = set()
    for match in _whole(lang).finditer(sentence):
        kept |= set(range(match.start() + 1, match.end()))
        found |= {at: PIECE for at in match.span() if at not in found and _allowed(sentence, at)}
    found = {at: cost for at, cost in found.items() if at not in kept} | {0: 0, len(sentence): 0}
    for cost in (ANYWHERE, ILLEGAL):  # a name longer than a row is broken where it must be
        for start, end in pairwise(sorted(found)):
            if columns(sentence[start:end]) > widest:
                inside = (at for at in range(start + 1, end) if _between_letters(sentence, at))
                found |= {at: cost for at in inside if cost == ILLEGAL or (at not in kept and _allowed(sentence, at))}
    return found


@cache
def _whole(lang: str) -> re.Pattern[str]:
    return re.compile(setting()["whole"][lang])


def _between_phrases(sentence: str, lang: str) -> Iterator[tuple[int, int]]:
    pauses = setting()["sentence"]["pauses"]
    phrases = _parser()(sentence) if lang == "ja" else re.findall(r"\S+\s*|\s+", sentence)
    breaths = (at for at, char in enumerate(sentence, 1) if char in pauses and not sentence[at : at + 1].isspace())
    for at in sorted({*accumulate(map(len, phrases)), *breaths}):
        before = sentence[:at].rstrip()[-1:]
        word = sentence[at - 1 : at + 1]
        if not (word.isascii() and not any(map(str.isspace, word))):
            yield at, PAUSE if before and before in pauses else PHRASE


@cache
def _parser():  # type: ignore[no-untyped-def]  # budoux carries no types  # noqa: ANN202
    import budoux  # noqa: PLC0415  # 20 ms that only a script to read aloud is worth

    return budoux.load_default_japanese_parser().parse


def _allowed(text: str, at: int) -> bool:
    """Whether a row may end here: what follows may begin a row, what stands before may end one."""
    if not 0 < at < len(text) or not _between_letters(text, at):
        return False
    kinsoku = setting()["kinsoku"]
    return text[at] not in kinsoku["never_first"] and text[at - 1] not in kinsoku["never_last"]


def _between_letters(text: str, at: int) -> bool:
    return _columns(text[at]) > 0


def _cheapest(sentence: str, places: Mapping[int, int], widest: int) -> list[int]:
    """Return where to break, at the lowest cost: few rows, full rows, breaks where one breathes."""
    stops = sorted(places)
    best: dict[int, tuple[int, int]] = {0: (0, 0)}  # the end of a row to its cost and the row's start
    for nth, end in enumerate(stops[1:], 1):
        for start in reversed(stops[:nth]):
            room = widest - columns(sentence[start:end])
            if room < 0 and start != stops[nth - 1]:
                break
            cost = best[start][0] + _ROW + max(room, 0) ** 2 // _SLACK + places[end]
            if end not in best or cost < best[end][0]:
                best[end] = (cost, start)
    cuts = [len(sentence)]
    while cuts[-1]:
        cuts.append(best[cuts[-1]][1])
    return cuts[::-1]
