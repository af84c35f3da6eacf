"""Rules from a table of another engine as TOML, for an author to complete."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assistant.rules.export.dmn_rules import Converted
from assistant.rules.export.layout import Cell
from assistant.rules.export.printed import words
from assistant.rules.export.toml_edit import key_text, literal
from assistant.rules.policy import Rule, Words


def draft(made: Iterable[Converted], lang: str) -> str:
    """Return converted tables as TOML for an author to complete: what is missing, `pack check` names."""
    parts: list[str] = []
    for each in made:
        parts += [f"# {words()['draft'].of(lang)}: {', '.join(each.layers)}", ""]
        for spec in each.facts:
            parts += _entry(
                "fact", {"id": spec.id, "stage": spec.stage, "kind": spec.kind, **_said("label", spec.label)}
            )
            for value in spec.values:
                parts += _entry("fact.value", {"id": value, **_said("name", spec.names[value])})
        for rule in each.rules:
            parts += _entry("rule", _keys(rule))
    return "\n".join(parts)


def _keys(rule: Rule) -> dict[str, Cell]:
    return {
        "id": rule.id,
        "line": rule.line,
        "layer": rule.layer,
        "ruling": rule.ruling.value,
        "from": rule.since,
        "until": rule.until,
        **{f"when.{name}": tuple(sorted(values)) for name, values in rule.when.items()},
        "rung": rule.rung,
        "cites": rule.cites,
        **_said("reason", rule.reason),
    }


def _said(key: str, said: Words) -> dict[str, Cell]:
    return {f"{key}.{lang}": said.of(lang) for lang in ("ja", "en") if said.of(lang)}


def _entry(header: str, keys: Mapping[str, Cell]) -> list[str]:
    return [f"[[{header}]]", *(f"{key_text(key)} = {literal(each)}" for key, each in keys.items() if each), ""]
