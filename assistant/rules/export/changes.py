"""What somebody changed in a sheet, row by row, and the same change made in the pack's own files."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.rules.export.csv_text import survived
from assistant.rules.export.grid import Page
from assistant.rules.export.layout import (
    FACTS,
    Cell,
    Kind,
    Row,
    Sheet,
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
    """One row of a sheet: new (no `was`), gone (no `now`), or other than it was in the keys named."""

    sheet: Sheet
    file: str  # of the pack, where the row stands or is to stand
    row: str
    was: Row | None
    now: Row | None
    keys: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """What became of the row."""
        return "added" if self.was is None else "removed" if self.now is None else "changed"


def changes(pages: Sequence[Page], texts: Mapping[str, str], *, japanese: bool = False) -> list[Change]:
    """Return how pages differ from the pack. A page that was not handed in, and a column taken out, say nothing.

    With `japanese` the pages went through Shift_JIS: what that cannot hold did not change.
    """
    found: list[Change] = []
    for page in sorted(pages, key=lambda each: PARENTS.index(each.sheet.name)):
        gone = {each.row for each in found if each.sheet.name == "facts" and each.kind == "removed"}
        at = {name: file for file in parts(page.sheet, texts) for name in rows_of(page.sheet, texts[file])}
        old = rows(page.sheet, texts)
        for name, row in page.rows.items():
            was = old.get(name)
            if was is None:
                found.append(Change(page.sheet, _home(page.sheet, texts, row), name, None, row))
            elif keys := tuple(key for key in page.columns if not _same(was[key], row[key], japanese=japanese)):
                found.append(Change(page.sheet, at[name], name, was, row, keys))
        found.extend(
            Change(page.sheet, at[name], name, was, None)
            for name, was in old.items()
            if name not in page.rows and was.get(page.sheet.within) not in gone
        )
    return found


def _home(sheet: Sheet, texts: Mapping[str, str], row: Row) -> str:
    """Return the file a new row belongs into: a value into that of its fact, everything else into the first."""
    if sheet.within:
        for file in parts(sheet, texts):
            if row[sheet.within] in rows_of(FACTS, texts[file]):
                return file
    return sheet.file


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
        if _index(change.sheet, edited) == wanted:
            return edited
    return None


Index = dict[str, dict[str, Any]]


def _index(sheet: Sheet, text: str) -> Index | None:
    """Return what a file means, by row id: nothing may be lost, and the order means nothing."""
    try:
        return _indexed(sheet, tomllib.loads(text))
    except ValueError:
        return None


def _indexed(sheet: Sheet, data: Mapping[str, Any]) -> Index:
    """Return the entries of a sheet by row id, each with all it holds, and the rest of the file."""
    outer = sheet.header.partition(".")[0]
    found: Index = {"": {key: value for key, value in data.items() if key != outer}}
    for parent, entry in entries(sheet, data):
        found[sheet.row_id({**entry, sheet.within: parent})] = _plain(sheet, entry)
    if sheet.within:
        found["."] = {each["id"]: {k: v for k, v in each.items() if k != "value"} for each in data[outer]}
    return found


def _plain(sheet: Sheet, entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry with dotted keys, and those of the sheet by what they mean."""
    flat: dict[str, Any] = {}
    for key, value in entry.items():
        if isinstance(value, dict):
            flat.update({f"{key}.{inner}": each for inner, each in value.items()})
        else:
            flat[key] = value
    told = {key: canonical(sheet.columns[key], each) if key in sheet.columns else each for key, each in flat.items()}
    return {key: each for key, each in told.items() if each is not None}


def _meant(change: Change, data: Mapping[str, Any]) -> Index:
    """Return what the file shall mean after a change."""
    index = _indexed(change.sheet, data)
    if change.now is None:
        del index[change.row]
        return index
    entry = dict(index.get(change.row, {}))
    for key in change.keys or change.sheet.keys:
        entry[key] = change.now.get(key)
    index[change.row] = {key: each for key, each in entry.items() if each is not None}
    return index


def _nth(sheet: Sheet, text: str, row: str) -> int:
    listed = entries(sheet, tomllib.loads(text))
    return next(at for at, (parent, each) in enumerate(listed) if sheet.row_id({**each, sheet.within: parent}) == row)


def _spelt(policy: Policy, sheet: Sheet, key: str, value: Cell) -> Cell:
    """Return a value as it is written: values of a condition stand in the order of the pack."""
    if sheet.columns[key] is not Kind.SET or not isinstance(value, tuple):
        return value
    listed = values_of(policy, key)
    return tuple(sorted(value, key=lambda each: listed.index(each) if each in listed else len(listed)))


def _by_key(policy: Policy, text: str, change: Change) -> str:
    edit, nth, now = Text(text), _nth(change.sheet, text, change.row), change.now or {}
    for key in change.keys:
        before = change.sheet.keys[: change.sheet.keys.index(key)]
        edit.set(change.sheet.header, nth, key, _spelt(policy, change.sheet, key, now[key]), before)
    return str(edit)


def _anew(policy: Policy, text: str, change: Change) -> str:
    edit, nth = Text(text), _nth(change.sheet, text, change.row)
    meant = _meant(change, tomllib.loads(text))[change.row]
    keys = {
        key: _spelt(policy, change.sheet, key, each) if key in change.sheet.columns else each
        for key, each in meant.items()
        if key != "value"
    }
    edit.rewrite(change.sheet.header, nth, keys)
    return str(edit)


def _whole(policy: Policy, text: str, change: Change) -> str:
    edit, sheet = Text(text), change.sheet
    if change.now is None:
        edit.remove(sheet.header, _nth(sheet, text, change.row))
        return str(edit)
    now = {key: _spelt(policy, sheet, key, change.now.get(key)) for key in sheet.keys}
    edit.add(sheet.header, now, _neighbour(text, change))
    return str(edit)


def _neighbour(text: str, change: Change) -> tuple[str, int] | None:
    """Return the entry a new one stands behind: the last of its layer, of its fact, or of its file."""
    sheet, now = change.sheet, change.now or {}
    listed = list(enumerate(entries(sheet, tomllib.loads(text))))
    kin = [at for at, (parent, each) in listed if _kin(sheet, parent, each, now)]
    if kin:
        return sheet.header, kin[-1]
    if sheet.within:
        outer = sheet.header.partition(".")[0]
        facts = [each["id"] for each in tomllib.loads(text)[outer]]
        return outer, facts.index(now[sheet.within])
    return (sheet.header, listed[-1][0]) if listed else None


def _kin(sheet: Sheet, parent: str, each: Mapping[str, Any], now: Row) -> bool:
    if sheet.within:
        return parent == now[sheet.within]
    return sheet.name == "rules" and (each.get("line"), each.get("layer")) == (now.get("line"), now.get("layer"))


def shown(change: Change, key: str) -> tuple[str, str, str]:
    """Return a key, what it was and what it is, as text."""
    return key, _told((change.was or {}).get(key)), _told((change.now or {}).get(key))


def _told(value: Cell) -> str:
    return ", ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
