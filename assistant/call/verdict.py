"""The verdict on a whole case: every charge line decided, and what must be done about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from assistant.call.case import Case, ChargeLine
from assistant.call.events import Decided, Replied
from assistant.call.ladder import BILL, next_rung
from assistant.call.override import approved
from assistant.call.signed import OverrideSigned
from assistant.rules.decision import Decision, Judge, date_by, value_of
from assistant.rules.derive import ENDS, day_of
from assistant.rules.facts import UNKNOWN, Fact, Facts, Value
from assistant.rules.holds import holds
from assistant.rules.policy import Action, Policy, Rule, Ruling, Rung
from assistant.rules.problems import Problem, problem

OPEN = "open"
ON_HOLD = frozenset({"hold"})
"""The rulings of what belongs to a hold and to nothing else: over once two people let it be billed."""

Lines = tuple[tuple[ChargeLine, Decision], ...]

WRITTEN = frozenset({"email", "mail", "chat", "letter", "memo", "written"})


@dataclass(frozen=True, slots=True)
class Ask:
    """The next question, and the line it belongs to (None: the whole case)."""

    fact: str
    line: str | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a case comes to as it stands."""

    lines: Lines
    actions: tuple[Action, ...]
    call_waits: bool
    rung: Rung | None
    problems: tuple[Problem, ...]
    ask: Ask | None
    approvals: tuple[tuple[str, tuple[OverrideSigned, ...]], ...] = ()  # lines on hold that may be billed all the same

    @property
    def settled(self) -> bool:
        """Whether every line is settled."""
        return bool(self.lines) and all(decision.settled for _, decision in self.lines)

    def of(self, line_id: str) -> Decision:
        """Return the decision on one line, or raise KeyError."""
        for line, decision in self.lines:
            if line.id == line_id:
                return decision
        raise KeyError(line_id)

    def approved(self, line_id: str) -> tuple[OverrideSigned, ...]:
        """Return the two signatures by which a line on hold may be billed, or nothing."""
        return dict(self.approvals).get(line_id, ())


def judge_case(judge: Judge, case: Case, today: date) -> Verdict:
    """Decide every line of a case as of `today`, and gather the actions."""
    policy = judge.book.policy
    problems = [] if case.pack in {"", policy.id} else [problem("unknown_pack", found=case.pack, near=policy.title)]
    facts_of = {line.id: with_instruction(policy, case, case.facts_of(line), problems) for line in case.lines}
    lines = tuple((line, judge.decide(kind_of(line, policy), facts_of[line.id], today)) for line in case.lines)
    signed = tuple((line.id, approved(policy, case, line, one)) for line, one in lines) if case.overrides else ()
    actions = tuple(_actions(policy, lines, facts_of, today, {line for line, by in signed if by}))
    problems += [each for _, decision in lines for each in decision.problems]
    problems += _days_to_come(policy, case, today)
    problems += _taxes(policy, lines, facts_of, today)
    problems += _window_over(policy, case, lines, today)
    lowest = [rule.rung for _, decision in lines for rule in _holding(decision) if rule.rung]
    lowest += [action.rung for action in actions if action.rung]
    contested = confirming(actions)
    rung = next_rung(policy, case, lowest, contested=contested)
    if rung is None and (lowest or contested):
        problems.append(problem("no_rung_left"))
    return Verdict(lines, actions, contested, rung, tuple(dict.fromkeys(problems)), _ask(policy, case, lines), signed)


def confirming(actions: tuple[Action, ...]) -> bool:
    """Whether one of the actions stops the customer call until the instruction is confirmed (domain.md, A3)."""
    return any(action.confirms for action in actions)


def _days_to_come(policy: Policy, case: Case, today: date) -> list[Problem]:
    """Tell of days that must be past and are not: they were mistyped, and count as not known."""
    found = {name: day_of(case.facts, name) for name, spec in policy.facts.items() if spec.past}
    return [problem("date_order", entry=name, key=name) for name, day in found.items() if _later(day, today)]


def _later(day: object, today: date) -> bool:
    return isinstance(day, date) and day > today


def _window_over(policy: Policy, case: Case, lines: Lines, today: date) -> list[Problem]:
    """Tell of a cancellation to be offered after its last day: asked for in time, offered late."""
    if all(one.ruling is not Ruling.OFFER for _, one in lines):
        return []
    ends = [(name, last) for name, last in window_ends(policy, case.facts) if today > last]
    return [problem("window_over", entry=name, on=last) for name, last in ends]


def window_ends(policy: Policy, facts: Facts) -> Iterator[tuple[str, date]]:
    """Walk the windows of a pack whose last day is known, each with that day."""
    for name, spec in policy.facts.items():
        ends = ENDS.get(spec.derived or "")
        last = ends(facts) if ends else None
        if last is not None:
            yield name, last


def _taxes(policy: Policy, lines: Lines, facts_of: Mapping[str, Facts], today: date) -> list[Problem]:
    """Tell of a tax rate that was not the rate on the day of supply."""
    found: list[Problem] = []
    for line, _ in lines:
        stated = facts_of[line.id].get("tax_rate")
        day = date_by(policy, "supply", facts_of[line.id], today)
        right = next((each.percent for each in policy.taxes if each.in_force(day)), None)
        if stated is not None and right is not None and stated.value not in {right, UNKNOWN}:
            found.append(problem("tax_differs", entry=line.id, found=stated.value, wanted=right, on=day))
    return found


def decided(policy: Policy, case: Case, verdict: Verdict) -> Decided:
    """Return the decision as it is recorded: what it is, on which facts, under which pack.

    A line that is not settled is recorded as held. Rule ids are the reason code of a waiver (P22).
    """
    pairs = verdict.lines
    facts: dict[str, Value] = {name: fact.value for name, fact in case.facts.items()}
    for line, _ in pairs:
        facts |= {f"{line.id}.{name}": fact.value for name, fact in line.facts.items()}
    regimes = {one.regime for _, one in pairs}
    return Decided(
        rulings={line.id: (one.ruling or Ruling.HOLD).value for line, one in pairs},
        rules={line.id: tuple(rule.id for rule in one.rules) for line, one in pairs},
        sources=tuple(dict.fromkeys(each.source.id for _, one in pairs for each in one.citations)),
        facts=facts,
        regime=regimes.pop() if len(regimes) == 1 else None,
        version=policy.version,
        digest=policy.digest,
    )


def kind_of(line: ChargeLine, policy: Policy) -> str:
    """Return the kind of a line, as the tables know it."""
    return line.charge_line if line.charge_line in policy.lines else UNKNOWN


def with_instruction(policy: Policy, case: Case, facts: Facts, problems: list[Problem]) -> Facts:
    """Add what the record of instructions says; it stands before what was stated about it."""
    found = dict(facts)
    recorded = instruction_of(policy, case)
    if recorded is not None:
        stated = facts.get("instruction")
        if stated is not None and stated.value != recorded:
            problems.append(problem("instruction_differs", found=stated.value, wanted=recorded))
        found["instruction"] = Fact(recorded)
    answer = reply_of(policy, case)
    if answer is not None:
        found["instruction_reply"] = Fact(answer.says)
    return found


def instruction_of(policy: Policy, case: Case) -> str | None:
    """Return what the instructions come to: one superior who says bill is enough to be asked.

    A reply lifts it only from a rung as high as whoever still says bill.
    """
    if not case.instructions:
        return None
    said = {(each.by, each.name): each.says for each in case.instructions}
    said |= {(each.by, each.name): each.says for each in case.replies}
    billing = {by for (by, _), says in said.items() if says == BILL}
    answer = reply_of(policy, case)
    lifted = (
        answer is not None
        and answer.says != BILL
        and _rank(policy, answer.by) >= max((_rank(policy, by) for by in billing), default=0)
    )
    if lifted or not billing:
        return "do_not_bill"
    last = {(each.by, each.name): each for each in case.instructions}
    written = any(each.channel in WRITTEN for each in last.values() if each.says == BILL)
    return "bill_written" if written else "bill_oral"


def reply_of(policy: Policy, case: Case) -> Replied | None:
    """Return the reply that counts: of the highest rung that answered, and of those the last."""
    return max(reversed(case.replies), key=lambda each: _rank(policy, each.by), default=None)


def _rank(policy: Policy, rung: str) -> int:
    order = [each.id for each in policy.ladder]
    return order.index(rung) if rung in order else -1


def today_of(case: Case, clock: date) -> date:
    """Return the day a case is decided on: the one stated for it, else the day of the clock."""
    stated = case.facts.get("decision_date")
    if stated is None or stated.value == UNKNOWN:
        return clock
    return date.fromisoformat(str(stated.value))


def values_of(policy: Policy, facts: Facts, today: date) -> dict[str, str]:
    """Return every choice as actions, arguments and script see it, derived ones included."""
    found: dict[str, str] = {}
    for name, spec in policy.facts.items():
        if spec.kind == "choice":
            value, _, _ = value_of(policy, name, facts, today, [])
            if value is not None:
                found[name] = value
    return found


def ruling_word(decision: Decision) -> str:
    """Return the ruling as actions and script test it: `open` while there is none."""
    return OPEN if decision.ruling is None else decision.ruling.value


def _actions(
    policy: Policy,
    lines: Lines,
    facts_of: Mapping[str, Facts],
    today: date,
    lifted: set[str],
) -> list[Action]:
    """Return what must be done; what is done for a hold alone is not, for the lines that two people let be billed."""
    seen = [
        (ruling_word(decision), values_of(policy, facts_of[line.id], today), line.id in lifted)
        for line, decision in lines
    ]
    return [
        action
        for action in policy.actions
        if any(
            holds(action.when, values)
            and (action.rulings is None or ruling in action.rulings)
            and not (over and action.rulings == ON_HOLD)
            for ruling, values, over in seen
        )
    ]


def _holding(decision: Decision) -> tuple[Rule, ...]:
    return decision.rules if decision.ruling is Ruling.HOLD else ()


def _ask(policy: Policy, case: Case, lines: Lines) -> Ask | None:
    """Return the next question: who is speaking comes first, though it decides no fee (P10)."""
    for name, spec in policy.facts.items():
        if spec.gate and name not in case.facts:
            return Ask(name, None)
    for line, decision in lines:
        if decision.ask is not None:
            scope = policy.facts[decision.ask].scope
            return Ask(decision.ask, line.id if scope == "line" else None)
    return None
