"""JSON from strangers: read strictly, refused with a reason, never a traceback."""

from __future__ import annotations

import json
from typing import Any

from assistant.rules.clean import clean
from assistant.rules.problems import Problem, problem

SHOWN_MAX = 80
DIGITS_MAX = 15


class _Twice(ValueError):
    """A key stands twice in one JSON object; which of them was meant is not ours to guess."""


def parse_json(text: str, place: str, line: int) -> tuple[Any, Problem | None]:
    """Return what the JSON says, or the problem with it. NaN and doubled keys are refused."""
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant, parse_int=_int), None
    except _Twice as error:
        return None, problem("duplicate_key", place, line, found=clean(str(error), SHOWN_MAX))
    except (ValueError, RecursionError) as error:
        return None, problem("broken_json", place, line, detail=clean(str(error), SHOWN_MAX))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Twice(key)
        found[key] = value
    return found


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _int(digits: str) -> int:
    if len(digits) > DIGITS_MAX:
        raise ValueError(f"a number of {len(digits)} digits")
    return int(digits)
