"""Golden cases are written by people, read from TOML and CSV, and try every rule of the pack."""

import json

import oracle
import pytest
from click.testing import CliRunner
from packs import PACK, put

from assistant import shelf
from assistant.doors.front import front
from assistant.rules.decision import Judge
from assistant.rules.golden import covered, read_goldens, try_all, written

BOOK = shelf.take()
POLICY = BOOK.policy
GOLDENS, PROBLEMS = read_goldens(POLICY, shelf.goldens(None))
CASE = '[[golden]]\nid = "g"\ntoday = 2011-10-19\nfacts.order_evidence = "conflicting"\nruling = "hold"\n'


def test_the_golden_cases_of_the_pack_try_every_rule_and_all_come_out_right():
    tried = try_all(Judge(BOOK), GOLDENS)

    assert PROBLEMS == []
    assert [each.golden.id for each in tried if not each.right] == []
    assert [rule for rule, cases in covered(POLICY, tried).items() if not cases] == []


@pytest.mark.parametrize("golden", GOLDENS, ids=lambda each: each.id)
def test_a_golden_case_says_what_the_specification_says(golden):
    """The cases are a second leg only if they are not copied from the rules they try."""
    told = {name: str(fact.value) for name, fact in golden.facts.items()}
    contract = told.get("contract_date", "2011-10-01")
    if "icw" not in told and "doc_received_on" in told:
        told["icw"] = oracle.window(contract, told["service_class"], told["doc_received_on"], told["contact_date"], "")
    elif contract != "unknown" and contract < "2016-05-21":
        told["icw"] = "not_applicable"
    facts = {name: value for name, value in told.items() if name in oracle.DOMAIN}
    absent = [name for name in oracle.DOMAIN if name not in facts and name in {"error_source", "billing_state"}]
    if golden.line not in oracle.LINES:
        assert golden.ruling == "hold"
        return
    if golden.id == "U0":  # nobody can tell which law: what is left open is held
        both = {oracle.ruling(facts | {"contract_date": day} | _rest(facts))[0] for day in ("2016-05-20", "2026-05-21")}
        assert both == {"hold", "bill"}
        return
    rulings = {
        oracle.ruling(_rest(facts) | case | {"contract_date": contract}, golden.line)[0]
        for case in oracle.every(absent, **facts)
    }
    assert golden.ruling in (rulings if golden.ruling != "open" else {"open"})


def _rest(facts):
    return {name: values[0] for name, values in oracle.DOMAIN.items() if name not in facts}


def test_a_golden_case_that_is_written_down_is_read_back_the_same():
    texts = {"all.toml": "\n".join(written(each) for each in GOLDENS)}
    again, problems = read_goldens(POLICY, texts)

    assert problems == []
    assert [(e.id, e.line, e.today, e.facts, e.ruling, e.rules) for e in again] == [
        (e.id, e.line, e.today, e.facts, e.ruling, e.rules) for e in GOLDENS
    ]


@pytest.mark.parametrize(
    ("name", "text", "line", "code"),
    [
        ("a.toml", CASE.replace("conflicting", "conflictng"), 4, "unknown_value"),
        ("a.toml", CASE.replace("order_evidence", "order_evidnce"), 4, "unknown_fact"),
        ("a.toml", CASE.replace("hold", "hald"), 5, "not_allowed"),
        ("a.toml", CASE.replace("today = 2011-10-19\n", ""), 1, "missing"),
        ("a.toml", CASE + 'rules = ["R99"]\n', 6, "not_allowed"),
        ("a.toml", CASE + 'rulling = "hold"\n', 6, "unknown_key"),
        ("a.csv", "id,today,ruling,order_evidence\n\ng,2011-10-19,hold,conflictng\n", 3, "unknown_value"),
        ("a.csv", "id,today,ruling,order_evidnce\ng,2011-10-19,hold,supports\n", 2, "unknown_fact"),
        ("a.csv", "id,today,ruling,order_evidence\ng,2011/10/19,hold,supports\n", 2, "wrong_type"),
        ("a.csv", "id,today,ruling\ng,2011-10-19,hold,supports\n", 2, "too_many_stated"),
        ("a.csv", 'id,today,ruling\n"g,2011-10-19,hold\n', 3, "not_csv"),
        ("a.csv", "id,id,ruling\n", 1, "duplicate"),
    ],
)
def test_a_mistake_in_a_golden_case_is_told_by_file_and_line(name: str, text: str, line: int, code: str):
    _, problems = read_goldens(POLICY, {name: text})

    assert (code, line) in [(each.code, each.line) for each in problems]
    assert all(each.file == f"hikari_option_fee/golden/{name}" for each in problems)


def test_a_golden_case_gone_wrong_fails_the_test_of_the_pack_by_file_and_line(tmp_path):
    pack = put(tmp_path / "pack", {**PACK, "golden/mine.toml": "\n" + CASE.replace("hold", "bill")})
    run = CliRunner().invoke(front, ["pack", "test", str(pack), "--lang", "en"])
    told = json.loads(CliRunner().invoke(front, ["pack", "test", str(pack), "--json"]).stdout)

    assert run.exit_code == 1
    assert "pack/golden/mine.toml:2 [g]" in run.stderr.replace("hikari_option_fee", "pack")
    assert told["golden"]["wrong"][0]["came_to"] == {"ruling": "hold", "rules": ["R1/evidence"]}


def test_what_no_case_tries_is_named_and_a_case_for_it_suggested(tmp_path):
    pack = put(tmp_path / "pack", {**PACK, "golden/mine.toml": CASE})
    run = CliRunner().invoke(front, ["pack", "cover", str(pack)])
    suggested = CliRunner().invoke(front, ["pack", "cover", str(pack), "--suggest"])
    put(pack, {"golden/more.toml": suggested.stdout})

    assert run.exit_code == 1
    assert len(suggested.stdout.split("[[golden]]")) == 30  # every rule but the one tried, and the spare one
    assert json.loads(CliRunner().invoke(front, ["pack", "cover", str(pack), "--json"]).stdout)["untried"] == ["U0"]


def test_a_golden_case_is_no_part_of_what_a_decision_rests_on(tmp_path):
    bare, with_case = put(tmp_path / "a", PACK), put(tmp_path / "b", {**PACK, "golden/mine.toml": CASE})

    assert shelf.take_from(bare).policy.digest == shelf.take_from(with_case).policy.digest


def test_a_case_is_explained_in_one_line_with_reasons_or_by_every_rule():
    case = '{"today": "2011-10-20", "facts": {"order_evidence": "conflicting"}}'

    def told(how: str) -> list[str]:
        run = CliRunner().invoke(front, ["pack", "explain", "-", "--how", how, "--lang", "en"], input=case)
        assert run.exit_code == 0
        return run.stdout.splitlines()

    line, reasons, proof = told("line"), told("reasons"), told("proof")
    assert len(line) == 1
    assert line[0].startswith("Disputed option: Hold <- Order record=They disagree")
    assert line[0] == reasons[0] == proof[0]
    assert any("Civil Code" in each for each in reasons)
    assert sum(each.startswith("    R") for each in proof) == len(BOOK.tables["disputed_option"].rules)
    assert "    R1/evidence: holds -> Hold" in proof


def test_an_open_case_is_explained_by_what_to_ask_next():
    run = CliRunner().invoke(front, ["pack", "explain", "-", "--how", "proof", "--lang", "en"], input='{"facts": {}}')

    assert "open (" in run.stdout.splitlines()[0]
    assert "depends on" in run.stdout
