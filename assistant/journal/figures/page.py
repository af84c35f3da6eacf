"""The figures as one HTML page: nothing is fetched, nothing is run, it prints well, and every chart is a table too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

from assistant.call.charts import bar, between, columns, look
from assistant.call.report_html import page
from assistant.journal.figures.chances import FEW
from assistant.journal.figures.contradicted import AGAINST, FOR
from assistant.journal.figures.rows import Cause, Figures, Pattern
from assistant.journal.figures.told import Names, about, days, minutes, say
from assistant.rules.clean import show

SEATS_FEW = 5
"""Below so many, figures of seats are all but figures of persons."""

FIRST = 15
"""So many patterns are seen at once."""

COLUMNS_MANY = 5
"""Beyond so many columns, a narrow page leaves out the chart: the numbers say the same."""

LEADING = 2
"""So many facts are told as causes at once; the others wait behind a line."""


def html(found: Figures, names: Names, today: str) -> str:
    """Return the page."""
    return page(say("title", names.lang), look(), _body(found, names, today), names.lang)


def _body(found: Figures, names: Names, today: str) -> Iterator[str]:
    lang = names.lang
    yield f"<header><h1>{_say('title', lang)}</h1><p>{_text(about(found, lang, today))}</p>"
    yield f'<p class="note"><b>{_say("purpose", lang)}</b> {_say("why", lang)}</p>'
    if 0 < found.seats < SEATS_FEW:
        yield f'<p class="note bad">{_text(say("small_floor", lang, seats=found.seats))}</p>'
    yield f"{_head(found, lang)}</header>" if found.cases else "</header>"
    if found.cases:
        yield from _opened(found, lang)
        yield from _causes(found, names)
        yield from _pairs(found, lang)
        yield from _rulings(found, names)
        yield from _contradicted(found, lang)
        yield from _answers(found, lang)
        yield from _held(found, lang)
        yield from _promises(found, lang)
        yield from _patterns(found, lang)
    told = [say("counted", lang), say("left_out", lang, examples=found.examples), say("few_how", lang)]
    if found.unread:
        told.append(say("unread", lang, packs=", ".join(f"{pack} {n}" for pack, n in found.unread.items())))
    yield f"<footer>{_text(' '.join(told))}</footer>"


def _head(found: Figures, lang: str) -> str:
    mail = found.answers[0]
    overdue = sum(each.open_overdue for each in found.promises)
    against = sum(each.cases for each in found.contradicted)
    told = (
        ("cases", str(found.cases), False),
        ("contradicted", str(against), False),
        ("answers", minutes(mail.median_minutes, lang), False),
        ("hold_open", str(found.holds.open), False),
        ("promises_overdue", str(overdue), overdue > 0),
    )
    items = "".join(
        f"<li{' class=alarm' if alarm else ''}>{_say(name, lang)}<b>{_text(value)}</b></li>"
        for name, value, alarm in told
    )
    return f'<ul class="figures">{items}</ul>'


def _opened(found: Figures, lang: str) -> Iterator[str]:
    yield from _title("opened", f"opened_how_{found.step}", lang)
    values = [each.cases for each in found.opened]
    told = say("chart", lang, name=say("opened", lang), value=", ".join(f"{e.day} {e.cases}" for e in found.opened))
    most = max(values)
    ends = dict.fromkeys((found.opened[0].day, found.opened[-1].day))
    half = "" if most % 2 else f"{most // 2}"
    yield f'<div class="chart"><div class="up axis"><span>{most}</span><span>{half}</span><span>0</span></div>'
    along = "".join(f"<span>{each}</span>" for each in ends)
    yield f'{columns(values, told)}<div class="along axis">{along}</div></div>'
    rows = [_row(str(e.day), (e.cases, e.contradicted)) for e in found.opened]
    yield f"<details><summary>{_say('table', lang)}</summary>"
    yield from _table(("from", ":cases", ":against_short"), rows, lang)
    yield "</details></section>"


def _causes(found: Figures, names: Names) -> Iterator[str]:
    yield from _title("causes", "causes_how", names.lang)
    groups = [(fact, list(rows)) for fact, rows in groupby(found.causes, lambda each: each.fact)]
    for fact, rows in groups[:LEADING]:
        yield from _cause(fact, rows, names)
    if groups[LEADING:]:
        yield f"<details><summary>{_say('more_causes', names.lang)}</summary>"
        for fact, rows in groups[LEADING:]:
            yield from _cause(fact, rows, names)
        yield "</details>"
    yield "</section>"


def _cause(fact: str, rows: list[Cause], names: Names) -> Iterator[str]:
    of = sum(each.cases for each in rows)
    told = [_shared(names.value(fact, each.value), each.cases, of, names.lang) for each in rows]
    yield f"<h3>{_text(names.fact(fact))}</h3>"
    yield from _table(("", ":cases", ":share", "~"), told, names.lang)


def _pairs(found: Figures, lang: str) -> Iterator[str]:
    yield f"<section><h2>{_say('pairs', lang)}</h2>"
    yield f'<p class="how">{_text(say("pairs_how", lang, once=found.pairs_once))}</p>'
    most = max((each.cases for each in found.pairs), default=1)
    rows = []
    for each in found.pairs:
        name = f"{each.ordered or say('none', lang)} → {each.charged}"
        chart = bar(round(100 * each.cases / most), say("chart", lang, name=name, value=each.cases), failed=False)
        rows.append(_row(name, (each.cases, each.peak), chart))
    yield from _table(("pair", ":cases", ":peak", "~"), rows, lang)
    yield "</section>"


def _rulings(found: Figures, names: Names) -> Iterator[str]:
    yield from _title("rulings", "rulings_how", names.lang)
    rows = []
    for each in found.rulings:
        ruling, why = names.ruling(each.pack, each.ruling), names.reason(each.pack, each.rules)
        name = f'{_text(ruling)} <span class="code">{_text(each.rules)}</span>'
        name += f'<br><span class="how">{_text(why)}</span>' if why else ""
        rows.append(_shared(f"{ruling} {each.rules}", each.lines, found.lines, names.lang, name))
    yield from _table(("ruling", ":lines", ":share", "~"), rows, names.lang)
    yield "</section>"


def _contradicted(found: Figures, lang: str) -> Iterator[str]:
    yield from _title("contradicted", "contradicted_how", lang)
    for way in (AGAINST, FOR):
        rows = [each for each in found.contradicted if each.way == way]
        of = sum(each.cases for each in rows)
        if of or way == AGAINST:
            yield f"<h3>{_say(way, lang)}</h3>"
            told = [_shared(say(e.outcome, lang), e.cases, of, lang) for e in rows] if of else []
            yield from _table(("", ":cases", ":share", "~"), told, lang)
    yield "</section>"


def _answers(found: Figures, lang: str) -> Iterator[str]:
    yield from _title("answers", "answers_how", lang)
    most = max((each.p90_minutes or 0 for each in found.answers), default=0) or 1
    rows = []
    for each in found.answers:
        late = say("of", lang, count=each.overdue, of=each.dated) if each.dated else say("none", lang)
        took = (minutes(each.median_minutes, lang), minutes(each.p90_minutes, lang))
        told = say("chart", lang, name=say(each.of, lang), value=" / ".join(took))
        middle, high = ((one or 0) / most for one in (each.median_minutes, each.p90_minutes))
        chart = between(0, middle, high, told) if each.answered else ""
        rows.append(_row(say(each.of, lang), (*took, each.answered, each.waiting, each.ended, late), chart))
    head = (":median", ":p90", ":answered", ":waiting", ":ended", ":overdue")
    yield from _table(("", *head, "~to_p90"), rows, lang)
    yield "</section>"


def _held(found: Figures, lang: str) -> Iterator[str]:
    one, over = found.holds, found.overrides
    yield f"<section><h2>{_say('holds', lang)}</h2>"
    none = say("none", lang)
    still = (one.open, days(one.open_median_days, lang), days(one.open_p90_days, lang))
    rows = [
        _row(say("hold_open", lang), (*still, days(one.open_oldest_days, lang))),
        _row(say("hold_ended", lang), (one.ended, days(one.ended_median_days, lang), none, none)),
        _row(say("hold_closed", lang), (one.closed_on, none, none, none)),
    ]
    yield from _table(("", ":lines", ":median", ":p90", ":oldest"), rows, lang)
    yield f'</section><section><h2>{_say("overrides", lang)}</h2><p class="how">{_say("overrides_how", lang)}</p>'
    rows = [
        _shared(say("approved", lang), over.approved, over.held, lang),
        _shared(say("one_signature", lang), over.one_signature, over.held, lang),
        _row(say("held", lang), (over.held, ""), "&nbsp;"),
    ]
    yield from _table(("", ":lines", ":share", "~"), rows if over.held else [], lang)
    yield "</section>"


def _promises(found: Figures, lang: str) -> Iterator[str]:
    yield from _title("promises", "promises_how", lang)
    names = ("kept_in_time", "kept_late", "lapsed", "open_in_time", "open_overdue", "moved")
    rows = []
    for each in found.promises:
        counts = [getattr(each, name) for name in names]
        of = sum(counts[:-1])
        good = counts[0] + counts[2] + counts[3]
        told = say("chart", lang, name=say(each.what, lang), value=say("of", lang, count=good, of=of))
        chart = bar(round(100 * good / of), told, failed=2 * good < of) if of else ""
        rows.append(_row(say(each.what, lang), counts, chart))
    yield from _table(("", *(f":{name}" for name in names), "~not_late"), rows, lang)
    yield "</section>"


def _patterns(found: Figures, lang: str) -> Iterator[str]:
    yield from _title("patterns", "patterns_how", lang)
    head = ("pattern", ":confirmed", ":corrected", ":rejected", ":share", "~interval")
    rows = [_pattern(each, lang) for each in found.patterns]
    yield from _table(head, rows[:FIRST], lang)
    if rows[FIRST:]:
        yield f"<details><summary>{_text(say('more', lang, count=len(rows) - FIRST))}</summary>"
        yield from (*_table(head, rows[FIRST:], lang), "</details>")
    yield "</section>"


def _pattern(each: Pattern, lang: str) -> str:
    span = f"{round(100 * each.low)}–{round(100 * each.high)}%"
    share = say("few", lang) if each.few else say("percent", lang, share=round(100 * each.share))
    chart = between(each.low, each.share, each.high, say("chart", lang, name=each.pattern, value=f"{share} ({span})"))
    told = f'{_text(share)}<br><span class="how">{span}</span>'
    return _row(each.pattern, (each.confirmed, each.corrected, each.rejected), chart, told, "code")


def _title(name: str, how: str, lang: str) -> Iterator[str]:
    yield f'<section><h2>{_say(name, lang)}</h2><p class="how">{_say(how, lang)}</p>'


def _shared(name: str, count: int, of: int, lang: str, shown: str = "") -> str:
    """Return a row of a count and its share; of too few, no share is worth a number."""
    share = round(100 * count / of) if of else 0
    told = say("percent", lang, share=share) if of >= FEW else say("few", lang)
    chart = bar(share, say("chart", lang, name=name, value=f"{count} / {of}"), failed=False)
    return (
        f'<th scope="row">{shown or _text(name)}</th><td class="n">{count}</td>'
        f'<td class="n">{_text(told)}</td><td class="c">{chart}</td>'
    )


def _row(name: str, cells: Iterable[object], chart: str | None = None, told: str = "", style: str = "") -> str:
    """Return a row: its name, its cells, a cell that is HTML already, and where the table has one its chart."""
    listed = "".join(f'<td class="n">{_text(str(each))}</td>' for each in cells)
    listed += f'<td class="n">{told}</td>' if told else ""
    listed += "" if chart is None else f'<td class="c">{chart}</td>'
    return f'<th scope="row" class="{style}">{_text(name)}</th>{listed}'


def _table(head: Iterable[str], rows: list[str], lang: str) -> Iterator[str]:
    """Return a table; of a title, `:` stands before numbers, and `~` before that of the charts."""
    if not rows:
        yield f"<p>{_say('nothing', lang)}</p>"
        return
    listed = tuple(head)
    titles = "".join(_head_cell(each, lang) for each in listed)
    style = "rows many" if len(listed) > COLUMNS_MANY else "rows"
    yield f'<div class="scroll"><table class="{style}"><thead><tr>{titles}</tr></thead><tbody>'
    yield from (f"<tr>{row}</tr>" for row in rows)
    yield "</tbody></table></div>"


def _head_cell(each: str, lang: str) -> str:
    style = {":": "n", "~": "c"}.get(each[:1], "")
    name = each.lstrip(":~")
    return f'<th scope="col" class="{style}">{_say(name, lang)}</th>' if name else f'<td class="{style}"></td>'


def _say(name: str, lang: str) -> str:
    return _text(say(name, lang))


def _text(text: str) -> str:
    """Return text that a browser only shows: escaped, and with what the eye would miss spelt out."""
    return escape(show(text))
