"""Subtitles, WebVTT and SRT: cues with their times, read line by line as they come."""

from __future__ import annotations

import html
import re

from assistant.listen.utterance import Broken, Utterance, Who, utterance
from assistant.listen.vendors import split_speaker

LINES_MAX = 50

_AT = r"(?:([0-9]{1,4}):)?([0-5]?[0-9]):([0-5]?[0-9])[.,]([0-9]{1,3})"
_TIMING = re.compile(rf"\s*{_AT}\s*-->\s*{_AT}(?:\s.*)?\Z")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>")
_TAG = re.compile(r"</?[A-Za-z0-9:.][^>]*>|</>")
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|\Z)")
_BEFORE, _INSIDE, _ASIDES = "before", "inside", "aside"


def is_timing(line: str) -> bool:
    """Whether a line is the times of a cue."""
    return _TIMING.match(line) is not None


class Cues:
    """The cues of one transcript, in order. Keeps the cue it is in, and nothing else."""

    def __init__(self, who: Who) -> None:
        """Begin before the first cue."""
        self._who = who
        self._where = _BEFORE
        self._times = (0.0, 0.0)
        self._lines: list[str] = []

    def line(self, text: str) -> tuple[Utterance, ...]:
        """Take a line; return the cue that it ended. Raises Broken for times that cannot be read."""
        if not text.strip():
            return self.end()
        if "-->" in text and self._where != _ASIDES:
            ended = self.end()  # the blank line between two cues was forgotten
            self._begin(text)
            return ended
        if self._where == _BEFORE and (_ASIDE.match(text) or text.startswith("WEBVTT")):
            self._where = _ASIDES
        elif self._where == _INSIDE and len(self._lines) < LINES_MAX:
            self._lines.append(text)
        return ()

    def _begin(self, text: str) -> None:
        found = _TIMING.match(text)
        times = (_seconds(*found.groups()[:4]), _seconds(*found.groups()[4:])) if found else (1.0, 0.0)
        if times[1] < times[0]:
            self._where = _ASIDES
            raise Broken("timing")
        self._where, self._times = _INSIDE, times

    def end(self) -> tuple[Utterance, ...]:
        """End the cue we are in, and return what was said in it: once for each voice."""
        lines, self._lines, self._where = self._lines, [], _BEFORE
        said: list[tuple[str, str]] = []
        for each in lines:
            speaker, text = self._spoken(each)
            if said and speaker is None:
                said[-1] = (said[-1][0], f"{said[-1][1]}\n{text}")
            else:
                said.append((speaker or self._who.of(), text))
        found = (utterance(text, speaker, None, *self._times) for speaker, text in said)
        return tuple(each for each in found if each.text)

    def _spoken(self, line: str) -> tuple[str | None, str]:
        """Return who speaks in a line, where it says so, and the words without their marks."""
        voice = _VOICE.search(line)
        bare = html.unescape(_TAG.sub("", line))
        named, text = split_speaker(bare, self._who)
        return (named or (self._who.of(html.unescape(voice[1])) if voice else None)), text


def _seconds(hours: str | None, minutes: str, seconds: str, fraction: str) -> float:
    whole = 3_600 * int(hours or 0) + 60 * int(minutes) + int(seconds)
    return whole + int(fraction.ljust(3, "0")) / 1_000
