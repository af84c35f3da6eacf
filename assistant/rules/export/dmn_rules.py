"""A decision table of another engine as rules of a pack: in layers, so that each hit policy keeps its meaning.

A text column is a choice of the pack. A number or day column becomes a choice of
bands, cut where a cell's answer may change; the day that picks the law becomes the
days between which a rule holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from assistant.rules.compile import Rulebook, prove
from assistant.rules.export.bands import Days, bands, days
from assistant.rules.export.dmn_tables import DmnRow, DmnTable
from assistant.rules.export.feel import UnaryTests, Value
from assistant.rules.facts import UNKNOWN
from assistant.rules.in_words import in_words
from assistant.rules.policy import FactSpec, Policy, Rule, Ruling, Words
from assistant.rules.problems import Problem, near, problem
from assistant.rules.regimes import regimes_of
from assistant.rules.table import REGIME
from assistant.rules.toml_text import Site

LAYER = "dmn"
_NO_WORDS = Words("", "")
Box = dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Converted:
    """A table as rules of one charge line, with the layers and the facts that they need."""

    line: str
    layers: tuple[str, ...]
    facts: tuple[FactSpec, ...]  # choices of bands, which the pack does not have
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    """One column: what each value of it takes in, or the days it stands for."""

    fact: str
    values: Mapping[str, Value]  # a value of the choice to one the cell is asked about
    spec: FactSpec | None = None  # of a new choice


def converted(policy: Policy, table: DmnTable, line: str, file: str) -> tuple[Converted | None, list[Problem]]:
    """Return a table as rules, or what stands against it."""
    converting = _Converting(policy, table, file)
    columns = [converting.column(at, name) for at, name in enumerate(table.inputs)]
    rulings = [converting.ruling(at, row) for at, row in enumerate(table.rows, 1)]
    if converting.problems:
        return None, converting.problems
    converting.check_unique()
    if converting.problems:
        return None, converting.problems
    depths, named = _depths(table), _named(policy, table)
    rules = [
        made
        for at, row in enumerate(table.rows)
        for made in _rules(_Place(line, f"{LAYER}_{depths[at]}", rulings[at], at), row, columns, named[at])
    ]
    facts = tuple(each.spec for each in columns if each is not None and each.spec)
    rules += [_unknown(line, each) for each in facts]
    depths += [max(depths) + 1] * len(facts)
    last = f"{LAYER}_{max(depths, default=1)}"
    rules = [replace(each, layer=each.layer or last) for each in rules]
    layers = tuple(f"{LAYER}_{depth}" for depth in sorted(set(depths)))
    return Converted(line, layers, facts, tuple(rules)), []


def tried(book: Rulebook, made: Iterable[Converted]) -> tuple[Rulebook, list[Problem]]:
    """Put rules in the place of a pack's own for their lines, and prove the whole. Nothing is kept of it."""
    policy = book.policy
    for each in made:
        rest = tuple(rule for rule in policy.rules if rule.line != each.line)
        cited = tuple(replace(rule, cites=rule.cites or policy.undecided.cites) for rule in each.rules)
        policy = replace(
            policy,
            layers=(*policy.layers, *(name for name in each.layers if name not in policy.layers)),
            facts={**policy.facts, **{spec.id: spec for spec in each.facts}},
            rules=(*rest, *cited),
        )
    return prove(policy, Site(policy.id, {}))


class _Converting:
    def __init__(self, policy: Policy, table: DmnTable, file: str) -> None:
        self._policy, self._table, self._file = policy, table, file
        self.problems: list[Problem] = []
        self._columns: list[_Column] = []

    def _note(self, code: str, place: str, **values: object) -> None:
        self.problems.append(problem(code, self._file, 0, f"{self._table.name} {place}", **values))

    def ruling(self, at: int, row: DmnRow) -> Ruling:
        names = [each.value for each in Ruling]
        if not isinstance(row.output, str) or row.output not in names:
            self._note("not_allowed", str(at), key="ruling", found=row.output, near=near(str(row.output), names))
            return Ruling.HOLD
        return Ruling(row.output)

    def column(self, at: int, name: str) -> _Column | None:
        cells = [row.cells[at] for row in self._table.rows]
        ends = [end for cell in cells for end in cell.ends()]
        made = self._column(at, name, ends, cells)
        if made is not None:
            self._columns.append(made)
        return made

    def _column(self, at: int, name: str, ends: list[Value], cells: list[UnaryTests]) -> _Column | None:
        spec = self._policy.facts.get(name)
        if all(each.any_value for each in cells):
            return _Column(name, {})
        if len({type(each) for each in ends}) > 1:
            self._note("dmn_unsupported", f"1:{at + 1}", found=name, wanted="string | number | date")
            return None
        if isinstance(ends[0], Decimal | date) and (spec is None or spec.kind != "choice"):
            return self._banded(name, ends, cells, spec)
        if name == REGIME:
            values = tuple(each.id for each in regimes_of(self._policy))
        elif spec is not None and spec.kind == "choice" and not spec.inert:
            values = (*spec.values, UNKNOWN)
        else:
            allowed = [each.id for each in self._policy.facts.values() if each.kind == "choice" and not each.inert]
            self._note("unknown_fact", f"1:{at + 1}", found=name, near=near(name, allowed))
            return None
        for number, cell in enumerate(cells, 1):
            for end in cell.ends():
                if end not in values:
                    self._note("unknown_value", f"{number}:{at + 1}", key=name, found=end, near=near(str(end), values))
        return _Column(name, {each: each for each in values})

    def _banded(self, name: str, ends: list[Value], cells: list[UnaryTests], spec: FactSpec | None) -> _Column:
        cut = list(bands(name, ends, cells))
        if name == self._policy.basis:
            return _Column(name, dict(cut))
        ids = {f"band_{at}": value for at, (_, value) in enumerate(cut, 1)}
        names = {f"band_{at}": Words(told, told) for at, (told, _) in enumerate(cut, 1)}
        label = spec.label if spec else Words(name, name)
        stage = spec.stage if spec else next(iter(self._policy.stages))
        made = FactSpec(f"{self._table.name}_{name}_band", stage, "choice", label, label, label, tuple(ids), names)
        return _Column(made.id, ids, made)

    def check_unique(self) -> None:
        """Name the first two rows that meet where the table says that none do."""
        if self._table.hit != "U":
            return
        boxes = [_box(row, self._columns) for row in self._table.rows]
        for at, left in enumerate(boxes):
            for to in range(at + 1, len(boxes)):
                both = {name: left[name] & boxes[to][name] for name in left}
                if all(both.values()):
                    case = in_words(self._policy, {name: min(values) for name, values in both.items()})
                    self._note("dmn_not_matching", f"{at + 1}, {to + 1}", found="UNIQUE", example=case)
                    return


def _box(row: DmnRow, columns: Iterable[_Column]) -> Box:
    return {
        column.fact: frozenset(told for told, value in column.values.items() if cell.takes(value))
        for cell, column in zip(row.cells, columns, strict=True)
        if column.values
    }


def _depths(table: DmnTable) -> list[int]:
    """Return the layer of each row: FIRST begins a new one where the answer changes, PRIORITY has one an answer."""
    if table.hit == "P":
        return [table.priorities.index(row.output) + 1 for row in table.rows]
    if table.hit != "F":
        return [1] * len(table.rows)
    depths: list[int] = []
    for at, row in enumerate(table.rows):
        same = at and table.rows[at - 1].output == row.output
        depths.append(depths[-1] if same else (depths[-1] if depths else 0) + 1)
    return depths


@dataclass(frozen=True, slots=True)
class _Place:
    line: str
    layer: str
    ruling: Ruling
    at: int


def _named(policy: Policy, table: DmnTable) -> list[list[Rule]]:
    """Return the rules of the pack that each row says it came from, by its first note."""
    known = {rule.id: rule for rule in policy.rules}
    said = [next(iter(row.notes), "").split(",") for row in table.rows]
    return [[known[each.strip()] for each in names if each.strip() in known] for names in said]


def _unknown(line: str, spec: FactSpec) -> Rule:
    """Return a hold for a number or day nobody can tell: another engine has no such answer."""
    when = {spec.id: frozenset({UNKNOWN})}
    return Rule(f"{LAYER}_{spec.id}", line, "", Ruling.HOLD, when, (), _NO_WORDS)


def _rules(place: _Place, row: DmnRow, columns: list[_Column | None], named: list[Rule]) -> Iterator[Rule]:
    """Walk the rules of one row: one for each stretch of days it holds on."""
    kept = [each for each in columns if each is not None]
    box = _box(row, kept)
    when: Box = {}
    spans: list[Days] = [(None, None)]
    for cell, column in zip(row.cells, kept, strict=True):
        if cell.any_value:
            continue
        if column.fact == REGIME:
            spans = [_days_of(each) for each in sorted(box[REGIME])]
        elif column.spec is None and all(isinstance(each, date) for each in column.values.values()):
            spans = list(days(column.values, box[column.fact]))
        else:
            when[column.fact] = box[column.fact]
    if not all(when.values()):
        return  # a cell that takes in nothing: the row never speaks
    for nth, (since, until) in enumerate(spans):
        name = f"{LAYER}_{place.line}_{place.at + 1}" + (f"/{nth}" if nth else "")
        yield Rule(
            id=name,
            line=place.line,
            layer=place.layer,
            ruling=place.ruling,
            when=when,
            cites=tuple(dict.fromkeys(each for rule in named for each in rule.cites)),
            reason=named[0].reason if named else _NO_WORDS,
            since=since,
            until=until,
            rung=named[0].rung if named else None,
        )


def _days_of(regime: str) -> Days:
    first, _, last = regime.partition("/")
    return tuple(None if each == ".." else date.fromisoformat(each) for each in (first, last))  # type: ignore[return-value]  # of two
