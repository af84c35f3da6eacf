"""TOML from strangers: limits first, then parsing; every refusal names its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.rules.problems import Problem, problem

BYTES_MAX = 200_000
LINE_MAX = 2_000
DOTS_MAX = 4
DIGITS_MAX = 15

_FULL_WIDTH = {
    0xFF1D: "=",
    0x201C: '"',
    0x201D: '"',
    0xFF02: '"',
    0x3000: "a space",
    0xFF3B: "[",
    0xFF3D: "]",
    0xFF0C: ",",
    0xFF0E: ".",
    0xFF1A: "=",
    0xFF03: "#",
}
_STRINGS = re.compile(r"'''|\"\"\"|\"(?:[^\"\\]|\\.)*\"|'[^']*'|#.*")
_DIGITS = re.compile(r"\d{" + str(DIGITS_MAX + 1) + ",}")
_HEADER = re.compile(r"\s*\[\[?\s*([\w.\-]+)\s*\]?\]")
_WHERE = re.compile(r"line (\d+)")
_LAST_CONTROL = 0x1F
_DELETE = 0x7F


@dataclass(frozen=True, slots=True)
class Places:
    """Where the entries of one file begin, so that a mistake of meaning has a line too."""

    headers: Mapping[str, tuple[int, ...]]
    lines: tuple[str, ...]

    def of(self, header: str, nth: int, key: str = "") -> int:
        """Return the line of the nth `[[header]]`, or of `key` inside it; 0 where unknown."""
        starts = self.headers.get(header, ())
        if header and nth >= len(starts):
            return 0
        start = starts[nth] if header else 0
        if not key:
            return start
        for number in range(start, len(self.lines)):
            line = self.lines[number].lstrip()
            if line.startswith("[") and not line.startswith(f"[{header}.") and number >= start:
                break
            if re.match(re.escape(key) + r"\s*[.=]", line) or line.startswith(key.split(".", maxsplit=1)[0] + "."):
                return number + 1
        return start


def places(text: str) -> Places:
    """Find the lines on which tables begin. Only used once something is wrong."""
    headers: dict[str, list[int]] = {}
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        match = _HEADER.match(line)
        if match:
            headers.setdefault(match.group(1), []).append(number)
    return Places({name: tuple(at) for name, at in headers.items()}, tuple(lines))


def read_toml(file: str, text: str) -> tuple[dict[str, Any], list[Problem]]:
    """Return what the file says, or why it cannot be read. Never throws."""
    refused = _limits(file, text)
    if refused:
        return {}, refused
    try:
        return tomllib.loads(text.removeprefix("\ufeff")), []
    except (ValueError, RecursionError) as error:
        return {}, [_syntax(file, text, str(error))]


def _limits(file: str, text: str) -> list[Problem]:
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > BYTES_MAX:
        return [problem("too_large", file, size=size, most=BYTES_MAX)]
    if "\ufffd" in text:
        return [problem("not_utf8", file, text[: text.index("\ufffd")].count("\n") + 1)]
    for number, line in enumerate(text.splitlines(), 1):
        refused = _line_limits(file, number, line)
        if refused:
            return [refused]
    return []


def _line_limits(file: str, number: int, line: str) -> Problem | None:
    if len(line) > LINE_MAX:
        return problem("long_line", file, number, size=len(line), most=LINE_MAX)
    for char in line:
        code = ord(char)
        if (code <= _LAST_CONTROL and char != "\t") or code == _DELETE:
            return problem("control_character", file, number, found=f"{code:04X}")
    bare = _STRINGS.sub("", line)
    if bare.partition("=")[0].count(".") > DOTS_MAX:
        return problem("deep_key", file, number, most=DOTS_MAX)
    if _DIGITS.search(bare):
        return problem("long_number", file, number, most=DIGITS_MAX)
    return None


def _syntax(file: str, text: str, detail: str) -> Problem:
    lines = text.splitlines()
    found = _WHERE.search(detail)
    number = int(found.group(1)) if found else len(lines)
    for at in (number, number - 1):
        if not 1 <= at <= len(lines):
            continue
        for char in _STRINGS.sub("", lines[at - 1]):
            if ord(char) in _FULL_WIDTH:
                return problem("full_width", file, at, found=char, wanted=_FULL_WIDTH[ord(char)])
    return problem("syntax", file, number, detail=detail)
