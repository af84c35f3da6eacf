"""The roles of a pack, read and checked; and whether it has the facts the program itself works with."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from assistant.rules.entries import Entry, File
from assistant.rules.policy import FactSpec
from assistant.rules.roles import HOUSE, MONEY, Roles, Shown

Values = Mapping[str, Collection[str]]


def read_roles(
    file: File,
    head: Entry,
    facts: Mapping[str, FactSpec],
    values: Mapping[str, Collection[str]],
    lines: Collection[str],
) -> Roles:
    """Read `[roles]` and the `[[shown]]` of a pack."""
    head.read.update(("roles", "shown"))
    table = file.data.get("roles", {})
    entry = Entry(file, "roles", 0, table if isinstance(table, dict) else {}, named=False)
    dates = frozenset(name for name, spec in facts.items() if spec.kind == "date")
    found = Roles(
        disputed=entry.choice("disputed", lines),
        ordered=entry.choice("ordered", lines, ""),
        provider_error=entry.test(values, "provider_error"),
        corrected_on=entry.choice("corrected_on", dates, ""),
        carrier_claim=entry.text("carrier_claim", ""),
        no_reasons=entry.names("no_reasons", values),
        shown=tuple(_shown(each, values) for each in file.entries("shown", named=False)),
    )
    entry.close()
    for name, missing in _missing(facts):
        file.note("missing", key=f"fact {name}{missing}")
    if not any(not each.when for each in found.shown):
        file.note("missing", key="[[shown]]")
    return found


def _shown(entry: Entry, values: Mapping[str, Collection[str]]) -> Shown:
    return Shown(entry.test(values), entry.words("says"))


def _missing(facts: Mapping[str, FactSpec]) -> Iterator[tuple[str, str]]:
    for name, wanted in HOUSE.items():
        spec = facts.get(name)
        if spec is None:
            yield name, ""
            continue
        yield from ((name, f" = {value}") for value in sorted(wanted - set(spec.values)))
    if len([each for each in facts.values() if each.kind in MONEY and each.scope == "line"]) != 1:
        yield "amount", f" ({', '.join(MONEY)})"
