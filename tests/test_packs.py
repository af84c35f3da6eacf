"""Every pack that comes with the program: proved, tried by golden cases, spoken cleanly, played to its end."""

import json
import subprocess
import sys
import tomllib
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from assistant import shelf
from assistant.call.statement import read_statement
from assistant.call.verdict import judge_case
from assistant.drills.reading import read_library
from assistant.drills.run import run
from assistant.folder import shelf_folder
from assistant.listen.taboo import hits
from assistant.rules.decision import Judge
from assistant.rules.facts import UNKNOWN, Fact
from assistant.rules.heads import proposed
from assistant.rules.policy import Ruling
from assistant.rules.roles import HOUSE

PACKS = shelf.pack_names()
NEW = ("hikari_cancellation_fee", "us_cramming")
DAY = date(2026, 6, 2)
FOLDER = Path(str(shelf_folder()))


def ruled(pack: str, line: str, day: date = DAY, **facts: str) -> Ruling | None:
    return Judge(shelf.take(pack)).decide(line, {name: Fact(value) for name, value in facts.items()}, day).ruling


def goldens(pack: str) -> list[dict]:
    return tomllib.loads((FOLDER / pack / "golden" / "rules.toml").read_text("utf-8"))["golden"]


def test_three_packs_come_with_the_program():
    assert set(PACKS) == {shelf.DEFAULT, *NEW}
    assert [each.id for each in shelf.heads()] == [shelf.DEFAULT, *NEW]


@pytest.mark.parametrize("pack", PACKS)
def test_a_pack_has_what_the_program_itself_works_with(pack):
    facts = shelf.take(pack).policy.facts

    assert all(wanted <= set(facts[name].values) for name, wanted in HOUSE.items())


@pytest.mark.parametrize("pack", NEW)
def test_every_rule_of_a_pack_is_tried_by_a_golden_case(pack):
    judge, spoke = Judge(shelf.take(pack)), set()
    for each in goldens(pack):
        facts = {name: Fact(value) for name, value in each.get("facts", {}).items()}
        decision = judge.decide(each["line"], facts, each["today"])
        assert decision.ruling == each["ruling"], each["id"]
        spoke |= {rule.id for rule in decision.rules} & set(each["rules"])

    assert spoke >= {rule.id for rule in judge.book.policy.rules}


@pytest.mark.parametrize(("pack", "lang"), list(product(NEW, ("ja", "en"))))
def test_no_script_of_a_pack_says_what_must_not_be_said(pack, lang):
    policy = shelf.take(pack).policy
    blocks = (*policy.blocks, *(each for reaction in policy.reactions.values() for each in reaction.answers))

    for each in blocks:
        speaker = "unverified" if each.unverified else "contract_holder_verified"
        assert not hits(policy, policy.texts[each.id].of(lang), lang, {"speaker": speaker}), each.id


@pytest.mark.parametrize(("pack", "lang"), list(product(NEW, ("ja", "en"))))
def test_every_scenario_can_be_played_as_it_should_be(pack, lang):
    library = read_library(pack, shelf.scenarios(FOLDER / pack), Judge(shelf.take(pack)))

    assert not library.problems
    assert {"bill", "hold"} <= {r for one in library.scenarios.values() for r in one.expected.rulings.values()}
    assert all(run(one, "perfect", lang, pack).score.passed for one in library.scenarios.values())


def test_whoever_obeys_bills_what_is_no_debt():
    scenarios = read_library("", shelf.scenarios(FOLDER / NEW[0]), Judge(shelf.take(NEW[0]))).scenarios

    assert not run(scenarios["switch_by_mistake"], "obey", "ja", NEW[0]).score.passed


# --- the cancellation of a line ---

OWED = {
    "request_evidence": "supports",
    "error_source": "none",
    "asked_by": "contract_holder",
    "customer_kind": "consumer",
    "letter": "over",
    "term": "within",
    "explained": "ok",
    "basis": "clause_shown",
    "amount": "within",
    "disputed": "no",
    "billing_state": "not_billed",
    "contract_date": "2024-04-01",
}
FEE, WORK = "early_termination_fee", "work_cost_left"


def cancelled(line: str = FEE, **changes: str) -> Ruling | None:
    return ruled(NEW[0], line, **(OWED | changes))


def test_a_penalty_that_is_shown_is_billed():
    assert cancelled() is Ruling.BILL
    assert cancelled(WORK) is Ruling.BILL


@pytest.mark.parametrize("fact", sorted(set(OWED) - {"billing_state", "contract_date"}))
def test_no_penalty_is_billed_while_a_fact_that_decides_is_not_known(fact):
    assert cancelled(**{fact: UNKNOWN}) is Ruling.HOLD


@pytest.mark.parametrize("contract", ["2022-06-30", "2022-07-01"])
def test_more_than_one_month_is_held_on_either_side_of_the_cap_for_reasons_of_its_own(contract):
    facts = {name: Fact(value) for name, value in (OWED | {"amount": "over_cap", "contract_date": contract}).items()}
    decision = Judge(shelf.take(NEW[0])).decide(FEE, facts, DAY)

    assert decision.ruling is Ruling.HOLD
    assert [each.id for each in decision.rules] == [
        {"2022-06-30": "O5/transition", "2022-07-01": "O5/capped"}[contract]
    ]
    assert ("TBA-27-2.4b" in {each.source.id for each in decision.citations}) == (contract == "2022-07-01")


@pytest.mark.parametrize(
    ("sent", "contact", "wanted"),
    [("2026-06-08", "2026-06-20", Ruling.DO_NOT_BILL), ("2026-06-09", "2026-06-20", Ruling.BILL)],
)
def test_a_letter_counts_on_the_day_it_is_sent(sent, contact, wanted):
    dates = {"contract_date": "2026-05-28", "doc_received_on": "2026-06-01", "service_class": "class2_fixed"}
    facts = {name: value for name, value in OWED.items() if name != "letter"} | dates

    assert ruled(NEW[0], FEE, date(2026, 6, 20), **facts, letter_sent_on=sent, contact_date=contact) is wanted


def test_inside_the_window_without_a_letter_the_way_out_is_offered_and_after_it_never():
    dates = {"contract_date": "2026-05-28", "doc_received_on": "2026-06-01", "service_class": "class2_fixed"}
    facts = {name: value for name, value in OWED.items() if name != "letter"} | dates | {"letter_sent_on": "none"}

    assert ruled(NEW[0], FEE, date(2026, 6, 8), **facts, contact_date="2026-06-08") is Ruling.OFFER
    assert ruled(NEW[0], FEE, date(2026, 6, 9), **facts, contact_date="2026-06-09") is Ruling.BILL


@pytest.mark.parametrize("asked_by", ["heir", "third_party"])
def test_family_and_strangers_are_billed_nothing_and_a_mistaken_switch_is_still_put_right(asked_by):
    assert cancelled(asked_by=asked_by) is Ruling.HOLD
    assert cancelled(asked_by=asked_by, request_evidence="refutes", error_source="agent") is Ruling.DO_NOT_BILL


# --- a charge on a phone bill in the US ---


def test_a_third_partys_charge_is_billed_only_if_asked_for_received_and_plain():
    owed = {"order_evidence": "supports", "error_source": "none", "received": "yes", "described": "plainly"}
    owed |= {"amount": "within", "disputed": "no"}

    assert ruled(NEW[1], "third_party_charge", **owed) is Ruling.BILL
    for name, value in (("described", "unclear"), ("disputed", "yes"), ("order_evidence", "statement_only")):
        assert ruled(NEW[1], "third_party_charge", **(owed | {name: value})) is Ruling.HOLD


def test_an_amount_is_written_in_the_money_of_its_pack():
    policy = shelf.take(NEW[1]).policy
    given = {"charges": [{"option": "texts", "amount_cents": 999}], "facts": {"speaker": "contract_holder_verified"}}
    stated = read_statement(policy, given, "test", 1, DAY)

    assert not stated.problems
    assert stated.case.lines[0].charge_line == "third_party_charge"
    assert judge_case(Judge(shelf.take(NEW[1])), stated.case, DAY).lines
    assert read_statement(policy, {"charges": [{"amount_yen": 999}]}, "test", 1, DAY).problems


# --- which trouble it is ---


@pytest.mark.parametrize(
    ("text", "pack"),
    [
        ("２年縛りの違約金を払えと言われた", NEW[0]),
        ("転送サービスなんて頼んでない", shelf.DEFAULT),
        ("There is a Third-Party Charge on my phone bill", NEW[1]),
    ],
)
def test_what_is_typed_proposes_the_trouble_it_speaks_of(text, pack):
    assert proposed(shelf.heads(), text)[0] == pack


def test_what_speaks_of_nothing_proposes_nothing():
    assert proposed(shelf.heads(), "今日はいい天気ですね") == ()


def test_one_pack_is_loaded_without_the_others():
    told = (
        "import json\nfrom assistant import shelf\nfrom assistant.rules import compile\n"
        "was, seen = shelf.load, []\nshelf.load = lambda name, texts: seen.append(name) or was(name, texts)\n"
        "shelf.heads(); shelf.take('us_cramming'); print(json.dumps(seen))"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)  # our own words

    assert json.loads(done.stdout) == ["us_cramming"]
