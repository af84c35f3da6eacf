"""The specification, read a second time by someone who had not seen the engine.

Plain `if`s in the order of the specification's table: no layers, no compiling, no pack. Where the
engine and this page differ, one of them has misread the specification.
Every fact is complete here: a value, or "unknown". Absence is left to the tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import product

UNKNOWN = "unknown"
PROVIDER = ("company", "agent", "carrier")
WINDOW_LAW = date(2016, 5, 21)

# The facts that R1-R4 read, in the order of the specification, `unknown` last.
DOMAIN: dict[str, tuple[str, ...]] = {
    "order_evidence": ("refutes", "supports", "conflicting", "statement_only", "unchecked", UNKNOWN),
    "error_source": ("company", "agent", "carrier", "customer", "none", UNKNOWN),
    "later_assent": ("none", "informed_express", UNKNOWN),
    "option_used": ("no", "knowingly", UNKNOWN),
    "billing_state": ("not_billed", "billed_unpaid", "paid", UNKNOWN),
    "customer_kind": ("consumer", "business", UNKNOWN),
    "explained": ("ok", "defective", UNKNOWN),
    "basis": ("service_fee", "penalty", "undocumented", UNKNOWN),
    "amount": ("within", "exceeds", UNKNOWN),
    "icw": ("open", "closed", "not_applicable", UNKNOWN),
    "disputed": ("yes", "no", UNKNOWN),
}
BEFORE_ORDER = ("order_evidence", "error_source", "later_assent", "option_used", "billing_state")
LINES = ("disputed_option", "ordered_but_not_delivered", "correction_work", "main_service")
CONTRACTS = ("2011-10-01", "2016-05-20", "2016-05-21", "2026-10-01")

Answer = tuple[str, frozenset[str]]


def ruling(facts: Mapping[str, str], line: str = "disputed_option") -> Answer:
    """Say what the specification rules on this line, and the rules that say it."""
    if line == "ordered_but_not_delivered":
        return money_back(facts), frozenset({"R5"})
    if line == "correction_work" and facts["error_source"] in PROVIDER:
        return money_back(facts), frozenset({"R6"})
    if line == "main_service":
        return "untouched", frozenset({"R7"})
    if line == "correction_work":
        return "hold", frozenset({"R6"})  # the table is silent on it, and silence is never a bill
    return disputed_option(facts)


def disputed_option(facts: Mapping[str, str]) -> Answer:
    """R1 to R4h, the first that speaks."""
    evidence, error = facts["order_evidence"], facts["error_source"]
    ours = error in PROVIDER
    if (
        evidence == "conflicting"
        or (ours and evidence == "supports")
        or (error in {"customer", "none"} and evidence == "refutes")
    ):
        return "hold", frozenset({"R1"})
    if ours or evidence == "refutes":
        return no_order(facts)
    if evidence in {"statement_only", "unchecked", UNKNOWN} or error == UNKNOWN:
        return "hold", frozenset({"R3"})
    return ordered(facts)


def no_order(facts: Mapping[str, str]) -> Answer:
    """R2 and its two exceptions, which only the company could ever want."""
    company_may_say = set()
    if facts["later_assent"] == "informed_express":
        company_may_say.add("R2a")
    if facts["option_used"] == "knowingly":
        company_may_say.add("R2b")
    if company_may_say:
        return "hold", frozenset(company_may_say)
    return money_back(facts), frozenset({"R2"})


def ordered(facts: Mapping[str, str]) -> Answer:
    """R4: it was ordered, so it may be owed, once everything else is in order."""
    has_window = facts["customer_kind"] == "consumer" and since_the_window_law(facts)
    doubts = {
        "R4b": facts["customer_kind"] == UNKNOWN,
        "R4a": facts["explained"] != "ok",
        "R4d": facts["basis"] in {"undocumented", UNKNOWN},
        "R4e": facts["amount"] != "within",
        "R4c0": has_window and facts["icw"] == UNKNOWN,
    }
    if any(doubts.values()):
        return "hold", frozenset(name for name, doubtful in doubts.items() if doubtful)
    if has_window and facts["icw"] == "open":
        if facts["basis"] == "penalty":
            return money_back(facts), frozenset({"R4c1"})
        return "offer_initial_cancellation", frozenset({"R4c"})
    if facts["disputed"] != "no":
        return "hold", frozenset({"R4g"})
    return "bill", frozenset({"R4h"})


def money_back(facts: Mapping[str, str]) -> str:
    """Nothing is owed: what was paid goes back, what was not paid is not asked for."""
    return "refund" if facts["billing_state"] == "paid" else "do_not_bill"


def since_the_window_law(facts: Mapping[str, str]) -> bool:
    """Whether the contract is of a day that knows the eight days."""
    contract = facts["contract_date"]
    return contract == UNKNOWN or date.fromisoformat(contract) >= WINDOW_LAW


def window(contract: str, service_class: str, received: str, contact: str, start: str) -> str:
    """`icw` by hand, from five answers, each an ISO date, "none" (not come to pass) or "unknown".

    Before the law there was no window, and a class 3 service has none. For a fixed line the day of
    receipt is day 1 of 8; for mobile the later of receipt and start. A last day on a weekend moves
    to Monday. A document not delivered has not started the days, so they cannot have ended.
    """
    if service_class == "class3_other" or (contract != UNKNOWN and date.fromisoformat(contract) < WINDOW_LAW):
        return "not_applicable"
    if UNKNOWN in {contract, service_class, received}:
        return UNKNOWN
    firsts = [received]
    if service_class == "class1_mobile":
        firsts.append(start)
    if "none" in firsts:
        return "open"
    if UNKNOWN in {*firsts, contact}:
        return UNKNOWN
    last = max(map(date.fromisoformat, firsts)) + timedelta(days=7)
    while last.weekday() in {5, 6}:
        last += timedelta(days=1)
    return "open" if date.fromisoformat(contact) <= last else "closed"


def completions(facts: Mapping[str, str], line: str = "disputed_option") -> set[str]:
    """Every ruling the specification could come to, once all that is absent is answered."""
    absent = [name for name in DOMAIN if name not in facts]
    return {ruling(full, line)[0] for full in every(absent, **facts)}


def can_change(name: str, facts: Mapping[str, str]) -> bool:
    """Whether two completions that differ in this absent fact alone are ruled differently."""
    others = [each for each in DOMAIN if each not in facts and each != name]
    return any(len({ruling(full | {name: value})[0] for value in DOMAIN[name]}) > 1 for full in every(others, **facts))


def every(names: Iterable[str], **fixed: str) -> Iterator[dict[str, str]]:
    """Every combination of these facts, on top of the fixed ones."""
    names = tuple(names)
    for values in product(*(DOMAIN[name] for name in names)):
        yield dict(fixed) | dict(zip(names, values, strict=True))
