"""The engine and a second reading of the specification say the same, ruling and rules.

`tests/oracle.py` was written from the specification alone. Everything here compares it with
what the pack, the compiler and the table make of the same facts.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import combinations, product

import oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracle import BEFORE_ORDER, CONTRACTS, DOMAIN, LINES, UNKNOWN

from assistant import shelf
from assistant.call.answer import verdict_json
from assistant.call.statement import as_known, read_statement
from assistant.call.verdict import judge_case
from assistant.rules.decision import Decision, Judge
from assistant.rules.derive import DERIVATIONS
from assistant.rules.facts import Fact

TODAY = date(2026, 11, 24)
JUDGE = Judge(shelf.take())
POLICY = JUDGE.book.policy
AFTER_ORDER = tuple(name for name in DOMAIN if name not in BEFORE_ORDER)
SAMPLES = 100_000
IN_ORDER = {
    "customer_kind": "consumer",
    "explained": "ok",
    "basis": "service_fee",
    "amount": "within",
    "disputed": "no",
}

FACT = {value: Fact(value) for values in (*DOMAIN.values(), CONTRACTS) for value in values}
partial = st.fixed_dictionaries(
    {"contract_date": st.sampled_from(CONTRACTS)},
    optional={name: st.sampled_from(values) for name, values in DOMAIN.items()},
)


def decide(facts: Mapping[str, str], line: str = "disputed_option", today: date = TODAY) -> Decision:
    """Ask the engine."""
    return JUDGE.decide(line, {name: FACT.get(value) or Fact(value) for name, value in facts.items()}, today)


def answer(decision: Decision) -> oracle.Answer:
    """Put what the engine said into the words of the oracle."""
    return str(decision.ruling), frozenset(rule.name for rule in decision.rules)


def cases(seed: int, most: int) -> Iterator[dict[str, str]]:
    """Draw complete cases, the same on every machine."""
    draw = random.Random(seed)  # noqa: S311  # a sample, not a secret
    columns = [draw.choices(values, k=most) for values in DOMAIN.values()]
    for values in zip(draw.choices(CONTRACTS, k=most), *columns, strict=True):
        yield dict(zip(("contract_date", *DOMAIN), values, strict=True))


# --- complete facts ------------------------------------------------------------------------


def test_every_case_before_the_order_is_shown_is_ruled_as_written() -> None:
    """The whole space up to R3: what the oracle rules without hearing of the fee, the engine settles too.

    A case the oracle cannot rule is one where it asked for a fact of the fee: the next test's.
    """
    further = []
    for contract in CONTRACTS:
        for head in oracle.every(BEFORE_ORDER, contract_date=contract):
            try:
                wanted = oracle.ruling(head)
            except KeyError:
                further.append(head)
            else:
                assert answer(decide(head)) == wanted, head

    assert {head["order_evidence"] for head in further} == {"supports"}
    assert {head["error_source"] for head in further} == {"customer", "none"}


@pytest.mark.sweep
def test_every_case_with_the_order_shown_is_ruled_as_written() -> None:
    """The rest of the space: assent and use no longer count, and the oracle is not told of them."""
    seen = 0
    for contract, error, billing in product(CONTRACTS, ("customer", "none"), DOMAIN["billing_state"]):
        head = {"contract_date": contract, "order_evidence": "supports", "error_source": error}
        for case in oracle.every(AFTER_ORDER, **head, billing_state=billing):
            seen += 1
            assert answer(decide(case)) == oracle.ruling(case), case

    assert seen == 4 * 2 * 4 * 1296


@pytest.mark.sweep
def test_a_hundred_thousand_cases_are_ruled_as_written() -> None:
    for case in cases(20111020, SAMPLES):
        assert answer(decide(case)) == oracle.ruling(case), case


def test_every_pair_of_values_is_ruled_as_written() -> None:
    """Every two facts in every two values, the rest as they are where a bill is owed or nearly so."""
    owed = {
        **{name: values[0] for name, values in DOMAIN.items()},
        "order_evidence": "supports",
        "error_source": "none",
        "disputed": "no",
        "icw": "closed",
    }
    for contract in CONTRACTS:
        for pair in combinations(DOMAIN, 2):
            for values in product(*(DOMAIN[name] for name in pair)):
                case = {**owed, "contract_date": contract, **dict(zip(pair, values, strict=True))}

                assert answer(decide(case)) == oracle.ruling(case), case


@pytest.mark.parametrize("line", LINES)
def test_every_other_line_is_ruled_as_written(line: str) -> None:
    for case in oracle.every(("error_source", "billing_state"), contract_date="2026-10-01"):
        if line != "disputed_option":
            assert answer(decide(case, line)) == oracle.ruling(case, line), case


def test_a_charge_nobody_can_name_is_held() -> None:
    for case in cases(7, 200):
        assert answer(decide(case, UNKNOWN)) == ("hold", frozenset({"R0"}))


@pytest.mark.parametrize(
    ("contract", "regime"),
    [("2016-05-20", "../2016-05-20"), ("2016-05-21", "2016-05-21/.."), (UNKNOWN, None)],
)
def test_the_regime_turns_on_the_day_the_window_came_into_law(contract: str, regime: str | None) -> None:
    assert decide({"contract_date": contract, "error_source": "company"}).regime == regime


def test_a_contract_of_no_known_day_is_ruled_like_one_with_the_window() -> None:
    """Nobody knows whether the eight days exist: what they would hold is held."""
    for case in oracle.every(AFTER_ORDER, order_evidence="supports", error_source="none", billing_state="paid"):
        undated = {**case, "contract_date": UNKNOWN}

        assert str(decide(undated).ruling) == oracle.ruling(undated)[0], undated


# --- the window, by its own arithmetic -------------------------------------------------------

DAYS = ("none", UNKNOWN, *(str(date(2026, 10, day)) for day in range(1, 32)))


def derived(**said: str) -> str | None:
    """Work out the window from dates by the engine."""
    return DERIVATIONS["icw"]({name: Fact(value) for name, value in said.items()}, TODAY).value


def test_the_fixed_line_window_is_eight_days_and_moves_off_the_weekend() -> None:
    for received, contact in product(DAYS, (UNKNOWN, *DAYS[2:])):
        for contract, kind in product((*CONTRACTS[:3], "2026-09-30", UNKNOWN), ("class2_fixed", "class3_other")):
            wanted = oracle.window(contract, kind, received, contact, UNKNOWN)
            found = derived(contract_date=contract, service_class=kind, doc_received_on=received, contact_date=contact)

            assert found == wanted, (contract, kind, received, contact)


def test_the_mobile_window_runs_from_the_later_of_document_and_start() -> None:
    for received, contact, start in product(DAYS[2:], DAYS[2:], ("none", *DAYS[2::3])):
        wanted = oracle.window("2026-09-30", "class1_mobile", received, contact, start)
        found = derived(
            contract_date="2026-09-30",
            service_class="class1_mobile",
            doc_received_on=received,
            contact_date=contact,
            service_start=start,
        )

        assert found == wanted, (received, contact, start)


@pytest.mark.parametrize(
    ("received", "contact"),
    [
        ("2026-09-01", "2026-10-20"),  # a document of a contract not made yet
        (str(TODAY + timedelta(days=1)), "2026-10-20"),
        ("2026-10-01", str(TODAY + timedelta(days=1))),
    ],
)
def test_a_day_that_cannot_be_closes_no_window_and_bills_nothing(received: str, contact: str) -> None:
    """A slip of the finger in a date must not take the eight days away (P4)."""
    said = {"contract_date": "2026-09-30", "service_class": "class2_fixed"}

    assert derived(**said, doc_received_on=received, contact_date=contact) == UNKNOWN


def test_an_unknown_class_of_service_leaves_the_window_unknown() -> None:
    said = {"contract_date": "2026-09-30", "service_class": UNKNOWN, "doc_received_on": "2026-10-01"}

    assert derived(**said, contact_date="2026-10-02") == UNKNOWN == oracle.window(*said.values(), "2026-10-02", "none")


def test_a_window_worked_out_from_dates_rules_as_one_stated_outright() -> None:
    draw = random.Random(8)  # noqa: S311  # a sample, not a secret
    for case in cases(8, 4_000):
        kind = draw.choice(("class1_mobile", "class2_fixed", "class3_other", UNKNOWN))
        received, contact, start = draw.choice(DAYS), draw.choice(DAYS[2:]), draw.choice(DAYS[2:])
        stated = {**case, "icw": oracle.window(case["contract_date"], kind, received, contact, start)}
        dated = {name: value for name, value in case.items() if name != "icw"} | {
            "service_class": kind,
            "doc_received_on": received,
            "contact_date": contact,
            "service_start": start,
        }

        assert answer(decide(dated)) == oracle.ruling(stated), dated


@pytest.mark.parametrize(
    ("received", "contact", "wanted"),
    [
        ("2026-10-01", "2026-10-08", "open"),  # Thursday to Thursday
        ("2026-10-01", "2026-10-09", "closed"),
        ("2026-10-03", "2026-10-12", "open"),  # day 8 is a Saturday: to Monday
        ("2026-10-03", "2026-10-13", "closed"),
        ("2026-10-04", "2026-10-12", "open"),  # day 8 is a Sunday: to Monday
        ("2026-10-04", "2026-10-13", "closed"),
    ],
)
def test_the_last_day_is_the_eighth_or_the_monday_after(received: str, contact: str, wanted: str) -> None:
    said = {"contract_date": "2026-09-30", "service_class": "class2_fixed", "doc_received_on": received}

    assert derived(**said, contact_date=contact) == wanted


# --- partial facts ---------------------------------------------------------------------------


def leaning(seed: int, most: int) -> Iterator[dict[str, str]]:
    """Draw cases, most of them on the road where the fee facts count, and many of those nearly owed."""
    draw = random.Random(seed)  # noqa: S311  # a sample, not a secret
    for case in cases(seed, most):
        if draw.random() < 0.7:
            case |= {"order_evidence": "supports", "error_source": draw.choice(("customer", "none"))}
        if draw.random() < 0.7:
            case |= {name: value for name, value in IN_ORDER.items() if draw.random() < 0.8}
        yield case


def draw_partial(seed: int, most: int, absent: tuple[int, int]) -> Iterator[dict[str, str]]:
    """Draw cases of which a few facts nobody asked for yet."""
    draw = random.Random(-seed)  # noqa: S311  # a sample, not a secret
    for case in leaning(seed, most):
        gone = draw.sample(tuple(DOMAIN), draw.randint(*absent))
        yield {name: value for name, value in case.items() if name not in gone}


def test_what_is_possible_is_what_some_completion_comes_to() -> None:
    for case in draw_partial(11, 300, (1, 5)):
        decision = decide(case)

        assert {str(each) for each in decision.possible} == oracle.completions(case), case
        assert decision.settled == (len(oracle.completions(case)) == 1)


@given(partial)
def test_a_settled_line_stays_so_with_everything_unknown_and_never_otherwise(case: dict[str, str]) -> None:
    """Filling every gap with `unknown` is one completion: it must be among the possible ones."""
    filled = dict.fromkeys(DOMAIN, UNKNOWN) | case

    assert oracle.ruling(filled)[0] in {str(each) for each in decide(case).possible}


def test_a_fact_matters_exactly_when_it_alone_can_change_the_ruling() -> None:
    for case in draw_partial(12, 250, (1, 4)):
        decision = decide(case)
        asked = {name for name in DOMAIN if name not in case}
        matters = {name for name in asked if oracle.can_change(name, case)}
        told = {name for name in decision.relevant if name in DOMAIN}
        dates = set(decision.relevant) - set(DOMAIN)

        assert told == matters - {"icw"}, case
        assert bool(dates) == ("icw" in matters), case


def test_the_next_question_matters_and_stands_in_the_earliest_stage_that_has_one() -> None:
    order = list(POLICY.stages)
    stage = {name: order.index(POLICY.facts[name].asked_in) for name in DOMAIN}
    for case in draw_partial(13, 400, (1, 11)):
        decision = decide(case)
        if decision.settled:
            assert decision.ask is None
            continue
        stages = {name: stage.get(name, stage["icw"]) for name in decision.relevant}  # dates are asked for the window

        assert decision.ask is not None
        assert decision.ask not in case
        assert stages[decision.ask] == min(stages.values()), case


def test_a_flip_of_a_settled_line_leads_where_it_says_and_none_is_left_out() -> None:
    for case in leaning(14, 400):
        decision = decide(case)
        flips = [(dict(flip.change), str(flip.to)) for flip in decision.flips]
        now = oracle.ruling(case)[0]
        dated = case["contract_date"] < "2016-05-21"

        for change, to in flips:
            assert oracle.ruling(case | change)[0] == to != now, (case, change)
            assert UNKNOWN not in change.values()
            assert all(
                oracle.ruling(case | {name: value})[0] != to for name, value in change.items() if len(change) > 1
            )
        single = {
            (name, value, oracle.ruling(case | {name: value})[0])
            for name in DOMAIN
            if not (dated and name == "icw")
            for value in DOMAIN[name]
            if value not in {UNKNOWN, case[name]} and oracle.ruling(case | {name: value})[0] != now
        }
        assert {(*next(iter(change.items())), to) for change, to in flips if len(change) == 1} == single, case


def test_a_flip_of_an_open_line_is_an_answer_that_settles_it() -> None:
    for case in draw_partial(15, 200, (1, 4)):
        decision = decide(case)
        if decision.settled:
            continue
        found = {(*next(iter(flip.change.items())), str(flip.to)) for flip in decision.flips}
        wanted = set()
        for name in DOMAIN:
            if name in case or (name == "icw" and case["contract_date"] < "2016-05-21"):
                continue
            for value in DOMAIN[name]:
                rulings = oracle.completions(case | {name: value})
                if value != UNKNOWN and len(rulings) == 1:
                    wanted.add((name, value, *rulings))

        assert found == wanted, case


def test_the_smallest_reason_forces_the_ruling_and_not_one_fact_less_does() -> None:
    weighed = 0
    for case in leaning(16, 400):
        decision = decide(case)
        dated = "contract_date" if "regime" in decision.because else "-"
        kept = {name: case[name] for name in (*decision.because, dated) if name in case}
        if case["contract_date"] < CONTRACTS[2]:
            continue  # an old contract also says what the window is, so a fact is told twice
        weighed += 1
        assert decide(kept).possible == decision.possible, case
        for name in kept.keys() - {"contract_date"}:  # an open window says the day of the law by itself
            less = {each: value for each, value in kept.items() if each != name}
            assert len(decide(less).possible) > 1, (case, name)

    assert weighed > 100


def test_a_day_not_asked_for_leaves_both_laws_possible() -> None:
    for case in draw_partial(17, 200, (1, 3)):
        undated = {name: value for name, value in case.items() if name != "contract_date"}
        windowed = undated.get("icw") in {"open", "closed"}  # a window presupposes the law that opens it
        days = CONTRACTS[2:] if windowed else CONTRACTS
        wanted = set().union(*(oracle.completions(undated | {"contract_date": day}) for day in days))

        assert {str(each) for each in decide(undated).possible} == wanted, undated


# --- through the door that other programs use -----------------------------------------------


def stated(facts: Mapping[str, str], line: str, **more: object) -> dict[str, object]:
    """Write a case down as another program would."""
    own = {name: value for name, value in facts.items() if POLICY.facts[name].scope == "line"}
    rest = {name: value for name, value in facts.items() if name not in own}
    return {"id": "a", "facts": rest, "charges": [{"id": "1", "charge_line": line, **own}], **more}


def test_the_json_door_says_the_same() -> None:
    draw = random.Random(18)  # noqa: S311  # a sample, not a secret
    for case in leaning(18, 400):
        line = draw.choice(LINES)
        read = read_statement(POLICY, stated(case, line), "-", 1, TODAY)
        told = verdict_json("a", POLICY, judge_case(JUDGE, read.case, read.today), read.problems)
        (charge,) = told["charges"]
        ruling, rules = oracle.ruling(case, line)

        assert not read.problems
        assert charge["ruling"] == (None if ruling == "untouched" else ruling), case
        assert set(charge["rules"]) == set(rules), case
        assert charge["standing"] == "settled"


def test_the_json_door_takes_what_was_not_asked_as_unknown_when_told_so() -> None:
    for case in draw_partial(19, 300, (0, 9)):
        read = read_statement(POLICY, stated(case, "disputed_option"), "-", 1, TODAY)
        verdict = judge_case(JUDGE, as_known(POLICY, read.case), read.today)
        filled = dict.fromkeys(DOMAIN, UNKNOWN) | case

        assert str(verdict.of("1").ruling) == oracle.ruling(filled)[0], case


@given(st.integers(0, 30), st.sampled_from(("class1_mobile", "class2_fixed")))
def test_no_answer_still_to_come_widens_the_window(later: int, kind: str) -> None:
    """What the window says on fewer dates it says on more."""
    received = str(date(2026, 10, 1))
    said = {"contract_date": "2026-09-30", "service_class": kind, "doc_received_on": received}
    said["contact_date"] = str(date(2026, 10, 1) + timedelta(days=later))
    early = derived(**said)

    for start in DAYS:
        if early is not None:
            assert derived(**said, service_start=start) == early
