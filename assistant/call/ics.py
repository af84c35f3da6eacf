"""Promises for a calendar, as RFC 5545 has it: lines end in CRLF, long ones are folded, text is escaped.

A calendar is looked at by others: it learns the number of the case and what kind of
promise it is, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from assistant.call.phrases import phrase
from assistant.call.promises import Promise
from assistant.rules.clean import show

OCTETS_MAX = 75
_NAME = "operator-assistant"
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def ics(promises: Iterable[Promise], lang: str) -> bytes:
    """Return a calendar with an entry for each promise. The same promise always has the same UID."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{_NAME}//promises//EN", "CALSCALE:GREGORIAN"]
    lines += [line for promise in promises for line in _entry(promise, lang)]
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _entry(promise: Promise, lang: str) -> Iterator[str]:
    uid = "-".join(filter(None, (promise.case_id, promise.what, promise.line)))
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(uid)}@{_NAME}"
    yield f"DTSTAMP:{_utc(promise.made_at)}"
    yield f"SEQUENCE:{max(promise.made - 1, 0)}"
    if isinstance(promise.due, datetime):
        yield f"DTSTART:{_utc(promise.due)}"
        yield "DURATION:PT15M"
    else:
        # A day without a time is the same day wherever the calendar is read.
        yield f"DTSTART;VALUE=DATE:{promise.due:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{promise.due + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(phrase('promise.summary', lang, case=promise.case_id, what=named(promise.what, lang)))}"
    yield "CLASS:PRIVATE"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def named(what: str, lang: str) -> str:
    """Return what is promised, in words; a kind of a later program as it is called there."""
    try:
        return phrase(f"promise.{what}", lang)
    except (KeyError, TypeError):
        return what


def _utc(at: datetime) -> str:
    """Return a moment in UTC; one without a zone is left floating, on the clock of whoever reads it."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}" if at.tzinfo else f"{at:%Y%m%dT%H%M%S}"


def _text(text: str) -> str:
    return show(text.replace("\r\n", "\n")).translate(_ESCAPES)


def _folded(line: str) -> bytes:
    """Return a line in pieces of at most 75 octets, no character torn apart."""
    pieces: list[bytes] = []
    piece = b""
    for char in line:
        octets = char.encode()
        if len(piece) + len(octets) > OCTETS_MAX - bool(pieces):
            pieces.append(piece)
            piece = b""
        piece += octets
    return b"\r\n ".join([*pieces, piece]) + b"\r\n"
