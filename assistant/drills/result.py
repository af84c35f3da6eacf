"""The result of one finished drill, as it is kept and reported: values alone, to JSON and back. Pure.

It names the trainee and what was scored, and nothing of what was typed or heard.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

VERSION = 1
MODES = ("guided", "exam", "pair", "auto")
"""How a drill is played: with the assistant's help, without it, against a trainer, or by an autopilot."""

NAME_MAX = 200
LIST_MAX = 500


class NotAResult(ValueError):
    """What was read is no result of a drill; it says which field is wrong."""


@dataclass(frozen=True, slots=True)
class PartPoints:
    """The points of one part of a score, such as `ruling`, `must`, `words` or `time`."""

    got: int
    of: int


@dataclass(frozen=True, slots=True)
class DrillResult:
    """What one finished drill came to."""

    scenario: str
    mode: str  # one of MODES
    trainee: str
    started_at: datetime  # with its zone
    seconds: int  # on the call clock, pauses left out
    score: int  # 0 to 100, hints and wrong cards taken off
    passed: bool
    parts: Mapping[str, PartPoints]
    critical: tuple[str, ...]  # what fails a drill whatever the points
    learned: Mapping[str, bool]  # learning point to passed or failed
    taboos: tuple[str, ...]  # what must not be said and was, by its id, as often as it was
    unsaid: tuple[str, ...]  # what has to be heard and was not, by its name
    hints: int
    pack: str = ""
    pack_version: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the result as JSON values."""
        told = asdict(self)
        named = {"started_at": self.started_at.isoformat(), "parts": {k: asdict(v) for k, v in self.parts.items()}}
        lists = {name: list(told[name]) for name in ("critical", "taboos", "unsaid")}
        return {"v": VERSION, **told, **named, **lists, "learned": dict(self.learned)}


def from_json(told: Any) -> DrillResult:  # noqa: ANN401  # whatever a program wrote
    """Return the result that was written so, or raise NotAResult. Fields not known are passed over."""
    if not isinstance(told, dict) or told.get("v") != VERSION:
        raise NotAResult("v")
    return DrillResult(
        scenario=_name(told, "scenario"),
        mode=_mode(told),
        trainee=_name(told, "trainee"),
        started_at=_moment(told),
        seconds=_number(told, "seconds", 10**9),
        score=_number(told, "score", 100),
        passed=_bool("passed", told.get("passed")),
        parts={_text("parts", k): _part(v) for k, v in _table(told, "parts").items()},
        critical=_names(told, "critical"),
        learned={_text("learned", k): _bool("learned", v) for k, v in _table(told, "learned").items()},
        taboos=_names(told, "taboos"),
        unsaid=_names(told, "unsaid"),
        hints=_number(told, "hints", 10**6),
        pack=_name(told, "pack"),
        pack_version=_name(told, "pack_version"),
    )


def _text(field: str, given: object) -> str:
    if not isinstance(given, str) or len(given) > NAME_MAX:
        raise NotAResult(field)
    return given


def _name(told: Mapping[str, object], field: str) -> str:
    return _text(field, told.get(field))


def _mode(told: Mapping[str, object]) -> str:
    mode = _name(told, "mode")
    if mode not in MODES:
        raise NotAResult("mode")
    return mode


def _moment(told: Mapping[str, object]) -> datetime:
    try:
        moment = datetime.fromisoformat(_name(told, "started_at"))
    except ValueError as error:
        raise NotAResult("started_at") from error
    if moment.tzinfo is None:
        raise NotAResult("started_at")
    return moment


def _number(told: Mapping[str, object], field: str, most: int) -> int:
    given = told.get(field)
    if not isinstance(given, int) or isinstance(given, bool) or not 0 <= given <= most:
        raise NotAResult(field)
    return given


def _bool(field: str, given: object) -> bool:
    if not isinstance(given, bool):
        raise NotAResult(field)
    return given


def _table(told: Mapping[str, object], field: str) -> dict[object, object]:
    given = told.get(field)
    if not isinstance(given, dict) or len(given) > LIST_MAX:
        raise NotAResult(field)
    return given


def _names(told: Mapping[str, object], field: str) -> tuple[str, ...]:
    given = told.get(field)
    if not isinstance(given, list) or len(given) > LIST_MAX:
        raise NotAResult(field)
    return tuple(_text(field, each) for each in given)


def _part(given: object) -> PartPoints:
    if not isinstance(given, dict):
        raise NotAResult("parts")
    return PartPoints(_number(given, "got", 10**6), _number(given, "of", 10**6))
