"""A trace read from beginning to end: what was done when, and what went wrong. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from assistant.call import events as ev
from assistant.call.case import Case, after
from assistant.call.steps import CALL, HOLD
from assistant.call.verdict import values_of
from assistant.drills import deeds as do
from assistant.drills import scenario as sc
from assistant.drills.truth import SPEAKER, case_of, verified
from assistant.listen.taboo import hits
from assistant.rules.decision import Judge
from assistant.rules.policy import Policy, Ruling

FALSE = "false_statement"
WRONG_CARD = "drill.wrong_card"
"""The pattern of a card that was laid out wrong on purpose."""
_BILL, _HOLD = Ruling.BILL.value, Ruling.HOLD.value
_UNASKED = "unverified"
_SPOKEN = {"apology": sc.APOLOGISE, "correction": sc.CORRECT}
_RULING = "ruling"
"""The part of a script that tells what is decided."""


@dataclass(slots=True)
class Watch:
    """What was seen of a drill."""

    policy: Policy
    scenario: sc.Scenario
    true: dict[str, str]  # charge line to the ruling the facts come to
    values: dict[str, str]  # of the whole case, once everything is known
    case: Case = field(default_factory=Case)
    first: dict[str, int] = field(default_factory=dict)  # what was done, and at which step first
    faults: set[str] = field(default_factory=set)
    heard: list[sc.Boss] = field(default_factory=list)
    held: set[str] = field(default_factory=set)
    reached: set[str] = field(default_factory=set)
    rulings: dict[str, str] = field(default_factory=dict)
    taboos: list[str] = field(default_factory=list)
    waits: bool = False
    at: int = 0
    by_hand: bool = False  # the trainee decides the lines; what the engine comes to is not theirs
    ticks: set[str] = field(default_factory=set)  # the required utterances that were heard
    slips: list[tuple[str, str, str]] = field(default_factory=list)  # what must not be said: id, words, language
    asked: Counter[tuple[str, str | None]] = field(default_factory=Counter)
    holds: int = 0
    hints: int = 0
    cards: int = 0
    fell_for: int = 0  # wrong cards that were confirmed

    @property
    def may_hear(self) -> bool:
        """Whether whoever is on the line was asked who they are, and may hear of the contract."""
        return sc.VERIFY in self.first and verified(self.scenario)

    def done(self, *what: str) -> None:
        """Note what was done, the first time."""
        for each in what:
            self.first.setdefault(each, self.at)

    def wrong(self, fault: str) -> None:
        """Note what went wrong."""
        self.faults.add(fault)


def watch(judge: Judge, scenario: sc.Scenario, trace: do.Trace, *, by_hand: bool = False) -> Watch:
    """Read a trace against the truth of its scenario; `by_hand`, only what the trainee decided counts as decided."""
    policy = judge.book.policy
    case, verdict = case_of(judge, scenario)
    true = {line.id: (one.ruling or Ruling.HOLD).value for line, one in verdict.lines}
    seen = Watch(policy, scenario, true, values_of(policy, case.facts, scenario.today), by_hand=by_hand)
    for at, happened in enumerate(trace):
        seen.at = at
        _deed(seen, happened)
    _at_the_end(seen)
    return seen


def _deed(seen: Watch, happened: do.Deed | ev.Event) -> None:
    match happened:
        case do.Heard():
            seen.heard.append(happened.boss)
            contested = any(ruling not in {_BILL, Ruling.UNTOUCHED.value} for ruling in seen.true.values())
            seen.waits = seen.waits or (happened.boss.says == _BILL and contested)
        case do.Asked():
            seen.asked[happened.fact, happened.line] += 1
            if happened.fact == SPEAKER:
                seen.done(sc.VERIFY)
        case do.LookedUp():
            pass
        case do.Called():
            _called(seen)
        case do.Said():
            _said(seen, happened)
        case do.Ruled():
            _ruled(seen, happened.line, happened.ruling, told=happened.told)
            seen.rulings[happened.line] = happened.ruling
        case do.Did():
            seen.done(happened.what)
        case do.Hinted():
            seen.hints += 1
        case do.Carded():
            seen.cards += 1
        case _:
            _event(seen, happened)


def _event(seen: Watch, event: ev.Event) -> None:
    seen.case = after(seen.case, event)
    match event:
        case ev.Instructed():
            seen.done(sc.JOURNAL)
        case ev.MailDrafted():
            seen.done(sc.CONFIRM)
            seen.reached |= {event.to, event.cc}
        case ev.Replied():
            seen.waits = seen.waits and event.says == _BILL
        case ev.HandedOver():
            seen.done(sc.HAND_OVER)
            seen.reached.add(event.to)
        case ev.PromiseMade():
            if event.what == "hold":
                seen.done(sc.HOLD_LINE)
                seen.held |= {event.line} if event.line else set(seen.true)
            elif event.what == "refund":
                seen.done(sc.REFUND)
        case ev.ProposalAnswered():
            seen.fell_for += (event.pattern, event.outcome) == (WRONG_CARD, "confirmed")
        case ev.Decided() if not seen.by_hand:
            seen.rulings |= event.rulings
        case ev.Told():
            _ruled(seen, event.line, event.ruling, told=True)
        case ev.Moved():
            seen.holds += event.step == HOLD
            if event.step == CALL and event.trigger != "go_back":
                _called(seen)
        case _:
            pass


def _called(seen: Watch) -> None:
    seen.done(sc.CALL)
    if seen.waits:
        seen.wrong(sc.EARLY_CALL)


def _said(seen: Watch, said: do.Said) -> None:
    if said.data:
        _disclosed(seen)
    if said.part in _SPOKEN:
        seen.done(_SPOKEN[said.part])
    if said.part == _RULING:
        _called(seen)
        seen.done(sc.TELL)
    seen.ticks |= set(said.ticks)
    speaker = seen.scenario.customer.speaker if sc.VERIFY in seen.first else _UNASKED
    for taboo, _, _ in hits(seen.policy, said.text, said.lang, {**seen.values, SPEAKER: speaker}):
        seen.taboos.append(taboo.id)
        seen.slips.append((taboo.id, said.text, said.lang))
        if taboo.level == "stop":
            seen.wrong(sc.EARLY_DATA if SPEAKER in taboo.when else FALSE)
    cited = [seen.policy.sources[each] for each in said.cites if each in seen.policy.sources]
    if seen.values.get("customer_kind") == "business" and any(each.consumer_only for each in cited):
        seen.wrong(sc.CONSUMER_LAW)


def _disclosed(seen: Watch) -> None:
    seen.done(sc.DISCLOSE)
    if not seen.may_hear:
        seen.wrong(sc.EARLY_DATA)


def _ruled(seen: Watch, line: str, ruling: str, *, told: bool) -> None:
    """Hold a ruling against the true one. To hold is safe: it may be wrong, but it harms nobody."""
    if told:
        _disclosed(seen)
        _called(seen)
        seen.done(sc.TELL)
    true = seen.true.get(line, _HOLD)
    if ruling in {true, _HOLD}:
        return
    if ruling == _BILL:
        seen.wrong(sc.NON_DEBT)
    else:
        seen.wrong(sc.PROMISE if told and true == _HOLD else FALSE)


def _at_the_end(seen: Watch) -> None:
    """Look at what is left in the record."""
    for line, ruling in seen.rulings.items():
        if ruling == _BILL and seen.true.get(line, _HOLD) != _BILL:
            seen.wrong(sc.NON_DEBT)
    kept = Counter((each.by, each.says) for each in seen.case.instructions)
    heard = Counter((each.by, each.says) for each in seen.heard)
    hushed = {(each.by, each.says) for each in seen.heard if each.demands}
    if hushed & set(heard - kept):
        seen.wrong(sc.SUPPRESS)
