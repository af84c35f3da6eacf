"""An utterance: what one person said, as a transcript gives it or as it was put together from one."""

from __future__ import annotations

import json
import math
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.listen.heard import CUSTOMER, OPERATOR
from assistant.rules.clean import clean

UNKNOWN = "unknown"
VERSION = 1
TEXT_MAX = 4_000
SEG_MAX = 40
SECONDS_MAX = 1e7
DIGITS_MAX = 30


class Broken(Exception):
    """A line of a transcript that cannot be read; `code` says what is wrong with it."""

    def __init__(self, code: str) -> None:
        """Keep the code."""
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Utterance:
    """What somebody said, final; times are seconds from the beginning of the call, where they are known.

    `turn` says that the line itself named its speaker: it goes on with nothing said before.
    """

    text: str
    speaker: str = UNKNOWN
    seg: str = ""
    start: float | None = None
    end: float | None = None
    turn: bool = False

    def json_line(self) -> str:
        """Return the utterance in our own form, on one line."""
        shown = {"v": VERSION, "text": self.text, "speaker": self.speaker, "final": True, "seg": self.seg}
        return json.dumps({**shown, "start": self.start, "end": self.end}, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Who:
    """Whose words they are: by the label a line carries, else as it was said beforehand."""

    default: str = UNKNOWN
    labels: Mapping[str, str] = field(default_factory=dict)

    def of(self, label: object = None) -> str:
        """Return the speaker a label means. A label that nobody explained means nobody."""
        name = folded(label) if isinstance(label, str) else ""
        if not name or name == UNKNOWN:
            return self.default
        return self.named(name) or UNKNOWN

    def named(self, label: str) -> str | None:
        """Return the speaker of this name, where it is one."""
        name = folded(label)
        explained = {folded(each): speaker for each, speaker in self.labels.items()}
        return explained.get(name) or _names().get(name)


NOBODY = Who()


def folded(text: str) -> str:
    """Return a name as it is compared: in one width and case."""
    return unicodedata.normalize("NFKC", text[: 2 * SEG_MAX]).casefold().strip()


def lore() -> Mapping[str, Any]:
    """Return what is known of transcripts as such."""
    return _lore()


@cache
def _lore() -> dict[str, Any]:
    return tomllib.loads(files("assistant.listen").joinpath("transcript.toml").read_text(encoding="utf-8"))


@cache
def _names() -> dict[str, str]:
    spelt: dict[str, list[str]] = _lore()["speakers"]
    return {folded(word): speaker for speaker in (CUSTOMER, OPERATOR) for word in spelt[speaker]}


def utterance(text: object, speaker: str, seg: object = None, start: object = None, end: object = None) -> Utterance:
    """Return an utterance of what a stranger's line holds, or raise Broken where the words are no text."""
    if not isinstance(text, str):
        raise Broken("shape")
    words = clean(text[: 2 * TEXT_MAX].replace("\t", " "), TEXT_MAX).replace("\n", " ").strip()
    name = clean(str(seg), SEG_MAX) if isinstance(seg, str) else ""
    began, ended = seconds(start), seconds(end)
    if began is not None and ended is not None and ended < began:
        ended = began
    return Utterance(words, speaker, name, began, ended)


def seconds(value: object, per: int = 1) -> float | None:
    """Return a time in seconds, where it is one: a number of which `per` make a second."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value / per if 0 <= value <= SECONDS_MAX * per else None


def decoded(line: object) -> Mapping[str, Any]:
    """Return the JSON object a line holds, or raise Broken. What was decoded elsewhere is taken as it is."""
    if isinstance(line, str):
        try:
            line = json.loads(line, parse_constant=_no_constant, parse_int=_int)
        except (ValueError, RecursionError) as error:
            raise Broken("json") from error
    if not isinstance(line, Mapping):
        raise Broken("shape")
    return line


def _no_constant(name: str) -> object:
    raise ValueError(name)


def _int(digits: str) -> int:
    if len(digits) > DIGITS_MAX:
        raise ValueError(digits[:DIGITS_MAX])
    return int(digits)
