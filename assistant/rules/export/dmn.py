"""DMN 1.3: the tables of a pack as XML that other engines read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from assistant.rules.compile import Rulebook
from assistant.rules.export.printed import Line, Printed, grounds, label, ordered, printed, reasons, title, words
from assistant.rules.policy import Policy

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def dmn(book: Rulebook, lang: str, reading: str) -> str:
    """Return a pack's tables as DMN 1.3: unique disjoint rows, or layers of which the first speaks."""
    return dmn_of(book.policy, printed(book, reading), lang)


def dmn_of(policy: Policy, tables: Iterable[Printed], lang: str) -> str:
    """Return printed tables as one file of DMN 1.3, a decision for each charge line."""
    place = _attr(f"urn:operator-assistant:{policy.id}:{policy.version}")
    inside = [text for at, each in enumerate(tables) for text in _decision(policy, each, lang, at)]
    return "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<definitions xmlns="{NAMESPACE}" id="operator_assistant_pack" name={_attr(policy.id)} namespace={place}>',
            f"<description>{escape(policy.title.of(lang))}. {escape(policy.notice.of(lang))}</description>",
            *inside,
            "</definitions>\n",
        )
    )


def literal(value: str) -> str:
    """Return a text as FEEL writes it."""
    inner = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inner}"'


def any_of(values: Iterable[str]) -> str:
    """Return a unary test that takes in these texts."""
    return ",".join(map(literal, values))


def _decision(policy: Policy, table: Printed, lang: str, at: int) -> Iterator[str]:
    name = _attr(table.name)
    yield f"<decision id={_attr(f'line_{at}')} name={name}>"
    yield f"<description>{escape(title(policy, table.name, lang))}</description>"
    yield f'<variable id={_attr(f"line_{at}_variable")} name={name} typeRef="string"/>'
    if table.facts:
        yield from _table(policy, table, lang, f"line_{at}")
    else:  # a table without a column is no table: its one answer is a literal
        said = escape(literal(table.lines[0].ruling.value), quote=False)
        yield f'<literalExpression id={_attr(f"line_{at}_always")} typeRef="string"><text>{said}</text>'
        yield "</literalExpression>"
    yield "</decision>"


def _table(policy: Policy, table: Printed, lang: str, key: str) -> Iterator[str]:
    hit = "UNIQUE" if table.unique else "FIRST"
    yield f'<decisionTable id={_attr(f"{key}_table")} hitPolicy="{hit}" preferredOrientation="Rule-as-Row">'
    for at, fact in enumerate(table.facts):
        place = f"{key}_in_{at}"
        yield f"<input id={_attr(place)} label={_attr(label(policy, fact, lang))}>"
        yield f'<inputExpression id={_attr(place + "_x")} typeRef="string">{_text(fact)}</inputExpression>'
        yield f"<inputValues id={_attr(place + '_v')}>{_text(any_of(table.domains[fact]))}</inputValues></input>"
    rulings = dict.fromkeys(each.ruling.value for each in table.lines)
    out = words()["ruling"].of(lang)
    yield f'<output id={_attr(f"{key}_out")} name="ruling" label={_attr(out)} typeRef="string">'
    yield f"<outputValues id={_attr(f'{key}_out_v')}>{_text(any_of(rulings))}</outputValues></output>"
    yield from (f"<annotation name={_attr(words()[each].of(lang))}/>" for each in ("rules", "reason", "cites"))
    for at, line in enumerate(table.lines):
        yield from _line(policy, table, line, lang, f"{key}_row_{at + 1}")
    yield "</decisionTable>"


def _line(policy: Policy, table: Printed, line: Line, lang: str, key: str) -> Iterator[str]:
    yield f"<rule id={_attr(key)}>"
    for at, (fact, box) in enumerate(zip(table.facts, line.boxes, strict=True)):
        test = "-" if box is None else any_of(ordered(table.domains[fact], box))
        yield f"<inputEntry id={_attr(f'{key}_in_{at}')}>{_text(test)}</inputEntry>"
    yield f"<outputEntry id={_attr(key + '_out')}>{_text(literal(line.ruling.value))}</outputEntry>"
    names = ", ".join(each.id for each in line.rules)
    for said in (names, reasons(line.rules, lang), grounds(policy, line.rules, lang)):
        yield f"<annotationEntry>{_text(said)}</annotationEntry>"
    yield "</rule>"


def _text(said: str) -> str:
    return f"<text>{escape(said, quote=False)}</text>"


def _attr(said: str) -> str:
    return f'"{escape(said)}"'
