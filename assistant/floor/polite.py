"""Polite: the words a supervisor begins an answer with. They are in polite.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from assistant.call import phrases
from assistant.call.case import ChargeLine
from assistant.floor.seen import Seen
from assistant.rules.roles import money_of


@cache
def _catalogue() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("assistant.floor").joinpath("polite.toml").read_text(encoding="utf-8"))


def polite(seen: Seen, says: str, lang: str) -> str:
    """Return what may be answered, with the charges named; one that is not decided by its id."""
    charges = _catalogue()["between"][lang].join(_charge(seen, each, lang) for each in seen.case.lines)
    return _catalogue()[says][lang].format(charges=charges)


def _charge(seen: Seen, line: ChargeLine, lang: str) -> str:
    if seen.policy is None:
        return line.option or line.id
    kind = seen.policy.lines.get(line.charge_line)
    name = line.option or (kind.of(lang) if kind else line.charge_line)
    amount = phrases.money(money_of(seen.policy), line.amount_yen, lang) if line.amount_yen is not None else ""
    return f"{name} {amount}".strip()
