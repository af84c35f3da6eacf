"""Masked: a case as it may be looked at over somebody's shoulder. What is written for a reader is not made of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from assistant.call.answers import EscalationAnswered
from assistant.call.case import Case
from assistant.call.events import HandedOver, Instructed, Noted, Replied

MARK = "***"
_SHOWN_FIRST, _SHOWN_LAST, _PHONE_MAX = 3, 4, 11
_BETWEEN = r"[\s()\-.\u2010-\u2015\u2212\u30fc\uff08\uff09\uff0d]{0,2}"
_NUMBER = re.compile(rf"\+?\d(?:{_BETWEEN}\d){{8,}}")

Said = TypeVar("Said", Instructed, Replied, EscalationAnswered)


def masked(case: Case) -> Case:
    """Return the case with names, numbers and free words masked. Facts and rulings hold none."""
    replies = (*case.replies, *(each for aside in case.set_aside for each in aside))
    names = _names(
        [
            *(each.name for each in case.instructions),
            *(each.name for each in replies),
            *(each.name for each in case.answers),
        ]
    )
    return replace(
        case,
        instructions=tuple(_said(each, names) for each in case.instructions),
        replies=tuple(_said(each, names) for each in case.replies),
        set_aside=tuple(tuple(_said(each, names) for each in aside) for aside in case.set_aside),
        questions=tuple(_said(each, names) for each in case.questions),
        answers=tuple(_said(each, names) for each in case.answers),
        given=replace(case.given, words=words(case.given.words)) if case.given else None,
        notes=tuple(Noted(words(each.words)) for each in case.notes),
        handovers=tuple(HandedOver(each.to, each.why, words(each.note)) for each in case.handovers),
        overrides=tuple(replace(each, words=words(each.words)) for each in case.overrides),
    )


def fields(case: Case) -> tuple[str, ...]:
    """Return which fields of a case `masked` masks, by kind of event and name; never what stands in them."""
    found = {
        "instruction.name": any(each.name for each in case.instructions),
        "instruction.words": any(each.words for each in case.instructions),
        "reply.name": any(each.name for each in case.replies),
        "reply.words": any(each.words for each in case.replies),
        "answer.name": any(each.name for each in case.answers),
        "answer.words": any(each.words for each in case.answers),
        "given.words": bool(case.given and case.given.words),
        "note.words": any(each.words for each in case.notes),
        "handover.note": any(each.note for each in case.handovers),
        "override.words": any(each.words for each in case.overrides),
    }
    return tuple(name for name, there in found.items() if there)


def name(text: str) -> str:
    """Return a name by its first letter alone."""
    return f"{_first(text)}{MARK}" if text.strip() else text


def words(text: str) -> str:
    """Return free words by their first letter and their length: enough to know one note from another."""
    return f"{_first(text)}{MARK} ({len(text.strip())})" if text.strip() else text


def numbers(text: str) -> str:
    """Return a text in which every long number is masked but for its ends: 090-****-5678."""
    return _NUMBER.sub(lambda found: _number(found.group()), text)


def _number(text: str) -> str:
    digits = [at for at, char in enumerate(text) if char.isdigit()]
    first = _SHOWN_FIRST if len(digits) <= _PHONE_MAX else 0
    hidden = set(digits[first : len(digits) - _SHOWN_LAST])
    return "".join("*" if at in hidden else char for at, char in enumerate(text))


def _first(text: str) -> str:
    """Return the first letter with its marks; where it is a digit or a sign, nothing."""
    shown = unicodedata.normalize("NFC", text.strip())[:1]
    return shown if shown.isalpha() else ""


def _names(given: Iterable[str]) -> Mapping[str, str]:
    """Return each name masked, and numbered where two look alike: who said it is another question than what."""
    found: dict[str, str] = {}
    for each in given:
        if each and each not in found:
            shown = name(each)
            alike = sum(1 for other in found.values() if other.startswith(shown))
            found[each] = f"{shown}{alike + 1}" if alike else shown
    return found


def _said(said: Said, names: Mapping[str, str]) -> Said:
    return replace(said, name=names.get(said.name, ""), words=words(said.words))
