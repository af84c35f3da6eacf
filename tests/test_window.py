"""The window of cancellation in writing: what it still has to be told, and when its last day is known."""

from datetime import date

import pytest

from assistant.rules.derive import DERIVATIONS, ENDS, Derived
from assistant.rules.facts import UNKNOWN, Fact

TODAY = date(2026, 6, 30)
LATE = {
    "contract_date": "2026-05-01",
    "service_class": "class1_mobile",
    "doc_received_on": "2026-05-01",
    "contact_date": "2026-05-20",
    "service_start": "2026-05-02",
}
"""A mobile contract, told of on its first day, and a call long after; each fact of it counts."""


def icw(**other: str | None) -> Derived:
    said = {name: Fact(value) for name, value in {**LATE, **other}.items() if value is not None}
    return DERIVATIONS["icw"](said, TODAY)


@pytest.mark.parametrize("name", LATE)
def test_of_what_was_not_asked_it_says_that_this_is_what_it_needs(name):
    assert icw(**{name: None}) == Derived(None, (name,))


@pytest.mark.parametrize("name", LATE)
def test_of_what_nobody_knew_it_says_that_nobody_can_tell(name):
    assert icw(**{name: UNKNOWN}) == Derived(UNKNOWN)


def test_a_mobile_window_runs_from_the_start_of_service_and_stays_open_until_there_is_one():
    assert icw() == Derived("closed")
    assert icw(service_start="2026-05-13") == Derived("open")
    assert icw(service_start="none") == Derived("open")
    assert icw(service_class="class2_fixed", service_start="none") == Derived("closed")


@pytest.mark.parametrize("window", ENDS)
@pytest.mark.parametrize("kind", ["class2_fixed", UNKNOWN, None])
def test_the_last_day_is_the_eighth_from_the_document_whatever_else_is_known(window, kind):
    facts = {"doc_received_on": Fact("2026-06-01")} | ({} if kind is None else {"service_class": Fact(kind)})

    assert ENDS[window](facts) == date(2026, 6, 8)


@pytest.mark.parametrize("window", ENDS)
def test_no_last_day_is_told_of_a_mobile_contract_or_without_a_document(window):
    fixed = {"service_class": Fact("class2_fixed")}
    received = {"doc_received_on": Fact("2026-06-01")}

    assert ENDS[window]({**received, "service_class": Fact("class1_mobile")}) is None
    assert ENDS[window](fixed) is None
    assert [ENDS[window]({**fixed, "doc_received_on": Fact(value)}) for value in ("none", UNKNOWN)] == [None, None]


FIXED = {**LATE, "service_class": "class2_fixed"}


def letter(today: date = TODAY, **other: str | None) -> Derived:
    said = {name: Fact(value) for name, value in {**FIXED, **other}.items() if value is not None}
    return DERIVATIONS["letter"](said, today)


def test_a_letter_sent_by_the_last_day_is_in_time_and_one_of_the_day_after_is_not():
    assert letter(letter_sent_on="2026-05-08") == Derived("in_time")
    assert letter(letter_sent_on="2026-05-09") == Derived("over")
    assert letter(date(2026, 5, 8), letter_sent_on="2026-05-08") == Derived("in_time")


def test_without_a_letter_the_day_of_contact_says_whether_there_is_still_time():
    assert letter(letter_sent_on="none") == Derived("over")
    assert letter(letter_sent_on="none", contact_date="2026-05-08") == Derived("open")


@pytest.mark.parametrize("sent", [UNKNOWN, "2026-07-01"])
def test_a_letter_nobody_knows_the_day_of_or_of_a_day_to_come_settles_nothing(sent):
    assert letter(letter_sent_on=sent) == Derived(UNKNOWN)
    assert letter(letter_sent_on=sent, contact_date="2026-05-08") == Derived(UNKNOWN)


@pytest.mark.parametrize("contact", ["2026-05-08", "2026-05-20"])
def test_whether_a_letter_was_sent_is_asked_once_the_window_needs_nothing_else(contact):
    assert letter(contact_date=contact) == Derived(None, ("letter_sent_on",))


@pytest.mark.parametrize("name", ["contract_date", "service_class", "doc_received_on", "contact_date"])
@pytest.mark.parametrize("sent", [None, "none", UNKNOWN])
def test_what_the_window_needs_is_asked_before_the_letter(name, sent):
    assert letter(**{name: None, "letter_sent_on": sent}) == Derived(None, (name,))


@pytest.mark.parametrize("name", ["contract_date", "service_class", "doc_received_on"])
def test_a_letter_on_a_known_day_still_needs_the_window_but_no_day_of_contact(name):
    assert letter(**{name: None, "letter_sent_on": "2026-05-08"}) == Derived(None, (name,))
    assert letter(contact_date=None, letter_sent_on="2026-05-08") == Derived("in_time")
    assert letter(**{name: UNKNOWN, "letter_sent_on": "2026-05-08"}) == Derived(UNKNOWN)


@pytest.mark.parametrize("sent", [None, "none", UNKNOWN, "2026-05-08"])
def test_where_the_article_does_not_apply_no_letter_is_asked_for(sent):
    assert letter(service_class="class3_other", letter_sent_on=sent) == Derived("not_applicable")
