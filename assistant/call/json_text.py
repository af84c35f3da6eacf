"""JSON from strangers: read strictly, refused with a reason, never a traceback."""

from __future__ import annotations

import json
from typing import Any

from assistant.rules.clean import clean
from assistant.rules.problems import Problem, problem

SHOWN_MAX = 80
DIGITS_MAX = 15
DEPTH_MAX = 20

_NAMES = {dict: "object", list: "array", str: "string", bool: "true/false", type(None): "null"}


class _Twice(ValueError):
    """A key stands twice in one JSON object; which of them was meant is not ours to guess."""


def parse_json(text: str, place: str, line: int) -> tuple[Any, Problem | None]:
    """Return what the JSON says, or the problem with it. NaN and doubled keys are refused.

    `line` is that of the first line of the text; a mistake further down is told by its own.
    """
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant, parse_int=_int)
    except _Twice as error:
        return None, problem("duplicate_key", place, line, found=clean(str(error), SHOWN_MAX))
    except json.JSONDecodeError as error:
        detail = f"{error.msg}: column {error.colno}"
        return None, problem("broken_json", place, line + error.lineno - 1, detail=clean(detail, SHOWN_MAX))
    except ValueError as error:
        return None, problem("broken_json", place, line, detail=clean(str(error), SHOWN_MAX))
    except RecursionError:
        return None, problem("deep_json", place, line, most=DEPTH_MAX)
    return (None, problem("deep_json", place, line, most=DEPTH_MAX)) if _too_deep(found) else (found, None)


def json_name(value: object) -> str:
    """Return what JSON calls a value of this kind."""
    return _NAMES.get(type(value), "number")


def _too_deep(found: object) -> bool:
    level = [found]
    for _ in range(DEPTH_MAX):
        inside = (each.values() if isinstance(each, dict) else each for each in level if isinstance(each, (dict, list)))
        level = [value for values in inside for value in values]
    return bool(level)


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
