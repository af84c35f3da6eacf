"""Decision tables of DMN 1.1 to 1.5: read with their hit policy, and decided by it.

What is not supported is named by table, row and cell, and a file with anything named
is not used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from assistant.rules.export.dmn_xml import Node, tree
from assistant.rules.export.feel import SUPPORTED, NotRead, UnaryTests, Value, literal, unary_tests
from assistant.rules.problems import Problem, problem

HIT_POLICIES = {"UNIQUE": "U", "ANY": "A", "PRIORITY": "P", "FIRST": "F", "COLLECT": "C"}
TYPES = {"string", "number", "date", "boolean", "integer", "double", "long", ""}
TABLES_MAX = 200
ROWS_MAX = 20_000
_MODEL = "/DMN/"
_IGNORED = frozenset(
    {"description", "extensionElements", "import", "itemDefinition", "inputData", "DMNDI", "decision", "association"}
    | {"textAnnotation", "group", "elementCollection", "organizationUnit", "performanceIndicator", "knowledgeSource"}
)


@dataclass(frozen=True, slots=True)
class DmnRow:
    """One rule of a table."""

    id: str
    cells: tuple[UnaryTests, ...]
    output: Value
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DmnTable:
    """One decision: the names of its columns, its rows and how they are read together."""

    name: str
    hit: str  # U, A, P, F or C
    inputs: tuple[str, ...]
    rows: tuple[DmnRow, ...]
    priorities: tuple[Value, ...] = ()  # of outputs, first to last; for P

    def decide(self, case: Mapping[str, Value]) -> tuple[Value, ...]:
        """Return what the table answers: one value, of COLLECT all of them, nothing where no row matches.

        Where rows match that its hit policy does not allow together, it answers nothing either.
        """
        given = [case[each] for each in self.inputs]
        met = [row for row in self.rows if all(cell.takes(value) for cell, value in zip(row.cells, given, strict=True))]
        if self.hit == "C" or not met:
            return tuple(row.output for row in met)
        if self.hit == "P":
            return (min((row.output for row in met), key=self.priorities.index),)
        agree = len(met) == 1 if self.hit == "U" else all(a.output == b.output for a, b in pairwise(met))
        return (met[0].output,) if agree or self.hit == "F" else ()


def dmn_tables(name: str, raw: bytes) -> tuple[tuple[DmnTable, ...], list[Problem]]:
    """Return the decision tables of a file, and everything in it that is not supported."""
    root, problems = tree(name, raw)
    if root is None:
        return (), problems
    if root.name != "definitions" or _MODEL not in root.space:
        return (), [problem("dmn_nothing", name)]
    reading = _Reading(name)
    for each in root.children:
        if each.name not in _IGNORED:
            reading.refuse(each.attributes.get("name", ""), each.name, "decision")
    decisions = root.all("decision")
    if len(decisions) > TABLES_MAX:
        return (), [problem("too_many", name, found=len(decisions), most=TABLES_MAX)]
    found = [table for each in decisions if (table := reading.decision(each)) is not None]
    if not found and not reading.problems:
        reading.problems.append(problem("dmn_nothing", name))
    return tuple(found), reading.problems


class _Reading:
    def __init__(self, name: str) -> None:
        self._name = name
        self.problems: list[Problem] = []

    def refuse(self, place: str, found: str, wanted: str) -> None:
        self.problems.append(problem("dmn_unsupported", self._name, 0, place, found=found, wanted=wanted))

    def decision(self, node: Node) -> DmnTable | None:
        name = node.attributes.get("name", node.attributes.get("id", ""))
        inner, always = node.one("decisionTable"), node.one("literalExpression")
        if inner is not None:
            return self._table(name, inner)
        if always is None:
            logic = {"context", "invocation", "functionDefinition", "relation", "list", "conditional", "for", "filter"}
            found = next((each.name for each in node.children if each.name in logic), "")
            self.refuse(name, found or "decision", "decisionTable, literalExpression")
            return None
        text = always.one("text")
        output = self._value(name, text.text if text else "")
        return DmnTable(name, "U", (), (DmnRow("1", (), output, ()),)) if output is not None else None

    def _table(self, name: str, node: Node) -> DmnTable | None:
        before = len(self.problems)
        hit = HIT_POLICIES.get(node.attributes.get("hitPolicy", "UNIQUE").upper())
        if hit is None:
            self.refuse(name, f"hitPolicy {node.attributes['hitPolicy']}", ", ".join(HIT_POLICIES))
        if "aggregation" in node.attributes:
            self.refuse(name, f"aggregation {node.attributes['aggregation']}", "COLLECT")
        inputs = tuple(self._input(name, at, each) for at, each in enumerate(node.all("input"), 1))
        priorities = self._output(name, node.all("output"))
        if hit == "P" and not priorities:
            self.refuse(name, "PRIORITY", "outputValues")
        rules = node.all("rule")
        if len(rules) > ROWS_MAX:
            self.problems.append(problem("too_many", self._name, 0, name, found=len(rules), most=ROWS_MAX))
            return None
        rows = [row for at, each in enumerate(rules, 1) if (row := self._row(name, at, each, len(inputs))) is not None]
        if hit == "P" and len(self.problems) == before:
            for at, row in enumerate(rows, 1):
                if row.output not in priorities:
                    self.refuse(f"{name} {at}", str(row.output), "outputValues")
        if len(self.problems) > before or hit is None:
            return None
        return DmnTable(name, hit, inputs, tuple(rows), priorities)

    def _input(self, table: str, at: int, node: Node) -> str:
        expression = node.one("inputExpression")
        kind = (expression.attributes.get("typeRef", "") if expression else "").rpartition(":")[2]
        said = node.told("inputExpression")
        if not said:
            self.refuse(f"{table} {at}", "inputExpression", "fact_id")
        if kind not in TYPES:
            self.refuse(f"{table} {at}", f"typeRef {kind}", ", ".join(sorted(TYPES - {""})))
        return said

    def _output(self, table: str, outputs: list[Node]) -> tuple[Value, ...]:
        if len(outputs) != 1:
            self.refuse(table, f"{len(outputs)} output", "1 output")
            return ()
        if outputs[0].one("defaultOutputEntry") is not None:
            self.refuse(table, "defaultOutputEntry", "rule")
        listed = outputs[0].told("outputValues")
        try:
            spans = unary_tests(listed).spans if listed else ()
        except NotRead as error:
            self.refuse(table, f"outputValues {error}", '"a","b"')
            return ()
        return tuple(each.low for each in spans if each.low is not None and each.low == each.high)

    def _row(self, table: str, at: int, node: Node, wanted: int) -> DmnRow | None:
        cells = [self._tests(f"{table} {at}:{column}", each) for column, each in enumerate(node.all("inputEntry"), 1)]
        if len(cells) != wanted:
            self.refuse(f"{table} {at}", f"{len(cells)} inputEntry", str(wanted))
        outputs = node.all("outputEntry")
        text = outputs[0].one("text") if len(outputs) == 1 else None
        output = self._value(f"{table} {at}", text.text if text else "")
        kept = [each for each in cells if each is not None]
        if output is None or len(kept) != wanted:
            return None
        notes = tuple(each.text if (t := each.one("text")) is None else t.text for each in node.all("annotationEntry"))
        return DmnRow(node.attributes.get("id", str(at)), tuple(kept), output, notes)

    def _tests(self, place: str, node: Node) -> UnaryTests | None:
        text = node.one("text")
        try:
            return unary_tests(text.text if text else "")
        except NotRead as error:
            self.refuse(place, str(error), SUPPORTED)
            return None

    def _value(self, place: str, text: str) -> Value | None:
        try:
            return literal(text)
        except NotRead:
            self.refuse(place, text[:80], '"hold"')
            return None
