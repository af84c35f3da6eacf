"""GoRules JDM: the tables of a pack as one JSON graph, all charge lines in one evaluation."""

from __future__ import annotations

import json
from typing import Any

from assistant.rules.compile import Rulebook
from assistant.rules.export.dmn import any_of, literal
from assistant.rules.export.printed import Line, Printed, grounds, label, ordered, printed, reasons, title
from assistant.rules.policy import Policy

Json = dict[str, Any]


def jdm(book: Rulebook, lang: str, reading: str) -> str:
    """Return a pack's tables as a JDM graph that answers with one field for each charge line."""
    tables = list(printed(book, reading))
    ends = [_node("in", "inputNode", "request", 0), _node("out", "outputNode", "response", 2)]
    middle = [_table(book.policy, each, lang, at) for at, each in enumerate(tables)]
    edges = [
        {"id": f"e_{node['id']}_{at}", "type": "edge", "sourceId": source, "targetId": target}
        for node in middle
        for at, (source, target) in enumerate((("in", node["id"]), (node["id"], "out")))
    ]
    graph = {"contentType": "application/vnd.gorules.decision", "nodes": [*ends, *middle], "edges": edges}
    return json.dumps(graph, ensure_ascii=False, indent=1) + "\n"


def _node(key: str, kind: str, name: str, column: int, row: int = 0) -> Json:
    return {"id": key, "type": kind, "name": name, "position": {"x": column * 320, "y": row * 160}}


def _table(policy: Policy, table: Printed, lang: str, at: int) -> Json:
    inputs = [
        {"id": f"i{column}", "name": label(policy, fact, lang), "field": fact}
        for column, fact in enumerate(table.facts)
    ]
    content = {
        "hitPolicy": "first",
        "inputs": inputs,
        "outputs": [{"id": "o", "name": title(policy, table.name, lang), "field": table.name}],
        "rules": [_line(policy, table, line, lang, number) for number, line in enumerate(table.lines, 1)],
        "passThrough": False,
    }
    return _node(f"line_{at}", "decisionTableNode", table.name, 1, at) | {"content": content}


def _line(policy: Policy, table: Printed, line: Line, lang: str, number: int) -> Json:
    tests = {
        f"i{at}": "" if box is None else any_of(ordered(table.domains[fact], box))
        for at, (fact, box) in enumerate(zip(table.facts, line.boxes, strict=True))
    }
    names = ", ".join(each.id for each in line.rules)
    said = f"{names}: {reasons(line.rules, lang)} [{grounds(policy, line.rules, lang)}]"
    return {"_id": f"r{number}", "_description": said, **tests, "o": literal(line.ruling.value)}
