"""What speech recognisers say, in their own shapes, turned into utterances.

Each adapter takes one line, or the object it holds, and returns what is final in it:
nothing where it is partial or says something else, and Broken where it cannot be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from assistant.listen.utterance import NOBODY, VERSION, Broken, Utterance, Who, decoded, seconds, utterance

MILLI = 1_000
RESULTS_MAX = 100

Adapter = Callable[[object, Who], tuple[Utterance, ...]]

_AMIVOICE = re.compile(r"([AUGCSEspe])(?:\s+(.*))?\Z", re.DOTALL)
_WHISPER = re.compile(
    r"(?:[0-9]+\.[0-9]{4} )?([0-9]{1,12})(?:\.[0-9]+)? ([0-9]{1,12})(?:\.[0-9]+)?(?: (.*))?\Z", re.DOTALL
)
_DURATION = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)s\Z")


def native(line: object, who: Who = NOBODY) -> tuple[Utterance, ...]:
    """Read our own form."""
    one = decoded(line)
    version, final = one.get("v", VERSION), one.get("final")
    if isinstance(version, bool) or version != VERSION:
        raise Broken("version")
    if not isinstance(final, bool):
        raise Broken("final")
    said = utterance(one.get("text"), who.of(one.get("speaker")), one.get("seg"), one.get("start"), one.get("end"))
    return _spoken([said]) if final else ()


def amazon(line: object, who: Who = NOBODY) -> tuple[Utterance, ...]:
    """Read Amazon Transcribe: an event of a stream, or an utterance of its call analytics."""
    one = decoded(line)
    if "UtteranceEvent" in one:
        one = decoded(one["UtteranceEvent"])
    if "ParticipantRole" in one or "BeginOffsetMillis" in one:
        return _analytics(one, who) if one.get("IsPartial") is False else ()
    transcript = decoded(decoded(one.get("TranscriptEvent", one)).get("Transcript"))
    found = []
    for result in _objects(transcript.get("Results")):
        best = next(_objects(result.get("Alternatives")), None)
        if result.get("IsPartial") is False and best is not None:
            label = result.get("ChannelId") or _first(best.get("Items"), "Speaker")
            times = result.get("StartTime"), result.get("EndTime")
            found.append(utterance(best.get("Transcript"), who.of(_label(label)), result.get("ResultId"), *times))
    return _spoken(found)


def _analytics(one: Mapping[str, Any], who: Who) -> tuple[Utterance, ...]:
    times = seconds(one.get("BeginOffsetMillis"), MILLI), seconds(one.get("EndOffsetMillis"), MILLI)
    speaker = who.of(one.get("ParticipantRole"))
    return _spoken([utterance(one.get("Transcript"), speaker, one.get("UtteranceId"), *times)])


def google(line: object, who: Who = NOBODY) -> tuple[Utterance, ...]:
    """Read Google speech-to-text: a response of a stream, in either spelling of its names."""
    found = []
    for result in _objects(decoded(line).get("results")):
        best = next(_objects(result.get("alternatives")), None)
        if best is None or not (result.get("isFinal") is True or result.get("is_final") is True):
            continue
        words = list(_objects(best.get("words")))
        label = result.get("channelTag", result.get("channel_tag")) or _tag(words)
        start = next((_duration(_either(each, "startTime", "startOffset")) for each in words), None)
        end = _duration(_either(result, "resultEndTime", "resultEndOffset"))
        found.append(utterance(best.get("transcript"), who.of(_label(label)), None, start, end))
    return _spoken(found)


def amivoice(line: object, who: Who = NOBODY) -> tuple[Utterance, ...]:
    """Read AmiVoice: an event of its socket (`A {…}` is final, `U {…}` is not), or the result by itself."""
    if isinstance(line, str):
        event = _AMIVOICE.match(line.strip())
        if event and event[1] != "A":
            return ()
        line = (event[2] or "") if event else line
    one = decoded(line)
    if one.get("code") or "utteranceid" not in one:
        return ()  # a result of nothing, or one that goes on
    best = next(_objects(one.get("results")), {})
    times = seconds(best.get("starttime"), MILLI), seconds(best.get("endtime"), MILLI)
    speaker = who.of(_label(_first(best.get("tokens"), "label")))
    return _spoken([utterance(one.get("text"), speaker, one.get("utteranceid"), *times)])


def whisper(line: object, who: Who = NOBODY) -> tuple[Utterance, ...]:
    """Read whisper_streaming: start and end in milliseconds, and the words; its log has one number more."""
    found = _WHISPER.match(line.rstrip("\r\n")) if isinstance(line, str) else None
    if found is None:
        raise Broken("shape")
    times = seconds(int(found[1]), MILLI), seconds(int(found[2]), MILLI)
    return _spoken([utterance(found[3] or "", who.of(), None, *times)])


def plain(line: object, who: Who = NOBODY) -> tuple[Utterance, ...]:
    """Read a line of words, with or without the speaker before a colon."""
    if not isinstance(line, str):
        raise Broken("shape")
    speaker, text = split_speaker(line, who)
    return _spoken([replace(utterance(text, speaker or who.of()), turn=speaker is not None)])


_PREFIX = re.compile(r"\s*([^\s:\uff1a]{1,20})\s*[:\uff1a]\s*")


def split_speaker(line: str, who: Who) -> tuple[str | None, str]:
    """Return the speaker a line begins with, and the rest; a name nobody knows is part of the words."""
    found = _PREFIX.match(line)
    speaker = who.named(found[1]) if found else None
    return (speaker, line[found.end() :]) if found and speaker else (None, line)


ADAPTERS: Mapping[str, Adapter] = {
    "jsonl": native,
    "plain": plain,
    "amazon": amazon,
    "google": google,
    "amivoice": amivoice,
    "whisper": whisper,
}


def adapter(name: str) -> Adapter:
    """Return what reads lines of this form, or raise KeyError."""
    return ADAPTERS[name]


def _spoken(found: Iterable[Utterance]) -> tuple[Utterance, ...]:
    return tuple(each for each in found if each.text)


def _objects(value: object) -> Iterator[Mapping[str, Any]]:
    """Walk through the objects of a list; anything else is no shape of ours."""
    if value is not None and not isinstance(value, list | tuple):
        raise Broken("shape")
    return (decoded(each) for each in (value or ())[:RESULTS_MAX])


def _first(items: object, key: str) -> object:
    return next((each[key] for each in _objects(items) if each.get(key) is not None), None)


def _label(value: object) -> str | None:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None


def _tag(words: list[Mapping[str, Any]]) -> object:
    names = ("speakerLabel", "speaker_label", "speakerTag", "speaker_tag")
    return next((each[name] for each in words for name in names if each.get(name)), None)


def _either(one: Mapping[str, Any], *names: str) -> object:
    """Return the value under one of these names, written in one word or with underscores."""
    spelt = [each for name in names for each in (name, re.sub(r"([A-Z])", r"_\1", name).lower())]
    return next((one[each] for each in spelt if each in one), None)


def _duration(value: object) -> float | None:
    """Return the seconds of a duration: `"3.5s"`, or seconds and nanoseconds."""
    if isinstance(value, str):
        found = _DURATION.match(value)
        return seconds(float(found[1])) if found else None
    if not isinstance(value, Mapping):
        return None
    whole = value.get("seconds", 0)
    if isinstance(whole, str) and whole.isascii() and whole.isdigit() and len(whole) <= len("10000000"):
        whole = int(whole)
    nanos = seconds(value.get("nanos", 0), 1_000_000_000)
    known = seconds(whole)
    return None if known is None else known + (nanos or 0.0)
