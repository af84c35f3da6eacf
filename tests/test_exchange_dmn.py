"""Tables for other engines say what the pack says; theirs are read as they are meant, or refused."""

from __future__ import annotations

import json
import random
import shutil
import tomllib
from datetime import date
from decimal import Decimal
from itertools import islice, product
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import shelf
from assistant.doors.pack import pack
from assistant.rules.export.dmn import NAMESPACE, dmn, dmn_of
from assistant.rules.export.dmn_rules import converted, tried
from assistant.rules.export.dmn_tables import DmnRow, DmnTable, dmn_tables
from assistant.rules.export.dmn_xml import DEPTH_MAX
from assistant.rules.export.feel import NotRead, Span, UnaryTests, unary_tests
from assistant.rules.export.jdm import jdm
from assistant.rules.export.printed import READINGS, printed
from assistant.rules.policy import Ruling
from dmn_crosscheck import case_of, chosen, code_of, corners, every_case, planted

PACKS = shelf.pack_names()
BOOK = shelf.take()
POLICY = BOOK.policy


def run(*args: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(pack, [str(each) for each in (*args, "--lang", "en")])
    return done.exit_code, done.stdout, done.stderr


def document(rows: str, *, hit: str = "UNIQUE", inputs: tuple[str, ...] = ("disputed",), more: str = "") -> bytes:
    """Return a table of the disputed option: a row a line, cells parted by `|`, the last one the ruling."""
    columns = "".join(f"<input><inputExpression><text>{each}</text></inputExpression></input>" for each in inputs)
    rules = ""
    for line in rows.strip().splitlines():
        *cells, output = (each.strip().replace("<", "&lt;") for each in line.split("|"))
        entries = "".join(f"<inputEntry><text>{each}</text></inputEntry>" for each in cells)
        rules += f"<rule>{entries}<outputEntry><text>{output}</text></outputEntry></rule>"
    table = f'<decisionTable hitPolicy="{hit}">{columns}<output name="ruling">{more}</output>{rules}</decisionTable>'
    inner = f'<decision id="d" name="disputed_option">{table}</decision>'
    return f'<definitions xmlns="{NAMESPACE}" name="x" namespace="x">{inner}</definitions>'.encode()


def read(raw: bytes) -> DmnTable:
    tables, problems = dmn_tables("x.dmn", raw)
    assert problems == []
    return tables[0]


def differences(tables: tuple[DmnTable, ...], name: str, every: int = 1) -> int:
    """Count the corners, or every so many of them, that a pack's printed tables decide otherwise than the pack."""
    found = 0
    for each in tables:
        table = shelf.take(name).tables[each.name]
        for code in sorted({code_of(table, corner) for corner in corners(table)})[::every]:
            case = dict(zip(table.facts, case_of(table, code), strict=True))
            found += each.decide(case) != (table.decide(case),)
    return found


# --- what goes out


@pytest.mark.sweep
@pytest.mark.parametrize("name", PACKS)
@pytest.mark.parametrize("reading", READINGS)
def test_what_is_printed_is_read_back_and_decides_every_corner_as_the_pack_does(name: str, reading: str):
    tables, problems = dmn_tables("x.dmn", dmn(shelf.take(name), "ja", reading).encode())

    assert problems == []
    assert {each.name for each in tables} == set(shelf.take(name).tables)
    assert differences(tables, name) == 0


def test_a_cell_turned_round_is_seen():
    """Or the check above, and the one with engines of other houses, would prove nothing."""
    wrong = [planted(each) for each in printed(BOOK, "rows")]

    tables, problems = dmn_tables("x.dmn", dmn_of(POLICY, wrong, "ja").encode())

    assert problems == []
    assert differences(tables, shelf.DEFAULT) > 100


@pytest.mark.parametrize("name", PACKS)
@pytest.mark.parametrize("reading", READINGS)
def test_a_jdm_graph_decides_the_corners_as_the_pack_does(name: str, reading: str):
    """Its first matching row speaks, whichever reading; its cells are written like those of DMN."""
    nodes = [each for each in json.loads(jdm(shelf.take(name), "ja", reading))["nodes"] if "content" in each]
    assert len(nodes) == len(shelf.take(name).tables)
    found = []
    for node in nodes:
        inside = node["content"]
        rows = tuple(
            DmnRow(
                row["_id"], tuple(unary_tests(row[each["id"]]) for each in inside["inputs"]), json.loads(row["o"]), ()
            )
            for row in inside["rules"]
        )
        found.append(DmnTable(node["name"], "F", tuple(each["field"] for each in inside["inputs"]), rows))

    assert differences(tuple(found), name, 5) == 0


def test_a_printed_table_says_in_japanese_what_each_row_rests_on():
    text = dmn(BOOK, "ja", "layers")

    assert 'label="申込の原本"' in text
    assert "<annotationEntry><text>R4c</text></annotationEntry>" in text
    assert "電気通信事業法 26条の3" in text


def test_the_cases_for_the_witness_are_enough_and_always_the_same():
    table = BOOK.tables["disputed_option"]
    codes = chosen(table, 20_000)

    assert len(codes) == 20_000
    assert codes == chosen(table, 20_000)
    assert {code_of(table, corner) for corner in corners(table)} <= codes
    for at, each in enumerate(islice(every_case(table), 500)):
        assert case_of(table, at) == each


# --- what comes in


def test_our_own_table_comes_back_as_the_same_rulings(tmp_path: Path):
    for reading in READINGS:
        out = tmp_path / f"{reading}.dmn"
        assert run("export", "--format", "dmn", "--reading", reading, "--out", out)[0] == 0

        code, said, _ = run("import", out, "--json")

        assert code == 0
        assert json.loads(said)["difference"]["changed"] == 0


def test_a_table_that_was_edited_is_told_by_the_cases_it_rules_otherwise(tmp_path: Path):
    text, hold = dmn(BOOK, "en", "layers"), '<text>"hold"</text></outputEntry>'
    (tmp_path / "x.dmn").write_text(text.replace(hold, hold.replace("hold", "refund"), 1), "utf-8")

    code, said, _ = run("import", tmp_path / "x.dmn", "--json")

    changed = json.loads(said)["difference"]["changes"]
    assert code == 0
    assert {(each["old"], each["new"]) for each in changed} == {("hold", "refund")}
    assert all(each["example"] == {"order_evidence": "conflicting"} for each in changed)


def test_a_table_that_breaks_a_promise_is_refused_with_its_case(tmp_path: Path):
    text, hold = dmn(BOOK, "en", "layers"), '<text>"hold"</text></outputEntry>'
    (tmp_path / "x.dmn").write_text(text.replace(hold, hold.replace("hold", "bill"), 1), "utf-8")

    code, _, err = run("import", tmp_path / "x.dmn")

    assert (code, "P3/evidence" in err) == (1, True)


@pytest.mark.parametrize(
    ("hit", "answers"),
    [("UNIQUE", [(), ("2",)]), ("ANY", [(), ("2",)]), ("FIRST", [("1",), ("2",)]), ("COLLECT", [("1", "2"), ("2",)])],
)
def test_each_hit_policy_reads_two_rows_that_meet_in_its_own_way(hit: str, answers: list):
    table = read(document('"a" | < 3 | "1"\n - | [1..5) | "2"', hit=hit, inputs=("x", "y")))

    assert table.decide({"x": "a", "y": Decimal(2)}) == answers[0]
    assert table.decide({"x": "b", "y": Decimal(4)}) == answers[1]
    assert table.decide({"x": "b", "y": Decimal(5)}) == ()


def test_priority_follows_the_order_of_the_outputs_not_of_the_rows():
    table = read(
        document('- | "1"\n - | "2"', hit="PRIORITY", more='<outputValues><text>"2","1"</text></outputValues>')
    )

    assert table.decide({"disputed": "a"}) == ("2",)


NAMES = ("disputed", "amount", "explained")
VALUES = {name: (*POLICY.facts[name].values, "unknown") for name in NAMES}


@st.composite
def foreign(draw) -> DmnTable:
    cells = [
        st.sets(st.sampled_from(VALUES[name])).map(
            lambda chosen: UnaryTests(tuple(Span(each, each) for each in sorted(chosen)), none_of=not chosen)
        )
        for name in NAMES
    ]
    row = st.tuples(st.tuples(*cells), st.sampled_from(["hold", "do_not_bill", "refund"]))
    drawn = draw(st.lists(row, min_size=1, max_size=5))
    last = ((UnaryTests(), UnaryTests(), UnaryTests()), "hold")  # so that every case has an answer
    rows = tuple(DmnRow(str(at), inside, output, ()) for at, (inside, output) in enumerate([*drawn, last]))
    return DmnTable("disputed_option", draw(st.sampled_from("FP")), NAMES, rows, ("refund", "do_not_bill", "hold"))


@settings(max_examples=60, deadline=None)
@given(foreign())
def test_a_table_turned_into_layers_rules_every_case_as_its_hit_policy_does(table: DmnTable):
    made, problems = converted(POLICY, table, "disputed_option", "x.dmn")
    assert problems == []
    assert made is not None
    ours = tried(BOOK, [made])[0].tables["disputed_option"]

    for each in product(*VALUES.values()):
        case = dict(zip(NAMES, each, strict=True))
        known = {name: value for name, value in case.items() if name in ours.facts}
        assert (ours.decide(known),) == table.decide(case)


def test_numbers_become_bands_and_days_of_the_basis_the_days_of_a_rule():
    rows = """
        < 1000       | < date("2016-05-21")                        | "bill"
        [1000..2000) | < date("2016-05-21")                        | "refund"
        >= 2000      | < date("2016-05-21")                        | "hold"
        -            | [date("2016-05-21")..date("2022-06-30")]    | "hold"
        -            | > date("2022-06-30")                        | "do_not_bill"
    """
    table = read(document(rows, inputs=("monthly_fee", "contract_date")))
    made, problems = converted(POLICY, table, "disputed_option", "x.dmn")
    assert problems == []
    assert made is not None

    (band,) = made.facts
    assert [band.names[each].en for each in band.values] == [
        "monthly_fee (..1000)",
        "monthly_fee [1000..2000)",
        "monthly_fee [2000..)",
    ]
    found = {(each.since, each.until) for each in made.rules if each.layer == "dmn_1"}
    assert (None, date(2016, 5, 20)) in found
    assert (date(2016, 5, 21), date(2022, 6, 30)) in found
    assert (date(2022, 7, 1), None) in found
    unknown = [each for each in made.rules if each.when.get(band.id) == frozenset({"unknown"})]
    assert [each.ruling for each in unknown] == [Ruling.HOLD]


def test_a_draft_of_a_table_is_toml_that_says_what_the_table_says(tmp_path: Path):
    (tmp_path / "x.dmn").write_bytes(document('"yes","unknown" | "hold"\n"no" | "hold"'))

    code, said, _ = run("import", tmp_path / "x.dmn", "--draft", tmp_path / "d.toml")

    rules = tomllib.loads((tmp_path / "d.toml").read_text("utf-8"))["rule"]
    assert code == 0
    assert "Wrote a draft" in said
    assert [(each["when"]["disputed"], each["ruling"]) for each in rules] == [
        (["unknown", "yes"], "hold"),
        (["no"], "hold"),
    ]


@pytest.mark.parametrize(
    ("rows", "hit", "code", "place"),
    [
        ('"yes" | "hold"\n"yes","no" | "refund"\nnot("yes","no") | "hold"', "UNIQUE", "dmn_not_matching", "1, 2"),
        ('"yes" | "hold"', "UNIQUE", "gap", "disputed_option"),
        ('"yes" | "hold"\n- | "refund"', "ANY", "conflict", "dmn_disputed_option_2"),
        ('"yes" | "hold"\n- | "refund"', "COLLECT", "conflict", "dmn_disputed_option_2"),
        ('- | "bill"', "UNIQUE", "never_broken", "P2"),
        ('- | "maybe"', "UNIQUE", "not_allowed", "disputed_option 1"),
        ("- | 5", "UNIQUE", "not_allowed", "disputed_option 1"),
        ('"yse" | "hold"', "UNIQUE", "unknown_value", "disputed_option 1:1"),
        ('> 5 | "hold"', "UNIQUE", "unknown_value", "disputed_option 1:1"),
        ('"yes",5 | "hold"', "UNIQUE", "dmn_unsupported", "disputed_option 1:1"),
    ],
)
def test_a_table_that_cannot_stand_in_the_pack_is_refused_with_its_case(rows, hit, code, place):
    made, problems = converted(POLICY, read(document(rows, hit=hit)), "disputed_option", "x.dmn")
    if made is not None:
        problems = tried(BOOK, [made])[1]

    assert any(each.code == code and place in each.id for each in problems), problems


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        (document('? > 5 | "hold"'), "disputed_option 1:1"),
        (document('< "a" | "hold"'), "disputed_option 1:1"),
        (document('"a" or "b" | "hold"'), "disputed_option 1:1"),
        (document('- | "hold" + "x"'), "disputed_option 1"),
        (document('- | "hold"', hit="OUTPUT ORDER"), "disputed_option"),
        (document('- | "hold"', hit='COLLECT" aggregation="SUM'), "disputed_option"),
        (document('- | "hold"', hit="PRIORITY"), "disputed_option"),
        (document('- | "hold"', inputs=("",)), "disputed_option 1"),
        (document('- | - | "hold"'), "disputed_option 1"),
        (document('- | "hold"', more="<defaultOutputEntry><text>1</text></defaultOutputEntry>"), "disputed_option"),
        (document("").replace(b"decisionTable", b"context"), "disputed_option"),
        (document('- | "hold"').replace(b"<decision ", b'<businessKnowledgeModel name="b"/><decision '), "b"),
    ],
)
def test_what_is_not_supported_is_named_by_table_row_and_cell(raw: bytes, place: str):
    tables, problems = dmn_tables("x.dmn", raw)

    assert (problems[0].code, problems[0].id) == ("dmn_unsupported", place)
    assert tables == () or all(each.name != place.split(maxsplit=1)[0] for each in tables)
    assert "x.dmn" in problems[0].text("ja")


@pytest.mark.parametrize(
    "text", ["[1..", "not(not(1))", "f(5)", "5,", '"a', "date(5)", '@"2016-02-30"', "9" * 16, "\\"]
)
def test_a_cell_that_is_no_unary_test_is_refused_whole(text: str):
    with pytest.raises(NotRead):
        unary_tests(text)


@given(st.text(st.sampled_from('"a5,<>=[]().-@ noted'), max_size=12))
def test_no_cell_throws_anything_else(text: str):
    try:
        unary_tests(text).takes("a")
    except NotRead:
        return


ENTITY = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><d>&x;</d>'
LAUGHS = (
    b'<!DOCTYPE d [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + at, b"&%c;" % (97 + at) * 10) for at in range(9))
    + b"]><d>&j;</d>"
)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (ENTITY, "dmn_declared"),
        (LAUGHS, "dmn_declared"),
        (ENTITY.replace(b'"1.0"', b'"1.0" encoding="utf-16"').decode().encode("utf-16"), "dmn_declared"),
        (ENTITY.replace(b'"1.0"', b'"1.0" encoding="cp037"').decode().encode("cp037"), "dmn_xml"),
        (b"<a>" * (DEPTH_MAX + 1), "too_many"),
        (b"<a" + b"b" * 10_000_001, "too_large"),
        (b"<definitions", "dmn_xml"),
        (b"<definitions/>", "dmn_nothing"),
        (b"<?xml version='1.0' encoding='nonsense'?><a/>", "dmn_xml"),
        (f'<definitions xmlns="{NAMESPACE}"/>'.encode(), "dmn_nothing"),
    ],
)
def test_xml_that_declares_too_much_or_is_none_is_refused(raw: bytes, code: str):
    tables, problems = dmn_tables("x.dmn", raw)

    assert tables == ()
    assert [each.code for each in problems] == [code]


def test_a_table_of_another_name_needs_a_line(tmp_path: Path):
    raw = document('"yes","unknown" | "hold"\n"no" | "hold"').replace(b'name="disputed_option"', b'name="Fee"')
    (tmp_path / "x.dmn").write_bytes(raw)

    assert run("import", tmp_path / "x.dmn")[0] == 2
    code, said, _ = run("import", tmp_path / "x.dmn", "--line", "disputed_option", "--write")
    assert (code, "not written into the pack" in said) == (0, True)


def test_every_pack_can_be_handed_over_by_its_folder(tmp_path: Path):
    for name in PACKS:
        source = Path(shelf.__file__).parent / "packs" / name
        if (source / "sources.toml").is_file():  # one that borrows stands beside what it borrows
            shutil.copytree(source, tmp_path / name)
            assert run("export", tmp_path / name, "--format", "jdm", "--out", tmp_path / f"{name}.json")[0] == 0
            assert json.loads((tmp_path / f"{name}.json").read_text("utf-8"))["nodes"]


def test_random_cases_of_both_readings_agree():
    first, second = (dmn_tables("x", dmn(BOOK, "en", each).encode())[0][0] for each in READINGS)
    draw, table = random.Random(1), BOOK.tables["disputed_option"]  # noqa: S311  # cases to try, not secrets
    for _ in range(300):
        case = {name: draw.choice(table.domains[name]) for name in table.facts}
        assert first.decide(case) == second.decide(case) == (table.decide(case),)
