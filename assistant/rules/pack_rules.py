"""Facts, rules, promises and actions of a pack, read and checked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from assistant.rules.derive import DERIVATIONS
from assistant.rules.entries import Entry, File
from assistant.rules.facts import UNKNOWN
from assistant.rules.pack_words import days_by_name
from assistant.rules.policy import Action, FactSpec, Never, Rule, Ruling, Words
from assistant.rules.problems import near
from assistant.rules.roles import DEEDS, MONEY
from assistant.rules.table import REGIME

KINDS = frozenset({"choice", "date", "count", "rate", *MONEY})
EVIDENCE = frozenset({"document", "record", "customer", "colleague"})
RULINGS = frozenset(each.value for each in Ruling)
RULINGS_OR_OPEN = RULINGS | {"open"}

Values = Mapping[str, Collection[str]]


def fact(entry: Entry, stages: Mapping[str, Words], known: frozenset[str]) -> FactSpec:
    """Read what may be said of one fact, and how it is asked for."""
    kind = entry.choice("kind", KINDS)
    derived = entry.text("derived", "")
    if derived and derived not in DERIVATIONS:
        entry.note("not_allowed", "derived", found=derived, near=near(derived, DERIVATIONS))
    entry.read.add("value")
    values, names, odds = values_of(entry)
    if entry.id == REGIME:
        entry.note("duplicate", "id", found=REGIME)
    if kind == "choice" and not values:
        entry.note("missing", "value")
    stage = entry.choice("stage", stages)
    return FactSpec(
        id=entry.id,
        stage=stage,
        kind=kind,
        label=entry.words("label"),
        ask=entry.words("ask"),
        why=entry.words("why"),
        values=values,
        names=names,
        scope=entry.choice("scope", {"case", "line"}, "case"),
        derived=derived or None,
        inputs=entry.names("inputs", known),
        inert=entry.flag("inert"),
        none_yet=entry.flag("none_yet"),
        past=entry.flag("past"),
        cost_seconds=entry.number("cost_seconds", 10),
        asked_in=entry.choice("asked_in", stages, stage),
        gate=entry.flag("gate"),
        usual=entry.choice("usual", EVIDENCE, "record"),
        odds=odds,
        exists_from=days_by_name(entry, "exists_from", values),
    )


def values_of(entry: Entry) -> tuple[tuple[str, ...], dict[str, Words], dict[str, int]]:
    """Read the values of a choice: their ids, names and odds."""
    ids: list[str] = []
    names: dict[str, Words] = {}
    odds: dict[str, int] = {}
    listed = entry.table.get("value", [])
    for nth, table in enumerate(listed if isinstance(listed, list) else []):
        value = Entry(entry.file, "fact.value", nth, table if isinstance(table, dict) else {}, within=entry)
        if value.id in names or value.id == UNKNOWN:
            value.note("duplicate", "id", found=value.id)
        ids.append(value.id)
        names[value.id] = value.words("name")
        odds[value.id] = max(1, value.number("odds", 1))
        value.close()
    return tuple(ids), names, odds


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads rules, promises and actions, knowing every name they may use."""

    facts: Mapping[str, FactSpec]
    values: Values
    lines: frozenset[str]
    layers: Collection[str]
    sources: frozenset[str]
    rungs: frozenset[str]
    counsel: frozenset[str]

    def spare(self, file: File, header: str) -> Rule:
        """Read a rule that speaks where the table cannot: a hold, without line or layer."""
        table = file.data.get(header)
        entry = Entry(file, header, 0, table if isinstance(table, dict) else {})
        read = self.rule(entry, spare=True)
        entry.close()
        return read

    def rule(self, entry: Entry, *, spare: bool = False) -> Rule:
        """Read a rule; a spare one has no line and no layer."""
        since, until = entry.days()
        when = entry.test(self.values)
        for name in when:
            if self.facts[name].inert:
                entry.note("inert_in_rule", f"when.{name}", found=name)
        ruling = entry.choice("ruling", {Ruling.HOLD.value} if spare else RULINGS)
        cites = entry.names("cites", self.sources)
        if not cites and ruling != Ruling.UNTOUCHED:
            entry.note("missing", "cites")
        return Rule(
            id=entry.id,
            line="" if spare else entry.choice("line", self.lines),
            layer="" if spare else entry.choice("layer", self.layers),
            ruling=Ruling(ruling) if ruling in RULINGS else Ruling.HOLD,
            when=when,
            cites=cites,
            reason=entry.words("reason"),
            since=since,
            until=until,
            rung=entry.choice("rung", self.rungs, "") or None,
            counsel=entry.names("counsel", self.counsel),
            reviewed=entry.day("reviewed"),
        )

    def never(self, entry: Entry) -> Never:
        """Read a promise that the proof must keep."""
        rulings = entry.names("rulings", RULINGS)
        if not rulings:
            entry.note("missing", "rulings")
        return Never(
            id=entry.id,
            line=entry.choice("line", self.lines),
            rulings=frozenset(Ruling(each) for each in rulings),
            when=entry.test(self.values),
            says=entry.words("says"),
            before=entry.day("before"),
        )

    def action(self, entry: Entry) -> Action:
        """Read an action; inert facts may stand in its conditions."""
        return Action(
            id=entry.id,
            title=entry.words("title"),
            do=entry.words("do"),
            when=entry.test(self.values),
            rulings=frozenset(entry.names("rulings", RULINGS_OR_OPEN)) or None,
            rung=entry.choice("rung", self.rungs, "") or None,
            report=entry.choice("report", self.rungs, "") or None,
            confirms=entry.flag("confirms"),
            deed=entry.choice("deed", DEEDS, ""),
        )
