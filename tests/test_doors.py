"""What programs rely on: the shapes and exit codes of the headless commands."""

import email.policy
import json
import os
import re
import subprocess
import sys
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from assistant import shelf
from assistant.doors import surroundings
from assistant.doors.front import front
from assistant.rules.policy import Ruling
from assistant.rules.proof import promises

HOUSE = Path(__file__).resolve().parent.parent

LEADER = {"by": "leader", "name": "佐藤", "channel": "email", "at": "2011-10-19", "says": "bill", "words": "525円を"}
SECOND = {**LEADER, "name": "鈴木", "words": "開始後なので"}
CASE_2011 = {
    "id": "2011",
    "facts": {
        "speaker": "contract_holder_verified",
        "order_evidence": {"value": "statement_only", "evidence": "customer"},
        "error_source": {"value": "company", "evidence": "record"},
        "billing_state": "not_billed",
        "later_assent": "none",
        "option_used": "no",
        "carrier_involved": "upstream",
        "disputed": "yes",
        "order_date": "2011/10/1",
        "service_start": "H23.10.18",
    },
    "charges": [
        {"id": "a", "charge_line": "disputed_option", "option": "転送サービス", "amount_yen": 525},
        {"id": "b", "charge_line": "ordered_but_not_delivered", "option": "ナンバー・ディスプレイ"},
    ],
    "instructions": [LEADER, SECOND],
    "today": "2011-10-19",
}
BILLED = {
    "order_evidence": "supports",
    "error_source": "none",
    "customer_kind": "consumer",
    "explained": "ok",
    "basis": "service_fee",
    "amount": "within",
    "disputed": "no",
    "contract_date": "2011-10-01",
}


def ask(command: str, *options: str, given: object = None) -> Result:
    """Hand one case, or ready text, to a command; speak English unless told otherwise."""
    text = given if isinstance(given, str) else json.dumps(given, ensure_ascii=False)
    return CliRunner().invoke(front, [*command.split(), *options], input=text, env={"ASSISTANT_LANG": "en"})


def answer(*options: str, given: object) -> dict:
    result = ask("decide -", *options, given=given)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def only(given: dict, *options: str) -> dict:
    """Return the one charge of a case of these facts."""
    (charge,) = answer(*options, given={"facts": given})["charges"]
    return charge


def program(*arguments: str, given: bytes = b"", **around: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command as another program would."""
    command = [sys.executable, "-m", "assistant", *arguments]
    return subprocess.run(
        command, input=given, cwd=HOUSE, env={**os.environ, **around}, check=False, capture_output=True
    )


# --- decide ------------------------------------------------------------------------------


SHAPE = {
    "id": str,
    "pack": str,
    "version": str,
    "regime": str | None,
    "charges": list,
    "actions": list,
    "call_customer": str,
    "escalate_to": str | None,
    "problems": list,
}
CHARGE = {
    "id": str,
    "standing": str,
    "ruling": str | None,
    "possible": list,
    "rules": list,
    "reasons": list,
    "citations": list,
    "relevant": list,
    "ask": str | None,
    "flips": list,
}
CITATION = {"id": str, "article": str, "date_key": str, "on": str, "confidence": str}
PROBLEM = {"code": str, "where": str, "line": int | None, "ja": str, "en": str}


def shaped(value: dict, shape: dict) -> bool:
    """Whether an object has these keys, in this order, of these types."""
    return list(value) == list(shape) and all(isinstance(value[key], kind) for key, kind in shape.items())


@pytest.mark.parametrize(
    "given",
    [
        CASE_2011,
        {},
        {"facts": BILLED},
        {"facts": {"order_evidence": "supports"}},
        {"charges": [{"charge_line": "main_service"}, {"charge_line": "unknown"}]},
        {"facts": {"contract_date": "2022-04-01", "doc_received_on": "2022-04-02", "icw": "open"}, "id": 7},
    ],
)
def test_a_decision_has_the_shape_that_was_promised(given: dict):
    found = answer(given=given)

    assert shaped(found, SHAPE)
    assert found["call_customer"] in {"ok", "wait"}
    assert all(isinstance(each, str) for each in found["actions"])
    assert all(shaped(each, PROBLEM) for each in found["problems"])
    for charge in found["charges"]:
        assert shaped(charge, CHARGE)
        assert charge["standing"] in {"settled", "open"}
        assert charge["ruling"] in {None, *(each.value for each in Ruling)}
        assert {type(each) for name in ("possible", "rules", "relevant") for each in charge[name]} <= {str}
        assert all(shaped(each, {"ja": str, "en": str}) for each in charge["reasons"])
        assert all(shaped(each, CITATION) for each in charge["citations"])
        assert all(shaped(each, {"change": dict, "to": str}) for each in charge["flips"])


def test_a_refusal_has_the_same_shape_with_nothing_decided():
    (found,) = map(json.loads, ask("decide -", given={"id": "x", "pack": "nowhere"}).stdout.splitlines())

    assert list(found) == list(SHAPE)
    assert (found["charges"], found["actions"], found["call_customer"]) == ([], [], "wait")
    assert (found["pack"], found["version"], found["regime"], found["escalate_to"]) == (None, None, None, None)
    assert all(shaped(each, PROBLEM) for each in found["problems"])


def test_the_2011_case_is_settled_on_both_lines_and_goes_up_to_the_supervisor():
    found = answer(given=CASE_2011)

    assert found["id"] == "2011"
    assert [each["standing"] for each in found["charges"]] == ["settled", "settled"]
    assert [(each["id"], each["ruling"]) for each in found["charges"]] == [("a", "do_not_bill"), ("b", "do_not_bill")]
    assert [each["rules"] for each in found["charges"]] == [["R2"], ["R5"]]
    assert {"A1", "A2", "A3"} <= set(found["actions"])
    assert (found["call_customer"], found["escalate_to"]) == ("wait", "sv")


def test_one_object_may_be_spread_over_several_lines_or_be_printed_so():
    spread = json.dumps(CASE_2011, ensure_ascii=False, indent=2)

    assert answer(given=spread) == answer(given=CASE_2011)
    assert answer("--pretty", given=spread) == answer("--json", given=CASE_2011)
    assert len(ask("decide -", "--pretty", given=CASE_2011).stdout.splitlines()) > 50


def test_each_line_is_answered_on_a_line_of_its_own():
    lines = "\n".join(json.dumps({"id": str(nth), "facts": BILLED}) for nth in range(3))

    result = ask("decide -", given=f"\n{lines}\n\n")

    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["0", "1", "2"]
    assert (result.exit_code, result.stderr) == (0, "")


def test_bad_lines_are_named_and_counted_while_the_others_are_answered():
    lines = ['{"id": "a"}', '{"facts": {"order_evidense": "refutes"}}', '{"id": "c"}', "[]", '{"id": "e"']

    result = ask("decide -", given="\n".join(lines))

    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 2
    assert [each["pack"] for each in found] == ["hikari_option_fee", None, "hikari_option_fee", None, None]
    assert [each["problems"][0]["line"] for each in found if each["problems"]] == [2, 4, 5]
    assert [line.partition(": ")[0] for line in result.stderr.splitlines()[:-1]] == ["stdin:2", "stdin:4", "stdin:5"]
    assert "Did you mean order_evidence? Allowed: " in result.stderr
    assert result.stderr.splitlines()[-1] == "3 could not be read"


def test_a_file_is_named_by_its_name(tmp_path: Path):
    file = tmp_path / "cases.jsonl"
    file.write_text('{"id": "a"}\n{"idd": "b"}\n', encoding="utf-8")

    result = ask(f"decide {file}")

    assert result.exit_code == 2
    assert result.stderr.startswith("cases.jsonl:2: there is no key idd. Did you mean id?")


@pytest.mark.parametrize(
    ("given", "allowed"),
    [
        ({"facts": {"order_evidenc": "refutes"}}, "Did you mean order_evidence?"),
        ({"facts": {"order_evidence": "refute"}}, "Did you mean refutes? Allowed: conflicting, refutes, "),
        ({"facts": {"order_date": "2011-13-01"}}, "2011-13-01 is not a date. There is no month 13."),
        (
            {"pack": "hikari_option"},
            "Did you mean hikari_option_fee? Allowed: hikari_cancellation_fee, hikari_option_fee, us_cramming",
        ),
        ({"instructions": [{"by": "leadr", "says": "bill"}]}, "Did you mean leader? Allowed: carrier, compliance, "),
        ({"charges": [{"charge_line": "correction"}]}, "Did you mean correction_work?"),
    ],
)
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_wrong_name_is_answered_with_the_nearest_and_with_what_is_allowed(given: dict, allowed: str, lang: str):
    result = ask("decide -", "--lang", lang, given=given)

    (told,) = json.loads(result.stdout)["problems"]
    assert result.exit_code == 2
    assert told["line"] == 1
    assert allowed in told["en"]
    assert result.stderr.splitlines()[0] == told[lang]


def test_a_pack_nobody_has_stops_the_whole_batch():
    result = ask("decide -", "--pack", "hikari_option", given={})

    assert (result.exit_code, result.stdout) == (2, "")
    assert "Did you mean hikari_option_fee?" in result.stderr


def test_a_pack_may_be_named_or_lie_in_a_folder(tmp_path: Path):
    folder = tmp_path / "mine"
    _copy_pack(folder)

    by_name = answer("--pack", "hikari_option_fee", given=CASE_2011)

    assert answer("--pack", str(folder), given=CASE_2011) == by_name == answer(given=CASE_2011)


def test_a_pack_that_fails_its_proof_decides_nothing(tmp_path: Path):
    folder = tmp_path / "mine"
    _copy_pack(folder)
    (folder / "rules.toml").write_text("", encoding="utf-8")

    result = ask("decide -", "--pack", str(folder), given=CASE_2011)

    assert (result.exit_code, result.stdout) == (2, "")
    assert "mine/rules.toml" in result.stderr


def test_without_charges_there_is_one_disputed_option():
    found = answer(given={"facts": {**BILLED, "amount_yen": 525}})

    assert [(each["id"], each["ruling"]) for each in found["charges"]] == [("1", "bill")]


def test_the_kind_of_the_only_line_may_stand_among_the_facts():
    assert only({"charge_line": "correction_work", "error_source": "company", "billing_state": "not_billed"})[
        "rules"
    ] == ["R6"]
    assert only({"charge_line": "main_service"})["ruling"] is None


def test_what_is_absent_was_not_asked_and_unknown_is_an_answer():
    """Absent keeps the decision open; unknown settles it on hold."""
    facts = {**BILLED, "error_source": "none"}
    absent, unknown = dict(facts), {**facts, "explained": "unknown"}
    del absent["explained"]

    assert (only(absent)["standing"], only(absent)["ruling"], only(absent)["ask"]) == ("open", None, "explained")
    assert (only(unknown)["standing"], only(unknown)["ruling"]) == ("settled", "hold")
    assert set(only(absent)["possible"]) == {"hold", "bill"}


def test_as_known_says_what_is_done_where_nobody_can_find_out_more():
    assert only({}, "--as-known")["ruling"] == "hold"
    assert only({}, "--as-known")["ask"] is None
    assert (
        only({}, "--as-known")["rules"]
        == only(dict.fromkeys(shelf.take().policy.facts, "unknown") | {"charge_line": "disputed_option"})["rules"]
    )
    assert only({})["standing"] == "open"


def test_as_known_takes_nothing_back_that_was_said():
    assert only(BILLED, "--as-known")["ruling"] == "bill"
    assert answer("--as-known", given=CASE_2011)["charges"][0]["ruling"] == "do_not_bill"


def test_a_derived_fact_may_be_stated_where_its_inputs_are_absent():
    """Another system knew it."""
    modern = {**BILLED, "contract_date": "2022-04-01"}

    assert only(modern)["standing"] == "open"
    assert only({**modern, "icw": "closed"})["ruling"] == "bill"
    assert only({**modern, "icw": "open"})["ruling"] == "offer_initial_cancellation"
    assert only({**modern, "icw": "unknown"})["ruling"] == "hold"


def test_a_derived_fact_is_worked_out_where_its_inputs_are_there_and_a_difference_is_told():
    dates = {"contract_date": "2022-04-01", "doc_received_on": "2022-04-02", "contact_date": "2022-04-20"}
    given = {"facts": {**BILLED, **dates, "service_class": "class2_fixed", "icw": "open"}, "today": "2022-04-20"}

    found = answer(given=given)

    assert found["charges"][0]["ruling"] == "bill"
    assert [each["code"] for each in found["problems"]] == ["derived_differs"]


@pytest.mark.parametrize("evidence", ["document", "record", "customer", "colleague", "document_seen", "our_record"])
def test_a_fact_may_carry_its_evidence_and_is_ruled_alike(evidence: str):
    carried = {name: {"value": value, "evidence": evidence} for name, value in BILLED.items()}

    assert only(carried) == only(BILLED)
    assert only({name: {"value": value} for name, value in BILLED.items()}) == only(BILLED)


@pytest.mark.parametrize(
    ("instructions", "actions", "call", "rung"),
    [
        ([], False, "ok", None),
        ([{**LEADER, "says": "do_not_bill"}], False, "ok", None),
        ([LEADER], True, "wait", "sv"),
        ([LEADER, SECOND], True, "wait", "sv"),
        ([LEADER, {**SECOND, "by": "sv"}], True, "wait", "compliance"),
        ([LEADER, {**LEADER, "says": "do_not_bill"}], False, "ok", None),  # the same leader, later
        ([{"by": "leader", "says": "bill"}], True, "wait", "sv"),
        ([{"by": "leader", "says": "bill_oral"}], True, "wait", "sv"),
        ([{"by": "leader", "says": "bill_written"}], True, "wait", "sv"),
        ([{"by": "compliance", "says": "bill", "channel": "chat"}], True, "wait", None),
    ],
)
def test_an_instruction_adds_its_actions_and_changes_no_ruling(
    instructions: list, actions: bool, call: str, rung: str | None
):
    found = answer(given={**CASE_2011, "instructions": instructions})

    assert found["charges"] == answer(given={**CASE_2011, "instructions": []})["charges"]
    assert ("A3" in found["actions"]) == actions
    assert (found["call_customer"], found["escalate_to"]) == (call, rung)


OWED_2026 = {
    "contract_date": "2026-05-01",
    "service_class": "class2_fixed",
    "doc_received_on": "2026-05-02",
    "contact_date": "2026-06-01",
    "customer_kind": "consumer",
    "order_evidence": "supports",
    "error_source": "none",
    "billing_state": "not_billed",
    "explained": "ok",
    "basis": "service_fee",
    "amount": "within",
    "disputed": "no",
}


def test_a_case_in_order_in_all_its_days_is_billed():
    told = answer(given={"facts": OWED_2026, "today": "2026-06-30"})

    assert (told["charges"][0]["ruling"], told["problems"]) == ("bill", [])


def test_today_counts_for_what_is_said_of_dates():
    given = {"facts": {**CASE_2011["facts"], "service_start": "昨日"}, "today": "2011-10-19"}

    assert answer(given=given)["charges"][0]["citations"][0]["on"] == "2011-10-01"


@pytest.mark.parametrize("name", ["order_date", "contract_date", "doc_received_on", "contact_date"])
def test_a_day_that_is_still_to_come_is_told_and_nothing_is_billed_on_it(name):
    """It was mistyped: it counts as not known, and what hangs on it is held."""
    told = answer(given={"facts": {**OWED_2026, name: "2026-07-01"}, "today": "2026-06-30"})

    assert [each["code"] for each in told["problems"]] == ["date_order"]
    if name != "order_date":  # no rule turns on the day of the order
        assert told["charges"][0]["ruling"] == "hold"


def test_a_window_that_closed_since_the_customer_called_is_told():
    facts = {**OWED_2026, "contact_date": "2026-05-05"}

    for today, codes in (("2026-05-11", []), ("2026-05-12", ["window_over"])):  # the eighth day is a Saturday
        told = answer(given={"facts": facts, "today": today})
        assert told["charges"][0]["ruling"] == "offer_initial_cancellation"
        assert [each["code"] for each in told["problems"]] == codes


def test_a_tax_rate_that_was_not_the_rate_of_that_day_is_told():
    for rate, day, codes in ((5, "2014-03-31", []), (5, "2014-04-01", ["tax_differs"]), (10, "2019-10-01", [])):
        given = {"facts": {"order_evidence": "refutes", "tax_rate": rate, "service_start": day}}

        assert [each["code"] for each in answer(given=given)["problems"]] == codes


# --- brief -------------------------------------------------------------------------------

BRIEF = {
    "id": str,
    "lang": str,
    "call_customer": str,
    "script": list,
    "must_say": list,
    "reactions": dict,
    "taboos": list,
    "arguments": list,
    "ladder": list,
    "mail": dict,
}
SPOKEN = {"kind": str, "text": str, "citations": list, "must": bool, "missing": list, "charge": str | None}
TABOO = {"id": str, "level": str, "say_not": list, "better": str, "why": str}
ARGUMENT = {"id": str, "side": str, "claim": str, "holds": bool | None, "answer": str, "citations": list}
STEP = {"rung": str, "role": str, "address": str, "mark": str}
MAIL = {"tone": str, "to": str, "cc": str | None, "subject": str, "body": str, "reply_by": str}


def briefed(lang: str, given: dict, *options: str) -> dict:
    result = ask("brief -", "--lang", lang, *options, given=given)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_brief_has_all_that_is_said_in_one_language(lang: str):
    found = briefed(lang, CASE_2011)

    assert shaped(found, BRIEF)
    assert (found["id"], found["lang"], found["call_customer"]) == ("2011", lang, "wait")
    for name, shape in (("script", SPOKEN), ("taboos", TABOO), ("arguments", ARGUMENT), ("ladder", STEP)):
        assert found[name]
        assert all(shaped(each, shape) for each in found[name]), name
    assert all(shaped(each, CITATION) for line in found["script"] for each in line["citations"])
    assert shaped(found["mail"], MAIL)
    assert {each["side"] for each in found["arguments"]} == {"bill", "customer"}
    assert {each["level"] for each in found["taboos"]} == {"stop", "soften"}
    assert found["must_say"]
    assert set(found["must_say"]) <= {each["text"] for each in found["script"] if each["must"]}
    assert len(found["reactions"]) == 8
    assert all(lines and all(isinstance(each, str) for each in lines) for lines in found["reactions"].values())
    assert [each["mark"] for each in found["ladder"]][:2] == ["instructed", "next"]


def test_a_brief_of_the_other_language_is_the_same_brief():
    ja, en = briefed("ja", CASE_2011), briefed("en", CASE_2011)

    for name in ("taboos", "arguments"):
        assert [each["id"] for each in ja[name]] == [each["id"] for each in en[name]]
    assert [each["kind"] for each in ja["script"]] == [each["kind"] for each in en["script"]]
    assert not {each["text"] for each in ja["script"]} & {each["text"] for each in en["script"]}


def test_no_brief_holds_a_gap_of_its_text():
    for lang in ("ja", "en"):
        for given in (CASE_2011, {"facts": BILLED}, {}):
            found = briefed(lang, given)
            said = [each["text"] for each in found["script"] if not each["missing"]]
            said += [found["mail"]["subject"], found["mail"]["body"], *(each["answer"] for each in found["arguments"])]

            assert [each for each in said if "{" in each or "}" in each] == []


def test_before_the_speaker_is_known_nothing_of_the_contract_is_in_the_script():
    """The mail goes to a superior and may hold it; the script may not."""
    facts = {**CASE_2011["facts"], "speaker": "third_party"}

    for lang in ("ja", "en"):
        said = " ".join(each["text"] for each in briefed(lang, {**CASE_2011, "facts": facts})["script"])

        assert said
        assert not [each for each in ("転送", "ナンバー", "525", "2011") if each in said]


def test_a_bad_case_leaves_the_other_briefs_standing():
    result = ask("brief -", "--lang", "ja", given='{"id": "a"}\n{"idd": "b"}\n{"id": "c"}')

    assert result.exit_code == 2
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["a", "", "c"]


# --- mail --------------------------------------------------------------------------------


def mailed(*options: str, given: dict = CASE_2011) -> EmailMessage:
    result = ask("mail -", *options, given=given)
    assert result.exit_code == 0, result.output
    return BytesParser(policy=email.policy.default).parsebytes(result.stdout_bytes)


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("tone", ["inquiry", "confirmation", "concern"])
def test_two_leaders_agreed_so_the_mail_goes_up_past_both(lang: str, tone: str):
    """To the supervisor, with a third party above in CC; no leader among them."""
    found = mailed("--lang", lang, "--tone", tone)

    assert found["To"] == "sv@callcentre.example"
    assert found["Cc"] == "compliance@callcentre.example"
    assert found["X-Unsent"] == "1"
    assert (found.get_content_type(), found.get_content_charset()) == ("text/plain", "utf-8")
    assert "2011" in found["Subject"]
    assert not found.defects


@pytest.mark.parametrize(
    ("lang", "words"), [("ja", ["転送サービス", "525円", "佐藤", "鈴木", "開始後なので"]), ("en", ["525 yen", "佐藤"])]
)
def test_the_mail_says_what_was_instructed_and_asks(lang: str, words: list):
    found = mailed("--lang", lang)

    body = found.get_content()
    assert [each for each in words if each not in body] == []
    assert "{" not in body + found["Subject"]
    assert body.isprintable() or "\n" in body


def test_one_leader_is_asked_in_person_with_a_third_party_above():
    found = mailed(given={**CASE_2011, "instructions": [LEADER]})

    assert (found["To"], found["Cc"]) == ("leader@callcentre.example", "sv@callcentre.example")


def test_a_tone_may_be_named_in_either_language_and_three_of_them_differ():
    bodies = {mailed("--lang", "ja", "--tone", tone).get_content() for tone in ("お伺い", "確認", "懸念")}

    assert len(bodies) == 3
    assert mailed("--lang", "ja", "--tone", "inquiry").get_content() in bodies
    refused = ask("mail -", "--tone", "angry", given=CASE_2011)
    assert refused.exit_code == 2
    assert "お伺い" in refused.stderr
    assert "confirmation" in refused.stderr


def test_the_mail_is_signed_with_the_name_that_was_given():
    assert "田中" in mailed("--lang", "ja", "--operator", "田中").get_content()


@pytest.mark.parametrize("given", ['{"id": "a"}\n{"id": "b"}', '{"idd": "a"}', ""])
def test_a_mail_is_written_of_exactly_one_readable_case(given: str):
    result = ask("mail -", given=given)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr


# --- pack --------------------------------------------------------------------------------


def _copy_pack(folder: Path) -> None:
    for name, text in shelf.read(None)[1].items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")


@pytest.mark.sweep
def test_a_pack_in_order_is_said_to_be_so_with_what_counsel_must_settle(tmp_path: Path):
    _copy_pack(tmp_path / "mine")

    for where in ("", str(tmp_path / "mine")):
        result = ask(f"pack check {where}", "--json")
        found = json.loads(result.stdout)

        assert result.exit_code == 0
        assert found["pack"] == ("mine" if where else "hikari_option_fee")
        assert (found["ok"], found["problems"], found["reviewed_by"]) == (True, [], None)
        assert found["verified_through"] == "2026-07-01"
        assert len(found["digest"]) == 64
        assert all(shaped(each["question"], {"ja": str, "en": str}) for each in found["counsel"])
    plain = ask("pack check", "--lang", "ja")
    assert plain.exit_code == 0
    assert plain.stdout.startswith("hikari_option_fee: ok\n")
    assert "2026-07-01" in plain.stdout


def test_a_pack_with_a_mistake_is_refused_by_file_and_line(tmp_path: Path):
    _copy_pack(tmp_path / "mine")
    rules = tmp_path / "mine/rules.toml"
    rules.write_text(
        rules.read_text(encoding="utf-8").replace('ruling = "hold"', 'ruling = "holt"', 1), encoding="utf-8"
    )
    line = rules.read_text(encoding="utf-8").splitlines().index('ruling = "holt"') + 1

    result = ask(f"pack check {tmp_path}/mine", "--json")
    plain = ask(f"pack check {tmp_path}/mine", "--lang", "ja")

    (told,) = json.loads(result.stdout)["problems"]
    assert (result.exit_code, plain.exit_code) == (1, 1)
    assert (json.loads(result.stdout)["ok"], told["file"], told["line"]) == (False, "mine/rules.toml", line)
    assert shaped(told, {"code": str, "file": str, "line": int, "id": str, "ja": str, "en": str})
    assert told["en"].startswith(f"mine/rules.toml:{line} [R1/evidence]: ruling cannot be holt. Did you mean hold?")
    assert plain.stderr == told["ja"] + "\n"
    assert plain.stdout == "mine: 1 problem(s)\n"
    assert ask(f"pack prove {tmp_path}/mine", "--json").exit_code == 1


@pytest.mark.parametrize("command", ["pack check", "pack prove"])
@pytest.mark.parametrize("what", ["missing", "file", "empty"])
def test_where_there_is_no_pack_the_command_says_so(command: str, what: str, tmp_path: Path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "empty").mkdir()

    result = ask(f"{command} {tmp_path}/{what}")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"{what}/pack.toml: the file is missing.")


def test_a_pack_that_cannot_be_read_is_told_of(tmp_path: Path):
    _copy_pack(tmp_path / "mine")
    (tmp_path / "mine/rules.toml").unlink()
    (tmp_path / "mine/rules.toml").symlink_to("nowhere.toml")

    for command in ("pack check", "decide - --pack"):
        result = ask(f"{command} {tmp_path}/mine", given={})

        assert result.exit_code == 2
        assert "it cannot be read" in result.stderr


RULE = """
[[rule]]
id = "{line}/{ruling}"
line = "{line}"
layer = "{layer}"
ruling = "{ruling}"
{when}
cites = ["CC-521old", "CC-522"]
reason.ja = "理由"
reason.en = "Reason."
"""
NEVER = """
[[never]]
id = "P2"
line = "disputed_option"
rulings = ["bill"]
when.order_evidence = [{values}]
says.ja = "申込がなければ請求しない"
says.en = "No order, no bill."
"""


def _small_pack(folder: Path, promised: str) -> Path:
    """Copy the pack with a few rules only, so that all its cases are walked at once."""
    _copy_pack(folder)
    lines = [*shelf.take().policy.lines, "unknown"]
    rules = [RULE.format(line=line, layer="owed", ruling="hold", when="") for line in lines]
    when = 'when.order_evidence = ["supports"]'
    rules.append(RULE.format(line="disputed_option", layer="unproven", ruling="bill", when=when))
    (folder / "rules.toml").write_text("".join(rules) + NEVER.format(values=promised), encoding="utf-8")
    return folder


PROOF = {
    "pack": str,
    "version": str,
    "ok": bool,
    "seconds": float,
    "regimes": list,
    "facts": list,
    "rows": int,
    "combinations": int,
    "lines": list,
    "properties": list,
}


def test_a_proof_tells_of_every_case_and_every_promise(tmp_path: Path):
    small = _small_pack(tmp_path / "small", '"refutes", "unknown"')

    result = ask(f"pack prove {small}", "--json")
    plain = ask(f"pack prove {small}")

    found = json.loads(result.stdout)
    assert (result.exit_code, plain.exit_code) == (0, 0)
    assert shaped(found, PROOF)
    assert (found["pack"], found["ok"], found["regimes"]) == ("small", True, ["../.."])
    (line,) = (each for each in found["lines"] if each["line"] == "disputed_option")
    assert (line["facts"], line["combinations"], line["rows"]) == (["order_evidence"], 6, 2)
    assert line["rulings"] == {"bill": 1, "hold": 5}
    assert {each["compiler_differs"] for each in found["lines"]} == {None}
    (told,) = found["properties"]
    assert shaped(told, {"id": str, "line": str, "says": str, "holds": bool, "counterexample": dict | None})
    assert (told["id"], told["holds"], told["counterexample"]) == ("P2", True, None)
    assert "holds   P2               No order, no bill.\n" in plain.stdout
    assert "1 facts    2 rows" in plain.stdout


def test_a_broken_promise_is_told_with_the_case_that_breaks_it(tmp_path: Path):
    small = _small_pack(tmp_path / "small", '"refutes", "supports"')

    result = ask(f"pack prove {small}", "--json", "--lang", "en")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "[P2]: the promise No order, no bill is broken (Order record=Shows the disputed option)." in result.stderr
    assert ask(f"decide - --pack {small}", given=CASE_2011).exit_code == 2


def test_the_promises_of_our_own_pack_are_kept():
    """Its two million cases are walked elsewhere; this needs no walk."""
    proved = promises(shelf.take())

    assert {"P2", "P3", "P6", "P18"} <= {each.id.partition("/")[0] for each in proved}
    assert [each for each in proved if not each.holds] == []


# --- every command -----------------------------------------------------------------------


def commands(group: click.Group = front, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = [path]
    for name, command in group.commands.items():
        found += commands(command, (*path, name)) if isinstance(command, click.Group) else [(*path, name)]
    return found


@pytest.mark.parametrize("path", commands(), ids=" ".join)
def test_every_command_explains_itself_with_an_example(path: tuple[str, ...]):
    result = CliRunner().invoke(front, [*path, "--help"])

    assert result.exit_code == 0
    assert "Usage: " in result.stdout
    assert re.search(r"Example:\s+(echo .* \| )?assistant ", result.stdout, re.DOTALL)


def test_an_example_of_the_help_runs_as_it_stands():
    example = front.commands["decide"].epilog.partition("echo '")[2].partition("'")[0]

    assert ask("decide -", "--pretty", given=example).exit_code == 0


@pytest.mark.parametrize(
    ("command", "allowed"),
    [
        ("decid", "decide"),
        ("decide - --pritty", "--pretty"),
        ("decide - --lang fr", "'ja', 'en'"),
        ("brief - --tone angry", "'inquiry', 'confirmation', 'concern'"),
        ("decide", "FILE|-"),
        ("pack", "check"),
    ],
)
def test_a_wrong_word_is_answered_with_what_is_allowed(command: str, allowed: str):
    result = ask(command, given={})

    assert result.exit_code == 2
    assert allowed in result.output


HEADLESS = [
    ("decide", "-"),
    ("brief", "-"),
    ("mail", "-"),
    ("ask", "-", "Why?"),
    ("pack", "check"),
    ("--help",),
    ("--version",),
]


@pytest.mark.parametrize("command", HEADLESS, ids=" ".join)
def test_nothing_headless_loads_the_screen_the_record_or_the_steps(command: tuple[str, ...]):
    """Asked of the program itself, after its work is done."""
    code = (
        "import sys\nfrom assistant.__main__ import main\n"
        f"sys.argv = ['assistant', *{command!r}]\n"
        "try:\n    main()\nexcept SystemExit as left:\n    ended = left.code\n"
        "rooms = {'textual', 'rich', 'sqlite_utils', 'sqlite3', 'transitions', 'cryptography'}\n"
        "print(ended, *sorted(rooms & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=HOUSE, input=b"{}", check=False, capture_output=True)

    assert done.stderr.decode().splitlines()[-1] in {"0", "None"}


def test_another_program_reads_utf8_whatever_the_terminal_speaks(tmp_path: Path):
    """JSON and mail are UTF-8 by their own law; the locale has no say in it."""
    file = tmp_path / "case.json"
    file.write_text(json.dumps(CASE_2011, ensure_ascii=False), encoding="utf-8")

    done = program("decide", str(file), PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    plain = program("pack", "check", "--lang", "ja", PYTHONIOENCODING="ascii", PYTHONUTF8="0")

    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout) == answer(given=CASE_2011)
    assert (plain.returncode, plain.stderr) == (0, b"")


def test_another_program_may_write_to_standard_input():
    done = program("decide", "-", "--lang", "ja", given=b'{"id": "a"}\nnull\n')

    assert done.returncode == 2
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["a", ""]
    assert "stdin:2" in done.stderr.decode()
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("around", "lang"),
    [
        ({}, "ja"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LC_ALL": "C", "LANG": "en_GB.UTF-8"}, "ja"),
        ({"ASSISTANT_LANG": "en", "LC_ALL": "ja_JP.UTF-8"}, "en"),
    ],
)
def test_the_language_is_that_of_the_terminal_unless_it_is_said(
    around: dict, lang: str, monkeypatch: pytest.MonkeyPatch
):
    for name in ("ASSISTANT_LANG", "LC_ALL", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in around.items():
        monkeypatch.setenv(name, value)

    assert surroundings.default_lang() == lang


def test_the_seat_finds_its_folder_and_who_sits_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name in ("ASSISTANT_DATA", "ASSISTANT_ACTOR", "ASSISTANT_OPERATOR"):
        monkeypatch.delenv(name, raising=False)
    found = (surroundings.data_folder().name, surroundings.actor(), surroundings.operator())
    for name in ("ASSISTANT_DATA", "ASSISTANT_ACTOR", "ASSISTANT_OPERATOR"):
        monkeypatch.setenv(name, str(tmp_path))

    assert found == ("operator-assistant", "op-1", "")
    assert (surroundings.data_folder(), surroundings.actor()) == (tmp_path, str(tmp_path))
    assert surroundings.operator() == str(tmp_path)
