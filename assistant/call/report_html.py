"""The report as one HTML page: nothing is fetched, nothing is run, and it prints well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files

from assistant.call.phrases import phrase
from assistant.call.report import Report, Table
from assistant.rules.clean import show

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""What a browser may load for this page: its own style, and nothing else."""


def html(reports: Iterable[Report], lang: str) -> str:
    """Return one page with every report, each on paper of its own."""
    listed = list(reports)
    style = files("assistant.call").joinpath("report.css").read_text(encoding="utf-8")
    title = " / ".join(each.title for each in listed)
    return page(title, style, (line for each in listed for line in _article(each)), lang)


def page(title: str, style: str, body: Iterable[str], lang: str) -> str:
    """Return a page that stands alone; the lines of its body are HTML, and its title is not."""
    return "\n".join(
        (
            "<!DOCTYPE html>",
            f'<html lang="{lang}">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{_text(title)}</title>",
            f"<style>\n{style}</style>",
            "</head>",
            "<body>",
            *body,
            "</body>",
            "</html>",
            "",
        )
    )


def _article(report: Report) -> Iterator[str]:
    yield "<article>"
    yield f"<h1>{_text(report.title)}</h1>"
    yield from (f'<p class="mark" role="note">{_text(each)}</p>' for each in report.marks)
    for table in report.tables:
        yield from _section(table, report.lang)
    yield f"<footer>{_text(report.notice)}</footer>"
    yield "</article>"


def _section(table: Table, lang: str) -> Iterator[str]:
    yield f'<section class="{_text(table.id)}">'
    yield f"<h2>{_text(table.title)}</h2>"
    if table.rows:
        yield "<table>"
        yield f"<thead><tr>{_cells(table.head, 'th')}</tr></thead>"
        yield "<tbody>"
        yield from (f"<tr>{_cells(row, 'td')}</tr>" for row in table.rows)
        yield "</tbody>"
        yield "</table>"
    else:
        yield f"<p>{_text(phrase('report.nothing', lang))}</p>"
    yield "</section>"


def _cells(row: Iterable[str], tag: str) -> str:
    return "".join(f"<{tag}>{_text(each)}</{tag}>" for each in row)


def _text(text: str) -> str:
    """Return text that a browser only shows: escaped, and with what the eye would miss spelt out."""
    return escape(show(text)).replace("\n", "<br>")
