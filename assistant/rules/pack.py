"""Packs: a folder of texts becomes a Policy and the problems found on the way. Never throws."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping

from assistant.rules import pack_words
from assistant.rules.derive import DERIVATIONS
from assistant.rules.entries import Entry, File
from assistant.rules.facts import UNKNOWN
from assistant.rules.policy import Action, FactSpec, Never, Policy, Rule, Ruling, Words
from assistant.rules.problems import Problem, near
from assistant.rules.toml_text import read_toml

FILES = ("pack", "facts", "rules", "actions", "sources", "amounts", "arguments", "ladder", "taboo", "script")
KINDS = frozenset({"choice", "date", "yen", "count", "rate"})
EVIDENCE = frozenset({"document", "record", "customer", "colleague"})
RULINGS = frozenset(each.value for each in Ruling)
RULINGS_OR_OPEN = RULINGS | {"open"}

Values = Mapping[str, Collection[str]]


def digest(texts: Mapping[str, str]) -> str:
    """Return the SHA-256 that names exactly these texts."""
    seal = hashlib.sha256()
    for name in sorted(texts):
        seal.update(name.encode() + b"\0" + texts[name].encode("utf-8", "replace") + b"\0")
    return seal.hexdigest()


def parse(pack_id: str, texts: Mapping[str, str]) -> tuple[Policy | None, list[Problem]]:
    """Turn a pack's files, given as text by path inside the pack, into a policy.

    The policy is None where a file is missing or cannot be read at all. A policy
    that comes with problems must not be used: `rules.compile.load` refuses it.
    """
    opened = {name: _open(pack_id, name, texts) for name in FILES}
    if any(file.problems for file in opened.values()):
        return None, [each for file in opened.values() for each in file.problems]
    policy = _policy(opened, texts)
    problems = [each for file in opened.values() for each in file.problems]
    return policy, problems


def _open(pack_id: str, name: str, texts: Mapping[str, str]) -> File:
    path = f"{name}.toml"
    shown = f"{pack_id}/{path}"
    text = texts.get(path)
    if text is None:
        file = File(shown, "", {})
        file.note("missing_file")
        return file
    data, problems = read_toml(shown, text)
    return File(shown, text, data, problems)


def _policy(opened: Mapping[str, File], texts: Mapping[str, str]) -> Policy:
    head = Entry(opened["pack"], "", 0, opened["pack"].data)
    stages = {each.id: each.words("name") for each in opened["pack"].entries("stage")}
    lines = {each.id: each.words("name") for each in opened["pack"].entries("line")}
    names_of_rulings = {each.id: each.words("name") for each in opened["pack"].entries("ruling")}
    counsel = {each.id: each for each in pack_words.counsel_points(opened["pack"])}
    facts = {each.id: _fact(each, stages) for each in opened["facts"].entries("fact")}
    values: Values = {name: (*spec.values, UNKNOWN) for name, spec in facts.items() if spec.kind == "choice"}
    layers = head.names("layers")
    ladder = tuple(pack_words.rung(each) for each in opened["ladder"].entries("rung"))
    rungs = frozenset(each.id for each in ladder)
    sources = {each.id: pack_words.source(each) for each in opened["sources"].entries("source")}
    told = _RuleWords(facts, values, frozenset(lines) | {UNKNOWN}, layers, frozenset(sources), rungs, frozenset(counsel))
    dates = frozenset(name for name, spec in facts.items() if spec.kind == "date")
    texts_by_id = pack_words.texts(opened["script"], texts)
    basis = head.choice("basis", dates)
    undecided = Entry(opened["pack"], "undecided", 0, opened["pack"].data.get("undecided", {}))
    keys = pack_words.date_keys(opened["pack"], dates)
    for name in ("stage", "line", "ruling", "counsel", "undecided", "names", "date_keys", "bill_needs"):
        head.read.add(name)
    policy = Policy(
        id=head.text("id"),
        version=head.text("version"),
        title=head.words("title"),
        notice=head.words("notice"),
        verified_through=pack_words.due_day(head, "verified_through"),
        reviewed_by=head.text("reviewed_by", ""),
        stages=stages,
        layers=layers,
        lines=lines,
        basis=basis,
        date_keys=keys,
        undecided=told.rule(undecided, undecided=True),
        names=pack_words.names(opened["pack"]),
        rulings={Ruling(name): said for name, said in names_of_rulings.items() if name in RULINGS},
        facts=facts,
        rules=tuple(told.rule(each) for each in opened["rules"].entries("rule")),
        nevers=tuple(told.never(each) for each in opened["rules"].entries("never")),
        actions=tuple(told.action(each) for each in opened["actions"].entries("action")),
        sources=sources,
        arguments=tuple(pack_words.argument(each, values, sources) for each in opened["arguments"].entries("argument")),
        ladder=ladder,
        desks=tuple(pack_words.consult_desk(each) for each in opened["ladder"].entries("desk")),
        taboos=tuple(pack_words.taboo(each, values) for each in opened["taboo"].entries("taboo")),
        blocks=tuple(
            pack_words.block(each, values, frozenset(lines), sources, texts_by_id)
            for each in opened["script"].entries("block")
        ),
        texts=texts_by_id,
        counsel=counsel,
        taxes=tuple(pack_words.tax(each) for each in opened["amounts"].entries("tax", named=False)),
        bill_needs=head.test(values, "bill_needs"),
        digest=digest(texts),
    )
    _rulings_named(head, policy)
    head.close()
    return policy


def _rulings_named(head: Entry, policy: Policy) -> None:
    for ruling in Ruling:
        if ruling not in policy.rulings:
            head.note("missing", f"ruling {ruling}")


def _fact(entry: Entry, stages: Mapping[str, Words]) -> FactSpec:
    kind = entry.choice("kind", KINDS)
    derived = entry.text("derived", "")
    if derived and derived not in DERIVATIONS:
        entry.note("not_allowed", "derived", found=derived, near=near(derived, DERIVATIONS))
    entry.read.add("value")
    values, names, odds = _values(entry)
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
        inputs=entry.names("inputs"),
        inert=entry.flag("inert"),
        none_yet=entry.flag("none_yet"),
        cost_seconds=entry.number("cost_seconds", 10),
        asked_in=entry.choice("asked_in", stages, stage),
        gate=entry.flag("gate"),
        usual=entry.choice("usual", EVIDENCE, "record"),
        odds=odds,
        exists_from=pack_words.days_by_name(entry, "exists_from"),
    )


def _values(entry: Entry) -> tuple[tuple[str, ...], dict[str, Words], dict[str, int]]:
    ids: list[str] = []
    names: dict[str, Words] = {}
    odds: dict[str, int] = {}
    listed = entry.table.get("value", [])
    for nth, table in enumerate(listed if isinstance(listed, list) else []):
        value = Entry(entry.file, "fact.value", nth, table if isinstance(table, dict) else {})
        if value.id in names or value.id == UNKNOWN:
            entry.note("duplicate", "value", found=value.id)
        ids.append(value.id)
        names[value.id] = value.words("name")
        odds[value.id] = max(1, value.number("odds", 1))
        value.close()
    return tuple(ids), names, odds


class _RuleWords:
    """Reads rules, promises and actions, knowing every name they may use."""

    def __init__(  # noqa: PLR0913  # the closed lists a rule is checked against
        self,
        facts: Mapping[str, FactSpec],
        values: Values,
        lines: frozenset[str],
        layers: Collection[str],
        sources: frozenset[str],
        rungs: frozenset[str],
        counsel: frozenset[str],
    ) -> None:
        self._facts, self._values, self._lines = facts, values, lines
        self._layers, self._sources, self._rungs, self._counsel = layers, sources, rungs, counsel

    def rule(self, entry: Entry, *, undecided: bool = False) -> Rule:
        """Read a rule; the one for the undecided case has no line and no layer."""
        since, until = entry.days()
        when = entry.test(self._values)
        for name in when:
            if self._facts[name].inert:
                entry.note("inert_in_rule", f"when.{name}", found=name)
        ruling = entry.choice("ruling", RULINGS)
        cites = entry.names("cites", self._sources)
        if not cites and ruling != Ruling.UNTOUCHED:
            entry.note("missing", "cites")
        return Rule(
            id=entry.id,
            line="" if undecided else entry.choice("line", self._lines),
            layer="" if undecided else entry.choice("layer", self._layers),
            ruling=Ruling(ruling) if ruling in RULINGS else Ruling.HOLD,
            when=when,
            cites=cites,
            reason=entry.words("reason"),
            since=since,
            until=until,
            rung=entry.choice("rung", self._rungs, "") or None,
            counsel=entry.names("counsel", self._counsel),
        )

    def never(self, entry: Entry) -> Never:
        """Read a promise that the proof must keep."""
        return Never(
            id=entry.id,
            line=entry.choice("line", self._lines),
            rulings=frozenset(Ruling(each) for each in entry.names("rulings", RULINGS)),
            when=entry.test(self._values),
            says=entry.words("says"),
            before=entry.day("before"),
        )

    def action(self, entry: Entry) -> Action:
        """Read an action; inert facts may stand in its conditions."""
        return Action(
            id=entry.id,
            title=entry.words("title"),
            do=entry.words("do"),
            when=entry.test(self._values),
            rulings=frozenset(entry.names("rulings", RULINGS_OR_OPEN)) or None,
            rung=entry.choice("rung", self._rungs, "") or None,
            report=entry.choice("report", self._rungs, "") or None,
        )
