"""The report on a class as one HTML page: nothing is fetched, nothing is run, and it prints well."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from assistant.call.charts import bar, lines, look
from assistant.call.report_html import page
from assistant.drills.class_report import ClassReport, Critical, PointRow, Row
from assistant.drills.score import PASSED_FROM
from assistant.drills.words import say as of_drills
from assistant.rules.clean import show

ROWS_MAX = 200
"""So many critical fails are listed; the CSV has them all."""

FIRST = 12
"""So many of them are seen at once."""

HALF = 50


@cache
def _catalogue() -> dict[str, Any]:
    return tomllib.loads(files("assistant.drills").joinpath("class_words.toml").read_text(encoding="utf-8"))


def say(name: str, lang: str, /, **told: object) -> str:
    """Return a sentence of the report, filled in."""
    template: str = _catalogue()[name]["ja" if lang == "ja" else "en"]
    return template.format(**told)


def figures(report: ClassReport, lang: str) -> str:
    """Return in one sentence how much the report is about."""
    if not report.whole.drills:
        return say("empty", lang)
    counts = {"people": len(report.people), "drills": report.whole.drills}
    return say("figures", lang, first=report.first, last=report.last, **counts)


def html(report: ClassReport, lang: str) -> str:
    """Return the page."""
    style = look() + files("assistant.drills").joinpath("class_report.css").read_text(encoding="utf-8")
    return page(say("title", lang), style, _body(report, lang), lang)


def _body(report: ClassReport, lang: str) -> Iterator[str]:
    yield f"<header><h1>{_text(say('title', lang))}</h1><p>{_text(figures(report, lang))}</p>"
    if report.whole.drills:
        yield f"{_figures(report, lang)}</header>"
        yield from _critical(report, lang)
        yield from _days(report, lang)
        yield from _people(report, lang)
        yield from _points(report, lang)
        yield from _matrix(report, lang)
        yield from _scenarios(report, lang)
    else:
        yield "</header>"
    yield f"<footer>{_text(say('private', lang))}</footer>"


def _figures(report: ClassReport, lang: str) -> str:
    whole = report.whole
    told = (
        ("critical", say("times", lang, count=whole.critical), ' class="alarm"' if whole.critical else ""),
        ("share", say("percent", lang, share=whole.share), ""),
        ("mean", str(whole.mean), ""),
        ("drills", say("times", lang, count=whole.drills), ""),
    )
    items = "".join(f"<li{look}>{say(name, lang)}<b>{value}</b></li>" for name, value, look in told)
    return f'<ul class="figures">{items}</ul>'


def _critical(report: ClassReport, lang: str) -> Iterator[str]:
    look = ' class="critical"' if report.critical else ""
    yield f"<section{look}><h2>{say('critical', lang)}</h2>"
    if not report.critical:
        yield f"<p>{say('no_critical', lang)}</p></section>"
        return
    yield f'<p class="how">{say("critical_first", lang)}</p>'
    most = report.whole.drills
    rows = ((_fault(name, lang), count) for name, count in report.faults)
    yield (
        '<div class="scroll"><table><tbody>'
        + "".join(
            f'<tr><th scope="row">{what}</th><td class="n">{say("times", lang, count=count)}</td>'
            f'<td class="c">{bar(round(100 * count / most), f"{what} {count}", failed=True)}</td></tr>'
            for what, count in rows
        )
        + "</tbody></table></div>"
    )
    head = (("day", ""), ("name", ""), ("scenario", ""), ("fault", ""), ("points_of", "n wide"))
    listed = [_fail(each, lang) for each in report.critical[:ROWS_MAX]]
    yield from _table(head, listed[:FIRST], lang, "fails")
    if listed[FIRST:]:
        yield f"<details><summary>{say('others', lang, count=len(listed) - FIRST)}</summary>"
        yield from (*_table(head, listed[FIRST:], lang, "fails"), "</details>")
    rest = len(report.critical) - ROWS_MAX
    yield f'<p class="how">{say("more", lang, count=rest)}</p></section>' if rest > 0 else "</section>"


def _fail(one: Critical, lang: str) -> str:
    what = "".join(f"<i>\u2022 {_fault(each, lang)}</i>" for each in one.faults)
    return (
        f'<td class="d">{one.on}</td><th scope="row" class="name">{_text(one.trainee.of(lang))}</th>'
        f'<td>{_text(one.scenario.of(lang))}</td><td class="bad">{what}</td><td class="n wide">{one.points}</td>'
    )


def _fault(name: str, lang: str) -> str:
    try:
        return _text(of_drills(f"fault.{name}", lang))
    except KeyError:  # kept by a later program
        return _text(name)


def _days(report: ClassReport, lang: str) -> Iterator[str]:
    yield f"<section><h2>{say('weeks' if report.by_week else 'days', lang)}</h2>"
    limit = say("pass_line", lang, points=PASSED_FROM)
    yield f'<p class="how">{say("days_how", lang)} {limit}</p>'
    told = "; ".join(f"{each.name.of(lang)} {each.tally.mean}" for each in report.days)
    chart = lines([e.tally.mean for e in report.days], [e.tally.share for e in report.days], told, PASSED_FROM)
    ends = dict.fromkeys((report.days[0].name.of(lang), report.days[-1].name.of(lang)))
    yield '<div class="chart"><div class="up axis"><span>100</span><span>50</span><span>0</span></div>'
    yield f'{chart}<div class="along axis">{"".join(f"<span>{each}</span>" for each in ends)}</div></div></section>'


def _people(report: ClassReport, lang: str) -> Iterator[str]:
    yield f"<section><h2>{say('people', lang)}</h2>"
    yield f'<p class="how">{say("pass_line", lang, points=PASSED_FROM)}</p>'
    head = (
        ("name", ""),
        ("mean", "n"),
        ("", "c"),
        ("share", "n"),
        ("critical", "n"),
        ("weakest", "wide"),
        ("last", "wide"),
    )
    yield from _table(head, (_person(each, lang) for each in report.people), lang)
    yield "</section>"


def _person(row: Row, lang: str) -> str:
    weakest = "<br>".join(_text(each.of(lang)) for each in row.weakest)
    return f'{_counted(row, lang)}<td class="wide">{weakest}</td><td class="d wide">{row.last}</td>'


def _scenarios(report: ClassReport, lang: str) -> Iterator[str]:
    yield f"<section><h2>{say('scenarios', lang)}</h2>"
    head = (("scenario", ""), ("mean", "n"), ("", "c"), ("share", "n"), ("critical", "n"), ("fault", "wide"))
    yield from _table(head, (_of_scenario(each, lang) for each in report.scenarios), lang)
    yield "</section>"


def _of_scenario(row: Row, lang: str) -> str:
    return f'{_counted(row, lang)}<td class="wide">{"<br>".join(_fault(each, lang) for each in row.faults)}</td>'


def _counted(row: Row, lang: str) -> str:
    """Return the cells every counted row begins with; figures say what the colour says."""
    name, tally = _text(row.name.of(lang)), row.tally
    chart = bar(
        tally.mean,
        say("chart", lang, name=row.name.of(lang), value=tally.mean),
        failed=tally.mean < PASSED_FROM,
        limit=PASSED_FROM,
    )
    alarm = ' bad"' if tally.critical else '"'
    return (
        f'<th scope="row">{name}</th><td class="n">{tally.mean}</td><td class="c">{chart}</td>'
        f'<td class="n">{tally.passed}/{tally.drills}</td><td class="n{alarm}>{tally.critical}</td>'
    )


def _points(report: ClassReport, lang: str) -> Iterator[str]:
    if not report.points:
        return
    yield f'<section><h2>{say("points", lang)}</h2><p class="how">{say("points_how", lang)}</p>'
    yield from _table((("point", ""), ("shown", "n"), ("", "c")), (_point(each, lang) for each in report.points), lang)
    yield "</section>"


def _point(row: PointRow, lang: str) -> str:
    name = row.name.of(lang)
    chart = bar(row.share, say("chart", lang, name=name, value=row.share), failed=row.share < HALF)
    why = f'<br><span class="how">{_text(row.why.of(lang))}</span>' if row.why.of(lang) else ""
    return f'<th scope="row">{_text(name)}{why}</th><td class="n">{row.shown}/{row.of}</td><td class="c">{chart}</td>'


def _matrix(report: ClassReport, lang: str) -> Iterator[str]:
    if not report.points:
        return
    yield f'<section><h2>{say("matrix", lang)}</h2><p class="how">{say("matrix_how", lang)}</p>'
    head = "".join(f'<th scope="col">{_text(each.name.of(lang))}</th>' for each in report.people)
    first = f"<th>{say('point', lang)}</th>"
    yield f'<div class="scroll"><table class="matrix"><thead><tr>{first}{head}</tr></thead><tbody>'
    for point in report.points:
        cells = "".join(_cell(point.by_person.get(number)) for number in report.numbers)
        yield f'<tr><th scope="row">{_text(point.name.of(lang))}</th>{cells}</tr>'
    yield "</tbody></table></div></section>"


def _cell(told: tuple[int, int] | None) -> str:
    if told is None:
        return "<td></td>"
    shown, of = told
    look = ' class="none"' if not shown else ' class="some"' if 2 * shown < of else ""
    return f"<td{look}>{shown}/{of}</td>"


def _table(head: Iterable[tuple[str, str]], rows: Iterable[str], lang: str, look: str = "rows") -> Iterator[str]:
    titles = "".join(f'<th scope="col" class="{cell}">{say(name, lang) if name else ""}</th>' for name, cell in head)
    yield f'<div class="scroll"><table class="{look}"><thead><tr>{titles}</tr></thead><tbody>'
    yield from (f"<tr>{row}</tr>" for row in rows)
    yield "</tbody></table></div>"


def _text(text: str) -> str:
    """Return text that a browser only shows: escaped, and with what the eye would miss spelt out."""
    return escape(show(text))
