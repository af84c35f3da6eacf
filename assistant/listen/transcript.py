"""A transcript as it comes: lines in, utterances out, whatever wrote it.

Only what is final is said. What it is written in is told by its first line, unless it was named.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol

from assistant.listen.cues import Cues, is_timing
from assistant.listen.utterance import Broken, Utterance, Who, decoded, lore
from assistant.listen.vendors import ADAPTERS, Adapter

AUTO = "auto"
FORMATS = (AUTO, "jsonl", "plain", "vtt", "srt", "amazon", "google", "amivoice", "whisper")
PAUSE = 0.8
LENGTH_MAX = 120

_NUMBER = re.compile(r"\s*[0-9]{1,9}\s*\Z")
_LOOKS = {
    "amivoice": re.compile(r"(?:[AU] \{|[SE] [0-9]+\Z|[Cspe]\Z|G(?: |\Z))"),
    "whisper": re.compile(r"[0-9]+(?:\.[0-9]{4})? [0-9]+ (?:[0-9]+ )?\S"),
}


class Reader(Protocol):
    """What reads the lines of one transcript."""

    def line(self, text: str) -> tuple[Utterance, ...]:
        """Take a line; return what is final by now."""

    def end(self) -> tuple[Utterance, ...]:
        """Return what was still open."""


class _Lines:
    """A transcript in which every line stands for itself."""

    def __init__(self, read: Adapter, who: Who) -> None:
        self._read, self._who = read, who

    def line(self, text: str) -> tuple[Utterance, ...]:
        return self._read(text, self._who) if text.strip() else ()

    def end(self) -> tuple[Utterance, ...]:
        return ()


def detect(line: str, before: str = "") -> str | None:
    """Return the form of a transcript that begins with this line; None where the next one must tell.

    Raises Broken for a line that begins as JSON and is none that we know.
    """
    text = line.strip()
    if text.startswith("WEBVTT"):
        return "vtt"
    if is_timing(line):
        return "srt" if _NUMBER.match(before) else "vtt"
    if not before and _NUMBER.match(line):
        return None
    if text.startswith("{"):
        return _detect_object(decoded(text))
    return next((form for form, looks in _LOOKS.items() if looks.match(text)), "plain")


def _detect_object(one: Mapping[str, object]) -> str:
    if {"Transcript", "TranscriptEvent", "UtteranceEvent"} & set(one):
        return "amazon"
    if "text" in one and ("final" in one or "v" in one):
        return "jsonl"
    if "utteranceid" in one or ("text" in one and "results" in one):
        return "amivoice"
    if "results" in one:
        return "google"
    raise Broken("shape")


class Transcript:
    """One transcript, of a form that is named or found out."""

    def __init__(self, who: Who, form: str = AUTO) -> None:
        """Begin to read."""
        self._who = who
        self._before = ""
        self.form = form
        self._reader = None if form == AUTO else self._opened(form)

    def line(self, text: str) -> tuple[Utterance, ...]:
        """Take a line; return what is final by now. Raises Broken, and goes on with the next line."""
        if self._reader is not None:
            return self._reader.line(text)
        if not text.strip():
            return ()
        form = detect(text, self._before)
        if form is None:
            self._before = text
            return ()
        return self._begin(form, text)

    def end(self) -> tuple[Utterance, ...]:
        """Return what was still open when the lines ended."""
        if self._reader is None:
            return self._begin("plain", "") if self._before else ()
        return self._reader.end()

    def _begin(self, form: str, text: str) -> tuple[Utterance, ...]:
        self.form, self._reader = form, self._opened(form)
        held = self._reader.line(self._before) if self._before else ()
        return (*held, *self._reader.line(text))

    def _opened(self, form: str) -> Reader:
        return Cues(self._who) if form in {"vtt", "srt"} else _Lines(ADAPTERS[form], self._who)


class Assembler:
    """Puts pieces together until a sentence ends, somebody pauses or changes, or it is long enough."""

    def __init__(self) -> None:
        """Begin with nothing said."""
        self._held: Utterance | None = None

    def breaks_before(self, piece: Utterance) -> bool:
        """Whether what is held is over once this piece is said."""
        held = self._held
        if held is None:
            return False
        paused = piece.start is not None and held.end is not None and round(piece.start - held.end, 3) >= PAUSE
        return piece.turn or paused or held.speaker != piece.speaker

    def add(self, piece: Utterance) -> tuple[Utterance, ...]:
        """Take a piece; return the utterances that are complete by now."""
        done = list(self.flush()) if self.breaks_before(piece) else []
        held = piece if self._held is None else _joined(self._held, piece)
        text = held.text
        while text and (cut := _cut(text)):
            done.append(_with(held, text[:cut].rstrip()))
            text = text[cut:].lstrip()
        self._held = _with(held, text) if text else None
        return tuple(each for each in done if each.text)

    def flush(self) -> tuple[Utterance, ...]:
        """Return what is held, whether its sentence ended or not: nobody says more of it."""
        held, self._held = self._held, None
        return () if held is None else (held,)


def _cut(text: str) -> int:
    """Return how much of a text is an utterance: to the last sentence that ends in time; 0 where none is yet."""
    ends: str = lore()["sentence"]["ends"]
    window = text[:LENGTH_MAX]
    last = max(window.rfind(each) for each in ends) + 1
    if not last and text.endswith(".") and len(text) <= LENGTH_MAX:
        return len(text)
    return last or (LENGTH_MAX if len(text) >= LENGTH_MAX else 0)


def _joined(held: Utterance, piece: Utterance) -> Utterance:
    """Return two pieces as one; words of letters get their blank, Japanese needs none."""
    apart = held.text[-1:].isascii() and piece.text[:1].isascii()
    text = f"{held.text}{' ' if apart else ''}{piece.text}"
    start = held.start if held.start is not None else piece.start
    return Utterance(text, held.speaker, held.seg or piece.seg, start, piece.end if piece.end is not None else held.end)


def _with(one: Utterance, text: str) -> Utterance:
    return Utterance(text, one.speaker, one.seg, one.start, one.end)
