"""The report as Markdown: what people typed stays text, never a heading, a link or a tag."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.call.phrases import phrase
from assistant.call.report import Report, Row, Table
from assistant.rules.clean import show

# Text stands in cells and quotes only, so nothing that acts at the start of a line is needed here;
# what some readers turn into links by themselves is.
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~&!$@]|:(?=//)|(?<=www)\.)", re.IGNORECASE)


def markdown(reports: Iterable[Report]) -> str:
    """Return every report, one after the other."""
    return "\n---\n\n".join("\n".join(_lines(each)) for each in reports)


def _lines(report: Report) -> Iterator[str]:
    yield f"# {_text(report.title)}"
    yield ""
    for mark in report.marks:
        yield f"> **{_text(mark)}**"
        yield ">"
    yield _text(report.notice)
    for table in report.tables:
        yield ""
        yield f"## {_text(table.title)}"
        yield ""
        yield from _table(table) if table.rows else [_text(phrase("report.nothing", report.lang))]
    yield ""


def _table(table: Table) -> Iterator[str]:
    yield _row(table.head)
    yield "|" + " --- |" * len(table.head)
    yield from (_row(each) for each in table.rows)


def _row(row: Row) -> str:
    return "| " + " | ".join(_text(each) for each in row) + " |"


def _text(text: str) -> str:
    """Return a text on one line in which no character acts as Markdown or HTML."""
    one = " / ".join(part.strip() for part in show(text).splitlines())
    return _SPECIAL.sub(r"\\\1", one)
