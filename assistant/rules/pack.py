"""Packs: a folder of texts becomes a Policy and the problems found on the way. Never throws."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from assistant.rules import pack_reactions, pack_rules, pack_words
from assistant.rules.entries import Entry, File
from assistant.rules.facts import UNKNOWN
from assistant.rules.over import lay_over
from assistant.rules.pack_roles import read_roles
from assistant.rules.pack_texts import Texts
from assistant.rules.policy import FactSpec, Policy, Ruling, Words
from assistant.rules.problems import Problem
from assistant.rules.toml_text import BYTES_MAX, RULES_BYTES_MAX, goes_on, read_toml

FILES = (
    "pack",
    "facts",
    "rules",
    "actions",
    "sources",
    "amounts",
    "arguments",
    "ladder",
    "taboo",
    "script",
    "reactions",
)
Values = Mapping[str, Collection[str]]
Parts = dict[str, Any]
"""Fields of a policy, by name."""


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
    if any(file.all_problems for file in opened.values()):
        return None, [each for file in opened.values() for each in file.all_problems]
    lay_over(opened, texts)
    policy = _policy(opened, texts)
    problems = [each for file in opened.values() for each in file.all_problems]
    return policy, problems


def _open(pack_id: str, name: str, texts: Mapping[str, str]) -> File:
    path = f"{name}.toml"
    shown = f"{pack_id}/{path}"
    text = texts.get(path)
    if text is None:
        file = File(shown, "", {})
        file.note("missing_file")
        return file
    more = tuple(_read(pack_id, each, texts[each]) for each in sorted(texts) if goes_on(path, each))
    return replace(_read(pack_id, path, text), more=more)


def _read(pack_id: str, path: str, text: str) -> File:
    data, problems = read_toml(f"{pack_id}/{path}", text, RULES_BYTES_MAX if path == "rules.toml" else BYTES_MAX)
    return File(f"{pack_id}/{path}", text, data, problems)


def _policy(opened: Mapping[str, File], texts: Mapping[str, str]) -> Policy:
    head = Entry(opened["pack"], "", 0, opened["pack"].data)
    stages, lines = _named(opened["pack"], "stage"), _named(opened["pack"], "line")
    known = opened["facts"].ids("fact")
    facts = {each.id: pack_rules.fact(each, stages, known) for each in opened["facts"].entries("fact")}
    values = {name: (*spec.values, UNKNOWN) for name, spec in facts.items() if spec.kind == "choice"}
    policy = Policy(
        **_head(head, opened["pack"], facts, values),
        **_words(opened, texts, lines, facts, values),
        **_rules(opened, head, facts, values, lines),
        stages=stages,
        lines=lines,
        facts=facts,
        roles=read_roles(opened["pack"], head, facts, values, lines),
        digest=digest(texts),
    )
    for ruling in Ruling:
        if ruling not in policy.rulings and ruling in {Ruling.HOLD, *(rule.ruling for rule in policy.rules)}:
            head.note("missing", f"ruling {ruling}")
    head.close()
    return policy


def _ruled(file: File) -> frozenset[str]:
    """Return the rulings the rules come to, right or wrong."""
    found = [each.data.get("rule", []) for each in (file, *file.more)]
    listed = [rule for rules in found if isinstance(rules, list) for rule in rules]
    return frozenset(str(rule.get("ruling")) for rule in listed if isinstance(rule, dict))


def _named(file: File, header: str) -> dict[str, Words]:
    return {each.id: each.words("name") for each in file.entries(header)}


def _head(head: Entry, file: File, facts: Mapping[str, FactSpec], values: Values) -> Parts:
    dates = frozenset(name for name, spec in facts.items() if spec.kind == "date")
    head.read.update(
        ("borrows", "stage", "line", "ruling", "tone", "counsel", "undecided", "expired", "names", "date_keys")
    )
    rulings = _named(file, "ruling")
    pack_words.triggers(head)
    return {
        "id": head.text("id"),
        "version": head.text("version"),
        "title": head.words("title"),
        "notice": head.words("notice"),
        "verified_through": pack_words.due_day(head, "verified_through"),
        "reviewed_by": _unsigned(head),
        "expires": head.day("expires"),
        "layers": head.names("layers"),
        "basis": head.choice("basis", dates),
        "date_keys": pack_words.date_keys(file, dates),
        "names": pack_words.names(file),
        "tones": pack_words.tones(file),
        "rulings": {Ruling(name): said for name, said in rulings.items() if name in pack_rules.RULINGS},
        "bill_needs": head.test(values, "bill_needs"),
    }


def _unsigned(head: Entry) -> str:
    """Return nobody: a name typed into the pack is no signature."""
    by_hand = head.text("reviewed_by", "")
    if by_hand:
        head.note("signed_by_hand", "reviewed_by", found=by_hand)
    return ""


def _words(
    opened: Mapping[str, File],
    texts: Mapping[str, str],
    lines: Collection[str],
    facts: Mapping[str, FactSpec],
    values: Values,
) -> Parts:
    sources = {each.id: pack_words.source(each) for each in opened["sources"].entries("source")}
    spoken = Texts(opened["script"], texts, [name for name, spec in facts.items() if spec.kind == "date"])
    said = spoken.pairs()
    arguments, blocks = opened["arguments"].entries("argument"), opened["script"].entries("block")
    charged = (*lines, UNKNOWN)
    return {
        "sources": sources,
        "texts": said,
        "arguments": tuple(pack_words.argument(each, values, sources) for each in arguments),
        "blocks": tuple(pack_words.block(each, values, charged, sources, spoken, said) for each in blocks),
        "cushions": pack_reactions.cushions(opened["script"]),
        "reactions": pack_reactions.reactions(
            opened["reactions"], values, charged, sources, spoken, said, _ruled(opened["rules"])
        ),
        "taboos": tuple(pack_words.taboo(each, values) for each in opened["taboo"].entries("taboo")),
        "ladder": tuple(pack_words.rung(each) for each in opened["ladder"].entries("rung")),
        "desks": tuple(pack_words.consult_desk(each) for each in opened["ladder"].entries("desk")),
        "taxes": pack_words.taxes(opened["amounts"]),
        "counsel": {each.id: each for each in pack_words.counsel_points(opened["pack"])},
    }


def _rules(
    opened: Mapping[str, File], head: Entry, facts: Mapping[str, FactSpec], values: Values, lines: Collection[str]
) -> Parts:
    told = pack_rules.Reader(
        facts=facts,
        values=values,
        lines=frozenset(lines) | {UNKNOWN},
        layers=head.names("layers"),
        sources=opened["sources"].ids("source"),
        rungs=opened["ladder"].ids("rung"),
        counsel=opened["pack"].ids("counsel"),
    )
    return {
        "undecided": told.spare(opened["pack"], "undecided"),
        "expired": told.spare(opened["pack"], "expired"),
        "rules": tuple(told.rule(each) for each in opened["rules"].entries("rule")),
        "nevers": tuple(told.never(each) for each in opened["rules"].entries("never")),
        "actions": tuple(told.action(each) for each in opened["actions"].entries("action")),
    }
