"""What a house lays over a pack: its names, its ladder, and rules in a layer of their own. Data only.

A house sets who is asked and by what name the company goes; it adds no rung and no fact,
and it takes nothing away. Its rules stand before the first layer that bills.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from assistant.rules.entries import Entry, File
from assistant.rules.problems import near
from assistant.rules.toml_text import read_toml

LAYER = "house"
NAMES, LADDER, RULES = "house/house.toml", "house/ladder.toml", "rules_house.toml"
_RUNG = frozenset({"id", "role", "people", "address", "hours", "days_to_answer"})
_DESK = frozenset({"id", "name", "what", "contact"})
_HOUSE = frozenset({"names", "note"})


def lay_over(opened: Mapping[str, File], texts: Mapping[str, str]) -> None:
    """Lay what stands under `house/` over the files of a pack; what is wrong with it is noted there."""
    if NAMES in texts:
        _names(opened["pack"], _file(opened["pack"], NAMES, texts))
    if LADDER in texts:
        _ladder(opened["ladder"], _file(opened["ladder"], LADDER, texts))
    if RULES in texts:
        _rules(opened)


def _file(base: File, path: str, texts: Mapping[str, str]) -> File:
    data, problems = read_toml(path, texts[path])
    file = File(path, texts[path], data, problems)
    base.more = (*base.more, File(path, "", {}, file.problems))
    return file


def _names(pack: File, house: File) -> None:
    for key in house.data.keys() - _HOUSE:
        house.note("unknown_key", key=key, near=near(key, _HOUSE))
    given = house.data.get("names", {})
    entry = Entry(house, "names", 0, given if isinstance(given, dict) else {}, named=False)
    told = {name: dict(entry.table[name]) for name in ("company", "operator") if entry.has(name) and _said(entry, name)}
    entry.close()
    pack.data = {**pack.data, "names": {**pack.data.get("names", {}), **told}}


def _said(entry: Entry, name: str) -> bool:
    said = entry.words(name)
    return bool(said.ja and said.en)


def _ladder(ladder: File, house: File) -> None:
    for key in house.data.keys() - {"rung", "desk"}:
        house.note("unknown_key", key=key, near=near(key, ("rung", "desk")))
    merged = dict(ladder.data)
    for header, keys in (("rung", _RUNG), ("desk", _DESK)):
        given = {each.id: _own(each, keys) for each in house.entries(header)}
        known = ladder.ids(header)
        for name in given.keys() - known:
            house.note("not_allowed", key=f"{header} id", found=name, near=near(name, known))
        listed = merged.get(header, [])
        merged[header] = [{**each, **given.get(str(each.get("id")), {})} for each in listed if isinstance(each, dict)]
    ladder.data = merged


def _own(entry: Entry, keys: Collection[str]) -> dict[str, Any]:
    entry.read.update(keys)
    return {key: value for key, value in entry.table.items() if key in keys}


def _rules(opened: Mapping[str, File]) -> None:
    rules = opened["rules"]
    billing = {str(each.get("layer")) for each in _tables(rules, "rule") if each.get("ruling") == "bill"}
    layers = opened["pack"].data.get("layers", [])
    if not isinstance(layers, list):
        return
    at = next((nth for nth, name in enumerate(layers) if name in billing), len(layers))
    opened["pack"].data = {**opened["pack"].data, "layers": [*layers[:at], LAYER, *layers[at:]]}
    for file in rules.more:
        if file.name.endswith(f"/{RULES}"):
            file.data = {**file.data, "rule": [{"layer": LAYER, **each} for each in _tables(file, "rule")]}


def _tables(file: File, header: str) -> list[dict[str, Any]]:
    found = file.data.get(header, [])
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
