"""What the tests of the promises share: a case written in one breath, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from assistant import shelf
from assistant.call.case import Case, ChargeLine
from assistant.call.events import Instructed, Replied
from assistant.call.script import Scene, Spoken, script
from assistant.call.verdict import Verdict, judge_case
from assistant.rules.decision import Decision, Judge
from assistant.rules.facts import UNKNOWN, Fact, Value

BOOK = shelf.take()
POLICY = BOOK.policy
JUDGE = Judge(BOOK)
TODAY = date(2026, 6, 30)

DISPUTED = "disputed_option"
PROVIDER = ("company", "agent", "carrier")
VERIFIED = ("contract_holder_verified", "agent_verified")
NOT_VERIFIED = ("unverified", "third_party", UNKNOWN)

OWED = {
    "contract_date": "2026-05-01",
    "order_evidence": "supports",
    "error_source": "none",
    "later_assent": "none",
    "option_used": "no",
    "billing_state": "not_billed",
    "customer_kind": "consumer",
    "explained": "ok",
    "basis": "service_fee",
    "amount": "within",
    "icw": "closed",
    "disputed": "no",
}
"""Everything in order: the one way to a bill."""

INERT = {
    name: (*spec.values, UNKNOWN)
    for name, spec in POLICY.facts.items()
    if spec.inert and spec.kind == "choice" and name != "charge_line"
}


def facts_of(said: Mapping[str, Value]) -> dict[str, Fact]:
    """Turn plain values into facts."""
    return {name: Fact(value) for name, value in said.items()}


def decide(said: Mapping[str, Value], line: str = DISPUTED, today: date = TODAY) -> Decision:
    """Decide one line."""
    return JUDGE.decide(line, facts_of(said), today)


def ruled(said: Mapping[str, Value], line: str = DISPUTED, today: date = TODAY) -> str:
    """Return the ruling on one line, `None` while it is open."""
    return str(decide(said, line, today).ruling)


def case_of(
    said: Mapping[str, Value],
    *lines: ChargeLine,
    instructions: tuple[Instructed, ...] = (),
    replies: tuple[Replied, ...] = (),
) -> Case:
    """Write a case: these facts, on these lines (one disputed option where none is given)."""
    return Case(
        pack=POLICY.id,
        version=POLICY.version,
        facts=MappingProxyType(facts_of(said)),
        lines=lines or (ChargeLine("1", DISPUTED, "転送サービス", 525),),
        instructions=instructions,
        replies=replies,
    )


def verdict_of(case: Case, today: date = TODAY) -> Verdict:
    """Judge a case."""
    return judge_case(JUDGE, case, today)


def scene_of(case: Case, lang: str = "ja", today: date = TODAY) -> Scene:
    """Set the scene of a case."""
    return Scene(POLICY, case, "K-0007", verdict_of(case, today), today, lang, "佐藤")


def spoken_of(case: Case, lang: str = "ja", today: date = TODAY) -> tuple[Spoken, ...]:
    """Return the script of a case."""
    return script(scene_of(case, lang, today))
