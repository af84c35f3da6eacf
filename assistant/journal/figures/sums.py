"""The figures of many cases: counted, never judged, and nobody's name among them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from unicodedata import normalize

from assistant.call.case import Case
from assistant.call.events import Decided
from assistant.call.signed import OverrideSigned
from assistant.call.similar import DAYS, wrong_pair
from assistant.journal.figures.chances import FEW, wilson
from assistant.journal.figures.contradicted import AGAINST, FOR, OUTCOMES, contradiction
from assistant.journal.figures.rows import Cause, Contradicted, Figures, Opened, Overrides, Pair, Pattern, Ruled
from assistant.journal.figures.tale import CONFIRMED, CORRECTED, REJECTED, Tale, moment
from assistant.journal.figures.waited import answers, holds, promised
from assistant.rules.policy import Policy, Ruling
from assistant.rules.roles import Roles

UNASKED, OTHER, UNDECIDED = "", "other", ""
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.+-]{0,59}")
DAYS_MAX, WEEKS_MAX = 31, 104
"""Beyond so many days a column is a week, beyond so many weeks a month."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the figures know of a pack: the parts its words play, and the facts a cause is told by."""

    roles: Roles
    causes: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Period:
    """The days in which a case was opened, both included; None is no end."""

    since: date | None = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


def known_of(policy: Policy) -> Known:
    """Return what the figures need of a pack: its causes are our own error, then what a bill stands on."""
    names = dict.fromkeys((*sorted(policy.roles.provider_error), *policy.bill_needs))
    chosen = {name: policy.facts[name] for name in names if policy.facts[name].kind == "choice"}
    return Known(policy.roles, {name: frozenset({*spec.values, "unknown"}) for name, spec in chosen.items()})


def figures(tales: Iterable[Tale], known: Mapping[str, Known], period: Period, now: datetime) -> Figures:
    """Return the figures of the cases opened in a period, as of now and on the days of its zone."""
    every = [each for each in tales if period.holds(_day(each, now))]
    found = [each for each in every if each.real]
    ways = {id(each): contradiction(each, known[each.case.pack].roles.disputed) for each in _read(found, known)}
    days = [_day(each, now) for each in found]
    step, opened = _opened(days, [ways.get(id(each)) is not None for each in found])
    pairs, once = _pairs(_read(found, known), known, now)
    return Figures(
        seats=len({each.journal for each in found}),
        cases=len(found),
        lines=sum(len(each.case.lines) for each in found),
        examples=sum(each.case.example for each in every),
        unread=dict(sorted(Counter(code(each.case.pack) for each in found if each.case.pack not in known).items())),
        first=min(days, default=None),
        last=max(days, default=None),
        step=step,
        opened=opened,
        causes=_causes(_read(found, known), known),
        pairs=pairs,
        pairs_once=once,
        rulings=_rulings(found),
        contradicted=_contradicted(each for each in ways.values() if each),
        answers=answers(found, now),
        overrides=_overrides(found),
        holds=holds(found, now),
        promises=promised(found, now),
        patterns=_patterns(found),
    )


def code(text: str) -> str:
    """Return a name of a pack's own; what cannot be one is not shown."""
    return text if _CODE.fullmatch(text) else OTHER


def _read(tales: Iterable[Tale], known: Mapping[str, Known]) -> list[Tale]:
    return [each for each in tales if each.case.pack in known]


def _day(tale: Tale, now: datetime) -> date:
    return moment(tale.at).astimezone(now.tzinfo).date()


def _opened(days: list[date], contradicted: list[bool]) -> tuple[str, tuple[Opened, ...]]:
    span = (max(days) - min(days)).days if days else 0
    step = "day" if span < DAYS_MAX else "week" if span < 7 * WEEKS_MAX else "month"
    cases, against = Counter[date](), Counter[date]()
    for day, so in zip(days, contradicted, strict=True):
        cases[_first(day, step)] += 1
        against[_first(day, step)] += so
    return step, tuple(Opened(day, cases[day], against[day]) for day in _all(cases, step))


def _first(day: date, step: str) -> date:
    return day if step == "day" else day - timedelta(day.weekday()) if step == "week" else day.replace(day=1)


def _all(found: Iterable[date], step: str) -> list[date]:
    """Return every day, week or month from the first to the last: where nothing happened, none is left out."""
    there = sorted(found)
    listed = there[:1]
    while listed and listed[-1] < there[-1]:
        days = {"day": 1, "week": 7}.get(step, 31)
        listed.append(_first(listed[-1] + timedelta(days), step))
    return listed


def _causes(tales: Iterable[Tale], known: Mapping[str, Known]) -> tuple[Cause, ...]:
    found: dict[str, Counter[str]] = {}
    for tale in tales:
        one = known[tale.case.pack]
        for fact, values in one.causes.items():
            found.setdefault(fact, Counter())[_value(tale.case, one.roles.disputed, fact, values)] += 1
    return tuple(Cause(fact, value, n) for fact, counts in found.items() for value, n in _most(counts))


def _value(case: Case, disputed: str, fact: str, values: frozenset[str]) -> str:
    line = next((each for each in case.lines if each.charge_line == disputed), None)
    held = (case.facts_of(line) if line else case.facts).get(fact)
    if held is None:
        return UNASKED
    return str(held.value) if held.value in values else OTHER


def _pairs(tales: Iterable[Tale], known: Mapping[str, Known], now: datetime) -> tuple[tuple[Pair, ...], int]:
    """Return the mix-ups that came up again, the most first, and how many came up on one case alone."""
    found: dict[tuple[str, str, str], list[date]] = {}
    for tale in tales:
        pair = wrong_pair(tale.case.lines, known[tale.case.pack].roles)
        if pair:
            ordered, charged = (" ".join(normalize("NFKC", each).split()) for each in pair)
            found.setdefault((code(tale.case.pack), ordered, charged), []).append(_day(tale, now))
    rows = [Pair(*names, len(days), _peak(sorted(days))) for names, days in found.items() if len(days) > 1]
    rows.sort(key=lambda each: (-each.cases, each.pack, each.ordered, each.charged))
    return tuple(rows), len(found) - len(rows)


def _peak(days: list[date]) -> int:
    """Return the most cases in any 30 days."""
    most = first = 0
    for last, day in enumerate(days):
        while (day - days[first]).days > DAYS:
            first += 1
        most = max(most, last - first + 1)
    return most


def _rulings(tales: Iterable[Tale]) -> tuple[Ruled, ...]:
    found: Counter[tuple[str, str, str]] = Counter()
    for tale in tales:
        decided = tale.case.decided
        for line in tale.case.lines:
            ruling, rules = UNDECIDED, ""
            if decided and line.id in decided.rulings:
                ruling = decided.rulings[line.id] if decided.rulings[line.id] in set(Ruling) else OTHER
                rules = " ".join(code(each) for each in decided.rules.get(line.id, ()))
            found[code(tale.case.pack), ruling, rules] += 1
    order = {name: nth for nth, name in enumerate((*Ruling, OTHER, UNDECIDED))}
    rows = [Ruled(*key, n) for key, n in found.items()]
    return tuple(sorted(rows, key=lambda each: (order[each.ruling], -each.lines, each.pack, each.rules)))


def _contradicted(found: Iterable[tuple[str, str]]) -> tuple[Contradicted, ...]:
    counts = Counter(found)
    return tuple(Contradicted(way, what, counts[way, what]) for way in (AGAINST, FOR) for what in OUTCOMES)


def _overrides(tales: Iterable[Tale]) -> Overrides:
    held: set[tuple[int, str]] = set()
    signed: dict[str, set[tuple[int, str]]] = {"signed": set(), "approved": set()}
    for tale in tales:
        for mark in tale.marks:
            if isinstance(mark.told, Decided):
                held |= {(id(tale), line) for line, ruling in mark.told.rulings.items() if ruling == Ruling.HOLD}
            elif isinstance(mark.told, OverrideSigned):
                signed[mark.what].add((id(tale), mark.told.line))
    approved = signed["approved"] & held
    share = round(len(approved) / len(held), 4) if held else None
    return Overrides(len(held), len(approved), len((signed["signed"] & held) - approved), share, len(held) < FEW)


def _patterns(tales: Iterable[Tale]) -> tuple[Pattern, ...]:
    """Return what was made of each wording, those that were wrong most surely first."""
    found: dict[tuple[str, str], Counter[str]] = {}
    for tale in tales:
        for each in tale.heard:
            found.setdefault((code(tale.case.pack), code(each.pattern)), Counter())[each.outcome] += 1
    rows = []
    for names, counts in found.items():
        of = counts.total()
        low, high = wilson(counts[CONFIRMED], of)
        told = counts[CONFIRMED], counts[CORRECTED], counts[REJECTED]
        share = round(counts[CONFIRMED] / of, 4)
        rows.append(Pattern(*names, *told, share, round(low, 4), round(high, 4), of < FEW))
    return tuple(sorted(rows, key=lambda each: (each.high, -each.low, each.pack, each.pattern)))


def _most(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))
