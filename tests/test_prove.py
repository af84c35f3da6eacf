"""The long proof walks every case there is, and counts what the specification counts."""

from __future__ import annotations

import json
from collections import Counter
from math import prod

import oracle
import pytest
from click.testing import CliRunner
from oracle import BEFORE_ORDER, DOMAIN

from assistant.doors.pack import pack

FEE = tuple(name for name in DOMAIN if name not in BEFORE_ORDER)
EVERY = prod(len(values) for values in DOMAIN.values())
REGIMES = {"../2016-05-20": "2011-10-01", "2016-05-21/..": "2026-05-01"}


def counted() -> Counter[str]:
    """Count the rulings of the specification over every case.

    A case the oracle rules without hearing of the fee stands for all its fees.
    """
    found: Counter[str] = Counter()
    for contract in REGIMES.values():
        for head in oracle.every(BEFORE_ORDER, contract_date=contract):
            try:
                found[oracle.ruling(head)[0]] += prod(len(DOMAIN[name]) for name in FEE)
            except KeyError:
                found.update(oracle.ruling(case)[0] for case in oracle.every(FEE, **head))
    return found


@pytest.mark.sweep
def test_the_proof_walks_every_combination_and_counts_as_the_specification_does() -> None:
    run = CliRunner().invoke(pack, ["prove", "--json"])
    told = json.loads(run.stdout)

    assert run.exit_code == 0
    assert told["ok"] is True
    assert EVERY == 1_679_616
    assert told["regimes"] == list(REGIMES)
    lines = {each["line"]: each for each in told["lines"]}
    assert lines["disputed_option"]["combinations"] == EVERY * len(REGIMES)
    assert told["combinations"] == sum(each["combinations"] for each in told["lines"])
    assert set(lines["disputed_option"]["facts"]) == {*DOMAIN, "regime"}
    assert lines["disputed_option"]["rulings"] == dict(counted())
    assert {each["compiler_differs"] for each in told["lines"]} == {None}
    assert told["properties"]
    assert all(each["holds"] and each["counterexample"] is None for each in told["properties"])
