"""What the tests of a case share: the pack, ready-made facts, and a case on a day, in a language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from hypothesis import strategies as st

from assistant import shelf
from assistant.call.case import Case, ChargeLine
from assistant.call.events import Instructed, Replied
from assistant.call.phrases import money
from assistant.call.script import Scene
from assistant.call.verdict import Verdict, judge_case
from assistant.rules.decision import Judge
from assistant.rules.facts import UNKNOWN, Evidence, Fact
from assistant.rules.roles import money_of

JUDGE = Judge(shelf.take())
POLICY = JUDGE.book.policy
TODAY = date(2011, 10, 20)  # a Thursday


def yen(value: int, lang: str) -> str:
    """Return an amount as our words write it."""
    return money(money_of(POLICY), value, lang)


WRONG = ChargeLine("1", "disputed_option", "転送サービス", 525)
ORDERED = ChargeLine("2", "ordered_but_not_delivered", "ナンバー・ディスプレイ", 420)

VERIFIED = {"speaker": "contract_holder_verified"}
OUR_ERROR = {
    "order_evidence": "statement_only",
    "error_source": "company",
    "later_assent": "none",
    "option_used": "no",
    "billing_state": "not_billed",
}
"""The case of October 2011: the error is ours, the customer's copy described and not yet seen."""

OWED = {
    "order_evidence": "supports",
    "error_source": "none",
    "customer_kind": "consumer",
    "explained": "ok",
    "basis": "service_fee",
    "amount": "within",
    "disputed": "no",
    "contract_date": "2011-10-01",
}
"""The side that is right to bill: ordered, explained, documented, within the terms, undisputed."""

RULED = {
    "do_not_bill": OUR_ERROR,
    "refund": {**OUR_ERROR, "billing_state": "paid"},
    "hold": {**OUR_ERROR, "order_evidence": "conflicting"},
    "offer_initial_cancellation": {
        **OWED,
        "contract_date": "2026-10-01",
        "service_class": "class2_fixed",
        "doc_received_on": "2026-10-05",
        "contact_date": "2026-10-06",
    },
    "bill": OWED,
    "open": {},
}
"""For each ruling of the disputed option, facts that lead to it; a day late enough is in `day_for`."""

LEADER = Instructed("leader", "email", "2011-10-19", "bill", "山田", "525円を請求してください")
SECOND = Instructed("leader", "verbal", "2011-10-19", "bill", "鈴木", "開始後なので当然です")
SV = Instructed("sv", "phone", "2011-10-19", "bill", "高橋")
COMPLIANCE = Instructed("compliance", "letter", "2011-10-20", "bill", "法務")


def day_for(ruling: str) -> date:
    """Return a day on which the facts of RULED have come to pass."""
    return date(2026, 10, 6) if ruling == "offer_initial_cancellation" else TODAY


def facts_of(*stated: Mapping[str, str | int]) -> Mapping[str, Fact]:
    """Take these values as facts from our record."""
    return MappingProxyType({name: Fact(value, Evidence.RECORD) for each in stated for name, value in each.items()})


def case_of(
    *stated: Mapping[str, str | int],
    lines: Iterable[ChargeLine] = (WRONG,),
    said: Iterable[Instructed] = (),
    replies: Iterable[Replied] = (),
) -> Case:
    """Put a case together."""
    return Case(
        pack=POLICY.id,
        version=POLICY.version,
        facts=facts_of(*stated),
        lines=tuple(lines),
        instructions=tuple(said),
        replies=tuple(replies),
    )


def verdict_of(case: Case, today: date = TODAY) -> Verdict:
    """Judge a case."""
    return judge_case(JUDGE, case, today)


def scene_of(case: Case, today: date = TODAY, lang: str = "ja", operator: str = "佐藤") -> Scene:
    """Set the scene of a case."""
    return Scene(POLICY, case, "K-0001", verdict_of(case, today), today, lang, operator)


CHOICES = {
    name: st.sampled_from((*spec.values, UNKNOWN))
    for name, spec in POLICY.facts.items()
    if spec.kind == "choice" and spec.derived is None and name != "charge_line"
}
DATES = {
    name: st.dates(date(2004, 1, 1), date(2027, 12, 31)).map(date.isoformat) | st.just(UNKNOWN)
    for name, spec in POLICY.facts.items()
    if spec.kind == "date"
}
any_facts = st.fixed_dictionaries({}, optional={**CHOICES, **DATES, "similar_cases_30d": st.integers(0, 5)})
"""Any of the facts, each absent, unknown or told."""

names = st.text(st.characters(codec="utf-8", exclude_characters="{}"), max_size=12)
any_line = st.builds(
    ChargeLine,
    st.just("1"),
    st.sampled_from((*POLICY.lines, UNKNOWN, "something_else")),
    names,
    st.none() | st.integers(0, 10**8),
    any_facts.map(facts_of),
)
any_instruction = st.builds(
    Instructed,
    st.sampled_from([rung.id for rung in POLICY.ladder]),
    st.sampled_from(("verbal", "phone", "meeting", "email", "chat", "letter")),
    st.just("2011-10-19"),
    st.sampled_from(("bill", "do_not_bill")),
    names,
    names,
)
any_reply = st.builds(
    Replied, st.sampled_from([rung.id for rung in POLICY.ladder]), st.sampled_from(("bill", "do_not_bill"))
)
any_case = st.builds(
    case_of,
    any_facts,
    lines=st.lists(any_line, min_size=1, max_size=3).map(
        lambda lines: [
            ChargeLine(str(nth), one.charge_line, one.option, one.amount_yen, one.facts)
            for nth, one in enumerate(lines, 1)
        ]
    ),
    said=st.lists(any_instruction, max_size=3),
    replies=st.lists(any_reply, max_size=2),
)
"""Any case at all, told in any order and as wrongly as can be."""
any_day = st.dates(date(2004, 1, 1), date(2027, 12, 31))
