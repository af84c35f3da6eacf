"""What somebody changed in a listing, row by row, and the same change made in the pack's own files."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.rules.export.csv_text import survived
from assistant.rules.export.grid import Returned
from assistant.rules.export.layout import (
    FACTS,
    Cell,
    Kind,
    Listing,
    Row,
    canonical,
    entries,
    parts,
    rows,
    rows_of,
    values_of,
)
from assistant.rules.export.toml_edit import Text
from assistant.rules.policy import Policy
from assistant.rules.problems import Problem, problem

PARENTS = ("facts", "values", "rules")


@dataclass(frozen=True, slots=True)
class Change:
    """One row of a listing: new (no `was`), gone (no `now`), or other than it was in the keys named."""

    listing: Listing
    file: str  # of the pack, where the row stands or is to stand
    row: str
    was: Row | None
    now: Row | None
    keys: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """What became of the row."""
        return "added" if self.was is None else "removed" if self.now is None else "changed"


def changes(returned: Sequence[Returned], texts: Mapping[str, str], *, japanese: bool = False) -> list[Change]:
    """Return how listings that came back differ from the pack.

    One that was not handed in, and a column taken out, say nothing.
    With `japanese` they went through Shift_JIS: what that cannot hold did not change.
    """
    found: list[Change] = []
    for came in sorted(returned, key=lambda each: PARENTS.index(each.listing.name)):
        gone = {each.row for each in found if each.listing.name == "facts" and each.kind == "removed"}
        at = {name: file for file in parts(came.listing, texts) for name in rows_of(came.listing, texts[file])}
        old = rows(came.listing, texts)
        for name, row in came.rows.items():
            was = old.get(name)
            if was is None:
                found.append(Change(came.listing, _home(came.listing, texts, row), name, None, row))
            elif keys := tuple(key for key in came.columns if not _same(was[key], row[key], japanese=japanese)):
                found.append(Change(came.listing, at[name], name, was, row, keys))
        found.extend(
            Change(came.listing, at[name], name, was, None)
            for name, was in old.items()
            if name not in came.rows and was.get(came.listing.within) not in gone
        )
    return found


def _home(listing: Listing, texts: Mapping[str, str], row: Row) -> str:
    """Return the file a new row belongs into: a value into that of its fact, everything else into the first."""
    if listing.within:
        for file in parts(listing, texts):
            if row[listing.within] in rows_of(FACTS, texts[file]):
                return file
    return listing.file


def _same(was: Cell, now: Cell, *, japanese: bool) -> bool:
    if japanese and isinstance(was, str) and isinstance(now, str):
        return survived(was, now)
    return was == now


def applied(policy: Policy, texts: Mapping[str, str], made: Sequence[Change]) -> tuple[dict[str, str], list[Problem]]:
    """Return the pack's files with the changes in them, or why they cannot be written."""
    new = dict(texts)
    problems: list[Problem] = []
    for change in made:
        before = new[change.file]
        try:
            after = _edited(policy, before, change)
        except (ValueError, IndexError, KeyError, StopIteration):
            after = None
        if after is None:
            problems.append(problem("cannot_edit", change.file, 0, change.row))
        else:
            new[change.file] = after
    return new, problems


def _edited(policy: Policy, text: str, change: Change) -> str | None:
    wanted = _meant(change, tomllib.loads(text))
    attempts = (_by_key, _anew) if change.kind == "changed" else (_whole,)
    for attempt in attempts:
        edited = attempt(policy, text, change)
        if _index(change.listing, edited) == wanted:
            return edited
    return None


Index = dict[str, dict[str, Any]]


def _index(listing: Listing, text: str) -> Index | None:
    """Return what a file means, by row id: nothing may be lost, and the order means nothing."""
    try:
        return _indexed(listing, tomllib.loads(text))
    except ValueError:
        return None


def _indexed(listing: Listing, data: Mapping[str, Any]) -> Index:
    """Return the entries of a listing by row id, each with all it holds, and the rest of the file."""
    outer = listing.header.partition(".")[0]
    found: Index = {"": {key: value for key, value in data.items() if key != outer}}
    for parent, entry in entries(listing, data):
        found[listing.row_id({**entry, listing.within: parent})] = _plain(listing, entry)
    if listing.within:
        found["."] = {each["id"]: {k: v for k, v in each.items() if k != "value"} for each in data[outer]}
    return found


def _plain(listing: Listing, entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry with dotted keys, and those of the listing by what they mean."""
    flat: dict[str, Any] = {}
    for key, value in entry.items():
        if isinstance(value, dict):
            flat.update({f"{key}.{inner}": each for inner, each in value.items()})
        else:
            flat[key] = value
    told = {
        key: canonical(listing.columns[key], each) if key in listing.columns else each for key, each in flat.items()
    }
    return {key: each for key, each in told.items() if each is not None}


def _meant(change: Change, data: Mapping[str, Any]) -> Index:
    """Return what the file shall mean after a change."""
    index = _indexed(change.listing, data)
    if change.now is None:
        del index[change.row]
        return index
    entry = dict(index.get(change.row, {}))
    for key in change.keys or change.listing.keys:
        entry[key] = change.now.get(key)
    index[change.row] = {key: each for key, each in entry.items() if each is not None}
    return index


def _nth(listing: Listing, text: str, row: str) -> int:
    listed = entries(listing, tomllib.loads(text))
    return next(
        at for at, (parent, each) in enumerate(listed) if listing.row_id({**each, listing.within: parent}) == row
    )


def _spelt(policy: Policy, listing: Listing, key: str, value: Cell) -> Cell:
    """Return a value as it is written: values of a condition stand in the order of the pack."""
    if listing.columns[key] is not Kind.SET or not isinstance(value, tuple):
        return value
    listed = values_of(policy, key)
    return tuple(sorted(value, key=lambda each: listed.index(each) if each in listed else len(listed)))


def _by_key(policy: Policy, text: str, change: Change) -> str:
    edit, nth, now = Text(text), _nth(change.listing, text, change.row), change.now or {}
    for key in change.keys:
        before = change.listing.keys[: change.listing.keys.index(key)]
        edit.set(change.listing.header, nth, key, _spelt(policy, change.listing, key, now[key]), before)
    return str(edit)


def _anew(policy: Policy, text: str, change: Change) -> str:
    edit, nth = Text(text), _nth(change.listing, text, change.row)
    meant = _meant(change, tomllib.loads(text))[change.row]
    keys = {
        key: _spelt(policy, change.listing, key, each) if key in change.listing.columns else each
        for key, each in meant.items()
        if key != "value"
    }
    edit.rewrite(change.listing.header, nth, keys)
    return str(edit)


def _whole(policy: Policy, text: str, change: Change) -> str:
    edit, listing = Text(text), change.listing
    if change.now is None:
        edit.remove(listing.header, _nth(listing, text, change.row))
        return str(edit)
    now = {key: _spelt(policy, listing, key, change.now.get(key)) for key in listing.keys}
    edit.add(listing.header, now, _neighbour(text, change))
    return str(edit)


def _neighbour(text: str, change: Change) -> tuple[str, int] | None:
    """Return the entry a new one stands behind: the last of its layer, of its fact, or of its file."""
    listing, now = change.listing, change.now or {}
    listed = list(enumerate(entries(listing, tomllib.loads(text))))
    kin = [at for at, (parent, each) in listed if _kin(listing, parent, each, now)]
    if kin:
        return listing.header, kin[-1]
    if listing.within:
        outer = listing.header.partition(".")[0]
        facts = [each["id"] for each in tomllib.loads(text)[outer]]
        return outer, facts.index(now[listing.within])
    return (listing.header, listed[-1][0]) if listed else None


def _kin(listing: Listing, parent: str, each: Mapping[str, Any], now: Row) -> bool:
    if listing.within:
        return parent == now[listing.within]
    return listing.name == "rules" and (each.get("line"), each.get("layer")) == (now.get("line"), now.get("layer"))


def shown(change: Change, key: str) -> tuple[str, str, str]:
    """Return a key, what it was and what it is, as text."""
    return key, _told((change.was or {}).get(key)), _told((change.now or {}).get(key))


def _told(value: Cell) -> str:
    return ", ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
