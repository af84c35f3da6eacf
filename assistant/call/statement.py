"""A case stated from outside, as JSON: read, checked against the pack, and made a Case.

In: {"id", "facts": {id: value | {"value", "evidence"}}, "charges": [{"id", "charge_line",
"option", an amount, …facts of the line}], "instructions": [{"by", "name", "channel",
"at", "says", "words"}], "today"}. Without charges there is one line of the kind in dispute.
A fact that is absent was not asked for; "unknown" was.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from assistant.call import phrases
from assistant.call.case import Case, ChargeLine
from assistant.call.events import Instructed
from assistant.call.json_text import json_name
from assistant.call.synonyms import CHANNELS, EVIDENCE, SAYS
from assistant.call.verdict import WRITTEN
from assistant.rules.clean import clean
from assistant.rules.dates import Reading, read_date
from assistant.rules.facts import NONE_YET, UNKNOWN, Evidence, Fact, Value
from assistant.rules.policy import FactSpec, Policy
from assistant.rules.problems import Problem, near, problem
from assistant.rules.roles import MONEY, money_of

TEXT_MAX = 2_000
ID_MAX = 80
LINES_MAX = 50
INSTRUCTIONS_MAX = 50
AMOUNT_MAX = 100_000_000
COUNT_MAX = 1_000_000
PERCENT_MAX = 100

_TOP = ("id", "facts", "charges", "instructions", "today", "pack")
_LINE = ("id", "charge_line", "option")
_INSTRUCTION = ("by", "name", "channel", "at", "says", "words")
_MOST = {**dict.fromkeys(MONEY, AMOUNT_MAX), "count": COUNT_MAX, "rate": PERCENT_MAX}


@dataclass(frozen=True, slots=True)
class Stated:
    """A case as it was stated, and what is wrong with the statement."""

    id: str
    case: Case
    today: date
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class _Reading:
    """One statement under reading: where it stands, and the problems found in it."""

    policy: Policy
    place: str
    line: int
    today: date
    problems: list[Problem] = field(default_factory=list)
    entry: str = ""

    def note(self, code: str, **values: object) -> None:
        """Note a problem with this statement."""
        self.problems.append(problem(code, self.place, self.line, self.entry, **values))

    def unknown_keys(self, given: Mapping[str, Any], allowed: tuple[str, ...]) -> None:
        """Note keys that nobody reads."""
        for key in sorted(given.keys() - set(allowed)):
            self.note("unknown_key", key=clean(key, ID_MAX), near=near(key, allowed))


def read_statement(policy: Policy, given: Any, place: str, line: int, now: date) -> Stated:  # noqa: ANN401  # JSON
    """Check one statement against the pack. Problems are returned; what is right is kept."""
    reading = _Reading(policy, place, line, now)
    if not isinstance(given, dict):
        reading.note("not_object", found=json_name(given))
        return Stated("", Case(), now, tuple(reading.problems))
    reading.entry = _name(reading, given, "id", "")
    reading.unknown_keys(given, _TOP)
    reading.today = _today(reading, given.get("today"), now)
    facts = dict(_facts(reading, _object(reading, given, "facts")))
    lines = tuple(_lines(reading, given, facts))
    case = Case(
        pack=policy.id,
        version=policy.version,
        facts=MappingProxyType({name: fact for name, fact in facts.items() if name not in _of_line(policy)}),
        lines=lines,
        instructions=tuple(_instructions(reading, given)),
    )
    return Stated(reading.entry, case, reading.today, tuple(reading.problems))


def as_known(policy: Policy, case: Case) -> Case:
    """Take everything that was not asked as unknown, as if nobody could find out more."""
    filled = {
        name: Fact(UNKNOWN)
        for name, spec in policy.facts.items()
        if spec.derived is None and not spec.inert and name not in case.facts
    }
    return Case(
        pack=case.pack,
        version=case.version,
        facts=MappingProxyType({**filled, **case.facts}),
        lines=case.lines,
        instructions=case.instructions,
        replies=case.replies,
    )


def _today(reading: _Reading, given: Any, now: date) -> date:  # noqa: ANN401  # JSON
    if given is None:
        return now
    value = _day(reading, "today", given)
    return date.fromisoformat(value) if value and value not in {UNKNOWN, NONE_YET} else now


def _object(reading: _Reading, given: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = given.get(key, {})
    if isinstance(value, dict):
        return value
    reading.note("wrong_type", key=key, found=json_name(value), wanted="{}")
    return {}


def _list(reading: _Reading, given: Mapping[str, Any], key: str, most: int) -> list[Mapping[str, Any]]:
    value = given.get(key, [])
    if not isinstance(value, list):
        reading.note("wrong_type", key=key, found=json_name(value), wanted="[]")
        return []
    if len(value) > most:
        reading.note("too_many_stated", key=key, found=len(value), most=most)
    kept: list[Mapping[str, Any]] = []
    for each in value[:most]:
        if isinstance(each, dict):
            kept.append(each)
        else:
            reading.note("wrong_type", key=key, found=json_name(each), wanted="{}")
    return kept


def _facts(reading: _Reading, given: Mapping[str, Any]) -> Iterator[tuple[str, Fact]]:
    known = reading.policy.facts
    for name, stated in given.items():
        spec = known.get(name)
        if spec is None:
            reading.note("unknown_fact", found=clean(name, ID_MAX), near=near(name, known))
            continue
        value, evidence = stated, None
        if isinstance(stated, dict):
            reading.unknown_keys(stated, ("value", "evidence"))
            value, evidence = stated.get("value"), _evidence(reading, name, stated.get("evidence"))
        read = _value(reading, spec, value)
        if read is not None:
            yield name, Fact(read, evidence)


def _evidence(reading: _Reading, name: str, given: Any) -> Evidence | None:  # noqa: ANN401  # JSON
    if given is None:
        return None
    allowed = (*(each.value for each in Evidence), *EVIDENCE)
    if not isinstance(given, str) or given not in allowed:
        reading.note("unknown_value", key=f"{name}.evidence", found=_shown(given), near=near(str(given), allowed))
        return None
    return Evidence(EVIDENCE.get(given, given))


def _value(reading: _Reading, spec: FactSpec, given: Any) -> Value | None:  # noqa: ANN401  # JSON
    if given == UNKNOWN:
        return UNKNOWN
    if spec.kind == "choice":
        allowed = (*spec.values, UNKNOWN)
        if isinstance(given, str) and given in allowed:
            return given
        meant = given if isinstance(given, str) else ""  # null is no misspelt "none": that is an answer
        reading.note("unknown_value", key=spec.id, found=_shown(given), near=near(meant, allowed))
        return None
    if spec.kind == "date":
        if given == NONE_YET and spec.none_yet:
            return NONE_YET
        return _day(reading, spec.id, given)
    return _number(reading, spec.id, given, _MOST[spec.kind])


def _number(reading: _Reading, key: str, given: Any, most: int) -> int | None:  # noqa: ANN401  # JSON
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= most:
        reading.note("bad_number", key=key, found=_shown(given), most=most)
        return None
    return given


def _day(reading: _Reading, key: str, given: Any) -> str | None:  # noqa: ANN401  # JSON
    if not isinstance(given, str):
        reading.note("bad_date", key=key, found=_shown(given), near="2011-10-19")
        return None
    read = read_date(given, reading.today)
    if isinstance(read, Reading):
        return read.day.isoformat()
    reading.note("bad_date", key=key, found=_shown(given), near=read)
    return None


def _lines(reading: _Reading, given: Mapping[str, Any], facts: Mapping[str, Fact]) -> Iterator[ChargeLine]:
    if given.get("charges", []) == []:
        kind, amount = facts.get("charge_line"), facts.get(money_of(reading.policy).id)
        yen = amount.value if amount and isinstance(amount.value, int) else None
        yield ChargeLine("1", str(kind.value) if kind else reading.policy.roles.disputed, "", yen)
        return
    charges = _list(reading, given, "charges", LINES_MAX)
    seen: set[str] = set()
    for nth, charge in enumerate(charges, 1):
        line = _line(reading, charge, str(nth))
        if line.id in seen:
            reading.note("duplicate", found=line.id)
            continue
        seen.add(line.id)
        yield line


def _line(reading: _Reading, charge: Mapping[str, Any], nth: str) -> ChargeLine:
    name = _name(reading, charge, "charges.id", nth)
    kind, money = reading.policy.roles.disputed, money_of(reading.policy).id
    if "charge_line" in charge:
        kind = str(_value(reading, reading.policy.facts["charge_line"], charge["charge_line"]) or UNKNOWN)
    option = charge.get("option", "")
    if not isinstance(option, str):
        reading.note("wrong_type", key="option", found=json_name(option), wanted='"…"')
        option = ""
    stated = {key: value for key, value in charge.items() if key not in _of_line(reading.policy)}
    amount = charge.get(money)
    yen = None if amount is None or amount == UNKNOWN else _number(reading, money, amount, AMOUNT_MAX)
    facts = MappingProxyType(dict(_facts(reading, stated)))
    return ChargeLine(name, kind, clean(option, TEXT_MAX), yen, facts)


def _of_line(policy: Policy) -> tuple[str, ...]:
    """Return what a charge line says of itself, and which is no fact of the case."""
    return (*_LINE, money_of(policy).id)


def _name(reading: _Reading, given: Mapping[str, Any], key: str, default: str) -> str:
    """Return an id; one that would have to be cut is refused, for the answer must carry it."""
    value = given.get("id")
    if value is None:
        return default
    if not isinstance(value, (str, int)) or isinstance(value, bool):
        reading.note("wrong_type", key=key, found=json_name(value), wanted='"…"')
        return default
    if len(str(value)) > ID_MAX:
        reading.note("too_long", key=key, most=ID_MAX)
    return clean(str(value), ID_MAX)


def _instructions(reading: _Reading, given: Mapping[str, Any]) -> Iterator[Instructed]:
    rungs = [rung.id for rung in reading.policy.ladder]
    channels = (*phrases.names("channel"), *CHANNELS)
    for each in _list(reading, given, "instructions", INSTRUCTIONS_MAX):
        reading.unknown_keys(each, _INSTRUCTION)
        said = {key: _text(reading, each, key) for key in _INSTRUCTION}
        for key, allowed in (("by", rungs), ("says", tuple(SAYS)), ("channel", channels)):
            if key == "channel" and not said[key]:
                said[key] = "verbal"
            if said[key] not in allowed:
                reading.note("unknown_value", key=f"instructions.{key}", found=said[key], near=near(said[key], allowed))
        channel = CHANNELS.get(said["channel"], said["channel"])
        if said["says"] == "bill_written" and channel not in WRITTEN:
            channel = "letter"
        if said["says"] in SAYS and said["by"] in rungs and said["channel"] in channels:
            at = _at(reading, said["at"])
            yield Instructed(said["by"], channel, at, SAYS[said["says"]], said["name"], said["words"])


def _text(reading: _Reading, given: Mapping[str, Any], key: str) -> str:
    value = given.get(key, "")
    if not isinstance(value, str):
        reading.note("wrong_type", key=f"instructions.{key}", found=json_name(value), wanted='"…"')
        return ""
    return clean(value, TEXT_MAX)


def _at(reading: _Reading, text: str) -> str:
    """Return when an instruction was given: a date is read, one with a time is kept as it is."""
    if not text:
        return text
    try:
        return datetime.fromisoformat(text).isoformat() if ":" in text else _day(reading, "instructions.at", text) or ""
    except ValueError:
        reading.note("bad_date", key="instructions.at", found=_shown(text), near="2011-10-19T18:05")
        return ""


def _shown(given: Any) -> str:  # noqa: ANN401  # JSON
    return clean(given if isinstance(given, str) else json.dumps(given, ensure_ascii=False)[:ID_MAX], ID_MAX)
