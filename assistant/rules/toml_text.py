"""TOML from strangers: limits first, then parsing; every refusal names its line."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.rules.problems import Problem, problem

BYTES_MAX = 200_000
RULES_BYTES_MAX = 8_000_000
"""Of a file of rules: ten thousand of them fit."""
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
_ODD = re.compile(r"[^\t\x20-\x7e\u3000-\ud7ff\uff00-\uffef]")
_DIGITS = re.compile(r"\d{" + str(DIGITS_MAX + 1) + ",}")
_HEADER = re.compile(r"\s*\[\[?\s*([\w.\-]+)\s*\]?\]\s*(?:#|$)")
_WHERE = re.compile(r"line (\d+)")


def goes_on(file: str, other: str) -> bool:
    """Whether another file of a pack goes on where this one ends: rules_own.toml after rules.toml."""
    stem = file.removesuffix(".toml")
    return other.startswith(f"{stem}_") and other.endswith(".toml") and "/" not in other


@dataclass(frozen=True, slots=True)
class Site:
    """The files of a pack, so that what a proof finds can be told by its line."""

    pack: str
    texts: Mapping[str, str]

    def problem(self, code: str, entry: str, place: tuple[str, str, int, str], **values: object) -> Problem:
        """Make a problem with a file's nth table and a key in it; without a table, with the whole file."""
        file, header, nth, key = place
        for more in sorted(each for each in self.texts if goes_on(file, each)):
            own = len(places(self.texts.get(file, "")).headers.get(header, ()))
            if header and nth >= own:
                file, nth = more, nth - own
        line = places(self.texts.get(file, "")).of(header, nth, key) if header or key else 0
        return problem(code, f"{self.pack}/{file}", line, entry, **values)


@dataclass(frozen=True, slots=True)
class Places:
    """Where the entries of one file begin, so that a mistake of meaning has a line too."""

    headers: Mapping[str, tuple[int, ...]]
    lines: tuple[str, ...]

    def of(self, header: str, nth: int, key: str = "", behind: int = 0) -> int:
        """Return the line of the nth `[[header]]` behind a line, or of `key` inside it; 0 where unknown.

        The key itself is looked for first, then what stands nearest to it: `when.a` for `when.b`.
        """
        table, _, rest = key.partition(".")
        if not header and table in self.headers:
            return self.of(table, 0, rest)
        starts = [line for line in self.headers.get(header, ()) if line > behind]
        if header and nth >= len(starts):
            return next((at for at, line in enumerate(self.lines, 1) if _begins(line, header)), 0)
        start = starts[nth] if header else 0
        inside = list(self._inside(start, header))
        for wanted in (key, table) if key else ():
            found = next((number for number, line in inside if _begins(line, wanted)), 0)
            if found:
                return found
        return start

    def _inside(self, start: int, header: str) -> Iterator[tuple[int, str]]:
        for number, line in enumerate(self.lines[start:], start + 1):
            if _HEADER.match(line) and not line.lstrip().startswith(f"[{header}."):
                return
            yield number, line


def _begins(line: str, key: str) -> bool:
    return re.match(rf"\s*{re.escape(key)}\s*[.=]", line) is not None


def lines_of(text: str) -> list[str]:
    """Return the lines as TOML and editors count them: a line feed ends one, nothing else does."""
    return [line.removesuffix("\r") for line in text.removeprefix("\ufeff").split("\n")]


def control_in(text: str) -> str:
    """Return the first character that a terminal would obey, or that is half of one; else nothing."""
    return next((char for char in text if char not in "\n\t" and unicodedata.category(char) in {"Cc", "Cs"}), "")


def places(text: str) -> Places:
    """Find the lines on which tables begin. Only used once something is wrong."""
    headers: dict[str, list[int]] = {}
    lines = lines_of(text)
    for number, line in enumerate(lines, 1):
        match = _HEADER.match(line)
        if match:
            headers.setdefault(match.group(1), []).append(number)
    return Places({name: tuple(at) for name, at in headers.items()}, tuple(lines))


def read_toml(file: str, text: str, most: int = BYTES_MAX) -> tuple[dict[str, Any], list[Problem]]:
    """Return what the file says, or why it cannot be read. Never throws."""
    refused = _limits(file, text, most)
    if refused:
        return {}, refused
    try:
        return tomllib.loads(text.removeprefix("\ufeff")), []
    except (ValueError, RecursionError) as error:
        return {}, [_syntax(file, text, str(error))]


def _limits(file: str, text: str, most: int) -> list[Problem]:
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > most:
        return [problem("too_large", file, size=size, most=most)]
    if "\ufffd" in text:
        return [problem("not_utf8", file, text[: text.index("\ufffd")].count("\n") + 1)]
    for number, line in enumerate(lines_of(text), 1):
        refused = _line_limits(file, number, line)
        if refused:
            return [refused]
    return []


def _line_limits(file: str, number: int, line: str) -> Problem | None:
    if len(line) > LINE_MAX:
        return problem("long_line", file, number, size=len(line), most=LINE_MAX)
    odd = control_in(line) if _ODD.search(line) else ""
    if odd:
        return problem("control_character", file, number, found=f"{ord(odd):04X}")
    if line.count(".") <= DOTS_MAX and not _DIGITS.search(line):
        return None  # most lines: what they quote need not be taken out
    bare = _STRINGS.sub("", line)
    if bare.partition("=")[0].count(".") > DOTS_MAX:
        return problem("deep_key", file, number, most=DOTS_MAX)
    if _DIGITS.search(bare):
        return problem("long_number", file, number, most=DIGITS_MAX)
    return None


def _syntax(file: str, text: str, detail: str) -> Problem:
    lines = lines_of(text)
    found = _WHERE.search(detail)
    number = int(found.group(1)) if found else len(lines)
    for at in (number, number - 1):
        if not 1 <= at <= len(lines):
            continue
        for char in _STRINGS.sub("", lines[at - 1]):
            if ord(char) in _FULL_WIDTH:
                return problem("full_width", file, at, found=char, wanted=_FULL_WIDTH[ord(char)])
    return problem("syntax", file, number, detail=detail)
