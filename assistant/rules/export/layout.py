"""What a pack looks like as listings: one for rules, one for facts, one for the values of facts."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from assistant.rules.facts import UNKNOWN
from assistant.rules.pack import digest
from assistant.rules.policy import Policy

Cell = str | int | bool | date | tuple[str, ...] | None
"""What a cell means. None: the key is left out."""

Row = dict[str, Cell]
Rows = dict[str, Row]
"""Rows by their id. Their order means nothing."""

WHEN = "when."


class Kind(StrEnum):
    """How the text of a cell is read."""

    NAME = "name"
    PROSE = "prose"
    LIST = "list"
    SET = "set"  # a list whose order means nothing
    FLAG = "flag"
    NUMBER = "number"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Listing:
    """One listing, a leaf of a spreadsheet: where its rows stand in the pack, and its columns in their order."""

    name: str
    file: str
    header: str
    columns: Mapping[str, Kind]
    within: str = ""  # the column that names the entry a row is a part of

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that are keys of the entry itself."""
        return tuple(each for each in self.columns if each != self.within)

    def row_id(self, row: Mapping[str, Cell]) -> str:
        """Return the id a row keeps wherever it is moved to."""
        own = str(row["id"])
        return f"{row[self.within]}.{own}" if self.within else own


_WORDS = {f"{key}.{lang}": Kind.PROSE for key in ("label", "ask", "why") for lang in ("ja", "en")}

FACTS = Listing(
    "facts",
    "facts.toml",
    "fact",
    {
        **dict.fromkeys(("id", "stage", "kind", "scope", "derived"), Kind.NAME),
        "inputs": Kind.LIST,
        **dict.fromkeys(("asked_in", "usual"), Kind.NAME),
        "cost_seconds": Kind.NUMBER,
        **dict.fromkeys(("inert", "none_yet", "gate"), Kind.FLAG),
        **_WORDS,
    },
)
VALUES = Listing(
    "values",
    "facts.toml",
    "fact.value",
    {"fact": Kind.NAME, "id": Kind.NAME, "name.ja": Kind.PROSE, "name.en": Kind.PROSE, "odds": Kind.NUMBER},
    within="fact",
)


def rules_listing(policy: Policy) -> Listing:
    """Return the listing of rules: a column for every fact that a rule may look at."""
    tests = [each.id for each in policy.facts.values() if each.kind == "choice" and not each.inert]
    return Listing(
        "rules",
        "rules.toml",
        "rule",
        {
            **dict.fromkeys(("id", "line", "layer", "ruling"), Kind.NAME),
            **dict.fromkeys(("from", "until"), Kind.DAY),
            **{WHEN + each: Kind.SET for each in tests},
            "rung": Kind.NAME,
            **dict.fromkeys(("cites", "counsel"), Kind.LIST),
            **dict.fromkeys(("reason.ja", "reason.en"), Kind.PROSE),
        },
    )


def listings(policy: Policy) -> tuple[Listing, ...]:
    """Return the listings of a pack; facts come before what is written about them."""
    return (FACTS, VALUES, rules_listing(policy))


def entries(listing: Listing, data: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Walk the entries of a listing as TOML gives them, each with the entry it is a part of."""
    if not listing.within:
        yield from (("", each) for each in data.get(listing.header, []))
        return
    outer, _, inner = listing.header.partition(".")
    for each in data.get(outer, []):
        yield from ((each["id"], one) for one in each.get(inner, []))


def parts(listing: Listing, texts: Mapping[str, str]) -> tuple[str, ...]:
    """Return the files of a listing: rules.toml, and those it goes on in, such as rules_own.toml."""
    stem = listing.file.removesuffix(".toml")
    more = sorted(each for each in texts if each.startswith(f"{stem}_") and each.endswith(".toml"))
    return (listing.file, *(each for each in more if "/" not in each))


def rows(listing: Listing, texts: Mapping[str, str]) -> Rows:
    """Return the rows of a listing as they stand in the pack's files."""
    return {name: row for file in parts(listing, texts) for name, row in rows_of(listing, texts[file]).items()}


def rows_of(listing: Listing, text: str) -> Rows:
    """Return the rows of a listing that stand in one file."""
    found: Rows = {}
    for outer, entry in entries(listing, tomllib.loads(text)):
        row: Row = {
            key: canonical(kind, _at(entry, key)) for key, kind in listing.columns.items() if key != listing.within
        }
        if listing.within:
            row = {listing.within: outer, **row}
        found[listing.row_id(row)] = row
    return found


def canonical(kind: Kind, value: Any) -> Cell:  # noqa: ANN401  # whatever TOML holds
    """Return what a value of the pack means, so that two ways of writing it are one."""
    if value is None or value is False or value in ("", [], ()):
        return None
    if kind in {Kind.LIST, Kind.SET}:
        listed = value if isinstance(value, list | tuple) else [value]
        return tuple(sorted(set(listed))) if kind is Kind.SET else tuple(listed)
    told: Cell = value
    return told


def label(policy: Policy, key: str, lang: str) -> str:
    """Return what a column is called for people; a column of plain keys has no other name."""
    fact = policy.facts.get(key.removeprefix(WHEN)) if key.startswith(WHEN) else None
    return fact.label.of(lang) if fact else ""


def values_of(policy: Policy, key: str) -> tuple[str, ...]:
    """Return what may stand in a column of conditions, in the order of the pack."""
    fact = policy.facts.get(key.removeprefix(WHEN)) if key.startswith(WHEN) else None
    return (*fact.values, UNKNOWN) if fact else ()


def _at(entry: Mapping[str, Any], key: str) -> Any:  # noqa: ANN401  # whatever TOML holds
    head, _, rest = key.partition(".")
    value = entry.get(head)
    return value.get(rest) if rest and isinstance(value, dict) else None if rest else value


def mark(policy: Policy, texts: Mapping[str, str]) -> str:
    """Return what names exactly the files that listings are made of, so that an old listing is known as one."""
    files = {file: texts[file] for each in listings(policy) for file in parts(each, texts)}
    return f"pack {policy.id} {policy.version} {digest(files)[:12]}"
