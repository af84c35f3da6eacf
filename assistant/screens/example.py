"""The case to practise on, opened with what the record would already hold."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING

from assistant.call.case import ChargeLine
from assistant.rules.facts import Evidence
from assistant.shelf import DEFAULT

if TYPE_CHECKING:
    from assistant.desk import Desk
    from assistant.seat import Seat


def open_example(seat: Seat, lang: str) -> Desk:
    """Open the example as a case marked as practice."""
    told = tomllib.loads(files("assistant.screens").joinpath("example.toml").read_text(encoding="utf-8"))
    lines = [
        ChargeLine(f"line-{at}", each["charge_line"], each["option"][lang], each.get("amount_yen"))
        for at, each in enumerate(told["line"], 1)
    ]
    desk = seat.new(lines, DEFAULT, example=True)
    for each in told["fact"]:
        desk.answer(each["id"], each["value"], Evidence(each["evidence"]))
    return desk
