"""Undo takes back the last thing done, by a new event; the record keeps both."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.call.case import Case, fold
from assistant.call.events import (
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
    ProposalAnswered,
    Replied,
    Ticked,
    Told,
    Withdrawn,
)
from assistant.call.undo import undone_by

BEGUN: list[Event] = [
    Opened("hikari_option_fee", "2026.11.0", "ab12"),
    LineAdded("1", "disputed_option"),
    LineAdded("2", "main_service"),
    Moved("verification", "open"),
]
LEADER = Instructed("leader", "email", "2011-10-19", "bill", "山田", "請求してください")
YES, NO = Replied("leader", "bill", "山田"), Replied("sv", "do_not_bill")
DECIDED = Decided({"1": "hold"}, {"1": ("R3",)}, (), {}, None, "2026.11.0", "ab12")

which = st.sampled_from((None, "1", "2"))
names = st.sampled_from(("order_evidence", "error_source", "billing_state"))
UNDOABLE = st.one_of(
    st.builds(Answered, names, st.sampled_from(("a", "b", "unknown")), st.sampled_from((None, "record")), which),
    st.builds(Withdrawn, names, which),
    st.builds(Instructed, st.just("sv"), st.just("phone"), st.just(""), st.sampled_from(("bill", "do_not_bill"))),
    st.builds(Ticked, st.sampled_from(("name", "apology")), st.booleans()),
    st.just(ProposalAnswered("not_ordered", "FWD", "order_evidence", "rejected", "p", "1", 0, 4, "q")),
    st.builds(Moved, st.sampled_from(("registration", "fee", "brief", "hold")), st.just("go_on")),
)
PASSED = st.sampled_from((Noted("覚え"), DECIDED, MailDrafted("inquiry", "sv", "", "x.eml")))
FINAL = st.sampled_from((Told("1", "hold"), HandedOver("sv", "superior"), YES, NO))
deeds = st.lists(UNDOABLE | PASSED, max_size=10)


def state(case: Case) -> Case:
    """Return what undo promises to bring back: facts, instructions, replies and step."""
    return replace(case, events=0, changed=0, decided=None, mails=(), notes=())


def undone(history):
    """Return the history with one undoing more, or None where nothing can be undone."""
    found = undone_by(history)
    return None if found is None else [*history, found[1]]


@given(deeds, st.lists(FINAL, max_size=1), UNDOABLE, st.lists(PASSED, max_size=2))
def test_undo_brings_back_what_was_so_before_the_last_thing_done(before, final, deed, passed):
    history = [*BEGUN, *before, *final]
    after = undone([*history, deed, *passed])

    assert state(fold(after)) == state(fold(history))


@given(deeds, st.data())
def test_undo_undo_goes_further_back_each_time(doing, data):
    """As if the last things had never been done, however often; what is done in between counts too."""
    history: list[Event] = list(BEGUN)
    stack: list[Case] = []
    for deed in doing:
        if data.draw(st.booleans()) and stack:
            history = undone(history)
            assert state(fold(history)) == stack.pop()
        if not isinstance(deed, (Noted, Decided, MailDrafted)):
            stack.append(state(fold(history)))
        history = [*history, deed]
    while stack:
        history = undone(history)
        assert state(fold(history)) == stack.pop()

    assert undone(history) is None


@given(deeds)
def test_the_record_keeps_what_was_undone(doing):
    history = [*BEGUN, *doing]
    found = undone_by(history)

    if found is not None:
        assert found[0] in history
        after = [*history, found[1]]
        assert after[: len(history)] == history
        assert fold(after).events == len(history) + 1


def test_undoing_a_rejection_leaves_the_answer_before_it_alone():
    """And undoing once more takes that answer back."""
    heard = ProposalAnswered("not_ordered", "FWD", "order_evidence", "rejected", "p", "1", 0, 4, "q")
    once = undone([*BEGUN, Answered("error_source", "a", None), heard])

    assert fold(once).facts["error_source"].value == "a"
    assert "error_source" not in fold(undone(once)).facts


def test_a_call_taken_up_again_owes_its_required_utterances_anew():
    ticked = [*BEGUN, Ticked("name"), Moved("hold", "put_on_hold")]

    assert fold(ticked).ticked == ("name",)
    assert fold([*ticked, Moved("verification", "resume")]).ticked == ()


def test_a_new_case_has_nothing_to_undo():
    assert undone_by([]) is None
    assert undone_by(BEGUN) is None


@pytest.mark.parametrize(
    "final", [Told("1", "hold"), HandedOver("sv", "superior"), YES], ids=lambda e: type(e).__name__
)
def test_what_somebody_has_heard_cannot_be_taken_back_nor_anything_before_it(final):
    """Words spoken, handed on, or answered: the facts behind them are corrected, not undone."""
    history = [*BEGUN, Answered("order_evidence", "refutes", "record"), LEADER, final]

    assert undone_by(history) is None
    assert undone_by([*history, Noted("覚え")]) is None
    later = Answered("order_evidence", "supports", "record")
    assert undone_by([*history, later]) == (later, Answered("order_evidence", "refutes", "record", undo=True))


def test_a_draft_and_a_decision_do_not_stand_in_the_way():
    """A draft lies in a folder; nobody has read it yet."""
    given_ = Answered("order_evidence", "refutes", "record")

    assert undone_by([*BEGUN, given_, DECIDED, MailDrafted("inquiry", "sv", "", "x.eml")])[0] == given_


def test_an_instruction_taken_back_brings_back_the_answers_it_had_set_aside():
    """A new instruction opens the question again; one recorded by mistake must not have closed it."""
    history = [*BEGUN, LEADER, YES]
    mistaken = replace(LEADER, name="鈴木")
    assert fold([*history, mistaken]).replies == ()

    after = fold(undone([*history, mistaken]))

    assert after.replies == (YES,)
    assert after.instructions == (LEADER,)


def test_an_instruction_withdrawn_from_the_middle_takes_no_answer_with_it():
    third = replace(LEADER, name="佐々木")
    case = fold([*BEGUN, LEADER, YES, replace(LEADER, name="鈴木"), NO, third])

    assert fold_on(case, InstructionWithdrawn(1)).replies == ()
    assert fold_on(fold_on(case, InstructionWithdrawn(2)), InstructionWithdrawn(1)).replies == (YES, NO)
    assert fold_on(case, InstructionWithdrawn(7)) == replace(case, events=case.events + 1, changed=case.events + 1)


def fold_on(case, event):
    from assistant.call.case import after

    return after(case, event)
