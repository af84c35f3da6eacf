"""A case is what happened to it, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.call.case import Case, after, fold
from assistant.call.events import (
    KINDS,
    Answered,
    Decided,
    Event,
    HandedOver,
    Instructed,
    InstructionWithdrawn,
    LineAdded,
    MailDrafted,
    Moved,
    Noted,
    Opened,
    PromiseKept,
    PromiseMade,
    Replied,
    Told,
    Withdrawn,
    decode,
    encode,
)
from assistant.rules.facts import UNKNOWN, Evidence, Fact
from assistant.rules.policy import Source, Words

LINES = ("line-1", "line-2")
NAMES = ("notice", "order_evidence", "amount_yen")
WORDS = st.text(max_size=12)
VALUES = st.sampled_from(("refutes", UNKNOWN, "2011-10-19")) | st.integers(0, 2**40)
WHICH = st.sampled_from((None, *LINES))

EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.builds(Opened, pack=WORDS, version=WORDS, digest=WORDS, example=st.booleans()),
    st.builds(LineAdded, st.sampled_from(LINES), WORDS, option=WORDS, amount_yen=st.none() | st.integers(0)),
    st.builds(Answered, st.sampled_from(NAMES), VALUES, st.none() | st.sampled_from(tuple(Evidence)), WHICH),
    st.builds(Withdrawn, st.sampled_from(NAMES), WHICH),
    st.builds(Instructed, by=WORDS, channel=WORDS, at=WORDS, says=WORDS, name=WORDS, words=WORDS),
    st.builds(InstructionWithdrawn, st.integers(0, 3)),
    st.builds(Moved, WORDS, WORDS),
    st.builds(
        Decided,
        rulings=st.dictionaries(WORDS, WORDS, max_size=2),
        rules=st.dictionaries(WORDS, st.tuples(WORDS), max_size=2),
        sources=st.tuples(WORDS),
        facts=st.dictionaries(WORDS, VALUES, max_size=2),
        regime=st.none() | WORDS,
        version=WORDS,
        digest=WORDS,
    ),
    st.builds(MailDrafted, WORDS, WORDS, WORDS, WORDS),
    st.builds(Replied, by=WORDS, says=WORDS, name=WORDS, words=WORDS),
    st.builds(Told, WORDS, WORDS),
    st.builds(HandedOver, WORDS, WORDS, note=WORDS),
    st.builds(Noted, words=WORDS),
    st.builds(PromiseMade, WORDS, WORDS, WHICH),
    st.builds(PromiseKept, WORDS, WHICH, WORDS),
)
HISTORIES = st.lists(EVENTS, max_size=8)


def reread(event: Event) -> Event | None:
    """Return the event as it comes back from JSON on disk."""
    kept = encode(event)
    data: Mapping[str, Any] = json.loads(json.dumps(kept.data))
    return decode(kept.kind, kept.version, data, kept.private)


@given(EVENTS)
def test_an_event_comes_back_from_the_disk_as_it_went(event):
    assert reread(event) == event


@given(EVENTS)
def test_private_words_are_kept_apart(event):
    """What may have to be erased never stands in what is sealed."""
    kept = encode(event)
    secret = {spec.name for spec in fields(event) if spec.metadata.get("private")}

    assert kept.data.keys().isdisjoint(secret)
    assert kept.private.keys() <= secret
    assert all(kept.private.values())


def test_erased_words_come_back_empty():
    kept = encode(Noted(words="田中様のご家族からのお電話"))

    assert decode(kept.kind, kept.version, kept.data, {}) == Noted()


def test_an_event_of_a_later_version_is_not_ours_to_know():
    assert decode("note.written", 2, {}, {}) is None
    assert decode("note.sung", 1, {}, {}) is None


def test_every_kind_of_event_has_a_name_on_disk():
    assert {kind for kind, _ in KINDS.values()} == set(Event.__args__)


@given(HISTORIES, HISTORIES)
def test_a_story_may_be_told_in_two_sittings(first, second):
    told = fold(first)
    for event in second:
        told = after(told, event)

    assert told == fold([*first, *second])
    assert told.events == len(first) + len(second)


@given(HISTORIES, EVENTS)
def test_what_happened_before_is_not_altered(history, event):
    """The case of a moment ago still says what it said."""
    case = fold(history)
    copy = fold(history)

    after(case, event)

    assert case == copy


@given(HISTORIES, st.sampled_from(NAMES), VALUES)
def test_a_fact_taken_back_is_as_good_as_unasked(history, name, value):
    before = fold([*history, Withdrawn(name)])

    again = fold([*history, Answered(name, value, None), Withdrawn(name)])

    assert again.facts == before.facts
    assert name not in again.facts


def test_a_line_has_its_own_word_before_the_cases():
    case = fold(
        [
            LineAdded("line-1", "disputed_option"),
            LineAdded("line-2", "main_service"),
            Answered("amount", "within", "record"),
            Answered("amount", "exceeds", None, line="line-2"),
        ]
    )

    assert case.facts_of(case.line("line-1"))["amount"] == Fact("within", Evidence.RECORD)
    assert case.facts_of(case.line("line-2"))["amount"] == Fact("exceeds")
    with pytest.raises(KeyError):
        case.line("line-3")


def test_an_instruction_taken_back_leaves_the_others():
    leader = Instructed("leader", "mail", "2011-10-19", "bill")
    supervisor = Instructed("sv", "oral", "2011-10-20", "do_not_bill")

    assert fold([leader, supervisor, InstructionWithdrawn(0)]).instructions == (supervisor,)
    assert fold([leader, supervisor, InstructionWithdrawn(2)]).instructions == (leader, supervisor)


def test_nothing_has_happened_to_a_new_case():
    assert fold([]) == Case()


def test_unknown_is_an_answer_nobody_could_give():
    assert Fact("none").known
    assert not Fact(UNKNOWN).known


def test_words_in_neither_language_are_english():
    words = Words(ja="請求しない", en="do not bill")

    assert [words.of(lang) for lang in ("ja", "en", "fr")] == ["請求しない", "do not bill", "do not bill"]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2004, 3, 31), False),
        (date(2004, 4, 1), True),
        (date(2016, 5, 20), True),
        (date(2016, 5, 21), False),
    ],
)
def test_a_law_is_in_force_from_its_first_day_to_its_last(day, said):
    law = Words("例", "an example")
    source = Source("example", law, law, law, "order", "L", since=date(2004, 4, 1), until=date(2016, 5, 20))

    assert source.in_force(day) is said
    assert source.verified


def test_a_promise_of_the_same_kind_and_line_takes_the_place_of_the_earlier_one():
    """Who postpones has one promise to keep, not two."""
    first, later = PromiseMade("callback", "2011-10-21"), PromiseMade("callback", "2011-10-25")
    other = PromiseMade("callback", "2011-10-21", "line-2")

    assert fold([first, other, later]).promises == (other, later)


def test_a_promise_kept_is_no_longer_open_and_the_others_are():
    held, called = PromiseMade("hold", "2011-10-20", "line-1"), PromiseMade("callback", "2011-10-21")

    assert fold([held, called, PromiseKept("callback")]).promises == (held,)
    assert fold([held, called, PromiseKept("hold")]).promises == (held, called)
