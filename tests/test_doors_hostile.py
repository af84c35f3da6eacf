"""What strangers hand in: refused by name and line, never with a traceback, and never billed."""

import json
import re
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from assistant import shelf
from assistant.doors.case_input import BYTES_MAX
from assistant.doors.front import front

GOOD = (
    b'{"id": "good", "facts": {"error_source": "company", "order_evidence": "refutes", "later_assent": "none", '
    b'"option_used": "no", "billing_state": "not_billed"}}'
)
BILLED = {
    "order_evidence": "supports",
    "error_source": "none",
    "later_assent": "none",
    "option_used": "no",
    "customer_kind": "consumer",
    "explained": "ok",
    "basis": "service_fee",
    "amount": "within",
    "disputed": "no",
    "contract_date": "2011-10-01",
    "billing_state": "not_billed",
}
"""A case that is billed: the hostile ones below differ from it in one thing at a time."""


def ask(text: bytes, *options: str) -> Result:
    """Ask as on a terminal: click takes nothing out of what is printed."""
    return CliRunner().invoke(front, ["decide", "-", "--lang", "en", *options], input=text, color=True)


def answers(result: Result) -> list[dict]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def harmless(result: Result) -> bool:
    """Whether it ended by itself, and wrote nothing a terminal obeys or an eye would miss."""
    ended = result.exception is None or isinstance(result.exception, SystemExit)
    unseen = {char for char in result.output if char != "\n" and unicodedata.category(char) in {"Cc", "Cf", "Cs"}}
    return ended and not unseen and "Traceback" not in result.output


def billed(result: Result) -> bool:
    return any(charge["ruling"] == "bill" for each in answers(result) for charge in each["charges"])


def case(**changed: object) -> str:
    """Write a case that would be billed but for what is changed."""
    given = {"facts": BILLED, **changed}
    return json.dumps(given, ensure_ascii=False)


def fact(name: str, value: object) -> str:
    return case(facts={**BILLED, name: value})


def charge(**fields: object) -> str:
    return case(charges=[fields])


def instruction(**fields: object) -> str:
    return case(instructions=[{"by": "leader", "says": "bill", **fields}])


def nested(depth: int) -> object:
    return [] if depth == 1 else [nested(depth - 1)]


HOSTILE: dict[str, tuple[str, str]] = {
    "list": ("not_object", "[]"),
    "null": ("not_object", "null"),
    "text": ("not_object", '"text"'),
    "number": ("not_object", "525"),
    "truth": ("not_object", "true"),
    "nan": ("broken_json", "NaN"),
    "infinity": ("broken_json", '{"facts": {"amount_yen": Infinity}}'),
    "not a number for yen": ("broken_json", '{"facts": {"amount_yen": NaN}}'),
    "left open": ("broken_json", '{"facts": {'),
    "two on a line": ("broken_json", "{} {}"),
    "single quotes": ("broken_json", "{'facts': {}}"),
    "trailing comma": ("broken_json", '{"facts": {},}'),
    "comment": ("broken_json", "{} // nothing"),
    "bare escape byte": ("broken_json", '{"id": "\x1b[31m"}'),
    "bare NUL": ("broken_json", '{"id": "\x00"}'),
    "second byte order mark": ("broken_json", "\ufeff{}"),
    "doubled key": ("duplicate_key", '{"facts": {}, "facts": {}}'),
    "doubled fact": ("duplicate_key", '{"facts": {"disputed": "yes", "disputed": "no"}}'),
    "doubled key with an escape": ("duplicate_key", '{"\\u001b[31m": 1, "\\u001b[31m": 2}'),
    "5,000 digits": ("broken_json", '{"facts": {"amount_yen": ' + "9" * 5_000 + "}}"),
    "nested 21 deep": ("deep_json", case(facts=nested(20))),
    "nested 100,000 deep": ("deep_json", "[" * 100_000),
    "10 MB": ("long_line", '{"id": "' + "x" * 10_000_000 + '"}'),
    "typo at the top": ("unknown_key", case(fact={})),
    "prototype": ("unknown_key", case(__proto__={})),
    "id an object": ("wrong_type", case(id={})),
    "id a truth value": ("wrong_type", case(id=True)),
    "id a fraction": ("wrong_type", case(id=1.5)),
    "id without end": ("too_long", case(id="x" * 81)),
    "facts a list": ("wrong_type", case(facts=[])),
    "facts null": ("wrong_type", case(facts=None)),
    "fact of a typo": ("unknown_fact", fact("order_evidense", "supports")),
    "fact of a format string": ("unknown_fact", fact("{0.__class__}", "{x}")),
    "fact of half a character": ("unknown_fact", '{"facts": {"\\ud800": "x"}}'),
    "fact of an escape": ("unknown_fact", '{"facts": {"\\u001b]0;x\\u0007\\u009b31m\\u202e": "x"}}'),
    "value null": ("unknown_value", fact("disputed", None)),
    "value empty": ("unknown_value", fact("disputed", "")),
    "value of another case": ("unknown_value", fact("disputed", "No")),
    "value in full width": ("unknown_value", fact("disputed", "ｎｏ")),
    "value with a space": ("unknown_value", fact("disputed", "no ")),
    "value with a NUL": ("unknown_value", fact("disputed", "no\x00")),
    "value with bidi": ("unknown_value", fact("disputed", "\u202eon")),
    "value a list": ("unknown_value", fact("disputed", ["no"])),
    "value a truth value": ("unknown_value", fact("disputed", False)),
    "value an empty object": ("unknown_value", fact("disputed", {})),
    "value of a typo": ("unknown_value", fact("order_evidence", "refuts")),
    "evidence of a typo": ("unknown_value", fact("disputed", {"value": "no", "evidence": "gossip"})),
    "evidence a list": ("unknown_value", fact("disputed", {"value": "no", "evidence": []})),
    "typo beside a value": ("unknown_key", fact("disputed", {"value": "no", "evidnce": "record"})),
    "yen a fraction": ("bad_number", fact("amount_yen", 525.0)),
    "yen an exponent": ("bad_number", '{"facts": {"amount_yen": 1e999}}'),
    "yen negative": ("bad_number", fact("amount_yen", -525)),
    "yen a truth value": ("bad_number", fact("amount_yen", True)),
    "yen a text": ("bad_number", fact("amount_yen", "525")),
    "yen past all sense": ("bad_number", fact("amount_yen", 100_000_001)),
    "yen of a line a list": ("bad_number", charge(amount_yen=[])),
    "yen of a line an object": ("bad_number", charge(amount_yen={})),
    "tax of 101 per cent": ("bad_number", fact("tax_rate", 101)),
    "day of no calendar": ("bad_date", fact("contract_date", "2011-02-30")),
    "day of no era": ("bad_date", fact("order_date", "平成31年5月1日")),
    "day a number": ("bad_date", fact("contract_date", 20111001)),
    "day too long": ("bad_date", fact("contract_date", "1" * 100_000)),
    "time of an instruction": ("bad_date", case(instructions=[{"by": "leader", "says": "bill", "at": "Totally: not"}])),
    "today of no calendar": ("bad_date", case(today="13/32")),
    "today unknown": ("bad_date", case(today="unknown")),
    "no such pack": ("unknown_pack", case(pack="hikari_option")),
    "pack out of the shelf": ("unknown_pack", case(pack="../../etc")),
    "pack a number": ("unknown_pack", case(pack=5)),
    "pack of an escape": ("unknown_pack", '{"id": "\\ud800\\u001b", "pack": "\\u001b[2J\\ud800\\u202e"}'),
    "charges an object": ("wrong_type", case(charges={})),
    "charge a text": ("wrong_type", case(charges=["disputed_option"])),
    "1,000 charges": ("too_many_stated", case(charges=[{"id": str(nth)} for nth in range(1_000)])),
    "charges of one id": ("duplicate", case(charges=[{"id": "a"}, {"id": "a"}])),
    "charge id an object": ("wrong_type", charge(id={})),
    "charge of no kind": ("unknown_value", charge(charge_line="disputed_optoin")),
    "option a number": ("wrong_type", charge(option=525)),
    "fact of a line of a typo": ("unknown_fact", charge(ammount="within")),
    "instructions an object": ("wrong_type", case(instructions={})),
    "instruction a text": ("wrong_type", case(instructions=["bill"])),
    "instruction by nobody": ("unknown_value", instruction(by="boss")),
    "instruction to charge": ("unknown_value", instruction(says="charge")),
    "instruction by pigeon": ("unknown_value", instruction(channel="pigeon")),
    "instruction words a number": ("wrong_type", instruction(words=525)),
    "instruction at no time": ("bad_date", instruction(at="never")),
    "instruction of a typo": ("unknown_key", instruction(wrods="525")),
    "60 instructions": ("too_many_stated", case(instructions=[{"by": "leader", "says": "bill"}] * 60)),
}
"""Each: the code it is refused with, and the line. Most would be billed but for the one fault."""


def test_the_case_the_hostile_ones_are_made_of_is_billed():
    """Or their not being billed would say nothing."""
    assert [each["charges"][0]["ruling"] for each in answers(ask(case().encode()))] == ["bill"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_line_is_refused_by_name_and_line_while_the_others_are_answered(name: str):
    code, line = HOSTILE[name]

    result = ask(b"\n".join([GOOD, b"", line.encode("utf-8", "surrogatepass"), GOOD]))

    first, refused, last = answers(result)
    assert harmless(result)
    assert result.exit_code == 2
    assert (first, last["id"], last["charges"][0]["ruling"]) == (last, "good", "do_not_bill")
    assert (code, 3) in {(each["code"], each["line"]) for each in refused["problems"]}
    assert (refused["charges"], refused["call_customer"]) == ([], "wait")
    assert "stdin:3" in result.stderr
    assert "1 could not be read" in result.stderr
    assert not billed(result)
    for each in refused["problems"]:
        assert each["ja"].startswith("stdin:3")
        assert each["en"].startswith("stdin:3")
        assert not re.search(r"\{[a-z_]+\}", each["ja"] + each["en"])


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_case_alone_is_refused_like_one_among_others(name: str):
    code, line = HOSTILE[name]

    result = ask(line.encode("utf-8", "surrogatepass"), "--as-known", "--pretty")

    # A byte order mark is taken off the beginning of a file; that one case is then an empty one.
    expected = 0 if name == "second byte order mark" else 2
    assert harmless(result)
    assert result.exit_code == expected
    assert '"ruling": "bill"' not in result.stdout
    assert expected == 0 or f'"code": "{code}"' in result.stdout


@pytest.mark.parametrize(
    ("code", "text", "line"),
    [
        ("no_case", b"", None),
        ("no_case", b" \n\r\n\t\n", None),
        ("no_case", b"\xef\xbb\xbf", None),
        ("not_utf8", '{"id": "料金"}'.encode("cp932"), 1),
        ("not_utf8", "{}".encode("utf-16"), 1),
        ("not_utf8", b'{"id": "\xff"}', 1),
        ("not_utf8", b'{"id": "\xed\xa0\x80"}', 1),  # half a character, written out
        ("broken_json", b'{\n "id": "a",\n "facts": {"disputed" "no"}\n}', 3),
        ("duplicate_key", b'\n\n{\n "id": "a",\n "id": "b"\n}', 3),
        ("unknown_fact", b'\n\n{\n "id": "a",\n "facts": {"x": 1}\n}', 3),
    ],
)
def test_a_text_without_a_readable_case_is_refused_as_a_whole(code: str, text: bytes, line: int | None):
    result = ask(text)

    assert harmless(result)
    assert result.exit_code == 2
    assert (answers(result)[0]["problems"][0]["code"], answers(result)[0]["problems"][0]["line"]) == (code, line)


def test_nothing_stated_is_not_taken_for_a_misspelt_answer():
    """JSON null is near no value: least of all "none", which says that no error was made."""
    said = answers(ask(fact("error_source", None).encode()))[0]["problems"][0]["en"]

    assert "Did you mean" not in said


def test_a_line_that_is_not_utf8_leaves_the_others_readable():
    result = ask(GOOD + b'\n{"id": "\xff"}\n' + GOOD)

    assert [each["id"] for each in answers(result)] == ["good", "", "good"]
    assert answers(result)[1]["problems"][0]["line"] == 2


def test_a_line_end_inside_a_word_does_not_end_the_line():
    """JSON allows U+2028 and U+0085 in a text; only a line feed parts two cases."""
    result = ask('{"id": "a\u2028b\u0085c"}\n{"id": 2, "facts": {"x": 1}}'.encode())

    assert harmless(result)
    assert [each["id"] for each in answers(result)] == ["a\u2028b\ufffdc", "2"]
    assert answers(result)[1]["problems"][0]["line"] == 2


def test_windows_line_ends_and_a_byte_order_mark_are_read():
    result = ask(b"\xef\xbb\xbf" + GOOD + b"\r\n" + GOOD + b"\r\n")

    assert (result.exit_code, [each["id"] for each in answers(result)]) == (0, ["good", "good"])


@pytest.mark.parametrize("command", ["decide", "brief", "mail"])
@pytest.mark.parametrize("name", ["", "missing.json", "missing\x1b[31m.json", "no\x00file", "x" * 5_000])
def test_a_source_that_is_no_file_is_refused(command: str, name: str, tmp_path: Path):
    """The empty name is the folder itself."""
    result = CliRunner().invoke(front, [command, f"{tmp_path}/{name}", "--lang", "en"], color=True)

    assert harmless(result)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Error: " in result.stderr


def test_a_file_too_large_is_refused_unread(tmp_path: Path):
    file = tmp_path / "large.json"
    with file.open("wb") as large:
        large.truncate(BYTES_MAX + 1)

    result = CliRunner().invoke(front, ["decide", str(file), "--lang", "en"])

    assert result.exit_code == 2
    assert [each["code"] for each in answers(result)[0]["problems"]] == ["too_large"]


@pytest.mark.parametrize("command", ["brief", "mail"])
@pytest.mark.parametrize(
    "name", ["list", "doubled key", "fact of an escape", "yen of a line a list", "pack of an escape"]
)
def test_no_words_come_of_a_hostile_case(command: str, name: str):
    code, line = HOSTILE[name]

    result = CliRunner().invoke(front, [command, "-", "--lang", "en"], input=line, color=True)

    assert harmless(result)
    assert result.exit_code == 2
    assert "stdin:1" in result.stderr
    assert command == "brief" or result.stdout == ""
    assert command == "mail" or code in result.stdout


ODD = "\u001b[31m\r\nBcc: all@example\n\u202e\u0000{amount:yen}{case}\ud800\U000e0041"


@pytest.mark.parametrize("command", ["decide", "brief", "mail"])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_odd_words_are_carried_harmlessly(command: str, lang: str):
    """Ids, options and quoted words are evidence: kept, but nothing in them is obeyed."""
    told = {
        "id": ODD[:80],
        "facts": {"speaker": "contract_holder_verified", "order_evidence": "refutes", "error_source": "company"},
        "charges": [{"id": ODD, "charge_line": "disputed_option", "option": ODD, "amount_yen": 525}],
        "instructions": [
            {"by": "leader", "name": ODD, "says": "bill", "channel": "email", "at": "2026-01-01T09:30", "words": ODD}
        ],
    }

    result = CliRunner().invoke(front, [command, "-", "--lang", lang], input=json.dumps(told), color=True)

    assert result.exit_code == 0
    assert "\x1b" not in result.output
    assert "\nBcc:" not in result.output.partition("\n\n")[0]
    assert command == "mail" or harmless(result)


def test_a_line_of_999_characters_is_read_to_its_last():
    """Long is not hostile: fifty charges are answered one by one."""
    result = ask(case(charges=[{"id": str(nth), "charge_line": "main_service"} for nth in range(50)]).encode())

    assert result.exit_code == 0
    assert len(answers(result)[0]["charges"]) == 50


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
NAMES = st.sampled_from(["id", "facts", "charges", "instructions", "today", "pack"])
FACTS = st.dictionaries(st.sampled_from(sorted(shelf.take().policy.facts)), JSON, max_size=4)
LISTED = st.lists(
    st.dictionaries(st.sampled_from(["id", "charge_line", "option", "amount_yen", "by", "says", "at", "words"]), JSON),
    max_size=3,
)


@given(st.dictionaries(NAMES, JSON | FACTS | LISTED, max_size=6))
def test_whatever_json_is_handed_in_is_answered(given_case: dict):
    result = ask(json.dumps(given_case).encode())

    assert harmless(result)
    assert result.exit_code in {0, 2}
    assert not billed(result)
    assert (result.exit_code == 2) == bool(answers(result)[0]["pack"] is None)


@given(st.binary(max_size=200) | st.binary(max_size=60).map(lambda odd: GOOD[:30] + odd + GOOD[30:]))
def test_whatever_bytes_are_handed_in_are_answered(raw: bytes):
    result = ask(raw)

    assert harmless(result)
    assert result.exit_code in {0, 2}
    assert not billed(result)
