"""Texts with gaps: `{name:format}` over a closed list, checked when the pack is loaded."""

from __future__ import annotations

import re
from collections.abc import Mapping

SPOKEN: dict[str, str] = {
    "company": "",
    "operator": "",
    "option": "",
    "ordered_option": "",
    "amount": "yen",
    "due": "date",
    "callback": "date",
    "case": "",
    "rung": "",
    "cushion": "",
}
"""The gaps of a script and the format each is written with; each date of a pack's facts is one too."""

MAILED: dict[str, str] = {
    "to_role": "",
    "case": "",
    "operator": "",
    "company": "",
    "facts": "",
    "instructions": "",
    "rulings": "",
    "reasons": "",
    "citations": "",
    "question_line": "",
    "reply_by": "date",
    "lines": "",
}
"""The gaps of a mail. Those of many lines are filled with ready bullets."""

CONTRACT_DATA = frozenset({"option", "ordered_option", "amount", "due"})
"""What an unverified speaker must not hear (P10), nor any date of the case."""

_EMPTY_LINE = re.compile(r"\r?\n[ \t]*\r?\n\s*")
_GAP = re.compile(r"\{([^{}]*)\}")


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text: an empty line parts them, whatever ends the lines."""
    return [each for each in _EMPTY_LINE.split(text.strip()) if each]


def gaps(text: str) -> list[str]:
    """Return what stands in braces, in order."""
    return _GAP.findall(text)


def ungapped(text: str) -> list[str]:
    """Return the braces that belong to no gap: one that was left open is never filled."""
    return re.findall(r"[{}]", _GAP.sub("", text))


def fits(gap: str, allowed: Mapping[str, str]) -> bool:
    """Whether a gap is on the list and written with its own format."""
    name, _, form = gap.partition(":")
    return name in allowed and form == allowed[name]


def fill(text: str, said: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    """Fill the gaps; return the text and the names nobody could fill, left standing.

    A gap that stays is a stop, never a blank: the reader sees its name.
    """
    missing: list[str] = []

    def one(match: re.Match[str]) -> str:
        name = match.group(1).partition(":")[0]
        if said.get(name):
            return said[name]
        missing.append(name)
        return match.group(0)

    return _GAP.sub(one, text), tuple(missing)
