"""Sheets go to a spreadsheet and come back: what was changed there is found and proved, and nothing else touched."""

from __future__ import annotations

import csv
import io
import json
import random
import shutil
import subprocess
import sys
import tomllib
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import shelf
from assistant.doors.pack import pack
from assistant.rules.export.cells import Odd, bare, guarded, read, written
from assistant.rules.export.changes import applied, changes
from assistant.rules.export.csv_text import csv_bytes, csv_grid
from assistant.rules.export.grid import Grid, Returned, cell_name, grid_of, returned
from assistant.rules.export.layout import Kind, listings, mark, rows
from assistant.rules.export.workbook import unsafe, xlsx_bytes, xlsx_grids

PACKS = shelf.pack_names()
NAME, TEXTS = shelf.read(None)
POLICY = shelf.take().policy


def grids(name: str = shelf.DEFAULT, lang: str = "ja") -> dict[str, list[list[str]]]:
    folder = Path(shelf.__file__).parent / "packs" / name
    texts, policy = shelf.texts_in(folder), shelf.take(name).policy
    return {each.name: grid_of(policy, each, rows(each, texts), lang, mark(policy, texts)) for each in listings(policy)}


def read_page(cells: list, name: str = shelf.DEFAULT) -> Returned:
    found, problems = returned(Grid("x", cells), listings(shelf.take(name).policy))
    assert problems == []
    assert found is not None
    return found


def told(pages: list[Returned]) -> list[tuple]:
    return [(each.kind, each.row, each.keys) for each in changes(pages, TEXTS)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the pack that may be written into."""
    source = Path(shelf.__file__).parent / "packs" / NAME
    return shutil.copytree(source, tmp_path / "mine", ignore=shutil.ignore_patterns("scenarios", "examples"))


def run(*args: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(pack, [str(each) for each in (*args, "--lang", "en")])
    return done.exit_code, done.stdout, done.stderr


# --- there and back


@pytest.mark.parametrize("name", PACKS)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_a_pack_that_went_out_as_csv_comes_back_the_same(name: str, encoding: str):
    texts = shelf.texts_in(Path(shelf.__file__).parent / "packs" / name)
    pages = []
    for sheet, cells in grids(name).items():
        grid, read_as, problems = csv_grid(sheet, csv_bytes(cells, encoding))
        assert grid is not None
        assert problems == []
        assert read_as in {encoding, "utf-8"}  # a sheet of ASCII alone is both
        pages.append(read_page(list(grid.cells), name))

    assert changes(pages, texts, japanese=encoding == "cp932") == []
    assert sum(len(each.rows) for each in pages) > 20


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_that_went_out_as_a_workbook_comes_back_the_same(name: str):
    pytest.importorskip("openpyxl", reason="the extra xlsx")
    texts = shelf.texts_in(Path(shelf.__file__).parent / "packs" / name)

    found, problems = xlsx_grids("x.xlsx", xlsx_bytes(grids(name)))

    assert problems == []
    assert changes([read_page(list(each.cells), name) for each in found], texts) == []


@pytest.mark.parametrize("seed", range(3))
def test_sorting_rows_and_columns_changes_nothing(seed: int):
    """Even where the names of the columns were sorted in among the rows."""
    draw, pages = random.Random(seed), []  # noqa: S311  # an order to try, not a secret
    for cells in grids().values():
        order = list(range(len(cells[0])))
        draw.shuffle(order)
        moved = [[row[at] for at in order] for row in cells]
        draw.shuffle(moved)
        pages.append(read_page([*moved, ["", "", None], []]))

    assert told(pages) == []


def test_three_cells_edited_in_a_workbook_are_the_difference_and_nothing_else(folder: Path, tmp_path: Path):
    openpyxl = pytest.importorskip("openpyxl", reason="the extra xlsx")
    book = tmp_path / "pack.xlsx"
    assert run("export", folder, "--format", "xlsx", "--out", book)[0] == 0
    edited = openpyxl.load_workbook(book)
    rules, values = edited["rules"], edited["values"]
    at = {cell.value: cell.column for cell in rules[1]}
    row = {cell.value: cell.row for cell in rules["A"]}
    rules.cell(row["R4b"], at["rung"]).value = "sv"
    rules.cell(row["R4g"], at["when.disputed"]).value = "unknown、 yes"  # the same, in other words
    rules.cell(row["R4g"], at["ruling"]).value = "do_not_bill"
    name = next(each for each in values.iter_rows(min_row=3) if [each[0].value, each[1].value] == ["amount", "within"])
    name[3].value = "Inside the cap"
    edited.save(book)

    code, out, _ = run("import", book, "--pack", folder, "--json")
    shown = json.loads(out)

    assert code == 0
    assert [(each["sheet"], each["row"], each["cells"]) for each in shown["rows"]] == [
        ("values", "amount.within", {"name.en": [_said("amount", "within"), "Inside the cap"]}),
        ("rules", "R4b", {"rung": ["leader", "sv"]}),
        ("rules", "R4g", {"ruling": ["hold", "do_not_bill"]}),
    ]
    assert {(each["old"], each["new"]) for each in shown["difference"]["changes"]} == {("hold", "do_not_bill")}
    assert shown["difference"]["changed"] > 0
    assert len(shown["promises"]) == len(POLICY.nevers)
    assert all(each["holds"] for each in shown["promises"])
    assert shown["written"] == []
    assert (folder / "rules.toml").read_text("utf-8") == TEXTS["rules.toml"]


def _said(fact: str, value: str) -> str:
    return POLICY.facts[fact].names[value].en


def test_what_is_written_leaves_every_other_line_as_it_was(folder: Path, tmp_path: Path):
    out = tmp_path / "sheets"
    run("export", folder, "--format", "csv", "--out", out)
    text = (out / "rules.csv").read_text("utf-8-sig")
    (out / "rules.csv").write_text(text.replace(",leader,", ",sv,", 1), "utf-8-sig")

    code, said, _ = run("import", out, "--pack", folder, "--write")

    before, after = TEXTS["rules.toml"].split("\n"), (folder / "rules.toml").read_text("utf-8").split("\n")
    assert code == 0
    assert "Wrote rules.toml." in said
    assert [(old, new) for old, new in zip(before, after, strict=True) if old != new] == [
        ('rung = "leader"', 'rung = "sv"')
    ]
    assert run("check", folder)[0] == 0


def test_a_sheet_that_breaks_a_promise_is_refused_with_its_case(folder: Path, tmp_path: Path):
    rules = grids()["rules"]
    at = rules[0].index("ruling")
    for row in rules:
        if row[0] == "R3/evidence":
            row[at] = "bill"
    (tmp_path / "rules.csv").write_bytes(csv_bytes(rules))

    code, _, err = run("import", tmp_path / "rules.csv", "--pack", folder, "--write")

    assert code == 1
    assert "[P3/evidence]" in err
    assert "nothing was written" in err
    assert (folder / "rules.toml").read_text("utf-8") == TEXTS["rules.toml"]


def test_rows_left_out_of_a_sheet_go_only_when_asked_to(folder: Path, tmp_path: Path):
    rules = grids()["rules"]
    keys = rules[0]
    new = dict.fromkeys(keys, "") | dict(zip(keys, rules[-1], strict=True))
    new |= {"id": "R9", "line": "disputed_option", "layer": "conflict", "ruling": "hold", "when.disputed": "yes"}
    new |= {"when.order_evidence": "conflicting"}
    sheet = tmp_path / "rules.csv"
    sheet.write_bytes(csv_bytes([*rules, list(new.values())]))

    assert run("import", sheet, "--pack", folder, "--write")[0] == 0
    assert "R9" in tomllib.loads((folder / "rules.toml").read_text("utf-8"))["rule"][3]["id"]  # behind its layer

    sheet.write_bytes(csv_bytes(rules))
    code, _, err = run("import", sheet, "--pack", folder, "--write")
    assert (code, "--remove" in err) == (1, True)
    assert run("import", sheet, "--pack", folder, "--write", "--remove")[0] == 0
    assert (folder / "rules.toml").read_text("utf-8") == TEXTS["rules.toml"]


def test_an_old_sheet_is_known_as_one(folder: Path, tmp_path: Path):
    sheet = tmp_path / "rules.csv"
    sheet.write_bytes(csv_bytes(grids()["rules"]))
    rules = folder / "rules.toml"
    rules.write_text(rules.read_text("utf-8").replace('rung = "leader"', 'rung = "sv"', 1), "utf-8")

    assert json.loads(run("import", sheet, "--pack", folder, "--json")[1])["stale"] is True


def test_facts_and_their_values_come_and_go_together(folder: Path, tmp_path: Path):
    cells = grids()
    fact = dict.fromkeys(cells["facts"][0], "") | {"id": "mood", "stage": "notice", "kind": "choice", "inert": "TRUE"}
    fact |= {key: "x" for key in fact if key.partition(".")[0] in {"label", "ask", "why"}}
    cells["facts"].append(list(fact.values()))
    cells["values"] += [["mood", "calm", "x", "x", ""], ["mood", "angry", "x", "x", "３"]]
    for name, each in cells.items():
        (tmp_path / f"{name}.csv").write_bytes(csv_bytes(each))

    assert run("import", tmp_path, "--pack", folder, "--write")[0] == 0
    mood = shelf.take_from(folder).policy.facts["mood"]
    assert (mood.values, mood.inert, mood.odds["angry"]) == (("calm", "angry"), True, 3)

    for name, each in grids().items():
        (tmp_path / f"{name}.csv").write_bytes(csv_bytes(each))
    assert run("import", tmp_path, "--pack", folder, "--write", "--remove")[0] == 0
    assert (folder / "facts.toml").read_text("utf-8") == TEXTS["facts.toml"]


def test_a_row_is_changed_in_the_file_it_stands_in():
    """A pack may go on in a second file."""
    first, mark, rest = TEXTS["rules.toml"].partition("# --- the other charge lines")
    texts = TEXTS | {"rules.toml": first, "rules_own.toml": mark + rest}
    new = {name: dict(row) for name, row in rows(RULES, texts).items()}
    new["R0"]["rung"], new["R4b"]["rung"] = "sv", "sv"

    after, problems = applied(POLICY, texts, changes([Returned(RULES, tuple(RULES.columns), new)], texts))

    assert problems == []
    assert {name for name in texts if after[name] != texts[name]} == {"rules.toml", "rules_own.toml"}
    assert rows(RULES, after) == new


# --- the text of the pack

KEYS = st.sampled_from(["rung", "when.disputed", "when.icw", "reason.en", "cites", "from", "counsel", "ruling"])
CELLS = {
    Kind.NAME: st.sampled_from(["hold", "sv", None]),
    Kind.SET: st.sampled_from([None, ("no", "yes"), ("open",)]),
    Kind.LIST: st.sampled_from([None, ("CC-522",), ("a", 'b"c')]),
    Kind.PROSE: st.sampled_from(["x # y", 'a "b" \\ c', "[[rule]]\nid = 1", "=1", None]),
    Kind.DAY: st.sampled_from([None, date(2016, 5, 21)]),
}
ODD = (
    TEXTS["rules.toml"]
    + '''
[[rule]]
id = "odd"   # a rule written in other ways
line = "unknown"
layer = "owed"
ruling = "hold"
rung = "leader" # why
when = { disputed = "yes", icw = ["open",
  "closed"] }
cites = [
  "CC-522",  # one a line
]
# the reason
reason.ja = "x"
reason.en = """
[[rule]]
id = "not a rule"
"""
'''
)
RULES = listings(POLICY)[2]
TABLE = rows(RULES, {"rules.toml": ODD})


@settings(max_examples=30)
@given(st.dictionaries(st.tuples(st.sampled_from([*TABLE][-8:]), KEYS), st.integers(0, 4), max_size=6), st.data())
def test_whatever_is_edited_the_file_says_exactly_that_and_keeps_its_comments(edits, data):
    new = {name: dict(row) for name, row in TABLE.items()}
    for name, key in edits:
        new[name][key] = data.draw(CELLS[RULES.columns[key]])
    texts = TEXTS | {"rules.toml": ODD}
    made = changes([Returned(RULES, tuple(RULES.columns), new)], texts)

    after, problems = applied(POLICY, texts, made)

    assert problems == []
    assert rows(RULES, after) == new
    outside = [line for line in ODD.split("\n") if line.startswith("#")]
    assert [line for line in after["rules.toml"].split("\n") if line.startswith("#")] == outside


# --- formulas, and what a spreadsheet makes of things


@given(st.text(st.sampled_from("'=+-@＝＋－＠\t\rab あ"), max_size=6))
def test_a_guarded_text_is_no_formula_and_comes_back_as_it_was(text: str):
    assert guarded(text)[:1] not in {*"=+-@＝＋－＠\t\r"} - {""}
    assert bare(guarded(text)) == text


@pytest.mark.parametrize("text", ["=1+1", "+81", "-5", "@SUM", "＝cmd|' /C calc'!A0", "\t=1"])
def test_a_reason_that_looks_like_a_formula_goes_out_as_text_and_comes_back(text: str):
    was = TEXTS["rules.toml"]
    texts = TEXTS | {"rules.toml": was.replace('reason.ja = "', f"reason.ja = {json.dumps(text)} # ", 1)}
    cells = grid_of(POLICY, RULES, rows(RULES, texts), "ja", "x")
    sent = next(csv.reader(io.StringIO(csv_bytes(cells).decode("utf-8-sig").split("\r\n")[2])))

    assert sent[cells[0].index("reason.ja")] == "'" + text
    assert changes([read_page(cells)], texts) == []


def test_a_formula_in_a_workbook_is_refused_by_its_cell(tmp_path: Path):
    openpyxl = pytest.importorskip("openpyxl", reason="the extra xlsx")
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(grids())))
    book["rules"]["D3"].value = "=1+1"
    book["rules"]["D4"].value = "#REF!"
    book["rules"]["D4"].data_type = "e"
    book.save(tmp_path / "x.xlsx")

    code, _, err = run("import", tmp_path / "x.xlsx")

    assert code == 1
    assert "x.xlsx!rules:3 [D3]: the cell begins like a formula: =1+1" in err
    assert "[D4]: the spreadsheet shows an error: #REF!" in err


@pytest.mark.parametrize(
    ("kind", "raw", "meant"),
    [
        (Kind.DAY, 42511, date(2016, 5, 21)),
        (Kind.DAY, "42511", date(2016, 5, 21)),
        (Kind.DAY, 42511.0, date(2016, 5, 21)),
        (Kind.DAY, datetime(2016, 5, 21), date(2016, 5, 21)),  # noqa: DTZ001  # a spreadsheet knows no zone
        (Kind.DAY, "2016/5/21", date(2016, 5, 21)),
        (Kind.DAY, "２０１６年５月２１日", date(2016, 5, 21)),
        (Kind.DAY, "5/21/2016", "cell_day"),
        (Kind.DAY, "2016-02-30", "cell_day"),
        (Kind.DAY, datetime(2016, 5, 21, 9, 30), "cell_day"),  # noqa: DTZ001  # a spreadsheet knows no zone
        (Kind.DAY, "平成28年", "cell_day"),
        (Kind.DAY, True, "cell_day"),
        (Kind.NUMBER, "２５", 25),
        (Kind.NUMBER, 25.0, 25),
        (Kind.NUMBER, "1,000", 1000),
        (Kind.NUMBER, 2.5, "cell_number"),
        (Kind.NUMBER, "25円", "cell_number"),
        (Kind.NUMBER, "5_0", "cell_number"),
        (Kind.NUMBER, "9" * 5000, "cell_long"),
        (Kind.NUMBER, True, "cell_number"),
        (Kind.FLAG, "TRUE", True),
        (Kind.FLAG, True, True),
        (Kind.FLAG, "ＴＲＵＥ", True),
        (Kind.FLAG, "FALSE", None),
        (Kind.FLAG, "maybe", "cell_flag"),
        (Kind.NAME, "Ｒ４ｂ ", "R4b"),
        (Kind.NAME, 7.0, "7"),
        (Kind.NAME, True, "true"),
        (Kind.NAME, date(2026, 1, 2), "cell_became_day"),
        (Kind.NAME, 1.5, "cell_became_number"),
        (Kind.SET, "b、a, b", ("a", "b")),
        (Kind.SET, " - ", None),
        (Kind.LIST, "b；a\n c", ("b", "a", "c")),
        (Kind.PROSE, "a\r\nb_x000D_\nc", "a\nb\nc"),
        (Kind.PROSE, "-5", "cell_formula"),
        (Kind.PROSE, "a\x1bb", "control_character"),
        (Kind.PROSE, "あ" * 2001, "cell_long"),
        (Kind.PROSE, "", None),
    ],
)
def test_what_a_spreadsheet_made_of_a_cell_is_read_or_refused_by_name(kind, raw, meant):
    try:
        found = read(kind, raw)
    except Odd as odd:
        found = odd.code
    assert found == meant


@given(st.sampled_from([Kind.DAY, Kind.NUMBER, Kind.FLAG]), st.dates(date(1955, 1, 1), date(2100, 1, 1)))
def test_what_is_written_is_read_back(kind, day):
    value = {Kind.DAY: day, Kind.NUMBER: day.day, Kind.FLAG: True}[kind]
    assert read(kind, written(value)) == value


def test_a_csv_in_utf16_with_tabs_is_read():
    cells = grids()["rules"]
    text = "\r\n".join("\t".join(each.replace("\n", " ") for each in row) for row in cells)

    grid, read_as, problems = csv_grid("x", text.encode("utf-16"))

    assert (read_as, problems) == ("utf-16", [])
    assert grid is not None
    assert told([read_page(list(grid.cells))]) == []


def test_a_letter_shift_jis_cannot_hold_did_not_change_but_others_did():
    texts = TEXTS | {
        "rules.toml": TEXTS["rules.toml"].replace("Nothing is billed until that", "Nothing—〜—é billed", 1)
    }
    cells = grid_of(POLICY, RULES, rows(RULES, texts), "ja", "x")
    raw = csv_bytes(cells, "cp932")
    grid, _, _ = csv_grid("x", raw)
    assert grid is not None
    assert changes([read_page(list(grid.cells))], texts, japanese=True) == []
    assert changes([read_page(list(grid.cells))], texts, japanese=False) != []

    grid, _, _ = csv_grid("x", raw.replace(b"The records", b"The papers "))
    assert grid is not None
    assert [each.keys for each in changes([read_page(list(grid.cells))], texts, japanese=True)] == [("reason.en",)]


@pytest.mark.parametrize(
    ("cells", "code", "place"),
    [
        ([["id", "ruling", "frm"], ["R4b", "hold", "x"]], "cell_column", "C1"),
        ([["id", "ruling", ""], ["R4b", "hold", "x"]], "cell_column", "C1"),
        ([["id", "ruling", "id"], ["R4b", "hold", "x"]], "duplicate", "C1"),
        ([["id", "ruling"], ["", "hold"]], "cell_no_id", "A2"),
        ([["id", "ruling"], ["R4b", "hold"], ["R4b", "hold"]], "duplicate", "A3"),
        ([["id", "ruling", "from"], ["R4b", "hold", "soon"]], "cell_day", "C2"),
    ],
)
def test_what_cannot_be_read_is_told_by_its_cell(cells, code, place):
    _, problems = returned(Grid("x.csv", cells), listings(POLICY))

    assert [(each.code, each.id) for each in problems] == [(code, place)]
    assert place in problems[0].text("ja")


def test_cells_are_named_as_a_spreadsheet_names_them():
    assert [cell_name(0, at) for at in (0, 25, 26, 701, 702)] == ["A1", "Z1", "AA1", "ZZ1", "AAA1"]


# --- strangers' files


def archive(*parts: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, inside in parts:
            made.writestr(name, inside)
    return out.getvalue()


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"\xd0\xcf\x11\xe0" + b"x" * 50, "old_workbook"),
        (b"PK nothing", "not_workbook"),
        (archive(("xl/vbaProject.bin", b"x")), "forbidden_part"),
        (archive(("xl/externalLinks/externalLink1.xml", b"x")), "forbidden_part"),
        (archive(("../../etc/x", b"x")), "forbidden_part"),
        (archive(("/x", b"x")), "forbidden_part"),
        (archive(("xl/workbook.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]>")), "forbidden_part"),
        (archive(("xl/workbook.xml", "<!DOCTYPE a>".encode("utf-16"))), "forbidden_part"),
        (archive(*((f"{at}", b"") for at in range(300))), "too_many"),
        (archive(("a", b"0" * 51_000_000)), "too_large"),
        (b"PK" + b"x" * 10_000_001, "too_large"),
    ],
)
def test_an_archive_that_holds_what_no_sheet_needs_is_not_unpacked(raw: bytes, code: str):
    refused = unsafe("x.xlsx", raw)

    assert refused is not None
    assert refused.code == code


def test_an_archive_that_is_no_workbook_is_said_to_be_none(tmp_path: Path):
    pytest.importorskip("openpyxl", reason="the extra xlsx")
    (tmp_path / "x.xlsx").write_bytes(archive(("a.xml", b"<a/>")))

    code, _, err = run("import", tmp_path / "x.xlsx")

    assert code == 1
    assert "cannot be opened as XLSX" in err


@pytest.mark.parametrize("raw", [b"\x81\xff\xfe\x00junk", b'id,ruling\n"open', b"", b"\0" * 40, b"id,ruling\n" * 3])
def test_a_csv_that_is_none_is_refused_and_nothing_is_thrown(raw: bytes, tmp_path: Path):
    (tmp_path / "x.csv").write_bytes(raw)

    code, _, err = run("import", tmp_path / "x.csv")

    assert code == 1
    assert "nothing was written" in err


# --- the doors


def test_without_openpyxl_the_extra_is_named_and_csv_still_works(folder, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)

    code, _, err = run("export", folder, "--format", "xlsx", "--out", tmp_path / "x.xlsx")

    assert (code, "operator-assistant[xlsx]" in err) == (2, True)
    assert run("export", folder, "--format", "csv", "--out", tmp_path / "c")[0] == 0


def test_no_command_loads_openpyxl_before_a_workbook_is_asked_for():
    code = "import sys, assistant.doors.front; print({'openpyxl', 'textual'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert done.stdout.strip() == "set()"


def test_what_is_there_is_not_overwritten_unasked(folder: Path, tmp_path: Path):
    there = tmp_path / "x.dmn"
    there.write_text("mine", "utf-8")

    assert run("export", folder, "--format", "dmn", "--out", there)[0] == 1
    assert there.read_text("utf-8") == "mine"
    assert run("export", folder, "--format", "dmn", "--out", there, "--force")[0] == 0


def test_the_pack_of_the_program_is_not_written_into(tmp_path: Path):
    (tmp_path / "rules.csv").write_bytes(csv_bytes(grids()["rules"]))

    code, _, err = run("import", tmp_path / "rules.csv", "--write")

    assert (code, "--pack" in err) == (2, True)
