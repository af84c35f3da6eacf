"""Past cases decided anew: who would be treated differently, by how many yen, and never in the record."""

import json
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta

import pytest
from cases import ORDERED, OUR_ERROR, OWED, VERIFIED, WRONG
from desks import case_2011, seat_in, tell_facts
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import shelf
from assistant.call.case import ChargeLine
from assistant.journal.past import BATCH, Coded
from assistant.journal.replay import Replay
from assistant.rules.combination import combination_of, redecide, schema_of
from assistant.rules.compile import load
from assistant.rules.decision import Judge
from assistant.rules.facts import UNKNOWN, Evidence, Fact
from assistant.rules.policy import Ruling
from assistant.rules.table import REGIME

BOOK = shelf.take()
POLICY = BOOK.policy
JUDGE = Judge(BOOK)
TODAY = date(2026, 11, 24)


def stated(draw_from):
    """Any facts of the pack, each absent, unknown or with a value."""
    return st.fixed_dictionaries(
        {},
        optional={
            name: st.sampled_from((*spec.values, UNKNOWN)) if spec.kind == "choice" else st.just(UNKNOWN)
            for name, spec in draw_from.facts.items()
            if spec.kind in {"choice", "date"}
        },
    )


def in_regime(day):
    return next(each for each in BOOK.regimes if each.since <= day <= each.until)


@settings(max_examples=300, deadline=None)
@given(stated(POLICY), st.none() | st.dates(date(2004, 1, 1), date(2027, 6, 1)), st.sampled_from(sorted(POLICY.lines)))
def test_a_combination_is_decided_as_its_facts_were(values, basis, line):
    """What the desk decided and what the replay decides are the same, or held where the desk was still asking."""
    facts = {name: Fact(value) for name, value in values.items()}
    if basis is not None:
        facts[POLICY.basis] = Fact(basis.isoformat())
    found = combination_of(POLICY, facts, TODAY)
    again = redecide(BOOK, line, found.values, in_regime(found.basis_on), basis_known=found.basis_known)
    then = JUDGE.decide(line, facts, TODAY)
    assert again.ruling == (then.ruling or Ruling.HOLD)
    if then.ruling is not None and not then.expired:
        assert again.rules == tuple(rule.id for rule in then.rules)


def cornered():
    """Every row of every table at one of its corners: the line, and the facts that lead there."""
    for line, table in BOOK.tables.items():
        for row in table.rows:
            values = {name: max(each) for name, each in zip(table.facts, row.values, strict=True) if name != REGIME}
            yield line, values


@pytest.mark.parametrize("basis", [None, UNKNOWN, "2011-10-01", "2026-10-01"])
def test_every_row_of_every_table_is_reached_again_in_each_regime_or_in_none(basis):
    for line, values in cornered():
        facts = {name: Fact(value) for name, value in values.items()}
        if basis is not None:
            facts[POLICY.basis] = Fact(basis)
        found = combination_of(POLICY, facts, TODAY)
        again = redecide(BOOK, line, found.values, in_regime(found.basis_on), basis_known=found.basis_known)
        then = JUDGE.decide(line, facts, TODAY)
        assert again.ruling == (then.ruling or Ruling.HOLD), (line, values)
        if then.ruling is not None:
            assert again.rules == tuple(rule.id for rule in then.rules), (line, values)


def test_the_schema_does_not_know_the_rules_and_knows_every_choice():
    assert schema_of(holding().policy) == schema_of(POLICY)
    facts = dict(POLICY.facts)
    facts["billing_state"] = replace(facts["billing_state"], values=(*facts["billing_state"].values, "written_off"))
    assert schema_of(replace(POLICY, facts=facts)) != schema_of(POLICY)


def recorded(folder, cases=3):
    """Keep a record of the case of 2011, decided so many times, and one of them only for practice."""
    seat = seat_in(folder)
    for _ in range(cases):
        case_2011(seat).go_to_brief()
    example = seat.new([WRONG, ORDERED], example=True)
    tell_facts(example, {**VERIFIED, **OUR_ERROR})
    example.go_to_brief()
    seat.close()
    return seat.journal.path


def replayed(folder, book, since=""):
    with closing(Coded(folder / "replay.db")) as coded:
        coded.take_in(folder / "journal.db", book.policy, None, lambda *_: None)
        found = Replay(coded.connection, book, since)
        return found.sums(), found.changed(10)


def test_under_the_pack_it_was_decided_by_nothing_changes(tmp_path):
    recorded(tmp_path)
    sums, changed = replayed(tmp_path, BOOK)
    assert changed == []
    assert sum(each.lines for each in sums) == 6, "two lines of three real cases, and none of the example"
    assert all(each.charged_yen == 0 for each in sums)


def test_the_record_is_not_touched_and_the_second_reading_reads_only_what_is_new(tmp_path):
    path = recorded(tmp_path, 1)
    before = path.read_bytes()
    replayed(tmp_path, BOOK)
    assert path.read_bytes() == before
    seat = seat_in(tmp_path)
    case_2011(seat).go_to_brief()
    seat.close()
    read = []
    with closing(Coded(tmp_path / "replay.db")) as coded:
        coded.connection.set_trace_callback(lambda text: read.append(text) if "INTO coded " in text else None)
        coded.take_in(path, POLICY, None, lambda *_: None)
    assert len(read) == 2


def test_broken_off_it_goes_on_from_there(tmp_path, monkeypatch):
    monkeypatch.setattr("assistant.journal.past.BATCH", 1)
    path = recorded(tmp_path, 3)
    assert BATCH > 1

    def stop(reached, last):
        if reached < last:
            raise KeyboardInterrupt

    with closing(Coded(tmp_path / "replay.db")) as coded:
        with pytest.raises(KeyboardInterrupt):
            coded.take_in(path, POLICY, None, stop)
        (kept,) = coded.connection.execute("SELECT count(*) FROM coded").fetchone()
    assert kept == 2
    assert sum(each.lines for each in replayed(tmp_path, BOOK)[0]) == 6


def billed(seat, amount):
    """Tell a case in which the fee is owed, to the brief."""
    desk = seat.new([ChargeLine("1", "disputed_option", "転送サービス", amount)])
    tell_facts(desk, {**VERIFIED, **OWED})
    assert desk.verdict.of("1").ruling is Ruling.BILL
    desk.go_to_brief()
    return desk


def holding():
    """Return the pack that holds what ours bills."""
    name, texts = shelf.read(None)
    rules = texts["rules.toml"]
    at = rules.index('id = "R4h"')
    book, problems = load(name, {**texts, "rules.toml": rules[:at] + rules[at:].replace('"bill"', '"hold"', 1)})
    assert book is not None, problems
    return book


def test_the_yen_are_those_of_the_lines_that_are_no_longer_billed(tmp_path):
    """Three bills of 525, 420 and an amount nobody wrote down: by hand, 945 yen less."""
    seat = seat_in(tmp_path)
    ids = [billed(seat, amount).case_id for amount in (525, 420, None)]
    case_2011(seat).go_to_brief()
    seat.close()
    sums, changed = replayed(tmp_path, holding())
    (only,) = [each for each in sums if each.changed]
    assert (only.before, only.after, only.rules) == ("bill", "hold", ("R4h",))
    assert (only.lines, only.yen, only.without_amount, only.charged_yen) == (3, 945, 1, -945)
    assert [(each.case_id, each.amount_yen) for each in changed] == list(zip(ids, (525, 420, None), strict=True))


def test_after_the_last_day_of_a_pack_what_it_would_bill_is_held_by_its_last_word(tmp_path):
    seat = seat_in(tmp_path)
    billed(seat, 525)
    seat.close()
    policy = replace(POLICY, expires=date(2011, 10, 19))
    (only,) = replayed(tmp_path, replace(BOOK, policy=policy))[0]
    assert (only.before, only.after, only.rules) == ("bill", "hold", (POLICY.expired.id,))
    same = replace(BOOK, policy=replace(POLICY, expires=date(2011, 10, 20)))
    assert not replayed(tmp_path, same)[0][0].changed


def test_only_the_last_decision_of_a_case_counts(tmp_path):
    seat = seat_in(tmp_path)
    desk = billed(seat, 525)
    desk.answer("order_evidence", "refutes", Evidence.DOCUMENT, "1")
    desk.go_to_brief()
    assert desk.case.decided.rulings == {"1": "hold"}
    seat.close()
    (only,) = replayed(tmp_path, holding())[0]
    assert (only.before, only.after, only.lines) == ("hold", "hold", 1)


def test_since_leaves_out_what_was_decided_before(tmp_path):
    recorded(tmp_path, 1)
    day = date(2011, 10, 20)
    assert replayed(tmp_path, BOOK, day.isoformat())[0]
    assert replayed(tmp_path, BOOK, (day + timedelta(days=1)).isoformat())[0] == []


def assistant(folder, *args):
    return subprocess.run(
        [sys.executable, "-m", "assistant", "replay", "--data", str(folder), *args],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def test_the_command_says_that_nothing_changes_and_that_it_is_a_simulation(tmp_path):
    recorded(tmp_path, 1)
    ran = assistant(tmp_path, "--pack", "hikari_option_fee", "--lang", "en")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "2 charge lines" in ran.stdout
    assert "simulation" in ran.stdout


def test_a_pack_that_does_not_load_is_named_and_nothing_is_read(tmp_path):
    recorded(tmp_path, 1)
    ran = assistant(tmp_path, "--pack", "hikari_option_fe", "--lang", "en")
    assert ran.returncode == 2
    assert "hikari_option_fee" in ran.stderr
    assert not (tmp_path / "replay.db").exists()
    assert json.loads(assistant(tmp_path, "--pack", "hikari_option_fee", "--json").stdout)["changed"] == 0
