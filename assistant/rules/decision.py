"""The decision on one charge line: what is settled, what is possible, and why.

`decide` never sees an inert fact: notice, instruction, mood and timing are taken
out before the table is asked, so they cannot matter even by mistake.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from assistant.rules.ask import Planner
from assistant.rules.compile import Rulebook
from assistant.rules.derive import DERIVATIONS, day_of
from assistant.rules.facts import UNKNOWN, Fact, Facts
from assistant.rules.policy import Policy, Rule, Ruling, Source
from assistant.rules.problems import Problem, problem
from assistant.rules.regimes import Regime
from assistant.rules.table import REGIME, Table

FLIP_SIZE_MAX = 2


class Standing(StrEnum):
    """Whether further facts can still change the ruling."""

    SETTLED = "settled"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Flip:
    """A smallest change of facts, and the ruling it would lead to."""

    change: Mapping[str, str]
    to: Ruling


@dataclass(frozen=True, slots=True)
class Cited:
    """A source, and the date by which it was chosen."""

    source: Source
    on: date


@dataclass(frozen=True, slots=True)
class Need:
    """One of the conditions a bill stands on: met, not met, or not known yet (None)."""

    fact: str
    met: bool | None


@dataclass(frozen=True)
class Decision:
    """What one charge line comes to. Costly answers are worked out when first asked for."""

    standing: Standing
    ruling: Ruling | None
    possible: tuple[Ruling, ...]
    rules: tuple[Rule, ...]
    citations: tuple[Cited, ...]
    relevant: tuple[str, ...]
    ask: str | None
    regime: str | None
    undecided: bool
    expired: bool  # the pack's last day is past: what it would bill is held
    needs: tuple[Need, ...]
    problems: tuple[Problem, ...]
    _sight: Sight = field(repr=False, compare=False)

    @property
    def settled(self) -> bool:
        """Whether the ruling stands whatever else comes in."""
        return self.standing is Standing.SETTLED

    @property
    def known(self) -> Mapping[str, str]:
        """What the table saw of the case."""
        return self._sight.known

    @cached_property
    def flips(self) -> tuple[Flip, ...]:
        """The nearest changes that lead elsewhere; while open, the answers that would settle it."""
        walk = self._sight.flips() if self.settled else self._sight.settling()
        return tuple(Flip(change, to) for change, to in walk if not (self.expired and to is Ruling.BILL))

    @cached_property
    def because(self) -> tuple[str, ...]:
        """One smallest set of known facts that forces the ruling."""
        if not self.settled or self.undecided or self.expired or self.ruling is None:
            return ()
        return self._sight.table.because(self._sight.known, self.ruling)


@dataclass(slots=True)
class Sight:
    """What the table sees of a case: known facts, days it may belong to, what may be asked."""

    table: Table
    known: dict[str, str]
    regimes: tuple[str, ...]
    inputs: dict[str, tuple[str, ...]]  # an absent fact of the table to what is asked for it
    stated: frozenset[str]  # facts that a what-if may change by themselves
    problems: list[Problem]

    @property
    def alive(self) -> int:
        """The rows still alive."""
        return self.table.alive(self.known, self.regimes)

    @property
    def absent(self) -> tuple[str, ...]:
        """The facts of the table that have no value, asked for or not."""
        return tuple(name for name in self.table.facts if name not in self.known)

    def flips(self) -> Iterator[tuple[Mapping[str, str], Ruling]]:
        """Walk the what-ifs that another run of `decide` would confirm."""
        yield from self.table.flips(self.known, sorted(self.stated), FLIP_SIZE_MAX)

    def settling(self) -> Iterator[tuple[Mapping[str, str], Ruling]]:
        """Walk the single answers that would settle the line."""
        asked = [name for name, inputs in self.inputs.items() if inputs and name != REGIME]
        yield from self.table.settling(self.known, asked)


@dataclass(slots=True)
class Judge:
    """Decides under one proved book. Keeps nothing of a case; remembers plans of questions."""

    book: Rulebook
    _planners: dict[str, Planner] = field(init=False, default_factory=dict)

    def decide(self, charge_line: str, facts: Facts, today: date) -> Decision:
        """Return the decision on a line of this kind, with these facts, as of `today`."""
        table = self.book.tables[charge_line]
        sight = see(self.book, table, facts, today)
        alive = sight.alive
        possible = table.rulings(alive)
        askable = tuple(name for name in sight.absent if sight.inputs.get(name))
        settled = len(possible) == 1
        relevant = () if settled else table.relevant(alive, sight.absent)
        ask = None if settled else self._planner(table).next(alive, sight.absent, askable)
        undecided = not settled and ask is None
        ruling = possible[0] if settled else Ruling.HOLD if undecided else None
        rules = _rules(self.book.policy, sight, ruling, undecided=undecided)
        expired = self._expired(today)
        if expired:
            possible = tuple(dict.fromkeys(Ruling.HOLD if each is Ruling.BILL else each for each in possible))
            if ruling is Ruling.BILL:
                ruling, rules = Ruling.HOLD, (self.book.policy.expired,)
        return Decision(
            standing=Standing.OPEN if ruling is None else Standing.SETTLED,
            ruling=ruling,
            possible=(ruling,) if ruling is not None else possible,
            rules=rules,
            citations=cite(self.book.policy, [c for rule in rules for c in rule.cites], facts, today),
            relevant=() if undecided else _inputs(relevant, sight),
            ask=sight.inputs[ask][0] if ask else None,
            regime=sight.regimes[0] if len(sight.regimes) == 1 else None,
            undecided=undecided,
            expired=expired,
            needs=tuple(_needs(self.book.policy, charge_line, sight.known)),
            problems=tuple(sight.problems),
            _sight=sight,
        )

    def _expired(self, today: date) -> bool:
        """Whether the pack's last day is past: then nothing is billed by it any more (P4)."""
        last = self.book.policy.expires
        return last is not None and today > last

    def _planner(self, table: Table) -> Planner:
        planner = self._planners.get(table.line)
        if planner is None:
            policy = self.book.policy
            planner = self._planners[table.line] = Planner(table, policy.facts, tuple(policy.stages), policy.basis)
        return planner


def see(book: Rulebook, table: Table, facts: Facts, today: date) -> Sight:
    """Project a case onto a table: derive what is derived, leave out what is inert."""
    problems: list[Problem] = []
    known: dict[str, str] = {}
    inputs: dict[str, tuple[str, ...]] = {}
    stated: set[str] = set()
    for name in table.facts:
        if name == REGIME:
            continue
        value, needs, fixed = value_of(book.policy, name, facts, today, problems)
        if value is None:
            inputs[name] = needs
        else:
            known[name] = value
            if not fixed:
                stated.add(name)
    regimes = _regimes(book, known, facts, today)
    if REGIME in table.facts:
        if len(regimes) == 1:
            known[REGIME] = regimes[0]
        elif book.policy.basis not in facts:
            inputs[REGIME] = (book.policy.basis,)
    return Sight(table, known, regimes, inputs, frozenset(stated), problems)


def value_of(
    policy: Policy, name: str, facts: Facts, today: date, problems: list[Problem]
) -> tuple[str | None, tuple[str, ...], bool]:
    """Return a fact's value, what to ask while it has none, and whether it was derived.

    A derived fact may be stated outright where its inputs are absent or nobody knew
    them. Where they say something else, they are believed and the difference is told.
    """
    spec = policy.facts[name]
    fact = facts.get(name)
    said = None if fact is None else str(fact.value)
    if said is not None and spec.kind == "choice" and said not in spec.values:
        said = UNKNOWN  # an older pack's word that this one does not know: nobody can tell
    if spec.derived is None:
        return said, (name,), False
    derived = DERIVATIONS[spec.derived](facts, today)
    if derived.value is None or (derived.value == UNKNOWN and said is not None):
        return said, derived.needs, said is None
    if said is not None and said not in {derived.value, UNKNOWN}:
        problems.append(problem("derived_differs", entry=name, key=name, found=said, wanted=derived.value))
    return derived.value, (), True


def _regimes(book: Rulebook, known: Mapping[str, str], facts: Facts, today: date) -> tuple[str, ...]:
    """Return the regimes the case may belong to: one, once the basis date is known.

    A basis date not known lies at the latest on `today`, and not before a value that
    only exists since some day (an open window presupposes the law that opens it).
    """
    basis = day_of(facts, book.policy.basis)
    if isinstance(basis, date) and basis <= today:
        first = last = basis
    else:
        specs = book.policy.facts
        bounds = [specs[name].exists_from[value] for name, value in known.items() if value in _exists(specs, name)]
        first, last = max(bounds, default=date.min), today
    return tuple(each.id for each in book.regimes if _meet(each, first, last)) or (book.regimes[-1].id,)


def _exists(specs: Mapping[str, object], name: str) -> Mapping[str, date]:
    spec = specs.get(name)
    found: Mapping[str, date] = getattr(spec, "exists_from", {})
    return found


def _meet(regime: Regime, first: date, last: date) -> bool:
    return regime.since <= last and first <= regime.until


def _inputs(relevant: tuple[str, ...], sight: Sight) -> tuple[str, ...]:
    listed = [each for name in relevant for each in sight.inputs.get(name, ())]
    return tuple(dict.fromkeys(listed))


def _rules(policy: Policy, sight: Sight, ruling: Ruling | None, *, undecided: bool) -> tuple[Rule, ...]:
    if ruling is None:
        return ()
    if undecided:
        return (policy.undecided,)
    return sight.table.deciding(sight.known, ruling)


def _needs(policy: Policy, line: str, known: Mapping[str, str]) -> Iterator[Need]:
    for name, wanted in policy.bill_needs.items() if line == policy.roles.disputed else ():
        value = known.get(name)
        yield Need(name, None if value is None else value in wanted)


def cite(policy: Policy, wanted: list[str], facts: Facts, today: date) -> tuple[Cited, ...]:
    """Return the citations in force at their own date key, each once, in the order given.

    Consumer law is cited only where the customer is known to be a consumer.
    """
    kind = facts.get("customer_kind", Fact(UNKNOWN)).value
    found: dict[str, Cited] = {}
    for name in wanted:
        source = policy.sources[name]
        on = date_by(policy, source.key, facts, today)
        if source.in_force(on) and (kind == "consumer" or not source.consumer_only):
            found.setdefault(name, Cited(source, on))
    return tuple(found.values())


def date_by(policy: Policy, key: str, facts: Facts, today: date) -> date:
    """Return the date of a date key: the best known fact of the pack's list, else `today`."""
    for name in policy.date_keys[key]:
        day = day_of(facts, name)
        if isinstance(day, date):
            return day
    return today
