"""P1 to P11, and P15, P18, P19, P23, P24: what must hold for every combination of facts.

The rest of the promises, on words, citations and the record, are in test_promises_told.py.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from itertools import product

import oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracle import BEFORE_ORDER, DOMAIN, UNKNOWN
from promised import (
    BOOK,
    DISPUTED,
    INERT,
    JUDGE,
    OWED,
    POLICY,
    PROVIDER,
    TODAY,
    case_of,
    decide,
    facts_of,
    ruled,
    spoken_of,
    verdict_of,
)

from assistant import shelf
from assistant.call import events as ev
from assistant.call.answer import refused_json
from assistant.call.answers import AlertTaken, EscalationAnswered, Reassigned
from assistant.call.case import ChargeLine, after
from assistant.call.signed import OverrideSigned
from assistant.call.steps import CLOSED, HAND_OVER, HOLD, order_of, routes, take
from assistant.rules.compile import load
from assistant.rules.decision import see
from assistant.rules.policy import Never, Ruling
from assistant.rules.table import REGIME

CONTRACTS = ("2011-10-01", "2016-05-20", "2016-05-21", "2026-05-01")
BILL_OR_OFFER = {"bill", "offer_initial_cancellation"}
LINES = tuple(POLICY.lines)
TEXTS = shelf.read(None)[1]

complete = st.fixed_dictionaries(
    {"contract_date": st.sampled_from(CONTRACTS), **{name: st.sampled_from(each) for name, each in DOMAIN.items()}}
)
any_line = st.sampled_from(LINES)


@st.composite
def nearly_owed(draw: st.DrawFn) -> dict[str, str]:
    """Draw a case in which all is in order but for a few facts, absent, unknown or otherwise."""
    said = dict(OWED)
    for name in draw(st.lists(st.sampled_from(tuple(DOMAIN)), max_size=4)):
        value = draw(st.sampled_from((None, *DOMAIN[name])))
        said.pop(name, None)
        if value is not None:
            said[name] = value
    return said


near_or_far = nearly_owed() | complete


def no_consent() -> Iterator[dict[str, str]]:
    """Walk every case in which no order was ever shown, and an error of ours or another order was."""
    for head in oracle.every(BEFORE_ORDER):
        if head["error_source"] in PROVIDER or head["order_evidence"] == "refutes":
            yield head


def planted(never: Never, ruling: Ruling) -> list[tuple[str, str]]:
    """Plant a rule before all others that rules as the promise forbids; return the codes and ids of the problems."""
    tests = [f"when.{name} = {sorted(values)}" for name, values in never.when.items()]
    text = "\n".join(
        [
            '\n\n[[rule]]\nid = "X1"\nlayer = "planted"\nrung = "sv"\ncites = ["CC-521old", "CC-522"]',
            f'line = "{never.line}"\nruling = "{ruling}"\nreason.ja = "X"\nreason.en = "X"',
            *tests,
            "",
        ]
    )
    head, _, tail = TEXTS["rules.toml"].partition("# --- the records disagree")
    texts = TEXTS | {
        "rules.toml": head + text + "\n#" + tail,
        "pack.toml": TEXTS["pack.toml"].replace('layers = ["conflict"', 'layers = ["planted", "conflict"'),
    }
    _, problems = load("planted", texts)
    return [(each.code, each.id) for each in problems]


def test_every_promise_of_the_pack_breaks_when_a_rule_is_planted_against_it() -> None:
    """A pack with the broken promise does not load, and the problem names the promise."""
    for never in POLICY.nevers:
        told = planted(never, min(never.rulings))

        assert ("never_broken", never.id) in told, never.id


# --- P1: notice, contents and the silence clause ----------------------------------------------


@given(near_or_far, st.sampled_from(("notice", "notice_content", "deemed_clause")), any_line, st.data())
def test_p1_no_notice_and_no_silence_changes_a_ruling(
    said: dict[str, str], name: str, line: str, data: st.DataObject
) -> None:
    without = decide(said, line)
    noticed = decide({**said, name: data.draw(st.sampled_from(INERT[name]))}, line)

    assert (without.ruling, without.possible, without.ask) == (noticed.ruling, noticed.possible, noticed.ask)


def test_p1_the_fee_function_never_receives_what_is_inert() -> None:
    tables = {name for table in BOOK.tables.values() for name in table.facts}

    assert {"notice", "notice_content", "deemed_clause", "contact", "instruction", "conduct_flag", "speaker"} <= set(
        INERT
    )
    assert not tables & {name for name, spec in POLICY.facts.items() if spec.inert}


def test_p1_a_pack_that_hands_the_notice_to_the_fee_does_not_load() -> None:
    rules = TEXTS["rules.toml"].replace(
        'when.disputed = ["yes", "unknown"]', 'when.disputed = ["yes", "unknown"]\nwhen.notice = ["not_sent"]', 1
    )
    book, problems = load("planted", TEXTS | {"rules.toml": rules})

    assert book is None
    assert "notice" in problems[0].text("en")


# --- P2, P3, P4: who is never billed ----------------------------------------------------------


def nevers(prefix: str) -> tuple[Never, ...]:
    """Return the pack's promises under this name."""
    return tuple(each for each in POLICY.nevers if each.id.partition("/")[0] == prefix)


def test_p2_with_a_provider_error_nothing_is_billed_and_nothing_offered() -> None:
    (ours,) = nevers("P2")

    assert ours.when == {"error_source": frozenset(PROVIDER)}
    assert ours.rulings == BILL_OR_OFFER
    for error in PROVIDER:
        assert not BILL_OR_OFFER & {str(each) for each in decide({"error_source": error}).possible}


def test_p2_where_the_record_refutes_the_order_nothing_is_billed() -> None:
    (refuted,) = nevers("P2b")

    assert refuted.when == {"order_evidence": frozenset({"refutes"})}
    assert "bill" in refuted.rulings
    assert not BILL_OR_OFFER & {str(each) for each in decide({"order_evidence": "refutes"}).possible}


P3 = {
    "order_evidence": {"supports"},
    "error_source": {"customer", "none"},
    "explained": {"ok"},
    "basis": {"service_fee", "penalty"},
    "amount": {"within"},
    "customer_kind": {"consumer", "business"},
    "disputed": {"no"},
}


def test_p3_a_bill_stands_on_all_seven_conditions() -> None:
    """Each is kept by a `never`: outside any one of them, no case is billed."""
    kept = {name: values for never in nevers("P3") for name, values in never.when.items()}

    assert {name: set(values) for name, values in POLICY.bill_needs.items()} == P3
    assert {name: set(DOMAIN[name]) - values for name, values in kept.items()} == P3
    assert all(never.rulings == {"bill"} and len(never.when) == 1 for never in nevers("P3"))


def test_p3_without_one_condition_no_bill_is_possible_and_with_all_it_is() -> None:
    assert ruled(OWED) == "bill"
    for name, met in P3.items():
        for value in set(DOMAIN[name]) - met:
            assert Ruling.BILL not in decide({name: value}).possible
            assert ruled({**OWED, name: value}) != "bill"


@given(near_or_far)
def test_p3_the_conditions_shown_are_the_conditions_met(said: dict[str, str]) -> None:
    shown = {need.fact: need.met for need in decide(said).needs}

    assert shown == {name: said[name] in met if name in said else None for name, met in P3.items()}


@given(complete, st.sampled_from(tuple(P3)), any_line)
def test_p4_a_decisive_unknown_is_never_a_bill(said: dict[str, str], name: str, line: str) -> None:
    assert ruled({**said, name: UNKNOWN}, line) != "bill"


def test_p4_an_unknown_document_day_holds_the_consumer_of_today() -> None:
    assert ruled({**OWED, "icw": UNKNOWN}) == "hold"


def test_p4_a_charge_nobody_can_name_is_held() -> None:
    (never,) = nevers("P4")
    verdict = verdict_of(case_of(OWED, ChargeLine("1", UNKNOWN), ChargeLine("2", "something_else")))

    assert never.rulings == {each.value for each in Ruling} - {"hold"}
    assert [str(decision.ruling) for _, decision in verdict.lines] == ["hold", "hold"]


def test_p4_a_missing_pack_and_a_broken_one_decide_nothing() -> None:
    book, problems = load("broken", TEXTS | {"rules.toml": TEXTS["rules.toml"].replace('"hold"', '"bill"', 1)})
    refused = refused_json("a", tuple(problems))

    with pytest.raises(shelf.NotLoaded):
        shelf.take("no_such_pack")
    assert book is None
    assert (refused["charges"], refused["call_customer"]) == ([], "wait")


@pytest.mark.parametrize("ruling", sorted(each.value for each in Ruling if each is not Ruling.HOLD))
def test_p4_a_pack_that_would_do_anything_but_hold_an_undecided_case_does_not_load(ruling: str) -> None:
    undecided = TEXTS["pack.toml"].replace('id = "U0"\nruling = "hold"', f'id = "U0"\nruling = "{ruling}"')
    book, problems = load("planted", TEXTS | {"pack.toml": undecided})

    assert book is None
    assert [each.id for each in problems] == ["U0"]


# --- P5, P6, P7 -------------------------------------------------------------------------------

DAYS = tuple(f"2026-05-{day:02}" for day in (1, 2, 8, 9, 30))


def test_p5_without_consent_no_day_of_calling_changes_anything() -> None:
    for said in no_consent():
        before = decide({**said, "contract_date": "2026-05-01"})
        for start, called in (("2026-05-09", "2026-05-08"), ("2026-05-09", "2026-05-09"), ("2026-05-01", "2026-05-30")):
            dated = {**said, "contract_date": "2026-05-01", "service_start": start, "contact_date": called}

            assert decide(dated).ruling == before.ruling is not None


@given(near_or_far, st.sampled_from(INERT["contact"]))
def test_p5_contact_timing_itself_is_never_handed_to_the_fee(said: dict[str, str], contact: str) -> None:
    assert decide({**said, "contact": contact}).possible == decide(said).possible


def test_p6_no_consent_and_paid_is_a_refund_or_a_hold() -> None:
    kept = [never.when for never in nevers("P6")]

    assert {frozenset(when) for when in kept} == {
        frozenset({"error_source", "billing_state"}),
        frozenset({"order_evidence", "billing_state"}),
    }
    for said in no_consent():
        if said["billing_state"] == "paid":
            assert ruled(said) in {"refund", "hold"}, said


@given(nearly_owed(), st.sampled_from(tuple(DOMAIN)), st.data())
def test_p7_one_more_fact_turns_a_hold_into_a_bill_only_with_all_conditions(
    said: dict[str, str], name: str, data: st.DataObject
) -> None:
    more = {**said, name: data.draw(st.sampled_from(DOMAIN[name]))}

    if ruled(more) == "bill":
        assert all(more[each] in met for each, met in P3.items())


def test_p7_while_a_condition_is_not_asked_for_nothing_is_billed() -> None:
    for name in P3:
        open_case = {each: value for each, value in OWED.items() if each != name}

        assert decide(open_case).ruling is not Ruling.BILL
        assert Ruling.BILL in decide(open_case).possible


# --- P8, P9: nobody rules but the rules -------------------------------------------------------


def bill(by: str = "leader", channel: str = "email") -> ev.Instructed:
    """Write down that a superior said to bill."""
    return ev.Instructed(by, channel, "2026-06-29", "bill", "A", "bill it")


instructions = st.lists(
    st.builds(
        ev.Instructed,
        st.sampled_from([rung.id for rung in POLICY.ladder]),
        st.sampled_from(["verbal", "email"]),
        st.just("2026-06-29"),
        st.sampled_from(["bill", "do_not_bill"]),
        st.sampled_from(["A", "B", ""]),
        st.just("x"),
    ),
    max_size=4,
)
replies = st.lists(
    st.builds(ev.Replied, st.sampled_from(["leader", "sv"]), st.sampled_from(["bill", "do_not_bill"])), max_size=2
)


@given(near_or_far, any_line, instructions, replies)
def test_p8_an_instruction_changes_no_ruling_and_adds_only_a3_and_a4(
    said: dict[str, str], line: str, given_: list[ev.Instructed], answered: list[ev.Replied]
) -> None:
    lines = (ChargeLine("1", line, "X", 525),)
    plain = verdict_of(case_of(said, *lines))
    told = verdict_of(case_of(said, *lines, instructions=tuple(given_), replies=tuple(answered)))

    assert told.of("1") == plain.of("1")
    assert {each.id for each in told.actions} - {each.id for each in plain.actions} <= {"A3", "A4"}
    assert {each.id for each in plain.actions} <= {each.id for each in told.actions}


def test_p8_an_instruction_to_bill_what_is_not_owed_is_confirmed_in_writing_first() -> None:
    case = case_of({"error_source": "company", "order_evidence": "refutes"}, instructions=(bill(),))
    answered = case_of(case_plain := {"error_source": "company"}, instructions=(bill(),), replies=(_still(),))

    assert verdict_of(case).call_waits
    assert "A4" in {each.id for each in verdict_of(answered).actions}
    assert not verdict_of(case_of(case_plain)).call_waits
    assert not verdict_of(case_of(OWED, instructions=(bill(),))).call_waits  # it says what the rules say


def _still() -> ev.Replied:
    return ev.Replied("leader", "bill")


EVENTS: tuple[ev.Event, ...] = (
    ev.Decided({"1": "bill"}, {"1": ("R4h",)}, (), dict(OWED), None, "1", "0"),
    ev.Told("1", "bill"),
    bill(),
    ev.Replied("sv", "bill"),
    ev.Moved("call", "go_on"),
    ev.HandedOver("sv", "bill"),
    ev.MailDrafted("concern", "sv", "", "x.eml"),
    ev.Noted("bill"),
    ev.InstructionWithdrawn(0),
    ev.PromiseMade("callback", "2026-07-02"),
    ev.PromiseKept("callback"),
    ev.ProposalAnswered("ordered", "FWD", "order_evidence", "confirmed", "p", "1", 0, 4, "bill"),
    ev.ProposalReopened("ordered", "FWD", "order_evidence", "p"),
    ev.Ticked("apology", quote="bill"),
    ev.DayPretended("2030-01-01"),
    OverrideSigned("1", "sv-1", "supervisor", "sv", (), "", "", "contract_confirmed", "document", 0, "c2ln"),
    EscalationAnswered("sv-1", "sv", "bill", 0, "letter-1", "2026-07-01T00:00:00.000Z", "", "c2ln"),
    AlertTaken("contradicts", "sv-1", "sv", "letter-2", "2026-07-01T00:00:00.000Z", "c2ln"),
    Reassigned("op-9", "sv-1", "sv", "letter-3", "2026-07-01T00:00:00.000Z", "", "c2ln"),
)


def test_p9_no_event_but_a_fact_can_change_a_ruling() -> None:
    """There is no event that sets a ruling, so nothing can be overridden but by changing a fact."""
    fact_kinds = {ev.Answered, ev.Withdrawn, ev.Opened, ev.LineAdded}
    case = case_of({**OWED, "error_source": "company", "order_evidence": "statement_only"})
    before = verdict_of(case).of("1")

    assert fact_kinds | {type(each) for each in EVENTS} == {kind for kind, _ in ev.KINDS.values()}
    for event in EVENTS:
        case = after(case, event)
        assert verdict_of(case).of("1") == before, event


def test_p9_a_waiver_becomes_a_bill_only_by_changed_facts_that_keep_their_evidence() -> None:
    waived = {**OWED, "error_source": "company", "order_evidence": "refutes"}
    case = case_of(waived)
    for fact in ("error_source", "order_evidence"):
        assert verdict_of(case).of("1").ruling is not Ruling.BILL
        case = after(case, ev.Answered(fact, OWED[fact], "document"))

    assert verdict_of(case).of("1").ruling is Ruling.BILL
    assert case.facts["order_evidence"].evidence == "document"
    assert "evidence" in {each.name for each in fields(ev.Answered)}


# --- P11: a way out of every state ------------------------------------------------------------

STAGES = tuple(POLICY.stages)
OPEN_STEPS = [step for step in (*order_of(STAGES), HOLD, HAND_OVER) if step != CLOSED]


@pytest.mark.parametrize("step", [step for step in OPEN_STEPS if step != HAND_OVER])
def test_p11_a_superior_is_one_step_away_from_everywhere_whatever_is_so(step: str) -> None:
    for so in (frozenset(), frozenset({"settled"}), frozenset({"settled", "may_call"})):
        assert take(STAGES, step, "hand_over", so) == HAND_OVER


def test_p11_every_open_step_can_be_stopped() -> None:
    stops = {route.source for route in routes(STAGES) if route.trigger in {"put_on_hold", "close"} and not route.needs}

    assert stops == set(OPEN_STEPS)


@given(near_or_far)
def test_p11_a_customer_who_asks_for_a_superior_gets_one_in_every_state(said: dict[str, str]) -> None:
    for speaker in INERT["speaker"]:
        case = case_of({**said, "speaker": speaker, "customer_request": "superior"})
        verdict = verdict_of(case)

        assert "A5" in {each.id for each in verdict.actions}
        assert verdict.rung is not None
        assert [each for each in spoken_of(case) if each.block == "handover_superior"]


# --- P15, P18, P19, P23, P24 ------------------------------------------------------------------


def test_p15_nothing_billed_for_want_of_an_order_means_the_record_is_corrected() -> None:
    for said in no_consent():
        if ruled(said) in {"do_not_bill", "refund"}:
            case = case_of({**said, "speaker": "contract_holder_verified"})
            corrected = [each.must for each in spoken_of(case) if each.block == "correction"]

            assert corrected
            assert all(corrected)
            if said["error_source"] in PROVIDER:
                assert "A1" in {each.id for each in verdict_of(case).actions}


def test_p18_written_cancellation_is_offered_inside_its_law_only() -> None:
    kept = {never.id: never for never in nevers("P18")}

    assert kept["P18/kind"].when == {"customer_kind": frozenset({"business", UNKNOWN})}
    assert kept["P18/window"].when == {"icw": frozenset({"closed", "not_applicable", UNKNOWN})}
    assert kept["P18/date"].before == date(2016, 5, 21)
    assert ruled({**OWED, "icw": "open"}) == "offer_initial_cancellation"
    assert ruled({**OWED, "icw": "open", "contract_date": "2016-05-21"}) == "offer_initial_cancellation"
    assert ruled({**OWED, "icw": "open", "contract_date": "2016-05-20"}) == "bill"


@pytest.mark.parametrize("kind", ["class1_mobile", "class2_fixed", "class3_other"])
def test_p18_a_class_3_service_has_no_window_even_where_somebody_says_so(kind: str) -> None:
    said = {name: value for name, value in OWED.items() if name != "icw"} | {"service_class": kind}
    offered = "bill" if kind == "class3_other" else "offer_initial_cancellation"

    assert ruled({**said, "icw": "open"}) == offered
    assert ruled({**said, "doc_received_on": "none", "contact_date": "2026-05-02"}) == offered


def test_p18_a_window_that_closed_is_never_what_makes_somebody_pay() -> None:
    """The bill stands on the same seven conditions whether the window closed or never was."""
    for case in oracle.every([name for name in DOMAIN if name not in BEFORE_ORDER], **_shown_order()):
        if case["icw"] == "closed":
            assert ruled(case) == ruled({**case, "icw": "not_applicable"})
    assert "icw" not in POLICY.bill_needs


def _shown_order() -> Mapping[str, str]:
    return {name: OWED[name] for name in (*BEFORE_ORDER, "contract_date")}


def test_p19_a_business_is_promised_the_same() -> None:
    """No promise of P1 to P3 asks whether it is a consumer; a business without an order is never billed."""
    for never in (*nevers("P2"), *nevers("P2b"), *nevers("P3")):
        assert never.id == "P3/kind" or "customer_kind" not in never.when
    for said in no_consent():
        business = decide({**said, "customer_kind": "business"})
        assert business.ruling == decide(said).ruling
        assert business.ruling not in BILL_OR_OFFER
        assert not [each for each in business.citations if each.source.consumer_only]
    for name, met in P3.items():
        for value in set(DOMAIN[name]) - met:
            assert Ruling.BILL not in decide({name: value, "customer_kind": "business"} | {name: value}).possible


def test_p23_without_consent_2011_and_2026_rule_alike() -> None:
    """New law may not make silence pay, nor old law: only the citations differ."""
    for said in no_consent():
        then = decide({**said, "contract_date": "2011-10-01", "order_date": "2011-10-01"}, today=date(2011, 10, 20))
        now = decide({**said, "contract_date": "2026-05-01", "order_date": "2026-05-01"})

        assert then.ruling == now.ruling is not None
        assert [rule.id for rule in then.rules] == [rule.id for rule in now.rules]
        assert {each.source.id for each in then.citations} != {each.source.id for each in now.citations}


@given(near_or_far, any_line)
def test_p24_calm_or_abusive_the_fee_is_the_same(said: dict[str, str], line: str) -> None:
    lines = (ChargeLine("1", line, "X", 525),)
    calm, abusive = (verdict_of(case_of({**said, "conduct_flag": flag}, *lines)) for flag in ("none", "abusive_act"))

    assert calm.of("1") == abusive.of("1")
    assert calm.call_waits == abusive.call_waits


def test_p24_an_abusive_act_calls_a_supervisor_and_nothing_else() -> None:
    calm, abusive = (verdict_of(case_of({**OWED, "conduct_flag": flag})) for flag in ("none", "abusive_act"))

    assert {each.id for each in abusive.actions} - {each.id for each in calm.actions} == {"A9"}


# --- all inert facts at once ------------------------------------------------------------------


def test_no_inert_fact_moves_any_decision() -> None:
    draw = random.Random(24)  # noqa: S311  # a sample, not a secret
    for _ in range(300):
        said = {name: draw.choice(values) for name, values in DOMAIN.items()} | {"contract_date": "2026-05-01"}
        noise = {name: draw.choice(values) for name, values in INERT.items()}
        for line, table in product(LINES, (BOOK.tables[DISPUTED],)):
            quiet, noisy = decide(said, line), decide({**said, **noise}, line)
            seen = see(BOOK, table, facts_of({**said, **noise}), TODAY)

            assert (quiet.ruling, quiet.possible, quiet.rules) == (noisy.ruling, noisy.possible, noisy.rules)
            assert seen.known.keys() <= {*DOMAIN, REGIME}
    assert JUDGE.book is BOOK
