"""S-FEEL unary tests: what one cell of a decision table takes in.

Texts, numbers, days and yes/no; equal to, compared with, between, any of these, none
of these. Everything else FEEL can say is refused by name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

CELL_MAX = 4_000
DIGITS_MAX = 15
SUPPORTED = '-  "a","b"  not("a")  5  >= 5  [1..5)  date("2016-05-21")  < @"2016-05-21"  true'

Value = str | Decimal | date | bool
"""What a column may hold."""

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<text>"(?:[^"\\]|\\.)*")
    |(?P<day>(?:date\s*\(\s*|@)"\d{4}-\d{2}-\d{2}"(?:\s*\))?)
    |(?P<number>-?(?:\d+(?:\.\d+)?|\.\d+))(?![\w.]*\w*\()
    |(?P<mark><=|>=|\.\.|[<>=\[\](),-])
    |(?P<word>[A-Za-z]\w*)
    )""",
    re.VERBOSE,
)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


class NotRead(Exception):
    """A cell that says more than is supported, and what."""


@dataclass(frozen=True, slots=True)
class Span:
    """The values between two ends; an end that is None is open to infinity."""

    low: Value | None
    high: Value | None
    with_low: bool = True
    with_high: bool = True

    def takes(self, value: Value) -> bool:
        """Whether a value lies between the ends; one of another kind does not."""
        return self._above(value) and self._below(value)

    def _above(self, value: Value) -> bool:
        if self.low is None:
            return True
        return type(value) is type(self.low) and (self.low < value or (self.with_low and self.low == value))  # type: ignore[operator]  # both are of one kind

    def _below(self, value: Value) -> bool:
        if self.high is None:
            return True
        return type(value) is type(self.high) and (value < self.high or (self.with_high and self.high == value))  # type: ignore[operator]  # both are of one kind

    def ends(self) -> Iterator[Value]:
        """Walk the ends there are."""
        yield from (each for each in (self.low, self.high) if each is not None)


@dataclass(frozen=True, slots=True)
class UnaryTests:
    """One cell: any of these, or with `none_of` none of these. No spans and `none_of`: anything."""

    spans: tuple[Span, ...] = ()
    none_of: bool = True

    @property
    def any_value(self) -> bool:
        """Whether the cell takes in everything."""
        return self.none_of and not self.spans

    def takes(self, value: Value) -> bool:
        """Whether the cell takes a value in."""
        return any(each.takes(value) for each in self.spans) is not self.none_of

    def ends(self) -> Iterator[Value]:
        """Walk the values at which an answer may change."""
        for each in self.spans:
            yield from each.ends()


def unary_tests(text: str) -> UnaryTests:
    """Read a cell, or raise NotRead."""
    if len(text) > CELL_MAX:
        raise NotRead(f"{len(text)} > {CELL_MAX}")
    if text.strip() in {"", "-"}:
        return UnaryTests()
    reader = _Reader(text)
    found = reader.cell()
    reader.end()
    return found


def literal(text: str) -> Value:
    """Read one value, or raise NotRead."""
    reader = _Reader(text)
    value = reader.value()
    reader.end()
    return value


class _Reader:
    def __init__(self, text: str) -> None:
        self._text, self._tokens, self._at = text, list(_tokens(text)), 0

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("", "")

    def _take(self, *marks: str) -> str:
        kind, said = self._peek()
        if kind not in {"mark", "word"} or said not in marks:
            raise NotRead(self._text[:80])
        self._at += 1
        return said

    def end(self) -> None:
        if self._at < len(self._tokens):
            raise NotRead(self._text[:80])

    def cell(self) -> UnaryTests:
        if self._peek() == ("word", "not"):
            self._take("not")
            self._take("(")
            spans = self._spans()
            self._take(")")
            return UnaryTests(spans, none_of=True)
        return UnaryTests(self._spans(), none_of=False)

    def _spans(self) -> tuple[Span, ...]:
        found = [self._span()]
        while self._peek() == ("mark", ","):
            self._take(",")
            found.append(self._span())
        return tuple(found)

    def _span(self) -> Span:
        kind, said = self._peek()
        if kind == "mark" and said in {"<", "<=", ">", ">=", "="}:
            self._take(said)
            value = self._measured() if said != "=" else self.value()
            if said == "=":
                return Span(value, value)
            return Span(None, value, with_high="=" in said) if "<" in said else Span(value, None, with_low="=" in said)
        if kind == "mark" and said in {"[", "]", "("}:
            self._take(said)
            low = self._measured()
            self._take("..")
            high = self._measured()
            close = self._take("]", ")", "[")
            if type(low) is not type(high):
                raise NotRead(self._text[:80])
            return Span(low, high, with_low=said == "[", with_high=close == "]")
        value = self.value()
        return Span(value, value)

    def _measured(self) -> Value:
        value = self.value()
        if isinstance(value, str | bool):
            raise NotRead(self._text[:80])
        return value

    def value(self) -> Value:
        kind, said = self._peek()
        self._at += 1
        try:
            if kind == "text":
                told: str = json.loads(said)
                return told
            if kind == "number" and len(said) <= DIGITS_MAX:
                return Decimal(said)
            if kind == "day" and (found := _ISO.search(said)):
                return date.fromisoformat(found[0])
        except ValueError:
            pass
        if kind == "word" and said in {"true", "false"}:
            return said == "true"
        raise NotRead(self._text[:80])


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if found is None:
            raise NotRead(text[:80])
        yield str(found.lastgroup), found[str(found.lastgroup)]
        at = found.end()
