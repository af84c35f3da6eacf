"""Derived facts: arithmetic and dates, worked out from other facts and named.

Each function answers with a value, or with the facts it still needs. An answer
never changes when more facts come in: what is missing may only narrow it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.rules.facts import NONE_YET, UNKNOWN, Fact, Facts

WRITTEN_CANCELLATION_SINCE = date(2016, 5, 21)
"""Art. 26-3 of the Telecommunications Business Act came into force (law.md, TBA-26-3)."""

WINDOW_DAYS = 8
SATURDAY = 5
SIMILAR_MANY = 2

Day = date | str | None
"""A date, `unknown`, `none` (has not come to pass), or None for not asked."""


@dataclass(frozen=True, slots=True)
class Derived:
    """A value, or the facts still missing for it, in the order they are best asked."""

    value: str | None
    needs: tuple[str, ...] = ()


def day_of(facts: Facts, name: str) -> Day:
    """Return a date fact as a date; `unknown`, `none` and None stay what they are."""
    fact = facts.get(name)
    if fact is None:
        return None
    value = str(fact.value)
    return value if value in {UNKNOWN, NONE_YET} else date.fromisoformat(value)


def contact(facts: Facts, _today: date) -> Derived:
    """Whether the customer first called before, on or after the day the service started."""
    start, called = day_of(facts, "service_start"), day_of(facts, "contact_date")
    missing = tuple(name for name in ("service_start", "contact_date") if name not in facts)
    if missing:
        return Derived(None, missing)
    if start == NONE_YET and isinstance(called, date):
        return Derived("before_start")
    if not isinstance(start, date) or not isinstance(called, date):
        return Derived(UNKNOWN)
    if called == start:
        return Derived("start_day")
    return Derived("before_start" if called < start else "after_start")


def icw(facts: Facts, today: date) -> Derived:
    """Whether the window of Art. 26-3 (cancellation in writing) is open on the contact date.

    Eight days, the day the contract document was received being the first; for
    mobile service from the start of service where that is later. No document, no
    start of the days. The eighth day falling on a weekend moves to Monday (left to
    counsel, as is the treatment of class 3). Source: TBA-26-3, Ordinance 22-2-7.
    """
    contract = day_of(facts, "contract_date")
    service_class = facts["service_class"].value if "service_class" in facts else None
    if today < WRITTEN_CANCELLATION_SINCE or service_class == "class3_other":
        return Derived("not_applicable")
    if isinstance(contract, date) and contract < WRITTEN_CANCELLATION_SINCE:
        return Derived("not_applicable")
    missing = tuple(name for name in ("contract_date", "service_class") if name not in facts)
    if missing:
        return Derived(None, missing)
    if not isinstance(contract, date) or contract > today or service_class == UNKNOWN:
        return Derived(UNKNOWN)
    return _window(facts, contract, today, mobile=service_class == "class1_mobile")


def _window(  # noqa: PLR0911  # one way out for each thing not known
    facts: Facts, contract: date, today: date, *, mobile: bool
) -> Derived:
    """Count the days. A document before its contract and a day still to come were mistyped: they close nothing."""
    received = day_of(facts, "doc_received_on")
    if received == NONE_YET:
        return Derived("open")
    if received is None:
        return Derived(None, ("doc_received_on",))
    if not isinstance(received, date) or not contract <= received <= today:
        return Derived(UNKNOWN)
    called = day_of(facts, "contact_date")
    if called is None:
        return Derived(None, ("contact_date",))
    if not isinstance(called, date) or called > today:
        return Derived(UNKNOWN)
    if called <= last_day(received):
        return Derived("open")
    return _by_start(facts, called) if mobile else Derived("closed")


def _by_start(facts: Facts, called: date) -> Derived:
    start = day_of(facts, "service_start")
    if start is None:
        return Derived(None, ("service_start",))
    if start == NONE_YET:
        return Derived("open")
    if not isinstance(start, date):
        return Derived(UNKNOWN)
    return Derived("open" if called <= last_day(start) else "closed")


def last_day(first: date) -> date:
    """Return the last of the eight days that begin with `first`."""
    last = first + timedelta(days=WINDOW_DAYS - 1)
    if last.weekday() >= SATURDAY:
        last += timedelta(days=7 - last.weekday())
    return last


def letter(facts: Facts, today: date) -> Derived:
    """Whether a letter of cancellation was sent inside the window of Art. 26-3, which takes effect on dispatch.

    Without a letter: whether the window is still open on the day of contact.
    """
    sent = day_of(facts, "letter_sent_on")
    if not isinstance(sent, date) or sent > today:
        found = icw(facts, today)
        if found.value != "not_applicable" and sent is None:
            return Derived(None, found.needs or ("letter_sent_on",))
        if found.value is not None and found.value != "not_applicable" and sent != NONE_YET:
            return Derived(UNKNOWN)
        return Derived("over" if found.value == "closed" else found.value, found.needs)
    then = icw({**facts, "contact_date": Fact(sent.isoformat())}, today)
    return Derived({"open": "in_time", "closed": "over"}.get(then.value or "", then.value), then.needs)


def icw_ends(facts: Facts) -> date | None:
    """Return the last day of the window; None where it may run from the start of service, or is not known."""
    received, service_class = day_of(facts, "doc_received_on"), facts.get("service_class")
    if service_class is not None and service_class.value == "class1_mobile":
        return None
    return last_day(received) if isinstance(received, date) else None


def similar_pattern(facts: Facts, _today: date) -> Derived:
    """Whether the same mix-up has come up twice or more within 30 days."""
    fact = facts.get("similar_cases_30d")
    if fact is None:
        return Derived(None, ("similar_cases_30d",))
    if not isinstance(fact.value, int):
        return Derived(UNKNOWN)
    return Derived("many" if fact.value >= SIMILAR_MANY else "few")


ENDS: Mapping[str, Callable[[Facts], date | None]] = {"icw": icw_ends, "letter": icw_ends}
"""Derived facts that are a window, and its last day; the value of such a fact is `open` inside it."""

DERIVATIONS: Mapping[str, Callable[[Facts, date], Derived]] = {
    "contact": contact,
    "icw": icw,
    "letter": letter,
    "similar_pattern": similar_pattern,
}
